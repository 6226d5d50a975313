// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_pf_policy: what the administrator sets reaches a running VF at once,
 * with or without a driver that can be told more than "start over", and lasts.
 */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_link.h>
#include "pf_bed.h"

#define ACK		0x80000000u
#define NACK		0x40000000u
#define CTS		0x20000000u
#define PF_CONTROL	0x00000100u

#define VMOLR(n)	(0x05ad0 + 4 * (n))
#define   AUPE			BIT(24)
#define   ROPE			BIT(26)
#define VMVIR(n)	(0x03700 + 4 * (n))
#define VLVF0		0x05d00
#define RAL_OWN(n)	(0x05408 + 8 * (n))
#define RAH_OWN(n)	(0x0540c + 8 * (n))
#define VFRE		0x00c8c
#define VFTE		0x00c90
#define DTXSWC		0x03500

static const u8 policy_mac[ETH_ALEN] = { 0x02, 0x11, 0x22, 0x33, 0x44, 0x55 };

/* As RTNL calls it: without our lock. */
#define POLICY(bed, call)						\
({									\
	struct mutex *_lock = &(bed)->pf.lock;				\
	int _err;							\
									\
	mutex_unlock(_lock);						\
	_err = (call);							\
	mutex_lock(_lock);						\
	_err;								\
})

static int policy_set_link(struct pf_bed *bed, int state)
{
	return POLICY(bed, stride_pf_set_vf_link_state(bed->pf.netdev, 1, state));
}

static void policy_work(struct pf_bed *bed, unsigned int n)
{
	mutex_unlock(&bed->pf.lock);
	stride_pf_vf_work(&bed->vf[n].work.work);
	mutex_lock(&bed->pf.lock);
}

/* Return: what the PF has told VF @n, taken from the mailbox; 0: nothing. */
static u32 policy_told(struct pf_bed *bed, unsigned int n)
{
	struct stride_mbx *end = &bed->vf_end[n];
	u32 word = 0;

	policy_work(bed, n);
	if (!(stride_mbx_vf_events(end, 0x30) & 0x10))
		return 0;
	KUNIT_ASSERT_EQ(bed->fake->test, stride_mbx_take(end), 0);
	stride_mbx_read(end, &word, 1);
	stride_mbx_ack(end, false);
	stride_pf_guard_signal(&bed->vf[n], false, true, false);
	return word;
}

static bool policy_runs(struct pf_bed *bed, unsigned int n)
{
	u32 on = pf_bed_reg(bed, VFRE) & pf_bed_reg(bed, VFTE) & BIT(n);

	/* Never one without the other. */
	KUNIT_EXPECT_EQ(bed->fake->test, pf_bed_reg(bed, VFRE) & BIT(n), on);
	KUNIT_EXPECT_EQ(bed->fake->test, pf_bed_reg(bed, VFTE) & BIT(n), on);
	return on;
}

/* A driver that knows more than igbvf's has come up. */
static void policy_ready(struct pf_bed *bed, unsigned int n)
{
	u32 words[STRIDE_MBX_WORDS] = { 0x00000008, 8 };

	pf_bed_ready(bed, n);
	KUNIT_ASSERT_EQ(bed->fake->test, pf_bed_say(bed, n, words), 0xa0000008u);
}

/* It is stopped, told to start over, and when it has, served again. */
static void policy_expect_restart(struct pf_bed *bed, unsigned int n)
{
	struct kunit *test = bed->fake->test;

	KUNIT_EXPECT_EQ(test, bed->vf[n].state, STRIDE_VF_FRESH);
	KUNIT_EXPECT_FALSE(test, policy_runs(bed, n));
	KUNIT_EXPECT_EQ(test, policy_told(bed, n), PF_CONTROL);
	policy_ready(bed, n);
	KUNIT_EXPECT_TRUE(test, policy_runs(bed, n));
}

static void policy_expect_undisturbed(struct pf_bed *bed, unsigned int n)
{
	struct kunit *test = bed->fake->test;

	KUNIT_EXPECT_EQ(test, bed->vf[n].state, STRIDE_VF_READY);
	KUNIT_EXPECT_TRUE(test, policy_runs(bed, n));
	KUNIT_EXPECT_EQ(test, policy_told(bed, n), 0u);
}

static struct pf_bed *policy_bed(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	stride_pf_switch_apply(&bed->pf);
	policy_ready(bed, 1);
	policy_ready(bed, 2);
	return bed;
}

static void policy_mac_reaches_a_running_vf(struct kunit *test)
{
	struct pf_bed *bed = policy_bed(test);
	u8 zero[ETH_ALEN] = {}, mac[ETH_ALEN], given[ETH_ALEN];

	ether_addr_copy(mac, policy_mac);
	ether_addr_copy(given, bed->vf[1].mac);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_mac(bed->pf.netdev, 1, mac)),
			0);
	policy_expect_restart(bed, 1);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAL_OWN(1)), 0x33221102u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH_OWN(1)), 0x80085544u);
	policy_expect_undisturbed(bed, 2);
	/* What is so already disturbs nobody. */
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_mac(bed->pf.netdev, 1, mac)),
			0);
	policy_expect_undisturbed(bed, 1);
	/* Control is given back. */
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_mac(bed->pf.netdev, 1, zero)),
			0);
	policy_expect_restart(bed, 1);
	KUNIT_EXPECT_MEMEQ(test, bed->vf[1].mac, given, ETH_ALEN);
}

static void policy_vlan_reaches_a_running_vf(struct kunit *test)
{
	struct pf_bed *bed = policy_bed(test);
	struct net_device *pf = bed->pf.netdev;
	__be16 proto = htons(ETH_P_8021Q);

	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 1, 5, 3, proto)), 0);
	policy_expect_restart(bed, 1);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMVIR(1)), 0x40006005u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF0), 0x80002005u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)) & AUPE, 0u);
	policy_expect_undisturbed(bed, 2);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 1, 5, 3, proto)), 0);
	policy_expect_undisturbed(bed, 1);
	/* The priority alone. */
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 1, 5, 1, proto)), 0);
	policy_expect_restart(bed, 1);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMVIR(1)), 0x40002005u);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 1, 0, 0, proto)), 0);
	policy_expect_restart(bed, 1);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMVIR(1)), 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF0), 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)) & AUPE, AUPE);
}

static void policy_spoofchk_reaches_a_running_vf(struct kunit *test)
{
	struct pf_bed *bed = policy_bed(test);
	struct net_device *pf = bed->pf.netdev;

	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, DTXSWC), 0x80007f7fu);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_spoofchk(pf, 1, false)), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, DTXSWC), 0x80007d7du);
	policy_expect_undisturbed(bed, 1);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_spoofchk(pf, 1, true)), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, DTXSWC), 0x80007f7fu);
}

static void policy_trust_reaches_a_running_vf(struct kunit *test)
{
	u32 promisc[STRIDE_MBX_WORDS] = { 0x00010006 };
	struct pf_bed *bed = policy_bed(test);
	struct net_device *pf = bed->pf.netdev;

	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_trust(pf, 1, true)), 0);
	policy_expect_restart(bed, 1);
	KUNIT_EXPECT_EQ(test, pf_bed_say(bed, 1, promisc), 0xa0010006u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)) & ROPE, ROPE);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_trust(pf, 1, true)), 0);
	policy_expect_undisturbed(bed, 1);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_trust(pf, 1, false)), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)) & ROPE, 0u);
	policy_expect_restart(bed, 1);
}

/* A driver of version 1.0, as igbvf, knows nothing but CTS. */
static void policy_state_reaches_a_running_vf(struct kunit *test)
{
	u32 lpe[STRIDE_MBX_WORDS] = { 0x00000005, 1600 };
	struct pf_bed *bed = policy_bed(test);

	pf_bed_ready(bed, 1);
	KUNIT_EXPECT_EQ(test, policy_set_link(bed, IFLA_VF_LINK_STATE_DISABLE), 0);
	KUNIT_EXPECT_FALSE(test, policy_runs(bed, 1));
	KUNIT_EXPECT_EQ(test, policy_told(bed, 1), PF_CONTROL);
	policy_expect_undisturbed(bed, 2);
	/* It starts over, and that is no way out. */
	pf_bed_ready(bed, 1);
	KUNIT_EXPECT_FALSE(test, policy_runs(bed, 1));
	KUNIT_EXPECT_EQ(test, pf_bed_say(bed, 1, lpe), 0x40000005u);
	KUNIT_EXPECT_EQ(test, policy_set_link(bed, IFLA_VF_LINK_STATE_ENABLE), 0);
	KUNIT_EXPECT_TRUE(test, policy_runs(bed, 1));
	KUNIT_EXPECT_EQ(test, policy_told(bed, 1), PF_CONTROL | CTS);
}

/* All of it, told by ndo_get_vf_config and by the registers of VF 1. */
static void policy_expect_in_force(struct pf_bed *bed)
{
	struct kunit *test = bed->fake->test;
	struct ifla_vf_info info = {};

	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_get_vf_config(bed->pf.netdev, 1,
								  &info)), 0);
	KUNIT_EXPECT_MEMEQ(test, (const u8 *)info.mac, policy_mac, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, info.vf, 1u);
	KUNIT_EXPECT_EQ(test, info.vlan, 5u);
	KUNIT_EXPECT_EQ(test, info.qos, 3u);
	KUNIT_EXPECT_EQ(test, info.max_tx_rate, 250u);
	KUNIT_EXPECT_EQ(test, info.spoofchk, 0u);
	KUNIT_EXPECT_EQ(test, info.trusted, 1u);
	KUNIT_EXPECT_EQ(test, info.linkstate, (u32)IFLA_VF_LINK_STATE_ENABLE);

	pf_bed_ready(bed, 1);
	KUNIT_EXPECT_TRUE(test, policy_runs(bed, 1));
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAL_OWN(1)), 0x33221102u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH_OWN(1)), 0x80085544u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMVIR(1)), 0x40006005u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF0), 0x80002005u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)) & AUPE, 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, DTXSWC), 0x80007d7du);
}

/* Set with no driver anywhere; then a VF's reset, the PF's, and quarantine. */
static void policy_lasts(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct net_device *pf = bed->pf.netdev;
	__be16 proto = htons(ETH_P_8021Q);
	u8 mac[ETH_ALEN];

	ether_addr_copy(mac, policy_mac);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_mac(pf, 1, mac)), 0);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 1, 5, 3, proto)), 0);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_rate(pf, 1, 0, 250)), 0);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_spoofchk(pf, 1, false)), 0);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_trust(pf, 1, true)), 0);
	KUNIT_EXPECT_EQ(test, policy_set_link(bed, IFLA_VF_LINK_STATE_ENABLE), 0);
	policy_expect_in_force(bed);

	stride_pf_guard_signal(&bed->vf[1], true, false, false);
	policy_work(bed, 1);
	policy_expect_in_force(bed);

	stride_wr32(&bed->pf.hw, 0, BIT(26));
	stride_pf_vf_restore_all(&bed->pf);
	stride_pf_switch_apply(&bed->pf);
	policy_expect_in_force(bed);

	stride_guard_quarantine(&bed->vf[1].guard, ktime_get_ns());
	stride_pf_guard_pardon(&bed->vf[1]);
	policy_expect_in_force(bed);
}

/* By trust, given or taken, and by the link state. */
static void policy_ends_a_quarantine(struct kunit *test)
{
	struct pf_bed *bed = policy_bed(test);
	struct net_device *pf = bed->pf.netdev;
	struct stride_vf_guard *guard = &bed->vf[1].guard;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		stride_guard_quarantine(guard, ktime_get_ns());
		KUNIT_EXPECT_TRUE(test, guard->quarantined);
		if (i == 2)
			KUNIT_EXPECT_EQ(test, policy_set_link(bed, IFLA_VF_LINK_STATE_ENABLE), 0);
		else
			KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_trust(pf, 1, !i)), 0);
		KUNIT_EXPECT_FALSE(test, guard->quarantined);
	}
}

static void policy_that_is_refused_changes_nothing(struct kunit *test)
{
	u8 multicast[ETH_ALEN] = { 0x01, 0, 0x5e, 0, 0, 1 }, used[ETH_ALEN];
	struct pf_bed *bed = policy_bed(test);
	struct net_device *pf = bed->pf.netdev;
	__be16 proto = htons(ETH_P_8021Q), other = htons(ETH_P_8021AD);

	ether_addr_copy(used, bed->vf[2].mac);
	fake_hw_log_clear(bed->fake);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_mac(pf, 1, multicast)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_mac(pf, 1, used)),
			-EADDRINUSE);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_mac(pf, 7, used)), -EINVAL);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_mac(pf, -1, used)), -EINVAL);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 1, 4095, 0, proto)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 1, 5, 8, proto)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 1, 0, 3, proto)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 7, 5, 0, proto)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 1, 5, 0, other)),
			-EPROTONOSUPPORT);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_rate(pf, 1, 10, 20)),
			-EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_rate(pf, 1, 0, 1001)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_spoofchk(pf, 7, false)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_trust(pf, 7, true)), -EINVAL);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_link_state(pf, 1, 3)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, fake_hw_writes(bed->fake, FAKE_HW_PF, 0, ~0U), 0);
	policy_expect_undisturbed(bed, 1);
	policy_expect_undisturbed(bed, 2);
}

/* What VF @n gets for asking for an address of its own. */
static u32 policy_guest_asks(struct pf_bed *bed, unsigned int n, const u8 *mac)
{
	u32 words[STRIDE_MBX_WORDS] = { 0x00000002 };

	memcpy(&words[1], mac, ETH_ALEN);
	return pf_bed_say(bed, n, words) & (ACK | NACK);
}

static int policy_host_gives(struct pf_bed *bed, unsigned int n, const u8 *addr)
{
	u8 mac[ETH_ALEN];

	ether_addr_copy(mac, addr);
	return POLICY(bed, stride_pf_set_vf_mac(bed->pf.netdev, n, mac));
}

/* Also those that are out of use now, or for which the table has no room. */
static void policy_host_has_its_addresses(struct kunit *test)
{
	static const u8 changed[ETH_ALEN] = { 0x02, 0, 0, 0, 0x77, 1 };
	static const u8 macvlan[ETH_ALEN] = { 0x02, 0, 0, 0, 0x77, 2 };
	struct pf_bed *bed = policy_bed(test);
	u8 derived[ETH_ALEN];
	const u8 *of_the_host[] = { bed->pf.perm_mac, changed, macvlan, derived, policy_mac };
	unsigned int i;

	stride_pf_vf_derive_mac(bed->pf.perm_mac, 3, derived);
	KUNIT_ASSERT_EQ(test, stride_pf_mac_set_own(&bed->pf, STRIDE_PF_POOL, changed), 0);
	KUNIT_ASSERT_EQ(test, dev_uc_add(bed->pf.netdev, macvlan), 0);
	KUNIT_ASSERT_EQ(test, policy_host_gives(bed, 3, policy_mac), 0);
	for (i = 0; i < ARRAY_SIZE(of_the_host); i++) {
		KUNIT_EXPECT_EQ_MSG(test, policy_guest_asks(bed, 1, of_the_host[i]), NACK,
				    "address %u", i);
		KUNIT_EXPECT_EQ_MSG(test, policy_host_gives(bed, 1, of_the_host[i]),
				    -EADDRINUSE, "address %u", i);
	}
	/* Its own is a VF's to take back. */
	stride_pf_vf_derive_mac(bed->pf.perm_mac, 1, derived);
	KUNIT_EXPECT_EQ(test, policy_guest_asks(bed, 1, policy_mac), NACK);
	KUNIT_EXPECT_EQ(test, policy_guest_asks(bed, 1, derived), ACK);
	policy_expect_undisturbed(bed, 1);
}

static void policy_host_comes_before_guests(struct kunit *test)
{
	struct pf_bed *bed = policy_bed(test);
	u8 derived[ETH_ALEN];

	stride_pf_vf_derive_mac(bed->pf.perm_mac, 1, derived);
	KUNIT_ASSERT_EQ(test, policy_guest_asks(bed, 1, policy_mac), ACK);
	KUNIT_EXPECT_EQ(test, policy_host_gives(bed, 2, policy_mac), 0);
	policy_expect_restart(bed, 1);
	KUNIT_EXPECT_MEMEQ(test, (const u8 *)bed->vf[1].mac, derived, ETH_ALEN);
	policy_expect_restart(bed, 2);
	KUNIT_EXPECT_MEMEQ(test, (const u8 *)bed->vf[2].mac, policy_mac, ETH_ALEN);

	KUNIT_ASSERT_EQ(test, policy_host_gives(bed, 2, (const u8[ETH_ALEN]) {}), 0);
	policy_ready(bed, 2);
	KUNIT_ASSERT_EQ(test, policy_guest_asks(bed, 1, policy_mac), ACK);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_may_claim(&bed->pf, STRIDE_PF_POOL, policy_mac),
			0);
	policy_expect_undisturbed(bed, 1);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_claim(&bed->pf, STRIDE_PF_POOL, policy_mac), 0);
	policy_expect_restart(bed, 1);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_add(&bed->pf, STRIDE_PF_POOL, policy_mac), 0);
	KUNIT_EXPECT_EQ(test, stride_pf_mac_claim(&bed->pf, STRIDE_PF_POOL, derived),
			-EADDRINUSE);
	policy_expect_undisturbed(bed, 1);
}

/* A trusted guest has put another address in its place. */
static void policy_mac_again_is_in_force_again(struct kunit *test)
{
	static const u8 other[ETH_ALEN] = { 0x02, 0, 0, 0, 0x77, 3 };
	struct pf_bed *bed = policy_bed(test);

	bed->vf[1].policy.trusted = true;
	KUNIT_ASSERT_EQ(test, policy_host_gives(bed, 1, policy_mac), 0);
	policy_expect_restart(bed, 1);
	KUNIT_ASSERT_EQ(test, policy_guest_asks(bed, 1, other), ACK);
	KUNIT_EXPECT_EQ(test, policy_host_gives(bed, 1, policy_mac), 0);
	policy_expect_restart(bed, 1);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAL_OWN(1)), 0x33221102u);
}

/* igbvf: it would not start over, so it goes on, with what can be changed without it. */
static void policy_reaches_an_old_driver(struct kunit *test)
{
	static const u8 chosen[ETH_ALEN] = { 0x02, 0, 0, 0, 0x77, 5 };
	u32 vlan[STRIDE_MBX_WORDS] = { 0x00010004, 9 }, promisc[STRIDE_MBX_WORDS] = { 0x00010006 };
	struct pf_bed *bed = policy_bed(test);
	struct net_device *pf = bed->pf.netdev;
	__be16 proto = htons(ETH_P_8021Q);

	pf_bed_ready(bed, 1);
	KUNIT_ASSERT_EQ(test, policy_guest_asks(bed, 1, chosen), ACK);
	KUNIT_ASSERT_EQ(test, pf_bed_say(bed, 1, vlan), 0xa0010004u);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_trust(pf, 1, true)), 0);
	policy_expect_undisturbed(bed, 1);
	/* What it asked for is still there. */
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF0), 0x80002009u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAL_OWN(1)), 0x00000002u);
	KUNIT_ASSERT_EQ(test, pf_bed_say(bed, 1, promisc), 0xa0010006u);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_trust(pf, 1, false)), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)) & ROPE, 0u);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 1, 5, 3, proto)), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF0), 0x80002005u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMVIR(1)), 0x40006005u);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_vlan(pf, 1, 0, 0, proto)), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VLVF0), 0u);
	/* Its address is wanted elsewhere, then another assigned to it. */
	KUNIT_EXPECT_EQ(test, policy_host_gives(bed, 2, chosen), 0);
	KUNIT_EXPECT_NE(test, pf_bed_reg(bed, RAL_OWN(1)), 0x00000002u);
	KUNIT_EXPECT_EQ(test, policy_host_gives(bed, 1, policy_mac), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAL_OWN(1)), 0x33221102u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH_OWN(1)), 0x80085544u);
	KUNIT_EXPECT_EQ(test, bed->vf[1].state, STRIDE_VF_READY);
	KUNIT_EXPECT_TRUE(test, policy_runs(bed, 1));
}

/* While a VF starts over because the host said so, nobody takes what it had. */
static void policy_keeps_the_address_of_who_starts_over(struct kunit *test)
{
	static const u8 chosen[ETH_ALEN] = { 0x02, 0, 0, 0, 0x77, 6 };
	struct pf_bed *bed = policy_bed(test);

	KUNIT_ASSERT_EQ(test, policy_guest_asks(bed, 1, chosen), ACK);
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_trust(bed->pf.netdev, 1, true)), 0);
	KUNIT_EXPECT_EQ(test, policy_guest_asks(bed, 2, chosen), NACK);
	policy_ready(bed, 1);
	KUNIT_EXPECT_EQ(test, policy_guest_asks(bed, 2, chosen), NACK);
	KUNIT_EXPECT_EQ(test, policy_guest_asks(bed, 1, chosen), ACK);
	/* Not for ever, and not from the host. */
	KUNIT_EXPECT_EQ(test, POLICY(bed, stride_pf_set_vf_trust(bed->pf.netdev, 1, false)), 0);
	bed->vf[1].kept_until = jiffies - 1;
	KUNIT_EXPECT_EQ(test, policy_guest_asks(bed, 2, chosen), ACK);
	policy_ready(bed, 2);
	bed->vf[1].kept_until = jiffies + HZ;
	KUNIT_EXPECT_EQ(test, policy_host_gives(bed, 2, chosen), 0);
}

static void policy_disabled_vf_gets_no_frames(struct kunit *test)
{
	static const u8 extra[ETH_ALEN] = { 0x02, 0, 0, 0, 0x77, 4 };
	struct pf_bed *bed = policy_bed(test);
	u32 own = pf_bed_reg(bed, RAH_OWN(1)), more, other = pf_bed_reg(bed, RAH_OWN(2));

	/* An old driver, which does not start over when it is enabled again. */
	pf_bed_ready(bed, 1);
	KUNIT_ASSERT_EQ(test, stride_pf_mac_add(&bed->pf, 1, extra), 0);
	more = pf_bed_reg(bed, RAH_OWN(7));
	KUNIT_ASSERT_EQ(test, more, 0x80080477u);
	KUNIT_EXPECT_EQ(test, policy_set_link(bed, IFLA_VF_LINK_STATE_DISABLE), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH_OWN(1)), 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH_OWN(7)), 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH_OWN(2)), other);
	/* They stay the VF's, and a reset of the PF does not turn them on. */
	KUNIT_EXPECT_EQ(test, stride_pf_mac_add(&bed->pf, 2, extra), -EADDRINUSE);
	stride_pf_mac_apply(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH_OWN(1)), 0u);
	KUNIT_EXPECT_EQ(test, policy_set_link(bed, IFLA_VF_LINK_STATE_AUTO), 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH_OWN(1)), own);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH_OWN(7)), more);
}

static struct kunit_case policy_cases[] = {
	KUNIT_CASE(policy_mac_reaches_a_running_vf),
	KUNIT_CASE(policy_vlan_reaches_a_running_vf),
	KUNIT_CASE(policy_spoofchk_reaches_a_running_vf),
	KUNIT_CASE(policy_trust_reaches_a_running_vf),
	KUNIT_CASE(policy_state_reaches_a_running_vf),
	KUNIT_CASE(policy_lasts),
	KUNIT_CASE(policy_ends_a_quarantine),
	KUNIT_CASE(policy_that_is_refused_changes_nothing),
	KUNIT_CASE(policy_host_has_its_addresses),
	KUNIT_CASE(policy_host_comes_before_guests),
	KUNIT_CASE(policy_mac_again_is_in_force_again),
	KUNIT_CASE(policy_disabled_vf_gets_no_frames),
	KUNIT_CASE(policy_reaches_an_old_driver),
	KUNIT_CASE(policy_keeps_the_address_of_who_starts_over),
	{}
};

static struct kunit_suite policy_suite = {
	.name = "stride_pf_policy",
	.test_cases = policy_cases,
};

kunit_test_suite(policy_suite);
