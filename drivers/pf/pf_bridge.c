// SPDX-License-Identifier: GPL-2.0
/*
 * The switch between pools as bridge(8) sees it: `bridge link set dev PF hwmode`
 * and `bridge fdb add ADDRESS dev PF`.
 */

#include <linux/etherdevice.h>
#include <linux/if_bridge.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>

#include "pf.h"

/* Return: BRIDGE_MODE_*, -ENOENT if the message has none. */
static int bridge_mode(struct nlmsghdr *nlh)
{
	struct nlattr *spec, *attr;
	int rem;

	spec = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg), IFLA_AF_SPEC);
	if (!spec)
		return -ENOENT;
	nla_for_each_nested(attr, spec, rem)
		if (nla_type(attr) == IFLA_BRIDGE_MODE &&
		    nla_len(attr) >= sizeof(u16))
			return nla_get_u16(attr);
	return -ENOENT;
}

/**
 * stride_pf_bridge_setlink() - ndo_bridge_setlink: VEB or VEPA
 * @netdev: the PF
 * @nlh: the request
 * @flags: BRIDGE_FLAGS_*
 * @extack: says why
 *
 * In VEPA mode all that a pool sends goes to the wire, where a switch in
 * reflective relay sends it back.  The mode lasts until the VFs are disabled;
 * new ones start with VEB.
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -EOPNOTSUPP without VFs; -EINVAL for another mode or none.
 */
int stride_pf_bridge_setlink(struct net_device *netdev, struct nlmsghdr *nlh,
			     u16 flags, struct netlink_ext_ack *extack)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	struct stride_pf *pf = net->pf;
	int mode = bridge_mode(nlh);

	if (!pf->num_vfs) {
		NL_SET_ERR_MSG(extack, "no VFs, no switch: write sriov_numvfs first");
		return -EOPNOTSUPP;
	}
	if (mode != BRIDGE_MODE_VEB && mode != BRIDGE_MODE_VEPA) {
		NL_SET_ERR_MSG(extack, "hwmode must be veb or vepa");
		return -EINVAL;
	}
	mutex_lock(&pf->lock);
	pf->vepa = mode == BRIDGE_MODE_VEPA;
	stride_pf_switch_apply(pf);
	mutex_unlock(&pf->lock);
	return 0;
}

/**
 * stride_pf_bridge_getlink() - ndo_bridge_getlink
 * @skb: receives the answer
 * @pid: of the netlink socket
 * @seq: of the request
 * @netdev: the PF
 * @filter_mask: RTEXT_FILTER_*
 * @nlflags: NLM_F_*
 *
 * Context: RTNL held, RCU read side.
 * Return: 0, also without VFs, when there is no mode; -EMSGSIZE.
 */
int stride_pf_bridge_getlink(struct sk_buff *skb, u32 pid, u32 seq,
			     struct net_device *netdev, u32 filter_mask,
			     int nlflags)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	u16 mode = net->pf->vepa ? BRIDGE_MODE_VEPA : BRIDGE_MODE_VEB;

	if (!net->pf->num_vfs)
		return 0;
	return ndo_dflt_bridge_getlink(skb, pid, seq, netdev, mode, 0, 0, nlflags,
				       filter_mask, NULL);
}

/*
 * The default cannot say no, and in its place would make us promiscuous.  What a guest
 * chose is taken from it when the list is worked off: the default may fail yet.
 */
static int fdb_check(struct stride_pf *pf, const u8 *addr,
		     struct netlink_ext_ack *extack)
{
	int err;

	if (netdev_uc_count(pf->netdev) >= stride_pf_mac_quota(pf, STRIDE_PF_POOL)) {
		NL_SET_ERR_MSG(extack, "all receive filters that VFs leave the PF are used");
		return -ENOSPC;
	}
	mutex_lock(&pf->lock);
	err = stride_pf_mac_may_claim(pf, STRIDE_PF_POOL, addr);
	mutex_unlock(&pf->lock);
	if (err)
		NL_SET_ERR_MSG(extack, "the address is a VF's");
	return err;
}

/**
 * stride_pf_fdb_add() - ndo_fdb_add: let the PF receive one more address
 * @ndm: header of the request
 * @tb: its attributes
 * @netdev: the PF
 * @addr: address of a host behind a bridge, or a container's
 * @vid: VLAN, for the default's check
 * @flags: NLM_F_*
 * @extack: says why
 *
 * VFs find such an address through the switch only by a filter: what no filter
 * knows goes to the wire.
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -EADDRINUSE if a VF has it; -ENOSPC without a filter left; errors of
 * ndo_dflt_fdb_add().
 */
int stride_pf_fdb_add(struct ndmsg *ndm, struct nlattr *tb[],
		      struct net_device *netdev, const unsigned char *addr,
		      u16 vid, u16 flags, struct netlink_ext_ack *extack)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	struct stride_pf *pf = net->pf;
	int err;

	if (pf->num_vfs && is_unicast_ether_addr(addr)) {
		err = fdb_check(pf, addr, extack);
		if (err)
			return err;
	}
	err = ndo_dflt_fdb_add(ndm, tb, netdev, addr, vid, flags);
	/* It holds when the command returns. */
	flush_work(&pf->rx_mode_work);
	return err;
}
