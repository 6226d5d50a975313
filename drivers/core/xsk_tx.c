// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit from the memory of AF_XDP sockets, by NAPI, through the queue that XDP has
 * or the stack's.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/if_ether.h>
#include <linux/minmax.h>
#include <linux/netdevice.h>
#include <net/xdp_sock_drv.h>
#include <stride/txrx.h>

#define XSK_BATCH	64	/* frames a poll */
#define XSK_FRAME_DESCS	2	/* a runt is padded */

static void xsk_note(const struct stride_tx_ring *tx, const struct xdp_desc *desc)
{
	struct stride_port *port = netdev_priv(tx->netdev);

	if (port->reflects && desc->len >= ETH_HLEN)
		stride_echo_note(&port->echo, tx->netdev,
				 xsk_buff_raw_get_data(tx->xsk, desc->addr));
}

/* A runt gets zeroes from behind the head word: what follows it may not be its. */
static void xsk_post(struct stride_tx_ring *tx, const struct xdp_desc *desc)
{
	dma_addr_t dma = xsk_buff_raw_get_dma(tx->xsk, desc->addr);
	u32 len = max_t(u32, desc->len, STRIDE_TX_MIN_FRAME);
	u32 olinfo = FIELD_PREP(STRIDE_TXD_PAYLEN, len);
	u16 i = tx->ring.next_to_use;

	xsk_note(tx, desc);
	xsk_buff_raw_dma_sync_for_device(tx->xsk, dma, desc->len);
	i = stride_tx_put(tx, i, dma, desc->len, 0, olinfo);
	i = stride_tx_put(tx, i, stride_tx_head_dma(tx) + sizeof(u64),
			  len - desc->len, 0, olinfo);
	stride_tx_end(tx, i, STRIDE_TX_XSK, max_t(u32, len, ETH_ZLEN), 1);
}

static u32 xsk_post_batch(struct stride_tx_ring *tx, u32 most)
{
	u32 n = xsk_tx_peek_release_desc_batch(tx->xsk, most), i;

	for (i = 0; i < n; i++)
		xsk_post(tx, &tx->xsk->tx_descs[i]);
	return n;
}

static u32 xsk_room(const struct stride_tx_ring *tx)
{
	return min(stride_xdp_room(tx) / XSK_FRAME_DESCS, XSK_BATCH);
}

/*
 * Sockets need not wake us while we come back by ourselves: because there is more, or
 * because a full ring has its timer.  Return: frames posted, @most if there may be more.
 */
static u32 xsk_post_all(struct stride_tx_ring *tx, u32 most)
{
	bool ask = xsk_uses_need_wakeup(tx->xsk);
	u32 n = xsk_post_batch(tx, most);

	if (n < most && ask) {
		xsk_set_tx_need_wakeup(tx->xsk);
		/* Who posted frames without having seen that is seen now. */
		smp_mb();
		n += xsk_post_batch(tx, most - n);
	}
	if (n == most && ask)
		xsk_clear_tx_need_wakeup(tx->xsk);
	return n;
}

/* Return: frames posted; @more is set if there may be more. */
static u32 xsk_send_locked(struct stride_tx_ring *tx, bool *more)
{
	u32 most = xsk_room(tx), n;

	if (unlikely(!most)) {
		stride_tx_kick(tx);
		stride_tx_reclaim(tx, 0);
		most = xsk_room(tx);
	}
	n = xsk_post_all(tx, most);
	*more = n && n == most;
	stride_tx_look(tx);
	stride_tx_kick(tx);
	return n;
}

/**
 * stride_xsk_xmit() - send what sockets have posted
 * @qp: queue pair with sockets
 *
 * Context: NAPI poll.
 * Return: true if there may be more that can be sent at once.
 */
bool stride_xsk_xmit(struct stride_qp *qp)
{
	struct stride_tx_ring *tx;
	struct netdev_queue *txq;
	bool more;

	spin_lock(&qp->xdp_lock);
	tx = qp->xdp;
	if (tx->own) {
		xsk_send_locked(tx, &more);
	} else {
		txq = netdev_get_tx_queue(tx->netdev, tx->index);
		__netif_tx_lock(txq, smp_processor_id());
		/* A queue that takes frames does not hang. */
		if (xsk_send_locked(tx, &more))
			txq_trans_cond_update(txq);
		__netif_tx_unlock(txq);
	}
	spin_unlock(&qp->xdp_lock);
	return more;
}
