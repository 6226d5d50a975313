// SPDX-License-Identifier: GPL-2.0
/* Suite stride_features: packets whose headers do not fit a context descriptor. */

#include <kunit/skbuff.h>
#include <kunit/test.h>
#include <linux/netdevice.h>
#include <stride/txrx.h>

#define OFFLOADS	(NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM | NETIF_F_TSO | \
			 NETIF_F_TSO6 | NETIF_F_SG)

static netdev_features_t features_of(struct kunit *test, unsigned int l2,
				     unsigned int ip_len, bool csum,
				     bool encapsulated)
{
	struct sk_buff *skb = kunit_zalloc_skb(test, 1024, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put(skb, l2 + ip_len + 64);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, l2);
	skb->csum_start = skb_headroom(skb) + l2 + ip_len;
	skb->csum_offset = 16;
	if (csum)
		skb->ip_summed = CHECKSUM_PARTIAL;
	skb->encapsulation = encapsulated;
	return stride_port_features_check(skb, NULL, OFFLOADS);
}

static void features_of_an_ordinary_packet_are_all(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, features_of(test, 14, 20, true, false), OFFLOADS);
}

static void features_end_where_maclen_has_no_more_bits(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, features_of(test, 127, 20, true, false), OFFLOADS);
	KUNIT_EXPECT_EQ(test, features_of(test, 128, 20, true, false),
			NETIF_F_SG);
}

static void features_end_where_iplen_has_no_more_bits(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, features_of(test, 14, 511, true, false), OFFLOADS);
	KUNIT_EXPECT_EQ(test, features_of(test, 14, 512, true, false),
			NETIF_F_SG);
}

static void features_do_not_end_without_a_checksum_to_fill(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, features_of(test, 128, 512, false, false),
			OFFLOADS);
}

static void features_do_not_cover_encapsulated_packets(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, features_of(test, 14, 20, true, true), NETIF_F_SG);
}

static struct kunit_case features_cases[] = {
	KUNIT_CASE(features_of_an_ordinary_packet_are_all),
	KUNIT_CASE(features_end_where_maclen_has_no_more_bits),
	KUNIT_CASE(features_end_where_iplen_has_no_more_bits),
	KUNIT_CASE(features_do_not_end_without_a_checksum_to_fill),
	KUNIT_CASE(features_do_not_cover_encapsulated_packets),
	{}
};

static struct kunit_suite features_suite = {
	.name = "stride_features",
	.test_cases = features_cases,
};

kunit_test_suite(features_suite);
