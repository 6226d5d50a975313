// SPDX-License-Identifier: GPL-2.0
/*
 * The netdev: its operations and its life.
 */

#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include "vf.h"

#define NETDEV_TX_FEATURES	(NETIF_F_SG | NETIF_F_IP_CSUM |	\
				 NETIF_F_IPV6_CSUM | NETIF_F_SCTP_CRC |	\
				 NETIF_F_TSO | NETIF_F_TSO6)

/* Return: 0, -ENOMEM or why the interrupt was refused. */
static int netdev_open(struct net_device *netdev)
{
	struct stride_vf_net *net = netdev_priv(netdev);
	int err;

	netif_carrier_off(netdev);
	err = stride_port_alloc_rings(&net->port, &net->port.cfg, &net->parked);
	if (err)
		return err;
	err = stride_vf_irq_open(net->vf);
	if (err)
		goto free_rings;
	err = stride_vf_link_open(net->vf);
	if (err)
		goto close_irq;
	return 0;

close_irq:
	stride_vf_irq_close(net->vf);
free_rings:
	stride_port_free_rings(&net->parked);
	return err;
}

static int netdev_stop(struct net_device *netdev)
{
	struct stride_vf_net *net = netdev_priv(netdev);

	stride_vf_link_halt(net->vf);
	stride_vf_irq_close(net->vf);
	stride_port_free_rings(&net->parked);
	return 0;
}

static void netdev_set_rx_mode(struct net_device *netdev)
{
	struct stride_vf_net *net = netdev_priv(netdev);

	set_bit(STRIDE_VF_FILTER_DIRTY, &net->vf->flags);
	stride_vf_link_kick(net->vf);
}

static int netdev_set_mac_address(struct net_device *netdev, void *p)
{
	struct stride_vf_net *net = netdev_priv(netdev);
	struct sockaddr *addr = p;

	if (!is_valid_ether_addr(addr->sa_data))
		return -EADDRNOTAVAIL;
	return stride_vf_addr_set(net->vf, addr->sa_data);
}

static int netdev_vlan_add(struct net_device *netdev, __be16 proto, u16 vid)
{
	struct stride_vf_net *net = netdev_priv(netdev);

	return stride_vf_filter_vlan(net->vf, vid, true);
}

static int netdev_vlan_kill(struct net_device *netdev, __be16 proto, u16 vid)
{
	struct stride_vf_net *net = netdev_priv(netdev);

	return stride_vf_filter_vlan(net->vf, vid, false);
}

/*
 * Tell the device the frame size in an order that never lets it write frames
 * longer than the buffers.  A PF that is lost meanwhile is told when the rings
 * start again.  Return: 0; -ENOMEM or the PF's refusal with nothing changed; -EIO.
 */
static int netdev_change_frame(struct stride_vf *vf, u32 max_frame)
{
	struct stride_port *port = &vf->net->port;
	struct stride_ring_cfg cfg = port->cfg;
	u32 old = cfg.max_frame;
	bool grow = max_frame > old;
	int err = -ENOTCONN;

	if (!grow && port->running)
		err = stride_vf_filter_max_frame(vf, max_frame);
	if (stride_vf_refused(err))
		return err;
	if (!grow && err)
		stride_vf_link_halt(vf);

	cfg.max_frame = max_frame;
	err = stride_port_reconfigure(port, &cfg);
	stride_vf_link_check(vf);
	if (err) {
		if (!grow && port->running)
			stride_vf_filter_max_frame(vf, old);
		return err;
	}
	if (!grow || !port->running)
		return 0;
	err = stride_vf_filter_max_frame(vf, max_frame);
	if (!stride_vf_refused(err))
		return 0;
	cfg.max_frame = old;
	stride_port_reconfigure(port, &cfg);
	stride_vf_link_check(vf);
	return err;
}

static int netdev_change_mtu(struct net_device *netdev, int mtu)
{
	struct stride_vf_net *net = netdev_priv(netdev);
	int err;

	err = netdev_change_frame(net->vf, STRIDE_FRAME(mtu));
	if (err)
		return err;
	WRITE_ONCE(netdev->mtu, mtu);
	return 0;
}

static void netdev_tx_timeout(struct net_device *netdev, unsigned int queue)
{
	struct stride_vf_net *net = netdev_priv(netdev);

	set_bit(STRIDE_VF_TX_STUCK, &net->vf->flags);
	stride_vf_link_kick(net->vf);
}

static int netdev_bpf(struct net_device *netdev, struct netdev_bpf *bpf)
{
	struct stride_vf_net *net = netdev_priv(netdev);
	int err;

	err = stride_port_bpf(netdev, bpf);
	stride_vf_link_check(net->vf);
	stride_vf_netdev_limit(net->vf);
	return err;
}

static const struct net_device_ops netdev_ops = {
	.ndo_open		= netdev_open,
	.ndo_stop		= netdev_stop,
	.ndo_start_xmit		= stride_port_xmit,
	.ndo_features_check	= stride_port_features_check,
	.ndo_get_stats64	= stride_port_get_stats64,
	.ndo_set_rx_mode	= netdev_set_rx_mode,
	.ndo_set_mac_address	= netdev_set_mac_address,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_change_mtu		= netdev_change_mtu,
	.ndo_tx_timeout		= netdev_tx_timeout,
	.ndo_vlan_rx_add_vid	= netdev_vlan_add,
	.ndo_vlan_rx_kill_vid	= netdev_vlan_kill,
	.ndo_bpf		= netdev_bpf,
	.ndo_xdp_xmit		= stride_port_xdp_xmit,
	.ndo_xsk_wakeup		= stride_port_xsk_wakeup,
};

static void netdev_set_features(struct net_device *netdev)
{
	netdev->hw_features = NETDEV_TX_FEATURES | NETIF_F_RXCSUM |
			      NETIF_F_HW_VLAN_CTAG_TX;
	/* Whether tags are stripped and filtered is the PF's to decide. */
	netdev->features = netdev->hw_features | NETIF_F_HIGHDMA |
			   NETIF_F_HW_VLAN_CTAG_RX | NETIF_F_HW_VLAN_CTAG_FILTER;
	netdev->vlan_features = NETDEV_TX_FEATURES | NETIF_F_HIGHDMA;
	netdev->xdp_features = STRIDE_XDP_FEATURES;
	netdev->xdp_metadata_ops = &stride_xdp_metadata_ops;
	netdev->priv_flags |= IFF_UNICAST_FLT;
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->max_mtu = STRIDE_MAX_MTU;
}

/**
 * stride_vf_netdev_create() - make the netdev, not registered yet
 * @vf: function, with its register window
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int stride_vf_netdev_create(struct stride_vf *vf)
{
	struct stride_vf_net *net;
	struct net_device *netdev;
	int err;

	netdev = alloc_etherdev_mqs(sizeof(*net), 1, 1);
	if (!netdev)
		return -ENOMEM;
	SET_NETDEV_DEV(netdev, &vf->pdev->dev);
	netdev->netdev_ops = &netdev_ops;
	netdev->stat_ops = &stride_port_stat_ops;
	netdev->ethtool_ops = &stride_vf_ethtool_ops;
	netdev_set_features(netdev);

	net = netdev_priv(netdev);
	err = stride_port_init(&net->port, netdev, &vf->hw, 1);
	if (err)
		goto free_netdev;
	/* The second receive queue is idle: QEMU never sorts frames into it. */
	stride_port_set_queue(&net->port, 0, STRIDE_VF_RXQ(0), STRIDE_VF_TXQ(0),
			      STRIDE_VF_TXQ(1), STRIDE_VF_VEC_QUEUE);
	net->port.drop_own = true;
	/* QEMU names itself in the subsystem ids. */
	net->port.reflects = vf->pdev->subsystem_vendor ==
			     PCI_VENDOR_ID_REDHAT_QUMRANET;
	net->port.mmio_sync = net->port.reflects;
	net->port.vlans = net->vlans;
	net->vf = vf;
	vf->net = net;
	stride_vf_addr_init(vf);
	netif_carrier_off(netdev);
	return 0;

free_netdev:
	free_netdev(netdev);
	return err;
}

/**
 * stride_vf_netdev_limit() - take over the limits of the PF and of an XDP program
 * @vf: function
 *
 * Context: RTNL held.
 */
void stride_vf_netdev_limit(struct stride_vf *vf)
{
	struct net_device *netdev = vf->net->port.netdev;
	u32 max_frame = vf->peer.max_frame;
	unsigned int max_mtu = stride_port_max_mtu(&vf->net->port);

	ASSERT_RTNL();

	if (max_frame && max_frame < STRIDE_FRAME(max_mtu))
		max_mtu = max_frame - STRIDE_FRAME(0);
	if (netdev->mtu > max_mtu && netdev->max_mtu != max_mtu &&
	    stride_vf_may_log(vf))
		netdev_warn(netdev, "the PF lets no more than MTU %u through\n",
			    max_mtu);
	WRITE_ONCE(netdev->max_mtu, max_mtu);
}

/**
 * stride_vf_netdev_destroy() - undo stride_vf_netdev_create()
 * @vf: function, its netdev not registered any more
 *
 * Context: may sleep.
 */
void stride_vf_netdev_destroy(struct stride_vf *vf)
{
	struct net_device *netdev = vf->net->port.netdev;

	stride_port_destroy(&vf->net->port);
	vf->net = NULL;
	free_netdev(netdev);
}
