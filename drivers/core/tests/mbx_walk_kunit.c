// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_mbx_walk: a VF and a PF use the mailbox at the same time.  The VF
 * sends requests and fetches what comes; the PF answers, and sends pings of its
 * own accord.  Every state that they can get into is visited: from each, each end
 * takes each step, alone and with a step of the other end in the middle of it.
 * From every state both are then run until nothing is left to do, and nothing may
 * be missing.
 *
 * It takes discipline at both ends, and the walk shows that each bit of it is
 * needed: ends that lack it are walked too and must be caught.
 */

#include <kunit/test.h>
#include <linux/jhash.h>
#include <linux/mm.h>
#include "mbx_walk.h"

#define VF		WALK_VF
#define MBVFICR		WALK_MBVFICR
#define PATH		WALK_PATH
#define DRAIN_STEPS	100
#define STATES		8192
#define BUCKETS		4096

/**
 * walk_fault() - an end did wrong, or something is missing
 * @w: walk
 * @reason: what
 */
void walk_fault(struct walk *w, const char *reason)
{
	unsigned int n = 2 * PATH;
	int i;

	if (w->faults++)
		return;
	w->reason = reason;
	w->path[n] = '\0';
	for (i = w->at; i > 0 && n; i = w->node[i].from) {
		w->path[--n] = w->node[i].middle;
		w->path[--n] = w->node[i].step;
	}
	memmove(w->path, &w->path[n], 2 * PATH - n + 1);
}

/* The other end is faster: it steps in before this end's read is answered. */
static bool walk_step_in(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	struct walk *w = hook->priv;
	void (*middle)(struct walk *w) = w->middle;

	w->middle = NULL;
	if (middle)
		middle(w);
	return false;
}

static void walk_save(struct walk *w)
{
	memcpy(&w->s.dev, &w->fake->mbx[VF], sizeof(w->s.dev));
	w->s.vficr = fake_hw_peek(w->fake, FAKE_HW_PF, MBVFICR);
	w->s.latched = w->vf.latched;
}

static void walk_restore(struct walk *w, const struct walk_state *from)
{
	memcpy(&w->s, from, sizeof(*from));
	memcpy(&w->fake->mbx[VF], &w->s.dev, sizeof(w->s.dev));
	fake_hw_poke(w->fake, FAKE_HW_PF, MBVFICR, w->s.vficr);
	w->vf.latched = w->s.latched;
	w->middle = NULL;
	fake_hw_log_clear(w->fake);
}

static void walk_check(struct walk *w)
{
	const struct fake_hw_mbx *dev = &w->fake->mbx[VF];

	if (w->s.vf_owns && w->s.pf_owns)
		walk_fault(w, "both ends think that they own the buffer");
	if (dev->vfu && dev->pfu)
		walk_fault(w, "both ends own the buffer");
	if (dev->vfu != w->s.vf_owns || dev->pfu != w->s.pf_owns)
		walk_fault(w, "an end is wrong about owning the buffer");
}

/* Let both ends finish, then count. */
static void walk_drain(struct walk *w)
{
	unsigned int n = 0;

	while (n < DRAIN_STEPS && walk_drain_step(w)) {
		walk_check(w);
		n++;
	}
	if (n == DRAIN_STEPS)
		walk_fault(w, "no end");
	else if (w->s.served != w->s.sent)
		walk_fault(w, "a request was lost");
	else if (w->s.answered != w->s.sent || w->s.waiting)
		walk_fault(w, "an answer was lost");
	else if (w->s.ponged != w->s.pinged)
		walk_fault(w, "a ping was lost");
}

/* Note the current state unless it is known. */
static void walk_note(struct walk *w, char step, char middle)
{
	struct walk_node *node = &w->node[w->nodes];
	int *head, i;

	walk_save(w);
	head = &w->bucket[jhash(&w->s, sizeof(w->s), 0) % BUCKETS];
	for (i = *head; i >= 0; i = w->node[i].chain)
		if (!memcmp(&w->node[i].s, &w->s, sizeof(w->s)))
			return;
	if (w->nodes == STATES) {
		walk_fault(w, "more states than there is room for");
		return;
	}
	memcpy(&node->s, &w->s, sizeof(w->s));
	node->from = w->at;
	node->step = step;
	node->middle = middle;
	node->chain = *head;
	*head = w->nodes++;
}

/* One end's steps from the current node, the other's in the middle. */
static void walk_steps(struct walk *w, const struct walk_step *mine,
		       unsigned int n, const struct walk_step *other,
		       unsigned int m)
{
	const struct walk_state *start = &w->node[w->at].s;
	unsigned int i, j;

	for (i = 0; i < n; i++) {
		for (j = 0; j <= m; j++) {
			w->middle = j < m ? other[j].step : NULL;
			mine[i].step(w);
			walk_check(w);
			walk_note(w, mine[i].name, j < m ? other[j].name : ' ');
			walk_restore(w, start);
		}
	}
}

static void walk_init(struct kunit *test, struct walk *w)
{
	w->fake = fake_hw_create(test);
	fake_hw_attach(w->fake, &w->pf_hw, FAKE_HW_PF);
	fake_hw_attach(w->fake, &w->vf_hw, VF);
	w->pf = (struct stride_mbx){
		.hw = &w->pf_hw, .ctrl = 0xc00 + 4 * VF, .mem = 0x800 + 64 * VF,
		.mine = STRIDE_MBX_PFU,
	};
	w->vf = (struct stride_mbx){
		.hw = &w->vf_hw, .ctrl = 0xc40, .mem = 0x800,
		.mine = STRIDE_MBX_VFU,
	};
	w->pf_hook = (struct fake_hw_hook){
		.vf = FAKE_HW_PF, .first = 0xc00, .last = MBVFICR,
		.read = walk_step_in, .priv = w,
	};
	w->vf_hook = (struct fake_hw_hook){
		.vf = VF, .first = 0xc40, .last = 0xc40,
		.read = walk_step_in, .priv = w,
	};
	fake_hw_add_hook(w->fake, &w->pf_hook);
	fake_hw_add_hook(w->fake, &w->vf_hook);
}

KUNIT_DEFINE_ACTION_WRAPPER(walk_free, kvfree, const void *);

static void *walk_alloc(struct kunit *test, size_t size)
{
	void *mem = kvzalloc(size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, mem);
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, walk_free, mem));
	return mem;
}

/* A flawed walk ends with its first fault. */
static struct walk *walk_all(struct kunit *test, enum walk_flaw flaw)
{
	struct walk *w = walk_alloc(test, sizeof(*w));

	w->flaw = flaw;
	w->node = walk_alloc(test, STATES * sizeof(*w->node));
	w->bucket = walk_alloc(test, BUCKETS * sizeof(*w->bucket));
	memset(w->bucket, 0xff, BUCKETS * sizeof(*w->bucket));
	walk_init(test, w);
	walk_note(w, ' ', ' ');
	for (; w->at < w->nodes && !(flaw && w->faults); w->at++) {
		walk_restore(w, &w->node[w->at].s);
		walk_drain(w);
		walk_restore(w, &w->node[w->at].s);
		walk_steps(w, walk_vf_steps, WALK_VF_STEPS, walk_pf_steps,
			   WALK_PF_STEPS);
		walk_steps(w, walk_pf_steps, WALK_PF_STEPS, walk_vf_steps,
			   WALK_VF_STEPS);
		cond_resched();
	}
	kunit_info(test, "%d states, %u faults, first: %s: %s\n", w->nodes,
		   w->faults, w->path, w->reason ?: "-");
	return w;
}

static void mbx_no_interleaving_loses_a_message_or_has_two_owners(struct kunit *test)
{
	struct walk *w = walk_all(test, WALK_NO_FLAW);

	KUNIT_EXPECT_EQ_MSG(test, w->faults, 0, "%s: %s", w->path,
			    w->reason ?: "-");
	/* The walk did go somewhere. */
	KUNIT_EXPECT_GT(test, w->nodes, 100);
}

static void mbx_walk_expect_fault(struct kunit *test, enum walk_flaw flaw)
{
	KUNIT_EXPECT_NE(test, walk_all(test, flaw)->faults, 0);
}

static void mbx_walk_catches_a_vf_that_forgets_what_it_read(struct kunit *test)
{
	mbx_walk_expect_fault(test, WALK_VF_HAS_NO_LATCH);
}

static void mbx_walk_catches_a_pf_that_looks_for_no_request(struct kunit *test)
{
	mbx_walk_expect_fault(test, WALK_PF_DOES_NOT_LOOK);
}

static void mbx_walk_catches_a_pf_that_looks_at_the_latch_only(struct kunit *test)
{
	mbx_walk_expect_fault(test, WALK_PF_LOOKS_AT_LATCH);
}

static void mbx_walk_catches_a_pf_that_looks_at_mbvficr_only(struct kunit *test)
{
	mbx_walk_expect_fault(test, WALK_PF_LOOKS_AT_DEVICE);
}

static void mbx_walk_catches_a_pf_that_forgets_its_own_handler(struct kunit *test)
{
	mbx_walk_expect_fault(test, WALK_PF_FORGETS_HANDLER);
}

static void mbx_walk_catches_a_pf_that_does_not_wait_for_an_ack(struct kunit *test)
{
	mbx_walk_expect_fault(test, WALK_PF_DOES_NOT_WAIT);
}

static struct kunit_case mbx_walk_cases[] = {
	KUNIT_CASE_SLOW(mbx_no_interleaving_loses_a_message_or_has_two_owners),
	KUNIT_CASE(mbx_walk_catches_a_vf_that_forgets_what_it_read),
	KUNIT_CASE(mbx_walk_catches_a_pf_that_looks_for_no_request),
	KUNIT_CASE(mbx_walk_catches_a_pf_that_looks_at_the_latch_only),
	KUNIT_CASE(mbx_walk_catches_a_pf_that_looks_at_mbvficr_only),
	KUNIT_CASE(mbx_walk_catches_a_pf_that_forgets_its_own_handler),
	KUNIT_CASE(mbx_walk_catches_a_pf_that_does_not_wait_for_an_ack),
	{}
};

static struct kunit_suite mbx_walk_suite = {
	.name = "stride_mbx_walk",
	.test_cases = mbx_walk_cases,
};

kunit_test_suite(mbx_walk_suite);
