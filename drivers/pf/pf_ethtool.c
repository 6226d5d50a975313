// SPDX-License-Identifier: GPL-2.0
/* ethtool operations of the PF. */

#include <linux/ethtool.h>
#include <linux/mii.h>
#include <linux/netdevice.h>
#include <linux/pci.h>

#include "pf.h"

static struct stride_pf *to_pf(struct net_device *netdev)
{
	struct stride_pf_net *net = netdev_priv(netdev);

	return net->pf;
}

static void pf_get_drvinfo(struct net_device *netdev,
			   struct ethtool_drvinfo *info)
{
	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
	strscpy(info->bus_info, pci_name(to_pf(netdev)->pdev),
		sizeof(info->bus_info));
}

static const int pf_link_modes[] = {
	ETHTOOL_LINK_MODE_10baseT_Half_BIT,
	ETHTOOL_LINK_MODE_10baseT_Full_BIT,
	ETHTOOL_LINK_MODE_100baseT_Half_BIT,
	ETHTOOL_LINK_MODE_100baseT_Full_BIT,
	ETHTOOL_LINK_MODE_1000baseT_Full_BIT,
};

static int pf_get_link_ksettings(struct net_device *netdev,
				 struct ethtool_link_ksettings *cmd)
{
	struct stride_pf *pf = to_pf(netdev);
	u16 adv, adv1000;
	u32 modes;
	int err;
	size_t i;

	err = stride_pf_phy_read(pf, MII_ADVERTISE, &adv);
	if (!err)
		err = stride_pf_phy_read(pf, MII_CTRL1000, &adv1000);
	if (err)
		return err;
	modes = mii_adv_to_ethtool_adv_t(adv) |
		mii_ctrl1000_to_ethtool_adv_t(adv1000) |
		ADVERTISED_Autoneg | ADVERTISED_TP;

	ethtool_link_ksettings_zero_link_mode(cmd, supported);
	for (i = 0; i < ARRAY_SIZE(pf_link_modes); i++)
		__set_bit(pf_link_modes[i], cmd->link_modes.supported);
	ethtool_link_ksettings_add_link_mode(cmd, supported, Autoneg);
	ethtool_link_ksettings_add_link_mode(cmd, supported, TP);
	ethtool_convert_legacy_u32_to_link_mode(cmd->link_modes.advertising,
						modes);
	cmd->base.port = PORT_TP;
	cmd->base.phy_address = STRIDE_PHY_ADDR;
	cmd->base.autoneg = AUTONEG_ENABLE;

	mutex_lock(&pf->lock);
	cmd->base.speed = pf->link.up ? pf->link.speed : SPEED_UNKNOWN;
	cmd->base.duplex = !pf->link.up ? DUPLEX_UNKNOWN :
			   pf->link.full ? DUPLEX_FULL : DUPLEX_HALF;
	mutex_unlock(&pf->lock);
	return 0;
}

/* Forced speeds are set by offering one mode only: gigabit copper needs it. */
static int pf_set_link_ksettings(struct net_device *netdev,
				 const struct ethtool_link_ksettings *cmd)
{
	struct stride_pf *pf = to_pf(netdev);
	u32 modes;
	int err;

	if (cmd->base.autoneg != AUTONEG_ENABLE) {
		netdev_info(netdev, "auto-negotiation cannot be turned off: advertise the one speed wanted\n");
		return -EOPNOTSUPP;
	}
	ethtool_convert_link_mode_to_legacy_u32(&modes,
						cmd->link_modes.advertising);
	if (!(modes & (ADVERTISED_10baseT_Half | ADVERTISED_10baseT_Full |
		       ADVERTISED_100baseT_Half | ADVERTISED_100baseT_Full |
		       ADVERTISED_1000baseT_Full)))
		return -EINVAL;
	err = stride_pf_phy_advertise(pf, modes);
	return err ?: stride_pf_phy_restart(pf);
}

static int pf_nway_reset(struct net_device *netdev)
{
	return stride_pf_phy_restart(to_pf(netdev));
}

static void pf_get_ringparam(struct net_device *netdev,
			     struct ethtool_ringparam *ring,
			     struct kernel_ethtool_ringparam *kernel_ring,
			     struct netlink_ext_ack *extack)
{
	struct stride_pf_net *net = netdev_priv(netdev);

	ring->rx_max_pending = STRIDE_RING_MAX;
	ring->tx_max_pending = STRIDE_RING_MAX;
	ring->rx_pending = net->port.cfg.rx_count;
	ring->tx_pending = net->port.cfg.tx_count;
}

static int pf_set_ringparam(struct net_device *netdev,
			    struct ethtool_ringparam *ring,
			    struct kernel_ethtool_ringparam *kernel_ring,
			    struct netlink_ext_ack *extack)
{
	struct stride_pf_net *net = netdev_priv(netdev);

	return stride_port_set_ringparam(&net->port, ring, extack);
}

static void pf_get_channels(struct net_device *netdev,
			    struct ethtool_channels *channels)
{
	struct stride_pf *pf = to_pf(netdev);

	channels->max_combined = stride_pf_max_qp(pf);
	channels->combined_count = pf->net->port.cfg.num_qp;
	channels->max_other = 1;
	channels->other_count = 1;
}

static int pf_set_channels(struct net_device *netdev,
			   struct ethtool_channels *channels)
{
	struct stride_pf *pf = to_pf(netdev);
	struct stride_ring_cfg cfg = pf->net->port.cfg;
	int err;

	if (!channels->combined_count || channels->rx_count ||
	    channels->tx_count || channels->other_count != 1)
		return -EINVAL;
	cfg.num_qp = channels->combined_count;
	/* Nothing may be sorted into a queue that goes away. */
	if (cfg.num_qp < pf->net->port.cfg.num_qp)
		stride_pf_rss_limit(pf, cfg.num_qp);
	err = stride_port_reconfigure(&pf->net->port, &cfg);
	if (!err)
		pf->net->wanted_qp = cfg.num_qp;
	mutex_lock(&pf->lock);
	stride_pf_rss_spread(pf);
	stride_pf_rss_apply(pf);
	mutex_unlock(&pf->lock);
	return err;
}

static int pf_get_coalesce(struct net_device *netdev,
			   struct ethtool_coalesce *ec,
			   struct kernel_ethtool_coalesce *kec,
			   struct netlink_ext_ack *extack)
{
	struct stride_pf_net *net = netdev_priv(netdev);

	stride_port_get_coalesce(&net->port, ec);
	return 0;
}

static int pf_set_coalesce(struct net_device *netdev,
			   struct ethtool_coalesce *ec,
			   struct kernel_ethtool_coalesce *kec,
			   struct netlink_ext_ack *extack)
{
	struct stride_pf_net *net = netdev_priv(netdev);

	return stride_port_set_coalesce(&net->port, ec, extack);
}

static u32 pf_get_rxfh_indir_size(struct net_device *netdev)
{
	return STRIDE_RETA_ENTRIES;
}

static u32 pf_get_rxfh_key_size(struct net_device *netdev)
{
	return STRIDE_RSSRK_BYTES;
}

static int pf_get_rxfh(struct net_device *netdev, struct ethtool_rxfh_param *rxfh)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	unsigned int i;

	rxfh->hfunc = ETH_RSS_HASH_TOP;
	if (rxfh->indir)
		for (i = 0; i < STRIDE_RETA_ENTRIES; i++)
			rxfh->indir[i] = net->reta[i];
	if (rxfh->key)
		memcpy(rxfh->key, net->rss_key, STRIDE_RSSRK_BYTES);
	return 0;
}

static int pf_set_rxfh(struct net_device *netdev, struct ethtool_rxfh_param *rxfh,
		       struct netlink_ext_ack *extack)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	unsigned int i;

	if (rxfh->hfunc != ETH_RSS_HASH_NO_CHANGE &&
	    rxfh->hfunc != ETH_RSS_HASH_TOP) {
		NL_SET_ERR_MSG_MOD(extack, "only the Toeplitz hash is supported");
		return -EOPNOTSUPP;
	}
	if (rxfh->indir) {
		for (i = 0; i < STRIDE_RETA_ENTRIES; i++)
			if (rxfh->indir[i] >= net->port.cfg.num_qp)
				return -EINVAL;
		for (i = 0; i < STRIDE_RETA_ENTRIES; i++)
			net->reta[i] = rxfh->indir[i];
		net->reta_user = true;
	}
	if (rxfh->key)
		memcpy(net->rss_key, rxfh->key, STRIDE_RSSRK_BYTES);
	mutex_lock(&net->pf->lock);
	stride_pf_rss_apply(net->pf);
	mutex_unlock(&net->pf->lock);
	return 0;
}

static int pf_get_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *cmd,
			u32 *rules)
{
	struct stride_pf_net *net = netdev_priv(netdev);

	if (cmd->cmd != ETHTOOL_GRXRINGS)
		return -EOPNOTSUPP;
	cmd->data = net->port.cfg.num_qp;
	return 0;
}

static void pf_get_strings(struct net_device *netdev, u32 set, u8 *data)
{
	switch (set) {
	case ETH_SS_STATS:
		stride_pf_stats_strings(&data);
		stride_port_stats_strings(netdev_priv(netdev), &data);
		break;
	case ETH_SS_TEST:
		stride_pf_self_test_strings(&data);
		break;
	}
}

static int pf_get_sset_count(struct net_device *netdev, int set)
{
	switch (set) {
	case ETH_SS_STATS:
		return stride_pf_stats_count() +
		       stride_port_stats_count(netdev_priv(netdev));
	case ETH_SS_TEST:
		return stride_pf_self_test_count();
	default:
		return -EOPNOTSUPP;
	}
}

static void pf_get_ethtool_stats(struct net_device *netdev,
				 struct ethtool_stats *stats, u64 *data)
{
	struct stride_pf *pf = to_pf(netdev);

	mutex_lock(&pf->lock);
	stride_pf_stats_update(pf);
	memcpy(data, pf->hw_stats, stride_pf_stats_count() * sizeof(*data));
	mutex_unlock(&pf->lock);
	stride_port_stats_values(netdev_priv(netdev),
				 data + stride_pf_stats_count());
}

static void pf_get_eth_mac_stats(struct net_device *netdev,
				 struct ethtool_eth_mac_stats *stats)
{
	struct stride_pf *pf = to_pf(netdev);

	mutex_lock(&pf->lock);
	stride_pf_stats_update(pf);
	stats->FramesTransmittedOK = stride_pf_stats_get(pf, STRIDE_GPTC);
	stats->SingleCollisionFrames = stride_pf_stats_get(pf, STRIDE_SCC);
	stats->MultipleCollisionFrames = stride_pf_stats_get(pf, STRIDE_MCC);
	stats->FramesReceivedOK = stride_pf_stats_get(pf, STRIDE_GPRC);
	stats->FrameCheckSequenceErrors = stride_pf_stats_get(pf, STRIDE_CRCERRS);
	stats->AlignmentErrors = stride_pf_stats_get(pf, STRIDE_ALGNERRC);
	stats->OctetsTransmittedOK = stride_pf_stats_get(pf, STRIDE_GOTCL);
	stats->FramesWithDeferredXmissions = stride_pf_stats_get(pf, STRIDE_DC);
	stats->LateCollisions = stride_pf_stats_get(pf, STRIDE_LATECOL);
	stats->FramesAbortedDueToXSColls = stride_pf_stats_get(pf, STRIDE_ECOL);
	stats->OctetsReceivedOK = stride_pf_stats_get(pf, STRIDE_GORCL);
	stats->MulticastFramesXmittedOK = stride_pf_stats_get(pf, STRIDE_MPTC);
	stats->BroadcastFramesXmittedOK = stride_pf_stats_get(pf, STRIDE_BPTC);
	stats->MulticastFramesReceivedOK = stride_pf_stats_get(pf, STRIDE_MPRC);
	stats->BroadcastFramesReceivedOK = stride_pf_stats_get(pf, STRIDE_BPRC);
	stats->InRangeLengthErrors = stride_pf_stats_get(pf, STRIDE_RLEC);
	stats->FrameTooLongErrors = stride_pf_stats_get(pf, STRIDE_ROC);
	mutex_unlock(&pf->lock);
}

static const struct ethtool_rmon_hist_range pf_rmon_ranges[] = {
	{ 0, 64 }, { 65, 127 }, { 128, 255 }, { 256, 511 }, { 512, 1023 },
	{ 1024, STRIDE_MAX_MTU + VLAN_ETH_HLEN + ETH_FCS_LEN },
	{ }
};

static void pf_get_rmon_stats(struct net_device *netdev,
			      struct ethtool_rmon_stats *stats,
			      const struct ethtool_rmon_hist_range **ranges)
{
	static const u32 rx[] = {
		STRIDE_PRC64, STRIDE_PRC127, STRIDE_PRC255, STRIDE_PRC511,
		STRIDE_PRC1023, STRIDE_PRC1522,
	};
	static const u32 tx[] = {
		STRIDE_PTC64, STRIDE_PTC127, STRIDE_PTC255, STRIDE_PTC511,
		STRIDE_PTC1023, STRIDE_PTC1522,
	};
	struct stride_pf *pf = to_pf(netdev);
	size_t i;

	mutex_lock(&pf->lock);
	stride_pf_stats_update(pf);
	stats->undersize_pkts = stride_pf_stats_get(pf, STRIDE_RUC);
	stats->oversize_pkts = stride_pf_stats_get(pf, STRIDE_ROC);
	stats->fragments = stride_pf_stats_get(pf, STRIDE_RFC);
	stats->jabbers = stride_pf_stats_get(pf, STRIDE_RJC);
	for (i = 0; i < ARRAY_SIZE(rx); i++) {
		stats->hist[i] = stride_pf_stats_get(pf, rx[i]);
		stats->hist_tx[i] = stride_pf_stats_get(pf, tx[i]);
	}
	mutex_unlock(&pf->lock);
	*ranges = pf_rmon_ranges;
}

static int pf_get_regs_len(struct net_device *netdev)
{
	return stride_pf_dump_bytes();
}

static void pf_get_regs(struct net_device *netdev, struct ethtool_regs *regs,
			void *p)
{
	regs->version = 1;
	stride_pf_dump(to_pf(netdev), p);
}

const struct ethtool_ops stride_pf_ethtool_ops = {
	.supported_coalesce_params = ETHTOOL_COALESCE_RX_USECS |
				     ETHTOOL_COALESCE_USE_ADAPTIVE_RX,
	.get_drvinfo		= pf_get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_link_ksettings	= pf_get_link_ksettings,
	.set_link_ksettings	= pf_set_link_ksettings,
	.nway_reset		= pf_nway_reset,
	.get_ringparam		= pf_get_ringparam,
	.set_ringparam		= pf_set_ringparam,
	.get_channels		= pf_get_channels,
	.set_channels		= pf_set_channels,
	.get_coalesce		= pf_get_coalesce,
	.set_coalesce		= pf_set_coalesce,
	.get_rxfh_indir_size	= pf_get_rxfh_indir_size,
	.get_rxfh_key_size	= pf_get_rxfh_key_size,
	.get_rxfh		= pf_get_rxfh,
	.set_rxfh		= pf_set_rxfh,
	.get_rxnfc		= pf_get_rxnfc,
	.get_strings		= pf_get_strings,
	.get_sset_count		= pf_get_sset_count,
	.get_ethtool_stats	= pf_get_ethtool_stats,
	.get_eth_mac_stats	= pf_get_eth_mac_stats,
	.get_rmon_stats		= pf_get_rmon_stats,
	.get_regs_len		= pf_get_regs_len,
	.get_regs		= pf_get_regs,
	.self_test		= stride_pf_self_test,
	.get_ts_info		= ethtool_op_get_ts_info,
};
