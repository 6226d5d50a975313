// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_tx_ring: packets to descriptors, and reclaim from a head that a
 * device reports well or badly.  A packet must be freed once, and not before the
 * device is done with it.
 */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include "port_bed.h"

#define COUNT		64

#define CMD_DATA	0x22300000	/* data, advanced, FCS */
#define CMD_EOP		0x01000000
#define CMD_RS		0x08000000
#define CMD_TSE		0x80000000

static unsigned int tx_freed;	/* packets of this test */

static int tx_bed_init(struct kunit *test)
{
	test->priv = port_bed_create(test);
	tx_freed = 0;
	port_bed_start_tx(test, test->priv, COUNT);
	return 0;
}

static void tx_count_free(struct sk_buff *skb)
{
	tx_freed++;
}

static struct sk_buff *tx_skb(struct kunit *test, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(len + 128, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, 64);
	skb_put_zero(skb, len);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb->destructor = tx_count_free;
	return skb;
}

static netdev_tx_t tx_send(struct port_bed *bed, struct sk_buff *skb, bool more)
{
	netdev_tx_t ret;

	local_bh_disable();
	netdev_xmit_set_more(more);
	ret = stride_port_xmit(skb, bed->port->netdev);
	netdev_xmit_set_more(false);
	local_bh_enable();
	return ret;
}

static void tx_poll(struct port_bed *bed, u32 head)
{
	*bed->qp->tx->head_wb = cpu_to_le32(head);
	local_bh_disable();
	stride_tx_poll(bed->qp, 64);
	local_bh_enable();
}

static u32 tx_cmd(struct port_bed *bed, u16 i)
{
	return le32_to_cpu(bed->qp->tx->desc[i].data.cmd_type_len);
}

static u32 tx_olinfo(struct port_bed *bed, u16 i)
{
	return le32_to_cpu(bed->qp->tx->desc[i].data.olinfo_status);
}

static void tx_start_programs_the_queue(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	u64 ring = bed->qp->tx->dma, head = ring + COUNT * 16;
	const struct fake_hw_write expected[] = {
		{ .reg = 0x3828, .val = 0 },
		{ .reg = 0x3800, .val = lower_32_bits(ring) },
		{ .reg = 0x3804, .val = upper_32_bits(ring) },
		{ .reg = 0x3808, .val = COUNT * 16 },
		{ .reg = 0x3810, .val = 0 },
		{ .reg = 0x3818, .val = 0 },
		{ .reg = 0x383c, .val = upper_32_bits(head) },
		{ .reg = 0x3838, .val = lower_32_bits(head) | 1 },
		{ .reg = 0x3814, .val = 0xa200 },	/* without WB_RO */
		{ .reg = 0x3828, .val = 0x02000108 },
	};

	stride_tx_stop(bed->qp->tx);
	fake_hw_poke(bed->fake, 0, 0x3814, 0xaa00);
	fake_hw_log_clear(bed->fake);
	KUNIT_ASSERT_EQ(test, stride_tx_start(bed->qp->tx), 0);
	fake_hw_expect_writes(bed->fake, 0, expected, ARRAY_SIZE(expected));
	KUNIT_EXPECT_EQ(test, ring % 128, 0);
	KUNIT_EXPECT_EQ(test, head % 16, 0);
}

static void tx_stop_takes_the_head_word_from_the_device(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	stride_tx_stop(bed->qp->tx);
	KUNIT_EXPECT_EQ(test, fake_hw_peek(bed->fake, 0, 0x3828), 0);
	KUNIT_EXPECT_EQ(test, fake_hw_peek(bed->fake, 0, 0x3838), 0);
	KUNIT_EXPECT_EQ(test, fake_hw_peek(bed->fake, 0, 0x383c), 0);
}

static void tx_plain_packet_takes_one_descriptor(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	KUNIT_EXPECT_EQ(test, tx_send(bed, tx_skb(test, 300), false),
			NETDEV_TX_OK);
	KUNIT_EXPECT_EQ(test, tx_cmd(bed, 0), CMD_DATA | CMD_EOP | CMD_RS | 300);
	KUNIT_EXPECT_EQ(test, tx_olinfo(bed, 0), 300 << 14);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 1);
	KUNIT_EXPECT_EQ(test, tx_freed, 0);
	tx_poll(bed, 1);
	KUNIT_EXPECT_EQ(test, tx_freed, 1);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.packets), 1);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.bytes), 300);
}

static void tx_small_packet_is_copied_and_freed(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct stride_tx_ring *tx = bed->qp->tx;
	struct sk_buff *skb = tx_skb(test, 256);

	skb->data[255] = 0x5a;
	tx_send(bed, skb, true);
	KUNIT_EXPECT_EQ(test, tx_freed, 1);
	KUNIT_EXPECT_EQ(test, le64_to_cpu(tx->desc[0].data.addr), tx->copy_dma);
	KUNIT_EXPECT_EQ(test, tx->buf[0].len, 0);
	KUNIT_EXPECT_EQ(test, ((u8 *)tx->copy)[255], 0x5a);
	tx_send(bed, tx_skb(test, 257), true);
	KUNIT_EXPECT_EQ(test, tx_freed, 1);
	KUNIT_EXPECT_EQ(test, tx->buf[1].len, 257);
	skb = tx_skb(test, 60);
	skb->data[59] = 0xa5;
	tx_send(bed, skb, false);
	KUNIT_EXPECT_EQ(test, ((u8 *)tx->copy)[2 * 256 + 59], 0xa5);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_stats.copied), 2);
	/* A slot is not used again before its packet was sent. */
	tx_poll(bed, 3);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.packets), 3);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.bytes),
			256 + 257 + 60);
}

/* QEMU has sent when the doorbell returns: no interrupt, no poll, no timer. */
static void tx_what_is_sent_at_once_is_reclaimed_at_once(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	*bed->qp->tx->head_wb = cpu_to_le32(1);
	tx_send(bed, tx_skb(test, 300), true);
	KUNIT_EXPECT_EQ(test, tx_freed, 0);
	*bed->qp->tx->head_wb = cpu_to_le32(2);
	tx_send(bed, tx_skb(test, 300), false);
	KUNIT_EXPECT_EQ(test, tx_freed, 2);
	KUNIT_EXPECT_FALSE(test, hrtimer_is_queued(&bed->qp->slack));
}

/* The silicon has not: a timer looks again, less often while nothing comes. */
static void tx_what_is_sent_later_has_a_timer(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct stride_tx_ring *tx = bed->qp->tx;
	unsigned int i;

	tx_send(bed, tx_skb(test, 300), true);
	KUNIT_EXPECT_FALSE(test, hrtimer_is_queued(&bed->qp->slack));
	tx_send(bed, tx_skb(test, 300), false);
	KUNIT_EXPECT_EQ(test, tx->slack, 400000);
	for (i = 0; i < 20; i++) {
		hrtimer_cancel(&bed->qp->slack);
		tx_poll(bed, 0);
	}
	KUNIT_EXPECT_TRUE(test, hrtimer_is_queued(&bed->qp->slack));
	KUNIT_EXPECT_EQ(test, tx->slack, 100000000);
	hrtimer_cancel(&bed->qp->slack);
	tx_poll(bed, 1);
	KUNIT_EXPECT_EQ(test, tx->slack, 400000);
	hrtimer_cancel(&bed->qp->slack);
	tx_poll(bed, 2);
	KUNIT_EXPECT_FALSE(test, hrtimer_is_queued(&bed->qp->slack));
	KUNIT_EXPECT_EQ(test, tx_freed, 2);
}

/* Who has the lock may have looked already: nobody else would come. */
static void tx_poll_that_finds_the_ring_locked_looks_again(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct netdev_queue *txq = netdev_get_tx_queue(bed->port->netdev, 0);
	bool queued;

	tx_send(bed, tx_skb(test, 300), false);
	hrtimer_cancel(&bed->qp->slack);
	*bed->qp->tx->head_wb = cpu_to_le32(1);
	local_bh_disable();
	__netif_tx_lock(txq, smp_processor_id());
	/* The timer's time is short. */
	local_irq_disable();
	stride_tx_poll(bed->qp, 64);
	queued = hrtimer_is_queued(&bed->qp->slack);
	local_irq_enable();
	__netif_tx_unlock(txq);
	local_bh_enable();
	KUNIT_EXPECT_TRUE(test, queued);
	KUNIT_EXPECT_EQ(test, tx_freed, 0);
	tx_poll(bed, 1);
	KUNIT_EXPECT_EQ(test, tx_freed, 1);
}

/* BQL counts what the device was told of, until that was sent. */
static void tx_bql_counts_bytes_on_the_wire(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	const struct dql *dql = &netdev_get_tx_queue(bed->port->netdev, 0)->dql;

	tx_send(bed, tx_skb(test, 20), true);
	tx_send(bed, tx_skb(test, 200), true);
	tx_send(bed, tx_skb(test, 300), false);
	KUNIT_EXPECT_EQ(test, dql->num_queued, 60 + 200 + 300);
	KUNIT_EXPECT_EQ(test, dql->num_completed, 0);
	tx_send(bed, tx_skb(test, 400), false);
	tx_poll(bed, 2);
	KUNIT_EXPECT_EQ(test, dql->num_completed, 60 + 200);
	tx_poll(bed, 4);
	KUNIT_EXPECT_EQ(test, dql->num_queued, 60 + 200 + 300 + 400);
	KUNIT_EXPECT_EQ(test, dql->num_completed, dql->num_queued);
	/* What is dropped when the ring stops is forgotten. */
	tx_send(bed, tx_skb(test, 100), false);
	tx_send(bed, tx_skb(test, 100), true);
	stride_tx_stop(bed->qp->tx);
	KUNIT_EXPECT_EQ(test, dql->num_queued, 0);
	KUNIT_ASSERT_EQ(test, stride_tx_start(bed->qp->tx), 0);
	tx_send(bed, tx_skb(test, 100), false);
	KUNIT_EXPECT_EQ(test, dql->num_queued, 100);
}

static void tx_runt_is_padded_to_17_bytes(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	tx_send(bed, tx_skb(test, 14), false);
	KUNIT_EXPECT_EQ(test, tx_cmd(bed, 0) & 0xffff, 17);
}

static void tx_batch_has_one_doorbell_and_one_report(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	tx_send(bed, tx_skb(test, 300), true);
	tx_send(bed, tx_skb(test, 300), true);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 0);
	tx_send(bed, tx_skb(test, 300), false);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 3);
	KUNIT_EXPECT_EQ(test, tx_cmd(bed, 0) & CMD_RS, 0);
	KUNIT_EXPECT_EQ(test, tx_cmd(bed, 1) & CMD_RS, 0);
	KUNIT_EXPECT_EQ(test, tx_cmd(bed, 2) & CMD_RS, CMD_RS);
	KUNIT_EXPECT_EQ(test, tx_cmd(bed, 0) & CMD_EOP, CMD_EOP);
}

static struct sk_buff *tx_udp_skb(struct kunit *test, u16 tci)
{
	struct sk_buff *skb = tx_skb(test, 300);

	skb_set_transport_header(skb, ETH_HLEN + 20);
	ip_hdr(skb)->version = 4;
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_transport_header(skb) - skb->head;
	skb->csum_offset = 6;
	if (tci)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), tci);
	return skb;
}

static void tx_context_is_posted_once_for_packets_alike(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	union stride_tx_desc *desc = bed->qp->tx->desc;

	tx_send(bed, tx_udp_skb(test, 0), false);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 2);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(desc[0].ctx.vlan_macip_lens),
			0x00001c14);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(desc[0].ctx.type_tucmd), 0x20200400);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(desc[0].ctx.mss_l4len_idx), 0);
	KUNIT_EXPECT_EQ(test, tx_olinfo(bed, 1), 300 << 14 | 0x200);
	tx_send(bed, tx_udp_skb(test, 0), false);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 3);
	/* A plain packet in between changes nothing. */
	tx_send(bed, tx_skb(test, 300), false);
	tx_send(bed, tx_udp_skb(test, 0), false);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 5);
	tx_send(bed, tx_udp_skb(test, 0x64), false);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 7);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(desc[5].ctx.vlan_macip_lens),
			0x00641c14);
}

/* Two flows that take turns, as checksum and TSO do: both contexts stay. */
static void tx_contexts_are_two(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	union stride_tx_desc *desc = bed->qp->tx->desc;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		tx_send(bed, tx_udp_skb(test, 0x64), false);
		tx_send(bed, tx_udp_skb(test, 0x65), false);
	}
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 8 + 2);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(desc[0].ctx.mss_l4len_idx), 0);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(desc[2].ctx.mss_l4len_idx), 0x10);
	for (i = 4; i < 10; i++)
		KUNIT_EXPECT_EQ(test, tx_olinfo(bed, i),
				300 << 14 | 0x200 | (i % 2 ? 0x10 : 0));
	/* A third takes the place of the one not used last. */
	tx_send(bed, tx_udp_skb(test, 0x66), false);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(desc[10].ctx.mss_l4len_idx), 0);
	tx_send(bed, tx_udp_skb(test, 0x65), false);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 13);
}

static void tx_context_is_posted_anew_after_a_restart(struct kunit *test)
{
	struct port_bed *bed = test->priv;

	tx_send(bed, tx_udp_skb(test, 0), false);
	stride_tx_stop(bed->qp->tx);
	KUNIT_ASSERT_EQ(test, stride_tx_start(bed->qp->tx), 0);
	tx_send(bed, tx_udp_skb(test, 0), false);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 2);
}

static void tx_tso_packet_counts_its_payload_and_its_segments(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct sk_buff *skb = tx_skb(test, 54 + 3000);

	skb_set_transport_header(skb, ETH_HLEN + 20);
	ip_hdr(skb)->version = 4;
	ip_hdr(skb)->tot_len = htons(3040);
	tcp_hdr(skb)->doff = 5;
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_transport_header(skb) - skb->head;
	skb->csum_offset = 16;
	skb_shinfo(skb)->gso_size = 1460;
	skb_shinfo(skb)->gso_segs = 3;
	skb_shinfo(skb)->gso_type = SKB_GSO_TCPV4;
	tx_send(bed, skb, false);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 2);
	KUNIT_EXPECT_EQ(test, tx_cmd(bed, 1),
			CMD_TSE | CMD_DATA | CMD_EOP | CMD_RS | 3054);
	KUNIT_EXPECT_EQ(test, tx_olinfo(bed, 1), 3000 << 14 | 0x300);
	KUNIT_EXPECT_EQ(test, ntohs(ip_hdr(skb)->tot_len), 0);
	tx_poll(bed, 2);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.packets), 3);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.bytes),
			3000 + 3 * 54);
}

static void tx_long_fragment_is_cut_to_what_a_descriptor_holds(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct sk_buff *skb = tx_skb(test, 300);
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 4);

	KUNIT_ASSERT_NOT_NULL(test, page);
	skb_add_rx_frag(skb, 0, page, 0, 40000, 65536);
	tx_send(bed, skb, false);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 3);
	KUNIT_EXPECT_EQ(test, tx_cmd(bed, 0), CMD_DATA | 300);
	KUNIT_EXPECT_EQ(test, tx_cmd(bed, 1), CMD_DATA | 32768);
	KUNIT_EXPECT_EQ(test, tx_cmd(bed, 2), CMD_DATA | CMD_EOP | CMD_RS | 7232);
	KUNIT_EXPECT_EQ(test, tx_olinfo(bed, 2), 40300U << 14);
	KUNIT_EXPECT_EQ(test, le64_to_cpu(bed->qp->tx->desc[2].data.addr) -
			le64_to_cpu(bed->qp->tx->desc[1].data.addr), 32768);
	/* A packet that is half done is not done. */
	tx_poll(bed, 2);
	KUNIT_EXPECT_EQ(test, tx_freed, 0);
	tx_poll(bed, 3);
	KUNIT_EXPECT_EQ(test, tx_freed, 1);
}

static void tx_ring_wraps(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	unsigned int i;

	for (i = 0; i < 3 * COUNT; i++) {
		KUNIT_EXPECT_EQ(test, tx_send(bed, tx_skb(test, 300), false),
				NETDEV_TX_OK);
		KUNIT_EXPECT_EQ(test, bed->tx_tail, (i + 1) % COUNT);
		tx_poll(bed, (i + 1) % COUNT);
		KUNIT_EXPECT_EQ(test, tx_freed, i + 1);
	}
}

static void tx_queue_stops_before_the_ring_is_full_and_wakes(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct netdev_queue *txq = netdev_get_tx_queue(bed->port->netdev, 0);
	unsigned int n = 0;

	while (!netif_tx_queue_stopped(txq) && n < COUNT) {
		KUNIT_EXPECT_EQ(test, tx_send(bed, tx_skb(test, 300), false),
				NETDEV_TX_OK);
		n++;
	}
	KUNIT_EXPECT_GE(test, stride_ring_unused(&bed->qp->tx->ring) + 1,
			STRIDE_TX_WORST);
	KUNIT_EXPECT_LT(test, stride_ring_unused(&bed->qp->tx->ring),
			STRIDE_TX_WORST);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_stats.stop), 1);
	tx_poll(bed, 1);
	KUNIT_EXPECT_TRUE(test, netif_tx_queue_stopped(txq));
	tx_poll(bed, n);
	KUNIT_EXPECT_FALSE(test, netif_tx_queue_stopped(txq));
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.wake), 1);
	KUNIT_EXPECT_EQ(test, tx_freed, n);
}

/* What was sent before the link went may be done after, and nothing comes then. */
static void tx_queue_wakes_without_carrier(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct netdev_queue *txq = netdev_get_tx_queue(bed->port->netdev, 0);
	unsigned int n = 0;

	while (!netif_tx_queue_stopped(txq) && n++ < COUNT)
		tx_send(bed, tx_skb(test, 300), false);
	netif_carrier_off(bed->port->netdev);
	tx_poll(bed, n);
	KUNIT_EXPECT_EQ(test, tx_freed, n);
	KUNIT_EXPECT_FALSE(test, netif_tx_queue_stopped(txq));
}

static void tx_head_that_no_sane_device_reports_frees_nothing(struct kunit *test)
{
	static const u32 insane[] = { 6, 63, 64, 65, 0x10001, 0x7fffffff, ~0U };
	struct port_bed *bed = test->priv;
	unsigned int i;

	for (i = 0; i < 5; i++)
		tx_send(bed, tx_skb(test, 300), false);
	for (i = 0; i < ARRAY_SIZE(insane); i++) {
		tx_poll(bed, insane[i]);
		KUNIT_EXPECT_EQ_MSG(test, tx_freed, 0, "0x%x", insane[i]);
	}
	/* Posted, but the device was not told of it. */
	tx_send(bed, tx_skb(test, 300), true);
	tx_poll(bed, 6);
	KUNIT_EXPECT_EQ(test, tx_freed, 0);
	tx_poll(bed, 3);
	KUNIT_EXPECT_EQ(test, tx_freed, 3);
	tx_poll(bed, 1);	/* backwards */
	KUNIT_EXPECT_EQ(test, tx_freed, 3);
	tx_poll(bed, 5);
	KUNIT_EXPECT_EQ(test, tx_freed, 5);
}

static void tx_stop_frees_what_was_not_sent(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	unsigned int i;

	for (i = 0; i < 5; i++)
		tx_send(bed, tx_skb(test, 300), false);
	tx_poll(bed, 2);
	stride_tx_stop(bed->qp->tx);
	KUNIT_EXPECT_EQ(test, tx_freed, 5);
	KUNIT_EXPECT_EQ(test, stride_ring_unused(&bed->qp->tx->ring), COUNT - 1);
}

static void tx_without_a_ring_drops_the_packet(struct kunit *test)
{
	struct port_bed *bed = test->priv;
	struct stride_tx_ring *tx = bed->qp->tx;

	bed->qp->tx = NULL;
	KUNIT_EXPECT_EQ(test, tx_send(bed, tx_skb(test, 300), false),
			NETDEV_TX_OK);
	KUNIT_EXPECT_EQ(test, tx_freed, 1);
	bed->qp->tx = tx;
}

static struct kunit_case tx_ring_cases[] = {
	KUNIT_CASE(tx_start_programs_the_queue),
	KUNIT_CASE(tx_stop_takes_the_head_word_from_the_device),
	KUNIT_CASE(tx_plain_packet_takes_one_descriptor),
	KUNIT_CASE(tx_small_packet_is_copied_and_freed),
	KUNIT_CASE(tx_what_is_sent_at_once_is_reclaimed_at_once),
	KUNIT_CASE(tx_what_is_sent_later_has_a_timer),
	KUNIT_CASE(tx_poll_that_finds_the_ring_locked_looks_again),
	KUNIT_CASE(tx_bql_counts_bytes_on_the_wire),
	KUNIT_CASE(tx_runt_is_padded_to_17_bytes),
	KUNIT_CASE(tx_batch_has_one_doorbell_and_one_report),
	KUNIT_CASE(tx_context_is_posted_once_for_packets_alike),
	KUNIT_CASE(tx_contexts_are_two),
	KUNIT_CASE(tx_context_is_posted_anew_after_a_restart),
	KUNIT_CASE(tx_tso_packet_counts_its_payload_and_its_segments),
	KUNIT_CASE(tx_long_fragment_is_cut_to_what_a_descriptor_holds),
	KUNIT_CASE(tx_ring_wraps),
	KUNIT_CASE(tx_queue_stops_before_the_ring_is_full_and_wakes),
	KUNIT_CASE(tx_queue_wakes_without_carrier),
	KUNIT_CASE(tx_head_that_no_sane_device_reports_frees_nothing),
	KUNIT_CASE(tx_stop_frees_what_was_not_sent),
	KUNIT_CASE(tx_without_a_ring_drops_the_packet),
	{}
};

static struct kunit_suite tx_ring_suite = {
	.name = "stride_tx_ring",
	.init = tx_bed_init,
	.test_cases = tx_ring_cases,
};

kunit_test_suite(tx_ring_suite);
