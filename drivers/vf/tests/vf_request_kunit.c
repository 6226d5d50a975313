// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_vf_request: one request and everything that a PF may do about it.
 * Whatever it does, the VF gets away in bounded time.
 */

#include <kunit/test.h>
#include <linux/prandom.h>
#include "vf_bed.h"

#define JOIN_100	0x00010004u
#define PF_CONTROL	0x00000100u
#define RSTI		BIT(6)
#define RSTD		BIT(7)
#define LONGEST_MS	4000		/* 1600, and a busy machine */

static struct vf_bed *request_bed(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);

	bed->vf.state = STRIDE_VF_READY;
	return bed;
}

/* Ask to join VLAN 100.  Return: what came of it, in bounded time. */
static int request_join(struct vf_bed *bed)
{
	static const u32 words[] = { JOIN_100, 100 };
	ktime_t begin = ktime_get();
	int err = stride_vf_request(&bed->vf, words, ARRAY_SIZE(words));

	KUNIT_EXPECT_LT(bed->test, ktime_ms_delta(ktime_get(), begin), LONGEST_MS);
	/* Nobody is left owning the buffer. */
	KUNIT_EXPECT_FALSE(bed->test, bed->fake->mbx[BED_VF].vfu);
	return err;
}

static void request_granted(struct kunit *test)
{
	struct vf_bed *bed = request_bed(test);

	KUNIT_EXPECT_EQ(test, request_join(bed), 0);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 1);
	KUNIT_EXPECT_EQ(test, bed->asked[0][0], JOIN_100);
	KUNIT_EXPECT_EQ(test, bed->asked[0][1], 100u);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
}

static void request_refused_keeps_the_pf(struct kunit *test)
{
	struct vf_bed *bed = request_bed(test);

	bed->refuse = BIT(4);
	KUNIT_EXPECT_EQ(test, request_join(bed), -EPERM);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.refused, 1);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
}

/* Refused without CTS, or without a type: it has lost our reset. */
static void request_held_off_loses_the_pf(struct kunit *test)
{
	static const u32 answer[] = {
		JOIN_100 | BED_NACK, BED_NACK, BED_NACK | BED_CTS,
	};
	struct vf_bed *bed = request_bed(test);
	struct bed_line line = { .after = 1 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(answer); i++) {
		bed->vf.state = STRIDE_VF_READY;
		line.words[0] = answer[i];
		vf_bed_play(bed, &line, 1);
		KUNIT_EXPECT_EQ_MSG(test, request_join(bed), -ECONNRESET,
				    "answer %08x", answer[i]);
		KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	}
}

/* Neither what was in the buffer before nor what comes first is the answer. */
static void request_finds_its_answer(struct kunit *test)
{
	static const struct bed_line lines[] = {
		{ .after = 0, .words = { PF_CONTROL | BED_CTS } },
		{ .after = 1, .words = { 0x00000005 | BED_ACK | BED_CTS } },
		{ .after = 1, .words = { 0x00010002 | BED_NACK | BED_CTS } },
		{ .after = 1, .words = { PF_CONTROL | BED_CTS } },
		{ .after = 1, .words = { 0 } },
		{ .after = 1, .words = { ~0U } },
		{ .after = 1, .words = { BED_ACK | BED_CTS } },
		{ .after = 1, .words = { JOIN_100 | BED_ACK | BED_CTS } },
	};
	struct vf_bed *bed = request_bed(test);

	vf_bed_play(bed, lines, ARRAY_SIZE(lines));
	KUNIT_EXPECT_TRUE(test, vf_bed_say(bed, lines[0].words, 1));
	bed->line = 1;
	KUNIT_EXPECT_EQ(test, request_join(bed), 0);
	KUNIT_EXPECT_EQ(test, bed->line, ARRAY_SIZE(lines));
	/* On a busy machine the time until it is sent again may pass. */
	KUNIT_EXPECT_EQ(test, bed->num_asked, 1 + bed->vf.stats.resent);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.control, 2);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.stray, 5);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
}

/* "Start over", before or after the request was sent. */
static void request_meets_a_reset_notice(struct kunit *test)
{
	static const struct bed_line line = { .words = { PF_CONTROL } };
	static const struct bed_line late = { .after = 1, .words = { PF_CONTROL } };
	struct vf_bed *bed = request_bed(test);

	vf_bed_play(bed, &line, 1);
	KUNIT_EXPECT_EQ(test, request_join(bed), -ECONNRESET);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	bed->vf.state = STRIDE_VF_READY;
	vf_bed_play(bed, &late, 1);
	KUNIT_EXPECT_EQ(test, request_join(bed), -ECONNRESET);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	KUNIT_EXPECT_EQ(test, request_join(bed), -ENOTCONN);
}

/* An igb that pings just when it is asked forgets the request. */
static void request_lost_over_a_ping_is_repeated(struct kunit *test)
{
	static const struct bed_line lines[] = {
		{ .after = 1, .words = { PF_CONTROL | BED_CTS } },
		{ .after = 2, .words = { JOIN_100 | BED_ACK | BED_CTS } },
	};
	struct vf_bed *bed = request_bed(test);

	bed->quiet = true;
	vf_bed_play(bed, lines, ARRAY_SIZE(lines));
	KUNIT_EXPECT_EQ(test, request_join(bed), 0);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 2);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.resent, 1);
}

static void request_gets_silence(struct kunit *test)
{
	struct vf_bed *bed = request_bed(test);
	unsigned int reads = bed->fake->vf[BED_VF].reads;

	bed->quiet = true;
	KUNIT_EXPECT_EQ(test, request_join(bed), -ECONNRESET);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 1);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.timeouts, 1);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	/* It slept meanwhile. */
	KUNIT_EXPECT_LT(test, bed->fake->vf[BED_VF].reads - reads, 2000);
}

/* A verdict that is none: both, or neither. */
static void request_gets_wrong_flags(struct kunit *test)
{
	static const struct bed_line lines[] = {
		{ .after = 1, .words = { JOIN_100 } },
		{ .after = 1, .words = { JOIN_100 | BED_CTS } },
		{ .after = 1, .words = { JOIN_100 | BED_ACK | BED_NACK } },
		{ .after = 1, .words = { JOIN_100 | BED_ACK | BED_NACK | BED_CTS } },
	};
	struct vf_bed *bed = request_bed(test);

	bed->quiet = true;
	vf_bed_play(bed, lines, ARRAY_SIZE(lines));
	KUNIT_EXPECT_EQ(test, request_join(bed), -ECONNRESET);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.stray, 4);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
}

static void request_finds_the_buffer_held(struct kunit *test)
{
	struct vf_bed *bed = request_bed(test);
	unsigned int reads = bed->fake->vf[BED_VF].reads;

	bed->deaf = true;
	bed->fake->mbx[BED_VF].pfu = true;
	KUNIT_EXPECT_EQ(test, request_join(bed), -ECONNRESET);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.requests, 0);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	KUNIT_EXPECT_LT(test, bed->fake->vf[BED_VF].reads - reads, 1000);
}

/* The PF takes the buffer with its first message and never gives it back. */
static bool request_hold(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	struct vf_bed *bed = hook->priv;

	if (bed->heard) {
		bed->fake->mbx[BED_VF].events |= BIT(4);
		bed->fake->mbx[BED_VF].pfu = true;
	}
	return false;
}

/* RSTI or RSTD in the midst of waiting. */
static bool request_pf_resets(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	struct vf_bed *bed = hook->priv;

	if (hook->count > 4)
		bed->fake->mbx[BED_VF].events |= bed->refuse;
	return false;
}

/* The driver is to let go of the device. */
static bool request_vf_leaves(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	struct vf_bed *bed = hook->priv;

	if (hook->count > 4)
		set_bit(STRIDE_VF_REMOVING, &bed->vf.flags);
	return false;
}

/* The device is pulled out. */
static bool request_device_goes(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	struct vf_bed *bed = hook->priv;

	bed->fake->gone = hook->count > 4;
	return false;
}

static int request_with(struct vf_bed *bed,
			bool (*read)(struct fake_hw_hook *hook, u32 reg, u32 *val))
{
	struct fake_hw_hook hook = {
		.vf = BED_VF, .first = 0xc40, .last = 0xc40,
		.read = read, .priv = bed,
	};
	int err;

	bed->quiet = true;
	fake_hw_add_hook(bed->fake, &hook);
	err = request_join(bed);
	fake_hw_del_hook(&hook);
	return err;
}

/* It did not wait for an answer. */
static int request_short_with(struct vf_bed *bed,
			      bool (*read)(struct fake_hw_hook *hook, u32 reg,
					   u32 *val))
{
	ktime_t begin = ktime_get();
	int err = request_with(bed, read);

	KUNIT_EXPECT_LT(bed->test, ktime_ms_delta(ktime_get(), begin), 900);
	return err;
}

static void request_finds_the_answer_held(struct kunit *test)
{
	struct vf_bed *bed = request_bed(test);

	KUNIT_EXPECT_EQ(test, request_short_with(bed, request_hold), -ECONNRESET);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
}

static void request_ends_when_the_pf_is_reset(struct kunit *test)
{
	struct vf_bed *bed = request_bed(test);

	bed->refuse = RSTI;
	KUNIT_EXPECT_EQ(test, request_short_with(bed, request_pf_resets), -ECONNRESET);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	bed->fake->mbx[BED_VF].events = 0;
	bed->vf.state = STRIDE_VF_READY;
	bed->refuse = RSTD;
	KUNIT_EXPECT_EQ(test, request_short_with(bed, request_pf_resets), -ECONNRESET);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
}

static void request_ends_when_the_driver_leaves(struct kunit *test)
{
	struct vf_bed *bed = request_bed(test);

	KUNIT_EXPECT_LT(test, request_short_with(bed, request_vf_leaves), 0);
	KUNIT_EXPECT_EQ(test, request_join(bed), -ENOTCONN);
}

static void request_ends_when_the_device_goes(struct kunit *test)
{
	struct vf_bed *bed = request_bed(test);

	KUNIT_EXPECT_LT(test, request_short_with(bed, request_device_goes), 0);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
}

/* The PF talks whenever it can and never answers. */
static bool request_storm(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	static const u32 word = PF_CONTROL | BED_CTS;

	vf_bed_say(hook->priv, &word, 1);
	return false;
}

static void request_in_a_storm(struct kunit *test)
{
	struct vf_bed *bed = request_bed(test);
	unsigned int reads = bed->fake->vf[BED_VF].reads;

	KUNIT_EXPECT_EQ(test, request_with(bed, request_storm), -ECONNRESET);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	KUNIT_EXPECT_LT(test, bed->fake->vf[BED_VF].reads - reads, 4000);
}

/* Two words of three look right at first sight. */
static bool request_garbage(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	static struct rnd_state rnd;
	struct vf_bed *bed = hook->priv;
	u32 word, kind;

	if (!hook->count)
		prandom_seed_state(&rnd, 42);
	word = prandom_u32_state(&rnd);
	kind = prandom_u32_state(&rnd) % 3;
	if (kind)
		word = (word & 0xe0000000) | (kind == 1 ? JOIN_100 : word & 0x107);
	vf_bed_say(bed, &word, 1);
	return false;
}

static void request_in_garbage(struct kunit *test)
{
	struct vf_bed *bed = request_bed(test);
	unsigned int i;

	for (i = 0; i < 40; i++) {
		int err = request_with(bed, request_garbage);

		KUNIT_ASSERT_TRUE(test, !err || err == -EPERM || err == -ECONNRESET);
		KUNIT_ASSERT_EQ(test, bed->vf.state, err == -ECONNRESET ?
				STRIDE_VF_LOST : STRIDE_VF_READY);
		bed->vf.state = STRIDE_VF_READY;
		fake_hw_log_clear(bed->fake);
	}
}

/* What the PF says by itself is taken by the poll. */
static void request_poll_takes_what_is_there(struct kunit *test)
{
	static const u32 words[] = { PF_CONTROL | BED_CTS, 0xdeadbeef, PF_CONTROL };
	struct vf_bed *bed = request_bed(test);

	KUNIT_EXPECT_TRUE(test, vf_bed_say(bed, &words[0], 1));
	stride_vf_request_poll(&bed->vf);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.control, 1);
	KUNIT_EXPECT_TRUE(test, vf_bed_say(bed, &words[1], 1));
	stride_vf_request_poll(&bed->vf);
	KUNIT_EXPECT_EQ(test, bed->vf.stats.stray, 1);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
	KUNIT_EXPECT_TRUE(test, vf_bed_say(bed, &words[2], 1));
	stride_vf_request_poll(&bed->vf);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
	/* The PF is told each time. */
	KUNIT_EXPECT_FALSE(test, bed->fake->mbx[BED_VF].vfu);
	KUNIT_EXPECT_EQ(test, fake_hw_peek(bed->fake, FAKE_HW_PF, 0xc80),
			BIT(16 + BED_VF));
}

static void request_poll_sees_a_reset(struct kunit *test)
{
	struct vf_bed *bed = request_bed(test);

	bed->fake->mbx[BED_VF].events = RSTD;
	stride_vf_request_poll(&bed->vf);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_LOST);
}

static struct kunit_case request_cases[] = {
	KUNIT_CASE(request_granted),
	KUNIT_CASE(request_refused_keeps_the_pf),
	KUNIT_CASE(request_held_off_loses_the_pf),
	KUNIT_CASE(request_finds_its_answer),
	KUNIT_CASE(request_meets_a_reset_notice),
	KUNIT_CASE(request_lost_over_a_ping_is_repeated),
	KUNIT_CASE_SLOW(request_gets_silence),
	KUNIT_CASE(request_gets_wrong_flags),
	KUNIT_CASE(request_finds_the_buffer_held),
	KUNIT_CASE(request_finds_the_answer_held),
	KUNIT_CASE(request_ends_when_the_pf_is_reset),
	KUNIT_CASE(request_ends_when_the_driver_leaves),
	KUNIT_CASE(request_ends_when_the_device_goes),
	KUNIT_CASE(request_in_a_storm),
	KUNIT_CASE_SLOW(request_in_garbage),
	KUNIT_CASE(request_poll_takes_what_is_there),
	KUNIT_CASE(request_poll_sees_a_reset),
	{}
};

static struct kunit_suite request_suite = {
	.name = "stride_vf_request",
	.test_cases = request_cases,
};

kunit_test_suite(request_suite);
