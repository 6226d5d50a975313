// SPDX-License-Identifier: GPL-2.0
/*
 * The PF's network device.  Open and stop touch the PF's own queues and nothing
 * else: VFs do not notice them.
 */

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <stride/compat.h>

#include "pf.h"

#define PF_FEATURES	(NETIF_F_SG | NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM | \
			 NETIF_F_SCTP_CRC | NETIF_F_TSO | NETIF_F_TSO6 | \
			 NETIF_F_RXCSUM | NETIF_F_RXHASH)
#define PF_VLAN_OFFLOADS (NETIF_F_HW_VLAN_CTAG_RX | NETIF_F_HW_VLAN_CTAG_TX)
#define PF_MAX_QP	8	/* as many as there are vectors besides ours */

/**
 * stride_pf_pool_queue() - a queue of the PF's pool
 * @i: 0 or 1; others wrap
 *
 * Pool p has queues p and p + 8 (DS 8.14, table 8-22).
 *
 * Return: the device's queue.
 */
unsigned int stride_pf_pool_queue(unsigned int i)
{
	return STRIDE_PF_POOL + STRIDE_POOLS * (i % STRIDE_POOL_QP);
}

/**
 * stride_pf_max_qp() - queue pairs that the PF can use now
 * @pf: the device
 *
 * Return: 1..8; 1 or 2 with VFs on.
 */
unsigned int stride_pf_max_qp(const struct stride_pf *pf)
{
	unsigned int n = pf->net->port.max_qp;

	return pf->vmdq ? min(n, STRIDE_POOL_QP) : n;
}

/*
 * Without VFs queue i is the device's queue i, and XDP has i + 8 to send.  With VFs
 * both are in our pool, and XDP shares the stack's.
 */
static void netdev_choose_queues(struct stride_pf *pf, bool vmdq)
{
	struct stride_port *port = &pf->net->port;
	unsigned int i;

	for (i = 0; i < port->max_qp; i++) {
		unsigned int q = vmdq ? stride_pf_pool_queue(i) : i;

		stride_port_set_regs(port, i, STRIDE_PF_RXQ(q), STRIDE_PF_TXQ(q),
				     vmdq ? 0 : STRIDE_PF_TXQ(q + PF_MAX_QP));
	}
}

static void netdev_commit_pools(struct stride_pf *pf, bool vmdq)
{
	mutex_lock(&pf->lock);
	pf->vmdq = vmdq;
	pf->net->port.drop_own = vmdq;
	pf->net->port.reflects = vmdq && pf->is_model;
	stride_pf_rss_spread(pf);
	stride_pf_irq_enable(pf);
	stride_pf_rss_apply(pf);
	stride_pf_switch_apply(pf);
	stride_pf_mcast_apply(pf);
	stride_pf_hw_rx(pf);
	mutex_unlock(&pf->lock);
}

/* The port started or stopped: receive and pool follow. */
static void netdev_follow(struct stride_pf *pf)
{
	mutex_lock(&pf->lock);
	if (pf->vmdq)
		stride_pf_pool_enable(pf, STRIDE_PF_POOL, pf->net->port.running);
	stride_pf_hw_rx(pf);
	mutex_unlock(&pf->lock);
}

/*
 * Start the port.  The pool may send before: what was posted earlier QEMU looks at with
 * the next doorbell only, for which a queue that byte queue limits stopped waits forever.
 */
static int netdev_start(struct stride_pf *pf, struct stride_rings *rings)
{
	int err;

	mutex_lock(&pf->lock);
	if (pf->vmdq)
		stride_rmw32(&pf->hw, STRIDE_VFTE, BIT(STRIDE_PF_POOL),
			     BIT(STRIDE_PF_POOL));
	mutex_unlock(&pf->lock);
	err = stride_port_start(&pf->net->port, rings);
	netdev_follow(pf);
	return err;
}

/* The queues should run; whether they do is &stride_port.running. */
static bool netdev_is_up(const struct stride_pf *pf)
{
	return netif_running(pf->netdev) && netif_device_present(pf->netdev);
}

/*
 * Move the PF into its pool, or out of it.  Rings for the new queues are allocated
 * before the old ones stop.  A port that failed to start before gets another chance.
 */
static int netdev_move(struct stride_pf *pf, bool vmdq)
{
	bool up = netdev_is_up(pf);
	struct stride_port *port = &pf->net->port;
	struct stride_ring_cfg cfg = port->cfg;
	struct stride_rings new, old = {};
	int err = 0;

	cfg.num_qp = min(pf->net->wanted_qp, vmdq ? STRIDE_POOL_QP : port->max_qp);
	netdev_choose_queues(pf, vmdq);
	if (up) {
		err = stride_port_alloc_rings(port, &cfg, &new);
		if (err && vmdq) {
			netdev_choose_queues(pf, pf->vmdq);
			return err;
		}
	}
	if (port->running)
		stride_port_stop(port, &old);
	port->cfg = cfg;
	netdev_commit_pools(pf, vmdq);
	stride_port_free_rings(&old);
	if (!up)
		return 0;
	if (err)
		err = stride_port_alloc_rings(port, &cfg, &new);
	if (!err)
		err = netdev_start(pf, &new);
	stride_port_free_rings(&new);
	if (err)
		netdev_err(pf->netdev, "queues do not start (%pe), will be tried again\n",
			   ERR_PTR(err));
	return err;
}

/**
 * stride_pf_netdev_set_pools() - move the PF into its pool, or out of it
 * @pf: the device, without VFs
 * @vmdq: sort into pools
 *
 * The link stays up.  There is no way back from pools whose VFs are gone: if memory
 * is short then, the old rings are given up first.
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -ENOMEM or -EIO, and if @vmdq all is as it was, else the queues are
 * stopped, see stride_pf_netdev_look_after().
 */
int stride_pf_netdev_set_pools(struct stride_pf *pf, bool vmdq)
{
	int err;

	ASSERT_RTNL();
	err = netdev_move(pf, vmdq);
	if (err && vmdq && pf->vmdq)
		netdev_move(pf, false);
	return err;
}

static int netdev_open(struct net_device *netdev)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	struct stride_port *port = &net->port;
	struct stride_pf *pf = net->pf;
	struct stride_rings rings;
	int err;

	err = stride_port_alloc_rings(port, &port->cfg, &rings);
	if (err)
		return err;
	err = stride_pf_irq_request_queues(pf);
	if (err)
		goto free_rings;
	err = netdev_start(pf, &rings);
	if (err)
		goto free_irqs;
	queue_work(pf->wq, &pf->link_work);
	return 0;

free_irqs:
	stride_pf_irq_free_queues(pf);
free_rings:
	stride_port_free_rings(&rings);
	return err;
}

static int netdev_stop(struct net_device *netdev)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	struct stride_rings rings;

	/* A reset may have failed to start it again. */
	if (net->port.running) {
		stride_port_stop(&net->port, &rings);
		stride_port_free_rings(&rings);
	}
	netdev_follow(net->pf);
	stride_pf_irq_free_queues(net->pf);
	return 0;
}

static int netdev_set_mac(struct net_device *netdev, void *p)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	const struct sockaddr *addr = p;
	int err;

	err = eth_prepare_mac_addr_change(netdev, p);
	if (err)
		return err;
	mutex_lock(&net->pf->lock);
	err = stride_pf_mac_claim(net->pf, STRIDE_PF_POOL, addr->sa_data);
	if (!err)
		err = stride_pf_mac_set_own(net->pf, STRIDE_PF_POOL, addr->sa_data);
	mutex_unlock(&net->pf->lock);
	if (err)
		return err;
	eth_hw_addr_set(netdev, addr->sa_data);
	/* It may have been an extra one, and the last one may be one now. */
	queue_work(net->pf->wq, &net->pf->rx_mode_work);
	return 0;
}

/* The longest frame that the device lets through to us. */
static void netdev_limit_frame(struct stride_pf *pf, u32 max_frame)
{
	mutex_lock(&pf->lock);
	pf->net->max_frame = max_frame;
	if (pf->vmdq)
		stride_pf_pool_apply(pf, STRIDE_PF_POOL);
	stride_pf_hw_rx(pf);
	mutex_unlock(&pf->lock);
}

static int netdev_change_mtu(struct net_device *netdev, int mtu)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	struct stride_ring_cfg cfg = net->port.cfg;
	u32 was = net->max_frame;
	int err;

	/* No frame may be longer than the buffers: limit first, widen last. */
	cfg.max_frame = STRIDE_FRAME(mtu);
	netdev_limit_frame(net->pf, min(was, cfg.max_frame));
	err = stride_port_reconfigure(&net->port, &cfg);
	if (!err)
		WRITE_ONCE(netdev->mtu, mtu);
	netdev_limit_frame(net->pf, err ? was : cfg.max_frame);
	return err;
}

static void rx_mode_multicast(struct stride_pf *pf)
{
	struct netdev_hw_addr *ha;

	memset(pf->filters.pf_mc, 0, sizeof(pf->filters.pf_mc));
	netdev_for_each_mc_addr(ha, pf->netdev) {
		u16 hash = stride_mc_hash(ha->addr);

		pf->filters.pf_mc[hash / 32] |= BIT(hash % 32);
	}
}

static void rx_mode_unicast(struct stride_pf *pf)
{
	struct netdev_hw_addr *ha;

	stride_pf_mac_flush(pf, STRIDE_PF_POOL);
	netdev_for_each_uc_addr(ha, pf->netdev) {
		/* A VF's stays its. */
		if (stride_pf_mac_claim(pf, STRIDE_PF_POOL, ha->addr))
			continue;
		/* More than the table holds: take everything. */
		if (stride_pf_mac_add(pf, STRIDE_PF_POOL, ha->addr))
			pf->filters.pf_promisc = true;
	}
}

/**
 * stride_pf_rx_mode_work() - write the filters that ndo_set_rx_mode() asked for
 * @work: &stride_pf.rx_mode_work
 *
 * Context: work; ndo_set_rx_mode() must not sleep, the filters' lock may.
 */
void stride_pf_rx_mode_work(struct work_struct *work)
{
	struct stride_pf *pf = container_of(work, struct stride_pf, rx_mode_work);
	struct net_device *netdev = pf->netdev;

	mutex_lock(&pf->lock);
	netif_addr_lock_bh(netdev);
	pf->filters.pf_promisc = netdev->flags & IFF_PROMISC;
	pf->filters.pf_allmulti = netdev->flags & IFF_ALLMULTI;
	rx_mode_multicast(pf);
	rx_mode_unicast(pf);
	netif_addr_unlock_bh(netdev);
	stride_pf_mcast_apply(pf);
	if (pf->vmdq)
		stride_pf_switch_apply(pf);
	stride_pf_hw_rx(pf);
	mutex_unlock(&pf->lock);
}

static void netdev_set_rx_mode(struct net_device *netdev)
{
	struct stride_pf_net *net = netdev_priv(netdev);

	queue_work(net->pf->wq, &net->pf->rx_mode_work);
}

static int netdev_vlan_add(struct net_device *netdev, __be16 proto, u16 vid)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	struct stride_pf *pf = net->pf;
	int err;

	mutex_lock(&pf->lock);
	err = stride_pf_vlan_join(pf, STRIDE_PF_POOL, vid);
	if (!err)
		__set_bit(vid, pf->filters.pf_vlans);
	mutex_unlock(&pf->lock);
	if (err)
		netdev_warn(netdev, "VLAN %u: all %u entries that VFs leave the PF are used\n",
			    vid, stride_pf_vlan_quota(pf->num_vfs, STRIDE_PF_POOL));
	return err;
}

static int netdev_vlan_kill(struct net_device *netdev, __be16 proto, u16 vid)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	struct stride_pf *pf = net->pf;

	mutex_lock(&pf->lock);
	__clear_bit(vid, pf->filters.pf_vlans);
	stride_pf_vlan_leave(pf, STRIDE_PF_POOL, vid);
	mutex_unlock(&pf->lock);
	return 0;
}

static netdev_features_t netdev_fix_features(struct net_device *netdev,
					     netdev_features_t features)
{
	/* One bit, CTRL.VME, is for both directions. */
	if (!(features & NETIF_F_HW_VLAN_CTAG_RX))
		features &= ~NETIF_F_HW_VLAN_CTAG_TX;
	return features;
}

static int netdev_set_features(struct net_device *netdev,
			       netdev_features_t features)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	struct stride_pf *pf = net->pf;

	netdev->features = features;
	mutex_lock(&pf->lock);
	if (pf->vmdq)
		stride_pf_pool_apply(pf, STRIDE_PF_POOL);
	stride_pf_hw_rx(pf);
	mutex_unlock(&pf->lock);
	return 0;
}

/**
 * stride_pf_netdev_reset() - reset the device and bring back what was
 * @pf: the device
 *
 * VFs lose their queues, see it by RSTI and start over; what the administrator
 * set for them is there again before they do.
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -ENODEV if the device is gone; -ENOMEM or -EIO if the PF's queues
 * do not start, see stride_pf_netdev_look_after().
 */
int stride_pf_netdev_reset(struct stride_pf *pf)
{
	struct stride_port *port = &pf->net->port;
	bool running = netif_running(pf->netdev);
	struct stride_rings rings = {};
	int err;

	ASSERT_RTNL();
	if (port->running)
		stride_port_stop(port, &rings);
	stride_pf_irq_disable(pf);

	mutex_lock(&pf->lock);
	stride_pf_stats_update(pf);
	err = stride_pf_hw_reset(pf);
	if (!err) {
		stride_pf_vf_restore_all(pf);
		stride_pf_hw_init(pf);
	}
	mutex_unlock(&pf->lock);
	if (err)
		goto free_rings;

	stride_pf_phy_advertise(pf, pf->advertise);
	stride_pf_phy_restart(pf);
	if (running && !rings.num_qp)
		err = stride_port_alloc_rings(port, &port->cfg, &rings);
	if (running && !err)
		err = netdev_start(pf, &rings);
	else
		netdev_follow(pf);
free_rings:
	stride_port_free_rings(&rings);
	if (err)
		netdev_err(pf->netdev, "reset failed (%pe)\n", ERR_PTR(err));
	return err;
}

/**
 * stride_pf_netdev_look_after() - mend what no caller is there to be told of
 * @pf: the device
 *
 * Queues that did not start for want of memory are started, now that there may be
 * some.  From a device that is gone the netdev is detached.
 *
 * Context: may sleep; takes RTNL unless others have it.
 */
void stride_pf_netdev_look_after(struct stride_pf *pf)
{
	struct stride_port *port = &pf->net->port;
	struct stride_rings rings;

	/* The next time will do. */
	if (!rtnl_trylock())
		return;
	if (!netdev_is_up(pf) || test_bit(STRIDE_PF_RESETTING, &pf->flags))
		goto unlock;
	if (pf->hw.gone) {
		netif_device_detach(pf->netdev);
		goto unlock;
	}
	if (port->running || stride_port_alloc_rings(port, &port->cfg, &rings))
		goto unlock;
	if (!netdev_start(pf, &rings))
		netdev_info(pf->netdev, "queues have started\n");
	stride_port_free_rings(&rings);
unlock:
	rtnl_unlock();
}

/**
 * stride_pf_netdev_recover() - reset the device, unless it is not ours to reset
 * @pf: the device
 *
 * Context: may sleep; takes RTNL.
 * Return: 0; -EBUSY while the device is being removed, suspended or reset by PCI;
 * -ENODEV if it is gone; or an error of stride_pf_netdev_reset().
 */
int stride_pf_netdev_recover(struct stride_pf *pf)
{
	int err = -EBUSY;

	rtnl_lock();
	if (!test_bit(STRIDE_PF_REMOVING, &pf->flags) &&
	    !test_bit(STRIDE_PF_RESETTING, &pf->flags))
		err = stride_pf_hw_present(pf) ? stride_pf_netdev_reset(pf) :
						 -ENODEV;
	rtnl_unlock();
	return err;
}

/**
 * stride_pf_reset_work() - after a transmit time-out
 * @work: &stride_pf.reset_work
 *
 * Context: work.
 */
void stride_pf_reset_work(struct work_struct *work)
{
	stride_pf_health_tx(container_of(work, struct stride_pf, reset_work));
}

static void netdev_tx_timeout(struct net_device *netdev, unsigned int queue)
{
	struct stride_pf_net *net = netdev_priv(netdev);

	netdev_warn(netdev, "transmit queue %u hangs, resetting the device\n",
		    queue);
	WRITE_ONCE(net->pf->tx_hang, queue);
	queue_work(system_long_wq, &net->pf->reset_work);
}

static int netdev_fdb_add(struct ndmsg *ndm, struct nlattr *tb[],
			  struct net_device *netdev,
			  const unsigned char *addr, u16 vid,
			  STRIDE_FDB_FLAGS, struct netlink_ext_ack *extack)
{
	return stride_pf_fdb_add(ndm, tb, netdev, addr, vid, flags, extack);
}

static int netdev_bpf(struct net_device *netdev, struct netdev_bpf *bpf)
{
	int err = stride_port_bpf(netdev, bpf);

	WRITE_ONCE(netdev->max_mtu, stride_port_max_mtu(netdev_priv(netdev)));
	return err;
}

static const struct net_device_ops pf_netdev_ops = {
	.ndo_open		= netdev_open,
	.ndo_stop		= netdev_stop,
	.ndo_start_xmit		= stride_port_xmit,
	.ndo_features_check	= stride_port_features_check,
	.ndo_get_stats64	= stride_port_get_stats64,
	.ndo_set_rx_mode	= netdev_set_rx_mode,
	.ndo_set_mac_address	= netdev_set_mac,
	.ndo_change_mtu		= netdev_change_mtu,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_vlan_rx_add_vid	= netdev_vlan_add,
	.ndo_vlan_rx_kill_vid	= netdev_vlan_kill,
	.ndo_fix_features	= netdev_fix_features,
	.ndo_set_features	= netdev_set_features,
	.ndo_tx_timeout		= netdev_tx_timeout,
	.ndo_bridge_setlink	= stride_pf_bridge_setlink,
	.ndo_bridge_getlink	= stride_pf_bridge_getlink,
	.ndo_fdb_add		= netdev_fdb_add,
	.ndo_set_vf_mac		= stride_pf_set_vf_mac,
	.ndo_set_vf_vlan	= stride_pf_set_vf_vlan,
	.ndo_set_vf_rate	= stride_pf_set_vf_rate,
	.ndo_set_vf_spoofchk	= stride_pf_set_vf_spoofchk,
	.ndo_set_vf_trust	= stride_pf_set_vf_trust,
	.ndo_set_vf_link_state	= stride_pf_set_vf_link_state,
	.ndo_get_vf_config	= stride_pf_get_vf_config,
	.ndo_get_vf_stats	= stride_pf_get_vf_stats,
	.ndo_bpf		= netdev_bpf,
	.ndo_xdp_xmit		= stride_port_xdp_xmit,
	.ndo_xsk_wakeup		= stride_port_xsk_wakeup,
};

static void netdev_set_up(struct stride_pf *pf)
{
	struct net_device *netdev = pf->netdev;

	SET_NETDEV_DEV(netdev, pf->hw.dev);
	netdev->netdev_ops = &pf_netdev_ops;
	netdev->ethtool_ops = &stride_pf_ethtool_ops;
	netdev->stat_ops = &stride_port_stat_ops;
	netdev->features = PF_FEATURES | PF_VLAN_OFFLOADS |
			   NETIF_F_HW_VLAN_CTAG_FILTER | NETIF_F_HIGHDMA;
	netdev->hw_features = PF_FEATURES | PF_VLAN_OFFLOADS |
			      NETIF_F_HW_VLAN_CTAG_FILTER;
	netdev->vlan_features = PF_FEATURES | NETIF_F_HIGHDMA;
	netdev->xdp_features = STRIDE_XDP_FEATURES;
	netdev->xdp_metadata_ops = &stride_xdp_metadata_ops;
	netdev->priv_flags |= IFF_UNICAST_FLT | IFF_LIVE_ADDR_CHANGE;
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->max_mtu = STRIDE_MAX_MTU;
	eth_hw_addr_set(netdev, pf->perm_mac);
	ether_addr_copy(netdev->perm_addr, pf->perm_mac);
}

/**
 * stride_pf_netdev_create() - allocate the netdev, not registered yet
 * @pf: the device, with @pf->perm_mac read and vectors allocated
 *
 * Context: probe.
 * Return: 0 or -ENOMEM.
 */
int stride_pf_netdev_create(struct stride_pf *pf)
{
	unsigned int max_qp = min(pf->num_vectors - 1, PF_MAX_QP), i;
	struct net_device *netdev;
	int err;

	netdev = alloc_etherdev_mq(sizeof(*pf->net), max_qp);
	if (!netdev)
		return -ENOMEM;
	pf->netdev = netdev;
	pf->net = netdev_priv(netdev);
	pf->net->pf = pf;
	netdev_set_up(pf);

	err = stride_port_init(&pf->net->port, netdev, &pf->hw, max_qp);
	if (err) {
		free_netdev(netdev);
		return err;
	}
	for (i = 0; i < max_qp; i++)
		stride_port_set_queue(&pf->net->port, i, STRIDE_PF_RXQ(i),
				      STRIDE_PF_TXQ(i),
				      STRIDE_PF_TXQ(i + PF_MAX_QP), 1 + i);
	pf->net->port.mmio_sync = pf->is_model;
	pf->net->wanted_qp = min(max_qp, num_online_cpus());
	pf->net->port.cfg.num_qp = pf->net->wanted_qp;
	pf->net->max_frame = pf->net->port.cfg.max_frame;
	stride_pf_rss_init(pf);
	return 0;
}

/**
 * stride_pf_netdev_destroy() - undo stride_pf_netdev_create()
 * @pf: the device, its netdev not registered
 *
 * Context: may sleep.
 */
void stride_pf_netdev_destroy(struct stride_pf *pf)
{
	stride_port_destroy(&pf->net->port);
	free_netdev(pf->netdev);
}
