// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit: skbs to descriptors, one doorbell and one status report for a batch
 * of packets.  Small packets are copied to memory that is mapped for good.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/export.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <net/ip6_checksum.h>
#include <net/netdev_queues.h>
#include <stride/mmio.h>
#include <stride/txrx.h>

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

/*
 * Post the context unless the device holds the same already; it holds two a queue
 * (DS 7.2.2.2), of which the one that was not used last gives way.  Return: which.
 */
static u32 tx_put_context(struct stride_tx_ring *tx, struct stride_tx_ctx *ctx)
{
	u16 i = tx->ring.next_to_use;
	union stride_tx_desc *desc = &tx->desc[i];

	if (tx_ctx_same(&tx->ctx[tx->ctx_used], ctx))
		return tx->ctx_used;
	tx->ctx_used = !tx->ctx_used;
	if (tx_ctx_same(&tx->ctx[tx->ctx_used], ctx))
		return tx->ctx_used;
	desc->ctx.vlan_macip_lens = cpu_to_le32(ctx->vlan_macip_lens);
	desc->ctx.seqnum_seed = 0;
	desc->ctx.type_tucmd = cpu_to_le32(ctx->type_tucmd | STRIDE_TXD_DEXT |
					   STRIDE_TXD_DTYP_CTX);
	desc->ctx.mss_l4len_idx =
		cpu_to_le32(ctx->mss_l4len_idx |
			    FIELD_PREP(STRIDE_CTX_IDX, tx->ctx_used));
	tx->ctx[tx->ctx_used] = *ctx;
	tx->ctx[tx->ctx_used].valid = true;
	WRITE_ONCE(tx->ring.next_to_use, stride_ring_next(&tx->ring, i));
	return tx->ctx_used;
}

static bool tx_is_small(const struct stride_tx_ring *tx, const struct sk_buff *skb)
{
	return tx->copy && skb->len <= STRIDE_TX_COPY_MAX && !skb_is_gso(skb);
}

/* Copy a small packet, post it and let go of it. */
static void tx_put_copy(struct stride_tx_ring *tx, struct sk_buff *skb, u32 cmd,
			u32 olinfo)
{
	u16 i = tx->ring.next_to_use;
	u32 bytes = tx_wire_bytes(skb);

	skb_copy_bits(skb, 0, stride_tx_slot(tx, i), skb->len);
	i = stride_tx_put(tx, i, stride_tx_slot_dma(tx, i), skb->len, cmd,
			  olinfo);
	stride_tx_end(tx, i, STRIDE_TX_COPY, bytes, 1);
	dev_consume_skb_any(skb);
}

/* Map the packet and post its data descriptors.  Return: 0 or -ENOMEM. */
static int tx_put_data(struct stride_tx_ring *tx, struct sk_buff *skb, u32 cmd,
		       u32 olinfo)
{
	u16 first = tx->ring.next_to_use, i = first;
	u32 len = skb_headlen(skb);
	unsigned int f = 0;
	dma_addr_t dma;

	dma = dma_map_single(tx->hw->dev, skb->data, len, DMA_TO_DEVICE);
	for (;;) {
		if (unlikely(dma_mapping_error(tx->hw->dev, dma)))
			goto unmap;
		/* The mapping is remembered at the piece's first descriptor. */
		tx->buf[i].dma = dma;
		tx->buf[i].len = len;
		tx->buf[i].page = f;
		i = stride_tx_put(tx, i, dma, len, cmd, olinfo);
		if (f == skb_shinfo(skb)->nr_frags)
			break;
		len = skb_frag_size(&skb_shinfo(skb)->frags[f]);
		dma = skb_frag_dma_map(tx->hw->dev,
				       &skb_shinfo(skb)->frags[f++], 0, len,
				       DMA_TO_DEVICE);
	}
	stride_tx_end(tx, i, STRIDE_TX_SKB, tx_wire_bytes(skb), tx_segs(skb))->skb =
		skb;
	return 0;

unmap:
	for (; first != i; first = stride_ring_next(&tx->ring, first))
		stride_tx_unmap(tx, first);
	return -ENOMEM;
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
	if (tx_is_small(qp->tx, skb))
		u64_stats_inc(&stats->copied);
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
		olinfo |= FIELD_PREP(STRIDE_TXD_IDX, tx_put_context(tx, &ctx));
	olinfo |= FIELD_PREP(STRIDE_TXD_PAYLEN, payload);
	if (tx_is_small(tx, skb)) {
		tx_put_copy(tx, skb, cmd, olinfo);
		return 0;
	}
	err = tx_put_data(tx, skb, cmd, olinfo);
	if (unlikely(err)) {
		/* A batch must not end in a context, which reports nothing. */
		WRITE_ONCE(tx->ring.next_to_use, first);
		tx->ctx[tx->ctx_used].valid = false;
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
	txq = netdev_get_tx_queue(tx->netdev, tx->index);
	if (skb_put_padto(skb, STRIDE_TX_MIN_FRAME))
		goto kick;
	if (unlikely(!netif_txq_maybe_stop(txq, stride_ring_unused(&tx->ring),
					   tx_descs(skb), tx_descs(skb)))) {
		stride_tx_kick(tx);
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
				  STRIDE_TX_WORST, stride_tx_wake_room(tx))) {
		u64_stats_update_begin(&qp->tx_sync);
		u64_stats_inc(&qp->tx_stats.stop);
		u64_stats_update_end(&qp->tx_sync);
	}
	if (__netdev_tx_sent_queue(txq, bytes, netdev_xmit_more()) ||
	    stride_ring_distance(&tx->ring, tx->kicked, tx->ring.next_to_use) >=
	    STRIDE_TX_BATCH)
		stride_tx_kick(tx);
	return NETDEV_TX_OK;

kick:
	/* Packets before this one may wait for the end of their batch. */
	if (!netdev_xmit_more())
		stride_tx_kick(tx);
	return NETDEV_TX_OK;
}
EXPORT_SYMBOL(stride_tx_xmit);

