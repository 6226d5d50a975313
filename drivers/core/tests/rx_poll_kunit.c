// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_rx_poll: the receive path against a device that reports what it
 * should and what it should not.  A packet that is refused must cost that packet
 * only: after each misdeed an ordinary frame has to come through.
 */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>
#include <net/page_pool/types.h>
#include "port_bed.h"

#define COUNT		64
#define HEADROOM	(NET_SKB_PAD + NET_IP_ALIGN)

#define DD		0x00000001
#define EOP		0x00000002
#define VP		0x00000008
#define L4CS		0x00000020
#define L4E		0x20000000
#define RXE		0x80000000

static int rx_bed_init(struct kunit *test)
{
	test->priv = port_bed_create(test);
	return 0;
}

static void rx_start(struct kunit *test, u32 max_frame)
{
	KUNIT_ASSERT_EQ(test, port_bed_start_rx(test, test->priv, COUNT,
						max_frame), 0);
}

static u64 rx_count(struct port_bed *bed, size_t offset)
{
	return u64_stats_read((u64_stats_t *)((u8 *)&bed->qp->rx_stats + offset));
}

#define EXPECT_COUNT(test, bed, field, n)				\
	KUNIT_EXPECT_EQ_MSG(test,					\
			    rx_count(bed, offsetof(struct stride_rx_stats, field)), \
			    n, "%s", #field)

/* The device's next write-back; the frame's bytes are there already. */
static void rx_report(struct port_bed *bed, u16 i, u32 status, u16 len)
{
	union stride_rx_desc *desc = &bed->qp->rx->desc[i];

	memset(desc, 0, sizeof(*desc));
	desc->wb.length = cpu_to_le16(len);
	desc->wb.status_error = cpu_to_le32(status);
}

static u8 *rx_frame(struct port_bed *bed, u16 i)
{
	struct ethhdr *eth = bed->qp->rx->buf[i] + HEADROOM;

	eth_broadcast_addr(eth->h_dest);
	eth_zero_addr(eth->h_source);
	eth->h_proto = htons(ETH_P_802_EX1);
	memset(eth + 1, i + 1, 46);
	return (u8 *)eth;
}

/* An ordinary frame of 60 bytes comes through @i. */
static void rx_expect_recovery(struct kunit *test, u16 i)
{
	struct port_bed *bed = test->priv;
	struct sk_buff *skb;

	KUNIT_ASSERT_EQ(test, skb_queue_len(&bed->received), 0);
	rx_frame(bed, i);
	rx_report(bed, i, DD | EOP, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&bed->received), 1);
	skb = skb_peek(&bed->received);
	KUNIT_EXPECT_EQ(test, skb->len, 46);
	KUNIT_EXPECT_EQ(test, skb->data[0], i + 1);
	EXPECT_COUNT(test, bed, packets, 1);
	EXPECT_COUNT(test, bed, bytes, 60);
}

static void rx_start_programs_the_queue_then_posts_whole_pages(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	u32 dma;

	rx_start(test, 1522);
	dma = lower_32_bits(bed->qp->rx->dma);
	{
		const struct fake_hw_write expected[] = {
			{ .reg = 0x2828, .val = 0 },
			{ .reg = 0x2800, .val = dma },
			{ .reg = 0x2804, .val = upper_32_bits(bed->qp->rx->dma) },
			{ .reg = 0x2808, .val = COUNT * 16 },
			{ .reg = 0x280c, .val = 0x82000002 },
			{ .reg = 0x2810, .val = 0 },
			{ .reg = 0x2818, .val = 0 },
			{ .reg = 0x2828, .val = 0x02010808 },
		};

		fake_hw_expect_writes(bed->fake, 0, expected,
				      ARRAY_SIZE(expected));
	}
	KUNIT_EXPECT_EQ(test, dma % 128, 0);
	KUNIT_EXPECT_EQ(test, bed->rx_tail, COUNT - 2);
}

static void rx_start_announces_3_kib_for_jumbo_frames(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	rx_start(test, 9238);
	KUNIT_EXPECT_EQ(test, fake_hw_peek(bed->fake, 0, 0x280c), 0x82000003);
}

static bool rx_queue_stays_off(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	*val = 0;
	return true;
}

static void rx_queue_that_does_not_come_up_is_an_error(struct kunit *test)
{
	struct fake_hw_hook hook = {
		.vf = 0, .first = 0x2828, .last = 0x2828,
		.read = rx_queue_stays_off,
	};
	struct port_bed *bed = test->priv;

	fake_hw_add_hook(bed->fake, &hook);
	KUNIT_EXPECT_EQ(test, port_bed_start_rx(test, bed, COUNT, 1522), -EIO);
	KUNIT_EXPECT_EQ(test, bed->rx_tail, 0);
	fake_hw_del_hook(&hook);
}

static void rx_nothing_reported_is_nothing_received(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	rx_start(test, 1522);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 0);
	rx_expect_recovery(test, 0);
}

static void rx_frame_is_chained_over_buffers_until_eop(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct sk_buff *skb;

	rx_start(test, 9238);
	rx_frame(bed, 0);
	rx_report(bed, 0, DD, 3072);
	rx_report(bed, 1, DD, 3072);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 0);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&bed->received), 0);
	rx_report(bed, 2, DD | EOP, 500);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&bed->received), 1);
	skb = skb_peek(&bed->received);
	KUNIT_EXPECT_EQ(test, skb->len, 6644 - ETH_HLEN);
	KUNIT_EXPECT_EQ(test, skb_shinfo(skb)->nr_frags, 2);
	EXPECT_COUNT(test, bed, packets, 1);
	EXPECT_COUNT(test, bed, bytes, 6644);
}

static void rx_length_beyond_the_buffer_is_not_believed(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	u32 room = SKB_WITH_OVERHEAD(2048) - HEADROOM;

	rx_start(test, 1522);
	rx_report(bed, 0, DD | EOP, 0xffff);
	rx_report(bed, 1, DD | EOP, 2048);	/* as announced, but no room */
	rx_report(bed, 2, DD | EOP, room + 1);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 3);
	EXPECT_COUNT(test, bed, errors, 3);
	rx_expect_recovery(test, 3);
}

static void rx_chain_with_a_bad_length_is_dropped_to_its_end(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	rx_start(test, 9238);
	rx_frame(bed, 0);
	rx_report(bed, 0, DD, 3072);
	rx_report(bed, 1, DD, 3073);
	rx_report(bed, 2, DD, 100);
	rx_report(bed, 3, DD | EOP, 100);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	EXPECT_COUNT(test, bed, errors, 1);
	rx_expect_recovery(test, 4);
}

static void rx_chain_longer_than_an_skb_is_dropped_to_its_end(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	u16 i;

	rx_start(test, 9238);
	rx_frame(bed, 0);
	for (i = 0; i < MAX_SKB_FRAGS + 3; i++)
		rx_report(bed, i, DD, 100);
	rx_report(bed, i, DD | EOP, 100);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	EXPECT_COUNT(test, bed, alloc_fail, 1);
	rx_expect_recovery(test, i + 1);
}

static void rx_frame_without_an_ethernet_header_is_dropped(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	rx_start(test, 1522);
	rx_report(bed, 0, DD | EOP, 0);
	rx_report(bed, 1, DD | EOP, 13);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 2);
	EXPECT_COUNT(test, bed, errors, 2);
	rx_expect_recovery(test, 2);
}

static void rx_chain_without_an_ethernet_header_in_front_is_dropped(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	rx_start(test, 9238);
	rx_frame(bed, 0);
	rx_report(bed, 0, DD, 13);
	rx_report(bed, 1, DD | EOP, 100);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	EXPECT_COUNT(test, bed, errors, 1);
	rx_expect_recovery(test, 2);
}

static void rx_frame_with_a_receive_error_is_dropped(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	rx_start(test, 1522);
	rx_frame(bed, 0);
	rx_report(bed, 0, DD | EOP | RXE, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	EXPECT_COUNT(test, bed, errors, 1);
	rx_expect_recovery(test, 1);
}

/* A device that reports without end must not make the driver free twice. */
static void rx_reports_beyond_the_posted_buffers_are_stale(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	u16 i;

	rx_start(test, 1522);
	for (i = 0; i < COUNT; i++)
		rx_report(bed, i, DD | EOP | RXE, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 4 * COUNT), COUNT - 2);
	EXPECT_COUNT(test, bed, errors, COUNT - 2);
	KUNIT_EXPECT_EQ(test, bed->rx_tail, COUNT - 4);
}

static void rx_poll_stops_at_its_budget(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	u16 i;

	rx_start(test, 1522);
	for (i = 0; i < 10; i++)
		rx_report(bed, i, DD | EOP | RXE, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 4), 4);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 6);
	rx_expect_recovery(test, 10);
}

static void rx_checksum_verdict_is_handed_on(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct sk_buff *skb;
	u16 i;

	rx_start(test, 1522);
	for (i = 0; i < 3; i++)
		rx_frame(bed, i);
	rx_report(bed, 0, DD | EOP | L4CS, 60);
	rx_report(bed, 1, DD | EOP | L4CS | L4E, 60);
	rx_report(bed, 2, DD | EOP, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 3);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&bed->received), 3);
	skb = __skb_dequeue(&bed->received);
	KUNIT_EXPECT_TRUE(test, skb->ip_summed == CHECKSUM_UNNECESSARY);
	kfree_skb(skb);
	/* A bad one is the stack's to judge. */
	skb_queue_walk(&bed->received, skb)
		KUNIT_EXPECT_TRUE(test, skb->ip_summed == CHECKSUM_NONE);
	EXPECT_COUNT(test, bed, csum_unnecessary, 1);
	EXPECT_COUNT(test, bed, csum_bad, 1);
	EXPECT_COUNT(test, bed, csum_none, 1);
}

static void rx_hash_and_queue_are_handed_on(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct sk_buff *skb;

	rx_start(test, 1522);
	rx_frame(bed, 0);
	rx_report(bed, 0, DD | EOP, 60);
	bed->qp->rx->desc[0].wb.pkt_info = cpu_to_le16(1);	/* TCP, IPv4 */
	bed->qp->rx->desc[0].wb.rss = cpu_to_le32(0x12345678);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&bed->received), 1);
	skb = skb_peek(&bed->received);
	KUNIT_EXPECT_EQ(test, skb->hash, 0x12345678);
	KUNIT_EXPECT_TRUE(test, skb->l4_hash);
	KUNIT_EXPECT_EQ(test, skb_get_rx_queue(skb), 0);
}

static void rx_tag_that_was_stripped_is_handed_on(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct sk_buff *skb;

	rx_start(test, 1522);
	rx_frame(bed, 0);
	rx_report(bed, 0, DD | EOP | VP, 60);
	bed->qp->rx->desc[0].wb.vlan = cpu_to_le16(0x2064);
	rx_frame(bed, 1);
	rx_report(bed, 1, DD | EOP, 60);
	bed->qp->rx->desc[1].wb.vlan = cpu_to_le16(0x2064);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 2);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&bed->received), 2);
	skb = skb_peek(&bed->received);
	KUNIT_EXPECT_TRUE(test, skb_vlan_tag_present(skb));
	KUNIT_EXPECT_EQ(test, skb_vlan_tag_get(skb), 0x2064);
	skb = skb_peek_tail(&bed->received);
	KUNIT_EXPECT_FALSE(test, skb_vlan_tag_present(skb));
}

static void rx_tag_of_a_vlan_that_is_hidden_is_not_handed_on(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	unsigned long *vlans;

	vlans = kunit_kcalloc(test, BITS_TO_LONGS(VLAN_N_VID), sizeof(*vlans),
			      GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, vlans);
	rx_start(test, 1522);
	bed->qp->rx->vlans = vlans;
	__set_bit(100, vlans);
	rx_frame(bed, 0);
	rx_report(bed, 0, DD | EOP | VP, 60);
	bed->qp->rx->desc[0].wb.vlan = cpu_to_le16(0xe064);
	rx_frame(bed, 1);
	rx_report(bed, 1, DD | EOP | VP, 60);
	bed->qp->rx->desc[1].wb.vlan = cpu_to_le16(0xefff);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 2);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&bed->received), 2);
	KUNIT_EXPECT_EQ(test, skb_vlan_tag_get(skb_peek(&bed->received)),
			0xe064);
	KUNIT_EXPECT_FALSE(test,
			   skb_vlan_tag_present(skb_peek_tail(&bed->received)));
}

static void rx_reflection_of_our_own_multicast_is_dropped(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct ethhdr *eth;

	rx_start(test, 1522);
	bed->qp->rx->drop_own = true;
	eth = (struct ethhdr *)rx_frame(bed, 0);
	ether_addr_copy(eth->h_source, bed->port->netdev->dev_addr);
	rx_report(bed, 0, DD | EOP, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	EXPECT_COUNT(test, bed, own, 1);
	rx_expect_recovery(test, 1);
}

static void rx_frame_from_our_own_address_comes_through_otherwise(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct ethhdr *eth;

	rx_start(test, 1522);
	eth = (struct ethhdr *)rx_frame(bed, 0);
	ether_addr_copy(eth->h_source, bed->port->netdev->dev_addr);
	rx_report(bed, 0, DD | EOP, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	/* A frame to one address cannot be a reflection. */
	bed->qp->rx->drop_own = true;
	eth = (struct ethhdr *)rx_frame(bed, 1);
	ether_addr_copy(eth->h_source, bed->port->netdev->dev_addr);
	ether_addr_copy(eth->h_dest, bed->port->netdev->dev_addr);
	rx_report(bed, 1, DD | EOP, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 1);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&bed->received), 2);
	EXPECT_COUNT(test, bed, own, 0);
}

/* What was sent for somebody behind a bridge, or from a secondary address. */
static void rx_reflection_of_what_went_through_us_is_dropped(struct kunit *test)
{
	static const u8 behind[ETH_ALEN] = { 2, 0, 0, 0, 0xbb, 1 };
	static const u8 other[ETH_ALEN] = { 2, 0, 0, 0, 0xbb, 2 };
	struct port_bed *bed = test->priv;
	struct stride_echo *echo = &bed->port->echo;
	struct ethhdr *eth, sent = { .h_dest = { 1 } };
	u16 i;

	rx_start(test, 1522);
	bed->qp->rx->drop_own = true;
	bed->qp->rx->echo = echo;
	ether_addr_copy(sent.h_source, behind);
	stride_echo_note(echo, bed->port->netdev, &sent);
	for (i = 0; i < 2; i++) {
		eth = (struct ethhdr *)rx_frame(bed, i);
		ether_addr_copy(eth->h_source, i ? other : behind);
		rx_report(bed, i, DD | EOP, 60);
	}
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 2);
	EXPECT_COUNT(test, bed, own, 1);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&bed->received), 1);

	/* Registration would do it. */
	spin_lock_init(&bed->port->netdev->addr_list_lock);
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, dev_uc_add(bed->port->netdev, other), 0);
	KUNIT_EXPECT_TRUE(test, stride_echo_is_own(NULL, bed->port->netdev, eth));
	dev_uc_del(bed->port->netdev, other);
	rtnl_unlock();
	KUNIT_EXPECT_FALSE(test, stride_echo_is_own(echo, bed->port->netdev, eth));
	/* The same station elsewhere, later: it moved. */
	KUNIT_EXPECT_TRUE(test, stride_echo_is_own(echo, bed->port->netdev, &sent));
	for (i = 0; i < STRIDE_ECHO_SLOTS; i++)
		if (echo->slot[i])
			echo->slot[i] = (echo->slot[i] & ~0xffffULL) |
					(u16)(echo->slot[i] - 8);
	KUNIT_EXPECT_FALSE(test, stride_echo_is_own(echo, bed->port->netdev, &sent));
}

static void rx_stop_takes_back_a_packet_that_was_not_finished(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct page_pool *pool;
	u32 hold;

	rx_start(test, 9238);
	pool = bed->qp->rx->pool;
	hold = pool->pages_state_hold_cnt;
	rx_frame(bed, 0);
	rx_report(bed, 0, DD, 3072);
	rx_report(bed, 1, DD, 3072);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(bed, 64), 0);
	KUNIT_ASSERT_NOT_NULL(test, bed->qp->rx->xb.xdp.data);
	port_bed_stop_rx(bed);
	KUNIT_EXPECT_NULL(test, bed->qp->rx->xb.xdp.data);
	KUNIT_EXPECT_EQ(test, fake_hw_peek(bed->fake, 0, 0x2828), 0);
	/* And starts again as if new, with the same pages. */
	rx_start(test, 9238);
	KUNIT_EXPECT_EQ(test, bed->rx_tail, COUNT - 1);
	KUNIT_EXPECT_EQ(test, pool->pages_state_hold_cnt, hold);
	rx_expect_recovery(test, 0);
}

static bool rx_frame_comes_late(struct fake_hw_hook *hook, u32 reg, u32 val)
{
	struct port_bed *bed = hook->priv;

	if (hook->count == 1)
		rx_report(bed, 1, DD | EOP | RXE, 60);
	return false;
}

/* As NAPI does it; @again: the last poll wanted that. */
static int rx_napi_poll(struct port_bed *bed, bool again)
{
	int done;

	local_bh_disable();
	if (!again)
		napi_schedule_prep(&bed->qp->napi);
	done = bed->qp->napi.poll(&bed->qp->napi, 64);
	local_bh_enable();
	return done;
}

/* What is polled interrupts no more; what comes after that is not missed. */
static void rx_poll_acknowledges_looks_again_and_unmasks(struct kunit *test)
{
	const struct fake_hw_write expected[] = {
		{ .reg = 0x1580, .val = 1 },	/* EICR */
		{ .reg = 0x1580, .val = 1 },
		{ .reg = 0x1524, .val = 1 },	/* EIMS */
	};
	struct port_bed *bed = test->priv;
	struct fake_hw_hook hook = {
		.vf = 0, .first = 0x1580, .last = 0x1580,
		.write = rx_frame_comes_late, .priv = bed,
	};
	unsigned int reads;

	port_bed_start_tx(test, bed, COUNT);
	rx_start(test, 1522);
	bed->qp->vector_bit = 1;
	fake_hw_add_hook(bed->fake, &hook);
	fake_hw_log_clear(bed->fake);
	reads = bed->fake->vf[0].reads;
	rx_report(bed, 0, DD | EOP | RXE, 60);
	KUNIT_EXPECT_EQ(test, rx_napi_poll(bed, false), 64);
	EXPECT_COUNT(test, bed, errors, 1);
	KUNIT_EXPECT_EQ(test, rx_napi_poll(bed, true), 1);
	EXPECT_COUNT(test, bed, errors, 2);
	fake_hw_expect_writes(bed->fake, 0, expected, ARRAY_SIZE(expected));
	/* A read makes sure of the order, but where writes are not posted. */
	KUNIT_EXPECT_EQ(test, bed->fake->vf[0].reads - reads, 2);
	bed->port->mmio_sync = true;
	reads = bed->fake->vf[0].reads;
	KUNIT_EXPECT_EQ(test, rx_napi_poll(bed, false), 0);
	KUNIT_EXPECT_EQ(test, bed->fake->vf[0].reads, reads);
	fake_hw_del_hook(&hook);
}

static struct kunit_case rx_poll_cases[] = {
	KUNIT_CASE(rx_start_programs_the_queue_then_posts_whole_pages),
	KUNIT_CASE(rx_start_announces_3_kib_for_jumbo_frames),
	KUNIT_CASE(rx_queue_that_does_not_come_up_is_an_error),
	KUNIT_CASE(rx_nothing_reported_is_nothing_received),
	KUNIT_CASE(rx_frame_is_chained_over_buffers_until_eop),
	KUNIT_CASE(rx_length_beyond_the_buffer_is_not_believed),
	KUNIT_CASE(rx_chain_with_a_bad_length_is_dropped_to_its_end),
	KUNIT_CASE(rx_chain_longer_than_an_skb_is_dropped_to_its_end),
	KUNIT_CASE(rx_frame_without_an_ethernet_header_is_dropped),
	KUNIT_CASE(rx_chain_without_an_ethernet_header_in_front_is_dropped),
	KUNIT_CASE(rx_frame_with_a_receive_error_is_dropped),
	KUNIT_CASE(rx_reports_beyond_the_posted_buffers_are_stale),
	KUNIT_CASE(rx_poll_stops_at_its_budget),
	KUNIT_CASE(rx_checksum_verdict_is_handed_on),
	KUNIT_CASE(rx_hash_and_queue_are_handed_on),
	KUNIT_CASE(rx_tag_that_was_stripped_is_handed_on),
	KUNIT_CASE(rx_tag_of_a_vlan_that_is_hidden_is_not_handed_on),
	KUNIT_CASE(rx_reflection_of_our_own_multicast_is_dropped),
	KUNIT_CASE(rx_frame_from_our_own_address_comes_through_otherwise),
	KUNIT_CASE(rx_reflection_of_what_went_through_us_is_dropped),
	KUNIT_CASE(rx_stop_takes_back_a_packet_that_was_not_finished),
	KUNIT_CASE(rx_poll_acknowledges_looks_again_and_unmasks),
	{}
};

static struct kunit_suite rx_poll_suite = {
	.name = "stride_rx_poll",
	.init = rx_bed_init,
	.test_cases = rx_poll_cases,
};

kunit_test_suite(rx_poll_suite);
