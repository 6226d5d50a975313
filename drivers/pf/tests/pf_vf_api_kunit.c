// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_pf_vf_api: versions, features and what hangs on them, on a fake
 * device.  Words and registers are written as numbers.
 */

#include <kunit/test.h>
#include <linux/if_link.h>
#include "pf_bed.h"

#define ACK	0xa0000000u	/* with CTS */
#define NACK	0x60000000u
#define REASONS	0x80000000u
#define LIMITS	0x40000000u

#define VFRE		0x00c8c
#define VMOLR(n)	(0x05ad0 + 4 * (n))
#define UTA(n)		(0x0a000 + 4 * (n))
#define MTA(n)		(0x05200 + 4 * (n))

/* Say it; the reply's length.  Reply words that are not written stay 0x5a5a5a5a. */
static unsigned int api_say(struct pf_bed *bed, unsigned int n, u32 w0, u32 w1,
			    u32 *reply)
{
	u32 words[STRIDE_MBX_WORDS] = { w0, w1 };
	unsigned int count = 0;

	memset(reply, 0x5a, STRIDE_MBX_WORDS * sizeof(u32));
	stride_pf_vf_handle(&bed->vf[n], words, reply, &count);
	return count;
}

static u32 api_word0(struct pf_bed *bed, unsigned int n, u32 w0, u32 w1)
{
	u32 reply[STRIDE_MBX_WORDS];

	api_say(bed, n, w0, w1, reply);
	return reply[0];
}

/* A VF in state READY that speaks the version behind @code and has @features. */
static void api_ready(struct pf_bed *bed, unsigned int n, u32 code, u32 features)
{
	struct kunit *test = bed->fake->test;

	pf_bed_ready(bed, n);
	KUNIT_ASSERT_EQ(test, api_word0(bed, n, 0x08, code), ACK | 0x08);
	if (features)
		KUNIT_ASSERT_EQ(test, api_word0(bed, n, 0x12, features),
				ACK | 0x12);
}

static void api_expect(struct pf_bed *bed, unsigned int n, u32 w0, u32 w1,
		       const u32 *want, unsigned int count)
{
	u32 reply[STRIDE_MBX_WORDS];

	KUNIT_EXPECT_EQ(bed->fake->test, api_say(bed, n, w0, w1, reply), count);
	KUNIT_EXPECT_MEMEQ(bed->fake->test, reply, want, count * sizeof(u32));
}

#define EXPECT_REPLY(bed, n, w0, w1, ...)				\
do {									\
	static const u32 want_[] = { __VA_ARGS__ };			\
									\
	api_expect(bed, n, w0, w1, want_, ARRAY_SIZE(want_));		\
} while (0)

static void api_types_exist_from_their_version_on(struct kunit *test)
{
	static const struct {
		u32 type, code;
	} since[] = {
		{ 0x09, 2 }, { 0x0c, 3 }, { 0x10, 3 }, { 0x11, 7 }, { 0x12, 8 },
	};
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int i;
	u32 code;

	/* Not even that before: nothing was agreed on. */
	pf_bed_ready(bed, 1);
	for (i = 0; i < ARRAY_SIZE(since); i++)
		EXPECT_REPLY(bed, 2, 0x08, 8, 0x40000008);
	for (code = 0; code <= 8; code++) {
		if (code == 1)
			continue;
		pf_bed_ready(bed, 1);
		if (code)
			EXPECT_REPLY(bed, 1, 0x10, 0, NACK | 0x10);
		KUNIT_EXPECT_EQ(test, api_word0(bed, 1, 0x08, code), ACK | 0x08);
		for (i = 0; i < ARRAY_SIZE(since); i++) {
			bool known = code >= since[i].code;
			u32 reply[STRIDE_MBX_WORDS];
			unsigned int n;

			fake_hw_log_clear(bed->fake);
			n = api_say(bed, 1, since[i].type, 1, reply);
			KUNIT_EXPECT_EQ_MSG(test, reply[0],
					    (known ? ACK : NACK) | since[i].type,
					    "code %u type %#x", code, since[i].type);
			if (known)
				continue;
			KUNIT_EXPECT_EQ(test, n, 1);
			KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 0);
		}
	}
}

static void api_version_is_spoken_or_what_was_stays(struct kunit *test)
{
	static const u32 other[] = { 1, 9, 0x108, 0xffffffff };
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int i;

	EXPECT_REPLY(bed, 1, 0x08, 8, 0x40000008);
	KUNIT_EXPECT_EQ(test, bed->vf[1].api, 0);
	pf_bed_ready(bed, 1);
	EXPECT_REPLY(bed, 1, 0x08, 8, ACK | 0x08, 8);
	for (i = 0; i < ARRAY_SIZE(other); i++) {
		EXPECT_REPLY(bed, 1, 0x08, other[i], NACK | 0x08);
		KUNIT_EXPECT_EQ(test, bed->vf[1].api, 7);
	}
	EXPECT_REPLY(bed, 1, 0x08, 4, ACK | 0x08, 4);
	KUNIT_EXPECT_EQ(test, bed->vf[1].api, 3);
}

static void api_features_are_those_that_both_know(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	api_ready(bed, 1, 8, 0);
	EXPECT_REPLY(bed, 1, 0x8001, 0, NACK | 0x8001);
	/* ixgbe's two, and bits that nobody has. */
	EXPECT_REPLY(bed, 1, 0x12, 0x3fffffff, ACK | 0x12, 0);
	EXPECT_REPLY(bed, 1, 0x8001, 0, NACK | 0x8001);
	EXPECT_REPLY(bed, 1, 0x12, 0xffffffff, ACK | 0x12, REASONS | LIMITS);
	EXPECT_REPLY(bed, 1, 0x8001, 0, ACK | 0x8001, 9238, 1);
	EXPECT_REPLY(bed, 1, 0x12, LIMITS, ACK | 0x12, LIMITS);
	EXPECT_REPLY(bed, 1, 0x05, 59, NACK | 0x05);
	/* A new version starts anew. */
	EXPECT_REPLY(bed, 1, 0x08, 8, ACK | 0x08, 8);
	KUNIT_EXPECT_EQ(test, bed->vf[1].features, 0u);
	/* The neighbour has agreed on nothing. */
	KUNIT_EXPECT_EQ(test, bed->vf[2].api, 0);
}

static void api_is_forgotten_at_each_reset(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf_vf *vf = &bed->vf[1];
	unsigned int i;

	for (i = 0; i < 3; i++) {
		api_ready(bed, 1, 8, REASONS | LIMITS);
		KUNIT_ASSERT_EQ(test, vf->api, 7);
		KUNIT_ASSERT_EQ(test, vf->features, REASONS | LIMITS);
		if (i == 0) {
			pf_bed_ready(bed, 1);
		} else if (i == 1) {
			set_bit(STRIDE_VF_PENDING_RESET, &vf->pending);
			mutex_unlock(&bed->pf.lock);
			stride_pf_vf_work(&vf->work.work);
			mutex_lock(&bed->pf.lock);
		} else {
			stride_pf_vf_restore_all(&bed->pf);
		}
		KUNIT_EXPECT_EQ_MSG(test, vf->api, 0, "%u", i);
		KUNIT_EXPECT_EQ_MSG(test, vf->features, 0u, "%u", i);
	}
}

static void api_refusals_say_why_to_who_asked_for_it(struct kunit *test)
{
	static const struct {
		u32 w0, w1, reason;
	} bad[] = {
		{ 0x0000000c, 3, 1 },		/* promiscuous without trust */
		{ 0x0000000c, 2, 1 },		/* all multicast, likewise */
		{ 0x001f0003, 0, 1 },		/* more groups than 30 */
		{ 0x00010006, 0, 1 },		/* the old way */
		{ 0x00000005, 59, 2 },		/* too short a frame */
		{ 0x00010004, 4096, 2 },	/* no VLAN id */
		{ 0x0000000c, 4, 2 },		/* no mode */
		{ 0x00010004, 3000, 3 },	/* one VLAN too many */
		{ 0x00000002, 0xab005452, 4 },	/* the PF's address */
		{ 0x00000007, 0, 5 },		/* no such type */
		{ 0x00030002, 0xaabbcc02, 5 },	/* no such operation */
		{ 0x00000008, 9, 5 },		/* no such version */
		{ 0x80000005, 1600, 7 },	/* a request with a verdict */
	};
	struct pf_bed *bed = pf_bed_create(test, 7);
	u32 words[STRIDE_MBX_WORDS] = {}, reply[STRIDE_MBX_WORDS];
	unsigned int i, n, features;

	for (features = 0; features < 2; features++) {
		api_ready(bed, 1, 8, features ? REASONS : 0);
		for (i = 0; i < 3; i++)
			api_word0(bed, 1, 0x00010004, 100 + i);
		for (i = 0; i < ARRAY_SIZE(bad); i++) {
			words[0] = bad[i].w0;
			words[1] = bad[i].w1;
			words[2] = bad[i].reason == 4 ? 0xefcd : 0;
			memset(reply, 0x5a, sizeof(reply));
			fake_hw_log_clear(bed->fake);
			stride_pf_vf_handle(&bed->vf[1], words, reply, &n);
			KUNIT_EXPECT_EQ_MSG(test, n, 1 + features, "%u", i);
			KUNIT_EXPECT_EQ_MSG(test, reply[0],
					    (bad[i].w0 & 0xffffff) | NACK, "%u", i);
			KUNIT_EXPECT_EQ_MSG(test, reply[1],
					    features ? bad[i].reason : 0x5a5a5a5au,
					    "%u", i);
			KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 0);
		}
	}
}

static void api_queries_tell_policy_and_link(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_vf_policy *policy = &bed->vf[1].policy;

	api_ready(bed, 1, 8, LIMITS);
	EXPECT_REPLY(bed, 1, 0x10, 0, ACK | 0x10, 0);
	EXPECT_REPLY(bed, 1, 0x11, 0, ACK | 0x11, 0, 0);
	policy->link_state = IFLA_VF_LINK_STATE_ENABLE;
	EXPECT_REPLY(bed, 1, 0x10, 0, ACK | 0x10, 1);
	EXPECT_REPLY(bed, 1, 0x11, 0, ACK | 0x11, 0, 0);
	bed->pf.link = (struct stride_link) { .up = true, .speed = 100 };
	EXPECT_REPLY(bed, 1, 0x11, 0, ACK | 0x11, 0x4, 1);
	policy->link_state = IFLA_VF_LINK_STATE_AUTO;
	EXPECT_REPLY(bed, 1, 0x10, 0, ACK | 0x10, 1);
	policy->link_state = IFLA_VF_LINK_STATE_DISABLE;
	EXPECT_REPLY(bed, 1, 0x10, 0, ACK | 0x10, 0);
	EXPECT_REPLY(bed, 1, 0x11, 0, ACK | 0x11, 0x4, 1);

	EXPECT_REPLY(bed, 1, 0x09, 0, ACK | 0x09, 1, 1, 0, 0);
	EXPECT_REPLY(bed, 1, 0x8001, 0, ACK | 0x8001, 9238, 1);
	policy->vlan = 5;
	EXPECT_REPLY(bed, 1, 0x09, 0, ACK | 0x09, 1, 1, 1, 0);
	EXPECT_REPLY(bed, 1, 0x8001, 0, ACK | 0x8001, 9238, 0);
}

/* Policy calls, as RTNL makes them. */
static void api_set_trust(struct pf_bed *bed, int n, bool on)
{
	mutex_unlock(&bed->pf.lock);
	KUNIT_EXPECT_EQ(bed->fake->test,
			stride_pf_set_vf_trust(bed->pf.netdev, n, on), 0);
	mutex_lock(&bed->pf.lock);
}

static void api_set_link(struct pf_bed *bed, int n, int state)
{
	mutex_unlock(&bed->pf.lock);
	KUNIT_EXPECT_EQ(bed->fake->test,
			stride_pf_set_vf_link_state(bed->pf.netdev, n, state), 0);
	mutex_lock(&bed->pf.lock);
}

static void api_disabled_vf_keeps_cts_if_it_can_ask(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	api_ready(bed, 1, 3, 0);
	api_ready(bed, 2, 2, 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0x06u);
	api_set_link(bed, 1, IFLA_VF_LINK_STATE_DISABLE);
	api_set_link(bed, 2, IFLA_VF_LINK_STATE_DISABLE);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0u);
	EXPECT_REPLY(bed, 1, 0x05, 1600, ACK | 0x05);
	EXPECT_REPLY(bed, 1, 0x10, 0, ACK | 0x10, 0);
	/* Version 1.1 has no link state: the old way. */
	EXPECT_REPLY(bed, 2, 0x05, 1600, 0x40000005);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0u);

	/* A driver that comes now can still say that it is a new one. */
	pf_bed_ready(bed, 1);
	EXPECT_REPLY(bed, 1, 0x05, 1600, 0x40000005);
	EXPECT_REPLY(bed, 1, 0x08, 2, 0x80000008, 2);
	EXPECT_REPLY(bed, 1, 0x08, 8, ACK | 0x08, 8);
	EXPECT_REPLY(bed, 1, 0x05, 1600, ACK | 0x05);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0u);

	/* Who kept CTS starts over, who lost it does that anyway. */
	api_set_link(bed, 1, IFLA_VF_LINK_STATE_AUTO);
	api_set_link(bed, 2, IFLA_VF_LINK_STATE_AUTO);
	KUNIT_EXPECT_EQ(test, bed->vf[1].state, STRIDE_VF_FRESH);
	KUNIT_EXPECT_EQ(test, bed->vf[2].state, STRIDE_VF_READY);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0x04u);
}

/* All registers of both hash tables. */
static bool api_tables_are(struct pf_bed *bed, u32 uta, u32 mta)
{
	unsigned int i;

	for (i = 0; i < 128; i++)
		if (pf_bed_reg(bed, UTA(i)) != uta || pf_bed_reg(bed, MTA(i)) != mta)
			return false;
	return true;
}

static void api_xcast_modes_are_bits_of_the_pool(struct kunit *test)
{
	/* Broadcast, ROMPE, MPME, ROPE beside what always is. */
	static const u32 vmolr[] = { 0x410105f2, 0x490105f2, 0x5b0105f2, 0x5f0105f2 };
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int mode;

	bed->vf[1].policy.trusted = true;
	api_ready(bed, 1, 8, 0);
	api_ready(bed, 2, 8, 0);
	for (mode = 0; mode < 4; mode++) {
		KUNIT_EXPECT_EQ(test, api_word0(bed, 1, 0x0c, mode), ACK | 0x0c);
		KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)), vmolr[mode]);
		KUNIT_EXPECT_TRUE(test, api_tables_are(bed, mode == 3 ? ~0u : 0, 0));
		KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(2)), 0x490105f2u);
	}
	/* The list does not end the mode. */
	KUNIT_EXPECT_EQ(test, api_word0(bed, 1, 0x00000003, 0), ACK | 0x03);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)), vmolr[3]);
	KUNIT_EXPECT_EQ(test, api_word0(bed, 1, 0x0c, 1), ACK | 0x0c);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)), vmolr[1]);
	/* Nothing means nothing, whatever the list says. */
	KUNIT_EXPECT_EQ(test, api_word0(bed, 1, 0x001f0003, 0), ACK | 0x1f0003);
	KUNIT_EXPECT_EQ(test, api_word0(bed, 1, 0x0c, 0), ACK | 0x0c);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)), vmolr[0]);

	/* 1.2 had no promiscuity; without trust there is none, nor a change. */
	api_ready(bed, 1, 3, 0);
	fake_hw_log_clear(bed->fake);
	EXPECT_REPLY(bed, 1, 0x0c, 3, NACK | 0x0c);
	EXPECT_REPLY(bed, 2, 0x0c, 3, NACK | 0x0c);
	EXPECT_REPLY(bed, 2, 0x0c, 2, NACK | 0x0c);
	KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 0);
}

static void api_model_lets_rompe_do_for_rope_and_mpme(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	bed->pf.is_model = true;
	bed->vf[1].policy.trusted = true;
	api_ready(bed, 1, 8, 0);
	KUNIT_EXPECT_EQ(test, api_word0(bed, 1, 0x0c, 3), ACK | 0x0c);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)), 0x5f0105f2u);
	KUNIT_EXPECT_TRUE(test, api_tables_are(bed, ~0u, ~0u));
	/* Unicast alone, the old way. */
	pf_bed_ready(bed, 1);
	KUNIT_EXPECT_TRUE(test, api_tables_are(bed, 0, 0));
	KUNIT_EXPECT_EQ(test, api_word0(bed, 1, 0x00010006, 0), ACK | 0x10006);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)), 0x4f0105f2u);
	KUNIT_EXPECT_TRUE(test, api_tables_are(bed, ~0u, 0));
	bed->pf.is_model = false;
	stride_pf_switch_apply(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)), 0x4d0105f2u);
}

static void api_promiscuity_goes_with_trust(struct kunit *test)
{
	/* Both; all multicast alone. */
	static const u32 ways[][2] = {
		{ 0x0c, 3 }, { 0x00030006, 0 },
		{ 0x0c, 2 }, { 0x00020006, 0 }, { 0x001f0003, 0 },
	};
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int way;

	for (way = 0; way < ARRAY_SIZE(ways); way++) {
		fake_hw_log_clear(bed->fake);
		api_set_trust(bed, 1, true);
		api_set_trust(bed, 2, true);
		api_ready(bed, 1, 8, 0);
		api_ready(bed, 2, 8, 0);
		KUNIT_EXPECT_EQ(test, api_word0(bed, 1, ways[way][0], ways[way][1]),
				ACK | ways[way][0]);
		KUNIT_EXPECT_TRUE(test, pf_bed_reg(bed, VMOLR(1)) & 0x10000000);
		KUNIT_EXPECT_EQ(test, api_word0(bed, 2, 0x0c, 3), ACK | 0x0c);
		api_set_trust(bed, 1, false);
		KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)), 0x490105f2u);
		KUNIT_EXPECT_EQ(test, bed->vf[1].state, STRIDE_VF_FRESH);
		/* The neighbour's is not touched ... */
		KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(2)), 0x5f0105f2u);
		KUNIT_EXPECT_TRUE(test, api_tables_are(bed, ~0u, 0));
		/* ... until it goes too. */
		api_set_trust(bed, 2, false);
		KUNIT_EXPECT_TRUE(test, api_tables_are(bed, 0, 0));
	}
}

static struct kunit_case api_cases[] = {
	KUNIT_CASE(api_types_exist_from_their_version_on),
	KUNIT_CASE(api_version_is_spoken_or_what_was_stays),
	KUNIT_CASE(api_features_are_those_that_both_know),
	KUNIT_CASE(api_is_forgotten_at_each_reset),
	KUNIT_CASE(api_refusals_say_why_to_who_asked_for_it),
	KUNIT_CASE(api_queries_tell_policy_and_link),
	KUNIT_CASE(api_disabled_vf_keeps_cts_if_it_can_ask),
	KUNIT_CASE(api_xcast_modes_are_bits_of_the_pool),
	KUNIT_CASE(api_model_lets_rompe_do_for_rope_and_mpme),
	KUNIT_CASE(api_promiscuity_goes_with_trust),
	{}
};

static struct kunit_suite api_suite = {
	.name = "stride_pf_vf_api",
	.test_cases = api_cases,
};

kunit_test_suite(api_suite);
