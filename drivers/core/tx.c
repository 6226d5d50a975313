// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit: skbs to descriptors, one doorbell and one status report for a batch
 * of packets, reclaim in NAPI from the head that the device writes back.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/export.h>
#include <linux/ip.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <linux/vmalloc.h>
#include <net/ip6_checksum.h>
#include <net/netdev_queues.h>
#include <stride/hw/regs.h>
#include <stride/mmio.h>
#include <stride/txrx.h>

#define TX_MIN_FRAME	17	/* shorter ones hang the MAC, DS 8.12.3 TCTL.PSP */
#define TX_KICK_BATCH	64	/* descriptors, at most, without a doorbell */
#define TX_ENABLE_US	(10 * USEC_PER_MSEC)

/* Room at which a stopped queue goes on; the smallest ring may have no more. */
static u16 tx_wake_room(const struct stride_tx_ring *tx)
{
	return min_t(u16, 2 * STRIDE_TX_WORST, tx->ring.count - 1);
}

static struct netdev_queue *tx_queue(const struct stride_tx_ring *tx)
{
	return netdev_get_tx_queue(tx->netdev, tx->index);
}

/**
 * stride_tx_alloc() - allocate a transmit ring for a queue pair
 * @qp: queue pair
 * @count: descriptors
 *
 * Context: may sleep; nothing is written to the device.
 * Return: the ring or ERR_PTR(-ENOMEM).
 */
struct stride_tx_ring *stride_tx_alloc(struct stride_qp *qp, u16 count)
{
	struct stride_tx_ring *tx;

	tx = kzalloc(sizeof(*tx), GFP_KERNEL);
	if (!tx)
		return ERR_PTR(-ENOMEM);
	tx->ring.count = count;
	tx->netdev = qp->napi.dev;
	tx->index = qp->index;
	tx->hw = qp->hw;
	tx->regs = qp->tx_regs;
	tx->tail = qp->hw->bar + qp->tx_regs + STRIDE_TX_TDT;

	tx->buf = kvcalloc(count, sizeof(*tx->buf), GFP_KERNEL);
	if (!tx->buf)
		goto free_tx;
	/* The head word takes a cache line of its own behind the ring. */
	tx->size = ALIGN(count * sizeof(*tx->desc), STRIDE_DESC_ALIGN) +
		   STRIDE_DESC_ALIGN;
	tx->desc = dma_alloc_coherent(tx->hw->dev, tx->size, &tx->dma,
				      GFP_KERNEL);
	if (!tx->desc)
		goto free_buf;
	tx->head_wb = (void *)tx->desc + tx->size - STRIDE_DESC_ALIGN;
	return tx;

free_buf:
	kvfree(tx->buf);
free_tx:
	kfree(tx);
	return ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL(stride_tx_alloc);

/**
 * stride_tx_free() - free a ring that is stopped or was never started
 * @tx: ring
 *
 * Context: may sleep.
 */
void stride_tx_free(struct stride_tx_ring *tx)
{
	dma_free_coherent(tx->hw->dev, tx->size, tx->desc, tx->dma);
	kvfree(tx->buf);
	kfree(tx);
}
EXPORT_SYMBOL(stride_tx_free);

/**
 * stride_tx_start() - program the device's queue and enable it
 * @tx: ring, fresh from stride_tx_alloc() or after stride_tx_stop()
 *
 * Context: may sleep; the queue's xmit is stopped.
 * Return: 0 or -EIO if the queue does not come up.
 */
int stride_tx_start(struct stride_tx_ring *tx)
{
	dma_addr_t head = tx->dma + tx->size - STRIDE_DESC_ALIGN;
	u32 ctl;

	memset(tx->desc, 0, tx->size);
	tx->ring.next_to_use = 0;
	tx->ring.next_to_clean = 0;
	tx->kicked = 0;
	tx->ctx.valid = false;

	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TXDCTL, 0);
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDBAL, lower_32_bits(tx->dma));
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDBAH, upper_32_bits(tx->dma));
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDLEN,
		    tx->ring.count * sizeof(*tx->desc));
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDH, 0);
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDT, 0);
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDWBAH, upper_32_bits(head));
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDWBAL,
		    lower_32_bits(head) | STRIDE_TDWBAL_HEAD_WB);
	/* A head overtaken by an older one would free buffers in use. */
	stride_rmw32(tx->hw, tx->regs + STRIDE_TX_TXCTL, STRIDE_TXCTL_WB_RO, 0);

	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TXDCTL,
		    FIELD_PREP(STRIDE_XDCTL_PTHRESH, 8) |
		    FIELD_PREP(STRIDE_XDCTL_HTHRESH, 1) | STRIDE_XDCTL_ENABLE);
	if (stride_poll32(tx->hw, tx->regs + STRIDE_TX_TXDCTL, ctl,
			  ctl & STRIDE_XDCTL_ENABLE, 20, TX_ENABLE_US))
		return -EIO;
	return 0;
}
EXPORT_SYMBOL(stride_tx_start);

static void tx_unmap(struct stride_tx_ring *tx, struct stride_tx_buf *buf)
{
	if (!buf->len)
		return;
	if (buf->page)
		dma_unmap_page(tx->hw->dev, buf->dma, buf->len, DMA_TO_DEVICE);
	else
		dma_unmap_single(tx->hw->dev, buf->dma, buf->len, DMA_TO_DEVICE);
	buf->len = 0;
}

/**
 * stride_tx_stop() - disable the device's queue and drop what it did not send
 * @tx: ring
 *
 * The device must not read buffers that are freed here, so the head word is
 * taken from it too: a reset VF's queue would write it back at the next tenant.
 *
 * Context: may sleep; xmit stopped and NAPI off.
 */
void stride_tx_stop(struct stride_tx_ring *tx)
{
	u32 ctl;
	u16 i;

	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TXDCTL, 0);
	stride_poll32(tx->hw, tx->regs + STRIDE_TX_TXDCTL, ctl,
		      !(ctl & STRIDE_XDCTL_ENABLE), 20, TX_ENABLE_US);
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDWBAL, 0);
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDWBAH, 0);

	for (i = tx->ring.next_to_clean; i != tx->ring.next_to_use;
	     i = stride_ring_next(&tx->ring, i)) {
		tx_unmap(tx, &tx->buf[i]);
		dev_kfree_skb_any(tx->buf[i].skb);
		tx->buf[i].skb = NULL;
	}
	tx->ring.next_to_clean = tx->ring.next_to_use;
	netdev_tx_reset_queue(tx_queue(tx));
}
EXPORT_SYMBOL(stride_tx_stop);

/* A TSO packet's checksum fields, as the device wants to find them. */
static int tx_prepare_gso(struct sk_buff *skb)
{
	int err = skb_cow_head(skb, 0);

	if (err)
		return err;
	if (ip_hdr(skb)->version == 4) {
		struct iphdr *ip = ip_hdr(skb);

		ip->tot_len = 0;
		ip->check = 0;
		tcp_hdr(skb)->check = ~csum_tcpudp_magic(ip->saddr, ip->daddr,
							 0, IPPROTO_TCP, 0);
	} else {
		ipv6_hdr(skb)->payload_len = 0;
		tcp_v6_gso_csum_prep(skb);
	}
	return 0;
}

static unsigned int tx_segs(const struct sk_buff *skb)
{
	return skb_is_gso(skb) ? skb_shinfo(skb)->gso_segs ?: 1 : 1;
}

/* Bytes on the wire without FCS: every segment of a TSO packet has headers. */
static unsigned int tx_wire_bytes(const struct sk_buff *skb)
{
	if (skb_is_gso(skb))
		return skb->len + (tx_segs(skb) - 1) * skb_tcp_all_headers(skb);
	return max_t(unsigned int, skb->len, ETH_ZLEN);
}

static unsigned int tx_descs(const struct sk_buff *skb)
{
	unsigned int n = DIV_ROUND_UP(skb_headlen(skb), STRIDE_TXD_MAX_LEN);
	unsigned int i;

	for (i = 0; i < skb_shinfo(skb)->nr_frags; i++)
		n += DIV_ROUND_UP(skb_frag_size(&skb_shinfo(skb)->frags[i]),
				  STRIDE_TXD_MAX_LEN);
	return n + 1;	/* the context */
}

static bool tx_ctx_same(const struct stride_tx_ctx *a,
			const struct stride_tx_ctx *b)
{
	return a->valid && a->vlan_macip_lens == b->vlan_macip_lens &&
	       a->type_tucmd == b->type_tucmd &&
	       a->mss_l4len_idx == b->mss_l4len_idx;
}

/* Post the context unless the device holds the same already. */
static void tx_put_context(struct stride_tx_ring *tx, struct stride_tx_ctx *ctx)
{
	u16 i = tx->ring.next_to_use;
	union stride_tx_desc *desc = &tx->desc[i];

	if (tx_ctx_same(&tx->ctx, ctx))
		return;
	desc->ctx.vlan_macip_lens = cpu_to_le32(ctx->vlan_macip_lens);
	desc->ctx.seqnum_seed = 0;
	desc->ctx.type_tucmd = cpu_to_le32(ctx->type_tucmd | STRIDE_TXD_DEXT |
					   STRIDE_TXD_DTYP_CTX);
	desc->ctx.mss_l4len_idx = cpu_to_le32(ctx->mss_l4len_idx);
	tx->ctx = *ctx;
	tx->ctx.valid = true;
	WRITE_ONCE(tx->ring.next_to_use, stride_ring_next(&tx->ring, i));
}

/* Post one mapped piece, in as many descriptors as it takes. */
static u16 tx_put_piece(struct stride_tx_ring *tx, u16 i, dma_addr_t dma,
			u32 len, u32 cmd, u32 olinfo)
{
	union stride_tx_desc *desc;

	while (len) {
		u32 n = min_t(u32, len, STRIDE_TXD_MAX_LEN);

		desc = &tx->desc[i];
		desc->data.addr = cpu_to_le64(dma);
		desc->data.cmd_type_len = cpu_to_le32(cmd | n);
		desc->data.olinfo_status = cpu_to_le32(olinfo);
		dma += n;
		len -= n;
		i = stride_ring_next(&tx->ring, i);
	}
	return i;
}

static u16 tx_ring_prev(const struct stride_tx_ring *tx, u16 i)
{
	return i ? i - 1 : tx->ring.count - 1;
}

/* Map the packet and post its data descriptors.  Return: 0 or -ENOMEM. */
static int tx_put_data(struct stride_tx_ring *tx, struct sk_buff *skb, u32 cmd,
		       u32 olinfo)
{
	u16 first = tx->ring.next_to_use, i = first, last;
	u32 len = skb_headlen(skb);
	unsigned int f = 0;
	dma_addr_t dma;

	cmd |= STRIDE_TXD_DTYP_DATA | STRIDE_TXD_DEXT | STRIDE_TXD_IFCS;
	dma = dma_map_single(tx->hw->dev, skb->data, len, DMA_TO_DEVICE);
	for (;;) {
		if (unlikely(dma_mapping_error(tx->hw->dev, dma)))
			goto unmap;
		/* The mapping is remembered at the piece's first descriptor. */
		tx->buf[i].dma = dma;
		tx->buf[i].len = len;
		tx->buf[i].page = f;
		i = tx_put_piece(tx, i, dma, len, cmd, olinfo);
		if (f == skb_shinfo(skb)->nr_frags)
			break;
		len = skb_frag_size(&skb_shinfo(skb)->frags[f]);
		dma = skb_frag_dma_map(tx->hw->dev,
				       &skb_shinfo(skb)->frags[f++], 0, len,
				       DMA_TO_DEVICE);
	}
	last = tx_ring_prev(tx, i);
	tx->desc[last].data.cmd_type_len |= cpu_to_le32(STRIDE_TXD_EOP);
	tx->buf[last].skb = skb;
	tx->buf[last].wire_bytes = tx_wire_bytes(skb);
	tx->buf[last].segs = tx_segs(skb);
	WRITE_ONCE(tx->ring.next_to_use, i);
	return 0;

unmap:
	for (; first != i; first = stride_ring_next(&tx->ring, first))
		tx_unmap(tx, &tx->buf[first]);
	return -ENOMEM;
}

/*
 * Tell the device about everything posted, and have it report when the last of
 * it is done: one doorbell, one write-back and one interrupt a batch.
 */
static void tx_kick(struct stride_tx_ring *tx)
{
	u16 last;

	if (tx->kicked == tx->ring.next_to_use)
		return;
	last = tx_ring_prev(tx, tx->ring.next_to_use);
	tx->desc[last].data.cmd_type_len |= cpu_to_le32(STRIDE_TXD_RS);
	tx->kicked = tx->ring.next_to_use;
	/* Descriptors must be seen before the tail that covers them. */
	dma_wmb();
	writel(tx->kicked, tx->tail);
}

static void tx_account(struct stride_qp *qp, const struct sk_buff *skb)
{
	struct stride_tx_stats *stats = &qp->tx_stats;

	u64_stats_update_begin(&qp->tx_sync);
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		u64_stats_inc(&stats->needs_csum);
	else
		u64_stats_inc(&stats->csum_none);
	if (skb_is_gso(skb)) {
		u64_stats_inc(&stats->gso_packets);
		u64_stats_add(&stats->gso_bytes, skb->len);
		u64_stats_add(&stats->gso_wire_packets, tx_segs(skb));
	}
	u64_stats_update_end(&qp->tx_sync);
}

static int tx_post(struct stride_qp *qp, struct sk_buff *skb)
{
	struct stride_tx_ring *tx = qp->tx;
	u16 first = tx->ring.next_to_use;
	struct stride_tx_ctx ctx = {};
	u32 payload = skb->len;
	u32 olinfo, cmd;
	int err;

	cmd = stride_tx_context(skb, &ctx, &olinfo);
	if (cmd & STRIDE_TXD_TSE) {
		err = tx_prepare_gso(skb);
		if (err)
			return err;
		payload -= skb_tcp_all_headers(skb);
	}
	if (cmd)
		tx_put_context(tx, &ctx);
	err = tx_put_data(tx, skb, cmd,
			  olinfo | FIELD_PREP(STRIDE_TXD_PAYLEN, payload));
	if (unlikely(err)) {
		/* A batch must not end in a context, which reports nothing. */
		WRITE_ONCE(tx->ring.next_to_use, first);
		tx->ctx.valid = false;
	}
	return err;
}

/**
 * stride_tx_xmit() - send a packet
 * @skb: packet, consumed unless NETDEV_TX_BUSY is returned
 * @qp: queue pair; the packet is dropped if no rings are attached
 *
 * Context: ndo_start_xmit.
 * Return: NETDEV_TX_OK, or NETDEV_TX_BUSY if the ring is full.
 */
netdev_tx_t stride_tx_xmit(struct sk_buff *skb, struct stride_qp *qp)
{
	struct stride_tx_ring *tx = qp->tx;
	struct netdev_queue *txq;
	u32 bytes;

	/* netif_device_attach() wakes the queues of a stopped port, too. */
	if (unlikely(!tx)) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	txq = tx_queue(tx);
	if (skb_put_padto(skb, TX_MIN_FRAME))
		goto kick;
	if (unlikely(!netif_txq_maybe_stop(txq, stride_ring_unused(&tx->ring),
					   tx_descs(skb), tx_descs(skb)))) {
		tx_kick(tx);
		return NETDEV_TX_BUSY;
	}
	bytes = tx_wire_bytes(skb);
	tx_account(qp, skb);
	skb_tx_timestamp(skb);
	if (unlikely(tx_post(qp, skb))) {
		u64_stats_update_begin(&qp->tx_sync);
		u64_stats_inc(&qp->tx_stats.errors);
		u64_stats_update_end(&qp->tx_sync);
		dev_kfree_skb_any(skb);
		goto kick;
	}

	/* Stop before the ring is full, so that BUSY is never returned. */
	if (!netif_txq_maybe_stop(txq, stride_ring_unused(&tx->ring),
				  STRIDE_TX_WORST, tx_wake_room(tx))) {
		u64_stats_update_begin(&qp->tx_sync);
		u64_stats_inc(&qp->tx_stats.stop);
		u64_stats_update_end(&qp->tx_sync);
	}
	if (__netdev_tx_sent_queue(txq, bytes, netdev_xmit_more()) ||
	    stride_ring_distance(&tx->ring, tx->kicked, tx->ring.next_to_use) >=
	    TX_KICK_BATCH)
		tx_kick(tx);
	return NETDEV_TX_OK;

kick:
	/* Packets before this one may wait for the end of their batch. */
	if (!netdev_xmit_more())
		tx_kick(tx);
	return NETDEV_TX_OK;
}
EXPORT_SYMBOL(stride_tx_xmit);

/* The device's head, if a sane device could have reported it; else ours. */
static u16 tx_head(const struct stride_tx_ring *tx)
{
	u32 head = le32_to_cpu(READ_ONCE(*tx->head_wb));
	u16 clean = tx->ring.next_to_clean;
	u16 use;

	/* What was posted must not look older than the head that covers it. */
	dma_rmb();
	use = READ_ONCE(tx->ring.next_to_use);
	if (unlikely(head >= tx->ring.count ||
		     stride_ring_distance(&tx->ring, clean, head) >
		     stride_ring_distance(&tx->ring, clean, use)))
		return clean;
	return head;
}

/**
 * stride_tx_poll() - reclaim what the device has sent
 * @qp: queue pair with rings attached
 * @budget: NAPI budget, 0 from netpoll
 *
 * Context: NAPI poll.
 * Return: true if everything reported so far was reclaimed.
 */
bool stride_tx_poll(struct stride_qp *qp, int budget)
{
	struct stride_tx_ring *tx = qp->tx;
	unsigned int packets = 0, segs = 0, bytes = 0;
	u16 i = tx->ring.next_to_clean;
	u16 head = tx_head(tx);

	if (i == head)
		return true;
	for (; i != head; i = stride_ring_next(&tx->ring, i)) {
		struct stride_tx_buf *buf = &tx->buf[i];

		tx_unmap(tx, buf);
		if (!buf->skb)
			continue;
		packets++;
		bytes += buf->wire_bytes;
		segs += buf->segs;
		napi_consume_skb(buf->skb, budget);
		buf->skb = NULL;
	}
	/* Slots are free before the producer may see them so. */
	smp_store_release(&tx->ring.next_to_clean, i);

	u64_stats_update_begin(&qp->done_sync);
	u64_stats_add(&qp->tx_done.packets, segs);
	u64_stats_add(&qp->tx_done.bytes, bytes);
	u64_stats_update_end(&qp->done_sync);

	/*
	 * Without carrier, too: nobody else would wake it when that is back.  A
	 * port that stops turns NAPI off first.
	 */
	if (!__netif_txq_completed_wake(tx_queue(tx), packets, bytes,
					stride_ring_unused(&tx->ring),
					tx_wake_room(tx), false)) {
		u64_stats_update_begin(&qp->done_sync);
		u64_stats_inc(&qp->tx_done.wake);
		u64_stats_update_end(&qp->done_sync);
	}
	return true;
}
EXPORT_SYMBOL(stride_tx_poll);
