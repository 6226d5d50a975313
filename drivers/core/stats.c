// SPDX-License-Identifier: GPL-2.0
/*
 * Queue statistics: software counters only, so that nobody who reads them costs
 * a register access.
 */

#include <linux/export.h>
#include <net/netdev_queues.h>
#include <stride/txrx.h>

static void stats_read(const struct u64_stats_sync *sync, const void *from,
		       void *to, size_t size)
{
	const u64_stats_t *src = from;
	u64_stats_t *dst = to;
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(sync);
		for (i = 0; i < size / sizeof(*src); i++)
			u64_stats_set(&dst[i], u64_stats_read(&src[i]));
	} while (u64_stats_fetch_retry(sync, start));
}

static void stats_read_rx(const struct stride_qp *qp, struct stride_rx_stats *rx)
{
	stats_read(&qp->rx_sync, &qp->rx_stats, rx, sizeof(*rx));
}

/* Both rings: what XDP sent went out of the same netdev. */
static void stats_read_done(const struct stride_tx_done *done,
			    struct stride_tx_done *sum)
{
	unsigned int start;
	u64 packets, bytes, wake;

	do {
		start = u64_stats_fetch_begin(&done->sync);
		packets = u64_stats_read(&done->packets);
		bytes = u64_stats_read(&done->bytes);
		wake = u64_stats_read(&done->wake);
	} while (u64_stats_fetch_retry(&done->sync, start));
	u64_stats_add(&sum->packets, packets);
	u64_stats_add(&sum->bytes, bytes);
	u64_stats_add(&sum->wake, wake);
}

static void stats_read_tx(const struct stride_qp *qp, struct stride_tx_stats *tx,
			  struct stride_tx_done *done)
{
	stats_read(&qp->tx_sync, &qp->tx_stats, tx, sizeof(*tx));
	memset(done, 0, sizeof(*done));
	stats_read_done(&qp->tx_done, done);
	stats_read_done(&qp->xdp_done, done);
}

/**
 * stride_port_get_stats64() - ndo_get_stats64
 * @netdev: a netdev whose netdev_priv() begins with &struct stride_port
 * @stats: receives the sums over all queues
 *
 * Context: any.
 */
void stride_port_get_stats64(struct net_device *netdev,
			     struct rtnl_link_stats64 *stats)
{
	struct stride_port *port = netdev_priv(netdev);
	unsigned int i;

	for (i = 0; i < port->max_qp; i++) {
		struct stride_tx_stats tx;
		struct stride_tx_done done;
		struct stride_rx_stats rx;

		stats_read_rx(&port->qp[i], &rx);
		stats_read_tx(&port->qp[i], &tx, &done);
		stats->rx_packets += u64_stats_read(&rx.packets);
		stats->rx_bytes += u64_stats_read(&rx.bytes);
		stats->rx_errors += u64_stats_read(&rx.errors);
		stats->rx_dropped += u64_stats_read(&rx.alloc_fail);
		stats->tx_packets += u64_stats_read(&done.packets);
		stats->tx_bytes += u64_stats_read(&done.bytes);
		stats->tx_dropped += u64_stats_read(&tx.errors);
	}
}
EXPORT_SYMBOL(stride_port_get_stats64);

static void stats_add_rx(const struct stride_qp *qp,
			 struct netdev_queue_stats_rx *stats)
{
	struct stride_rx_stats rx;

	stats_read_rx(qp, &rx);
	stats->packets += u64_stats_read(&rx.packets);
	stats->bytes += u64_stats_read(&rx.bytes);
	stats->alloc_fail += u64_stats_read(&rx.alloc_fail);
	stats->csum_unnecessary += u64_stats_read(&rx.csum_unnecessary);
	stats->csum_none += u64_stats_read(&rx.csum_none);
	stats->csum_bad += u64_stats_read(&rx.csum_bad);
}

static void stats_add_tx(const struct stride_qp *qp,
			 struct netdev_queue_stats_tx *stats)
{
	struct stride_tx_stats tx;
	struct stride_tx_done done;

	stats_read_tx(qp, &tx, &done);
	stats->packets += u64_stats_read(&done.packets);
	stats->bytes += u64_stats_read(&done.bytes);
	stats->csum_none += u64_stats_read(&tx.csum_none);
	stats->needs_csum += u64_stats_read(&tx.needs_csum);
	stats->hw_gso_packets += u64_stats_read(&tx.gso_packets);
	stats->hw_gso_bytes += u64_stats_read(&tx.gso_bytes);
	stats->hw_gso_wire_packets += u64_stats_read(&tx.gso_wire_packets);
	stats->stop += u64_stats_read(&tx.stop);
	stats->wake += u64_stats_read(&done.wake);
}

/* The core presets "not counted" (all ones); what we count starts at 0. */
static void stats_zero_rx(struct netdev_queue_stats_rx *stats)
{
	stats->packets = 0;
	stats->bytes = 0;
	stats->alloc_fail = 0;
	stats->csum_unnecessary = 0;
	stats->csum_none = 0;
	stats->csum_bad = 0;
}

static void stats_zero_tx(struct netdev_queue_stats_tx *stats)
{
	stats->packets = 0;
	stats->bytes = 0;
	stats->csum_none = 0;
	stats->needs_csum = 0;
	stats->hw_gso_packets = 0;
	stats->hw_gso_bytes = 0;
	stats->hw_gso_wire_packets = 0;
	stats->stop = 0;
	stats->wake = 0;
}

static void stats_get_queue_rx(struct net_device *netdev, int idx,
			       struct netdev_queue_stats_rx *stats)
{
	struct stride_port *port = netdev_priv(netdev);

	stats_zero_rx(stats);
	stats_add_rx(&port->qp[idx], stats);
}

static void stats_get_queue_tx(struct net_device *netdev, int idx,
			       struct netdev_queue_stats_tx *stats)
{
	struct stride_port *port = netdev_priv(netdev);

	stats_zero_tx(stats);
	stats_add_tx(&port->qp[idx], stats);
}

/* Base: what queues counted that are not in use now. */
static void stats_get_base(struct net_device *netdev,
			   struct netdev_queue_stats_rx *rx,
			   struct netdev_queue_stats_tx *tx)
{
	struct stride_port *port = netdev_priv(netdev);
	unsigned int i;

	stats_zero_rx(rx);
	stats_zero_tx(tx);
	for (i = netdev->real_num_rx_queues; i < port->max_qp; i++)
		stats_add_rx(&port->qp[i], rx);
	for (i = netdev->real_num_tx_queues; i < port->max_qp; i++)
		stats_add_tx(&port->qp[i], tx);
}

const struct netdev_stat_ops stride_port_stat_ops = {
	.get_queue_stats_rx	= stats_get_queue_rx,
	.get_queue_stats_tx	= stats_get_queue_tx,
	.get_base_stats		= stats_get_base,
};
EXPORT_SYMBOL(stride_port_stat_ops);
