// SPDX-License-Identifier: GPL-2.0
/* What ip link show PF says of its VFs, by netlink. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>

#include "fs.h"
#include "nl.h"

#define NL_BUFFER	(1024 * 1024)	/* 256 VFs need some 100 KiB */

struct nl_answer {
	struct nl_vf *vfs;
	unsigned int num;
	bool carrier;
};

static void nl_stats(const struct nlattr *nest, struct nl_vf *vf)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		__u64 *to = NULL;

		switch (mnl_attr_get_type(attr)) {
		case IFLA_VF_STATS_RX_PACKETS:
			to = &vf->rx_packets;
			break;
		case IFLA_VF_STATS_TX_PACKETS:
			to = &vf->tx_packets;
			break;
		case IFLA_VF_STATS_RX_BYTES:
			to = &vf->rx_bytes;
			break;
		case IFLA_VF_STATS_TX_BYTES:
			to = &vf->tx_bytes;
			break;
		case IFLA_VF_STATS_RX_DROPPED:
			to = &vf->rx_dropped;
			break;
		case IFLA_VF_STATS_TX_DROPPED:
			to = &vf->tx_dropped;
			break;
		}
		if (to && mnl_attr_get_payload_len(attr) == sizeof(*to))
			*to = mnl_attr_get_u64(attr);
	}
}

/* Copy an attribute's structure if it is all there. */
static bool nl_get(const struct nlattr *attr, void *val, size_t len)
{
	if (mnl_attr_get_payload_len(attr) < len)
		return false;
	memcpy(val, mnl_attr_get_payload(attr), len);
	return true;
}

static void nl_vf_attr(const struct nlattr *attr, struct nl_vf *vf)
{
	union {
		struct ifla_vf_mac mac;
		struct ifla_vf_vlan vlan;
		struct ifla_vf_rate rate;
		struct ifla_vf_spoofchk spoofchk;
		struct ifla_vf_trust trust;
		struct ifla_vf_link_state link;
	} u;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_VF_MAC:
		if (nl_get(attr, &u.mac, sizeof(u.mac)))
			memcpy(vf->mac, u.mac.mac, sizeof(vf->mac));
		break;
	case IFLA_VF_VLAN:
		if (nl_get(attr, &u.vlan, sizeof(u.vlan))) {
			vf->vlan = u.vlan.vlan;
			vf->qos = u.vlan.qos;
		}
		break;
	case IFLA_VF_RATE:
		if (nl_get(attr, &u.rate, sizeof(u.rate))) {
			vf->min_rate = u.rate.min_tx_rate;
			vf->max_rate = u.rate.max_tx_rate;
		}
		break;
	case IFLA_VF_SPOOFCHK:
		if (nl_get(attr, &u.spoofchk, sizeof(u.spoofchk)))
			vf->spoofchk = u.spoofchk.setting == 1;
		break;
	case IFLA_VF_TRUST:
		if (nl_get(attr, &u.trust, sizeof(u.trust)))
			vf->trust = u.trust.setting == 1;
		break;
	case IFLA_VF_LINK_STATE:
		if (nl_get(attr, &u.link, sizeof(u.link)))
			vf->link = u.link.link_state;
		break;
	case IFLA_VF_STATS:
		nl_stats(attr, vf);
		break;
	}
}

static void nl_vf_info(const struct nlattr *info, struct nl_answer *answer)
{
	const struct nlattr *attr;
	struct ifla_vf_mac mac;
	struct nl_vf *vf = NULL;

	/* Each attribute repeats the VF's number; the MAC's is first and always there. */
	mnl_attr_for_each_nested(attr, info) {
		if (mnl_attr_get_type(attr) == IFLA_VF_MAC && nl_get(attr, &mac, sizeof(mac)) &&
		    mac.vf < answer->num) {
			vf = &answer->vfs[mac.vf];
			vf->there = true;
		}
		if (vf)
			nl_vf_attr(attr, vf);
	}
}

static int nl_link_message(const struct nlmsghdr *nlh, void *data)
{
	const struct ifinfomsg *ifm = mnl_nlmsg_get_payload(nlh);
	struct nl_answer *answer = data;
	const struct nlattr *attr, *info;

	answer->carrier = ifm->ifi_flags & IFF_LOWER_UP;
	mnl_attr_for_each(attr, nlh, sizeof(*ifm)) {
		if (mnl_attr_get_type(attr) != IFLA_VFINFO_LIST)
			continue;
		mnl_attr_for_each_nested(info, attr)
			nl_vf_info(info, answer);
	}
	return MNL_CB_OK;
}

static int nl_ask(struct mnl_socket *nl, unsigned int ifindex, struct nl_answer *answer)
{
	char *buf = calloc(1, NL_BUFFER);
	struct ifinfomsg *ifm;
	struct nlmsghdr *nlh;
	ssize_t n = -1;

	if (!buf)
		return -ENOMEM;
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = RTM_GETLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	nlh->nlmsg_seq = time(NULL);
	ifm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifm));
	ifm->ifi_family = AF_UNSPEC;
	ifm->ifi_index = ifindex;
	mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_VF);
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) >= 0)
		n = mnl_socket_recvfrom(nl, buf, NL_BUFFER);
	if (n > 0)
		n = mnl_cb_run(buf, n, 0, mnl_socket_get_portid(nl), nl_link_message, answer);
	n = n < 0 ? -errno : 0;
	free(buf);
	return n;
}

/**
 * nl_vfs() - ask the kernel
 * @ifindex: the PF's netdev's, 0 if there is none
 * @vfs: receives what it says, @num of them
 * @num: how many
 * @carrier: receives whether the PF has a link
 *
 * Return: 0, -ENODATA without a netdev or for a recorded machine, else -errno.
 */
int nl_vfs(unsigned int ifindex, struct nl_vf *vfs, unsigned int num, bool *carrier)
{
	struct nl_answer answer = { .vfs = vfs, .num = num };
	struct mnl_socket *nl;
	int err;

	memset(vfs, 0, num * sizeof(*vfs));
	*carrier = false;
	if (fs_recorded() || !ifindex)
		return -ENODATA;
	nl = mnl_socket_open(NETLINK_ROUTE);
	if (!nl)
		return -errno;
	err = mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0 ? -errno :
	      nl_ask(nl, ifindex, &answer);
	mnl_socket_close(nl);
	*carrier = answer.carrier;
	return err;
}

/**
 * nl_mac() - a VF's address as text
 * @buf: receives it, empty if there is none
 * @vf: VF
 *
 * Return: @buf.
 */
const char *nl_mac(char buf[NL_MAC], const struct nl_vf *vf)
{
	static const __u8 none[6];
	const __u8 *m = vf->mac;

	buf[0] = '\0';
	if (vf->there && memcmp(m, none, sizeof(none)))
		snprintf(buf, NL_MAC, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3],
			 m[4], m[5]);
	return buf;
}

/**
 * nl_link() - a VF's link setting in a word
 * @vf: VF
 *
 * Return: what ip link calls it.
 */
const char *nl_link(const struct nl_vf *vf)
{
	switch (vf->link) {
	case IFLA_VF_LINK_STATE_ENABLE:
		return "enable";
	case IFLA_VF_LINK_STATE_DISABLE:
		return "disable";
	default:
		return "auto";
	}
}
