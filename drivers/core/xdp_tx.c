// SPDX-License-Identifier: GPL-2.0
/*
 * XDP frames out: those that a program of ours sends back (XDP_TX) and those that
 * others redirect to us.  They go through a queue of their own where the device
 * has one to spare, else through the stack's under its lock.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/export.h>
#include <linux/netdevice.h>
#include <net/page_pool/helpers.h>
#include <net/xdp.h>
#include <stride/mmio.h>
#include <stride/txrx.h>

/* A piece of a frame: its head or a fragment. */
struct xdp_piece {
	void *va;
	u32 len;
	bool page;
};

static unsigned int xdp_frags(const struct xdp_frame *frame)
{
	return xdp_frame_has_frags(frame) ?
	       xdp_get_shared_info_from_frame(frame)->nr_frags : 0;
}

static struct xdp_piece xdp_piece(const struct xdp_frame *frame, unsigned int n)
{
	struct xdp_piece piece = { frame->data, frame->len, false };
	const skb_frag_t *frag;

	if (n) {
		frag = &xdp_get_shared_info_from_frame(frame)->frags[n - 1];
		piece.va = skb_frag_address(frag);
		piece.len = skb_frag_size(frag);
		piece.page = true;
	}
	return piece;
}

/* Our own page_pool's pages are mapped for both directions. */
static dma_addr_t xdp_own_dma(const struct stride_tx_ring *tx,
			      const struct xdp_piece *piece)
{
	dma_addr_t dma;

	dma = page_pool_get_dma_addr(virt_to_page(piece->va)) +
	      offset_in_page(piece->va);
	dma_sync_single_for_device(tx->hw->dev, dma, piece->len,
				   DMA_BIDIRECTIONAL);
	return dma;
}

static dma_addr_t xdp_map(struct stride_tx_ring *tx, u16 i,
			  const struct xdp_piece *piece)
{
	struct stride_tx_buf *buf = &tx->buf[i];
	dma_addr_t dma;

	dma = piece->page ?
	      dma_map_page(tx->hw->dev, virt_to_page(piece->va),
			   offset_in_page(piece->va), piece->len, DMA_TO_DEVICE) :
	      dma_map_single(tx->hw->dev, piece->va, piece->len, DMA_TO_DEVICE);
	if (unlikely(dma_mapping_error(tx->hw->dev, dma)))
		return dma;
	buf->dma = dma;
	buf->len = piece->len;
	buf->page = piece->page;
	return dma;
}

/* Return: 0, or -ENOMEM with nothing posted. */
static int xdp_post_pieces(struct stride_tx_ring *tx, struct xdp_frame *frame,
			   bool own)
{
	u32 len = xdp_get_frame_len(frame), n = xdp_frags(frame), k;
	u32 olinfo = FIELD_PREP(STRIDE_TXD_PAYLEN, len);
	u16 first = tx->ring.next_to_use, i = first;

	for (k = 0; k <= n; k++) {
		struct xdp_piece piece = xdp_piece(frame, k);
		dma_addr_t dma = own ? xdp_own_dma(tx, &piece) :
				       xdp_map(tx, i, &piece);

		if (unlikely(dma_mapping_error(tx->hw->dev, dma)))
			goto unmap;
		i = stride_tx_put(tx, i, dma, piece.len, 0, olinfo);
	}
	stride_tx_end(tx, i, STRIDE_TX_FRAME, max_t(u32, len, ETH_ZLEN), 1)->frame =
		frame;
	return 0;

unmap:
	for (; first != i; first = stride_ring_next(&tx->ring, first))
		stride_tx_unmap(tx, first);
	return -ENOMEM;
}

/* Others' small frames are copied, so nothing is mapped; so are runts, padded. */
static bool xdp_is_copied(const struct stride_tx_ring *tx,
			  const struct xdp_frame *frame, bool own)
{
	return tx->copy && !xdp_frame_has_frags(frame) &&
	       frame->len <= STRIDE_TX_COPY_MAX &&
	       (!own || frame->len < STRIDE_TX_MIN_FRAME);
}

static void xdp_post_copy(struct stride_tx_ring *tx, struct xdp_frame *frame)
{
	u32 len = max_t(u32, frame->len, STRIDE_TX_MIN_FRAME);
	u16 i = tx->ring.next_to_use;
	void *slot = stride_tx_slot(tx, i);

	memcpy(slot, frame->data, frame->len);
	memset(slot + frame->len, 0, len - frame->len);
	i = stride_tx_put(tx, i, stride_tx_slot_dma(tx, i), len, 0,
			  FIELD_PREP(STRIDE_TXD_PAYLEN, len));
	stride_tx_end(tx, i, STRIDE_TX_FRAME_COPY, max_t(u32, len, ETH_ZLEN), 1);
	xdp_return_frame(frame);
}

static int xdp_post(struct stride_tx_ring *tx, struct xdp_frame *frame, bool own)
{
	if (xdp_is_copied(tx, frame, own)) {
		xdp_post_copy(tx, frame);
		return 0;
	}
	if (unlikely(frame->len < STRIDE_TX_MIN_FRAME))
		return -EINVAL;
	return xdp_post_pieces(tx, frame, own);
}

/*
 * The stack's ring keeps room for a packet of the stack, and if that waits for
 * room already it goes first.
 */
static unsigned int xdp_reserve(const struct stride_tx_ring *tx)
{
	const struct netdev_queue *txq =
		netdev_get_tx_queue(tx->netdev, tx->index);

	if (tx->own)
		return 0;
	return netif_tx_queue_stopped(txq) ? stride_tx_wake_room(tx) :
					     STRIDE_TX_WORST;
}

/**
 * stride_xdp_room() - descriptors that XDP may use
 * @tx: ring that XDP sends through
 *
 * Context: the ring's lock held.
 * Return: their number.
 */
unsigned int stride_xdp_room(const struct stride_tx_ring *tx)
{
	unsigned int unused = stride_ring_unused(&tx->ring);

	return unused - min(unused, xdp_reserve(tx));
}

static bool xdp_has_room(struct stride_tx_ring *tx, const struct xdp_frame *frame)
{
	unsigned int need = 1 + xdp_frags(frame);

	if (likely(stride_xdp_room(tx) >= need))
		return true;
	stride_tx_kick(tx);
	stride_tx_reclaim(tx, 0);
	return stride_xdp_room(tx) >= need;
}

static unsigned int xdp_send_locked(struct stride_tx_ring *tx,
				    struct xdp_frame **frames, unsigned int n,
				    bool own, bool kick)
{
	struct stride_port *port = netdev_priv(tx->netdev);
	unsigned int sent;

	for (sent = 0; sent < n; sent++) {
		if (unlikely(!xdp_has_room(tx, frames[sent])))
			break;
		if (unlikely(port->reflects))
			stride_echo_note(&port->echo, tx->netdev,
					 frames[sent]->data);
		if (unlikely(xdp_post(tx, frames[sent], own)))
			break;
	}
	stride_tx_look(tx);
	if (kick || !tx->easy)
		stride_tx_kick(tx);
	return sent;
}

/**
 * stride_xdp_send() - send XDP frames
 * @qp: queue pair; nothing is sent while it has no rings
 * @frames: frames
 * @n: how many, may be 0
 * @own: they are of @qp's page_pool, else they are to be mapped
 * @kick: tell the device about them and all before
 *
 * Context: BH disabled.
 * Return: how many of the first were taken; the rest is still the caller's.
 */
unsigned int stride_xdp_send(struct stride_qp *qp, struct xdp_frame **frames,
			     unsigned int n, bool own, bool kick)
{
	struct stride_tx_ring *tx;
	struct netdev_queue *txq;
	unsigned int sent = 0;

	spin_lock(&qp->xdp_lock);
	tx = qp->xdp;
	if (unlikely(!tx))
		goto unlock;
	if (tx->own) {
		sent = xdp_send_locked(tx, frames, n, own, kick);
		goto unlock;
	}
	txq = netdev_get_tx_queue(tx->netdev, tx->index);
	__netif_tx_lock(txq, smp_processor_id());
	sent = xdp_send_locked(tx, frames, n, own, kick);
	/* A queue that takes frames does not hang. */
	if (sent)
		txq_trans_cond_update(txq);
	__netif_tx_unlock(txq);
unlock:
	spin_unlock(&qp->xdp_lock);
	return sent;
}
EXPORT_SYMBOL(stride_xdp_send);

/**
 * stride_port_xdp_xmit() - ndo_xdp_xmit
 * @netdev: a netdev whose netdev_priv() begins with &struct stride_port
 * @n: frames
 * @frames: frames that were redirected to us
 * @flags: XDP_XMIT_*
 *
 * Context: BH disabled.
 * Return: how many of the first were taken; -EINVAL for unknown flags; -ENETDOWN
 * while there is no carrier or no ring.
 */
int stride_port_xdp_xmit(struct net_device *netdev, int n,
			 struct xdp_frame **frames, u32 flags)
{
	struct stride_port *port = netdev_priv(netdev);
	unsigned int num_qp = READ_ONCE(netdev->real_num_tx_queues);
	struct stride_qp *qp = &port->qp[smp_processor_id() % num_qp];
	unsigned int sent;

	if (unlikely(flags & ~XDP_XMIT_FLAGS_MASK))
		return -EINVAL;
	if (unlikely(!netif_carrier_ok(netdev) || !READ_ONCE(qp->xdp)))
		return -ENETDOWN;
	sent = stride_xdp_send(qp, frames, n, false, flags & XDP_XMIT_FLUSH);
	spin_lock(&qp->xdp_lock);
	u64_stats_update_begin(&qp->xdp_sync);
	u64_stats_add(&qp->xdp_xmit, sent);
	u64_stats_add(&qp->xdp_xmit_errors, n - sent);
	u64_stats_update_end(&qp->xdp_sync);
	spin_unlock(&qp->xdp_lock);
	return sent;
}
EXPORT_SYMBOL(stride_port_xdp_xmit);
