// SPDX-License-Identifier: GPL-2.0
/*
 * A netdev's data path as a whole: queue pairs, NAPI, start, stop and change.
 * Whose queues they are, and which vectors, the owner has said before.
 */

#include <linux/export.h>
#include <linux/slab.h>
#include <net/netdev_queues.h>
#include <stride/compat.h>
#include <stride/hw/regs.h>
#include <stride/mmio.h>
#include <stride/txrx.h>

static u64 qp_packets(struct stride_qp *qp, u64 *bytes)
{
	*bytes = u64_stats_read(&qp->rx_stats.bytes) +
		 u64_stats_read(&qp->tx_done.bytes) +
		 u64_stats_read(&qp->xdp_done.bytes);
	return u64_stats_read(&qp->rx_stats.packets) +
	       u64_stats_read(&qp->tx_done.packets) +
	       u64_stats_read(&qp->xdp_done.packets);
}

/*
 * What came while we polled is a cause that was never told, and would interrupt
 * for nothing as soon as the vector is unmasked.  Acknowledge it, then look: what
 * comes from then on is a cause of its own.  On silicon the write is posted, and
 * only a read makes sure of that order.  Return: false if there is more to poll.
 */
static bool port_ack(struct stride_qp *qp)
{
	stride_wr32(qp->hw, STRIDE_EICR, qp->vector_bit);
	if (!qp->port->mmio_sync)
		stride_flush(qp->hw);
	return !stride_rx_pending(qp->rx);
}

static int port_poll(struct napi_struct *napi, int budget)
{
	struct stride_qp *qp = container_of(napi, struct stride_qp, napi);
	u64 packets, bytes;
	bool more = false;
	int done;

	stride_tx_poll(qp, budget);
	if (unlikely(!budget))
		return 0;
	if (likely(!qp->rx->xsk)) {
		done = stride_rx_poll(qp, budget);
	} else {
		more = stride_xsk_xmit(qp);
		done = stride_xsk_rx_poll(qp, budget);
	}
	if (done == budget || more || !port_ack(qp))
		return budget;

	if (likely(napi_complete_done(napi, done))) {
		packets = qp_packets(qp, &bytes);
		stride_itr_update(&qp->itr, packets, bytes);
		stride_wr32(qp->hw, STRIDE_EIMS, qp->vector_bit);
	}
	return done;
}

/**
 * stride_port_irq() - interrupt handler of a queue pair
 * @irq: interrupt number
 * @data: &struct stride_qp
 *
 * The vector is masked by hand until its NAPI is done: auto-masking (EIAM)
 * would do on silicon, but QEMU does not have it.
 *
 * Context: hard IRQ.
 * Return: %IRQ_HANDLED.
 */
irqreturn_t stride_port_irq(int irq, void *data)
{
	struct stride_qp *qp = data;

	WRITE_ONCE(qp->irqs, qp->irqs + 1);
	stride_wr32(qp->hw, STRIDE_EIMC, qp->vector_bit);
	napi_schedule_irqoff(&qp->napi);
	return IRQ_HANDLED;
}
EXPORT_SYMBOL(stride_port_irq);

/**
 * stride_port_init() - create the queue pairs of a netdev
 * @port: begins netdev_priv()
 * @netdev: owner, not registered yet
 * @hw: register window
 * @max_qp: queue pairs, 1..%STRIDE_MAX_QP
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int stride_port_init(struct stride_port *port, struct net_device *netdev,
		     struct stride_hw *hw, unsigned int max_qp)
{
	unsigned int i;

	port->qp = kcalloc(max_qp, sizeof(*port->qp), GFP_KERNEL);
	if (!port->qp)
		return -ENOMEM;
	port->netdev = netdev;
	port->hw = hw;
	port->max_qp = max_qp;
	port->cfg.num_qp = 1;
	port->cfg.rx_count = STRIDE_RING_DEFAULT;
	port->cfg.tx_count = STRIDE_RING_DEFAULT;
	port->cfg.max_frame = STRIDE_FRAME(ETH_DATA_LEN);

	for (i = 0; i < max_qp; i++) {
		struct stride_qp *qp = &port->qp[i];

		qp->port = port;
		qp->hw = hw;
		qp->index = i;
		u64_stats_init(&qp->rx_sync);
		u64_stats_init(&qp->tx_sync);
		u64_stats_init(&qp->xdp_sync);
		u64_stats_init(&qp->tx_done.sync);
		u64_stats_init(&qp->xdp_done.sync);
		spin_lock_init(&qp->xdp_lock);
		stride_hrtimer_setup(&qp->slack, stride_tx_slack);
		netif_napi_add_config(netdev, &qp->napi, port_poll, i);
	}
	return 0;
}
EXPORT_SYMBOL(stride_port_init);

/**
 * stride_port_set_regs() - say which of the device's queues a queue pair is
 * @port: data path
 * @i: queue pair, below @port->max_qp
 * @rx_regs: register block of the receive queue
 * @tx_regs: register block of the transmit queue
 * @xdp_regs: register block of a transmit queue for XDP alone, 0: there is none
 *
 * Context: any; while running it counts for rings allocated from then on.
 */
void stride_port_set_regs(struct stride_port *port, unsigned int i,
			  u32 rx_regs, u32 tx_regs, u32 xdp_regs)
{
	port->qp[i].rx_regs = rx_regs;
	port->qp[i].tx_regs = tx_regs;
	port->qp[i].xdp_regs = xdp_regs;
}
EXPORT_SYMBOL(stride_port_set_regs);

/**
 * stride_port_set_queue() - say which queue and vector a queue pair is
 * @port: data path
 * @i: queue pair, below @port->max_qp
 * @rx_regs: register block of the receive queue
 * @tx_regs: register block of the transmit queue
 * @xdp_regs: register block of a transmit queue for XDP alone, 0: there is none
 * @vector: MSI-X vector of the function
 *
 * Context: not while running.
 */
void stride_port_set_queue(struct stride_port *port, unsigned int i,
			   u32 rx_regs, u32 tx_regs, u32 xdp_regs,
			   unsigned int vector)
{
	struct stride_qp *qp = &port->qp[i];

	stride_port_set_regs(port, i, rx_regs, tx_regs, xdp_regs);
	qp->vector_bit = BIT(vector);
	stride_itr_init(&qp->itr, port->hw, STRIDE_EITR(vector));
}
EXPORT_SYMBOL(stride_port_set_queue);

/**
 * stride_port_destroy() - undo stride_port_init()
 * @port: data path, stopped
 *
 * Context: may sleep; the netdev is unregistered or never was registered.
 */
void stride_port_destroy(struct stride_port *port)
{
	unsigned int i;

	for (i = 0; i < port->max_qp; i++)
		netif_napi_del(&port->qp[i].napi);
	kfree(port->qp);
	port->qp = NULL;
	port->max_qp = 0;
}
EXPORT_SYMBOL(stride_port_destroy);

static void port_free_queue(struct stride_rings *rings, unsigned int i)
{
	if (!IS_ERR_OR_NULL(rings->rx[i]))
		stride_rx_free(rings->rx[i]);
	if (!IS_ERR_OR_NULL(rings->tx[i]))
		stride_tx_free(rings->tx[i]);
	if (!IS_ERR_OR_NULL(rings->xdp[i]))
		stride_tx_free(rings->xdp[i]);
}

/**
 * stride_port_free_rings() - free rings that are not in use
 * @rings: to free; empty afterwards
 *
 * Context: may sleep.
 */
void stride_port_free_rings(struct stride_rings *rings)
{
	unsigned int i;

	for (i = 0; i < rings->num_qp; i++)
		port_free_queue(rings, i);
	rings->num_qp = 0;
}
EXPORT_SYMBOL(stride_port_free_rings);

static int port_alloc_queue(struct stride_qp *qp, struct stride_rings *rings)
{
	const struct stride_ring_cfg *cfg = &rings->cfg;
	unsigned int i = qp->index;

	rings->rx[i] = stride_rx_alloc(qp, cfg);
	rings->tx[i] = stride_tx_alloc(qp, cfg->tx_count, false);
	rings->xdp[i] = cfg->xdp && qp->xdp_regs ?
			stride_tx_alloc(qp, cfg->tx_count, true) : NULL;
	if (!IS_ERR(rings->rx[i]) && !IS_ERR(rings->tx[i]) &&
	    !IS_ERR(rings->xdp[i]))
		return 0;
	port_free_queue(rings, i);
	return -ENOMEM;
}

/**
 * stride_port_alloc_rings() - allocate what a configuration needs, unused yet
 * @port: data path, running or not
 * @cfg: what is wanted; @cfg->num_qp at most @port->max_qp
 * @rings: receives the rings; empty on failure
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int stride_port_alloc_rings(struct stride_port *port,
			    const struct stride_ring_cfg *cfg,
			    struct stride_rings *rings)
{
	rings->cfg = *cfg;
	rings->num_qp = 0;
	while (rings->num_qp < cfg->num_qp) {
		if (port_alloc_queue(&port->qp[rings->num_qp], rings)) {
			stride_port_free_rings(rings);
			return -ENOMEM;
		}
		rings->num_qp++;
	}
	return 0;
}
EXPORT_SYMBOL(stride_port_alloc_rings);

static void port_set_xdp_ring(struct stride_qp *qp, struct stride_tx_ring *tx)
{
	spin_lock_bh(&qp->xdp_lock);
	WRITE_ONCE(qp->xdp, tx);
	spin_unlock_bh(&qp->xdp_lock);
}

static void port_stop_queue(struct stride_port *port, unsigned int i,
			    struct stride_rings *rings)
{
	struct stride_qp *qp = &port->qp[i];

	rings->rx[i] = qp->rx;
	rings->tx[i] = qp->tx;
	rings->xdp[i] = qp->xdp == qp->tx ? NULL : qp->xdp;
	port_set_xdp_ring(qp, NULL);
	stride_xsk_halt(qp);
	stride_rx_stop(qp->rx);
	stride_tx_stop(qp->tx);
	if (rings->xdp[i])
		stride_tx_stop(rings->xdp[i]);
	qp->rx = NULL;
	qp->tx = NULL;
}

static int port_start_queue(struct stride_port *port, unsigned int i,
			    struct stride_rings *rings)
{
	struct stride_tx_ring *xdp = rings->xdp[i] ?: rings->tx[i];
	struct stride_qp *qp = &port->qp[i];
	int err;

	qp->rx = rings->rx[i];
	qp->tx = rings->tx[i];
	qp->rx->xsk = rings->cfg.xsk & BIT(i) ? qp->xsk : NULL;
	xdp->xsk = qp->rx->xsk;
	qp->rx->drop_own = port->drop_own;
	qp->rx->echo = port->reflects ? &port->echo : NULL;
	qp->rx->vlans = port->vlans;
	qp->rx->prog = rings->cfg.xdp ? port->prog : NULL;
	err = stride_tx_start(qp->tx);
	if (!err && rings->xdp[i])
		err = stride_tx_start(rings->xdp[i]);
	if (!err)
		err = stride_rx_start(qp->rx);
	port_set_xdp_ring(qp, xdp);
	if (err)
		port_stop_queue(port, i, rings);
	return err;
}

static void port_napi_enable(struct stride_port *port, unsigned int i)
{
	struct stride_qp *qp = &port->qp[i];

	netif_napi_set_irq(&qp->napi, qp->irq);
	napi_enable(&qp->napi);
	netif_queue_set_napi(port->netdev, i, NETDEV_QUEUE_TYPE_RX, &qp->napi);
	netif_queue_set_napi(port->netdev, i, NETDEV_QUEUE_TYPE_TX, &qp->napi);
	stride_itr_start(&qp->itr);
	/* What came since the queues started is pending and fires now. */
	stride_wr32(port->hw, STRIDE_EIMS, qp->vector_bit);
	/* What sockets wanted meanwhile nobody heard. */
	if (qp->rx->xsk)
		stride_xsk_wake(qp);
}

static void port_napi_disable(struct stride_port *port, unsigned int i)
{
	struct stride_qp *qp = &port->qp[i];

	stride_wr32(port->hw, STRIDE_EIMC, qp->vector_bit);
	if (qp->irq)
		synchronize_irq(qp->irq);
	netif_queue_set_napi(port->netdev, i, NETDEV_QUEUE_TYPE_RX, NULL);
	netif_queue_set_napi(port->netdev, i, NETDEV_QUEUE_TYPE_TX, NULL);
	napi_disable(&qp->napi);
	/* A poll that was under way may have unmasked the vector once more. */
	stride_wr32(port->hw, STRIDE_EIMC, qp->vector_bit);
	stride_itr_stop(&qp->itr);
}

/**
 * stride_port_start() - attach rings, start queues, NAPI and transmission
 * @port: data path, not running; the vectors' interrupts are requested
 * @rings: from stride_port_alloc_rings(); consumed on success
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -EIO or -ENOMEM with everything stopped and @rings untouched.
 */
int stride_port_start(struct stride_port *port, struct stride_rings *rings)
{
	unsigned int n = rings->num_qp, i;
	int err;

	/* netif_device_attach() wakes the queues of a stopped port. */
	netif_tx_disable(port->netdev);
	err = netif_set_real_num_queues(port->netdev, n, n);
	if (err)
		return err;
	for (i = 0; i < n; i++) {
		err = port_start_queue(port, i, rings);
		if (err)
			goto stop_queues;
	}
	for (i = 0; i < n; i++)
		port_napi_enable(port, i);
	port->cfg = rings->cfg;
	port->running = true;
	rings->num_qp = 0;
	/* What the stack has kept for them meanwhile goes now. */
	netif_tx_wake_all_queues(port->netdev);
	return 0;

stop_queues:
	while (i--)
		port_stop_queue(port, i, rings);
	return err;
}
EXPORT_SYMBOL(stride_port_start);

/**
 * stride_port_stop() - stop transmission, NAPI and queues, detach the rings
 * @port: data path, running
 * @rings: receives the rings, to be freed or started again
 *
 * Context: RTNL held, may sleep.
 */
void stride_port_stop(struct stride_port *port, struct stride_rings *rings)
{
	unsigned int n = port->cfg.num_qp, i;

	port->running = false;
	for (i = 0; i < n; i++)
		port_napi_disable(port, i);
	/* Only now: a poll that completes packets wakes the queue. */
	netif_tx_disable(port->netdev);
	for (i = 0; i < n; i++)
		port_stop_queue(port, i, rings);
	rings->cfg = port->cfg;
	rings->num_qp = n;
}
EXPORT_SYMBOL(stride_port_stop);

/**
 * stride_port_reconfigure() - change rings, all or nothing
 * @port: data path
 * @cfg: the new configuration
 *
 * While stopped it is only noted.  While running the new rings are allocated
 * before the old ones stop, so that a lack of memory changes nothing; the link
 * is not touched.
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -ENOMEM with the old configuration still running; -EIO if the
 * device's queues do not start, and then the old configuration is tried again.
 */
int stride_port_reconfigure(struct stride_port *port,
			    const struct stride_ring_cfg *cfg)
{
	struct stride_rings new, old;
	int err;

	if (!port->running) {
		port->cfg = *cfg;
		return 0;
	}
	err = stride_port_alloc_rings(port, cfg, &new);
	if (err)
		return err;
	stride_port_stop(port, &old);
	err = stride_port_start(port, &new);
	if (err && stride_port_start(port, &old))
		netdev_err(port->netdev, "queues do not start again (%pe)\n",
			   ERR_PTR(err));
	stride_port_free_rings(&new);
	stride_port_free_rings(&old);
	return err;
}
EXPORT_SYMBOL(stride_port_reconfigure);

/**
 * stride_port_features_check() - ndo_features_check
 * @skb: packet
 * @netdev: its device
 * @features: what the stack would offload
 *
 * A context descriptor holds headers of limited length (DS 7.2.2.2): MACLEN 7
 * bits, IPLEN 9 bits.
 *
 * Context: any.
 * Return: what the device can offload for this packet.
 */
netdev_features_t stride_port_features_check(struct sk_buff *skb,
					     struct net_device *netdev,
					     netdev_features_t features)
{
	if (skb->ip_summed == CHECKSUM_PARTIAL &&
	    (skb_network_offset(skb) > 127 ||
	     skb_checksum_start_offset(skb) - skb_network_offset(skb) > 511))
		features &= ~(NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK);
	if (skb->encapsulation)
		features &= ~(NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK);
	return vlan_features_check(skb, features);
}
EXPORT_SYMBOL(stride_port_features_check);
