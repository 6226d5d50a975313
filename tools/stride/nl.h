/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_NL_H
#define STRIDE_NL_H

#include <stdbool.h>
#include <linux/types.h>

/* What the kernel knows of a VF through its PF's netdev. */
struct nl_vf {
	bool there;
	__u8 mac[6];
	unsigned int vlan, qos;
	unsigned int min_rate, max_rate;	/* Mbit/s, 0: none */
	unsigned int link;			/* enum of IFLA_VF_LINK_STATE_ */
	bool spoofchk, trust;
	__u64 rx_packets, tx_packets, rx_bytes, tx_bytes, rx_dropped, tx_dropped;
};

#define NL_MAC	18

int nl_vfs(unsigned int ifindex, struct nl_vf *vfs, unsigned int num, bool *carrier);
const char *nl_mac(char buf[NL_MAC], const struct nl_vf *vf);
const char *nl_link(const struct nl_vf *vf);

#endif
