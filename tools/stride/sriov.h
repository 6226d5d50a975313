/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_SRIOV_H
#define STRIDE_SRIOV_H

#include <stdbool.h>
#include <linux/types.h>

#include "config.h"
#include "finding.h"

#define SRIOV_BARS	6

/* The SR-IOV Extended Capability, PCIe r6.0, 9.3.3. */
struct sriov {
	int pos;
	__u32 cap;
	__u16 ctrl, status;
	__u16 initial_vfs, total_vfs, num_vfs;
	__u8 link;
	__u16 offset, stride, vf_device;
	__u32 page_sizes, page_size;
	__u32 bar[SRIOV_BARS];
	__u32 migration;
};

/* A VF BAR, decoded. */
struct sriov_bar {
	bool used, wide, prefetch;
	__u64 base;
};

int sriov_parse(const struct config *config, struct sriov *cap);
long sriov_vf_rid(const struct sriov *cap, __u16 pf_rid, unsigned int idx);
struct sriov_bar sriov_bar(const struct sriov *cap, unsigned int idx);
bool sriov_needs_ari(const struct sriov *cap, __u16 pf_rid, unsigned int num);
void sriov_check(const struct config *config, const struct sriov *cap,
		 __u16 pf_rid, struct findings *all);

#endif
