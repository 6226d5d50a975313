// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_pf_vf: a VF as the PF sees it.  Every message in every state, random
 * ones, and the mailbox work on a fake register file.  Words are written as numbers,
 * as they are on the wire.
 */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/random.h>
#include <linux/unaligned.h>
#include "pf_bed.h"

#define ACK	0x80000000u
#define NACK	0x40000000u
#define CTS	0x20000000u

#define VMOLR(n)	(0x05ad0 + 4 * (n))
#define VMVIR(n)	(0x03700 + 4 * (n))
#define RAH_OWN(n)	(0x0540c + 8 * (n))
#define VFRE		0x00c8c
#define VFTE		0x00c90
#define MBVFICR		0x00c80

static const u32 request[][3] = {
	{ 0x00000002, 0xaabbcc02, 0x0000ddee },		/* SET_MAC */
	{ 0x00010002, 0, 0 },				/* ... clear filters */
	{ 0x00020002, 0xaabbcc06, 0x0000ddee },		/* ... add one */
	{ 0x00010003, 0x00000123, 0 },			/* SET_MULTICAST, 1 hash */
	{ 0x00010004, 0x00000064, 0 },			/* SET_VLAN, join 100 */
	{ 0x00000004, 0x00000064, 0 },			/* ... leave it */
	{ 0x00000005, 0x00000600, 0 },			/* SET_LPE, 1536 */
	{ 0x00000006, 0, 0 },				/* SET_PROMISC, nothing */
};

static u32 vf_say(struct pf_bed *bed, unsigned int n, u32 w0, u32 w1, u32 w2)
{
	u32 words[STRIDE_MBX_WORDS] = { w0, w1, w2 };

	return pf_bed_say(bed, n, words);
}

static void vf_fresh_takes_nothing_but_reset(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int i;

	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0u);
	for (i = 0; i < ARRAY_SIZE(request); i++) {
		const u32 *r = request[i];

		fake_hw_log_clear(bed->fake);
		KUNIT_EXPECT_EQ(test, vf_say(bed, 1, r[0], r[1], r[2]),
				r[0] | NACK);
		KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 0);
	}
	KUNIT_EXPECT_EQ(test, bed->vf[1].state, STRIDE_VF_FRESH);
}

static void vf_reset_gives_the_address_and_clear_to_send(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	u32 words[STRIDE_MBX_WORDS] = { 0x00000001 };
	u8 mac[ETH_ALEN];

	stride_pf_vf_derive_mac(bed->pf.perm_mac, 4, mac);
	KUNIT_EXPECT_TRUE(test, is_valid_ether_addr(mac));
	KUNIT_EXPECT_EQ(test, mac[0] & 3, 2);
	KUNIT_EXPECT_EQ(test, pf_bed_say(bed, 4, words), 0x80000001u);
	KUNIT_EXPECT_MEMEQ(test, (u8 *)&words[1], mac, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, words[2] >> 16, 0u);
	KUNIT_EXPECT_EQ(test, bed->vf[4].state, STRIDE_VF_READY);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0x10u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFTE) & 0x7f, 0x10u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH_OWN(4)) >> 16, 0x8040u);
	/* Accepts broadcast and untagged, strips tags, 1522 bytes at most. */
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(4)), 0x490105f2u);
}

static void vf_ready_gets_each_request_done(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int i;

	pf_bed_ready(bed, 1);
	for (i = 0; i < ARRAY_SIZE(request); i++) {
		const u32 *r = request[i];

		KUNIT_EXPECT_EQ_MSG(test, vf_say(bed, 1, r[0], r[1], r[2]),
				    r[0] | ACK | CTS, "request %u", i);
	}
	/* What is left of them. */
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x05410), 0xaabbcc02u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RAH_OWN(1)), 0x8008ddeeu);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(1)), 0x4b010600u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x05200 + 4 * (0x123 / 32)), 0x8u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x05d00), 0u);
}

static void vf_that_asks_wrongly_changes_nothing(struct kunit *test)
{
	static const u32 bad[][3] = {
		{ 0x00000002, 0x00000001, 0 },		/* multicast address */
		{ 0x00000002, 0, 0 },			/* zero address */
		{ 0x00020002, 0xffffffff, 0xffff },	/* broadcast */
		{ 0x00030002, 0xaabbcc02, 0xddee },	/* unknown operation */
		{ 0x00010004, 0x00001000, 0 },		/* VLAN 4096 */
		{ 0x00010004, 0xffffffff, 0 },
		{ 0x00000005, 59, 0 },			/* too short a frame */
		{ 0x00000005, 9729, 0 },		/* too long */
		{ 0x00000005, 0xffffffff, 0 },
		{ 0x00010006, 0, 0 },			/* unicast promiscuity */
		{ 0x00020006, 0, 0 },			/* multicast promiscuity */
		{ 0x001f0003, 0, 0 },			/* all groups */
		{ 0x00000007, 0, 0 },			/* unknown types */
		{ 0x00000100, 0, 0 },
		{ 0x0000ffff, 0, 0 },
		{ 0x00000000, 0, 0 },
	};
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int i;

	pf_bed_ready(bed, 1);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		const u32 *r = bad[i];

		fake_hw_log_clear(bed->fake);
		KUNIT_EXPECT_EQ_MSG(test, vf_say(bed, 1, r[0], r[1], r[2]),
				    r[0] | NACK | CTS, "request %u", i);
		KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 0);
	}
	KUNIT_EXPECT_EQ(test, bed->vf[1].nacks, (u64)ARRAY_SIZE(bad));
}

static void vf_cannot_have_what_is_anothers(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	u32 hi, lo;

	pf_bed_ready(bed, 0);
	pf_bed_ready(bed, 1);
	lo = pf_bed_reg(bed, 0x05408);
	hi = pf_bed_reg(bed, RAH_OWN(0)) & 0xffff;
	fake_hw_log_clear(bed->fake);
	KUNIT_EXPECT_EQ(test, vf_say(bed, 1, 0x00000002, lo, hi), 0x60000002u);
	KUNIT_EXPECT_EQ(test, vf_say(bed, 1, 0x00020002, lo, hi), 0x60020002u);
	KUNIT_EXPECT_EQ(test, vf_say(bed, 1, 0x00000002, 0xab005452, 0xefcd),
			0x60000002u);
	KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 0);
}

static u32 vf_set_mac_to(struct pf_bed *bed, unsigned int n, u32 op, const u8 *mac)
{
	return vf_say(bed, n, op, get_unaligned_le32(mac), get_unaligned_le16(mac + 4));
}

/* Assigned or derived: also before its owner's driver is there. */
static void vf_cannot_have_what_another_is_to_have(struct kunit *test)
{
	static const u32 op[] = { 0x00000002, 0x00020002 };
	struct pf_bed *bed = pf_bed_create(test, 7);
	u32 words[STRIDE_MBX_WORDS] = { 0x00000001 };
	u8 due[2][ETH_ALEN];
	unsigned int i, o;

	pf_bed_ready(bed, 1);
	stride_pf_vf_derive_mac(bed->pf.perm_mac, 2, due[0]);
	eth_random_addr(due[1]);
	ether_addr_copy(bed->vf[3].policy.mac, due[1]);
	for (i = 0; i < ARRAY_SIZE(due); i++)
		for (o = 0; o < ARRAY_SIZE(op); o++)
			KUNIT_EXPECT_EQ(test, vf_set_mac_to(bed, 1, op[o], due[i]),
					op[o] | NACK | CTS);
	KUNIT_EXPECT_EQ(test, pf_bed_say(bed, 3, words), 0x80000001u);
	KUNIT_EXPECT_MEMEQ(test, (u8 *)&words[1], due[1], ETH_ALEN);
}

static void vf_policy_binds_the_guest_and_survives_reset(struct kunit *test)
{
	static const u8 mac[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x99 };
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf_vf *vf = &bed->vf[2];
	u32 words[STRIDE_MBX_WORDS] = { 0x00000001 };

	ether_addr_copy(vf->policy.mac, mac);
	vf->policy.vlan = 5;
	vf->policy.qos = 3;
	pf_bed_say(bed, 2, words);
	KUNIT_EXPECT_MEMEQ(test, (u8 *)&words[1], mac, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, vf_say(bed, 2, 0x00000002, 0xaabbcc02, 0xddee),
			0x60000002u);
	KUNIT_EXPECT_EQ(test, vf_say(bed, 2, 0x00020002, 0xaabbcc02, 0xddee),
			0x60020002u);
	KUNIT_EXPECT_EQ(test, vf_say(bed, 2, 0x00000002, 0x00000002, 0x9900),
			0xa0000002u);
	KUNIT_EXPECT_EQ(test, vf_say(bed, 2, 0x00010004, 100, 0), 0x60010004u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMVIR(2)), 0x40006005u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMOLR(2)) & 0x01000000, 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x05d00), 0x80004005u);
	pf_bed_ready(bed, 2);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VMVIR(2)), 0x40006005u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x05d00), 0x80004005u);
	vf->policy.link_state = IFLA_VF_LINK_STATE_DISABLE;
	pf_bed_ready(bed, 2);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0u);
	KUNIT_EXPECT_EQ(test, vf_say(bed, 2, 0x00000005, 1600, 0), 0x40000005u);
}

/* Registers that tell of VF 1, and those that a neighbour's life depends on. */
static u32 vf_fingerprint(struct pf_bed *bed)
{
	u32 sum = 0, reg;

	for (reg = 0x05200; reg < 0x05580; reg += 4)
		sum = sum * 31 + pf_bed_reg(bed, reg);
	for (reg = 0x05600; reg < 0x05800; reg += 4)
		sum = sum * 31 + pf_bed_reg(bed, reg);
	/* The unicast hash table, which is all zeros or all ones. */
	for (reg = 0x0a000; reg < 0x0a200; reg += 0x1fc)
		sum = sum * 31 + pf_bed_reg(bed, reg);
	for (reg = 0x05ad0; reg < 0x05af0; reg += 4)
		sum = sum * 31 + pf_bed_reg(bed, reg);
	for (reg = 0x05d00; reg < 0x05d80; reg += 4)
		sum = sum * 31 + pf_bed_reg(bed, reg);
	for (reg = 0x03700; reg < 0x03720; reg += 4)
		sum = sum * 31 + pf_bed_reg(bed, reg);
	return sum * 31 + (pf_bed_reg(bed, VFRE) ^ pf_bed_reg(bed, VFTE) << 8);
}

static void vf_wipe_leaves_nothing(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int i;
	u32 fresh;

	stride_pf_vf_wipe(&bed->vf[1]);
	fresh = vf_fingerprint(bed);
	pf_bed_ready(bed, 1);
	for (i = 0; i < ARRAY_SIZE(request); i++)
		if (i != 1 && i != 5)
			vf_say(bed, 1, request[i][0], request[i][1], request[i][2]);
	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x0c040, 0x12345000);
	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x0e240, 0x12345000);
	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x0c054, 0xdeadc0de);
	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x0e054, 0xdeadc0de);
	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x05484, 0xdeadc0de);
	KUNIT_EXPECT_NE(test, vf_fingerprint(bed), fresh);
	stride_pf_vf_wipe(&bed->vf[1]);
	KUNIT_EXPECT_EQ(test, vf_fingerprint(bed), fresh);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x0c040), 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x0e240), 0u);
	/* RXCTL, TXCTL and PSRTYPE as after a reset of the device. */
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x0c054), 0xa200u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x0e054), 0x2a00u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x05484), 0u);
}

/* Rings, head write-back and vectors of VF 1: queues 1 and 9, vectors 19 to 21. */
static void vf_wipe_takes_rings_and_vectors(struct kunit *test)
{
	static const u32 regs[] = {
		0x0c040, 0x0c044, 0x0c048, 0x0c04c, 0x0c050, 0x0c058, 0x0c068,
		0x0c240, 0x0c244, 0x0c248, 0x0c24c, 0x0c250, 0x0c258, 0x0c268,
		0x0e040, 0x0e044, 0x0e048, 0x0e050, 0x0e058, 0x0e068, 0x0e078,
		0x0e07c, 0x0e240, 0x0e244, 0x0e248, 0x0e250, 0x0e258, 0x0e268,
		0x0e278, 0x0e27c, 0x01704, 0x016cc, 0x016d0, 0x016d4,
	};
	/* The next ones on either side: VF 2's and VF 0's. */
	static const u32 others[] = {
		0x0c080, 0x0c280, 0x0e0b8, 0x0e000, 0x01708, 0x01700, 0x016c8,
		0x016d8,
	};
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs); i++)
		fake_hw_poke(bed->fake, FAKE_HW_PF, regs[i], 0x12345678);
	for (i = 0; i < ARRAY_SIZE(others); i++)
		fake_hw_poke(bed->fake, FAKE_HW_PF, others[i], 0x12345678);
	stride_pf_vf_wipe(&bed->vf[1]);
	for (i = 0; i < ARRAY_SIZE(regs); i++)
		KUNIT_EXPECT_EQ_MSG(test, pf_bed_reg(bed, regs[i]), 0u, "%#x",
				    regs[i]);
	for (i = 0; i < ARRAY_SIZE(others); i++)
		KUNIT_EXPECT_EQ_MSG(test, pf_bed_reg(bed, others[i]), 0x12345678u,
				    "%#x", others[i]);
}

static void vf_random_messages_stay_in_their_pool(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	u32 words[STRIDE_MBX_WORDS], first, before, answer;
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, 42);
	for (i = 0; i < 7; i++)
		pf_bed_ready(bed, i);
	for (i = 0; i < 20000; i++) {
		prandom_bytes_state(&rnd, words, sizeof(words));
		if (i % 4)
			words[0] = (words[0] & 0x00ff0000) | (words[0] & 0x1f);
		if (i % 4 == 1)
			words[0] &= 0x7;
		if (i % 3 == 0)
			words[1] &= 0xfff;
		if (i % 5 == 0) {
			words[0] &= 0x0000001f;
			words[1] &= 0xf;
			words[2] = 0;
		}
		fake_hw_log_clear(bed->fake);
		first = words[0];
		before = vf_fingerprint(bed);
		answer = pf_bed_say(bed, 3, words);
		if (answer & NACK)
			KUNIT_ASSERT_EQ_MSG(test, vf_fingerprint(bed), before,
					    "message %#x", first);
		else
			KUNIT_ASSERT_TRUE(test, answer & ACK);
		/* The others' queues, addresses and pools are theirs. */
		KUNIT_ASSERT_EQ(test, pf_bed_reg(bed, VFRE) & 0x77, 0x77u);
		KUNIT_ASSERT_EQ(test, pf_bed_reg(bed, VMOLR(2)), 0x490105f2u);
		KUNIT_ASSERT_EQ(test, pf_bed_reg(bed, RAH_OWN(2)) >> 16, 0x8010u);
		KUNIT_ASSERT_EQ(test, pf_bed_reg(bed, 0x05404), 0x8200efcdu);
	}
}

/* The VF's driver puts a message into the mailbox; the PF's work runs. */
static void vf_send(struct pf_bed *bed, unsigned int n, u32 word)
{
	KUNIT_ASSERT_EQ(bed->fake->test, stride_mbx_take(&bed->vf_end[n]), 0);
	stride_mbx_send(&bed->vf_end[n], &word, 1);
}

/* The work, after the interrupt handler took note of all signals. */
static void vf_work(struct pf_bed *bed, unsigned int n)
{
	stride_wr32(&bed->pf.hw, MBVFICR, 0x00ff00ff);
	mutex_unlock(&bed->pf.lock);
	stride_pf_vf_work(&bed->vf[n].work.work);
	mutex_lock(&bed->pf.lock);
}

static void vf_mailbox_carries_reset_and_answer(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	u32 word = 0;

	vf_send(bed, 5, 0x00000001);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, MBVFICR) & 0xff, 0x20u);
	set_bit(STRIDE_VF_PENDING_MSG, &bed->vf[5].pending);
	vf_work(bed, 5);
	KUNIT_EXPECT_EQ(test, bed->vf[5].state, STRIDE_VF_READY);
	/* PFACK and PFSTS: the message was taken, an answer is there. */
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf_end[5], 0x30) & 0x30,
			0x30u);
	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf_end[5]), 0);
	stride_mbx_read(&bed->vf_end[5], &word, 1);
	KUNIT_EXPECT_EQ(test, word, 0x80000001u);
}

static void vf_notification_does_not_overwrite_an_answer(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	u32 word = 0;

	vf_send(bed, 5, 0x00000001);
	set_bit(STRIDE_VF_PENDING_MSG, &bed->vf[5].pending);
	set_bit(STRIDE_VF_PENDING_NOTIFY, &bed->vf[5].pending);
	vf_work(bed, 5);
	vf_work(bed, 5);
	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf_end[5]), 0);
	stride_mbx_read(&bed->vf_end[5], &word, 1);
	KUNIT_EXPECT_EQ(test, word, 0x80000001u);
	KUNIT_EXPECT_TRUE(test, test_bit(STRIDE_VF_PENDING_NOTIFY, &bed->vf[5].pending));
	/* It was read: now the notification goes out. */
	stride_mbx_ack(&bed->vf_end[5], false);
	clear_bit(STRIDE_VF_UNREAD, &bed->vf[5].pending);
	vf_work(bed, 5);
	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf_end[5]), 0);
	stride_mbx_read(&bed->vf_end[5], &word, 1);
	KUNIT_EXPECT_EQ(test, word, 0x20000100u);
}

static void vf_that_holds_the_mailbox_waits_for_itself_alone(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	unsigned int turns = 0;

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf_end[5]), 0);
	set_bit(STRIDE_VF_PENDING_MSG, &bed->vf[5].pending);
	while (test_bit(STRIDE_VF_PENDING_MSG, &bed->vf[5].pending) && turns < 1000) {
		vf_work(bed, 5);
		turns++;
	}
	KUNIT_EXPECT_LT(test, turns, 100);
	vf_send(bed, 1, 0x00000001);
	set_bit(STRIDE_VF_PENDING_MSG, &bed->vf[1].pending);
	vf_work(bed, 1);
	KUNIT_EXPECT_EQ(test, bed->vf[1].state, STRIDE_VF_READY);
}

static void vf_flr_starts_over(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	u32 mem[STRIDE_MBX_WORDS] = {};
	unsigned int i;

	pf_bed_ready(bed, 1);
	vf_say(bed, 1, 0x00010004, 100, 0);
	memset(bed->fake->mbx[1].mem, 0x5a, sizeof(bed->fake->mbx[1].mem));
	set_bit(STRIDE_VF_PENDING_RESET, &bed->vf[1].pending);
	vf_work(bed, 1);
	KUNIT_EXPECT_EQ(test, bed->vf[1].state, STRIDE_VF_FRESH);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x05d00), 0u);
	KUNIT_EXPECT_MEMEQ(test, bed->fake->mbx[1].mem, mem, sizeof(mem));
	for (i = 0; i < ARRAY_SIZE(request); i++)
		KUNIT_EXPECT_TRUE(test, vf_say(bed, 1, request[i][0], request[i][1],
					       request[i][2]) & NACK);
}

static void vf_off_is_left_alone(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	bed->vf[1].state = STRIDE_VF_DOWN;
	vf_send(bed, 1, 0x00000001);
	set_bit(STRIDE_VF_PENDING_MSG, &bed->vf[1].pending);
	vf_work(bed, 1);
	KUNIT_EXPECT_EQ(test, bed->vf[1].state, STRIDE_VF_DOWN);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & 0x7f, 0u);
	/* No answer, and nothing that comes back until one can be given. */
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf_end[1], 0x30) & 0x30, 0u);
	KUNIT_EXPECT_FALSE(test, work_pending(&bed->vf[1].work.work));
}

static void vf_of_a_device_that_is_gone_does_not_keep_us_busy(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	pf_bed_ready(bed, 1);
	bed->pf.hw.gone = true;
	set_bit(STRIDE_VF_PENDING_NOTIFY, &bed->vf[1].pending);
	vf_work(bed, 1);
	KUNIT_EXPECT_FALSE(test, work_pending(&bed->vf[1].work.work));
}

static void vf_state_disabled_by_the_switch_too(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	pf_bed_ready(bed, 0);
	pf_bed_ready(bed, 3);
	bed->vf[1].policy.spoofchk = false;
	stride_pf_switch_apply(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE), 0x09u);
	/* Loopback on; all but VF 1 are checked. */
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x03500), 0x80007d7du);
	/* Replication, no default pool, which is 7. */
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x0581c), 0x60000380u);
	/* Who has no buffers drops, whatever its SRRCTL says. */
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0x02408), 0xffffu);
	bed->vf[3].policy.link_state = IFLA_VF_LINK_STATE_DISABLE;
	stride_pf_switch_apply(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE), 0x01u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFTE), 0x01u);
}

/* CTRL bit 30: without it no tag leaves the port, not even a port VLAN's. */
static void vf_tags_do_not_depend_on_the_pfs_offloads(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);

	bed->pf.netdev->features = NETIF_F_HW_VLAN_CTAG_RX;
	stride_pf_hw_rx(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0) & 0x40000000, 0x40000000u);
	bed->pf.netdev->features = 0;
	stride_pf_hw_rx(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0) & 0x40000000, 0x40000000u);
	bed->pf.vmdq = false;
	stride_pf_hw_rx(&bed->pf);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, 0) & 0x40000000, 0u);
}

static void vf_counters_do_not_jump_when_the_pf_is_reset(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 7);
	struct stride_pf_vf *vf = &bed->vf[2];

	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x10210, 1000);
	stride_pf_stats_vf_update(vf);
	KUNIT_EXPECT_EQ(test, vf->stats.rx_packets, 1000);
	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x10210, 10);	/* wrapped */
	stride_pf_stats_vf_update(vf);
	KUNIT_EXPECT_EQ(test, vf->stats.rx_packets, 0x10000000aULL);
	/* Reset by PCI, before the driver knows. */
	set_bit(STRIDE_PF_RESETTING, &bed->pf.flags);
	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x10210, 0);
	stride_pf_stats_vf_update(vf);
	KUNIT_EXPECT_EQ(test, vf->stats.rx_packets, 0x10000000aULL);
	stride_pf_vf_restore_all(&bed->pf);
	clear_bit(STRIDE_PF_RESETTING, &bed->pf.flags);
	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x10210, 5);
	stride_pf_stats_vf_update(vf);
	KUNIT_EXPECT_EQ(test, vf->stats.rx_packets, 0x10000000fULL);
	/* Unplugged, before anybody knows: reads are zeros. */
	bed->away = true;
	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x10210, 0);
	stride_pf_stats_vf_update(vf);
	KUNIT_EXPECT_EQ(test, vf->stats.rx_packets, 0x10000000fULL);
}

static struct kunit_case vf_cases[] = {
	KUNIT_CASE(vf_fresh_takes_nothing_but_reset),
	KUNIT_CASE(vf_reset_gives_the_address_and_clear_to_send),
	KUNIT_CASE(vf_ready_gets_each_request_done),
	KUNIT_CASE(vf_that_asks_wrongly_changes_nothing),
	KUNIT_CASE(vf_cannot_have_what_is_anothers),
	KUNIT_CASE(vf_cannot_have_what_another_is_to_have),
	KUNIT_CASE(vf_policy_binds_the_guest_and_survives_reset),
	KUNIT_CASE(vf_wipe_leaves_nothing),
	KUNIT_CASE(vf_wipe_takes_rings_and_vectors),
	KUNIT_CASE_SLOW(vf_random_messages_stay_in_their_pool),
	KUNIT_CASE(vf_mailbox_carries_reset_and_answer),
	KUNIT_CASE(vf_notification_does_not_overwrite_an_answer),
	KUNIT_CASE(vf_that_holds_the_mailbox_waits_for_itself_alone),
	KUNIT_CASE(vf_flr_starts_over),
	KUNIT_CASE(vf_off_is_left_alone),
	KUNIT_CASE(vf_of_a_device_that_is_gone_does_not_keep_us_busy),
	KUNIT_CASE(vf_state_disabled_by_the_switch_too),
	KUNIT_CASE(vf_tags_do_not_depend_on_the_pfs_offloads),
	KUNIT_CASE(vf_counters_do_not_jump_when_the_pf_is_reset),
	{}
};

static struct kunit_suite vf_suite = {
	.name = "stride_pf_vf",
	.test_cases = vf_cases,
};

kunit_test_suite(vf_suite);
