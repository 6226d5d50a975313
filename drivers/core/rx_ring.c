// SPDX-License-Identifier: GPL-2.0
/*
 * Receive rings: their life and their buffers, from a page_pool that keeps them
 * mapped.  A ring is made with all its buffers, so that starting it needs no
 * memory.
 */

#include <linux/bitfield.h>
#include <linux/bpf.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <net/page_pool/helpers.h>
#include <net/xdp.h>
#include <stride/compat.h>
#include <stride/hw/regs.h>
#include <stride/mmio.h>
#include <stride/txrx.h>

#define RX_HEADROOM	(NET_SKB_PAD + NET_IP_ALIGN)
#define RX_ENABLE_US	(10 * USEC_PER_MSEC)

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
	       SZ_2K : STRIDE_RX_BUF_MAX;
}
EXPORT_SYMBOL(stride_rx_buf_len);

/*
 * In a socket's memory a frame has a chunk.  If that is no multiple of KiB, more may be
 * announced than there is: stride_xsk_setup() has seen to it that no frame needs it.
 */
static void rx_set_sizes_xsk(struct stride_rx_ring *rx,
			     const struct stride_ring_cfg *cfg)
{
	rx->buf_len = round_up(cfg->max_frame, SZ_1K);
	rx->max_len = rx->buf_len;
}

/* With XDP a frame has a page, for headroom and to be sent from there. */
static void rx_set_sizes(struct stride_rx_ring *rx,
			 const struct stride_ring_cfg *cfg)
{
	u32 room;

	BUILD_BUG_ON(XDP_PACKET_HEADROOM + STRIDE_RX_BUF_MAX >
		     SKB_WITH_OVERHEAD(PAGE_SIZE));

	rx->headroom = cfg->xdp ? XDP_PACKET_HEADROOM : RX_HEADROOM;
	rx->buf_len = cfg->xdp ? STRIDE_RX_BUF_MAX :
				 stride_rx_buf_len(cfg->max_frame);
	rx->buf_size = rx->buf_len == SZ_2K ? SZ_2K : PAGE_SIZE;
	rx->per_page = min_t(u32, PAGE_SIZE / rx->buf_size, STRIDE_DESC_MULTIPLE);
	room = SKB_WITH_OVERHEAD(rx->buf_size) - rx->headroom;
	rx->max_len = min(rx->buf_len, room);
}

/*
 * A pool knows the NAPI that may recycle into it without a lock only while its
 * ring runs: rings are made and freed while others run in their place.
 */
static int rx_create_pool(struct stride_rx_ring *rx, bool xdp)
{
	struct page_pool_params pp = {
		.flags = PP_FLAG_DMA_MAP | PP_FLAG_DMA_SYNC_DEV,
		.pool_size = rx->ring.count,
		.nid = NUMA_NO_NODE,
		.dev = rx->hw->dev,
		.netdev = rx->netdev,
		.queue_idx = rx->index,
		.dma_dir = xdp ? DMA_BIDIRECTIONAL : DMA_FROM_DEVICE,
		.max_len = PAGE_SIZE,
	};
	int err;

	rx->pool = page_pool_create(&pp);
	if (IS_ERR(rx->pool))
		return PTR_ERR(rx->pool);
	err = __xdp_rxq_info_reg(&rx->xdp_rxq, rx->netdev, rx->index,
				 rx->napi->napi_id, rx->buf_size);
	if (err)
		goto destroy_pool;
	err = xdp_rxq_info_reg_mem_model(&rx->xdp_rxq, MEM_TYPE_PAGE_POOL,
					 rx->pool);
	if (err)
		goto unreg_rxq;
	return 0;

unreg_rxq:
	xdp_rxq_info_unreg(&rx->xdp_rxq);
destroy_pool:
	page_pool_destroy(rx->pool);
	return err;
}

/*
 * Post a page's buffers.  In process context, too, without sleeping: when memory is
 * short, page_pool of 6.12 would sleep with BH disabled, in xa_alloc_bh().
 * Return: false if there is no page.
 */
static bool rx_post_page(struct stride_rx_ring *rx)
{
	struct page *page = page_pool_alloc_pages(rx->pool,
						  GFP_ATOMIC | __GFP_NOWARN);
	u32 size = rx->buf_size, n = rx->per_page;
	u16 i = rx->ring.next_to_use;
	union stride_rx_desc *desc = &rx->desc[i];
	void **buf = &rx->buf[i], *va;
	dma_addr_t dma;

	if (unlikely(!page))
		return false;
	page_pool_fragment_page(page, n);
	/* The number divides the ring: it ends between pages. */
	i += n;
	rx->ring.next_to_use = i == rx->ring.count ? 0 : i;
	va = page_address(page);
	dma = page_pool_get_dma_addr(page) + rx->headroom;
	do {
		*buf++ = va;
		desc->read.pkt_addr = cpu_to_le64(dma);
		desc->read.hdr_addr = 0;
		desc++;
		va += size;
		dma += size;
	} while (--n);
	return true;
}

/* Return: true if every page that has room was posted. */
static bool rx_fill(struct stride_rx_ring *rx)
{
	u32 n = stride_ring_unused(&rx->ring) / rx->per_page;

	while (n--)
		if (unlikely(!rx_post_page(rx)))
			return false;
	return true;
}

/**
 * stride_rx_write_tail() - tell the device about all posted buffers
 * @rx: ring
 *
 * Context: NAPI poll, or NAPI off.
 */
void stride_rx_write_tail(const struct stride_rx_ring *rx)
{
	/* Descriptors must be seen before the tail that covers them. */
	dma_wmb();
	writel(rx->ring.next_to_use, rx->tail);
}

/**
 * stride_rx_refill() - post all pages that there is room for
 * @rx: running ring with free slots
 *
 * Context: NAPI poll.
 * Return: true if that was possible.
 */
bool stride_rx_refill(struct stride_rx_ring *rx)
{
	u16 was = rx->ring.next_to_use;
	bool ok = rx_fill(rx);

	if (likely(was != rx->ring.next_to_use))
		stride_rx_write_tail(rx);
	return ok;
}

/* All buffers go back to the pool, which keeps them for the next start. */
static void rx_empty(struct stride_rx_ring *rx)
{
	u16 i;

	if (!rx->pool) {
		stride_xsk_rx_empty(rx);
		return;
	}
	stride_rx_drop_packet(rx, false);
	for (i = rx->ring.next_to_clean; i != rx->ring.next_to_use;
	     i = stride_ring_next(&rx->ring, i)) {
		page_pool_put_full_page(rx->pool, virt_to_page(rx->buf[i]),
					false);
		rx->buf[i] = NULL;
	}
	rx->ring.next_to_use = 0;
	rx->ring.next_to_clean = 0;
}

static void rx_destroy_pool(struct stride_rx_ring *rx)
{
	if (!rx->pool)
		return;
	xdp_rxq_info_unreg(&rx->xdp_rxq);
	page_pool_destroy(rx->pool);
}

/**
 * stride_rx_alloc() - allocate a receive ring for a queue pair, with its buffers
 * @qp: queue pair that will poll the ring
 * @cfg: how it is to be
 *
 * Nothing is written to the device.  Buffers of a socket's memory are taken when the
 * ring starts: another ring may be using them.
 *
 * Context: may sleep.
 * Return: the ring or ERR_PTR(-ENOMEM).
 */
struct stride_rx_ring *stride_rx_alloc(struct stride_qp *qp,
				       const struct stride_ring_cfg *cfg)
{
	bool xsk = cfg->xsk & BIT(qp->index);
	u16 count = cfg->rx_count;
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
	if (xsk)
		rx_set_sizes_xsk(rx, cfg);
	else
		rx_set_sizes(rx, cfg);

	rx->buf = kvcalloc(count, sizeof(*rx->buf), GFP_KERNEL);
	if (!rx->buf)
		goto free_rx;
	rx->desc = dma_alloc_coherent(rx->hw->dev, count * sizeof(*rx->desc),
				      &rx->dma, GFP_KERNEL);
	if (!rx->desc)
		goto free_buf;
	if (xsk)
		return rx;
	if (rx_create_pool(rx, cfg->xdp))
		goto free_desc;
	if (!rx_fill(rx)) {
		stride_rx_free(rx);
		return ERR_PTR(-ENOMEM);
	}
	return rx;

free_desc:
	dma_free_coherent(rx->hw->dev, count * sizeof(*rx->desc), rx->desc,
			  rx->dma);
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
	rx_empty(rx);
	rx_destroy_pool(rx);
	dma_free_coherent(rx->hw->dev, rx->ring.count * sizeof(*rx->desc),
			  rx->desc, rx->dma);
	kvfree(rx->buf);
	kfree(rx);
}
EXPORT_SYMBOL(stride_rx_free);

/**
 * stride_rx_start() - program the device's queue, enable it and post buffers
 * @rx: ring, fresh from stride_rx_alloc() or after stride_rx_stop()
 *
 * Context: may sleep; NAPI off.
 * Return: 0; -ENOMEM if the ring was started before and not one buffer could be
 * had; -EIO if the queue does not come up.
 */
int stride_rx_start(struct stride_rx_ring *rx)
{
	u32 ctl;

	if (rx->pool) {
		rx_fill(rx);
		if (!rx->ring.next_to_use)
			return -ENOMEM;
		stride_pool_enable_recycling(rx->pool, rx->napi);
	} else {
		stride_xsk_rx_start(rx);
	}
	rx->partial = false;
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
	stride_rx_write_tail(rx);
	return 0;
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

	stride_wr32(rx->hw, rx->regs + STRIDE_RX_RXDCTL, 0);
	stride_poll32(rx->hw, rx->regs + STRIDE_RX_RXDCTL, ctl,
		      !(ctl & STRIDE_XDCTL_ENABLE), 20, RX_ENABLE_US);
	if (rx->pool)
		page_pool_disable_direct_recycling(rx->pool);
	rx_empty(rx);
	rx->xsk = NULL;
}
EXPORT_SYMBOL(stride_rx_stop);

/**
 * stride_rx_drop_packet() - give back the buffers of the packet in the making
 * @rx: ring; there may be no such packet
 * @napi: called from its NAPI
 *
 * Context: NAPI poll, or NAPI off.
 */
void stride_rx_drop_packet(struct stride_rx_ring *rx, bool napi)
{
	struct xdp_buff *xdp = &rx->xb.xdp;
	struct skb_shared_info *info;
	unsigned int i;

	if (!xdp->data)
		return;
	if (xdp_buff_has_frags(xdp)) {
		info = xdp_get_shared_info_from_buff(xdp);
		for (i = 0; i < info->nr_frags; i++)
			page_pool_put_full_page(rx->pool,
						skb_frag_page(&info->frags[i]),
						napi);
	}
	page_pool_put_full_page(rx->pool, virt_to_page(xdp->data_hard_start),
				napi);
	xdp->data = NULL;
}
