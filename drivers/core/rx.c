// SPDX-License-Identifier: GPL-2.0
/*
 * Receive: buffers from a page_pool that keeps them mapped, skbs built around
 * them.  Whatever the device reports is checked before it is believed.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/export.h>
#include <linux/if_vlan.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <net/page_pool/helpers.h>
#include <stride/hw/regs.h>
#include <stride/mmio.h>
#include <stride/txrx.h>

#define RX_HEADROOM	(NET_SKB_PAD + NET_IP_ALIGN)
#define RX_REFILL	32	/* buffers posted with one tail write */
#define RX_ENABLE_US	(10 * USEC_PER_MSEC)

#define rx_count(queue, field, n)				\
do {								\
	struct stride_qp *_qp = (queue);			\
								\
	u64_stats_update_begin(&_qp->rx_sync);			\
	u64_stats_add(&_qp->rx_stats.field, n);			\
	u64_stats_update_end(&_qp->rx_sync);			\
} while (0)

/**
 * stride_rx_buf_len() - bytes that the device may write into one buffer
 * @max_frame: largest frame in bytes, FCS and one VLAN tag included
 *
 * SRRCTL.BSIZEPKT counts KiB.  A standard frame gets half a page: the 2 KiB
 * announced are never used beyond @max_frame, because the device drops longer
 * frames (RLPML, VMOLR.RLPML).  Larger frames are chained in 3 KiB pieces, the
 * most that fits a page beside headroom and skb_shared_info.
 *
 * Context: any.
 * Return: 2048 or 3072.
 */
u32 stride_rx_buf_len(u32 max_frame)
{
	return RX_HEADROOM + SKB_DATA_ALIGN(max_frame) +
	       SKB_DATA_ALIGN(sizeof(struct skb_shared_info)) <= SZ_2K ?
	       SZ_2K : 3 * SZ_1K;
}
EXPORT_SYMBOL(stride_rx_buf_len);

static u32 rx_max_len(const struct stride_rx_ring *rx)
{
	u32 room = SKB_WITH_OVERHEAD(rx->buf_size) - RX_HEADROOM;

	return min(rx->buf_len, room);
}

/**
 * stride_rx_alloc() - allocate a receive ring for a queue pair
 * @qp: queue pair that will poll the ring
 * @count: descriptors
 * @max_frame: largest frame in bytes, FCS and one VLAN tag included
 *
 * Nothing is written to the device and no buffer is posted yet.
 *
 * Context: may sleep.
 * Return: the ring or ERR_PTR(-ENOMEM).
 */
struct stride_rx_ring *stride_rx_alloc(struct stride_qp *qp, u16 count,
				       u32 max_frame)
{
	struct stride_rx_ring *rx;

	rx = kzalloc(sizeof(*rx), GFP_KERNEL);
	if (!rx)
		return ERR_PTR(-ENOMEM);
	rx->ring.count = count;
	rx->netdev = qp->napi.dev;
	rx->napi = &qp->napi;
	rx->index = qp->index;
	rx->hw = qp->hw;
	rx->regs = qp->rx_regs;
	rx->tail = qp->hw->bar + qp->rx_regs + STRIDE_RX_RDT;
	rx->buf_len = stride_rx_buf_len(max_frame);
	rx->buf_size = rx->buf_len == SZ_2K ? SZ_2K : PAGE_SIZE;

	rx->buf = kvcalloc(count, sizeof(*rx->buf), GFP_KERNEL);
	if (!rx->buf)
		goto free_rx;
	rx->desc = dma_alloc_coherent(rx->hw->dev, count * sizeof(*rx->desc),
				      &rx->dma, GFP_KERNEL);
	if (!rx->desc)
		goto free_buf;
	return rx;

free_buf:
	kvfree(rx->buf);
free_rx:
	kfree(rx);
	return ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL(stride_rx_alloc);

/**
 * stride_rx_free() - free a ring that is stopped or was never started
 * @rx: ring
 *
 * Context: may sleep.
 */
void stride_rx_free(struct stride_rx_ring *rx)
{
	dma_free_coherent(rx->hw->dev, rx->ring.count * sizeof(*rx->desc),
			  rx->desc, rx->dma);
	kvfree(rx->buf);
	kfree(rx);
}
EXPORT_SYMBOL(stride_rx_free);

static bool rx_post(struct stride_rx_ring *rx, u16 i)
{
	struct stride_rx_buf *buf = &rx->buf[i];
	unsigned int size = rx->buf_size;
	struct page *page;

	buf->va = page_pool_dev_alloc_va(rx->pool, &size);
	if (unlikely(!buf->va))
		return false;
	buf->truesize = size;
	page = virt_to_page(buf->va);
	rx->desc[i].read.pkt_addr =
		cpu_to_le64(page_pool_get_dma_addr(page) +
			    offset_in_page(buf->va) + RX_HEADROOM);
	rx->desc[i].read.hdr_addr = 0;
	return true;
}

/* Return: true if every free slot was filled. */
static bool rx_refill(struct stride_rx_ring *rx)
{
	u16 unused = stride_ring_unused(&rx->ring);
	u16 i = rx->ring.next_to_use;
	bool ok = true;

	if (unused < RX_REFILL)
		return true;
	while (unused--) {
		ok = rx_post(rx, i);
		if (unlikely(!ok))
			break;
		i = stride_ring_next(&rx->ring, i);
	}
	if (likely(i != rx->ring.next_to_use)) {
		rx->ring.next_to_use = i;
		/* Descriptors must be seen before the tail that covers them. */
		dma_wmb();
		writel(i, rx->tail);
	}
	return ok;
}

/*
 * A pool knows the NAPI that may recycle into it without a lock, and must not
 * outlive that: it is created and destroyed while the NAPI is off, though rings
 * are allocated and freed while another runs in their place.
 */
static int rx_create_pool(struct stride_rx_ring *rx)
{
	struct page_pool_params pp = {
		.flags = PP_FLAG_DMA_MAP | PP_FLAG_DMA_SYNC_DEV,
		.pool_size = rx->ring.count,
		.nid = NUMA_NO_NODE,
		.dev = rx->hw->dev,
		.napi = rx->napi,
		.netdev = rx->netdev,
		.queue_idx = rx->index,
		.dma_dir = DMA_FROM_DEVICE,
		.max_len = PAGE_SIZE,
	};
	struct page_pool *pool = page_pool_create(&pp);

	if (IS_ERR(pool))
		return PTR_ERR(pool);
	rx->pool = pool;
	return 0;
}

/**
 * stride_rx_start() - program the device's queue, enable it and post buffers
 * @rx: ring, fresh from stride_rx_alloc() or after stride_rx_stop()
 *
 * Context: may sleep; NAPI off.
 * Return: 0; -ENOMEM if not one buffer could be had; -EIO if the queue does not
 * come up.
 */
int stride_rx_start(struct stride_rx_ring *rx)
{
	u32 ctl;
	int err;

	err = rx_create_pool(rx);
	if (err)
		return err;
	memset(rx->desc, 0, rx->ring.count * sizeof(*rx->desc));
	rx->ring.next_to_use = 0;
	rx->ring.next_to_clean = 0;
	rx->skip = false;

	stride_wr32(rx->hw, rx->regs + STRIDE_RX_RXDCTL, 0);
	stride_wr32(rx->hw, rx->regs + STRIDE_RX_RDBAL, lower_32_bits(rx->dma));
	stride_wr32(rx->hw, rx->regs + STRIDE_RX_RDBAH, upper_32_bits(rx->dma));
	stride_wr32(rx->hw, rx->regs + STRIDE_RX_RDLEN,
		    rx->ring.count * sizeof(*rx->desc));
	stride_wr32(rx->hw, rx->regs + STRIDE_RX_SRRCTL,
		    FIELD_PREP(STRIDE_SRRCTL_BSIZEPKT, rx->buf_len / SZ_1K) |
		    FIELD_PREP(STRIDE_SRRCTL_DESCTYPE, STRIDE_DESCTYPE_ADV_ONEBUF) |
		    STRIDE_SRRCTL_DROP_EN);
	stride_wr32(rx->hw, rx->regs + STRIDE_RX_RDH, 0);
	stride_wr32(rx->hw, rx->regs + STRIDE_RX_RDT, 0);

	/* WTHRESH above 1 loses write-backs with MSI-X on the 82576. */
	stride_wr32(rx->hw, rx->regs + STRIDE_RX_RXDCTL,
		    FIELD_PREP(STRIDE_XDCTL_PTHRESH, 8) |
		    FIELD_PREP(STRIDE_XDCTL_HTHRESH, 8) |
		    FIELD_PREP(STRIDE_XDCTL_WTHRESH, 1) | STRIDE_XDCTL_ENABLE);
	if (stride_poll32(rx->hw, rx->regs + STRIDE_RX_RXDCTL, ctl,
			  ctl & STRIDE_XDCTL_ENABLE, 20, RX_ENABLE_US))
		return -EIO;

	/* The tail may only move while the queue is on (DS 4.5.9). */
	rx_refill(rx);
	return rx->ring.next_to_use ? 0 : -ENOMEM;
}
EXPORT_SYMBOL(stride_rx_start);

/**
 * stride_rx_stop() - disable the device's queue and take all buffers back
 * @rx: ring
 *
 * A queue that does not stop (the device was reset or is gone) is left alone.
 *
 * Context: may sleep; NAPI off.
 */
void stride_rx_stop(struct stride_rx_ring *rx)
{
	u32 ctl;
	u16 i;

	stride_wr32(rx->hw, rx->regs + STRIDE_RX_RXDCTL, 0);
	stride_poll32(rx->hw, rx->regs + STRIDE_RX_RXDCTL, ctl,
		      !(ctl & STRIDE_XDCTL_ENABLE), 20, RX_ENABLE_US);

	for (i = rx->ring.next_to_clean; i != rx->ring.next_to_use;
	     i = stride_ring_next(&rx->ring, i)) {
		page_pool_put_full_page(rx->pool, virt_to_page(rx->buf[i].va),
					false);
		rx->buf[i].va = NULL;
	}
	rx->ring.next_to_clean = rx->ring.next_to_use;
	kfree_skb(rx->skb);
	rx->skb = NULL;
	page_pool_destroy(rx->pool);
	rx->pool = NULL;
}
EXPORT_SYMBOL(stride_rx_stop);

static void rx_recycle(struct stride_rx_ring *rx, const struct stride_rx_buf *buf)
{
	page_pool_put_full_page(rx->pool, virt_to_page(buf->va), true);
}

/* Return: false if the packet is lost; the buffer is consumed either way. */
static bool rx_add_buffer(struct stride_rx_ring *rx,
			  const struct stride_rx_buf *buf, u32 len)
{
	struct page *page = virt_to_page(buf->va);
	struct sk_buff *skb = rx->skb;

	page_pool_dma_sync_for_cpu(rx->pool, page,
				   offset_in_page(buf->va) + RX_HEADROOM, len);

	if (!skb) {
		net_prefetch(buf->va + RX_HEADROOM);
		skb = napi_build_skb(buf->va, buf->truesize);
		if (unlikely(!skb)) {
			rx_recycle(rx, buf);
			return false;
		}
		skb_mark_for_recycle(skb);
		skb_reserve(skb, RX_HEADROOM);
		skb_put(skb, len);
		rx->skb = skb;
		return true;
	}
	if (unlikely(skb_shinfo(skb)->nr_frags == MAX_SKB_FRAGS)) {
		rx_recycle(rx, buf);
		return false;
	}
	skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page,
			offset_in_page(buf->va) + RX_HEADROOM, len,
			buf->truesize);
	return true;
}

static void rx_checksum(struct stride_qp *qp, struct sk_buff *skb, u32 status)
{
	skb_checksum_none_assert(skb);
	if (!(qp->rx->netdev->features & NETIF_F_RXCSUM) ||
	    !(status & STRIDE_RXD_L4CS)) {
		rx_count(qp, csum_none, 1);
		return;
	}
	if (status & (STRIDE_RXD_ERR_L4E | STRIDE_RXD_ERR_IPE)) {
		/* The stack decides: SCTP and padded frames are misjudged. */
		rx_count(qp, csum_bad, 1);
		return;
	}
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	rx_count(qp, csum_unnecessary, 1);
}

static void rx_hash(const struct stride_rx_ring *rx, struct sk_buff *skb,
		    const union stride_rx_desc *desc)
{
	u32 type = FIELD_GET(STRIDE_RXD_RSS_TYPE, le16_to_cpu(desc->wb.pkt_info));
	/* DS table 7-11: TCP and UDP hash types cover the ports. */
	bool l4 = type == 1 || type == 3 || type == 6 || type >= 7;

	if (type && rx->netdev->features & NETIF_F_RXHASH)
		skb_set_hash(skb, le32_to_cpu(desc->wb.rss),
			     l4 ? PKT_HASH_TYPE_L4 : PKT_HASH_TYPE_L3);
}

static void rx_vlan(const struct stride_rx_ring *rx, struct sk_buff *skb, u16 tci)
{
	if (!rx->vlans || test_bit(tci & VLAN_VID_MASK, rx->vlans))
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), tci);
}

/* Hand the finished packet to the stack. */
static void rx_deliver(struct stride_qp *qp, const union stride_rx_desc *desc,
		       u32 status)
{
	struct stride_rx_ring *rx = qp->rx;
	struct sk_buff *skb = rx->skb;

	rx->skb = NULL;
	/* The stack pulls the header from the first buffer. */
	if (unlikely(status & STRIDE_RXD_ERR_RXE || skb_headlen(skb) < ETH_HLEN)) {
		rx_count(qp, errors, 1);
		dev_kfree_skb_any(skb);
		return;
	}
	if (rx->drop_own &&
	    unlikely(stride_echo_is_own(rx->echo, rx->netdev, skb->data))) {
		rx_count(qp, own, 1);
		dev_kfree_skb_any(skb);
		return;
	}
	u64_stats_update_begin(&qp->rx_sync);
	u64_stats_inc(&qp->rx_stats.packets);
	u64_stats_add(&qp->rx_stats.bytes, skb->len);
	u64_stats_update_end(&qp->rx_sync);

	rx_checksum(qp, skb, status);
	rx_hash(rx, skb, desc);
	if (status & STRIDE_RXD_VP)
		rx_vlan(rx, skb, le16_to_cpu(desc->wb.vlan));
	skb_record_rx_queue(skb, rx->index);
	skb->protocol = eth_type_trans(skb, rx->netdev);
	napi_gro_receive(rx->napi, skb);
}

static void rx_one(struct stride_qp *qp, const union stride_rx_desc *desc,
		   const struct stride_rx_buf *buf, u32 status)
{
	struct stride_rx_ring *rx = qp->rx;
	u32 len = le16_to_cpu(desc->wb.length);
	bool eop = status & STRIDE_RXD_EOP;

	if (unlikely(rx->skip)) {
		rx_recycle(rx, buf);
	} else if (unlikely(len > rx_max_len(rx))) {
		rx_count(qp, errors, 1);
		rx_recycle(rx, buf);
		rx->skip = true;
	} else if (unlikely(!rx_add_buffer(rx, buf, len))) {
		rx_count(qp, alloc_fail, 1);
		rx->skip = true;
	} else if (eop) {
		rx_deliver(qp, desc, status);
	}
	if (unlikely(rx->skip && eop)) {
		rx->skip = false;
		kfree_skb(rx->skb);
		rx->skb = NULL;
	}
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
	int done = 0;

	while (done < budget) {
		u16 i = rx->ring.next_to_clean;
		union stride_rx_desc *desc = &rx->desc[i];
		u32 status;

		/* Every posted buffer was consumed: what follows is stale. */
		if (unlikely(i == rx->ring.next_to_use))
			break;
		status = le32_to_cpu(READ_ONCE(desc->wb.status_error));
		if (!(status & STRIDE_RXD_DD))
			break;
		/* The rest of the descriptor is valid once DD is seen. */
		dma_rmb();
		rx->ring.next_to_clean = stride_ring_next(&rx->ring, i);
		rx_one(qp, desc, &rx->buf[i], status);
		if (status & STRIDE_RXD_EOP)
			done++;
	}
	if (unlikely(!rx_refill(rx))) {
		rx_count(qp, alloc_fail, 1);
		return budget;
	}
	return done;
}
EXPORT_SYMBOL(stride_rx_poll);
