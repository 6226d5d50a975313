// SPDX-License-Identifier: GPL-2.0
/*
 * Receive into the memory of AF_XDP sockets: a frame a buffer, past the program,
 * which redirects it to a socket without a copy.  What is for the stack is copied.
 */

#include <linux/bpf.h>
#include <linux/etherdevice.h>
#include <linux/export.h>
#include <linux/filter.h>
#include <linux/skbuff.h>
#include <net/xdp.h>
#include <net/xdp_sock_drv.h>
#include <stride/txrx.h>

/* Post up to @n buffers, none beyond the end of the ring.  Return: how many. */
static u32 xsk_rx_post(struct stride_rx_ring *rx, u32 n)
{
	u32 i = rx->ring.next_to_use, got, k;
	struct xdp_buff **xdp = (struct xdp_buff **)&rx->buf[i];
	union stride_rx_desc *desc = &rx->desc[i];

	got = xsk_buff_alloc_batch(rx->xsk, xdp, n);
	for (k = 0; k < got; k++) {
		desc[k].read.pkt_addr = cpu_to_le64(xsk_buff_xdp_get_dma(xdp[k]));
		desc[k].read.hdr_addr = 0;
	}
	i += got;
	rx->ring.next_to_use = i == rx->ring.count ? 0 : i;
	return got;
}

/* Return: false if the sockets had fewer buffers than there is room for. */
static bool xsk_rx_fill(struct stride_rx_ring *rx)
{
	u32 room, n;

	while ((room = stride_ring_unused(&rx->ring))) {
		n = min_t(u32, room, rx->ring.count - rx->ring.next_to_use);
		if (xsk_rx_post(rx, n) < n)
			return false;
	}
	return true;
}

/* Say whether we want to be woken when there are buffers again. */
static void xsk_rx_ask(struct stride_rx_ring *rx, bool full)
{
	if (!full) {
		xsk_set_rx_need_wakeup(rx->xsk);
		/* Who posted buffers without having seen that is seen now. */
		smp_mb();
		full = xsk_rx_fill(rx);
	}
	if (full)
		xsk_clear_rx_need_wakeup(rx->xsk);
}

/* A few free slots can wait, unless a socket was told that we do. */
static bool xsk_rx_is_low(const struct stride_rx_ring *rx)
{
	return stride_ring_unused(&rx->ring) >= STRIDE_RX_REFILL ||
	       rx->xsk->cached_need_wakeup & XDP_WAKEUP_RX;
}

static void xsk_rx_refill(struct stride_qp *qp)
{
	struct stride_rx_ring *rx = qp->rx;
	u16 was = rx->ring.next_to_use;
	bool full = xsk_rx_fill(rx);

	if (xsk_uses_need_wakeup(rx->xsk))
		xsk_rx_ask(rx, full);
	else if (!full)
		stride_tx_look_again(qp);
	if (was != rx->ring.next_to_use)
		stride_rx_write_tail(rx);
}

/**
 * stride_xsk_rx_start() - take buffers from the sockets
 * @rx: ring that is about to start, with @rx->xsk
 *
 * There may be none yet.
 *
 * Context: NAPI off.
 */
void stride_xsk_rx_start(struct stride_rx_ring *rx)
{
	rx->max_len = min(rx->buf_len, xsk_pool_get_rx_frame_size(rx->xsk));
	xsk_rx_fill(rx);
}

/**
 * stride_xsk_rx_empty() - give all buffers back
 * @rx: ring that is stopped or was never started
 *
 * Context: NAPI off.
 */
void stride_xsk_rx_empty(struct stride_rx_ring *rx)
{
	u16 i;

	for (i = rx->ring.next_to_clean; i != rx->ring.next_to_use;
	     i = stride_ring_next(&rx->ring, i))
		xsk_buff_free(rx->buf[i]);
	rx->ring.next_to_use = 0;
	rx->ring.next_to_clean = 0;
}

/* Return: a copy with the program's metadata, or %NULL. */
static struct sk_buff *xsk_rx_copy(struct stride_qp *qp, const struct xdp_buff *xdp)
{
	unsigned int meta = xdp->data - xdp->data_meta;
	unsigned int size = xdp->data_end - xdp->data_meta;
	struct sk_buff *skb = napi_alloc_skb(&qp->napi, size);

	if (unlikely(!skb)) {
		stride_rx_count(qp, alloc_fail, 1);
		return NULL;
	}
	skb_put_data(skb, xdp->data_meta, size);
	if (meta) {
		skb_metadata_set(skb, meta);
		__skb_pull(skb, meta);
	}
	return skb;
}

/* A sound frame.  Return: what is for the stack, or %NULL. */
static struct sk_buff *xsk_rx_frame(struct stride_qp *qp, struct xdp_buff *xdp,
				    const union stride_rx_desc *desc, u32 len)
{
	struct stride_rx_ring *rx = qp->rx;
	struct bpf_prog *prog = READ_ONCE(rx->prog);
	struct sk_buff *skb = NULL;
	u32 act = XDP_PASS;

	XSK_CHECK_PRIV_TYPE(struct stride_xdp_buff);

	xsk_buff_set_size(xdp, len);
	xsk_buff_dma_sync_for_cpu(xdp);
	if (unlikely(stride_rx_is_own(rx, xdp->data))) {
		stride_rx_count(qp, own, 1);
		goto free;
	}
	stride_rx_account(qp, len);
	container_of(xdp, struct stride_xdp_buff, xdp)->desc = desc;
	if (likely(prog))
		act = stride_xdp_run(qp, prog, xdp);
	if (act == XDP_PASS)
		skb = xsk_rx_copy(qp, xdp);
	else if (act != XDP_DROP)
		return NULL;
free:
	xsk_buff_free(xdp);
	return skb;
}

static bool xsk_rx_is_sound(const struct stride_rx_ring *rx, u32 status, u32 len)
{
	return (status & (STRIDE_RXD_EOP | STRIDE_RXD_ERR_RXE)) == STRIDE_RXD_EOP &&
	       len >= ETH_HLEN && len <= rx->max_len && !rx->skip;
}

/* A broken frame, or a piece of one that does not fit: an error a frame. */
static void xsk_rx_refuse(struct stride_qp *qp, struct xdp_buff *xdp, u32 status)
{
	struct stride_rx_ring *rx = qp->rx;

	if (!rx->skip)
		stride_rx_count(qp, errors, 1);
	rx->skip = !(status & STRIDE_RXD_EOP);
	xsk_buff_free(xdp);
}

/**
 * stride_xsk_rx_poll() - receive up to @budget packets
 * @qp: queue pair, its receive ring's buffers from sockets
 * @budget: NAPI budget, above 0
 *
 * Context: NAPI poll.
 * Return: packets received.
 */
int stride_xsk_rx_poll(struct stride_qp *qp, int budget)
{
	struct stride_rx_ring *rx = qp->rx;
	u16 i = rx->ring.next_to_clean;
	int done = 0;

	while (done < budget && i != rx->ring.next_to_use) {
		union stride_rx_desc *desc = &rx->desc[i];
		u32 status = le32_to_cpu(READ_ONCE(desc->wb.status_error));
		struct xdp_buff *xdp = rx->buf[i];
		struct sk_buff *skb;
		u32 len;

		if (!(status & STRIDE_RXD_DD))
			break;
		/* The rest of the descriptor is valid once DD is seen. */
		dma_rmb();
		len = le16_to_cpu(desc->wb.length);
		if (likely(xsk_rx_is_sound(rx, status, len))) {
			skb = xsk_rx_frame(qp, xdp, desc, len);
			if (skb)
				stride_rx_deliver(qp, rx, skb, desc, status);
		} else {
			xsk_rx_refuse(qp, xdp, status);
		}
		if (status & STRIDE_RXD_EOP)
			done++;
		i = stride_ring_next(&rx->ring, i);
	}
	rx->ring.next_to_clean = i;
	stride_xdp_flush(qp);
	if (xsk_rx_is_low(rx))
		xsk_rx_refill(qp);
	return done;
}
EXPORT_SYMBOL(stride_xsk_rx_poll);
