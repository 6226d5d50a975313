// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_xsk: receive into the memory of a socket, which is played by the test.
 * A buffer is the device's, the program's or the socket's: none gets lost, none is used
 * twice, whatever the device reports.
 */

#include <kunit/test.h>
#include <linux/bpf.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <net/xdp_sock_drv.h>
#include "port_bed.h"

#define COUNT		64
#define CHUNKS		128
#define CHUNK		2048
#define ROOM		1792	/* of a chunk, behind the headroom */

#define DD		0x00000001
#define EOP		0x00000002
#define RXE		0x80000000

/* A queue as net/xdp/xsk_queue.h begins it. */
struct xsk_fake_queue {
	u32 mask;
	u32 entries;
	u32 cached[2];
	u32 *ring;
	u64 rest[8];
};

/* What the socket's side would have made; @told counts frames that are complete. */
struct xsk_bed {
	struct port_bed *bed;
	struct xsk_buff_pool pool;
	struct xdp_umem umem;
	struct xdp_buff_xsk heads[CHUNKS];
	struct xsk_fake_queue cq;
	u32 told;
	dma_addr_t dma;
	void *mem;
	u16 next;
};

static void xsk_unmap(void *data)
{
	struct xsk_bed *xsk = data;

	dma_unmap_single(xsk->bed->hw.dev, xsk->dma, CHUNKS * CHUNK,
			 DMA_BIDIRECTIONAL);
}

static void xsk_make_pool(struct xsk_bed *xsk)
{
	struct xsk_buff_pool *pool = &xsk->pool;
	unsigned int i;

	pool->umem = &xsk->umem;
	pool->dev = xsk->bed->hw.dev;
	pool->chunk_size = CHUNK;
	pool->frame_len = ROOM;
	pool->heads = xsk->heads;
	pool->heads_cnt = CHUNKS;
	INIT_LIST_HEAD(&pool->free_list);
	INIT_LIST_HEAD(&pool->xskb_list);
	INIT_LIST_HEAD(&pool->xsk_tx_list);
	for (i = 0; i < CHUNKS; i++) {
		struct xdp_buff_xsk *head = &xsk->heads[i];

		head->pool = pool;
		head->xdp.data_hard_start = xsk->mem + i * CHUNK;
		head->xdp.frame_sz = CHUNK;
		head->xdp.rxq = &xsk->bed->qp->xsk_rxq;
		head->dma = xsk->dma + i * CHUNK + XDP_PACKET_HEADROOM;
		list_add_tail(&head->list_node, &pool->free_list);
		pool->free_list_cnt++;
	}
}

static int xsk_bed_init(struct kunit *test)
{
	struct xsk_bed *xsk = kunit_kzalloc(test, sizeof(*xsk), GFP_KERNEL);
	struct device *dev;

	KUNIT_ASSERT_NOT_NULL(test, xsk);
	test->priv = xsk;
	xsk->bed = port_bed_create(test);
	dev = xsk->bed->hw.dev;
	xsk->mem = kunit_kzalloc(test, CHUNKS * CHUNK, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, xsk->mem);
	xsk->dma = dma_map_single(dev, xsk->mem, CHUNKS * CHUNK, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_FALSE(test, dma_mapping_error(dev, xsk->dma));
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, xsk_unmap, xsk));
	xsk_make_pool(xsk);
	xsk->bed->qp->xsk_rxq.dev = xsk->bed->port->netdev;
	xsk->bed->qp->xsk_rxq.mem.type = MEM_TYPE_XSK_BUFF_POOL;
	xsk->bed->xsk = &xsk->pool;
	return 0;
}

static void xsk_start(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;

	KUNIT_ASSERT_EQ(test, port_bed_start_rx(test, xsk->bed, COUNT, 1522), 0);
}

/* The program is "return ACT". */
static void xsk_attach(struct kunit *test, u32 act)
{
	struct xsk_bed *xsk = test->priv;

	port_bed_attach(test, xsk->bed, act);
}

static struct ethhdr *xsk_report(struct xsk_bed *xsk, u32 status, u16 len)
{
	struct stride_rx_ring *rx = xsk->bed->qp->rx;
	union stride_rx_desc *desc = &rx->desc[xsk->next];
	struct xdp_buff *xdp = rx->buf[xsk->next];
	struct ethhdr *eth = xdp->data_hard_start + XDP_PACKET_HEADROOM;

	eth_broadcast_addr(eth->h_dest);
	eth->h_proto = htons(ETH_P_802_EX1);
	memset(desc, 0, sizeof(*desc));
	desc->wb.length = cpu_to_le16(len);
	desc->wb.status_error = cpu_to_le32(status);
	xsk->next = (xsk->next + 1) % COUNT;
	return eth;
}

static unsigned int xsk_posted(struct xsk_bed *xsk)
{
	return COUNT - 1 - stride_ring_unused(&xsk->bed->qp->rx->ring);
}

static u64 xsk_count(struct xsk_bed *xsk, size_t offset)
{
	return u64_stats_read((u64_stats_t *)((u8 *)&xsk->bed->qp->rx_stats + offset));
}

#define EXPECT_COUNT(test, xsk, field, n)				\
	KUNIT_EXPECT_EQ_MSG(test,					\
			    xsk_count(xsk, offsetof(struct stride_rx_stats, field)), \
			    n, "%s", #field)

static void xsk_expect_all_there(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;

	KUNIT_EXPECT_EQ(test, xsk_posted(xsk) + xsk->pool.free_list_cnt, CHUNKS);
}

/* An ordinary frame comes through. */
static void xsk_expect_recovery(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;
	struct sk_buff *skb;
	struct ethhdr *eth;

	KUNIT_ASSERT_EQ(test, skb_queue_len(&xsk->bed->received), 0);
	eth = xsk_report(xsk, DD | EOP, 1514);
	memset(eth + 1, 0x5a, 1500);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(xsk->bed, 64), 1);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&xsk->bed->received), 1);
	skb = skb_peek(&xsk->bed->received);
	KUNIT_EXPECT_EQ(test, skb->len, 1500);
	KUNIT_EXPECT_TRUE(test, !memchr_inv(skb->data, 0x5a, skb_headlen(skb)));
	/* It is a copy. */
	memset(eth, 0, 1514);
	KUNIT_EXPECT_EQ(test, skb->data[0], 0x5a);
	EXPECT_COUNT(test, xsk, packets, 1);
	EXPECT_COUNT(test, xsk, bytes, 1514);
	xsk_expect_all_there(test);
}

static void xsk_ring_takes_its_buffers_when_it_starts(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;
	struct stride_ring_cfg cfg = {
		.rx_count = COUNT, .max_frame = 1522, .xdp = 1, .xsk = 1,
	};
	struct stride_rx_ring *rx = stride_rx_alloc(xsk->bed->qp, &cfg);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rx);
	KUNIT_EXPECT_EQ(test, xsk->pool.free_list_cnt, CHUNKS);
	stride_rx_free(rx);
	xsk_start(test);
	rx = xsk->bed->qp->rx;
	KUNIT_EXPECT_EQ(test, xsk->pool.free_list_cnt, CHUNKS - (COUNT - 1));
	KUNIT_EXPECT_EQ(test, xsk->bed->rx_tail, COUNT - 1);
	KUNIT_EXPECT_EQ(test, le64_to_cpu(rx->desc[0].read.pkt_addr) % CHUNK, 256);
	KUNIT_EXPECT_EQ(test, fake_hw_peek(xsk->bed->fake, 0, 0x280c), 0x82000002);
	KUNIT_EXPECT_EQ(test, rx->max_len, ROOM);
	KUNIT_EXPECT_TRUE(test, !rx->pool);
}

static void xsk_ring_gives_all_back_when_it_stops(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;

	xsk_start(test);
	xsk_report(xsk, DD | EOP, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(xsk->bed, 64), 1);
	port_bed_stop_rx(xsk->bed);
	KUNIT_EXPECT_EQ(test, xsk->pool.free_list_cnt, CHUNKS);
	xsk->next = 0;
	__skb_queue_purge(&xsk->bed->received);
	xsk_start(test);
	xsk_report(xsk, DD | EOP, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(xsk->bed, 64), 1);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&xsk->bed->received), 1);
}

static void xsk_pass_is_copied(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;

	xsk_start(test);
	xsk_attach(test, XDP_PASS);
	xsk_expect_recovery(test);
	EXPECT_COUNT(test, xsk, xdp_pass, 1);
}

/* Run @act on every buffer several times over. */
static void xsk_expect_no_loss(struct kunit *test, u32 act)
{
	struct xsk_bed *xsk = test->priv;
	unsigned int round, n;

	xsk_attach(test, act);
	for (round = 0; round < 12; round++) {
		for (n = 0; n < 40; n++)
			xsk_report(xsk, DD | EOP, 60);
		KUNIT_EXPECT_EQ(test, port_bed_poll_rx(xsk->bed, 64), 40);
		KUNIT_EXPECT_EQ(test, xsk_posted(xsk), COUNT - 1);
		xsk_expect_all_there(test);
	}
	EXPECT_COUNT(test, xsk, packets, 480);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&xsk->bed->received), 0);
}

static void xsk_drop_gives_the_buffer_back(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;

	xsk_start(test);
	xsk_expect_no_loss(test, XDP_DROP);
	EXPECT_COUNT(test, xsk, xdp_drop, 480);
}

static void xsk_nonsense_gives_the_buffer_back(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;

	xsk_start(test);
	xsk_expect_no_loss(test, 4711);
	EXPECT_COUNT(test, xsk, xdp_aborted, 480);
}

/* The frame leaves the memory: it is copied, and the buffer is back at once. */
static void xsk_tx_sends_a_copy(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;
	struct port_bed *bed = xsk->bed;

	port_bed_start_tx(test, bed, COUNT);
	port_bed_start_xdp(test, bed, 1024);
	xsk_start(test);
	xsk_expect_no_loss(test, XDP_TX);
	EXPECT_COUNT(test, xsk, xdp_tx, 480);
	KUNIT_EXPECT_EQ(test, bed->xdp_tail, 480);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 0);
}

static void xsk_pieces_are_one_error(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;

	xsk_start(test);
	xsk_report(xsk, DD, ROOM);
	xsk_report(xsk, DD, ROOM);
	xsk_report(xsk, DD | EOP, 100);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(xsk->bed, 64), 1);
	EXPECT_COUNT(test, xsk, errors, 1);
	xsk_expect_recovery(test);
}

static void xsk_what_does_not_fit_is_an_error(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;

	xsk_start(test);
	xsk_report(xsk, DD | EOP, ROOM + 1);
	xsk_report(xsk, DD | EOP, 65535);
	xsk_report(xsk, DD | EOP, ETH_HLEN - 1);
	xsk_report(xsk, DD | EOP | RXE, 60);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(xsk->bed, 64), 4);
	EXPECT_COUNT(test, xsk, errors, 4);
	EXPECT_COUNT(test, xsk, packets, 0);
	xsk_expect_recovery(test);
}

static void xsk_frames_of_our_own_are_dropped(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;
	struct ethhdr *eth;

	xsk_start(test);
	xsk->bed->qp->rx->drop_own = true;
	eth = xsk_report(xsk, DD | EOP, 60);
	ether_addr_copy(eth->h_source, xsk->bed->port->netdev->dev_addr);
	KUNIT_EXPECT_EQ(test, port_bed_poll_rx(xsk->bed, 64), 1);
	EXPECT_COUNT(test, xsk, own, 1);
	xsk_expect_recovery(test);
}

/* @n frames of the socket are with the device. */
static void xsk_post(struct xsk_bed *xsk, struct stride_tx_ring *tx, unsigned int n)
{
	xsk->cq.ring = &xsk->told;
	xsk->pool.cq = (struct xsk_queue *)&xsk->cq;
	tx->xsk = &xsk->pool;
	while (n--)
		stride_tx_end(tx, stride_tx_put(tx, tx->ring.next_to_use, xsk->dma,
						100, 0, 0),
			      STRIDE_TX_XSK, 100, 1);
	local_bh_disable();
	stride_tx_kick(tx);
	local_bh_enable();
}

static void xsk_sent_frames_are_complete_and_not_the_stacks(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;
	struct port_bed *bed = xsk->bed;
	struct netdev_queue *txq = netdev_get_tx_queue(bed->port->netdev, 0);

	port_bed_start_tx(test, bed, COUNT);
	xsk_post(xsk, bed->qp->tx, 5);
	KUNIT_EXPECT_EQ(test, bed->tx_tail, 5);
	KUNIT_EXPECT_EQ(test, xsk->told, 0);
	*bed->qp->tx->head_wb = cpu_to_le32(3);
	local_bh_disable();
	stride_tx_poll(bed->qp, 64);
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, xsk->told, 3);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.packets), 3);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&bed->qp->tx_done.bytes), 300);
	KUNIT_EXPECT_EQ(test, txq->dql.num_queued, 0);
	KUNIT_EXPECT_EQ(test, txq->dql.num_completed, 0);
}

static void xsk_frames_that_were_not_sent_are_complete_too(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;
	struct port_bed *bed = xsk->bed;

	port_bed_start_tx(test, bed, COUNT);
	port_bed_start_xdp(test, bed, COUNT);
	xsk_post(xsk, bed->qp->xdp, 5);
	*bed->qp->xdp->head_wb = cpu_to_le32(3);
	stride_tx_stop(bed->qp->xdp);
	KUNIT_EXPECT_EQ(test, xsk->told, 5);
	KUNIT_EXPECT_TRUE(test, !bed->qp->xdp->xsk);
}

static void xsk_mtu_is_what_fits_the_memory(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;
	struct stride_port *port = xsk->bed->port;

	KUNIT_EXPECT_EQ(test, stride_port_max_mtu(port), 9216);
	port->qp[0].xsk = &xsk->pool;
	KUNIT_EXPECT_EQ(test, stride_port_max_mtu(port), ROOM - 26);
	xsk->pool.headroom = 128;
	KUNIT_EXPECT_EQ(test, stride_port_max_mtu(port), ROOM - 128 - 26);
	xsk->pool.headroom = 0;
	xsk->pool.chunk_size = 4096;
	KUNIT_EXPECT_EQ(test, stride_port_max_mtu(port), 3840 - 26);
	/* A program that knows frames of one buffer only. */
	xsk_start(test);
	xsk_attach(test, XDP_PASS);
	port->prog = xsk->bed->qp->rx->prog;
	KUNIT_EXPECT_EQ(test, stride_port_max_mtu(port), 3050);
	port->prog = NULL;
	port->qp[0].xsk = NULL;
}

static void xsk_memory_that_frames_do_not_fit_is_refused(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;
	struct stride_port *port = xsk->bed->port;
	struct stride_ring_cfg was;

	port->cfg.max_frame = ROOM - 3;
	was = port->cfg;
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, stride_xsk_setup(port, &xsk->pool, 0), -EINVAL);
	port->cfg.max_frame = 1522;
	KUNIT_EXPECT_EQ(test, stride_xsk_setup(port, &xsk->pool, 1), -EINVAL);
	/* Nothing there to be taken back. */
	KUNIT_EXPECT_EQ(test, stride_xsk_setup(port, NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, stride_xsk_setup(port, NULL, 99), 0);
	rtnl_unlock();
	port->cfg.max_frame = ROOM - 3;
	KUNIT_EXPECT_TRUE(test, !memcmp(&was, &port->cfg, sizeof(was)));
	KUNIT_EXPECT_TRUE(test, !port->qp[0].xsk);
}

static void xsk_wake_up_needs_a_socket_and_a_queue(struct kunit *test)
{
	struct xsk_bed *xsk = test->priv;
	struct net_device *netdev = xsk->bed->port->netdev;

	KUNIT_EXPECT_EQ(test, stride_port_xsk_wakeup(netdev, 99, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, stride_port_xsk_wakeup(netdev, 0, 0), -EINVAL);
	xsk->bed->qp->xsk = &xsk->pool;
	KUNIT_EXPECT_EQ(test, stride_port_xsk_wakeup(netdev, 0, 0), -ENETDOWN);
	xsk->bed->qp->xsk = NULL;
}

static struct kunit_case xsk_cases[] = {
	KUNIT_CASE(xsk_ring_takes_its_buffers_when_it_starts),
	KUNIT_CASE(xsk_ring_gives_all_back_when_it_stops),
	KUNIT_CASE(xsk_pass_is_copied),
	KUNIT_CASE(xsk_drop_gives_the_buffer_back),
	KUNIT_CASE(xsk_nonsense_gives_the_buffer_back),
	KUNIT_CASE(xsk_tx_sends_a_copy),
	KUNIT_CASE(xsk_pieces_are_one_error),
	KUNIT_CASE(xsk_what_does_not_fit_is_an_error),
	KUNIT_CASE(xsk_frames_of_our_own_are_dropped),
	KUNIT_CASE(xsk_sent_frames_are_complete_and_not_the_stacks),
	KUNIT_CASE(xsk_frames_that_were_not_sent_are_complete_too),
	KUNIT_CASE(xsk_mtu_is_what_fits_the_memory),
	KUNIT_CASE(xsk_memory_that_frames_do_not_fit_is_refused),
	KUNIT_CASE(xsk_wake_up_needs_a_socket_and_a_queue),
	{}
};

static struct kunit_suite xsk_suite = {
	.name = "stride_xsk",
	.init = xsk_bed_init,
	.test_cases = xsk_cases,
};

kunit_test_suite(xsk_suite);
