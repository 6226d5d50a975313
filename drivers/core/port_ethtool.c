// SPDX-License-Identifier: GPL-2.0
/* What ethtool asks of a data path, whoever owns it. */

#include <linux/ethtool.h>
#include <linux/export.h>
#include <linux/netlink.h>
#include <stride/txrx.h>

static bool ring_count_ok(u32 count)
{
	return count >= STRIDE_RING_MIN && count <= STRIDE_RING_MAX &&
	       count % STRIDE_DESC_MULTIPLE == 0;
}

/**
 * stride_port_set_ringparam() - change ring sizes
 * @port: data path
 * @ring: what is wanted; the core has checked the maxima
 * @extack: receives the reason of a refusal
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -EINVAL for a size that the device does not have; or an error of
 * stride_port_reconfigure().
 */
int stride_port_set_ringparam(struct stride_port *port,
			      const struct ethtool_ringparam *ring,
			      struct netlink_ext_ack *extack)
{
	struct stride_ring_cfg cfg = port->cfg;

	if (!ring_count_ok(ring->rx_pending) || !ring_count_ok(ring->tx_pending)) {
		NL_SET_ERR_MSG_MOD(extack, "ring sizes are multiples of 8 from 64 to 4096");
		return -EINVAL;
	}
	if (ring->rx_pending == cfg.rx_count && ring->tx_pending == cfg.tx_count)
		return 0;
	cfg.rx_count = ring->rx_pending;
	cfg.tx_count = ring->tx_pending;
	return stride_port_reconfigure(port, &cfg);
}
EXPORT_SYMBOL(stride_port_set_ringparam);

/**
 * stride_port_get_coalesce() - how interrupts are moderated
 * @port: data path
 * @ec: receives rx-usecs and adaptive-rx
 *
 * Context: RTNL held.
 */
void stride_port_get_coalesce(struct stride_port *port,
			      struct ethtool_coalesce *ec)
{
	ec->rx_coalesce_usecs = port->qp[0].itr.usecs;
	ec->use_adaptive_rx_coalesce = port->qp[0].itr.adaptive;
}
EXPORT_SYMBOL(stride_port_get_coalesce);

/**
 * stride_port_set_coalesce() - choose how interrupts are moderated
 * @port: data path
 * @ec: rx-usecs and adaptive-rx; a vector is for both directions
 * @extack: receives the reason of a refusal
 *
 * Context: RTNL held.
 * Return: 0 or -EINVAL for an interval that the device does not have.
 */
int stride_port_set_coalesce(struct stride_port *port,
			     const struct ethtool_coalesce *ec,
			     struct netlink_ext_ack *extack)
{
	unsigned int i;

	if (ec->rx_coalesce_usecs > STRIDE_ITR_MAX_USECS) {
		NL_SET_ERR_MSG_MOD(extack, "rx-usecs is at most 8191");
		return -EINVAL;
	}
	/* Vectors that are not in use now may be a VF's. */
	for (i = 0; i < port->max_qp; i++)
		stride_itr_set(&port->qp[i].itr, ec->use_adaptive_rx_coalesce,
			       ec->rx_coalesce_usecs,
			       port->running && i < port->cfg.num_qp);
	return 0;
}
EXPORT_SYMBOL(stride_port_set_coalesce);

static const char * const qp_stats[] = {
	"rx_queue_%u_packets", "rx_queue_%u_bytes", "rx_queue_%u_errors",
	"rx_queue_%u_alloc_fail", "rx_queue_%u_own_dropped",
	"rx_queue_%u_csum_bad", "rx_queue_%u_xdp_pass", "rx_queue_%u_xdp_drop",
	"rx_queue_%u_xdp_aborted", "rx_queue_%u_xdp_tx",
	"rx_queue_%u_xdp_tx_errors", "rx_queue_%u_xdp_redirect",
	"rx_queue_%u_xdp_redirect_errors", "tx_queue_%u_packets",
	"tx_queue_%u_bytes", "tx_queue_%u_errors", "tx_queue_%u_copied",
	"tx_queue_%u_stop", "tx_queue_%u_wake", "tx_queue_%u_xdp_xmit",
	"tx_queue_%u_xdp_xmit_errors", "tx_queue_%u_xdp_packets",
	"tx_queue_%u_xdp_bytes", "queue_%u_interrupts",
};

/**
 * stride_port_stats_count() - number of ethtool statistics
 * @port: data path
 *
 * Return: strings of stride_port_stats_strings().
 */
unsigned int stride_port_stats_count(const struct stride_port *port)
{
	return port->max_qp * ARRAY_SIZE(qp_stats);
}
EXPORT_SYMBOL(stride_port_stats_count);

/**
 * stride_port_stats_strings() - names of the ethtool statistics
 * @port: data path
 * @data: cursor of ethtool_sprintf()
 */
void stride_port_stats_strings(const struct stride_port *port, u8 **data)
{
	unsigned int q, i;

	for (q = 0; q < port->max_qp; q++)
		for (i = 0; i < ARRAY_SIZE(qp_stats); i++)
			ethtool_sprintf(data, qp_stats[i], q);
}
EXPORT_SYMBOL(stride_port_stats_strings);

static void ethtool_rx_values(const struct stride_qp *qp, u64 **data)
{
	const struct stride_rx_stats *rx = &qp->rx_stats;

	*(*data)++ = u64_stats_read(&rx->packets);
	*(*data)++ = u64_stats_read(&rx->bytes);
	*(*data)++ = u64_stats_read(&rx->errors);
	*(*data)++ = u64_stats_read(&rx->alloc_fail);
	*(*data)++ = u64_stats_read(&rx->own);
	*(*data)++ = u64_stats_read(&rx->csum_bad);
	*(*data)++ = u64_stats_read(&rx->xdp_pass);
	*(*data)++ = u64_stats_read(&rx->xdp_drop);
	*(*data)++ = u64_stats_read(&rx->xdp_aborted);
	*(*data)++ = u64_stats_read(&rx->xdp_tx);
	*(*data)++ = u64_stats_read(&rx->xdp_tx_errors);
	*(*data)++ = u64_stats_read(&rx->xdp_redirect);
	*(*data)++ = u64_stats_read(&rx->xdp_redirect_errors);
}

static void ethtool_tx_values(const struct stride_qp *qp, u64 **data)
{
	*(*data)++ = u64_stats_read(&qp->tx_done.packets);
	*(*data)++ = u64_stats_read(&qp->tx_done.bytes);
	*(*data)++ = u64_stats_read(&qp->tx_stats.errors);
	*(*data)++ = u64_stats_read(&qp->tx_stats.copied);
	*(*data)++ = u64_stats_read(&qp->tx_stats.stop);
	*(*data)++ = u64_stats_read(&qp->tx_done.wake);
	*(*data)++ = u64_stats_read(&qp->xdp_xmit);
	*(*data)++ = u64_stats_read(&qp->xdp_xmit_errors);
	*(*data)++ = u64_stats_read(&qp->xdp_done.packets);
	*(*data)++ = u64_stats_read(&qp->xdp_done.bytes);
}

/**
 * stride_port_stats_values() - values of the ethtool statistics
 * @port: data path
 * @data: receives stride_port_stats_count() values
 *
 * Context: RTNL held.  Counters may be a packet apart from one another.
 */
void stride_port_stats_values(const struct stride_port *port, u64 *data)
{
	unsigned int q;

	for (q = 0; q < port->max_qp; q++) {
		ethtool_rx_values(&port->qp[q], &data);
		ethtool_tx_values(&port->qp[q], &data);
		*data++ = READ_ONCE(port->qp[q].irqs);
	}
}
EXPORT_SYMBOL(stride_port_stats_values);
