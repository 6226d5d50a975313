// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_xdp: verdicts of a program, frames out of XDP.  A buffer has one
 * owner at a time: it is not used again before it was sent, and not lost after.
 */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/filter.h>
#include <net/page_pool/types.h>
#include "port_bed.h"

#define COUNT		64
#define HEADROOM	256

#define DD		0x00000001
#define EOP		0x00000002
#define VP		0x00000008

#define CMD_DATA	0x22300000	/* data, advanced, FCS */
#define CMD_EOP		0x01000000
#define CMD_RS		0x08000000

static int xdp_bed_init(struct kunit *test)
{
	struct port_bed *bed = port_bed_create(test);

	test->priv = bed;
	bed->xdp = true;
	netif_carrier_on(bed->port->netdev);
	port_bed_start_tx(test, bed, COUNT);
	KUNIT_ASSERT_EQ(test, port_bed_start_rx(test, bed, COUNT, 9238), 0);
	return 0;
}

static void xdp_attach(struct kunit *test, u32 act)
{
	port_bed_attach(test, test->priv, act);
}

static void xdp_detach(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	bed->qp->rx->prog = NULL;
}

static u16 xdp_report(struct port_bed *bed, u16 i, u32 status, u16 len)
{
	struct stride_rx_ring *rx = bed->qp->rx;
	struct ethhdr *eth = rx->buf[i] + HEADROOM;

	eth_broadcast_addr(eth->h_dest);
	eth->h_proto = htons(ETH_P_802_EX1);
	memset(&rx->desc[i], 0, sizeof(rx->desc[i]));
	rx->desc[i].wb.length = cpu_to_le16(len);
	rx->desc[i].wb.status_error = cpu_to_le32(status);
	return (i + 1) % COUNT;
}

static u64 xdp_count(struct port_bed *bed, size_t offset)
{
	return u64_stats_read((u64_stats_t *)((u8 *)&bed->qp->rx_stats + offset));
}

#define EXPECT_COUNT(test, bed, field, n)				\
	KUNIT_EXPECT_EQ_MSG(test,					\
			    xdp_count(bed, offsetof(struct stride_rx_stats, field)), \
			    n, "%s", #field)

static u32 xdp_cmd(struct stride_tx_ring *tx, u16 i)
{
	return le32_to_cpu(tx->desc[i].data.cmd_type_len);
}

static void xdp_sent(struct port_bed *bed, struct stride_tx_ring *tx, u32 head)
{
	*tx->head_wb = cpu_to_le32(head);
	local_bh_disable();
	stride_tx_poll(bed->qp, 64);
	local_bh_enable();
}

static void xdp_ring_has_headroom_and_pages_for_both_directions(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct stride_rx_ring *rx = bed->qp->rx;

	KUNIT_EXPECT_EQ(test, rx->headroom, 256);
	KUNIT_EXPECT_EQ(test, rx->buf_size, 4096);
	KUNIT_EXPECT_EQ(test, rx->max_len, 3072);
	KUNIT_EXPECT_TRUE(test, rx->pool->p.dma_dir == DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, le64_to_cpu(rx->desc[0].read.pkt_addr) % 4096, 256);
}

static void xdp_pass_goes_to_the_stack_whole(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct sk_buff *skb;

	xdp_attach(test, XDP_PASS);
	xdp_report(bed, 0, DD, 3072);
	xdp_report(bed, 1, DD, 3072);
	xdp_report(bed, 2, DD | EOP, 500);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&bed->received), 1);
	skb = skb_peek(&bed->received);
	KUNIT_EXPECT_EQ(test, skb->len, 6644 - ETH_HLEN);
	KUNIT_EXPECT_EQ(test, skb->data_len, 3572);
	KUNIT_EXPECT_EQ(test, skb_shinfo(skb)->nr_frags, 2);
	EXPECT_COUNT(test, bed, xdp_pass, 1);
	EXPECT_COUNT(test, bed, packets, 1);
	EXPECT_COUNT(test, bed, bytes, 6644);
}

/* Run @act on every buffer several times over: none may get lost. */
static void xdp_expect_no_loss(struct kunit *test, u32 act)
{
	struct port_bed *bed = test->priv;
	struct page_pool *pool = bed->qp->rx->pool;
	u32 hold = pool->pages_state_hold_cnt, limit = 2 * COUNT;
	u16 i = 0, round, n;

	xdp_attach(test, act);
	for (round = 0; round < 12; round++) {
		for (n = 0; n < 20; n++) {
			i = xdp_report(bed, i, DD, 3072);
			i = xdp_report(bed, i, DD | EOP, 100);
		}
		KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 20);
		xdp_sent(bed, bed->qp->xdp, bed->qp->xdp->kicked);
	}
	EXPECT_COUNT(test, bed, packets, 240);
	KUNIT_EXPECT_LE(test, pool->pages_state_hold_cnt - hold, limit);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&bed->received), 0);
}

static void xdp_drop_gives_the_buffers_back(struct kunit *test)
{
	xdp_expect_no_loss(test, XDP_DROP);
	EXPECT_COUNT(test, (struct port_bed *)test->priv, xdp_drop, 240);
}

static void xdp_aborted_and_nonsense_give_the_buffers_back(struct kunit *test)
{
	xdp_expect_no_loss(test, 4711);
	EXPECT_COUNT(test, (struct port_bed *)test->priv, xdp_aborted, 240);
}

static void xdp_tx_gives_the_buffers_back_when_they_were_sent(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	port_bed_start_xdp(test, bed, 128);
	xdp_expect_no_loss(test, XDP_TX);
	EXPECT_COUNT(test, bed, xdp_tx, 240);
	EXPECT_COUNT(test, bed, xdp_tx_errors, 0);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->xdp_done.packets), 240);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.packets), 0);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 0);
}

static void xdp_tx_sends_all_fragments_from_where_they_are(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	u64 addr[3];
	u16 i;

	port_bed_start_xdp(test, bed, COUNT);
	xdp_attach(test, XDP_TX);
	for (i = 0; i < 3; i++)
		addr[i] = le64_to_cpu(bed->qp->rx->desc[i].read.pkt_addr);
	xdp_report(bed, 0, DD, 3072);
	xdp_report(bed, 1, DD, 3072);
	xdp_report(bed, 2, DD | EOP, 500);
	xdp_report(bed, 3, DD | EOP, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 2);
	/* One doorbell, one report. */
	KUNIT_EXPECT_EQ(test, bed->xdp_tail, 4);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, le64_to_cpu(bed->qp->xdp->desc[i].data.addr),
				addr[i]);
		KUNIT_EXPECT_EQ(test,
				le32_to_cpu(bed->qp->xdp->desc[i].data.olinfo_status),
				6644 << 14);
	}
	KUNIT_EXPECT_EQ(test, xdp_cmd(bed->qp->xdp, 0), CMD_DATA | 3072);
	KUNIT_EXPECT_EQ(test, xdp_cmd(bed->qp->xdp, 1), CMD_DATA | 3072);
	KUNIT_EXPECT_EQ(test, xdp_cmd(bed->qp->xdp, 2), CMD_DATA | CMD_EOP | 500);
	KUNIT_EXPECT_EQ(test, xdp_cmd(bed->qp->xdp, 3),
			CMD_DATA | CMD_EOP | CMD_RS | 60);
	/* Nothing of it is sent again as if it were the stack's. */
	xdp_sent(bed, bed->qp->xdp, 3);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->xdp_done.packets), 1);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->xdp_done.bytes), 6644);
}

static void xdp_own_queue_is_the_second_one(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	fake_hw_log_clear(bed->fake);
	port_bed_start_xdp(test, bed, COUNT);
	KUNIT_EXPECT_EQ(test, fake_hw_writes(bed->fake, 0, 0x3900, 0x393c), 10);
	KUNIT_EXPECT_EQ(test, fake_hw_writes(bed->fake, 0, 0x3800, 0x383c), 0);
	KUNIT_EXPECT_EQ(test, fake_hw_peek(bed->fake, 0, 0x3928), 0x02000108);
}

/* A ring that is full: what cannot be sent is dropped, counted and given back. */
static void xdp_tx_without_room_drops(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct stride_rx_ring *rx = bed->qp->rx;
	u16 i = 0, n;

	port_bed_start_xdp(test, bed, COUNT);
	xdp_attach(test, XDP_TX);
	for (n = 0; n < 100; n++) {
		i = xdp_report(bed, i, DD | EOP, 60);
		KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	}
	EXPECT_COUNT(test, bed, xdp_tx, COUNT - 1);
	EXPECT_COUNT(test, bed, xdp_tx_errors, 100 - (COUNT - 1));
	xdp_sent(bed, bed->qp->xdp, COUNT - 1);
	i = xdp_report(bed, i, DD | EOP, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	EXPECT_COUNT(test, bed, xdp_tx, COUNT);
	KUNIT_EXPECT_LE(test, rx->pool->pages_state_hold_cnt, 4 * COUNT);
}

static u16 xdp_send_back(struct kunit *test, u16 i, unsigned int n)
{
	struct port_bed *bed = test->priv;

	while (n--) {
		i = xdp_report(bed, i, DD | EOP, 60);
		KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	}
	return i;
}

/* The stack's own ring: the stack keeps room, BQL counts only what is its. */
static void xdp_tx_leaves_room_in_a_shared_ring(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct netdev_queue *txq = netdev_get_tx_queue(bed->port->netdev, 0);
	u16 i;

	xdp_attach(test, XDP_TX);
	i = xdp_send_back(test, 0, COUNT);
	KUNIT_EXPECT_EQ(test, stride_ring_unused(&bed->qp->tx->ring),
			STRIDE_TX_WORST);
	EXPECT_COUNT(test, bed, xdp_tx, COUNT - 1 - STRIDE_TX_WORST);
	/* If the device hangs the stack's watchdog must see it. */
	txq->trans_start = 4711;
	xdp_send_back(test, i, 1);
	KUNIT_EXPECT_EQ(test, txq->trans_start, 4711);
	xdp_sent(bed, bed->qp->tx, bed->qp->tx->kicked);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.packets),
			COUNT - 1 - STRIDE_TX_WORST);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.bytes),
			60 * (COUNT - 1 - STRIDE_TX_WORST));
	KUNIT_EXPECT_EQ(test, txq->dql.num_queued, 0);
	KUNIT_EXPECT_EQ(test, txq->dql.num_completed, 0);
}

/* Else a flood would take what is freed before it is enough to wake the stack. */
static void xdp_tx_lets_a_stack_that_waits_go_first(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct netdev_queue *txq = netdev_get_tx_queue(bed->port->netdev, 0);

	xdp_attach(test, XDP_TX);
	netif_tx_stop_queue(txq);
	xdp_send_back(test, 0, COUNT);
	KUNIT_EXPECT_EQ(test, stride_ring_unused(&bed->qp->tx->ring),
			stride_tx_wake_room(bed->qp->tx));
	KUNIT_EXPECT_TRUE(test, netif_tx_queue_stopped(txq));
	xdp_sent(bed, bed->qp->tx, 1);
	KUNIT_EXPECT_FALSE(test, netif_tx_queue_stopped(txq));
}

static struct xdp_frame *xdp_foreign_frame(struct kunit *test, u16 len)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	struct xdp_frame *frame;

	KUNIT_ASSERT_NOT_NULL(test, page);
	frame = page_address(page);
	frame->headroom = HEADROOM - sizeof(*frame);
	frame->data = page_address(page) + HEADROOM;
	frame->len = len;
	frame->frame_sz = PAGE_SIZE;
	frame->mem.type = MEM_TYPE_PAGE_ORDER0;
	memset(frame->data, 0xa5, len);
	get_page(page);
	return frame;
}

static int xdp_xmit(struct port_bed *bed, struct xdp_frame **frames, int n,
		    u32 flags)
{
	int sent;

	local_bh_disable();
	sent = stride_port_xdp_xmit(bed->port->netdev, n, frames, flags);
	local_bh_enable();
	return sent;
}

static void xdp_expect_freed(struct kunit *test, struct xdp_frame *frame, bool freed)
{
	struct page *page = virt_to_page(frame);

	KUNIT_EXPECT_EQ(test, page_count(page), freed ? 1 : 2);
}

static void xdp_xmit_copies_what_is_small_and_maps_the_rest(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct stride_tx_ring *tx;
	struct xdp_frame *frames[3];

	port_bed_start_xdp(test, bed, COUNT);
	tx = bed->qp->xdp;
	frames[0] = xdp_foreign_frame(test, 256);
	frames[1] = xdp_foreign_frame(test, 257);
	frames[2] = xdp_foreign_frame(test, 14);
	KUNIT_EXPECT_EQ(test, xdp_xmit(bed, frames, 3, 0), 3);
	KUNIT_EXPECT_EQ(test, bed->xdp_tail, 0);
	xdp_expect_freed(test, frames[0], true);
	xdp_expect_freed(test, frames[1], false);
	xdp_expect_freed(test, frames[2], true);
	KUNIT_EXPECT_EQ(test, le64_to_cpu(tx->desc[0].data.addr), tx->copy_dma);
	KUNIT_EXPECT_EQ(test, ((u8 *)tx->copy)[255], 0xa5);
	/* A runt is padded, with nothing of what was there before. */
	KUNIT_EXPECT_EQ(test, xdp_cmd(tx, 2) & 0xffff, 17);
	KUNIT_EXPECT_EQ(test, ((u8 *)tx->copy)[2 * 256 + 13], 0xa5);
	KUNIT_EXPECT_EQ(test, ((u8 *)tx->copy)[2 * 256 + 16], 0);
	KUNIT_EXPECT_EQ(test, xdp_xmit(bed, frames, 0, XDP_XMIT_FLUSH), 0);
	KUNIT_EXPECT_EQ(test, bed->xdp_tail, 3);
	KUNIT_EXPECT_EQ(test, tx->buf[1].len, 257);
	xdp_sent(bed, tx, 3);
	xdp_expect_freed(test, frames[1], true);
	KUNIT_EXPECT_EQ(test, tx->buf[1].len, 0);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->xdp_xmit), 3);
	put_page(virt_to_page(frames[0]));
	put_page(virt_to_page(frames[1]));
	put_page(virt_to_page(frames[2]));
}

static void xdp_xmit_takes_nothing_without_a_ring_or_carrier(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct stride_tx_ring *tx = bed->qp->xdp;
	struct xdp_frame *frame = xdp_foreign_frame(test, 300);

	KUNIT_EXPECT_EQ(test, xdp_xmit(bed, &frame, 1, 2), -EINVAL);
	bed->qp->xdp = NULL;
	KUNIT_EXPECT_EQ(test, xdp_xmit(bed, &frame, 1, 1), -ENETDOWN);
	/* It may go between that look and the lock. */
	KUNIT_EXPECT_EQ(test, stride_xdp_send(bed->qp, &frame, 1, false, true), 0);
	bed->qp->xdp = tx;
	netif_carrier_off(bed->port->netdev);
	KUNIT_EXPECT_EQ(test, xdp_xmit(bed, &frame, 1, 1), -ENETDOWN);
	xdp_expect_freed(test, frame, false);
	put_page(virt_to_page(frame));
	put_page(virt_to_page(frame));
}

static void xdp_stop_gives_back_what_was_not_sent(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct xdp_frame *frame = xdp_foreign_frame(test, 300);

	KUNIT_EXPECT_EQ(test, xdp_xmit(bed, &frame, 1, 1), 1);
	xdp_expect_freed(test, frame, false);
	stride_tx_stop(bed->qp->tx);
	xdp_expect_freed(test, frame, true);
	put_page(virt_to_page(frame));
}

static void xdp_program_is_told_hash_and_tag(struct kunit *test)
{
	const struct xdp_metadata_ops *ops = &stride_xdp_metadata_ops;
	struct port_bed *bed = test->priv;
	union stride_rx_desc desc = {};
	struct xdp_rxq_info rxq = { .dev = bed->port->netdev };
	struct stride_xdp_buff xb = { .xdp.rxq = &rxq, .desc = &desc };
	const struct xdp_md *ctx = (struct xdp_md *)&xb.xdp;
	enum xdp_rss_hash_type type;
	unsigned long *vlans;
	__be16 proto;
	u32 hash;
	u16 tci;

	KUNIT_EXPECT_EQ(test, ops->xmo_rx_hash(ctx, &hash, &type), -ENODATA);
	KUNIT_EXPECT_EQ(test, ops->xmo_rx_vlan_tag(ctx, &proto, &tci), -ENODATA);
	desc.wb.pkt_info = cpu_to_le16(7);
	desc.wb.rss = cpu_to_le32(0x12345678);
	desc.wb.status_error = cpu_to_le32(VP);
	desc.wb.vlan = cpu_to_le16(0x2064);
	KUNIT_EXPECT_EQ(test, ops->xmo_rx_hash(ctx, &hash, &type), 0);
	KUNIT_EXPECT_EQ(test, hash, 0x12345678);
	KUNIT_EXPECT_TRUE(test, type == XDP_RSS_TYPE_L4_IPV4_UDP);
	KUNIT_EXPECT_EQ(test, ops->xmo_rx_vlan_tag(ctx, &proto, &tci), 0);
	KUNIT_EXPECT_EQ(test, tci, 0x2064);
	KUNIT_EXPECT_EQ(test, ntohs(proto), 0x8100);
	desc.wb.pkt_info = cpu_to_le16(15);
	KUNIT_EXPECT_EQ(test, ops->xmo_rx_hash(ctx, &hash, &type), -ENODATA);

	/* A port VLAN's tag is nobody's business. */
	vlans = kunit_kcalloc(test, BITS_TO_LONGS(VLAN_N_VID), sizeof(*vlans),
			      GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, vlans);
	bed->port->vlans = vlans;
	KUNIT_EXPECT_EQ(test, ops->xmo_rx_vlan_tag(ctx, &proto, &tci), -ENODATA);
}

static void xdp_detached_ring_hands_on_as_before(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	xdp_attach(test, XDP_DROP);
	xdp_report(bed, 0, DD | EOP, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	xdp_detach(test);
	xdp_report(bed, 1, DD | EOP, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	EXPECT_COUNT(test, bed, xdp_drop, 1);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&bed->received), 1);
}

static struct kunit_case xdp_cases[] = {
	KUNIT_CASE(xdp_ring_has_headroom_and_pages_for_both_directions),
	KUNIT_CASE(xdp_pass_goes_to_the_stack_whole),
	KUNIT_CASE(xdp_drop_gives_the_buffers_back),
	KUNIT_CASE(xdp_aborted_and_nonsense_give_the_buffers_back),
	KUNIT_CASE(xdp_tx_gives_the_buffers_back_when_they_were_sent),
	KUNIT_CASE(xdp_tx_sends_all_fragments_from_where_they_are),
	KUNIT_CASE(xdp_own_queue_is_the_second_one),
	KUNIT_CASE(xdp_tx_without_room_drops),
	KUNIT_CASE(xdp_tx_leaves_room_in_a_shared_ring),
	KUNIT_CASE(xdp_tx_lets_a_stack_that_waits_go_first),
	KUNIT_CASE(xdp_xmit_copies_what_is_small_and_maps_the_rest),
	KUNIT_CASE(xdp_xmit_takes_nothing_without_a_ring_or_carrier),
	KUNIT_CASE(xdp_stop_gives_back_what_was_not_sent),
	KUNIT_CASE(xdp_program_is_told_hash_and_tag),
	KUNIT_CASE(xdp_detached_ring_hands_on_as_before),
	{}
};

static struct kunit_suite xdp_suite = {
	.name = "stride_xdp",
	.init = xdp_bed_init,
	.test_cases = xdp_cases,
};

kunit_test_suite(xdp_suite);
