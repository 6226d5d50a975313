// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_pf_copy: a VF that writes into the mailbox while the PF reads it.  The
 * buffer changes after the n-th word was read, for every message and every n.  No word
 * may be looked at twice, and what comes of it must be what comes of the words that
 * were read, when they stand still.
 */

#include <kunit/test.h>
#include "pf_fuzz.h"

#define COPY_VF		3
#define COPY_RANDOM	500	/* messages by chance, each changed somewhere */

#define PF_VMBMEM(n)	(0x00800 + 0x40 * (n))
#define PF_BAR_WORDS	(0x20000 / 4)

/* Everything granted to a VF that is trusted and speaks the newest version. */
static const u32 copy_requests[][STRIDE_MBX_WORDS] = {
	{ 0x00000001 },					/* RESET */
	{ 0x00000002, 0xaabbcc02, 0x0000ddee },		/* SET_MAC */
	{ 0x00010002 },					/* ... clear filters */
	{ 0x00020002, 0xaabbcc06, 0x0000ddee },		/* ... add one */
	{ 0x001e0003, 0x01110222, 0x03330444, 0x05550666, 0x07770888,
	  0x09990aaa, 0x0bbb0ccc, 0x0ddd0eee, 0x00010002, 0x00030004,
	  0x00050006, 0x00070008, 0x0009000a, 0x000b000c, 0x000d000e,
	  0x000f0010 },					/* SET_MULTICAST */
	{ 0x00010004, 0x00000064 },			/* SET_VLAN, join 100 */
	{ 0x00000005, 0x00000600 },			/* SET_LPE, 1536 */
	{ 0x00030006 },					/* SET_PROMISC, all */
	{ 0x00000008, 0x00000008, 0 },			/* API_NEGOTIATE, 1.7 */
	{ 0x00000009 },					/* GET_QUEUES */
	{ 0x0000000c, 0x00000003 },			/* UPDATE_XCAST_MODE */
	{ 0x00000010 },					/* GET_LINK_STATE */
	{ 0x00000011 },					/* GET_PF_LINK_STATE */
	{ 0x00000012, 0xc0000000 },			/* FEATURES_NEGOTIATE */
	{ 0x00008001 },					/* GET_LIMITS */
};

/**
 * struct copy - a message that changes
 * @fuzz: for messages by chance, and the bed
 * @hook: at the PF's reads of the VF's mailbox memory
 * @after: reads after which @then stands in the buffer
 * @then: what the VF writes
 * @reads: how often each word was read
 * @seen: what was read first
 * @log: the PF's writes for the message that changes, @log_len of them
 * @log_len: entries in @log
 * @regs: the PF's registers after it
 */
struct copy {
	struct fuzz fuzz;
	struct fake_hw_hook hook;
	unsigned int after;
	u32 then[STRIDE_MBX_WORDS];
	unsigned int reads[STRIDE_MBX_WORDS];
	u32 seen[STRIDE_MBX_WORDS];
	struct fake_hw_write log[512];
	unsigned int log_len;
	u32 regs[PF_BAR_WORDS];
};

static bool copy_read(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	struct copy *c = hook->priv;
	u32 *mem = c->fuzz.bed->fake->mbx[COPY_VF].mem;
	unsigned int i = (reg - hook->first) / 4;

	*val = mem[i];
	if (!c->reads[i]++)
		c->seen[i] = *val;
	if (hook->count == c->after)
		memcpy(mem, c->then, sizeof(c->then));
	return true;
}

static struct copy *copy_create(struct kunit *test)
{
	struct copy *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, c);
	c->fuzz.bed = pf_bed_create(test, 7);
	c->fuzz.vf = COPY_VF;
	prandom_seed_state(&c->fuzz.rnd, 1);
	c->fuzz.bed->vf[COPY_VF].log.burst = 0;
	c->fuzz.bed->vf[COPY_VF].policy.trusted = true;
	c->hook = (struct fake_hw_hook) {
		.vf = FAKE_HW_PF, .first = PF_VMBMEM(COPY_VF),
		.last = PF_VMBMEM(COPY_VF) + 0x3c, .read = copy_read, .priv = c,
	};
	return c;
}

/* The VF as it is before each message: everything agreed on, nothing asked for. */
static void copy_begin(struct copy *c)
{
	u32 agree[STRIDE_MBX_WORDS] = { 0x00000008, 0x00000008 };
	u32 features[STRIDE_MBX_WORDS] = { 0x00000012, 0xc0000000 };
	struct pf_bed *bed = c->fuzz.bed;

	bed->vf[COPY_VF].pending = 0;
	stride_guard_init(&bed->vf[COPY_VF].guard);
	pf_bed_ready(bed, COPY_VF);
	pf_bed_say(bed, COPY_VF, agree);
	pf_bed_say(bed, COPY_VF, features);
	fake_hw_log_clear(bed->fake);
}

/* The VF rings with @words in the buffer, and the PF works it off. */
static void copy_say(struct copy *c, const u32 *words)
{
	struct pf_bed *bed = c->fuzz.bed;

	copy_begin(c);
	memcpy(bed->fake->mbx[COPY_VF].mem, words, sizeof(c->then));
	stride_pf_guard_signal(&bed->vf[COPY_VF], false, false, true);
	mutex_unlock(&bed->pf.lock);
	stride_pf_vf_work(&bed->vf[COPY_VF].work.work);
	mutex_lock(&bed->pf.lock);
}

/* @words become @c->then after @after reads; then the same, standing still. */
static void copy_try(struct kunit *test, struct copy *c, const u32 *words,
		     unsigned int after)
{
	struct fake_hw *fake = c->fuzz.bed->fake;
	unsigned int i;

	c->after = after;
	memset(c->reads, 0, sizeof(c->reads));
	memset(c->seen, 0, sizeof(c->seen));
	fake_hw_add_hook(fake, &c->hook);
	copy_say(c, words);
	fake_hw_del_hook(&c->hook);
	for (i = 0; i < STRIDE_MBX_WORDS; i++)
		KUNIT_ASSERT_LE_MSG(test, c->reads[i], 1u,
				    "word %u of message %#x read again", i, words[0]);
	KUNIT_ASSERT_EQ(test, c->reads[0], 1u);
	KUNIT_ASSERT_LE(test, fake->log_len, ARRAY_SIZE(c->log));
	c->log_len = fake->log_len;
	memcpy(c->log, fake->log, c->log_len * sizeof(c->log[0]));
	memcpy(c->regs, fake->pf.regs, sizeof(c->regs));

	copy_say(c, c->seen);
	KUNIT_ASSERT_EQ_MSG(test, fake->log_len, c->log_len, "message %#x, %u read",
			    words[0], after);
	KUNIT_ASSERT_FALSE_MSG(test, memcmp(c->log, fake->log,
					    c->log_len * sizeof(c->log[0])),
			       "message %#x, %u read: other writes", words[0], after);
	KUNIT_ASSERT_FALSE_MSG(test, memcmp(c->regs, fake->pf.regs, sizeof(c->regs)),
			       "message %#x, %u read: other registers", words[0],
			       after);
}

static void copy_is_what_counts(struct kunit *test)
{
	struct copy *c = copy_create(test);
	unsigned int i, k, after;

	for (i = 0; i < ARRAY_SIZE(copy_requests); i++) {
		const u32 *words = copy_requests[i];

		for (after = 1; after <= stride_msg_words(words[0]); after++) {
			/* Another value, out of every range; another message. */
			for (k = 0; k < STRIDE_MBX_WORDS; k++)
				c->then[k] = k ? 0x3fff : words[0];
			copy_try(test, c, words, after);
			for (k = 0; k < STRIDE_MBX_WORDS; k++)
				c->then[k] = ~words[k];
			copy_try(test, c, words, after);
		}
		/* It was a message that is granted, or this shows nothing. */
		copy_say(c, words);
		KUNIT_EXPECT_TRUE_MSG(test, c->fuzz.bed->fake->mbx[COPY_VF].mem[0] &
				      STRIDE_MSG_ACK, "message %#x", words[0]);
	}
}

static void copy_of_any_message_is_what_counts(struct kunit *test)
{
	struct copy *c = copy_create(test);
	u32 words[STRIDE_MBX_WORDS];
	unsigned int i;

	for (i = 0; i < COPY_RANDOM; i++) {
		fuzz_message(&c->fuzz);
		memcpy(words, c->fuzz.words, sizeof(words));
		fuzz_message(&c->fuzz);
		memcpy(c->then, c->fuzz.words, sizeof(words));
		/* Mostly the same message with other arguments. */
		if (fuzz_below(&c->fuzz, 4))
			c->then[0] = words[0];
		copy_try(test, c, words,
			 1 + fuzz_below(&c->fuzz, stride_msg_words(words[0])));
	}
}

static struct kunit_case copy_cases[] = {
	KUNIT_CASE(copy_is_what_counts),
	KUNIT_CASE_SLOW(copy_of_any_message_is_what_counts),
	{}
};

static struct kunit_suite copy_suite = {
	.name = "stride_pf_copy",
	.test_cases = copy_cases,
};

kunit_test_suite(copy_suite);
