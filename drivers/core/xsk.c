// SPDX-License-Identifier: GPL-2.0
/*
 * AF_XDP sockets whose memory the device reads and writes itself: bound to a queue,
 * unbound, and what wakes the queue for them.
 */

#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/xdp.h>
#include <net/xdp_sock_drv.h>
#include <stride/mmio.h>
#include <stride/txrx.h>

/* Who looks at a frame syncs it. */
#define XSK_DMA_ATTRS	DMA_ATTR_SKIP_CPU_SYNC

static int xsk_reg_rxq(struct stride_qp *qp, struct xsk_buff_pool *pool)
{
	int err;

	err = xdp_rxq_info_reg(&qp->xsk_rxq, qp->napi.dev, qp->index,
			       qp->napi.napi_id);
	if (err)
		return err;
	err = xdp_rxq_info_reg_mem_model(&qp->xsk_rxq, MEM_TYPE_XSK_BUFF_POOL,
					 NULL);
	if (err)
		xdp_rxq_info_unreg(&qp->xsk_rxq);
	else
		xsk_pool_set_rxq_info(pool, &qp->xsk_rxq);
	return err;
}

static int xsk_hold(struct stride_qp *qp, struct xsk_buff_pool *pool)
{
	int err;

	err = xsk_pool_dma_map(pool, qp->hw->dev, XSK_DMA_ATTRS);
	if (err)
		return err;
	err = xsk_reg_rxq(qp, pool);
	if (err)
		xsk_pool_dma_unmap(pool, XSK_DMA_ATTRS);
	else
		qp->xsk = pool;
	return err;
}

static void xsk_let_go(struct stride_qp *qp)
{
	struct xsk_buff_pool *pool = qp->xsk;

	qp->xsk = NULL;
	xdp_rxq_info_unreg(&qp->xsk_rxq);
	xsk_pool_dma_unmap(pool, XSK_DMA_ATTRS);
}

/* A foreign PF may let a second tag through; the kernel's own check counts it, too. */
static u32 xsk_longest(struct xsk_buff_pool *pool)
{
	return xsk_pool_get_rx_frame_size(pool) - VLAN_HLEN;
}

static int xsk_attach(struct stride_port *port, struct xsk_buff_pool *pool,
		      u16 queue)
{
	struct stride_ring_cfg cfg = port->cfg;
	int err;

	if (queue >= cfg.num_qp || cfg.max_frame > xsk_longest(pool))
		return -EINVAL;
	err = xsk_hold(&port->qp[queue], pool);
	if (err)
		return err;
	cfg.xdp = true;
	cfg.xsk |= BIT(queue);
	err = stride_port_reconfigure(port, &cfg);
	if (err)
		xsk_let_go(&port->qp[queue]);
	return err;
}

/* The old rings are given up first, so that there is memory for others. */
static void xsk_replace_rings(struct stride_port *port,
			      const struct stride_ring_cfg *cfg)
{
	struct stride_rings rings;
	int err;

	if (port->running) {
		stride_port_stop(port, &rings);
		stride_port_free_rings(&rings);
	}
	port->cfg = *cfg;
	err = stride_port_alloc_rings(port, cfg, &rings);
	if (!err) {
		err = stride_port_start(port, &rings);
		stride_port_free_rings(&rings);
	}
	if (err)
		netdev_err(port->netdev, "queues do not start (%pe), will be tried again\n",
			   ERR_PTR(err));
}

/*
 * There is no way back: the memory goes.  If other rings are not to be had now, the
 * owner finds the port stopped, and looks after it as after a reset.
 */
static void xsk_detach(struct stride_port *port, u16 queue)
{
	struct stride_ring_cfg cfg = port->cfg;

	cfg.xsk &= ~BIT(queue);
	cfg.xdp = port->prog || cfg.xsk;
	if (stride_port_reconfigure(port, &cfg))
		xsk_replace_rings(port, &cfg);
	xsk_let_go(&port->qp[queue]);
}

/**
 * stride_xsk_setup() - give a queue pair the memory of AF_XDP sockets, or take it back
 * @port: data path
 * @pool: the memory, %NULL to take it back
 * @queue: queue pair
 *
 * The memory stays with the queue pair whatever becomes of the rings, also while the
 * port is stopped or does not use the queue.
 *
 * Context: RTNL held, may sleep.
 * Return: 0; -EINVAL if there is no such queue or frames do not fit; -ENOMEM; or an
 * error of stride_port_reconfigure().  Taking back does not fail, but the port may be
 * stopped afterwards.
 */
int stride_xsk_setup(struct stride_port *port, struct xsk_buff_pool *pool,
		     u16 queue)
{
	ASSERT_RTNL();

	if (pool)
		return xsk_attach(port, pool, queue);
	if (queue < port->max_qp && port->qp[queue].xsk)
		xsk_detach(port, queue);
	return 0;
}
EXPORT_SYMBOL(stride_xsk_setup);

/**
 * stride_xsk_max_frame() - longest frame that fits the memory of all sockets
 * @port: data path
 *
 * Context: RTNL held.
 * Return: bytes, FCS and one VLAN tag included.
 */
u32 stride_xsk_max_frame(const struct stride_port *port)
{
	u32 most = STRIDE_FRAME(STRIDE_MAX_MTU);
	unsigned int i;

	for (i = 0; i < port->max_qp; i++)
		if (port->qp[i].xsk)
			most = min(most, xsk_longest(port->qp[i].xsk));
	return most;
}

/**
 * stride_xsk_wake() - have NAPI look at what sockets have posted
 * @qp: queue pair
 *
 * Context: process or softirq.
 */
void stride_xsk_wake(struct stride_qp *qp)
{
	if (napi_if_scheduled_mark_missed(&qp->napi))
		return;
	local_bh_disable();
	napi_schedule(&qp->napi);
	local_bh_enable();
}

/**
 * stride_port_xsk_wakeup() - ndo_xsk_wakeup
 * @netdev: a netdev whose netdev_priv() begins with &struct stride_port
 * @queue: queue pair
 * @flags: XDP_WAKEUP_*; NAPI serves both directions
 *
 * A queue that starts looks by itself: nothing is lost between.
 *
 * Context: process.
 * Return: 0; -ENETDOWN while the queue is stopped; -EINVAL if it has no socket.
 */
int stride_port_xsk_wakeup(struct net_device *netdev, u32 queue, u32 flags)
{
	struct stride_port *port = netdev_priv(netdev);
	struct stride_qp *qp;

	if (queue >= port->max_qp || !READ_ONCE(port->qp[queue].xsk))
		return -EINVAL;
	qp = &port->qp[queue];
	if (!READ_ONCE(qp->xdp))
		return -ENETDOWN;
	stride_xsk_wake(qp);
	return 0;
}
EXPORT_SYMBOL(stride_port_xsk_wakeup);

/**
 * stride_xsk_halt() - nobody looks any more: sockets are to call
 * @qp: queue pair with rings attached, NAPI off
 *
 * So they learn by an error that the queue is stopped.
 *
 * Context: may sleep.
 */
void stride_xsk_halt(struct stride_qp *qp)
{
	struct xsk_buff_pool *pool = qp->rx->xsk;

	if (!pool || !xsk_uses_need_wakeup(pool))
		return;
	xsk_set_rx_need_wakeup(pool);
	xsk_set_tx_need_wakeup(pool);
}
