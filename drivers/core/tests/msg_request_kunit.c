// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_msg_request: what goes from VF to PF.  Words are literals, as
 * in-tree igb, igbvf and DPDK exchange them: the other side of the wire does not
 * include our headers either.
 */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <stride/msg.h>

static const u8 MAC[ETH_ALEN] = { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 };

/* Exactly @n words, @expected, and nothing behind them was touched. */
static void msg_expect_words(struct kunit *test, const u32 *words,
			     unsigned int len, const u32 *expected,
			     unsigned int n)
{
	unsigned int i;

	KUNIT_ASSERT_EQ(test, len, n);
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_EQ_MSG(test, words[i], expected[i], "word %u", i);
	for (; i < STRIDE_MBX_WORDS; i++)
		KUNIT_EXPECT_EQ_MSG(test, words[i], 0x5a5a5a5a, "word %u", i);
	KUNIT_EXPECT_EQ(test, stride_msg_words(words[0]), n);
}

#define EXPECT_WORDS(test, words, len, ...)				\
do {									\
	static const u32 expected_[] = { __VA_ARGS__ };			\
	msg_expect_words(test, words, len, expected_,			\
			 ARRAY_SIZE(expected_));			\
} while (0)

static void msg_pattern(u32 *words)
{
	memset(words, 0x5a, STRIDE_MBX_WORDS * sizeof(*words));
}

/* The reply that grants @word0 is understood as such, and so is the other. */
static void msg_expect_reply_understood(struct kunit *test, u32 word0)
{
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(word0,
						     stride_msg_reply(word0, true, true)),
			0);
	KUNIT_EXPECT_EQ(test, stride_msg_check_reply(word0,
						     stride_msg_reply(word0, false, true)),
			-EPERM);
}

static int msg_decode1(u32 word0, struct stride_request *req)
{
	u32 words[STRIDE_MBX_WORDS] = { word0 };

	return stride_msg_decode(words, req);
}

static void msg_reset_round_trip(struct kunit *test)
{
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];

	msg_pattern(words);
	EXPECT_WORDS(test, words, stride_msg_reset(words), 0x00000001);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.type, STRIDE_MSG_RESET);
}

static void msg_set_mac_round_trip(struct kunit *test)
{
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];

	msg_pattern(words);
	EXPECT_WORDS(test, words,
		     stride_msg_set_mac(words, STRIDE_MAC_SET, MAC),
		     0x00000002, 0x12005452, 0x00005634);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.type, STRIDE_MSG_SET_MAC);
	KUNIT_EXPECT_EQ(test, req.mac_op, STRIDE_MAC_SET);
	KUNIT_EXPECT_MEMEQ(test, req.mac, MAC, ETH_ALEN);
	msg_expect_reply_understood(test, words[0]);
}

static void msg_mac_filter_add_round_trip(struct kunit *test)
{
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];

	msg_pattern(words);
	EXPECT_WORDS(test, words,
		     stride_msg_set_mac(words, STRIDE_MAC_FILTER_ADD, MAC),
		     0x00020002, 0x12005452, 0x00005634);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.type, STRIDE_MSG_SET_MAC);
	KUNIT_EXPECT_EQ(test, req.mac_op, STRIDE_MAC_FILTER_ADD);
	KUNIT_EXPECT_MEMEQ(test, req.mac, MAC, ETH_ALEN);
	msg_expect_reply_understood(test, words[0]);
}

static void msg_mac_filter_clear_round_trip_without_an_address(struct kunit *test)
{
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];

	msg_pattern(words);
	EXPECT_WORDS(test, words,
		     stride_msg_set_mac(words, STRIDE_MAC_FILTER_CLEAR, NULL),
		     0x00010002, 0x00000000, 0x00000000);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.type, STRIDE_MSG_SET_MAC);
	KUNIT_EXPECT_EQ(test, req.mac_op, STRIDE_MAC_FILTER_CLEAR);
	msg_expect_reply_understood(test, words[0]);
}

static void msg_set_multicast_packs_hashes_low_half_first(struct kunit *test)
{
	static const u16 hash[] = { 0x123, 0x456, 0x789 };
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];

	msg_pattern(words);
	EXPECT_WORDS(test, words,
		     stride_msg_set_multicast(words, hash, ARRAY_SIZE(hash)),
		     0x00030003, 0x04560123, 0x00000789,
		     0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.type, STRIDE_MSG_SET_MULTICAST);
	KUNIT_EXPECT_FALSE(test, req.mc_all);
	KUNIT_ASSERT_EQ(test, req.mc_count, 3);
	KUNIT_EXPECT_MEMEQ(test, req.mc_hash, hash, sizeof(hash));
	msg_expect_reply_understood(test, words[0]);
}

static void msg_set_multicast_empties_the_list_with_count_0(struct kunit *test)
{
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];

	msg_pattern(words);
	EXPECT_WORDS(test, words, stride_msg_set_multicast(words, NULL, 0),
		     0x00000003, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_FALSE(test, req.mc_all);
	KUNIT_EXPECT_EQ(test, req.mc_count, 0);
}

static void msg_set_multicast_holds_30_hashes(struct kunit *test)
{
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];
	u16 hash[31];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hash); i++)
		hash[i] = 0xf00 + i;
	KUNIT_EXPECT_EQ(test, stride_msg_set_multicast(words, hash, 30), 16);
	KUNIT_EXPECT_EQ(test, words[0], 0x001e0003);
	KUNIT_EXPECT_EQ(test, words[1], 0x0f010f00);
	KUNIT_EXPECT_EQ(test, words[15], 0x0f1d0f1c);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_FALSE(test, req.mc_all);
	KUNIT_ASSERT_EQ(test, req.mc_count, 30);
	KUNIT_EXPECT_MEMEQ(test, req.mc_hash, hash, 30 * sizeof(*hash));
}

static void msg_set_multicast_of_more_than_30_means_all(struct kunit *test)
{
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];

	msg_pattern(words);
	EXPECT_WORDS(test, words, stride_msg_set_multicast(words, NULL, 31),
		     0x001f0003, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_TRUE(test, req.mc_all);

	/* Counts that would not fit the field, or would wrap in it. */
	stride_msg_set_multicast(words, NULL, 256);
	KUNIT_EXPECT_EQ(test, words[0], 0x001f0003);
	stride_msg_set_multicast(words, NULL, UINT_MAX);
	KUNIT_EXPECT_EQ(test, words[0], 0x001f0003);
}

static void msg_set_multicast_count_from_the_wire_never_overruns(struct kunit *test)
{
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];
	u32 n;

	memset(words, 0xff, sizeof(words));
	for (n = 0; n <= 255; n++) {
		words[0] = n << 16 | 0x0003;
		KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
		KUNIT_EXPECT_EQ(test, req.mc_count, n < 30 ? n : 30);
		KUNIT_EXPECT_EQ(test, req.mc_all, n > 30);
	}
	/* DPDK sets bit 7 of the count for "more than fit". */
	KUNIT_EXPECT_EQ(test, msg_decode1(0x009e0003, &req), 0);
	KUNIT_EXPECT_TRUE(test, req.mc_all);
}

static void msg_set_multicast_hashes_are_cut_to_12_bits(struct kunit *test)
{
	static const u16 wide[] = { 0xf123, 0xffff };
	u32 words[STRIDE_MBX_WORDS] = { 0x00020003, 0xffffabcd };
	struct stride_request req;

	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.mc_hash[0], 0xbcd);
	KUNIT_EXPECT_EQ(test, req.mc_hash[1], 0xfff);
	stride_msg_set_multicast(words, wide, 2);
	KUNIT_EXPECT_EQ(test, words[1], 0x0fff0123);
}

static void msg_set_vlan_round_trip(struct kunit *test)
{
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];

	msg_pattern(words);
	EXPECT_WORDS(test, words, stride_msg_set_vlan(words, 100, true),
		     0x00010004, 0x00000064);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.type, STRIDE_MSG_SET_VLAN);
	KUNIT_EXPECT_TRUE(test, req.vlan_add);
	KUNIT_EXPECT_EQ(test, req.vid, 100);
	msg_expect_reply_understood(test, words[0]);

	msg_pattern(words);
	EXPECT_WORDS(test, words, stride_msg_set_vlan(words, 4095, false),
		     0x00000004, 0x00000fff);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_FALSE(test, req.vlan_add);
	KUNIT_EXPECT_EQ(test, req.vid, 4095);
}

static void msg_set_lpe_round_trip(struct kunit *test)
{
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];

	msg_pattern(words);
	EXPECT_WORDS(test, words, stride_msg_set_lpe(words, 1522),
		     0x00000005, 0x000005f2);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.type, STRIDE_MSG_SET_LPE);
	KUNIT_EXPECT_EQ(test, req.max_frame, 1522);
	msg_expect_reply_understood(test, words[0]);
}

/* Whoever handles it sees the sign bit that in-tree igb lets through. */
static void msg_set_lpe_size_is_handed_on_unchanged(struct kunit *test)
{
	u32 words[STRIDE_MBX_WORDS] = { 0x00000005, 0x84000000 };
	struct stride_request req;

	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.max_frame, 0x84000000u);
}

static void msg_set_promisc_round_trip(struct kunit *test)
{
	struct stride_request req;
	u32 words[STRIDE_MBX_WORDS];

	msg_pattern(words);
	EXPECT_WORDS(test, words,
		     stride_msg_set_promisc(words, STRIDE_PROMISC_UNICAST),
		     0x00010006);
	EXPECT_WORDS(test, words,
		     stride_msg_set_promisc(words, STRIDE_PROMISC_MULTICAST),
		     0x00020006);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), 0);
	KUNIT_EXPECT_EQ(test, req.type, STRIDE_MSG_SET_PROMISC);
	KUNIT_EXPECT_EQ(test, req.promisc, 0x02);
	msg_expect_reply_understood(test, words[0]);
	EXPECT_WORDS(test, words, stride_msg_set_promisc(words, 0), 0x00000006);
}

static void msg_reset_with_information_is_refused(struct kunit *test)
{
	struct stride_request req;
	u32 info;

	for (info = 1; info <= 255; info++)
		KUNIT_EXPECT_EQ(test, msg_decode1(info << 16 | 0x0001, &req),
				-EPROTO);
}

static void msg_request_with_a_flag_or_reserved_bit_is_refused(struct kunit *test)
{
	struct stride_request req;
	unsigned int type, bit;

	for (type = 1; type <= 6; type++)
		for (bit = 24; bit <= 31; bit++)
			KUNIT_EXPECT_EQ_MSG(test,
					    msg_decode1(BIT(bit) | type, &req),
					    -EPROTO, "type %u bit %u", type, bit);
}

static void msg_set_mac_to_a_group_or_zero_address_is_refused(struct kunit *test)
{
	u32 group[STRIDE_MBX_WORDS] = { 0x00000002, 0x005e0001, 0x00000100 };
	u32 bcast[STRIDE_MBX_WORDS] = { 0x00000002, 0xffffffff, 0x0000ffff };
	u32 zero[STRIDE_MBX_WORDS] = { 0x00000002 };
	struct stride_request req;

	KUNIT_EXPECT_EQ(test, stride_msg_decode(group, &req), -EINVAL);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(bcast, &req), -EINVAL);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(zero, &req), -EINVAL);
}

static void msg_mac_filter_for_a_group_or_zero_address_is_refused(struct kunit *test)
{
	u32 group[STRIDE_MBX_WORDS] = { 0x00020002, 0x005e0001, 0x00000100 };
	u32 zero[STRIDE_MBX_WORDS] = { 0x00020002 };
	struct stride_request req;

	KUNIT_EXPECT_EQ(test, stride_msg_decode(group, &req), -EINVAL);
	KUNIT_EXPECT_EQ(test, stride_msg_decode(zero, &req), -EINVAL);
}

static void msg_mac_operation_that_is_not_known_is_refused(struct kunit *test)
{
	u32 words[STRIDE_MBX_WORDS] = { 0, 0x12005452, 0x00005634 };
	struct stride_request req;
	u32 info;

	for (info = 3; info <= 255; info++) {
		words[0] = info << 16 | 0x0002;
		KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req),
				-EOPNOTSUPP);
	}
}

static void msg_vlan_id_above_4095_is_refused(struct kunit *test)
{
	u32 words[STRIDE_MBX_WORDS] = { 0x00010004, 4096 };
	struct stride_request req;

	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), -EINVAL);
	words[1] = 0x00010064;	/* in-tree igb cuts it to 12 bits: VLAN 100 */
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), -EINVAL);
	words[1] = 0xffffffff;
	KUNIT_EXPECT_EQ(test, stride_msg_decode(words, &req), -EINVAL);
}

static void msg_vlan_operation_that_is_not_known_is_refused(struct kunit *test)
{
	struct stride_request req;
	u32 info;

	for (info = 2; info <= 255; info++)
		KUNIT_EXPECT_EQ(test, msg_decode1(info << 16 | 0x0004, &req),
				-EINVAL);
}

static void msg_set_lpe_with_information_is_refused(struct kunit *test)
{
	struct stride_request req;
	u32 info;

	for (info = 1; info <= 255; info++)
		KUNIT_EXPECT_EQ(test, msg_decode1(info << 16 | 0x0005, &req),
				-EINVAL);
}

static void msg_promisc_flag_that_is_not_known_is_refused(struct kunit *test)
{
	struct stride_request req;
	u32 info;

	for (info = 0; info <= 255; info++)
		KUNIT_EXPECT_EQ_MSG(test, msg_decode1(info << 16 | 0x0006, &req),
				    info > 3 ? -EINVAL : 0, "0x%02x", info);
}

static bool msg_is_newer(u32 type)
{
	return type == 0x08 || type == 0x09 || type == 0x0c ||
	       (type >= 0x10 && type <= 0x12) || type == 0x8001;
}

static void msg_type_that_no_vf_may_send_is_refused(struct kunit *test)
{
	struct stride_request req;
	u32 type;

	for (type = 0; type <= 0xffff; type++)
		if ((type < 1 || type > 6) && !msg_is_newer(type))
			KUNIT_EXPECT_EQ_MSG(test, msg_decode1(type, &req),
					    -EOPNOTSUPP, "type 0x%04x", type);
}

static void msg_length_is_1_to_16_for_every_type(struct kunit *test)
{
	static const u8 len[] = {
		1, 1, 3, 16, 2, 2, 1, 1,
		3, 1, 1, 1, 2, 1, 1, 1,		/* API_NEGOTIATE, xcast mode */
		1, 1, 2,			/* FEATURES_NEGOTIATE */
	};
	u32 type;

	for (type = 0; type <= 0xffff; type++) {
		KUNIT_EXPECT_EQ_MSG(test, stride_msg_words(type),
				    type < ARRAY_SIZE(len) ? len[type] : 1,
				    "type 0x%04x", type);
		KUNIT_EXPECT_EQ(test, stride_msg_words(type),
				stride_msg_words(type | 0xffff0000));
	}
}

/* Whatever lies behind the message's end must not matter. */
static void msg_decode_looks_no_further_than_the_length(struct kunit *test)
{
	u32 words[2][STRIDE_MBX_WORDS];
	struct stride_request req[2];
	int err[2];
	u32 word0;
	unsigned int i;

	for (word0 = 0; word0 < 0x01000000; word0 += 0x10000 - 8) {
		unsigned int n = stride_msg_words(word0);

		memset(words[0], 0x00, sizeof(words[0]));
		memset(words[1], 0xff, sizeof(words[1]));
		for (i = 0; i < 2; i++) {
			memset(&req[i], 0, sizeof(req[i]));
			memset(words[i], 0x12, n * sizeof(u32));
			words[i][0] = word0;
			err[i] = stride_msg_decode(words[i], &req[i]);
		}
		KUNIT_EXPECT_EQ_MSG(test, err[0], err[1], "0x%08x", word0);
		if (!err[0])
			KUNIT_EXPECT_MEMEQ(test, &req[0], &req[1], sizeof(req[0]));
	}
}

static struct kunit_case msg_cases[] = {
	KUNIT_CASE(msg_reset_round_trip),
	KUNIT_CASE(msg_set_mac_round_trip),
	KUNIT_CASE(msg_mac_filter_add_round_trip),
	KUNIT_CASE(msg_mac_filter_clear_round_trip_without_an_address),
	KUNIT_CASE(msg_set_multicast_packs_hashes_low_half_first),
	KUNIT_CASE(msg_set_multicast_empties_the_list_with_count_0),
	KUNIT_CASE(msg_set_multicast_holds_30_hashes),
	KUNIT_CASE(msg_set_multicast_of_more_than_30_means_all),
	KUNIT_CASE(msg_set_multicast_count_from_the_wire_never_overruns),
	KUNIT_CASE(msg_set_multicast_hashes_are_cut_to_12_bits),
	KUNIT_CASE(msg_set_vlan_round_trip),
	KUNIT_CASE(msg_set_lpe_round_trip),
	KUNIT_CASE(msg_set_lpe_size_is_handed_on_unchanged),
	KUNIT_CASE(msg_set_promisc_round_trip),
	KUNIT_CASE(msg_reset_with_information_is_refused),
	KUNIT_CASE(msg_request_with_a_flag_or_reserved_bit_is_refused),
	KUNIT_CASE(msg_set_mac_to_a_group_or_zero_address_is_refused),
	KUNIT_CASE(msg_mac_filter_for_a_group_or_zero_address_is_refused),
	KUNIT_CASE(msg_mac_operation_that_is_not_known_is_refused),
	KUNIT_CASE(msg_vlan_id_above_4095_is_refused),
	KUNIT_CASE(msg_vlan_operation_that_is_not_known_is_refused),
	KUNIT_CASE(msg_set_lpe_with_information_is_refused),
	KUNIT_CASE(msg_promisc_flag_that_is_not_known_is_refused),
	KUNIT_CASE(msg_type_that_no_vf_may_send_is_refused),
	KUNIT_CASE(msg_length_is_1_to_16_for_every_type),
	KUNIT_CASE(msg_decode_looks_no_further_than_the_length),
	{}
};

static struct kunit_suite msg_suite = {
	.name = "stride_msg_request",
	.test_cases = msg_cases,
};

kunit_test_suite(msg_suite);
