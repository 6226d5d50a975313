/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_PF_H
#define STRIDE_PF_H

#include "fn.h"
#include "sriov.h"

#define PF_BARS_AT	7		/* line of VF BAR 0 in sysfs' resource */
#define PF_UNSET	0x20000000	/* IORESOURCE_UNSET in its flags */

/* A PF: what sysfs says, and what its capability says. */
struct pf {
	struct fn fn;
	struct config config;
	struct sriov cap;
	int cap_err;		/* 0, or why cap has offset and stride only, from sysfs */
	unsigned int total_vfs, num_vfs;
	bool autoprobe;
};

int pf_read(struct pf *pf, const struct fn *fn);
int pf_find(struct pf *pf, const char *what);
int pf_each(int (*see)(void *data, const struct pf *pf), void *data);
int pf_find_vf(struct fn *vf, const char *what);
int pf_parse_num(unsigned int *num, const char *text, const char *remedy);
int pf_vf(const struct pf *pf, unsigned int idx, struct fn *vf);
int pf_vf_addr(const struct pf *pf, unsigned int idx, struct addr *addr);
int pf_index(const struct pf *pf, const struct fn *vf);
bool pf_bar(const struct pf *pf, unsigned int idx, __u64 *start, __u64 *size);

#endif
