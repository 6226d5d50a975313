// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool: what can be seen and set beside the data path.
 */

#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include "vf.h"

static struct stride_vf_net *ethtool_net(struct net_device *netdev)
{
	return netdev_priv(netdev);
}

static void ethtool_get_drvinfo(struct net_device *netdev,
				struct ethtool_drvinfo *info)
{
	strscpy(info->driver, STRIDE_VF_NAME, sizeof(info->driver));
	strscpy(info->bus_info, pci_name(ethtool_net(netdev)->vf->pdev),
		sizeof(info->bus_info));
}

static int ethtool_get_link_ksettings(struct net_device *netdev,
				      struct ethtool_link_ksettings *cmd)
{
	struct stride_link link;

	ethtool_link_ksettings_zero_link_mode(cmd, supported);
	ethtool_link_ksettings_zero_link_mode(cmd, advertising);
	cmd->base.port = PORT_OTHER;
	cmd->base.autoneg = AUTONEG_DISABLE;
	cmd->base.speed = SPEED_UNKNOWN;
	cmd->base.duplex = DUPLEX_UNKNOWN;
	if (!netif_carrier_ok(netdev))
		return 0;

	stride_vf_link_read(ethtool_net(netdev)->vf, &link);
	if (!link.speed)
		return 0;
	cmd->base.speed = link.speed;
	cmd->base.duplex = link.full ? DUPLEX_FULL : DUPLEX_HALF;
	return 0;
}

static void ethtool_get_ringparam(struct net_device *netdev,
				  struct ethtool_ringparam *ring,
				  struct kernel_ethtool_ringparam *kernel_ring,
				  struct netlink_ext_ack *extack)
{
	struct stride_port *port = &ethtool_net(netdev)->port;

	ring->rx_max_pending = STRIDE_RING_MAX;
	ring->tx_max_pending = STRIDE_RING_MAX;
	ring->rx_pending = port->cfg.rx_count;
	ring->tx_pending = port->cfg.tx_count;
}

static int ethtool_set_ringparam(struct net_device *netdev,
				 struct ethtool_ringparam *ring,
				 struct kernel_ethtool_ringparam *kernel_ring,
				 struct netlink_ext_ack *extack)
{
	struct stride_vf_net *net = ethtool_net(netdev);
	int err;

	err = stride_port_set_ringparam(&net->port, ring, extack);
	stride_vf_link_check(net->vf);
	return err;
}

static int ethtool_get_coalesce(struct net_device *netdev,
				struct ethtool_coalesce *coal,
				struct kernel_ethtool_coalesce *kernel_coal,
				struct netlink_ext_ack *extack)
{
	stride_port_get_coalesce(&ethtool_net(netdev)->port, coal);
	return 0;
}

static int ethtool_set_coalesce(struct net_device *netdev,
				struct ethtool_coalesce *coal,
				struct kernel_ethtool_coalesce *kernel_coal,
				struct netlink_ext_ack *extack)
{
	return stride_port_set_coalesce(&ethtool_net(netdev)->port, coal, extack);
}

static void ethtool_get_channels(struct net_device *netdev,
				 struct ethtool_channels *channels)
{
	channels->max_combined = 1;
	channels->combined_count = 1;
}

/* -S: the relation to the PF, then the queues. */
#define ETHTOOL_STAT(name, field) \
	{ name, offsetof(struct stride_vf_stats, field) }

static const struct {
	char name[ETH_GSTRING_LEN];
	size_t offset;
} ethtool_stats[] = {
	ETHTOOL_STAT("mbx_requests", requests),
	ETHTOOL_STAT("mbx_refused", refused),
	ETHTOOL_STAT("mbx_timeouts", timeouts),
	ETHTOOL_STAT("mbx_resent", resent),
	ETHTOOL_STAT("mbx_pf_messages", control),
	ETHTOOL_STAT("mbx_stray_words", stray),
	ETHTOOL_STAT("pf_handshakes", handshakes),
	ETHTOOL_STAT("pf_lost", lost),
	ETHTOOL_STAT("mbx_version_1", api),
};

/* -t */
enum ethtool_test_nr {
	ETHTOOL_TEST_LINK,
	ETHTOOL_TEST_MAILBOX,
	ETHTOOL_TEST_INTERRUPT,
	ETHTOOL_NUM_TESTS,
};

static const char ethtool_test_name[ETHTOOL_NUM_TESTS][ETH_GSTRING_LEN] = {
	[ETHTOOL_TEST_LINK]		= "Link",
	[ETHTOOL_TEST_MAILBOX]		= "Mailbox round trip",
	[ETHTOOL_TEST_INTERRUPT]	= "Interrupt",
};

static int ethtool_get_sset_count(struct net_device *netdev, int sset)
{
	switch (sset) {
	case ETH_SS_STATS:
		return ARRAY_SIZE(ethtool_stats) +
		       stride_port_stats_count(&ethtool_net(netdev)->port);
	case ETH_SS_TEST:
		return ETHTOOL_NUM_TESTS;
	default:
		return -EOPNOTSUPP;
	}
}

static void ethtool_get_strings(struct net_device *netdev, u32 sset, u8 *data)
{
	unsigned int i;

	switch (sset) {
	case ETH_SS_STATS:
		for (i = 0; i < ARRAY_SIZE(ethtool_stats); i++)
			ethtool_puts(&data, ethtool_stats[i].name);
		stride_port_stats_strings(&ethtool_net(netdev)->port, &data);
		break;
	case ETH_SS_TEST:
		memcpy(data, ethtool_test_name, sizeof(ethtool_test_name));
		break;
	}
}

static void ethtool_get_stats(struct net_device *netdev,
			      struct ethtool_stats *stats, u64 *data)
{
	struct stride_vf_net *net = ethtool_net(netdev);
	const void *base = &net->vf->stats;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ethtool_stats); i++)
		data[i] = READ_ONCE(*(const unsigned long *)
				    (base + ethtool_stats[i].offset));
	stride_port_stats_values(&net->port, data + i);
}

static void ethtool_self_test(struct net_device *netdev,
			      struct ethtool_test *test, u64 *data)
{
	struct stride_vf *vf = ethtool_net(netdev)->vf;
	unsigned int i;

	data[ETHTOOL_TEST_LINK] = !netif_carrier_ok(netdev);
	/* Ask for what we have: changes nothing, but must be answered. */
	data[ETHTOOL_TEST_MAILBOX] = !!stride_vf_filter_max_frame(vf,
						vf->net->port.cfg.max_frame);
	data[ETHTOOL_TEST_INTERRUPT] = !stride_vf_ready(vf) ||
				       !stride_vf_irq_test(vf);
	for (i = 0; i < ETHTOOL_NUM_TESTS; i++)
		if (data[i])
			test->flags |= ETH_TEST_FL_FAILED;
}

/* -d: offsets in the order of the dump; V2PMAILBOX comes last, see there. */
static const u32 ethtool_regs[] = {
	STRIDE_CTRL, STRIDE_STATUS, STRIDE_EIMS, STRIDE_EIAC, STRIDE_EIAM,
	STRIDE_EITR(0), STRIDE_EITR(1), STRIDE_EITR(2), STRIDE_IVAR(0),
	STRIDE_IVAR_MISC,
	STRIDE_VF_RXQ(0) + STRIDE_RX_RDBAL, STRIDE_VF_RXQ(0) + STRIDE_RX_RDBAH,
	STRIDE_VF_RXQ(0) + STRIDE_RX_RDLEN, STRIDE_VF_RXQ(0) + STRIDE_RX_SRRCTL,
	STRIDE_VF_RXQ(0) + STRIDE_RX_RDH, STRIDE_VF_RXQ(0) + STRIDE_RX_RDT,
	STRIDE_VF_RXQ(0) + STRIDE_RX_RXDCTL,
	STRIDE_VF_TXQ(0) + STRIDE_TX_TDBAL, STRIDE_VF_TXQ(0) + STRIDE_TX_TDBAH,
	STRIDE_VF_TXQ(0) + STRIDE_TX_TDLEN, STRIDE_VF_TXQ(0) + STRIDE_TX_TDH,
	STRIDE_VF_TXQ(0) + STRIDE_TX_TDT, STRIDE_VF_TXQ(0) + STRIDE_TX_TXCTL,
	STRIDE_VF_TXQ(0) + STRIDE_TX_TXDCTL,
	STRIDE_VF_TXQ(0) + STRIDE_TX_TDWBAL, STRIDE_VF_TXQ(0) + STRIDE_TX_TDWBAH,
	STRIDE_VF_GPRC, STRIDE_VF_GPTC, STRIDE_VF_GORC, STRIDE_VF_GOTC,
	STRIDE_VF_MPRC,
};

#define ETHTOOL_NUM_REGS	(ARRAY_SIZE(ethtool_regs) + 1)

static int ethtool_get_regs_len(struct net_device *netdev)
{
	return ETHTOOL_NUM_REGS * sizeof(u32);
}

static void ethtool_get_regs(struct net_device *netdev,
			     struct ethtool_regs *regs, void *p)
{
	struct stride_vf *vf = ethtool_net(netdev)->vf;
	u32 *data = p;
	unsigned int i;

	regs->version = 1;
	for (i = 0; i < ARRAY_SIZE(ethtool_regs); i++)
		data[i] = stride_rd32(&vf->hw, ethtool_regs[i]);
	/* A plain read would take the PF's signals away from the mailbox. */
	data[i] = stride_vf_request_events(vf);
}

const struct ethtool_ops stride_vf_ethtool_ops = {
	.supported_coalesce_params = ETHTOOL_COALESCE_RX_USECS |
				     ETHTOOL_COALESCE_USE_ADAPTIVE_RX,
	.get_drvinfo		= ethtool_get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_link_ksettings	= ethtool_get_link_ksettings,
	.get_ringparam		= ethtool_get_ringparam,
	.set_ringparam		= ethtool_set_ringparam,
	.get_coalesce		= ethtool_get_coalesce,
	.set_coalesce		= ethtool_set_coalesce,
	.get_channels		= ethtool_get_channels,
	.get_sset_count		= ethtool_get_sset_count,
	.get_strings		= ethtool_get_strings,
	.get_ethtool_stats	= ethtool_get_stats,
	.self_test		= ethtool_self_test,
	.get_regs_len		= ethtool_get_regs_len,
	.get_regs		= ethtool_get_regs,
	.get_ts_info		= ethtool_op_get_ts_info,
};
