// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_pf_guard: what a VF may use up, quarantine and the ways out of it;
 * the rules on a clock that the test moves, their effect on a fake register file.
 */

#include <kunit/test.h>
#include <linux/ktime.h>
#include "pf_bed.h"

#define MS		1000000ULL
#define SECOND		(1000 * MS)

#define VFRE		0x00c8c
#define VFTE		0x00c90
#define MBVFICR		0x00c80
#define MBVFIMR		0x00c84

static void guard_burst_of_128_then_200_a_second(struct kunit *test)
{
	struct stride_vf_guard g;
	u64 now = 1000 * SECOND;
	unsigned int i, n = 0;

	stride_guard_init(&g);
	for (i = 0; i < 128; i++)
		KUNIT_ASSERT_EQ(test, stride_guard_charge(&g, 1, now), 0ULL);
	KUNIT_EXPECT_EQ(test, stride_guard_charge(&g, 1, now), 5 * MS);
	KUNIT_EXPECT_EQ(test, stride_guard_charge(&g, 1, now + 5 * MS - 1), 1ULL);
	KUNIT_EXPECT_EQ(test, stride_guard_charge(&g, 1, now + 5 * MS), 0ULL);
	/* A flood, for ten seconds. */
	for (i = 0; i < 100000; i++)
		n += !stride_guard_charge(&g, 1, now + 5 * MS + i * MS / 10);
	KUNIT_EXPECT_EQ(test, n, 1999);
}

static void guard_saves_no_more_than_the_burst(struct kunit *test)
{
	struct stride_vf_guard g;
	u64 now = 1000 * SECOND;
	unsigned int n = 0;

	stride_guard_init(&g);
	stride_guard_charge(&g, 128, now);
	now += 3600 * SECOND;
	while (!stride_guard_charge(&g, 1, now))
		n++;
	KUNIT_EXPECT_EQ(test, n, 128);
	/* A clock that goes back gives nothing, and takes nothing. */
	KUNIT_EXPECT_EQ(test, stride_guard_charge(&g, 1, now - SECOND), 5 * MS);
	KUNIT_EXPECT_FALSE(test, stride_bucket_has(&g.bucket, 1, now + 5 * MS - 1));
	KUNIT_EXPECT_TRUE(test, stride_bucket_has(&g.bucket, 1, now + 5 * MS));
}

static void guard_counts_a_wait_once(struct kunit *test)
{
	struct stride_vf_guard g;
	u64 now = 1000 * SECOND;

	stride_guard_init(&g);
	stride_guard_charge(&g, 128, now);
	KUNIT_EXPECT_NE(test, stride_guard_charge(&g, 4, now), 0ULL);
	KUNIT_EXPECT_NE(test, stride_guard_charge(&g, 4, now + 19 * MS), 0ULL);
	KUNIT_EXPECT_EQ(test, stride_guard_charge(&g, 4, now + 20 * MS), 0ULL);
	KUNIT_EXPECT_EQ(test, g.throttled, 1ULL);
	KUNIT_EXPECT_NE(test, stride_guard_charge(&g, 1, now + 20 * MS), 0ULL);
	KUNIT_EXPECT_EQ(test, g.throttled, 2ULL);
}

/* Blame every @gap for @time.  Return: when it was enough, 0: never. */
static u64 guard_misbehave(struct stride_vf_guard *g, u64 begin, u64 gap, u64 time)
{
	u64 t;

	for (t = 0; t <= time; t += gap)
		if (stride_guard_blame(g, begin + t))
			return t;
	return 0;
}

static void guard_quarantine_takes_ten_seconds(struct kunit *test)
{
	u64 now = 1000 * SECOND;
	struct stride_vf_guard g;

	stride_guard_init(&g);
	KUNIT_EXPECT_EQ(test, guard_misbehave(&g, now, MS, 9999 * MS), 0ULL);
	KUNIT_EXPECT_TRUE(test, stride_guard_blame(&g, now + 10 * SECOND));

	stride_guard_init(&g);
	KUNIT_EXPECT_EQ(test, guard_misbehave(&g, now, 250 * MS, 60 * SECOND),
			10 * SECOND);
	/* Three times a second is no flood... for 13 s. */
	stride_guard_init(&g);
	KUNIT_EXPECT_EQ(test, guard_misbehave(&g, now, 334 * MS, 13 * SECOND), 0ULL);
	/* A second of silence, and it begins anew. */
	stride_guard_init(&g);
	guard_misbehave(&g, now, MS, 9900 * MS);
	now += 9900 * MS + SECOND + 1;
	KUNIT_EXPECT_EQ(test, guard_misbehave(&g, now, MS, 9999 * MS), 0ULL);
	/* Once in more than a second: never. */
	stride_guard_init(&g);
	KUNIT_EXPECT_EQ(test, guard_misbehave(&g, now, 1001 * MS, 3600 * SECOND), 0ULL);
}

static void guard_quarantine_doubles_up_to_a_minute(struct kunit *test)
{
	static const unsigned int seconds[] = { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
	u64 now = 1000 * SECOND;
	struct stride_vf_guard g;
	unsigned int i;

	stride_guard_init(&g);
	for (i = 0; i < ARRAY_SIZE(seconds); i++) {
		stride_guard_quarantine(&g, now);
		KUNIT_EXPECT_FALSE(test, stride_guard_may_lift(&g, now + seconds[i] *
							       SECOND - 1));
		now += seconds[i] * SECOND;
		KUNIT_EXPECT_TRUE(test, stride_guard_may_lift(&g, now));
		stride_guard_lift(&g, now);
		KUNIT_EXPECT_FALSE(test, stride_guard_may_lift(&g, now));
	}
	KUNIT_EXPECT_EQ(test, g.quarantines, (u64)ARRAY_SIZE(seconds));
	/* Ten good minutes are remembered too. */
	now += 601 * SECOND;
	stride_guard_quarantine(&g, now);
	KUNIT_EXPECT_TRUE(test, stride_guard_may_lift(&g, now + SECOND));
}

static void guard_reset_lifts_only_after_a_second_without(struct kunit *test)
{
	u64 now = 1000 * SECOND;
	struct stride_vf_guard g;

	stride_guard_init(&g);
	stride_guard_quarantine(&g, now);
	now += 100 * SECOND;
	g.last_reset = now;
	KUNIT_EXPECT_FALSE(test, stride_guard_may_lift(&g, now + SECOND - 1));
	KUNIT_EXPECT_TRUE(test, stride_guard_may_lift(&g, now + SECOND));
}

/* The VF's driver puts a message into the mailbox, the interrupt handler notes it. */
static void guard_send(struct pf_bed *bed, unsigned int n, u32 word)
{
	KUNIT_ASSERT_EQ(bed->fake->test, stride_mbx_take(&bed->vf_end[n]), 0);
	stride_mbx_send(&bed->vf_end[n], &word, 1);
	stride_wr32(&bed->pf.hw, MBVFICR, 0x00ff00ff);
	stride_pf_guard_signal(&bed->vf[n], false, false, true);
}

static void guard_work(struct pf_bed *bed, unsigned int n)
{
	mutex_unlock(&bed->pf.lock);
	stride_pf_vf_work(&bed->vf[n].work.work);
	mutex_lock(&bed->pf.lock);
}

static bool guard_answered(struct pf_bed *bed, unsigned int n)
{
	return stride_mbx_vf_events(&bed->vf_end[n], 0x30) & 0x10;
}

/* No credit, and none to come. */
static void guard_starve(struct stride_pf_vf *vf)
{
	vf->guard.bucket.credit = 0;
	vf->guard.bucket.last = ktime_get_ns() + 3600 * SECOND;
}

static void guard_request_waits_in_the_mailbox(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	guard_starve(&bed->vf[5]);
	guard_send(bed, 5, 0x00000001);
	guard_work(bed, 5);
	guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, bed->vf[5].state, STRIDE_VF_FRESH);
	KUNIT_EXPECT_FALSE(test, guard_answered(bed, 5));
	KUNIT_EXPECT_TRUE(test, test_bit(STRIDE_VF_PENDING_MSG, &bed->vf[5].pending));
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.throttled, 1ULL);
	/* It does not interrupt meanwhile; the others do. */
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MBVFIMR), 0xdfu);
	guard_send(bed, 1, 0x00000001);
	guard_work(bed, 1);
	KUNIT_EXPECT_EQ(test, bed->vf[1].state, STRIDE_VF_READY);

	bed->vf[5].guard.bucket.credit = 5 * MS;
	guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, bed->vf[5].state, STRIDE_VF_READY);
	KUNIT_EXPECT_TRUE(test, guard_answered(bed, 5));
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MBVFIMR), 0xffu);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.messages, 1ULL);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.evidence, 0ULL);
}

static void guard_reset_costs_and_refills_nothing(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf_vf *vf = &bed->vf[5];

	pf_bed_ready(bed, 5);
	guard_starve(vf);
	vf->guard.bucket.credit = 50 * MS;
	set_bit(STRIDE_VF_PENDING_RESET, &vf->pending);
	/* Pending, it lets nothing run already. */
	KUNIT_EXPECT_FALSE(test, stride_pf_vf_may_run(vf));
	guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, vf->state, STRIDE_VF_FRESH);
	KUNIT_EXPECT_EQ(test, vf->guard.resets, 1ULL);
	KUNIT_EXPECT_EQ(test, vf->guard.bucket.credit, 10LL * MS);
	pf_bed_ready(bed, 5);
	set_bit(STRIDE_VF_PENDING_RESET, &vf->pending);
	set_bit(STRIDE_VF_PENDING_MSG, &vf->pending);
	guard_work(bed, 5);
	/* Nothing is read before the reset that came first was worked off. */
	KUNIT_EXPECT_EQ(test, vf->guard.resets, 1ULL);
	KUNIT_EXPECT_EQ(test, vf->guard.messages, 0ULL);
	/* pf_bed_ready() does not go by the mailbox, which costs one more. */
	KUNIT_EXPECT_EQ(test, vf->guard.bucket.credit, -65 * (s64)MS);
}

static void guard_orderly_driver_gives_no_evidence(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int i;
	u32 word;

	for (i = 0; i < 100; i++) {
		guard_send(bed, 5, i ? 0x00000005 : 0x00000001);
		guard_work(bed, 5);
		KUNIT_ASSERT_TRUE(test, guard_answered(bed, 5));
		KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf_end[5]), 0);
		stride_mbx_read(&bed->vf_end[5], &word, 1);
		stride_mbx_ack(&bed->vf_end[5], false);
		stride_pf_guard_signal(&bed->vf[5], false, true, false);
	}
	/* And starts over, as after an FLR. */
	stride_pf_guard_signal(&bed->vf[5], true, false, false);
	guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.messages, 100ULL);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.evidence, 0ULL);
}

static void guard_ringing_before_the_answer_is_evidence(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	guard_send(bed, 5, 0x00000001);
	stride_wr32(&bed->vf_hw[5], STRIDE_V2PMAILBOX, 1);
	guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.evidence, 1ULL);
	/* The answer was not taken. */
	stride_wr32(&bed->pf.hw, MBVFICR, 0x00ff00ff);
	stride_pf_guard_signal(&bed->vf[5], false, false, true);
	guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.evidence, 2ULL);
	/* It is now, and once more, which is once too often. */
	stride_pf_guard_signal(&bed->vf[5], false, true, false);
	guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.evidence, 2ULL);
	stride_pf_guard_signal(&bed->vf[5], false, true, false);
	guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.evidence, 3ULL);
	KUNIT_EXPECT_EQ(test, bed->vf[1].guard.evidence, 0ULL);
}

static void guard_resets_one_after_another_are_evidence(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int i;

	for (i = 0; i < 5; i++) {
		stride_pf_guard_signal(&bed->vf[5], true, false, false);
		guard_work(bed, 5);
		/* With a driver that answers each there is nothing to say. */
		pf_bed_ready(bed, 1);
		stride_pf_guard_signal(&bed->vf[1], true, false, false);
		guard_work(bed, 1);
	}
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.resets, 5ULL);
	KUNIT_EXPECT_GE(test, bed->vf[5].guard.evidence, 1ULL);
	KUNIT_EXPECT_EQ(test, bed->vf[1].guard.evidence, 0ULL);
}

/* The interrupt handler on another processor, as far as the lock lets it. */
static bool guard_latch(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	struct pf_bed *bed = hook->priv;
	struct stride_pf *pf = &bed->pf;
	unsigned long flags;

	if (!spin_trylock_irqsave(&pf->irq.lock, flags))
		return false;
	if (fake_hw_peek(bed->fake, FAKE_HW_PF, MBVFICR) & BIT(5)) {
		fake_hw_poke(bed->fake, FAKE_HW_PF, MBVFICR, 0);
		stride_pf_guard_signal(&bed->vf[5], false, false, true);
	}
	spin_unlock_irqrestore(&pf->irq.lock, flags);
	return false;
}

/* Work, while VF 5 rings and the handler latches it in the midst of things. */
static void guard_work_while_it_rings(struct pf_bed *bed, u32 word)
{
	struct fake_hw_hook hook = {
		.vf = FAKE_HW_PF, .first = MBVFICR, .last = MBVFICR,
		.read = guard_latch, .priv = bed,
	};

	KUNIT_ASSERT_EQ(bed->fake->test, stride_mbx_take(&bed->vf_end[5]), 0);
	stride_mbx_send(&bed->vf_end[5], &word, 1);
	fake_hw_add_hook(bed->fake, &hook);
	guard_work(bed, 5);
	fake_hw_del_hook(&hook);
	KUNIT_EXPECT_EQ(bed->fake->test, bed->fake->mbx[5].mem[0], word);
	guard_latch(&hook, 0, NULL);
	guard_work(bed, 5);
	KUNIT_EXPECT_TRUE(bed->fake->test, guard_answered(bed, 5));
	KUNIT_EXPECT_EQ(bed->fake->test, bed->vf[5].guard.messages, 1ULL);
}

static void guard_wipe_spares_a_request_being_latched(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	stride_pf_guard_signal(&bed->vf[5], true, false, false);
	guard_work_while_it_rings(bed, 0x00000001);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.resets, 1ULL);
}

static void guard_notice_spares_a_request_being_latched(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	pf_bed_ready(bed, 5);
	set_bit(STRIDE_VF_PENDING_NOTIFY, &bed->vf[5].pending);
	guard_work_while_it_rings(bed, 0x00000006);
}

static void guard_buffer_that_is_kept_is_taken(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int turns = 0;

	guard_send(bed, 5, 0x00000001);
	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf_end[5]), 0);
	while (test_bit(STRIDE_VF_PENDING_MSG, &bed->vf[5].pending) && turns < 100) {
		guard_work(bed, 5);
		turns++;
	}
	KUNIT_EXPECT_EQ(test, turns, 7);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.held, 1ULL);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.evidence, 1ULL);
	KUNIT_EXPECT_FALSE(test, bed->fake->mbx[5].vfu);
	KUNIT_EXPECT_FALSE(test, bed->fake->mbx[5].pfu);
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.messages, 0ULL);
}

static void guard_quarantined_vf_is_off_until_a_reset_in_time(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf_vf *vf = &bed->vf[5];
	u64 now = ktime_get_ns();

	pf_bed_ready(bed, 5);
	pf_bed_ready(bed, 1);
	vf->guard.bad_count = 100;
	vf->guard.bad_since = now - 10 * SECOND;
	vf->guard.bad_last = now;
	atomic_inc(&vf->rude);
	guard_send(bed, 5, 0x00000005);
	guard_work(bed, 5);
	KUNIT_EXPECT_TRUE(test, vf->guard.quarantined);
	KUNIT_EXPECT_EQ(test, vf->guard.messages, 0ULL);
	KUNIT_EXPECT_FALSE(test, guard_answered(bed, 5));
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0x02u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFTE) & 0x7f, 0x02u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MBVFIMR), 0xdfu);
	KUNIT_EXPECT_TRUE(test, test_bit(5, &bed->pf.quarantined));
	/* Whatever writes the switch anew leaves it off. */
	vf->state = STRIDE_VF_READY;
	stride_pf_switch_apply(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0x02u);

	set_bit(STRIDE_VF_PENDING_RESET, &vf->pending);
	guard_work(bed, 5);
	KUNIT_EXPECT_TRUE(test, vf->guard.quarantined);
	guard_send(bed, 5, 0x00000001);
	guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, vf->state, STRIDE_VF_FRESH);

	vf->guard.until = ktime_get_ns();
	vf->guard.last_reset = vf->guard.until - 2 * SECOND;
	set_bit(STRIDE_VF_PENDING_RESET, &vf->pending);
	guard_work(bed, 5);
	KUNIT_EXPECT_FALSE(test, vf->guard.quarantined);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MBVFIMR), 0xffu);
	guard_send(bed, 5, 0x00000001);
	guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, vf->state, STRIDE_VF_READY);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0x22u);
}

static void guard_pardon_tells_the_driver_to_start_over(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf_vf *vf = &bed->vf[5];
	u32 word = 0;

	vf->guard.level = 6;
	stride_guard_quarantine(&vf->guard, ktime_get_ns());
	stride_pf_guard_pardon(vf);
	KUNIT_EXPECT_FALSE(test, vf->guard.quarantined);
	KUNIT_EXPECT_EQ(test, vf->guard.level, 0);
	guard_work(bed, 5);
	KUNIT_EXPECT_TRUE(test, guard_answered(bed, 5));
	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf_end[5]), 0);
	stride_mbx_read(&bed->vf_end[5], &word, 1);
	KUNIT_EXPECT_EQ(test, word, 0x00000100u);
}

static void guard_price_is_for_the_work(struct kunit *test)
{
	static const struct {
		u32 word;
		s64 tokens;
	} price[] = { { 0x01, 16 }, { 0x05, 1 }, { 0x03, 8 }, { 0x06, 8 }, { 0x0c, 1 } };
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_vf_guard *g = &bed->vf[5].guard;
	unsigned int i;
	s64 had;

	guard_starve(&bed->vf[5]);
	for (i = 0; i < ARRAY_SIZE(price); i++) {
		g->bucket.credit = 5 * MS;
		had = g->bucket.credit;
		guard_send(bed, 5, price[i].word);
		guard_work(bed, 5);
		KUNIT_EXPECT_TRUE(test, guard_answered(bed, 5));
		KUNIT_EXPECT_EQ_MSG(test, had - g->bucket.credit,
				    price[i].tokens * 5 * (s64)MS, "message %#x",
				    price[i].word);
		stride_pf_guard_signal(&bed->vf[5], false, true, false);
	}
	/* Debt is paid off before anything else is done, and has a bound. */
	g->bucket.credit = -75 * (s64)MS;
	KUNIT_EXPECT_EQ(test, stride_bucket_take(&g->bucket, 1, 0), 80 * MS);
	stride_bucket_spend(&g->bucket, 1000);
	KUNIT_EXPECT_EQ(test, stride_bucket_take(&g->bucket, 1, 0), 129 * 5 * MS);
}

/* Something that is to be told meanwhile, and cannot be. */
static void guard_request_is_paid_for_once(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf_vf *vf = &bed->vf[5];
	unsigned int i;

	pf_bed_ready(bed, 5);
	guard_starve(vf);
	vf->guard.bucket.credit = 20 * 5 * MS;
	set_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending);
	for (i = 0; i < 10; i++) {
		guard_send(bed, 5, 0x00000005);
		guard_work(bed, 5);
		/* Answered, not read yet: nothing else can be said. */
		guard_work(bed, 5);
		KUNIT_EXPECT_EQ(test, vf->retries.notify, 1 + i % 6);
		KUNIT_EXPECT_EQ(test, vf->guard.bucket.credit, (19 - i) * 5 * (s64)MS);
		stride_pf_guard_signal(vf, false, true, false);
		if (i == 5)
			vf->retries.notify = 0;
	}
	/* Taken in several turns: once. */
	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf_end[5]), 0);
	stride_pf_guard_signal(vf, false, false, true);
	guard_work(bed, 5);
	guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, vf->guard.bucket.credit, 9 * 5 * (s64)MS);
}

/* A VF that neither reads what it was told nor lets go of the buffer. */
static void guard_deaf_vf_is_not_told(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf_vf *vf = &bed->vf[5];
	unsigned int turns = 0;

	pf_bed_ready(bed, 5);
	set_bit(STRIDE_VF_UNREAD, &vf->pending);
	set_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending);
	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf_end[5]), 0);
	while (test_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending) && turns < 100) {
		guard_work(bed, 5);
		turns++;
	}
	KUNIT_EXPECT_EQ(test, turns, 7);
}

/* A VF that was reset with a request on its way: it is from before. */
static void guard_reset_leaves_no_message(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	u32 zero[STRIDE_MBX_WORDS] = {};
	struct fake_hw_mbx *mbx = &bed->fake->mbx[5];

	pf_bed_ready(bed, 5);
	memset(mbx->mem, 0x5a, sizeof(mbx->mem));
	guard_send(bed, 5, 0x00000005);
	stride_pf_guard_signal(&bed->vf[5], true, false, false);
	guard_work(bed, 5);
	guard_work(bed, 5);
	KUNIT_EXPECT_MEMEQ(test, mbx->mem, zero, sizeof(zero));
	KUNIT_EXPECT_FALSE(test, guard_answered(bed, 5));
	KUNIT_EXPECT_EQ(test, bed->vf[5].guard.messages, 0ULL);
	/* Not latched yet, only in the device. */
	memset(mbx->mem, 0x5a, sizeof(mbx->mem));
	stride_wr32(&bed->vf_hw[5], STRIDE_V2PMAILBOX, 1);
	stride_pf_guard_signal(&bed->vf[5], true, false, false);
	guard_work(bed, 5);
	KUNIT_EXPECT_MEMEQ(test, mbx->mem, zero, sizeof(zero));
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MBVFICR) & BIT(5), 0u);
	/* RESET is the new driver's, if it was not there before. */
	guard_send(bed, 5, 0x00000001);
	stride_pf_guard_signal(&bed->vf[5], true, false, false);
	guard_work(bed, 5);
	KUNIT_EXPECT_MEMEQ(test, mbx->mem, zero, sizeof(zero));
	KUNIT_EXPECT_EQ(test, bed->vf[5].state, STRIDE_VF_FRESH);
	memset(mbx->mem, 0x5a, sizeof(mbx->mem));
	guard_send(bed, 5, 0x00000001);
	stride_pf_guard_signal(&bed->vf[5], true, false, true);
	guard_work(bed, 5);
	KUNIT_EXPECT_TRUE(test, guard_answered(bed, 5));
	KUNIT_EXPECT_EQ(test, bed->vf[5].state, STRIDE_VF_READY);
	KUNIT_EXPECT_MEMEQ(test, &mbx->mem[3], zero, sizeof(zero) - 3 * sizeof(u32));
}

/* A driver is in the midst of its RESET, or died there. */
static void guard_reset_lets_a_driver_finish(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	u32 zero[STRIDE_MBX_WORDS] = {}, word = 0x00000001;
	struct fake_hw_mbx *mbx = &bed->fake->mbx[5];
	unsigned int turns;

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf_end[5]), 0);
	stride_pf_guard_signal(&bed->vf[5], true, false, false);
	guard_work(bed, 5);
	KUNIT_EXPECT_TRUE(test, mbx->vfu);
	stride_mbx_send(&bed->vf_end[5], &word, 1);
	stride_wr32(&bed->pf.hw, MBVFICR, 0x00ff00ff);
	stride_pf_guard_signal(&bed->vf[5], false, false, true);
	guard_work(bed, 5);
	KUNIT_EXPECT_TRUE(test, guard_answered(bed, 5));
	KUNIT_EXPECT_EQ(test, bed->vf[5].state, STRIDE_VF_READY);

	stride_pf_guard_signal(&bed->vf[5], false, true, false);
	memset(mbx->mem, 0x5a, sizeof(mbx->mem));
	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf_end[5]), 0);
	stride_pf_guard_signal(&bed->vf[5], true, false, false);
	for (turns = 0; mbx->vfu && turns < 100; turns++)
		guard_work(bed, 5);
	KUNIT_EXPECT_EQ(test, turns, 4);
	KUNIT_EXPECT_MEMEQ(test, mbx->mem, zero, sizeof(zero));
	KUNIT_EXPECT_FALSE(test, mbx->pfu);
}

static void guard_mask_ends_with_a_reset_of_the_pf(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	guard_starve(&bed->vf[5]);
	guard_send(bed, 5, 0x00000001);
	guard_work(bed, 5);
	stride_guard_quarantine(&bed->vf[3].guard, ktime_get_ns());
	stride_pf_irq_mask_vf(&bed->vf[3], true);
	KUNIT_ASSERT_EQ(test, pf_bed_reg(bed, MBVFIMR), 0xd7u);
	stride_pf_vf_restore_all(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MBVFIMR), 0xf7u);
	KUNIT_EXPECT_FALSE(test, bed->vf[5].guard.waiting);
}

static struct kunit_case guard_cases[] = {
	KUNIT_CASE(guard_burst_of_128_then_200_a_second),
	KUNIT_CASE(guard_saves_no_more_than_the_burst),
	KUNIT_CASE(guard_counts_a_wait_once),
	KUNIT_CASE(guard_quarantine_takes_ten_seconds),
	KUNIT_CASE(guard_quarantine_doubles_up_to_a_minute),
	KUNIT_CASE(guard_reset_lifts_only_after_a_second_without),
	KUNIT_CASE(guard_request_waits_in_the_mailbox),
	KUNIT_CASE(guard_reset_costs_and_refills_nothing),
	KUNIT_CASE(guard_orderly_driver_gives_no_evidence),
	KUNIT_CASE(guard_ringing_before_the_answer_is_evidence),
	KUNIT_CASE(guard_resets_one_after_another_are_evidence),
	KUNIT_CASE(guard_wipe_spares_a_request_being_latched),
	KUNIT_CASE(guard_notice_spares_a_request_being_latched),
	KUNIT_CASE(guard_buffer_that_is_kept_is_taken),
	KUNIT_CASE(guard_quarantined_vf_is_off_until_a_reset_in_time),
	KUNIT_CASE(guard_pardon_tells_the_driver_to_start_over),
	KUNIT_CASE(guard_price_is_for_the_work),
	KUNIT_CASE(guard_request_is_paid_for_once),
	KUNIT_CASE(guard_deaf_vf_is_not_told),
	KUNIT_CASE(guard_reset_leaves_no_message),
	KUNIT_CASE(guard_reset_lets_a_driver_finish),
	KUNIT_CASE(guard_mask_ends_with_a_reset_of_the_pf),
	{}
};

static struct kunit_suite guard_suite = {
	.name = "stride_pf_guard",
	.test_cases = guard_cases,
};

kunit_test_suite(guard_suite);
