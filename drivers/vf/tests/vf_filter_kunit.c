// SPDX-License-Identifier: GPL-2.0
/* Suite stride_vf_filter: what the PF is told about which change, and what not. */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include "vf_bed.h"

#define UC_CLEAR	0x00010002u
#define UC_ADD		0x00020002u
#define MULTICAST(n)	(0x00000003u | (n) << 16)
#define VLAN_JOIN	0x00010004u
#define VLAN_LEAVE	0x00000004u
#define MAX_FRAME	0x00000005u
#define PROMISC(flags)	(0x00000006u | (flags) << 16)

#define EXPECT_ASKED(bed, ...)						\
	filter_expect(bed, (const u32[]){ __VA_ARGS__ },		\
		      sizeof((u32[]){ __VA_ARGS__ }) / sizeof(u32))

static void filter_expect(struct vf_bed *bed, const u32 *word0, unsigned int n)
{
	vf_bed_expect_asked(bed, word0, n);
	vf_bed_forget(bed);
}

static void filter_sync(struct vf_bed *bed)
{
	rtnl_lock();
	KUNIT_EXPECT_EQ(bed->test, stride_vf_filter_sync(&bed->vf), 0);
	rtnl_unlock();
}

static int filter_vlan(struct vf_bed *bed, u16 vid, bool add)
{
	int err;

	rtnl_lock();
	err = stride_vf_filter_vlan(&bed->vf, vid, add);
	rtnl_unlock();
	return err;
}

/* Group or address number @n. */
static const u8 *filter_addr(u8 first, unsigned int n)
{
	static u8 addr[ETH_ALEN];

	addr[0] = first;
	addr[4] = n << 4;
	addr[5] = n >> 4;
	return addr;
}

static struct net_device *netdev_of(struct vf_bed *bed)
{
	return bed->vf.net->port.netdev;
}

static void filter_nothing_changed(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);

	filter_sync(bed);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 0);
	KUNIT_EXPECT_EQ(test, bed->heard, 0);
}

static void filter_multicast(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);

	dev_mc_add(netdev_of(bed), filter_addr(0x01, 0x123));
	filter_sync(bed);
	KUNIT_EXPECT_EQ(test, bed->asked[0][1], 0x123u);
	EXPECT_ASKED(bed, MULTICAST(1));
	dev_mc_add(netdev_of(bed), filter_addr(0x01, 0x456));
	filter_sync(bed);
	KUNIT_EXPECT_EQ(test, bed->asked[0][1], 0x04560123u);
	EXPECT_ASKED(bed, MULTICAST(2));
	filter_sync(bed);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 0);
	dev_mc_del(netdev_of(bed), filter_addr(0x01, 0x123));
	dev_mc_del(netdev_of(bed), filter_addr(0x01, 0x456));
	filter_sync(bed);
	EXPECT_ASKED(bed, MULTICAST(0));
}

static void filter_more_groups_than_fit(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);
	unsigned int i;

	for (i = 0; i < 30; i++)
		dev_mc_add(netdev_of(bed), filter_addr(0x01, i));
	filter_sync(bed);
	EXPECT_ASKED(bed, MULTICAST(30));
	dev_mc_add(netdev_of(bed), filter_addr(0x01, 30));
	filter_sync(bed);
	EXPECT_ASKED(bed, MULTICAST(31));
	dev_mc_add(netdev_of(bed), filter_addr(0x01, 31));
	filter_sync(bed);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 0);
	dev_mc_del(netdev_of(bed), filter_addr(0x01, 30));
	dev_mc_del(netdev_of(bed), filter_addr(0x01, 31));
	filter_sync(bed);
	EXPECT_ASKED(bed, MULTICAST(30));
}

/* The PF grants it to trusted VFs only: what fits is asked for, and said once. */
static void filter_all_multicast_refused(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);
	unsigned int i;

	bed->refuse_word = MULTICAST(31);
	for (i = 0; i < 31; i++)
		dev_mc_add(netdev_of(bed), filter_addr(0x01, i));
	filter_sync(bed);
	EXPECT_ASKED(bed, MULTICAST(31), MULTICAST(30));
	filter_sync(bed);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 0);
	for (i = 1; i < 31; i++)
		dev_mc_del(netdev_of(bed), filter_addr(0x01, i));
	netdev_of(bed)->flags |= IFF_ALLMULTI;
	filter_sync(bed);
	EXPECT_ASKED(bed, MULTICAST(31), MULTICAST(1));
	netdev_of(bed)->flags &= ~IFF_ALLMULTI;
	filter_sync(bed);
	EXPECT_ASKED(bed, MULTICAST(1));
}

static void filter_modes(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);

	netdev_of(bed)->flags |= IFF_ALLMULTI;
	filter_sync(bed);
	EXPECT_ASKED(bed, MULTICAST(31));
	/* The multicast list has the last word. */
	netdev_of(bed)->flags |= IFF_PROMISC;
	filter_sync(bed);
	EXPECT_ASKED(bed, PROMISC(3), MULTICAST(31));
	netdev_of(bed)->flags &= ~(IFF_PROMISC | IFF_ALLMULTI);
	filter_sync(bed);
	EXPECT_ASKED(bed, PROMISC(0), MULTICAST(0));
}

static void filter_unicast(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);

	dev_uc_add(netdev_of(bed), filter_addr(0x02, 1));
	dev_uc_add(netdev_of(bed), filter_addr(0x02, 2));
	filter_sync(bed);
	KUNIT_EXPECT_EQ(test, bed->asked[0][2], 0x0010u);
	EXPECT_ASKED(bed, UC_ADD, UC_ADD);
	/* One goes: all go, and the other comes back. */
	dev_uc_del(netdev_of(bed), filter_addr(0x02, 1));
	filter_sync(bed);
	KUNIT_EXPECT_EQ(test, bed->asked[1][2], 0x0020u);
	EXPECT_ASKED(bed, UC_CLEAR, UC_ADD);
	dev_uc_del(netdev_of(bed), filter_addr(0x02, 2));
	filter_sync(bed);
	EXPECT_ASKED(bed, UC_CLEAR);
}

/* In-tree igb refuses to clear and keeps what it has: nothing is added twice. */
static void filter_unicast_of_igb_is_sticky(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);

	bed->refuse_word = UC_CLEAR;
	dev_uc_add(netdev_of(bed), filter_addr(0x02, 1));
	dev_uc_add(netdev_of(bed), filter_addr(0x02, 2));
	filter_sync(bed);
	dev_uc_del(netdev_of(bed), filter_addr(0x02, 1));
	vf_bed_forget(bed);
	filter_sync(bed);
	EXPECT_ASKED(bed, UC_CLEAR);
	dev_uc_add(netdev_of(bed), filter_addr(0x02, 3));
	filter_sync(bed);
	EXPECT_ASKED(bed, UC_ADD);
	dev_uc_add(netdev_of(bed), filter_addr(0x02, 1));
	filter_sync(bed);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 0);
}

static void filter_more_unicast_than_is_asked_for(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);
	unsigned int i;

	for (i = 0; i < 17; i++)
		dev_uc_add(netdev_of(bed), filter_addr(0x02, i));
	filter_sync(bed);
	EXPECT_ASKED(bed, PROMISC(1), MULTICAST(0));
}

static void filter_vlans(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);
	unsigned long *vlans = bed->vf.net->vlans;

	KUNIT_EXPECT_EQ(test, filter_vlan(bed, 100, true), 0);
	KUNIT_EXPECT_EQ(test, bed->asked[0][1], 100u);
	EXPECT_ASKED(bed, VLAN_JOIN);
	/* Priority tags come unasked. */
	KUNIT_EXPECT_EQ(test, filter_vlan(bed, 0, true), 0);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 0);
	bed->refuse = BIT(4);
	KUNIT_EXPECT_EQ(test, filter_vlan(bed, 101, true), -EPERM);
	KUNIT_EXPECT_FALSE(test, test_bit(101, vlans));
	vf_bed_forget(bed);
	KUNIT_EXPECT_EQ(test, filter_vlan(bed, 100, false), 0);
	KUNIT_EXPECT_FALSE(test, test_bit(100, vlans));
	EXPECT_ASKED(bed, VLAN_LEAVE);
	/* Without a PF it is noted for later. */
	stride_vf_link_lose(&bed->vf, "test");
	KUNIT_EXPECT_EQ(test, filter_vlan(bed, 102, true), 0);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 0);
	KUNIT_EXPECT_TRUE(test, test_bit(102, vlans));
}

static void filter_replay_tells_everything(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);

	filter_vlan(bed, 0, true);
	filter_vlan(bed, 7, true);
	filter_vlan(bed, 4095, true);
	dev_mc_add(netdev_of(bed), filter_addr(0x01, 1));
	dev_uc_add(netdev_of(bed), filter_addr(0x02, 1));
	filter_sync(bed);
	vf_bed_forget(bed);
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, stride_vf_filter_replay(&bed->vf), 0);
	rtnl_unlock();
	KUNIT_EXPECT_EQ(test, bed->asked[3][1], 7u);
	KUNIT_EXPECT_EQ(test, bed->asked[4][1], 4095u);
	EXPECT_ASKED(bed, MULTICAST(1), UC_CLEAR, UC_ADD, VLAN_JOIN, VLAN_JOIN);
}

/* A slow PF and many VLANs: RTNL is given back, the rest comes later. */
static void filter_vlans_are_told_in_parts(struct kunit *test)
{
	static const struct bed_line lines[] = {
		{ .after = 1, .silent_ms = 600, .words = { VLAN_JOIN | BED_ACK | BED_CTS } },
		{ .after = 2, .silent_ms = 600, .words = { VLAN_JOIN | BED_ACK | BED_CTS } },
	};
	struct vf_bed *bed = vf_bed_ready(test);
	unsigned int vid;

	for (vid = 1; vid <= 20; vid++)
		filter_vlan(bed, vid, true);
	vf_bed_play(bed, lines, ARRAY_SIZE(lines));
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, stride_vf_filter_replay(&bed->vf), 0);
	rtnl_unlock();
	KUNIT_EXPECT_EQ(test, bed->num_asked, 2);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&bed->vf.service));
	KUNIT_EXPECT_EQ(test, bed->vf.state, STRIDE_VF_READY);
	vf_bed_serve(bed);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 20);
	KUNIT_EXPECT_EQ(test, bed->asked[2][1], 3u);
	KUNIT_EXPECT_EQ(test, bed->asked[19][1], 20u);
	vf_bed_serve(bed);
	KUNIT_EXPECT_EQ(test, bed->num_asked, 20);
}

static void filter_frame_size(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_ready(test);

	rtnl_lock();
	KUNIT_EXPECT_EQ(test, stride_vf_filter_max_frame(&bed->vf, 9018), 0);
	rtnl_unlock();
	KUNIT_EXPECT_EQ(test, bed->asked[0][1], 9018u);
	EXPECT_ASKED(bed, MAX_FRAME);
}

static struct kunit_case filter_cases[] = {
	KUNIT_CASE(filter_nothing_changed),
	KUNIT_CASE(filter_multicast),
	KUNIT_CASE(filter_more_groups_than_fit),
	KUNIT_CASE(filter_all_multicast_refused),
	KUNIT_CASE(filter_modes),
	KUNIT_CASE(filter_unicast),
	KUNIT_CASE(filter_unicast_of_igb_is_sticky),
	KUNIT_CASE(filter_more_unicast_than_is_asked_for),
	KUNIT_CASE(filter_vlans),
	KUNIT_CASE(filter_replay_tells_everything),
	KUNIT_CASE_SLOW(filter_vlans_are_told_in_parts),
	KUNIT_CASE(filter_frame_size),
	{}
};

static struct kunit_suite filter_suite = {
	.name = "stride_vf_filter",
	.test_cases = filter_cases,
};

kunit_test_suite(filter_suite);
