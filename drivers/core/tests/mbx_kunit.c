// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_mbx: both real ends of a mailbox on one fake device.  It is that
 * of VF index 2, so that an offset which forgets the index hits a neighbour.
 */

#include <kunit/test.h>
#include <stride/hw/regs.h>
#include <stride/mbx.h>
#include <stride/mmio.h>
#include "fake_hw.h"

#define VF		2
#define P2VMAILBOX	0xc08
#define VMBMEM		0x880
#define MBVFICR		0xc80
#define CTRL		0x000
#define CTRL_EXT	0x018
#define V2PMAILBOX	0xc40
#define VF_VMBMEM	0x800

#define PFSTS		0x10
#define PFACK		0x20
#define RSTI		0x40
#define RSTD		0x80

struct mbx_bed {
	struct fake_hw *fake;
	struct stride_hw pf_hw;
	struct stride_hw vf_hw;
	struct stride_mbx pf;
	struct stride_mbx vf;
	const struct fake_hw_mbx *dev;	/* what the device thinks */
};

static int mbx_bed_init(struct kunit *test)
{
	struct mbx_bed *bed = kunit_kzalloc(test, sizeof(*bed), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, bed);
	bed->fake = fake_hw_create(test);
	fake_hw_attach(bed->fake, &bed->pf_hw, FAKE_HW_PF);
	fake_hw_attach(bed->fake, &bed->vf_hw, VF);
	bed->dev = &bed->fake->mbx[VF];
	bed->pf = (struct stride_mbx){
		.hw = &bed->pf_hw, .ctrl = P2VMAILBOX, .mem = VMBMEM,
		.mine = STRIDE_MBX_PFU,
	};
	bed->vf = (struct stride_mbx){
		.hw = &bed->vf_hw, .ctrl = V2PMAILBOX, .mem = VF_VMBMEM,
		.mine = STRIDE_MBX_VFU,
	};
	test->priv = bed;
	return 0;
}

static u32 mbx_vficr(struct mbx_bed *bed)
{
	return fake_hw_peek(bed->fake, FAKE_HW_PF, MBVFICR);
}

static void mbx_both_ends_can_take_a_free_buffer(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->vf), 0);
	KUNIT_EXPECT_TRUE(test, bed->dev->vfu);
	stride_mbx_drop(&bed->vf);
	KUNIT_EXPECT_FALSE(test, bed->dev->vfu);
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->pf), 0);
	KUNIT_EXPECT_TRUE(test, bed->dev->pfu);
	stride_mbx_drop(&bed->pf);
	KUNIT_EXPECT_FALSE(test, bed->dev->pfu);
}

static void mbx_vf_cannot_take_while_pf_owns(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->pf), 0);
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->vf), -EBUSY);
	KUNIT_EXPECT_TRUE(test, bed->dev->pfu);
	KUNIT_EXPECT_FALSE(test, bed->dev->vfu);
	stride_mbx_drop(&bed->pf);
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->vf), 0);
}

static void mbx_pf_cannot_take_while_vf_owns(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf), 0);
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->pf), -EBUSY);
	KUNIT_EXPECT_TRUE(test, bed->dev->vfu);
	KUNIT_EXPECT_FALSE(test, bed->dev->pfu);
	stride_mbx_drop(&bed->vf);
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->pf), 0);
}

static void mbx_drop_by_one_end_does_not_free_the_others_buffer(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->pf), 0);
	stride_mbx_drop(&bed->vf);
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->vf), -EBUSY);
	stride_mbx_drop(&bed->pf);
	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf), 0);
	stride_mbx_drop(&bed->pf);
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->pf), -EBUSY);
}

static void mbx_take_and_drop_signal_nobody(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	stride_mbx_take(&bed->vf);
	stride_mbx_drop(&bed->vf);
	stride_mbx_take(&bed->pf);
	stride_mbx_drop(&bed->pf);
	KUNIT_EXPECT_EQ(test, mbx_vficr(bed), 0);
	KUNIT_EXPECT_EQ(test, bed->dev->events, 0);
	KUNIT_EXPECT_EQ(test, bed->fake->pf.irqs, 0);
	KUNIT_EXPECT_EQ(test, bed->fake->vf[VF].irqs, 0);
}

static void mbx_vf_send_hands_the_words_over_and_signals(struct kunit *test)
{
	static const u32 msg[] = { 0x00000002, 0x12005452, 0x00005634 };
	struct mbx_bed *bed = test->priv;
	u32 words[3];

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf), 0);
	stride_mbx_send(&bed->vf, msg, 3);
	KUNIT_EXPECT_FALSE(test, bed->dev->vfu);
	KUNIT_EXPECT_EQ(test, mbx_vficr(bed), 0x00000004);
	KUNIT_EXPECT_EQ(test, bed->fake->pf.irqs, 1);

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->pf), 0);
	stride_mbx_read(&bed->pf, words, 3);
	KUNIT_EXPECT_MEMEQ(test, words, msg, sizeof(msg));
}

static void mbx_pf_send_hands_the_words_over_and_signals(struct kunit *test)
{
	static const u32 msg[] = { 0x80000001, 0x12005452, 0x00005634 };
	struct mbx_bed *bed = test->priv;
	u32 words[3];

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->pf), 0);
	stride_mbx_send(&bed->pf, msg, 3);
	KUNIT_EXPECT_FALSE(test, bed->dev->pfu);
	KUNIT_EXPECT_EQ(test, bed->dev->events, PFSTS);
	KUNIT_EXPECT_EQ(test, bed->fake->vf[VF].irqs, 1);

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf), 0);
	stride_mbx_read(&bed->vf, words, 3);
	KUNIT_EXPECT_MEMEQ(test, words, msg, sizeof(msg));
}

static void mbx_send_writes_all_words_before_it_signals(struct kunit *test)
{
	static const u32 msg[] = { 0x11, 0x22 };
	static const struct fake_hw_write vf_writes[] = {
		{ .reg = V2PMAILBOX, .val = 0x4 },
		{ .reg = 0x800, .val = 0x11 },
		{ .reg = 0x804, .val = 0x22 },
		{ .reg = V2PMAILBOX, .val = 0x1 },
	};
	static const struct fake_hw_write pf_writes[] = {
		{ .reg = P2VMAILBOX, .val = 0x8 },
		{ .reg = 0x880, .val = 0x11 },
		{ .reg = 0x884, .val = 0x22 },
		{ .reg = P2VMAILBOX, .val = 0x1 },
	};
	struct mbx_bed *bed = test->priv;

	stride_mbx_take(&bed->vf);
	stride_mbx_send(&bed->vf, msg, 2);
	fake_hw_expect_writes(bed->fake, VF, vf_writes, ARRAY_SIZE(vf_writes));
	stride_mbx_take(&bed->pf);
	stride_mbx_send(&bed->pf, msg, 2);
	fake_hw_expect_writes(bed->fake, FAKE_HW_PF, pf_writes,
			      ARRAY_SIZE(pf_writes));
}

static void mbx_pf_keeps_ownership_through_ack(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->pf), 0);
	stride_mbx_ack(&bed->pf, true);
	KUNIT_EXPECT_TRUE(test, bed->dev->pfu);
	KUNIT_EXPECT_EQ(test, bed->dev->events, PFACK);
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->vf), -EBUSY);
	KUNIT_EXPECT_EQ(test, bed->fake->vf[VF].irqs, 1);
}

static void mbx_ack_that_does_not_keep_frees_the_buffer(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->pf), 0);
	stride_mbx_ack(&bed->pf, false);
	KUNIT_EXPECT_FALSE(test, bed->dev->pfu);
	KUNIT_EXPECT_EQ(test, bed->dev->events, PFACK);
	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf), 0);
	stride_mbx_ack(&bed->vf, false);
	KUNIT_EXPECT_FALSE(test, bed->dev->vfu);
	KUNIT_EXPECT_EQ(test, mbx_vficr(bed), 0x00040000);
	KUNIT_EXPECT_EQ(test, bed->fake->pf.irqs, 1);
}

static void mbx_vf_keeps_ownership_through_ack(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	KUNIT_ASSERT_EQ(test, stride_mbx_take(&bed->vf), 0);
	stride_mbx_ack(&bed->vf, true);
	KUNIT_EXPECT_TRUE(test, bed->dev->vfu);
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->pf), -EBUSY);
}

static void mbx_vf_events_survive_the_read_of_a_take(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	stride_mbx_take(&bed->pf);
	stride_mbx_ack(&bed->pf, true);
	stride_mbx_send(&bed->pf, NULL, 0);
	stride_wr32(&bed->pf_hw, CTRL_EXT, BIT(14));	/* PFRSTD */
	KUNIT_ASSERT_EQ(test, bed->dev->events, PFSTS | PFACK | RSTD);

	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->vf), 0);
	KUNIT_EXPECT_EQ(test, bed->dev->events, 0);	/* the read cleared them */
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, 0) & 0xf0,
			PFSTS | PFACK | RSTD);
}

static void mbx_vf_events_survive_a_take_that_fails(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	stride_mbx_take(&bed->pf);
	stride_mbx_send(&bed->pf, NULL, 0);
	stride_mbx_take(&bed->pf);
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->vf), -EBUSY);
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, 0) & 0xf0, PFSTS);
}

static void mbx_vf_event_is_gone_once_it_was_taken(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	stride_mbx_take(&bed->pf);
	stride_mbx_ack(&bed->pf, true);
	stride_mbx_send(&bed->pf, NULL, 0);
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, PFACK) & 0xf0,
			PFSTS | PFACK);
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, 0) & 0xf0, PFSTS);
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, PFSTS) & 0xf0,
			PFSTS);
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, PFSTS) & 0xf0, 0);
}

static void mbx_vf_sees_who_owns_the_buffer(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, 0), 0);
	stride_mbx_take(&bed->pf);
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, 0), 0x8);
	stride_mbx_drop(&bed->pf);
	stride_mbx_take(&bed->vf);
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, 0), 0x4);
}

static void mbx_vf_sees_a_pf_reset_begin_and_end(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	stride_wr32(&bed->pf_hw, CTRL, BIT(26));
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, 0), RSTI);
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, 0), RSTI);
	stride_wr32(&bed->pf_hw, CTRL_EXT, BIT(14));
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, RSTD), RSTD);
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, RSTD), 0);
}

static void mbx_wipe_zeroes_the_buffer_and_touches_nothing_else(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;
	unsigned int i;

	memset(bed->fake->mbx, 0, sizeof(bed->fake->mbx));
	for (i = 0; i < FAKE_HW_VFS; i++)
		memset(bed->fake->mbx[i].mem, 0xa5, sizeof(bed->dev->mem));
	stride_mbx_take(&bed->vf);
	stride_mbx_wipe(&bed->pf);
	for (i = 0; i < FAKE_HW_MBX_WORDS; i++) {
		KUNIT_EXPECT_EQ(test, bed->dev->mem[i], 0);
		KUNIT_EXPECT_EQ(test, bed->fake->mbx[VF - 1].mem[i], 0xa5a5a5a5);
		KUNIT_EXPECT_EQ(test, bed->fake->mbx[VF + 1].mem[i], 0xa5a5a5a5);
	}
	KUNIT_EXPECT_TRUE(test, bed->dev->vfu);
	KUNIT_EXPECT_EQ(test, fake_hw_writes(bed->fake, FAKE_HW_PF, P2VMAILBOX,
					     P2VMAILBOX), 0);
	KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 0);
}

static void mbx_write_stops_after_16_words(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;
	u32 words[18];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = 0x1000 + i;
	stride_mbx_write(&bed->pf, words, 17);
	KUNIT_EXPECT_EQ(test, bed->dev->mem[15], 0x100f);
	KUNIT_EXPECT_EQ(test, bed->fake->mbx[VF + 1].mem[0], 0);
	KUNIT_EXPECT_EQ(test, bed->fake->log_len, 16);
	stride_mbx_write(&bed->vf, words, UINT_MAX);
	KUNIT_EXPECT_EQ(test, bed->fake->log_len, 32);
	KUNIT_EXPECT_EQ(test, fake_hw_peek(bed->fake, VF, 0x840), 0);
}

static void mbx_read_stops_after_16_words_and_reads_each_once(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;
	u32 words[18];
	unsigned int i;

	for (i = 0; i < FAKE_HW_MBX_WORDS; i++)
		bed->fake->mbx[VF].mem[i] = 0x1000 + i;
	memset(words, 0x5a, sizeof(words));
	stride_mbx_read(&bed->pf, words, 17);
	KUNIT_EXPECT_EQ(test, words[0], 0x1000);
	KUNIT_EXPECT_EQ(test, words[15], 0x100f);
	KUNIT_EXPECT_EQ(test, words[16], 0x5a5a5a5a);
	KUNIT_EXPECT_EQ(test, bed->fake->pf.reads, 16);

	memset(words, 0x5a, sizeof(words));
	stride_mbx_read(&bed->vf, words, 3);
	KUNIT_EXPECT_EQ(test, words[2], 0x1002);
	KUNIT_EXPECT_EQ(test, words[3], 0x5a5a5a5a);
	KUNIT_EXPECT_EQ(test, bed->fake->vf[VF].reads, 3);
}

static void mbx_read_from_the_middle_stops_at_the_end(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;
	u32 words[4];
	unsigned int i;

	for (i = 0; i < FAKE_HW_MBX_WORDS; i++)
		bed->fake->mbx[VF].mem[i] = 0x1000 + i;
	memset(words, 0x5a, sizeof(words));
	stride_mbx_read_at(&bed->pf, 14, words, 4);
	KUNIT_EXPECT_EQ(test, words[0], 0x100e);
	KUNIT_EXPECT_EQ(test, words[1], 0x100f);
	KUNIT_EXPECT_EQ(test, words[2], 0x5a5a5a5a);
	stride_mbx_read_at(&bed->pf, 16, words, 4);
	stride_mbx_read_at(&bed->pf, UINT_MAX, words, 4);
	KUNIT_EXPECT_EQ(test, words[0], 0x100e);
	KUNIT_EXPECT_EQ(test, bed->fake->pf.reads, 2);
}

static void mbx_of_a_device_that_is_gone_is_not_owned(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	bed->fake->gone = true;
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->vf), -ENODEV);
	KUNIT_EXPECT_EQ(test, stride_mbx_take(&bed->pf), -ENODEV);
	KUNIT_EXPECT_TRUE(test, bed->vf_hw.gone);
	KUNIT_EXPECT_TRUE(test, bed->pf_hw.gone);
}

static void mbx_of_a_device_that_is_gone_has_no_events(struct kunit *test)
{
	struct mbx_bed *bed = test->priv;

	bed->fake->gone = true;
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, 0), 0);
	KUNIT_EXPECT_EQ(test, stride_mbx_vf_events(&bed->vf, ~0U), 0);
}

static void mbx_control_bits_mirror_each_other(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, STRIDE_MBX_SEND, STRIDE_V2P_REQ);
	KUNIT_EXPECT_EQ(test, STRIDE_MBX_ACK, STRIDE_V2P_ACK);
	KUNIT_EXPECT_EQ(test, STRIDE_MBX_VFU, STRIDE_V2P_VFU);
	KUNIT_EXPECT_EQ(test, STRIDE_MBX_PFU, STRIDE_V2P_PFU);
}

static struct kunit_case mbx_cases[] = {
	KUNIT_CASE(mbx_both_ends_can_take_a_free_buffer),
	KUNIT_CASE(mbx_vf_cannot_take_while_pf_owns),
	KUNIT_CASE(mbx_pf_cannot_take_while_vf_owns),
	KUNIT_CASE(mbx_drop_by_one_end_does_not_free_the_others_buffer),
	KUNIT_CASE(mbx_take_and_drop_signal_nobody),
	KUNIT_CASE(mbx_vf_send_hands_the_words_over_and_signals),
	KUNIT_CASE(mbx_pf_send_hands_the_words_over_and_signals),
	KUNIT_CASE(mbx_send_writes_all_words_before_it_signals),
	KUNIT_CASE(mbx_pf_keeps_ownership_through_ack),
	KUNIT_CASE(mbx_ack_that_does_not_keep_frees_the_buffer),
	KUNIT_CASE(mbx_vf_keeps_ownership_through_ack),
	KUNIT_CASE(mbx_vf_events_survive_the_read_of_a_take),
	KUNIT_CASE(mbx_vf_events_survive_a_take_that_fails),
	KUNIT_CASE(mbx_vf_event_is_gone_once_it_was_taken),
	KUNIT_CASE(mbx_vf_sees_who_owns_the_buffer),
	KUNIT_CASE(mbx_vf_sees_a_pf_reset_begin_and_end),
	KUNIT_CASE(mbx_wipe_zeroes_the_buffer_and_touches_nothing_else),
	KUNIT_CASE(mbx_write_stops_after_16_words),
	KUNIT_CASE(mbx_read_stops_after_16_words_and_reads_each_once),
	KUNIT_CASE(mbx_read_from_the_middle_stops_at_the_end),
	KUNIT_CASE(mbx_of_a_device_that_is_gone_is_not_owned),
	KUNIT_CASE(mbx_of_a_device_that_is_gone_has_no_events),
	KUNIT_CASE(mbx_control_bits_mirror_each_other),
	{}
};

static struct kunit_suite mbx_suite = {
	.name = "stride_mbx",
	.init = mbx_bed_init,
	.test_cases = mbx_cases,
};

kunit_test_suite(mbx_suite);
