// SPDX-License-Identifier: GPL-2.0
/*
 * What the administrator sets by `ip link set PF vf N ...`.  It is kept apart from
 * what guests ask for, works with the PF down and without a VF driver, survives
 * every reset and reaches a running VF at once.
 */

#include <linux/etherdevice.h>
#include <linux/if_link.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>

#include "pf.h"

#define KEEP_JIFFIES	(10 * HZ)	/* for a driver to start over */

/* Return: the VF with @pf->lock held, or ERR_PTR(-EINVAL) without. */
static struct stride_pf_vf *policy_get(struct net_device *netdev, int n)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	struct stride_pf *pf = net->pf;

	mutex_lock(&pf->lock);
	if (n >= 0 && n < pf->num_vfs)
		return &pf->vf[n];
	mutex_unlock(&pf->lock);
	return ERR_PTR(-EINVAL);
}

static void policy_put(struct stride_pf_vf *vf)
{
	mutex_unlock(&vf->pf->lock);
}

/* Give a running VF the address that it is to have, unless it may choose and has. */
static void policy_renew_mac(struct stride_pf_vf *vf)
{
	struct stride_pf *pf = vf->pf;
	u8 mac[ETH_ALEN];

	if (is_zero_ether_addr(vf->policy.mac) && !is_zero_ether_addr(vf->mac))
		return;
	stride_pf_vf_due_mac(pf, vf->idx, mac);
	if (!stride_pf_mac_set_own(pf, vf->idx, mac))
		ether_addr_copy(vf->mac, mac);
	if (!is_zero_ether_addr(vf->policy.mac) && !vf->policy.trusted)
		stride_pf_mac_flush(pf, vf->idx);
}

/*
 * An old driver does not start over when it is told: igbvf does not even hear of it,
 * as QEMU's model raises another vector than the one for its mailbox.  So what it has
 * is brought in line with the policy, and the rest left alone.
 */
static void policy_renew(struct stride_pf_vf *vf)
{
	struct stride_pf *pf = vf->pf;

	policy_renew_mac(vf);
	if (vf->port_vlan != vf->policy.vlan) {
		stride_pf_vlan_flush(pf, vf->idx);
		stride_pf_vf_join_port_vlan(vf);
	}
	if (!vf->policy.trusted) {
		vf->mc_all = false;
		vf->uc_all = false;
		vf->xcast = STRIDE_XCAST_MULTI;
	}
	stride_pf_mcast_apply(pf);
	stride_pf_ucast_apply(pf);
	stride_pf_pool_apply(pf, vf->idx);
}

/**
 * stride_pf_vf_restart() - have a running VF take up what it is to have now
 * @vf: VF
 *
 * If its driver has negotiated a version it is stopped and told by a control message
 * without CTS to reset itself.  The address that it had is kept for it meanwhile.  An
 * older driver goes on with what could be changed without it.
 *
 * Context: @vf->pf->lock held.
 */
void stride_pf_vf_restart(struct stride_pf_vf *vf)
{
	if (vf->state != STRIDE_VF_READY)
		return;
	if (!vf->api) {
		policy_renew(vf);
		return;
	}
	ether_addr_copy(vf->kept, vf->mac);
	vf->kept_until = jiffies + KEEP_JIFFIES;
	stride_pf_vf_wipe(vf);
	vf->state = STRIDE_VF_FRESH;
	stride_pf_vf_event(vf, STRIDE_VF_PENDING_NOTIFY);
}

/**
 * stride_pf_set_vf_mac() - ndo_set_vf_mac
 * @netdev: the PF
 * @n: VF, 0-based
 * @mac: address, all zero: the guest may choose again
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -EINVAL for no such VF or no unicast address; -EADDRINUSE.
 */
int stride_pf_set_vf_mac(struct net_device *netdev, int n, u8 *mac)
{
	bool none = is_zero_ether_addr(mac);
	struct stride_pf_vf *vf;
	int err = 0;

	if (!none && !is_valid_ether_addr(mac))
		return -EINVAL;
	vf = policy_get(netdev, n);
	if (IS_ERR(vf))
		return PTR_ERR(vf);
	if (!none)
		err = stride_pf_mac_claim(vf->pf, n, mac);
	/* A trusted guest may have put another one in its place. */
	if (!err && (!ether_addr_equal(vf->policy.mac, mac) ||
		     (!none && !ether_addr_equal(vf->mac, mac)))) {
		ether_addr_copy(vf->policy.mac, mac);
		stride_pf_vf_restart(vf);
		/* It is not to have what it had. */
		eth_zero_addr(vf->kept);
		/* The PF may have wanted what the VF no longer has. */
		queue_work(vf->pf->wq, &vf->pf->rx_mode_work);
	}
	policy_put(vf);
	return err;
}

/**
 * stride_pf_set_vf_vlan() - ndo_set_vf_vlan
 * @netdev: the PF
 * @n: VF, 0-based
 * @vlan: port VLAN, 0: none
 * @qos: its priority, 0..7
 * @proto: must be 802.1Q
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -EINVAL out of range; -EPROTONOSUPPORT for another protocol.
 */
int stride_pf_set_vf_vlan(struct net_device *netdev, int n, u16 vlan, u8 qos,
			  __be16 proto)
{
	struct stride_pf_vf *vf;

	if (vlan >= VLAN_N_VID - 1 || qos > 7 || (qos && !vlan))
		return -EINVAL;
	if (proto != htons(ETH_P_8021Q))
		return -EPROTONOSUPPORT;
	vf = policy_get(netdev, n);
	if (IS_ERR(vf))
		return PTR_ERR(vf);
	if (vf->policy.vlan != vlan || vf->policy.qos != qos) {
		vf->policy.vlan = vlan;
		vf->policy.qos = qos;
		stride_pf_vf_restart(vf);
	}
	policy_put(vf);
	return 0;
}

/**
 * stride_pf_set_vf_rate() - ndo_set_vf_rate
 * @netdev: the PF
 * @n: VF, 0-based
 * @min_tx_rate: must be 0: the device guarantees nothing
 * @max_tx_rate: Mb/s, 0: no limit
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -EOPNOTSUPP for a minimum; -EINVAL for no such VF or more than the
 * port can do.
 */
int stride_pf_set_vf_rate(struct net_device *netdev, int n, int min_tx_rate,
			  int max_tx_rate)
{
	struct stride_pf_vf *vf;

	if (min_tx_rate)
		return -EOPNOTSUPP;
	if (max_tx_rate < 0 || max_tx_rate > STRIDE_RATE_MAX)
		return -EINVAL;
	vf = policy_get(netdev, n);
	if (IS_ERR(vf))
		return PTR_ERR(vf);
	vf->policy.max_tx_rate = max_tx_rate;
	stride_pf_rate_apply(vf->pf, n);
	policy_put(vf);
	return 0;
}

/**
 * stride_pf_set_vf_spoofchk() - ndo_set_vf_spoofchk
 * @netdev: the PF
 * @n: VF, 0-based
 * @on: check source MAC and VLAN
 *
 * Context: RTNL held, may sleep.
 * Return: 0 or -EINVAL for no such VF.
 */
int stride_pf_set_vf_spoofchk(struct net_device *netdev, int n, bool on)
{
	struct stride_pf_vf *vf = policy_get(netdev, n);

	if (IS_ERR(vf))
		return PTR_ERR(vf);
	vf->policy.spoofchk = on;
	stride_pf_switch_apply(vf->pf);
	policy_put(vf);
	return 0;
}

/**
 * stride_pf_set_vf_trust() - ndo_set_vf_trust
 * @netdev: the PF
 * @n: VF, 0-based
 * @on: the guest may change an assigned address, add filters, be promiscuous and
 *	have all multicast
 *
 * Writing it, or the link state, ends a quarantine.
 *
 * Context: RTNL held, may sleep.
 * Return: 0 or -EINVAL for no such VF.
 */
int stride_pf_set_vf_trust(struct net_device *netdev, int n, bool on)
{
	struct stride_pf_vf *vf = policy_get(netdev, n);

	if (IS_ERR(vf))
		return PTR_ERR(vf);
	if (vf->policy.trusted != on) {
		vf->policy.trusted = on;
		/* What was granted on trust must go with it. */
		stride_pf_vf_restart(vf);
	}
	stride_pf_guard_pardon(vf);
	policy_put(vf);
	return 0;
}

/**
 * stride_pf_set_vf_link_state() - ndo_set_vf_link_state
 * @netdev: the PF
 * @n: VF, 0-based
 * @state: IFLA_VF_LINK_STATE_*
 *
 * "disable" stops the VF's queues and tells the VF: by its link state if it asks
 * for that, else by withdrawing CTS, which every driver understands.  What was in
 * stopped queues is not to be relied on, so who kept CTS starts over afterwards.
 *
 * Context: RTNL held, may sleep.
 * Return: 0 or -EINVAL.
 */
int stride_pf_set_vf_link_state(struct net_device *netdev, int n, int state)
{
	struct stride_pf_vf *vf;
	bool was_stopped;

	if (state < 0 || state >= __IFLA_VF_LINK_STATE_MAX)
		return -EINVAL;
	vf = policy_get(netdev, n);
	if (IS_ERR(vf))
		return PTR_ERR(vf);
	was_stopped = stride_pf_vf_may_ask(vf) && !stride_pf_vf_may_run(vf);
	vf->policy.link_state = state;
	stride_pf_mac_apply_vf(vf);
	stride_pf_guard_pardon(vf);
	if (was_stopped && stride_pf_vf_may_run(vf))
		stride_pf_vf_restart(vf);
	stride_pf_pool_enable(vf->pf, vf->idx, stride_pf_vf_may_run(vf));
	stride_pf_vf_event(vf, STRIDE_VF_PENDING_NOTIFY);
	policy_put(vf);
	return 0;
}

/**
 * stride_pf_get_vf_config() - ndo_get_vf_config
 * @netdev: the PF
 * @n: VF, 0-based
 * @ivi: receives the configuration
 *
 * Context: RTNL held, may sleep.
 * Return: 0 or -EINVAL for no such VF.
 */
int stride_pf_get_vf_config(struct net_device *netdev, int n,
			    struct ifla_vf_info *ivi)
{
	struct stride_pf_vf *vf = policy_get(netdev, n);

	if (IS_ERR(vf))
		return PTR_ERR(vf);
	ivi->vf = n;
	ether_addr_copy(ivi->mac, is_zero_ether_addr(vf->policy.mac) ?
				  vf->mac : vf->policy.mac);
	ivi->vlan = vf->policy.vlan;
	ivi->qos = vf->policy.qos;
	ivi->vlan_proto = htons(ETH_P_8021Q);
	ivi->max_tx_rate = vf->policy.max_tx_rate;
	ivi->spoofchk = vf->policy.spoofchk;
	ivi->trusted = vf->policy.trusted;
	ivi->linkstate = vf->policy.link_state;
	policy_put(vf);
	return 0;
}

/**
 * stride_pf_get_vf_stats() - ndo_get_vf_stats
 * @netdev: the PF
 * @n: VF, 0-based
 * @stats: receives counters since SR-IOV was enabled
 *
 * Context: RTNL held, may sleep.
 * Return: 0 or -EINVAL for no such VF.
 */
int stride_pf_get_vf_stats(struct net_device *netdev, int n,
			   struct ifla_vf_stats *stats)
{
	struct stride_pf_vf *vf = policy_get(netdev, n);

	if (IS_ERR(vf))
		return PTR_ERR(vf);
	stride_pf_stats_vf_update(vf);
	stats->rx_packets = vf->stats.rx_packets;
	stats->tx_packets = vf->stats.tx_packets;
	stats->rx_bytes = vf->stats.rx_bytes;
	stats->tx_bytes = vf->stats.tx_bytes;
	stats->multicast = vf->stats.multicast;
	policy_put(vf);
	return 0;
}
