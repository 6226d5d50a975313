// SPDX-License-Identifier: GPL-2.0
/* Suite stride_vf_addr: the VF's own address, derived, assigned or refused. */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include "vf_bed.h"

#define SET_MAC		0x00000002u
#define REFUSE_MAC	BIT(2)

static const u8 MINE[ETH_ALEN] = { 0x06, 0xaa, 0xbb, 0xcc, 0xdd, 0xee };

static const u8 *addr_of(struct vf_bed *bed)
{
	return bed->vf.net->port.netdev->dev_addr;
}

static void addr_asked(struct vf_bed *bed, unsigned int i, u8 *mac)
{
	KUNIT_ASSERT_LT(bed->test, i, bed->num_asked);
	KUNIT_EXPECT_EQ(bed->test, bed->asked[i][0], SET_MAC);
	memcpy(mac, &bed->asked[i][1], ETH_ALEN);
}

static int addr_set(struct vf_bed *bed, const u8 *mac)
{
	int err;

	rtnl_lock();
	err = stride_vf_addr_set(&bed->vf, mac);
	rtnl_unlock();
	return err;
}

/* The address of a machine must be the same after each update of the driver. */
static void addr_derived_never_changes(struct kunit *test)
{
	static const u8 known[ETH_ALEN] = { 0xda, 0x70, 0xe9, 0x56, 0x3d, 0x97 };
	u8 mac[ETH_ALEN];

	stride_vf_derive_mac("- 0000:07:10.4 8086:0000 0000000000000000 0", mac);
	KUNIT_EXPECT_MEMEQ(test, mac, known, ETH_ALEN);
}

static void addr_derived_is_local_unicast(struct kunit *test)
{
	u8 mac[ETH_ALEN], last[ETH_ALEN] = {};
	char id[16];
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		snprintf(id, sizeof(id), "%u", i);
		stride_vf_derive_mac(id, mac);
		KUNIT_ASSERT_EQ_MSG(test, mac[0] & 3, 2, "id %u", i);
		KUNIT_ASSERT_TRUE(test, is_valid_ether_addr(mac));
		KUNIT_ASSERT_FALSE(test, ether_addr_equal(mac, last));
		ether_addr_copy(last, mac);
	}
}

static void addr_before_any_pf_is_derived(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	u8 first[ETH_ALEN];

	ether_addr_copy(first, addr_of(bed));
	KUNIT_EXPECT_EQ(test, first[0] & 3, 2);
	stride_vf_addr_init(&bed->vf);
	KUNIT_EXPECT_MEMEQ(test, addr_of(bed), first, ETH_ALEN);
}

static void addr_of_the_pf_is_adopted_unasked(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	unsigned int i;

	stride_vf_link_probe(&bed->vf);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
	KUNIT_EXPECT_MEMEQ(test, addr_of(bed), bed->mac, ETH_ALEN);
	for (i = 0; i < bed->num_asked; i++)
		KUNIT_EXPECT_NE(test, bed->asked[i][0], SET_MAC);
}

static void addr_is_told_to_a_pf_without_one(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	u8 mine[ETH_ALEN], asked[ETH_ALEN];

	eth_zero_addr(bed->mac);
	ether_addr_copy(mine, addr_of(bed));
	stride_vf_link_probe(&bed->vf);
	addr_asked(bed, 1, asked);
	KUNIT_EXPECT_MEMEQ(test, asked, mine, ETH_ALEN);
	KUNIT_EXPECT_MEMEQ(test, addr_of(bed), mine, ETH_ALEN);
}

/* Each try is another address; then the VF lives with what it has. */
static void addr_that_is_refused_is_replaced(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	u8 mine[ETH_ALEN], a[ETH_ALEN], b[ETH_ALEN];
	unsigned int i, n = 0;

	eth_zero_addr(bed->mac);
	bed->refuse = REFUSE_MAC;
	ether_addr_copy(mine, addr_of(bed));
	stride_vf_link_probe(&bed->vf);
	for (i = 0; i < bed->num_asked; i++)
		n += bed->asked[i][0] == SET_MAC;
	KUNIT_EXPECT_GE(test, n, 3);
	KUNIT_EXPECT_LE(test, n, 6);
	addr_asked(bed, 2, a);
	addr_asked(bed, 3, b);
	KUNIT_EXPECT_FALSE(test, ether_addr_equal(a, mine));
	KUNIT_EXPECT_FALSE(test, ether_addr_equal(a, b));
	KUNIT_EXPECT_MEMEQ(test, addr_of(bed), mine, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
}

static void addr_of_a_user_is_asked_for(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);
	u8 asked[ETH_ALEN];

	KUNIT_EXPECT_EQ(test, addr_set(bed, MINE), 0);
	addr_asked(bed, 0, asked);
	KUNIT_EXPECT_MEMEQ(test, asked, MINE, ETH_ALEN);
	KUNIT_EXPECT_MEMEQ(test, addr_of(bed), MINE, ETH_ALEN);
	/* The same again is nothing to ask for. */
	KUNIT_EXPECT_EQ(test, addr_set(bed, MINE), 0);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 1);
}

static void addr_of_a_user_refused_leaves_the_old(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);

	bed->refuse = REFUSE_MAC;
	KUNIT_EXPECT_EQ(test, addr_set(bed, MINE), -EPERM);
	KUNIT_EXPECT_MEMEQ(test, addr_of(bed), bed->mac, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
}

static void addr_of_a_user_without_a_pf_is_asked_for_later(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);
	struct net_device *netdev = bed->vf.net->port.netdev;
	u8 asked[ETH_ALEN];

	stride_vf_link_lose(&bed->vf, "test");
	KUNIT_EXPECT_EQ(test, addr_set(bed, MINE), 0);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 0);
	KUNIT_EXPECT_MEMEQ(test, addr_of(bed), MINE, ETH_ALEN);
	netdev->addr_assign_type = NET_ADDR_SET;
	bed->vf.next_try = jiffies;
	vf_bed_serve(bed);
	KUNIT_EXPECT_EQ(test, bed->asked[0][0], 1u);
	addr_asked(bed, 1, asked);
	KUNIT_EXPECT_MEMEQ(test, asked, MINE, ETH_ALEN);
}

static struct kunit_case addr_cases[] = {
	KUNIT_CASE(addr_derived_never_changes),
	KUNIT_CASE(addr_derived_is_local_unicast),
	KUNIT_CASE(addr_before_any_pf_is_derived),
	KUNIT_CASE(addr_of_the_pf_is_adopted_unasked),
	KUNIT_CASE(addr_is_told_to_a_pf_without_one),
	KUNIT_CASE(addr_that_is_refused_is_replaced),
	KUNIT_CASE(addr_of_a_user_is_asked_for),
	KUNIT_CASE(addr_of_a_user_refused_leaves_the_old),
	KUNIT_CASE(addr_of_a_user_without_a_pf_is_asked_for_later),
	{}
};

static struct kunit_suite addr_suite = {
	.name = "stride_vf_addr",
	.test_cases = addr_cases,
};

kunit_test_suite(addr_suite);
