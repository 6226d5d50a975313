// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_msg_answer: the negotiated messages, both ways.  Words are literals
 * as on the wire; numbers up to 0x12 are ixgbe's.
 */

#include <kunit/test.h>
#include <stride/msg.h>

static int msg_decode3(u32 w0, u32 w1, u32 w2, struct stride_request *req)
{
	u32 words[STRIDE_MBX_WORDS] = { w0, w1, w2 };

	return stride_msg_decode(words, req);
}

static void msg_version_codes_are_those_of_ixgbe(struct kunit *test)
{
	/* 1.0, 2.0 (of another system), 1.1, 1.2 ... */
	static const int minor[] = { 0, -EOPNOTSUPP, 1, 2, 3, 4, 5, 6, 7,
				     -EOPNOTSUPP, -EOPNOTSUPP };
	unsigned int code;

	for (code = 0; code < ARRAY_SIZE(minor); code++) {
		KUNIT_EXPECT_EQ_MSG(test, stride_msg_api_from_wire(code),
				    minor[code], "code %u", code);
		if (minor[code] >= 0)
			KUNIT_EXPECT_EQ(test, stride_msg_api_to_wire(minor[code]),
					code);
	}
	KUNIT_EXPECT_EQ(test, stride_msg_api_from_wire(0xffffffff), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, stride_msg_api_from_wire(0x80000008), -EOPNOTSUPP);
}

static void msg_api_negotiate_round_trip(struct kunit *test)
{
	u32 words[STRIDE_MBX_WORDS];
	struct stride_request req;

	memset(words, 0x5a, sizeof(words));
	KUNIT_EXPECT_EQ(test, stride_msg_api_negotiate(words, 7), 3);
	KUNIT_EXPECT_EQ(test, words[0], 0x00000008u);
	KUNIT_EXPECT_EQ(test, words[1], 8u);
	KUNIT_EXPECT_EQ(test, words[2], 0u);
	KUNIT_EXPECT_EQ(test, words[3], 0x5a5a5a5au);
	KUNIT_EXPECT_EQ(test, stride_msg_words(words[0]), 3);
	KUNIT_ASSERT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.type, STRIDE_MSG_API_NEGOTIATE);
	KUNIT_EXPECT_EQ(test, req.api, 7);
	KUNIT_EXPECT_EQ(test, msg_decode3(0x08, 0, 0, &req), 0);
	KUNIT_EXPECT_EQ(test, req.api, 0);
	KUNIT_EXPECT_EQ(test, msg_decode3(0x08, 1, 0, &req), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, msg_decode3(0x08, 9, 0, &req), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, msg_decode3(0x08, 0x108, 0, &req), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, msg_decode3(0x08, 8, 1, &req), -EPROTO);
	KUNIT_EXPECT_EQ(test, msg_decode3(0x10008, 8, 0, &req), -EPROTO);
}

static void msg_xcast_mode_round_trip(struct kunit *test)
{
	u32 words[STRIDE_MBX_WORDS];
	struct stride_request req;
	unsigned int mode;

	for (mode = 0; mode <= 3; mode++) {
		memset(words, 0x5a, sizeof(words));
		KUNIT_EXPECT_EQ(test, stride_msg_update_xcast_mode(words, mode), 2);
		KUNIT_EXPECT_EQ(test, words[0], 0x0000000cu);
		KUNIT_EXPECT_EQ(test, words[1], mode);
		KUNIT_EXPECT_EQ(test, words[2], 0x5a5a5a5au);
		KUNIT_ASSERT_EQ(test, stride_msg_decode(words, &req), 0);
		KUNIT_EXPECT_EQ(test, req.xcast, mode);
	}
	KUNIT_EXPECT_EQ(test, msg_decode3(0x0c, 4, 0, &req), -EINVAL);
	KUNIT_EXPECT_EQ(test, msg_decode3(0x0c, 0xffffffff, 0, &req), -EINVAL);
	KUNIT_EXPECT_EQ(test, msg_decode3(0x1000c, 1, 0, &req), -EPROTO);
}

static void msg_features_round_trip(struct kunit *test)
{
	u32 words[STRIDE_MBX_WORDS];
	struct stride_request req;

	memset(words, 0x5a, sizeof(words));
	KUNIT_EXPECT_EQ(test, stride_msg_features_negotiate(words, 0xc0000003), 2);
	KUNIT_EXPECT_EQ(test, words[0], 0x00000012u);
	KUNIT_EXPECT_EQ(test, words[1], 0xc0000003u);
	KUNIT_EXPECT_EQ(test, words[2], 0x5a5a5a5au);
	KUNIT_ASSERT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.features, 0xc0000003u);
	KUNIT_EXPECT_EQ(test, msg_decode3(0x10012, 0, 0, &req), -EPROTO);
	/* No bit of ours is ixgbe's. */
	KUNIT_EXPECT_EQ(test, STRIDE_FEATURE_REASONS, 0x80000000ul);
	KUNIT_EXPECT_EQ(test, STRIDE_FEATURE_LIMITS, 0x40000000ul);
}

static void msg_queries_are_one_word_without_information(struct kunit *test)
{
	static const u32 query[] = { 0x09, 0x10, 0x11, 0x8001 };
	u32 words[STRIDE_MBX_WORDS];
	struct stride_request req;
	unsigned int i, bit;

	for (i = 0; i < ARRAY_SIZE(query); i++) {
		memset(words, 0x5a, sizeof(words));
		KUNIT_EXPECT_EQ(test, stride_msg_query(words, query[i]), 1);
		KUNIT_EXPECT_EQ(test, words[0], query[i]);
		KUNIT_EXPECT_EQ(test, words[1], 0x5a5a5a5au);
		KUNIT_EXPECT_EQ(test, stride_msg_words(words[0]), 1);
		KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
		KUNIT_EXPECT_EQ(test, req.type, query[i]);
		for (bit = 16; bit < 32; bit++)
			KUNIT_EXPECT_EQ(test, msg_decode3(query[i] | BIT(bit), 0,
							  0, &req), -EPROTO);
	}
}

/* Exactly these words, all of them written, none behind them. */
static void msg_expect_answer(struct kunit *test, enum stride_msg_type type,
			      const struct stride_answer *answer,
			      const u32 *want, unsigned int n)
{
	u32 words[STRIDE_MBX_WORDS];
	unsigned int i;

	memset(words, 0x5a, sizeof(words));
	KUNIT_ASSERT_EQ(test, stride_msg_put_answer(words, type, answer), n);
	KUNIT_EXPECT_EQ(test, stride_msg_answer_words(type), n);
	for (i = 1; i < n; i++)
		KUNIT_EXPECT_EQ_MSG(test, words[i], want[i - 1], "word %u", i);
	for (; i < STRIDE_MBX_WORDS; i++)
		KUNIT_EXPECT_EQ_MSG(test, words[i], 0x5a5a5a5au, "word %u", i);
}

static void msg_answers_are_written_in_full(struct kunit *test)
{
	static const u32 api[] = { 8 }, queues[] = { 1, 1, 1, 0 };
	static const u32 promisc[] = { 3 }, up[] = { 1 }, down[] = { 0 };
	static const u32 half[] = { 0x4, 1 }, gigabit[] = { 0x20, 1 };
	static const u32 none[] = { 0, 0 }, both[] = { 0xc0000000 };
	static const u32 limits[] = { 9238, 1 }, pinned[] = { 1522, 0 };

	msg_expect_answer(test, 0x08, &(struct stride_answer){ .api = 7 }, api, 2);
	msg_expect_answer(test, 0x09, &(struct stride_answer){
			  .tx_queues = 1, .rx_queues = 1, .port_vlan = true },
			  queues, 5);
	msg_expect_answer(test, 0x0c, &(struct stride_answer){ .xcast = 3 },
			  promisc, 2);
	msg_expect_answer(test, 0x10, &(struct stride_answer){ .up = true }, up, 2);
	msg_expect_answer(test, 0x10, &(struct stride_answer){}, down, 2);
	msg_expect_answer(test, 0x11, &(struct stride_answer){
			  .up = true, .speed = 100 }, half, 3);
	msg_expect_answer(test, 0x11, &(struct stride_answer){
			  .up = true, .speed = 1000, .full = true }, gigabit, 3);
	msg_expect_answer(test, 0x11, &(struct stride_answer){}, none, 3);
	msg_expect_answer(test, 0x12, &(struct stride_answer){
			  .features = 0xc0000000 }, both, 2);
	msg_expect_answer(test, 0x8001, &(struct stride_answer){
			  .max_frame = 9238, .vlan_join = true }, limits, 3);
	msg_expect_answer(test, 0x8001, &(struct stride_answer){
			  .max_frame = 1522 }, pinned, 3);
	/* Those of version 1.0 are one word, as they always were. */
	msg_expect_answer(test, 0x02, &(struct stride_answer){}, NULL, 1);
	msg_expect_answer(test, 0x06, &(struct stride_answer){}, NULL, 1);
}

static int msg_read(enum stride_msg_type type, u32 w1, u32 w2, u32 w3, u32 w4,
		    struct stride_answer *answer)
{
	u32 words[STRIDE_MBX_WORDS] = { type | 0xa0000000, w1, w2, w3, w4 };

	return stride_msg_get_answer(words, type, answer);
}

static void msg_answers_are_read(struct kunit *test)
{
	static const struct {
		u32 bit;
		u16 speed;
		bool full;
	} link[] = {
		{ 0x01, 10, false }, { 0x02, 10, true }, { 0x04, 100, false },
		{ 0x08, 100, true }, { 0x20, 1000, true }, { 0, 0, false },
	};
	struct stride_answer a;
	unsigned int i;

	KUNIT_EXPECT_EQ(test, msg_read(0x08, 5, 0, 0, 0, &a), 0);
	KUNIT_EXPECT_EQ(test, a.api, 4);
	KUNIT_EXPECT_EQ(test, msg_read(0x09, 2, 1, 1, 0, &a), 0);
	KUNIT_EXPECT_EQ(test, a.tx_queues, 2);
	KUNIT_EXPECT_EQ(test, a.rx_queues, 1);
	KUNIT_EXPECT_TRUE(test, a.port_vlan);
	KUNIT_EXPECT_EQ(test, msg_read(0x0c, 2, 0, 0, 0, &a), 0);
	KUNIT_EXPECT_EQ(test, a.xcast, STRIDE_XCAST_ALLMULTI);
	KUNIT_EXPECT_EQ(test, msg_read(0x10, 1, 0, 0, 0, &a), 0);
	KUNIT_EXPECT_TRUE(test, a.up);
	KUNIT_EXPECT_EQ(test, msg_read(0x10, 0, 0, 0, 0, &a), 0);
	KUNIT_EXPECT_FALSE(test, a.up);
	for (i = 0; i < ARRAY_SIZE(link); i++) {
		KUNIT_EXPECT_EQ(test, msg_read(0x11, link[i].bit, 1, 0, 0, &a), 0);
		KUNIT_EXPECT_TRUE(test, a.up);
		KUNIT_EXPECT_EQ(test, a.speed, link[i].speed);
		KUNIT_EXPECT_EQ(test, a.full, link[i].full);
	}
	KUNIT_EXPECT_EQ(test, msg_read(0x12, 0x40000000, 0, 0, 0, &a), 0);
	KUNIT_EXPECT_EQ(test, a.features, 0x40000000u);
	KUNIT_EXPECT_EQ(test, msg_read(0x8001, 1522, 1, 0, 0, &a), 0);
	KUNIT_EXPECT_EQ(test, a.max_frame, 1522u);
	KUNIT_EXPECT_TRUE(test, a.vlan_join);
	KUNIT_EXPECT_EQ(test, msg_read(0x05, 0x5a5a5a5a, 0, 0, 0, &a), 0);
}

static void msg_answers_that_lie_are_refused(struct kunit *test)
{
	static const struct {
		u32 type, w1, w2, w3, w4;
	} lie[] = {
		{ 0x08, 1 }, { 0x08, 9 }, { 0x08, 0xffffffff },
		{ 0x09, 0, 1 }, { 0x09, 1, 0 }, { 0x09, 3, 1 }, { 0x09, 1, 3 },
		{ 0x09, 1, 1, 0, 1 }, { 0x09, 0xffffffff, 0xffffffff },
		{ 0x0c, 4 }, { 0x0c, 0xffffffff },
		{ 0x10, 2 }, { 0x10, 0xffffffff },
		{ 0x11, 0x3, 1 }, { 0x11, 0x10, 1 }, { 0x11, 0x80, 1 },
		{ 0x11, 0x20, 2 }, { 0x11, 0xffffffff, 1 },
		{ 0x8001, 1522, 2 }, { 0x8001, 1522, 0xffffffff },
	};
	struct stride_answer a;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lie); i++)
		KUNIT_EXPECT_EQ_MSG(test, msg_read(lie[i].type, lie[i].w1, lie[i].w2,
						   lie[i].w3, lie[i].w4, &a),
				    -EPROTO, "%u", i);
}

static void msg_reasons_and_errors_match_both_ways(struct kunit *test)
{
	static const struct {
		int err;
		u32 reason;
	} known[] = {
		{ -EPERM, 1 }, { -EINVAL, 2 }, { -ENOSPC, 3 }, { -EADDRINUSE, 4 },
		{ -EOPNOTSUPP, 5 }, { -EAGAIN, 6 }, { -EPROTO, 7 },
	};
	u32 words[STRIDE_MBX_WORDS];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		memset(words, 0x5a, sizeof(words));
		KUNIT_EXPECT_EQ(test, stride_msg_put_reason(words, known[i].err), 2);
		KUNIT_EXPECT_EQ(test, words[1], known[i].reason);
		KUNIT_EXPECT_EQ(test, words[2], 0x5a5a5a5au);
		KUNIT_EXPECT_EQ(test, stride_msg_get_reason(words), known[i].err);
	}
	/* What the other end does not know, or cannot name. */
	stride_msg_put_reason(words, -ENOMEM);
	KUNIT_EXPECT_EQ(test, words[1], 0u);
	for (i = 0; i < 3; i++) {
		words[1] = i ? 0xffffffff / i : 0;
		KUNIT_EXPECT_EQ(test, stride_msg_get_reason(words), -EPERM);
	}
}

static struct kunit_case msg_cases[] = {
	KUNIT_CASE(msg_version_codes_are_those_of_ixgbe),
	KUNIT_CASE(msg_api_negotiate_round_trip),
	KUNIT_CASE(msg_xcast_mode_round_trip),
	KUNIT_CASE(msg_features_round_trip),
	KUNIT_CASE(msg_queries_are_one_word_without_information),
	KUNIT_CASE(msg_answers_are_written_in_full),
	KUNIT_CASE(msg_answers_are_read),
	KUNIT_CASE(msg_answers_that_lie_are_refused),
	KUNIT_CASE(msg_reasons_and_errors_match_both_ways),
	{}
};

static struct kunit_suite msg_suite = {
	.name = "stride_msg_answer",
	.test_cases = msg_cases,
};

kunit_test_suite(msg_suite);
