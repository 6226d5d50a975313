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

/* What the data descriptors of a packet say beside its length. */
struct tx_words {
	u32 cmd;
	u32 olinfo;
};

static noinline struct tx_words tx_load_context(struct stride_tx_ring *tx,
						const struct sk_buff *skb)
{
	struct stride_tx_ctx ctx = {};
	struct tx_words words;

	words.cmd = stride_tx_context(skb, &ctx, &words.olinfo);
	words.olinfo |= FIELD_PREP(STRIDE_TXD_IDX, tx_put_context(tx, &ctx));
	return words;
}

static struct tx_words tx_words_of(struct stride_qp *qp, struct stride_tx_ring *tx,
				   const struct sk_buff *skb)
{
	bool csum = skb->ip_summed == CHECKSUM_PARTIAL;

	u64_stats_update_begin(&qp->tx_sync);
	if (csum)
		u64_stats_inc(&qp->tx_stats.needs_csum);
	else
		u64_stats_inc(&qp->tx_stats.csum_none);
	u64_stats_update_end(&qp->tx_sync);
	if (csum || skb_vlan_tag_present(skb))
		return tx_load_context(tx, skb);
	return (struct tx_words){};
}

/* Copy a small packet, post it and let go of it. */
static void tx_put_copy(struct stride_qp *qp, struct stride_tx_ring *tx,
			struct sk_buff *skb)
{
	/* This slot is ours, whether a context or the data gets the descriptor. */
	u16 slot = tx->ring.next_to_use, i;
	struct tx_words words;
	u32 len = skb->len;

	if (likely(!skb_is_nonlinear(skb)))
		memcpy(stride_tx_slot(tx, slot), skb->data, len);
	else
		skb_copy_bits(skb, 0, stride_tx_slot(tx, slot), len);
	words = tx_words_of(qp, tx, skb);
	i = tx->ring.next_to_use;
	stride_tx_write(tx, i, stride_tx_slot_dma(tx, slot),
			words.cmd | STRIDE_TXD_EOP | len,
			words.olinfo | FIELD_PREP(STRIDE_TXD_PAYLEN, len));
	stride_tx_close(tx, i, STRIDE_TX_COPY, max_t(u32, len, ETH_ZLEN), 1);
	u64_stats_update_begin(&qp->tx_sync);
	u64_stats_inc(&qp->tx_stats.copied);
	u64_stats_update_end(&qp->tx_sync);
	dev_consume_skb_any(skb);
}

/* Map the packet and post its data descriptors.  Return: 0 or -ENOMEM. */
static int tx_put_pieces(struct stride_tx_ring *tx, struct sk_buff *skb,
			 struct tx_words words)
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
		i = stride_tx_put(tx, i, dma, len, words.cmd, words.olinfo);
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

static void tx_account_gso(struct stride_qp *qp, const struct sk_buff *skb)
{
	u64_stats_update_begin(&qp->tx_sync);
	u64_stats_inc(&qp->tx_stats.gso_packets);
	u64_stats_add(&qp->tx_stats.gso_bytes, skb->len);
	u64_stats_add(&qp->tx_stats.gso_wire_packets, tx_segs(skb));
	u64_stats_update_end(&qp->tx_sync);
}

static int tx_put_data(struct stride_qp *qp, struct sk_buff *skb)
{
	struct stride_tx_ring *tx = qp->tx;
	u16 first = tx->ring.next_to_use;
	struct tx_words words = tx_words_of(qp, tx, skb);
	u32 payload = skb->len;
	int err = 0;

	if (skb_is_gso(skb))
		tx_account_gso(qp, skb);
	if (words.cmd & STRIDE_TXD_TSE) {
		err = tx_prepare_gso(skb);
		payload -= skb_tcp_all_headers(skb);
	}
	words.olinfo |= FIELD_PREP(STRIDE_TXD_PAYLEN, payload);
	if (!err)
		err = tx_put_pieces(tx, skb, words);
	if (unlikely(err)) {
		/* A batch must not end in a context, which reports nothing. */
		WRITE_ONCE(tx->ring.next_to_use, first);
		tx->ctx[tx->ctx_used].valid = false;
	}
	return err;
}

static void tx_end_xmit(struct stride_tx_ring *tx, bool stopped)
{
	if (!netdev_xmit_more() || stopped || !tx->easy)
		stride_tx_kick(tx);
}

/* Any packet, whatever room the ring has; its memory is mapped. */
static noinline netdev_tx_t tx_xmit_any(struct sk_buff *skb, struct stride_qp *qp)
{
	struct stride_tx_ring *tx = qp->tx;
	struct netdev_queue *txq = netdev_get_tx_queue(tx->netdev, tx->index);

	if (skb_put_padto(skb, STRIDE_TX_MIN_FRAME))
		goto end;
	if (unlikely(!netif_txq_maybe_stop(txq, stride_ring_unused(&tx->ring),
					   tx_descs(skb), tx_descs(skb)))) {
		stride_tx_kick(tx);
		return NETDEV_TX_BUSY;
	}
	skb_tx_timestamp(skb);
	if (unlikely(tx_put_data(qp, skb))) {
		u64_stats_update_begin(&qp->tx_sync);
		u64_stats_inc(&qp->tx_stats.errors);
		u64_stats_update_end(&qp->tx_sync);
		dev_kfree_skb_any(skb);
		goto end;
	}
	/* Stop before the ring is full, so that BUSY is never returned. */
	if (!netif_txq_maybe_stop(txq, stride_ring_unused(&tx->ring),
				  STRIDE_TX_WORST, stride_tx_wake_room(tx))) {
		u64_stats_update_begin(&qp->tx_sync);
		u64_stats_inc(&qp->tx_stats.stop);
		u64_stats_update_end(&qp->tx_sync);
	}
end:
	/* Packets before a lost one may wait for the end of their batch, too. */
	stride_tx_look(tx);
	tx_end_xmit(tx, netif_tx_queue_stopped(txq));
	return NETDEV_TX_OK;
}

/*
 * Is it to be copied?  No PHY of ours takes time stamps: without flags there is none
 * to take.
 */
static bool tx_is_small(const struct stride_tx_ring *tx, const struct sk_buff *skb)
{
	return tx->copy && skb->len >= STRIDE_TX_MIN_FRAME &&
	       skb->len <= STRIDE_TX_COPY_MAX && !skb_is_gso(skb) &&
	       !skb_shinfo(skb)->tx_flags;
}

/**
 * stride_port_xmit() - ndo_start_xmit
 * @skb: packet, consumed unless NETDEV_TX_BUSY is returned; dropped if no rings are
 *	attached
 * @netdev: a netdev whose netdev_priv() begins with &struct stride_port
 *
 * Context: ndo_start_xmit.
 * Return: NETDEV_TX_OK, or NETDEV_TX_BUSY if the ring is full.
 */
netdev_tx_t stride_port_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct stride_port *port = netdev_priv(netdev);
	struct stride_qp *qp = &port->qp[skb_get_queue_mapping(skb)];
	struct stride_tx_ring *tx = qp->tx;

	/* netif_device_attach() wakes the queues of a stopped port, too. */
	if (unlikely(!tx)) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	if (unlikely(port->reflects && is_multicast_ether_addr(skb->data)))
		stride_echo_note(&port->echo, netdev, skb->data);
	if (unlikely(!tx->easy || !tx_is_small(tx, skb)))
		return tx_xmit_any(skb, qp);
	tx->easy--;
	tx_put_copy(qp, tx, skb);
	tx_end_xmit(tx, false);
	return NETDEV_TX_OK;
}
EXPORT_SYMBOL(stride_port_xmit);
