// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_msg_reply: what goes from PF to VF, and the hash that both ends
 * compute.  Words are literals, as in msg_request_kunit.c.
 */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <stride/msg.h>

static const u8 MAC[ETH_ALEN] = { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 };
static const u8 UNTOUCHED[ETH_ALEN] = { 0xee, 0xee, 0xee, 0xee, 0xee, 0xee };

static void msg_reply_echoes_the_request_with_a_verdict(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_msg_reply(0x00010004, true, true),
			0xa0010004);
	KUNIT_EXPECT_EQ(test, stride_msg_reply(0x00010004, false, true),
			0x60010004);
	KUNIT_EXPECT_EQ(test, stride_msg_reply(0x00010004, true, false),
			0x80010004);
	KUNIT_EXPECT_EQ(test, stride_msg_reply(0x00010004, false, false),
			0x40010004);
}

static void msg_reply_takes_no_flag_from_the_request(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_msg_reply(0xe0000002, false, false),
			0x40000002);
	KUNIT_EXPECT_EQ(test, stride_msg_reply(0xe0000002, true, false),
			0x80000002);
}

static void msg_ping_carries_cts_and_no_verdict(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, STRIDE_MSG_PF_CONTROL | STRIDE_MSG_CTS,
			0x20000100);
	KUNIT_EXPECT_EQ(test, STRIDE_MSG_NACK, 0x40000000);
}

static void msg_reset_reply_carries_the_mac_in_memory_order(struct kunit *test)
{
	u32 words[3] = { 0x5a5a5a5a, 0x5a5a5a5a, 0x5a5a5a5a };
	u8 mac[ETH_ALEN];

	KUNIT_EXPECT_EQ(test, stride_msg_reset_reply(words, MAC), 3);
	KUNIT_EXPECT_EQ(test, words[0], 0x80000001);
	KUNIT_EXPECT_EQ(test, words[1], 0x12005452);
	KUNIT_EXPECT_EQ(test, words[2], 0x00005634);
	KUNIT_EXPECT_EQ(test, stride_msg_parse_reset_reply(words, mac), 0);
	KUNIT_EXPECT_MEMEQ(test, mac, MAC, ETH_ALEN);
}

static void msg_reset_reply_without_a_mac_is_a_nack(struct kunit *test)
{
	static const u8 zero[ETH_ALEN];
	u8 mac[ETH_ALEN];
	u32 words[3];

	memset(words, 0x5a, sizeof(words));
	memcpy(mac, UNTOUCHED, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, stride_msg_reset_reply(words, NULL), 3);
	KUNIT_EXPECT_EQ(test, words[0], 0x40000001);
	KUNIT_EXPECT_EQ(test, words[1], 0);
	KUNIT_EXPECT_EQ(test, words[2], 0);
	KUNIT_EXPECT_EQ(test, stride_msg_parse_reset_reply(words, mac), -ENODATA);
	KUNIT_EXPECT_MEMEQ(test, mac, UNTOUCHED, ETH_ALEN);

	memset(words, 0x5a, sizeof(words));
	KUNIT_EXPECT_EQ(test, stride_msg_reset_reply(words, zero), 3);
	KUNIT_EXPECT_EQ(test, words[0], 0x40000001);
	KUNIT_EXPECT_EQ(test, words[1], 0);
}

static void msg_reset_reply_with_a_garbage_mac_assigns_none(struct kunit *test)
{
	static const u32 garbage[][3] = {
		{ 0x80000001, 0x00000000, 0x00000000 },
		{ 0x80000001, 0xffffffff, 0x0000ffff },
		{ 0x80000001, 0x005e0001, 0x00000100 },	/* group address */
		{ 0x80000001, 0x00000000, 0xffff0000 },	/* zero once cut */
	};
	unsigned int i;
	u8 mac[ETH_ALEN];

	for (i = 0; i < ARRAY_SIZE(garbage); i++) {
		memcpy(mac, UNTOUCHED, ETH_ALEN);
		KUNIT_EXPECT_EQ_MSG(test,
				    stride_msg_parse_reset_reply(garbage[i], mac),
				    -ENODATA, "%u", i);
		KUNIT_EXPECT_MEMEQ(test, mac, UNTOUCHED, ETH_ALEN);
	}
}

/* In-tree igb copies 6 bytes: the last 2 are whatever was in the buffer. */
static void msg_reset_reply_may_have_anything_behind_the_mac(struct kunit *test)
{
	static const u32 words[] = { 0x80000001, 0x12005452, 0xdead5634 };
	u8 mac[ETH_ALEN];

	KUNIT_EXPECT_EQ(test, stride_msg_parse_reset_reply(words, mac), 0);
	KUNIT_EXPECT_MEMEQ(test, mac, MAC, ETH_ALEN);
}

static void msg_reset_reply_may_carry_cts(struct kunit *test)
{
	static const u32 words[] = { 0xa0000001, 0x12005452, 0x00005634 };
	u8 mac[ETH_ALEN];

	KUNIT_EXPECT_EQ(test, stride_msg_parse_reset_reply(words, mac), 0);
	KUNIT_EXPECT_MEMEQ(test, mac, MAC, ETH_ALEN);
}

static void msg_reset_reply_that_is_none_is_a_protocol_error(struct kunit *test)
{
	static const u32 word0[] = {
		0x00000001,	/* our own request, unanswered */
		0xc0000001,	/* both verdicts */
		0x80000002,	/* another request's */
		0x40000000,	/* lost CTS, in answer to a reset? */
		0x20000100,	/* ping */
		0xffffffff,	/* unplugged */
		0x00000000,
	};
	u32 words[3] = { 0, 0x12005452, 0x00005634 };
	unsigned int i;
	u8 mac[ETH_ALEN];

	for (i = 0; i < ARRAY_SIZE(word0); i++) {
		words[0] = word0[i];
		memcpy(mac, UNTOUCHED, ETH_ALEN);
		KUNIT_EXPECT_EQ_MSG(test, stride_msg_parse_reset_reply(words, mac),
				    -EPROTO, "0x%08x", word0[i]);
		KUNIT_EXPECT_MEMEQ(test, mac, UNTOUCHED, ETH_ALEN);
	}
}

static void msg_verdict_is_read_with_and_without_cts(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00000005, 0xa0000005), 0);
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00000005, 0x80000005), 0);
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00000005, 0x60000005),
			-EPERM);
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00000005, 0x40000005),
			-EPERM);
}

static void msg_bare_nack_means_that_cts_is_lost(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00000005, 0x40000000),
			-ECONNRESET);
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00010004, 0x60000000),
			-ECONNRESET);
}

static void msg_reply_without_one_verdict_is_a_protocol_error(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00000005, 0x00000005),
			-EPROTO);
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00000005, 0x20000005),
			-EPROTO);
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00000005, 0xc0000005),
			-EPROTO);
}

static void msg_reply_to_another_request_is_a_protocol_error(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00000005, 0xa0000003),
			-EPROTO);
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00000005, 0x20000100),
			-EPROTO);
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(0x00000005, 0xffffffff),
			-EPROTO);
}

/* RCTL.MO = 0: bits 47:36 of the address, byte 5 first (DS 7.1.1.1.1). */
static void msg_mc_hash_is_the_top_12_bits_of_the_address(struct kunit *test)
{
	static const struct {
		u8 addr[ETH_ALEN];
		u16 hash;
	} known[] = {
		{ { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x01 }, 0x010 },
		{ { 0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb }, 0xfb0 },
		{ { 0x33, 0x33, 0xff, 0x12, 0x34, 0x56 }, 0x563 },
		{ { 0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e }, 0x0e0 },
		{ { 0x01, 0x00, 0x5e, 0x7f, 0xf0, 0xab }, 0xabf },
		{ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, 0xfff },
		{ { 0xff, 0xff, 0xff, 0xff, 0x0f, 0x00 }, 0x000 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		KUNIT_EXPECT_EQ_MSG(test, stride_mc_hash(known[i].addr),
				    known[i].hash, "%pM", known[i].addr);
}

static struct kunit_case msg_cases[] = {
	KUNIT_CASE(msg_reply_echoes_the_request_with_a_verdict),
	KUNIT_CASE(msg_reply_takes_no_flag_from_the_request),
	KUNIT_CASE(msg_ping_carries_cts_and_no_verdict),
	KUNIT_CASE(msg_reset_reply_carries_the_mac_in_memory_order),
	KUNIT_CASE(msg_reset_reply_without_a_mac_is_a_nack),
	KUNIT_CASE(msg_reset_reply_with_a_garbage_mac_assigns_none),
	KUNIT_CASE(msg_reset_reply_may_have_anything_behind_the_mac),
	KUNIT_CASE(msg_reset_reply_may_carry_cts),
	KUNIT_CASE(msg_reset_reply_that_is_none_is_a_protocol_error),
	KUNIT_CASE(msg_verdict_is_read_with_and_without_cts),
	KUNIT_CASE(msg_bare_nack_means_that_cts_is_lost),
	KUNIT_CASE(msg_reply_without_one_verdict_is_a_protocol_error),
	KUNIT_CASE(msg_reply_to_another_request_is_a_protocol_error),
	KUNIT_CASE(msg_mc_hash_is_the_top_12_bits_of_the_address),
	{}
};

static struct kunit_suite msg_suite = {
	.name = "stride_msg_reply",
	.test_cases = msg_cases,
};

kunit_test_suite(msg_suite);
