// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_vf_link: the reset handshake, the states, and the limits that a PF
 * cannot move.
 */

#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <linux/sizes.h>
#include <net/pkt_sched.h>
#include "vf_bed.h"

#define RESET		0x00000001u
#define PF_CONTROL	0x00000100u
#define RSTI		BIT(6)
#define RSTD		BIT(7)
#define CTRL		0x00000
#define RXDCTL		0x02828
#define LIMIT_MS	5000

/* Probe, in bounded time.  Return: how long it took, in ms. */
static s64 link_probe(struct vf_bed *bed)
{
	ktime_t begin = ktime_get();
	s64 ms;

	stride_vf_link_probe(&bed->vf);
	ms = ktime_ms_delta(ktime_get(), begin);
	KUNIT_EXPECT_LT(bed->test, ms, LIMIT_MS);
	KUNIT_EXPECT_FALSE(bed->test, bed->fake->mbx[BED_VF].vfu);
	return ms;
}

static unsigned int link_resets_asked(struct vf_bed *bed)
{
	unsigned int i, n = 0;

	for (i = 0; i < bed->num_asked; i++)
		n += bed->asked[i][0] == RESET;
	return n;
}

static void link_handshake_with_address(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);

	link_probe(bed);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
	KUNIT_EXPECT_EQ(test, bed->asked[0][0], RESET);
	KUNIT_EXPECT_MEMEQ(test, bed->vf.assigned, bed->mac, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.handshakes, 1);
	/* The device was reset, once, before. */
	KUNIT_EXPECT_EQ(test, fake_hw_writes(bed->fake, BED_VF, CTRL, CTRL), 1);
}

/* The reset is done, the address is for us to choose. */
static void link_handshake_without_address(struct kunit *test)
{
	static const struct bed_line lines[] = {
		{ .after = 1, .n = 3, .words = { RESET | BED_NACK } },
		{ .after = 1, .n = 3, .words = { RESET | BED_NACK | BED_CTS } },
		{ .after = 1, .n = 3, .words = { RESET | BED_NACK, 0x22221102, 0x4433 } },
		/* Granted, with what is no address: */
		{ .after = 1, .n = 3, .words = { RESET | BED_ACK } },
		{ .after = 1, .n = 3, .words = { RESET | BED_ACK, 0x005e0001, 0x0100 } },
		{ .after = 1, .n = 3, .words = { RESET | BED_ACK, ~0U, 0xffff } },
		{ .after = 1, .n = 3, .words = { RESET | BED_ACK, 0, 0xffff0000 } },
	};
	struct vf_bed *bed = vf_bed_create(test);
	struct net_device *netdev = bed->vf.net->port.netdev;
	unsigned int i;
	u8 mine[ETH_ALEN];

	ether_addr_copy(mine, netdev->dev_addr);
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		bed->vf.state = STRIDE_VF_DETACHED;
		vf_bed_play(bed, &lines[i], 1);
		link_probe(bed);
		KUNIT_EXPECT_EQ_MSG(test, bed->vf.state, STRIDE_VF_READY, "line %u", i);
		KUNIT_EXPECT_TRUE(test, is_zero_ether_addr(bed->vf.assigned));
		KUNIT_EXPECT_MEMEQ(test, netdev->dev_addr, mine, ETH_ALEN);
	}
}

/* None of these is an answer to RESET, nor a reason to give up. */
static void link_handshake_finds_its_answer(struct kunit *test)
{
	static const struct bed_line lines[] = {
		{ .after = 1, .words = { 0x00000002 | BED_ACK } },
		{ .after = 1, .words = { BED_NACK } },
		{ .after = 1, .words = { PF_CONTROL } },
		{ .after = 1, .words = { PF_CONTROL | BED_CTS } },
		{ .after = 1, .words = { RESET | BED_ACK | BED_NACK } },
		{ .after = 1, .n = 3,
		  .words = { RESET | BED_ACK, 0x22221102, 0x5544 } },
	};
	struct vf_bed *bed = vf_bed_create(test);

	vf_bed_play(bed, lines, ARRAY_SIZE(lines));
	link_probe(bed);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
	KUNIT_EXPECT_EQ(test, link_resets_asked(bed), 1);
	KUNIT_EXPECT_EQ(test, bed->vf.assigned[0], 0x02);
	KUNIT_EXPECT_EQ(test, bed->vf.assigned[5], 0x55);
}

/* A PF that cleans up after our reset may wipe the RESET out. */
static void link_reset_that_was_wiped_is_repeated(struct kunit *test)
{
	static const struct bed_line line = {
		.after = 3, .n = 3, .words = { RESET | BED_NACK },
	};
	struct vf_bed *bed = vf_bed_create(test);

	bed->quiet = true;
	vf_bed_play(bed, &line, 1);
	/* The PF falls silent after it. */
	link_probe(bed);
	KUNIT_EXPECT_EQ(test, link_resets_asked(bed), 3);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.handshakes, 1);
}

static void link_pf_is_silent(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);

	bed->deaf = true;
	KUNIT_EXPECT_LT(test, link_probe(bed), 2000);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	KUNIT_EXPECT_LE(test, bed->vf.stats.requests, 4);
	KUNIT_EXPECT_TRUE(test, bed->vf.missing);
}

/* An old PF need not answer what it does not know: it is taken for one of 1.0. */
static void link_pf_is_silent_to_negotiation(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);

	bed->mute = BIT(8);
	KUNIT_EXPECT_LT(test, link_probe(bed), 2000);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
	KUNIT_EXPECT_EQ(test, bed->vf.peer.api, 0);
	KUNIT_EXPECT_FALSE(test, bed->vf.peer.tells_link);
	KUNIT_EXPECT_EQ(test, link_resets_asked(bed), 1);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.lost, 0);
}

static void link_pf_holds_the_buffer(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);

	bed->deaf = true;
	bed->fake->mbx[BED_VF].pfu = true;
	KUNIT_EXPECT_LT(test, link_probe(bed), 1000);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
}

/* It is being reset, forever: our device is not touched meanwhile. */
static void link_pf_stays_in_reset(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	unsigned int reads = bed->fake->vf[BED_VF].reads;

	bed->fake->mbx[BED_VF].events = RSTI;
	KUNIT_EXPECT_LT(test, link_probe(bed), 1000);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 0);
	KUNIT_EXPECT_EQ(test, fake_hw_writes(bed->fake, BED_VF, 0, ~0U), 0);
	KUNIT_EXPECT_LT(test, bed->fake->vf[BED_VF].reads - reads, 300);
	/* ... and then is done. */
	bed->fake->mbx[BED_VF].events = RSTD;
	bed->vf.next_try = jiffies;
	vf_bed_serve(bed);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
}

/* RSTD again whenever a request was sent. */
static bool link_reset_done(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	struct vf_bed *bed = hook->priv;

	if (hook->count % 8 == 0)
		bed->fake->mbx[BED_VF].events |= RSTD;
	return false;
}

static void link_pf_is_reset_again_and_again(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	struct fake_hw_hook hook = {
		.vf = BED_VF, .first = 0xc40, .last = 0xc40,
		.read = link_reset_done, .priv = bed,
	};

	bed->quiet = true;
	fake_hw_add_hook(bed->fake, &hook);
	KUNIT_EXPECT_LT(test, link_probe(bed), 1000);
	fake_hw_del_hook(&hook);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
}

/* Each answer is a refusal, just in time: the sum of them is what is limited. */
static void link_pf_is_slow(struct kunit *test)
{
	static const struct bed_line lines[] = {
		{ .after = 1, .n = 3, .words = { RESET | BED_NACK } },
		{ .after = 2, .silent_ms = 900, .words = { 2 | BED_NACK | BED_CTS } },
		{ .after = 3, .silent_ms = 900, .words = { 2 | BED_NACK | BED_CTS } },
		{ .after = 4, .silent_ms = 900, .words = { 2 | BED_NACK | BED_CTS } },
		{ .after = 5, .silent_ms = 900, .words = { 2 | BED_NACK | BED_CTS } },
		/* VLANs */
		{ .after = 6, .silent_ms = 900,
		  .words = { 0x00010004 | BED_NACK | BED_CTS } },
		{ .after = 7, .silent_ms = 900,
		  .words = { 0x00010004 | BED_NACK | BED_CTS } },
	};
	struct vf_bed *bed = vf_bed_create(test);

	/* Four addresses are asked for, then these. */
	bitmap_set(bed->vf.net->vlans, 5, 4);
	vf_bed_play(bed, lines, ARRAY_SIZE(lines));
	link_probe(bed);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	/* There is no hurry in what comes next. */
	KUNIT_EXPECT_EQ(test, bed->vf.until, KTIME_MAX);
}

/* After each try comes a pause, longer from one to the next. */
static void link_tries_are_apart(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	unsigned long pause;

	bed->fake->mbx[BED_VF].events = RSTI;
	link_probe(bed);
	pause = bed->vf.next_try - bed->vf.tried;
	KUNIT_EXPECT_EQ(test, pause, HZ);
	bed->vf.next_try = jiffies + HZ;
	bed->fake->mbx[BED_VF].events = 0;
	vf_bed_serve(bed);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 0);
	bed->fake->mbx[BED_VF].events = RSTI;
	bed->vf.next_try = jiffies;
	vf_bed_serve(bed);
	KUNIT_EXPECT_EQ(test, bed->vf.next_try - bed->vf.tried, 2 * HZ);
}

/* "I am ready for you" shortens the pause, but not below a second. */
static void link_pf_invites_in_vain(struct kunit *test)
{
	static const u32 word = PF_CONTROL | BED_CTS;
	struct vf_bed *bed = vf_bed_create(test);
	unsigned int i;

	bed->fake->mbx[BED_VF].events = RSTI;
	link_probe(bed);
	bed->fake->mbx[BED_VF].events = 0;
	bed->vf.next_try = jiffies + 100 * HZ;
	for (i = 0; i < 10; i++) {
		bed->vf.tried = jiffies;
		KUNIT_EXPECT_TRUE(test, vf_bed_say(bed, &word, 1));
		vf_bed_serve(bed);
	}
	KUNIT_EXPECT_EQ(test, bed->num_asked, 0);
	KUNIT_EXPECT_LE(test, bed->vf.next_try - jiffies, HZ);
	bed->vf.tried = jiffies - HZ;
	KUNIT_EXPECT_TRUE(test, vf_bed_say(bed, &word, 1));
	vf_bed_serve(bed);
	KUNIT_EXPECT_EQ(test, link_resets_asked(bed), 1);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
}

/* The service work, kicked by the PF, runs at most every 10 ms. */
static void link_work_is_paced(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	struct delayed_work *work = &bed->vf.service;

	link_probe(bed);
	/* Once more if we were away just then. */
	do {
		cancel_delayed_work(work);
		bed->vf.served = jiffies;
		stride_vf_link_kick(&bed->vf);
	} while (time_after(jiffies, bed->vf.served));
	KUNIT_EXPECT_TRUE(test, timer_pending(&work->timer));
	KUNIT_EXPECT_LE(test, work->timer.expires - bed->vf.served, HZ / 50);
	cancel_delayed_work(work);
	bed->vf.served = jiffies - HZ;
	stride_vf_link_kick(&bed->vf);
	KUNIT_EXPECT_FALSE(test, timer_pending(&work->timer));
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(work));
}

static void link_log_is_limited(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	unsigned int i, n = 0;

	for (i = 0; i < 1000; i++)
		n += stride_vf_may_log(&bed->vf);
	KUNIT_EXPECT_GT(test, n, 5);
	KUNIT_EXPECT_LE(test, n, 20);
}

/* Lost when ready, found again by itself, all told anew. */
static void link_lost_and_found(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);

	link_probe(bed);
	vf_bed_forget(bed);
	bed->fake->mbx[BED_VF].events = RSTD;
	vf_bed_serve(bed);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.lost, 1);
	bed->vf.next_try = jiffies;
	vf_bed_serve(bed);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
	KUNIT_EXPECT_EQ(test, link_resets_asked(bed), 1);
	KUNIT_EXPECT_FALSE(test, bed->vf.missing);
}

/* Neither polled nor tried while the device is not ours. */
static void link_detached_is_left_alone(struct kunit *test)
{
	static const u32 word = PF_CONTROL | BED_CTS;
	struct vf_bed *bed = vf_bed_create(test);

	link_probe(bed);
	stride_vf_link_detach(&bed->vf);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_DETACHED);
	/* Once more, as by an error while it is suspended. */
	stride_vf_link_detach(&bed->vf);
	vf_bed_forget(bed);
	KUNIT_EXPECT_TRUE(test, vf_bed_say(bed, &word, 1));
	vf_bed_serve(bed);
	stride_vf_request_poll(&bed->vf);
	KUNIT_EXPECT_EQ(test, fake_hw_writes(bed->fake, BED_VF, 0, ~0U), 0);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_DETACHED);
	stride_vf_link_attach(&bed->vf);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	vf_bed_serve(bed);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
}

/* In reset for most of the time that open has, then silent. */
static bool link_worst(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	struct vf_bed *bed = hook->priv;

	if (!bed->due)
		bed->due = jiffies + HZ * 9 / 10;
	bed->fake->mbx[BED_VF].events &= ~RSTI;
	if (time_before(jiffies, bed->due))
		bed->fake->mbx[BED_VF].events |= RSTI;
	return false;
}

static void link_open_is_bounded(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	struct fake_hw_hook hook = {
		.vf = BED_VF, .first = 0xc40, .last = 0xc40,
		.read = link_worst, .priv = bed,
	};
	ktime_t begin;
	int err;

	bed->vf.state = STRIDE_VF_LOST;
	bed->deaf = true;
	fake_hw_add_hook(bed->fake, &hook);
	begin = ktime_get();
	rtnl_lock();
	err = stride_vf_link_open(&bed->vf);
	rtnl_unlock();
	fake_hw_del_hook(&hook);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_LT(test, ktime_ms_delta(ktime_get(), begin), LIMIT_MS);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	KUNIT_EXPECT_EQ(test, bed->vf.until, KTIME_MAX);
}

/* The netdev is up, with rings in memory and doorbells that ring nowhere. */
static void link_bring_up(struct vf_bed *bed)
{
	struct net_device *netdev = bed->vf.net->port.netdev;
	struct device *dev = bed->vf.hw.dev;
	void *doorbells = kunit_kzalloc(bed->test, SZ_16K, GFP_KERNEL);

	if (IS_ENABLED(CONFIG_INDIRECT_IOMEM))
		kunit_skip(bed->test, "writel() does not reach memory");
	KUNIT_ASSERT_NOT_NULL(bed->test, doorbells);
	bed->vf.hw.bar = (u8 __force __iomem *)doorbells;
	dev->dma_mask = &dev->coherent_dma_mask;
	KUNIT_ASSERT_EQ(bed->test, 0,
			dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)));
	rcu_assign_pointer(netdev_get_tx_queue(netdev, 0)->qdisc, &noop_qdisc);
	set_bit(__LINK_STATE_START, &netdev->state);
}

/* Its registers may read as zeros then: nobody asks them, or waits for a mailbox. */
static void link_function_is_pulled_out(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);
	unsigned int writes = bed->fake->log_len, i;

	bed->away = true;
	for (i = 0; i < 3; i++) {
		bed->vf.next_try = jiffies;
		vf_bed_serve(bed);
	}
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	KUNIT_EXPECT_EQ(test, bed->fake->log_len, writes);
}

static void link_bring_down(struct vf_bed *bed)
{
	rtnl_lock();
	stride_vf_link_halt(&bed->vf);
	stride_port_free_rings(&bed->vf.net->parked);
	clear_bit(__LINK_STATE_START, &bed->vf.net->port.netdev->state);
	rtnl_unlock();
}

/* How long frames may get is not known then: buffers might be too short. */
static void link_frame_size_refused_is_no_start(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	struct stride_port *port = &bed->vf.net->port;

	link_bring_up(bed);
	bed->refuse = BIT(5);
	link_probe(bed);
	KUNIT_EXPECT_FALSE(test, port->running);
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(port->netdev));
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	KUNIT_EXPECT_EQ(test, fake_hw_peek(bed->fake, BED_VF, RXDCTL) & BIT(25), 0u);
	/* Tried again, but not at once. */
	KUNIT_EXPECT_TRUE(test, time_after(bed->vf.next_try, jiffies));
	bed->refuse = 0;
	bed->vf.next_try = jiffies;
	vf_bed_serve(bed);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
	KUNIT_EXPECT_TRUE(test, port->running);
	KUNIT_EXPECT_TRUE(test, netif_carrier_ok(port->netdev));
	link_bring_down(bed);
}

static struct kunit_case link_cases[] = {
	KUNIT_CASE(link_handshake_with_address),
	KUNIT_CASE(link_handshake_without_address),
	KUNIT_CASE(link_handshake_finds_its_answer),
	KUNIT_CASE_SLOW(link_reset_that_was_wiped_is_repeated),
	KUNIT_CASE_SLOW(link_pf_is_silent),
	KUNIT_CASE_SLOW(link_pf_is_silent_to_negotiation),
	KUNIT_CASE(link_pf_holds_the_buffer),
	KUNIT_CASE(link_pf_stays_in_reset),
	KUNIT_CASE(link_pf_is_reset_again_and_again),
	KUNIT_CASE_SLOW(link_pf_is_slow),
	KUNIT_CASE(link_tries_are_apart),
	KUNIT_CASE(link_pf_invites_in_vain),
	KUNIT_CASE(link_work_is_paced),
	KUNIT_CASE(link_log_is_limited),
	KUNIT_CASE(link_lost_and_found),
	KUNIT_CASE(link_detached_is_left_alone),
	KUNIT_CASE_SLOW(link_open_is_bounded),
	KUNIT_CASE(link_function_is_pulled_out),
	KUNIT_CASE(link_frame_size_refused_is_no_start),
	{}
};

static struct kunit_suite link_suite = {
	.name = "stride_vf_link",
	.test_cases = link_cases,
};

kunit_test_suite(link_suite);
