// SPDX-License-Identifier: GPL-2.0
/*
 * Receive: frames from descriptors, past an XDP program if there is one, to the
 * stack as skbs that are built around the buffers.  Whatever the device reports
 * is checked before it is believed.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/export.h>
#include <linux/if_vlan.h>
#include <net/page_pool/helpers.h>
#include <net/xdp.h>
#include <stride/mmio.h>
#include <stride/txrx.h>

static void rx_recycle(struct stride_rx_ring *rx, void *va)
{
	page_pool_put_full_page(rx->pool, virt_to_page(va), true);
}

/* What has come of a packet is in the way. */
static void rx_drop_packet(struct stride_rx_ring *rx)
{
	stride_rx_drop_packet(rx, true);
}

static void rx_first_buffer(struct stride_rx_ring *rx, void *va, u32 len)
{
	struct xdp_buff *xdp = &rx->xb.xdp;

	xdp_init_buff(xdp, rx->buf_size, &rx->xdp_rxq);
	xdp_prepare_buff(xdp, va, rx->headroom, len, true);
}

/* Return: false if there is no room for one more. */
static bool rx_next_buffer(struct stride_rx_ring *rx, void *va, u32 len)
{
	struct xdp_buff *xdp = &rx->xb.xdp;
	struct skb_shared_info *info = xdp_get_shared_info_from_buff(xdp);
	struct page *page = virt_to_page(va);

	if (!xdp_buff_has_frags(xdp)) {
		info->nr_frags = 0;
		info->xdp_frags_size = 0;
		xdp_buff_set_frags_flag(xdp);
	}
	if (unlikely(info->nr_frags == MAX_SKB_FRAGS))
		return false;
	skb_frag_fill_page_desc(&info->frags[info->nr_frags++], page,
				offset_in_page(va) + rx->headroom, len);
	info->xdp_frags_size += len;
	if (unlikely(page_is_pfmemalloc(page)))
		xdp_buff_set_frag_pfmemalloc(xdp);
	return true;
}

static noinline void rx_sync_for_cpu(struct stride_rx_ring *rx, void *va, u32 len)
{
	page_pool_dma_sync_for_cpu(rx->pool, virt_to_page(va),
				   offset_in_page(va) + rx->headroom, len);
}

/* Return: false if the packet is lost; the buffer is consumed either way. */
static bool rx_add_buffer(struct stride_rx_ring *rx, void *va, u32 len)
{
	if (dma_dev_need_sync(rx->hw->dev))
		rx_sync_for_cpu(rx, va, len);
	if (likely(!rx->xb.xdp.data)) {
		rx_first_buffer(rx, va, len);
		return true;
	}
	if (likely(rx_next_buffer(rx, va, len)))
		return true;
	rx_recycle(rx, va);
	return false;
}

/* Return: an skb around a buffer with @len bytes at @data, or %NULL. */
static __always_inline struct sk_buff *
rx_wrap(const struct stride_rx_ring *rx, void *va, void *data, u32 len)
{
	struct sk_buff *skb = napi_build_skb(va, rx->buf_size);

	if (unlikely(!skb))
		return NULL;
	skb_mark_for_recycle(skb);
	skb_reserve(skb, data - va);
	__skb_put(skb, len);
	return skb;
}

/* Return: an skb around the packet's buffers, or %NULL. */
static struct sk_buff *rx_build_skb(struct stride_rx_ring *rx)
{
	struct xdp_buff *xdp = &rx->xb.xdp;
	struct skb_shared_info *info = xdp_get_shared_info_from_buff(xdp);
	unsigned int meta = xdp->data - xdp->data_meta;
	unsigned int frags = 0, size = 0;
	struct sk_buff *skb;

	/* Building clears what stands there. */
	if (xdp_buff_has_frags(xdp)) {
		frags = info->nr_frags;
		size = info->xdp_frags_size;
	}
	skb = rx_wrap(rx, xdp->data_hard_start, xdp->data,
		      xdp->data_end - xdp->data);
	if (unlikely(!skb))
		return NULL;
	if (meta)
		skb_metadata_set(skb, meta);
	if (frags) {
		skb_shinfo(skb)->nr_frags = frags;
		skb->len += size;
		skb->data_len += size;
		skb->truesize += frags * rx->buf_size;
		if (unlikely(xdp->flags & XDP_FLAGS_FRAGS_PF_MEMALLOC))
			skb->pfmemalloc = true;
	}
	return skb;
}

static void rx_checksum(struct stride_qp *qp, const struct stride_rx_ring *rx,
			struct sk_buff *skb, u32 status)
{
	skb_checksum_none_assert(skb);
	if (!(rx->netdev->features & NETIF_F_RXCSUM) ||
	    !(status & STRIDE_RXD_L4CS)) {
		stride_rx_count(qp, csum_none, 1);
		return;
	}
	if (status & (STRIDE_RXD_ERR_L4E | STRIDE_RXD_ERR_IPE)) {
		/* The stack decides: SCTP and padded frames are misjudged. */
		stride_rx_count(qp, csum_bad, 1);
		return;
	}
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	stride_rx_count(qp, csum_unnecessary, 1);
}

static void rx_hash(const struct stride_rx_ring *rx, struct sk_buff *skb,
		    const union stride_rx_desc *desc)
{
	u32 type = FIELD_GET(STRIDE_RXD_RSS_TYPE, le16_to_cpu(desc->wb.pkt_info));
	bool l4;

	if (!type)
		return;
	/* DS table 7-11: TCP and UDP hash types cover the ports. */
	l4 = type == 1 || type == 3 || type == 6 || type >= 7;
	if (rx->netdev->features & NETIF_F_RXHASH)
		skb_set_hash(skb, le32_to_cpu(desc->wb.rss),
			     l4 ? PKT_HASH_TYPE_L4 : PKT_HASH_TYPE_L3);
}

static void rx_vlan(const struct stride_rx_ring *rx, struct sk_buff *skb, u16 tci)
{
	if (!rx->vlans || test_bit(tci & VLAN_VID_MASK, rx->vlans))
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), tci);
}

static __always_inline void
rx_deliver(struct stride_qp *qp, const struct stride_rx_ring *rx,
	   struct sk_buff *skb, const union stride_rx_desc *desc, u32 status)
{
	rx_checksum(qp, rx, skb, status);
	rx_hash(rx, skb, desc);
	if (status & STRIDE_RXD_VP)
		rx_vlan(rx, skb, le16_to_cpu(desc->wb.vlan));
	skb_record_rx_queue(skb, rx->index);
	skb->protocol = eth_type_trans(skb, rx->netdev);
	napi_gro_receive(rx->napi, skb);
}

/**
 * stride_rx_deliver() - hand a packet to the stack
 * @qp: queue pair
 * @rx: its receive ring
 * @skb: packet, consumed
 * @desc: its last descriptor
 * @status: status and errors of @desc
 *
 * Context: NAPI poll.
 */
void stride_rx_deliver(struct stride_qp *qp, const struct stride_rx_ring *rx,
		       struct sk_buff *skb, const union stride_rx_desc *desc,
		       u32 status)
{
	rx_deliver(qp, rx, skb, desc, status);
}

/* The packet in the making is complete.  Return: what is for the stack, or %NULL. */
static struct sk_buff *rx_finish(struct stride_qp *qp,
				 const union stride_rx_desc *desc, u32 status)
{
	struct stride_rx_ring *rx = qp->rx;
	struct xdp_buff *xdp = &rx->xb.xdp;
	struct bpf_prog *prog = READ_ONCE(rx->prog);
	u32 act = XDP_PASS;
	struct sk_buff *skb;

	/* The stack pulls the header from the first buffer. */
	if (unlikely(status & STRIDE_RXD_ERR_RXE ||
		     xdp->data_end - xdp->data < ETH_HLEN)) {
		stride_rx_count(qp, errors, 1);
		goto drop;
	}
	if (unlikely(stride_rx_is_own(rx, xdp->data))) {
		stride_rx_count(qp, own, 1);
		goto drop;
	}
	stride_rx_account(qp, xdp_get_buff_len(xdp));
	rx->xb.desc = desc;
	if (prog)
		act = stride_xdp_run(qp, prog, xdp);
	if (act == XDP_DROP)
		goto drop;
	if (act != XDP_PASS)
		goto gone;
	skb = rx_build_skb(rx);
	if (unlikely(!skb)) {
		stride_rx_count(qp, alloc_fail, 1);
		goto drop;
	}
	xdp->data = NULL;
	return skb;

drop:
	rx_drop_packet(rx);
gone:
	xdp->data = NULL;
	return NULL;
}

/*
 * A buffer of a packet that is not whole, not sound, or for a program first.
 * Return: the packet if that is complete and for the stack, or %NULL.
 */
static noinline struct sk_buff *rx_piece(struct stride_qp *qp,
					 const union stride_rx_desc *desc,
					 void *va, u32 len, u32 status)
{
	struct stride_rx_ring *rx = qp->rx;
	bool eop = status & STRIDE_RXD_EOP;

	if (unlikely(rx->skip)) {
		rx_recycle(rx, va);
	} else if (unlikely(len > rx->max_len)) {
		stride_rx_count(qp, errors, 1);
		rx_recycle(rx, va);
		rx->skip = true;
	} else if (unlikely(!rx_add_buffer(rx, va, len))) {
		stride_rx_count(qp, alloc_fail, 1);
		rx->skip = true;
	}
	rx->partial = !eop;
	if (!eop)
		return NULL;
	if (likely(!rx->skip))
		return rx_finish(qp, desc, status);
	rx->skip = false;
	rx_drop_packet(rx);
	return NULL;
}

/* A sound packet in one buffer, and no program to ask.  Return: it, or %NULL. */
static struct sk_buff *rx_whole(struct stride_qp *qp, struct stride_rx_ring *rx,
				void *va, u32 len)
{
	void *data = va + rx->headroom;
	struct sk_buff *skb;

	if (unlikely(stride_rx_is_own(rx, data))) {
		stride_rx_count(qp, own, 1);
		goto recycle;
	}
	stride_rx_account(qp, len);
	skb = rx_wrap(rx, va, data, len);
	if (likely(skb))
		return skb;
	stride_rx_count(qp, alloc_fail, 1);
recycle:
	rx_recycle(rx, va);
	return NULL;
}

static bool rx_is_whole(const struct stride_rx_ring *rx, u32 status, u32 len)
{
	return (status & (STRIDE_RXD_EOP | STRIDE_RXD_ERR_RXE)) == STRIDE_RXD_EOP &&
	       len >= ETH_HLEN && len <= rx->max_len && !rx->partial;
}

/**
 * stride_rx_pending() - has the device reported what was not polled yet
 * @rx: ring
 *
 * Context: NAPI poll.
 * Return: true if so.
 */
bool stride_rx_pending(const struct stride_rx_ring *rx)
{
	u16 i = rx->ring.next_to_clean;

	return i != rx->ring.next_to_use &&
	       READ_ONCE(rx->desc[i].wb.status_error) & cpu_to_le32(STRIDE_RXD_DD);
}

/**
 * stride_rx_poll() - receive up to @budget packets
 * @qp: queue pair with rings attached
 * @budget: NAPI budget, above 0
 *
 * Context: NAPI poll.
 * Return: packets received; @budget also if buffers ran out, to be called again.
 */
int stride_rx_poll(struct stride_qp *qp, int budget)
{
	struct stride_rx_ring *rx = qp->rx;
	bool sync = dma_dev_need_sync(rx->hw->dev);
	bool plain = !READ_ONCE(rx->prog);
	u16 i = rx->ring.next_to_clean;
	int done = 0;

	/* Up to the last posted buffer: what follows is stale. */
	while (done < budget && i != rx->ring.next_to_use) {
		union stride_rx_desc *desc = &rx->desc[i];
		u32 status = le32_to_cpu(READ_ONCE(desc->wb.status_error));
		void *va = rx->buf[i];
		struct sk_buff *skb;
		u32 len;

		if (!(status & STRIDE_RXD_DD))
			break;
		/* The rest of the descriptor is valid once DD is seen. */
		dma_rmb();
		len = le16_to_cpu(desc->wb.length);
		net_prefetch(va + rx->headroom);
		if (likely(plain && rx_is_whole(rx, status, len))) {
			if (sync)
				rx_sync_for_cpu(rx, va, len);
			skb = rx_whole(qp, rx, va, len);
		} else {
			skb = rx_piece(qp, desc, va, len, status);
		}
		if (skb)
			rx_deliver(qp, rx, skb, desc, status);
		if (status & STRIDE_RXD_EOP)
			done++;
		i = stride_ring_next(&rx->ring, i);
	}
	rx->ring.next_to_clean = i;
	if (unlikely(rx->bulk_sent || rx->redirected))
		stride_xdp_flush(qp);
	if (stride_ring_unused(&rx->ring) >= STRIDE_RX_REFILL &&
	    unlikely(!stride_rx_refill(rx))) {
		stride_rx_count(qp, alloc_fail, 1);
		return budget;
	}
	return done;
}
EXPORT_SYMBOL(stride_rx_poll);
