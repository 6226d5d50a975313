// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_pf_filter: the tables of addresses, VLANs and multicast hashes, in
 * the registers as the datasheet has them: who owns an entry, how many one may have.
 */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include "pf_bed.h"

#define RAL0	0x05400
#define RAH0	0x05404
#define RAH(n)	(filter_ral(n) + 4)
#define VLVF(n)	(0x05d00 + 4 * (n))
#define VFTA(n)	(0x05600 + 4 * (n))
#define MTA(n)	(0x05200 + 4 * (n))

static u32 filter_ral(unsigned int n)
{
	return n < 16 ? 0x05400 + 8 * n : 0x054e0 + 8 * (n - 16);
}

static void filter_mac(unsigned int n, u8 *mac)
{
	u8 addr[ETH_ALEN] = { 0x02, 0x10, 0x20, 0x30, n >> 8, n };

	ether_addr_copy(mac, addr);
}

static unsigned int filter_mac_entries(struct pf_bed *bed, u8 pool)
{
	unsigned int i, n = 0;

	for (i = 0; i < 24; i++) {
		u32 rah = pf_bed_reg(bed, RAH(i));

		n += rah & 0x80000000 && (rah & 0x03fc0000) == 0x00040000u << pool;
	}
	return n;
}

static unsigned int filter_vlan_entries(struct pf_bed *bed, u8 pool)
{
	unsigned int i, n = 0;

	for (i = 0; i < 32; i++) {
		u32 vlvf = pf_bed_reg(bed, VLVF(i));

		n += vlvf & 0x80000000 && vlvf & (0x1000u << pool);
	}
	return n;
}

static bool filter_in_vfta(struct pf_bed *bed, u16 vid)
{
	return pf_bed_reg(bed, VFTA(vid / 32)) & (1u << vid % 32);
}

static void filter_own_address_is_in_its_register(struct kunit *test)
{
	static const u8 mac[ETH_ALEN] = { 0x02, 0x11, 0x22, 0x33, 0x44, 0x55 };
	struct pf_bed *bed = pf_bed_create(test, 7);

	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAL0), 0xab005452u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH0), 0x8200efcdu);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_set_own(&bed->pf, 2, mac), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, filter_ral(3)), 0x33221102u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH(3)), 0x80105544u);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_set_own(&bed->pf, 2, NULL), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, filter_ral(3)), 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH(3)), 0u);
}

static void filter_address_belongs_to_one_pool(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 3);
	struct stride_pf *pf = &bed->pf;
	u8 a[ETH_ALEN], b[ETH_ALEN];

	filter_mac(1, a);
	filter_mac(2, b);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_set_own(pf, 0, a), 0);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_set_own(pf, 1, a), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_add(pf, 1, a), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_add(pf, 1, pf->perm_mac), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_set_own(pf, 1, pf->perm_mac), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_add(pf, 1, b), 0);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_add(pf, 2, b), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_del(pf, 2, b), -ENOENT);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_del(pf, 0, a), -ENOENT);
	KUNIT_EXPECT_EQ(test, filter_mac_entries(bed, 1), 1);
	KUNIT_EXPECT_EQ(test, filter_mac_entries(bed, 2), 0);
	/* An extra one becomes the VF's own: one entry, not two. */
	KUNIT_EXPECT_EQ(test, stride_pf_mac_set_own(pf, 1, b), 0);
	KUNIT_EXPECT_EQ(test, filter_mac_entries(bed, 1), 1);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH(2)), 0x80080200u);
}

static void filter_greedy_vf_leaves_the_others_their_addresses(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf *pf = &bed->pf;
	unsigned int vf, n = 0, before;
	u8 mac[ETH_ALEN];

	do {
		filter_mac(n, mac);
	} while (!stride_pf_mac_add(pf, 0, mac) && ++n < 100);
	KUNIT_EXPECT_GE(test, n, 1);
	KUNIT_EXPECT_LT(test, n, 16);
	KUNIT_EXPECT_EQ(test, filter_mac_entries(bed, 0), n);
	for (vf = 1; vf < 7; vf++) {
		filter_mac(1000 + vf, mac);
		KUNIT_EXPECT_EQ(test, stride_pf_mac_set_own(pf, vf, mac), 0);
		filter_mac(2000 + vf, mac);
		KUNIT_EXPECT_EQ(test, stride_pf_mac_add(pf, vf, mac), 0);
	}
	before = filter_mac_entries(bed, 7);
	for (n = 0; n < 3; n++) {
		filter_mac(3000 + n, mac);
		KUNIT_EXPECT_EQ(test, stride_pf_mac_add(pf, 7, mac), 0);
	}
	KUNIT_EXPECT_EQ(test, filter_mac_entries(bed, 7), before + 3);
	stride_pf_mac_flush(pf, 0);
	KUNIT_EXPECT_EQ(test, filter_mac_entries(bed, 0), 0);
	KUNIT_EXPECT_EQ(test, filter_mac_entries(bed, 1), 2);
}

/* 16 entries beside the own ones; the PF keeps 3 and what does not divide. */
static void filter_address_shares_are_these(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 3);
	unsigned int n, pool;
	u8 mac[ETH_ALEN];

	for (pool = 0; pool < 8; pool = pool < 2 ? pool + 1 : pool + 5) {
		for (n = 0; n < 100; n++) {
			filter_mac(1000 * (pool + 1) + n, mac);
			if (stride_pf_mac_add(&bed->pf, pool, mac))
				break;
		}
		KUNIT_EXPECT_EQ_MSG(test, n, 4, "pool %u", pool);
	}
}

static void filter_addresses_return_after_a_reset(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 2);
	u32 ral[24], rah[24];
	u8 mac[ETH_ALEN];
	unsigned int i;

	filter_mac(5, mac);
	KUNIT_ASSERT_EQ(test, stride_pf_mac_add(&bed->pf, 1, mac), 0);
	for (i = 0; i < 24; i++) {
		ral[i] = pf_bed_reg(bed, filter_ral(i));
		rah[i] = pf_bed_reg(bed, RAH(i));
		fake_hw_poke(bed->fake, FAKE_HW_PF, filter_ral(i), 0);
		fake_hw_poke(bed->fake, FAKE_HW_PF, RAH(i), 0);
	}
	stride_pf_mac_apply(&bed->pf);
	for (i = 0; i < 24; i++) {
		KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, filter_ral(i)), ral[i]);
		KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH(i)), rah[i]);
	}
}

static void filter_vlan_has_one_entry_for_all_members(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf *pf = &bed->pf;

	KUNIT_EXPECT_EQ(test, stride_pf_vlan_join(pf, 0, 100), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF(0)), 0x80001064u);
	KUNIT_EXPECT_EQ(test, stride_pf_vlan_join(pf, 3, 100), 0);
	KUNIT_EXPECT_EQ(test, stride_pf_vlan_join(pf, 3, 100), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF(0)), 0x80009064u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF(1)), 0u);
	KUNIT_EXPECT_TRUE(test, filter_in_vfta(bed, 100));
	stride_pf_vlan_leave(pf, 0, 100);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF(0)), 0x80008064u);
	KUNIT_EXPECT_TRUE(test, filter_in_vfta(bed, 100));
	stride_pf_vlan_leave(pf, 5, 100);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF(0)), 0x80008064u);
	stride_pf_vlan_leave(pf, 3, 100);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF(0)), 0u);
	KUNIT_EXPECT_FALSE(test, filter_in_vfta(bed, 100));
}

static void filter_greedy_vf_leaves_the_others_their_vlans(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf *pf = &bed->pf;
	unsigned int vf, n = 0;

	while (n < 100 && !stride_pf_vlan_join(pf, 0, 100 + n))
		n++;
	KUNIT_EXPECT_EQ(test, n, 3);
	KUNIT_EXPECT_FALSE(test, filter_in_vfta(bed, 103));
	for (vf = 1; vf < 7; vf++) {
		KUNIT_EXPECT_EQ(test, stride_pf_vlan_join(pf, vf, 200 + vf), 0);
		KUNIT_EXPECT_EQ(test, stride_pf_vlan_join(pf, vf, 300 + vf), 0);
	}
	/* 8021q joins VLAN 0 by itself. */
	KUNIT_EXPECT_EQ(test, stride_pf_vlan_join(pf, 7, 0), 0);
	for (n = 0; n < 4; n++)
		KUNIT_EXPECT_EQ(test, stride_pf_vlan_join(pf, 7, 400 + n), 0);
	stride_pf_vlan_flush(pf, 0);
	KUNIT_EXPECT_EQ(test, filter_vlan_entries(bed, 0), 0);
	KUNIT_EXPECT_EQ(test, filter_vlan_entries(bed, 1), 2);
	KUNIT_EXPECT_FALSE(test, filter_in_vfta(bed, 100));
	KUNIT_EXPECT_TRUE(test, filter_in_vfta(bed, 201));
}

static void filter_vlan_shares_fit_the_table(struct kunit *test)
{
	unsigned int n;

	for (n = 1; n <= 7; n++) {
		unsigned int vf = stride_pf_vlan_quota(n, 0);
		unsigned int pf = stride_pf_vlan_quota(n, 7);

		KUNIT_EXPECT_GE(test, vf, 2);
		KUNIT_EXPECT_GE(test, pf, 5);
		KUNIT_EXPECT_EQ(test, vf * n + pf, 32);
	}
	KUNIT_EXPECT_EQ(test, stride_pf_vlan_quota(0, 7), 4096);
}

static void filter_pf_alone_has_all_vlans(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 0);
	unsigned int vid;

	for (vid = 1; vid < 4095; vid++) {
		fake_hw_log_clear(bed->fake);
		KUNIT_ASSERT_EQ(test, stride_pf_vlan_join(&bed->pf, 7, vid), 0);
	}
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF(0)), 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFTA(5)), 0xffffffffu);
	stride_pf_vlan_leave(&bed->pf, 7, 4094);
	KUNIT_EXPECT_FALSE(test, filter_in_vfta(bed, 4094));
}

static void filter_vlans_return_after_a_reset(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 2);

	KUNIT_ASSERT_EQ(test, stride_pf_vlan_join(&bed->pf, 1, 77), 0);
	fake_hw_poke(bed->fake, FAKE_HW_PF, VLVF(0), 0);
	fake_hw_poke(bed->fake, FAKE_HW_PF, VFTA(2), 0);
	stride_pf_vlan_apply(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF(0)), 0x8000204du);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFTA(2)), 0x00002000u);
}

static void filter_multicast_is_the_union_of_all(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 2);
	struct stride_pf *pf = &bed->pf;

	pf->filters.pf_mc[1] = 0x80;
	bed->vf[0].mc_hash[0] = 0x000;
	bed->vf[0].mc_hash[1] = 0xfff;
	bed->vf[0].mc_count = 2;
	bed->vf[1].mc_hash[0] = 0x021;
	bed->vf[1].mc_count = 1;
	stride_pf_mcast_apply(pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MTA(0)), 0x00000001u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MTA(1)), 0x00000082u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MTA(127)), 0x80000000u);
	bed->vf[0].mc_count = 0;
	stride_pf_mcast_apply(pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MTA(0)), 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MTA(1)), 0x00000082u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MTA(127)), 0u);
}

static struct kunit_case filter_cases[] = {
	KUNIT_CASE(filter_own_address_is_in_its_register),
	KUNIT_CASE(filter_address_belongs_to_one_pool),
	KUNIT_CASE(filter_greedy_vf_leaves_the_others_their_addresses),
	KUNIT_CASE(filter_address_shares_are_these),
	KUNIT_CASE(filter_addresses_return_after_a_reset),
	KUNIT_CASE(filter_vlan_has_one_entry_for_all_members),
	KUNIT_CASE(filter_greedy_vf_leaves_the_others_their_vlans),
	KUNIT_CASE(filter_vlan_shares_fit_the_table),
	KUNIT_CASE(filter_pf_alone_has_all_vlans),
	KUNIT_CASE(filter_vlans_return_after_a_reset),
	KUNIT_CASE(filter_multicast_is_the_union_of_all),
	{}
};

static struct kunit_suite filter_suite = {
	.name = "stride_pf_filter",
	.test_cases = filter_cases,
};

kunit_test_suite(filter_suite);
