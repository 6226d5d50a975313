// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_fake_hw: the fake device itself, without any driver code above the
 * register accessors.  What it gets wrong, all other suites get wrong.
 */

#include <kunit/test.h>
#include <stride/mmio.h>
#include "fake_hw.h"

#define VFS	7

struct fake_bed {
	struct fake_hw *fake;
	struct stride_hw pf;
	struct stride_hw vf[VFS];
};

static int fake_bed_init(struct kunit *test)
{
	struct fake_bed *bed = kunit_kzalloc(test, sizeof(*bed), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, bed);
	bed->fake = fake_hw_create(test);
	fake_hw_attach(bed->fake, &bed->pf, FAKE_HW_PF);
	for (i = 0; i < VFS; i++)
		fake_hw_attach(bed->fake, &bed->vf[i], i);
	test->priv = bed;
	return 0;
}

static void fake_windows_have_a_device_each(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	/* KUnit puts the test's name in front. */
	KUNIT_EXPECT_NOT_NULL(test, strstr(dev_name(bed->pf.dev), ".stride-pf"));
	KUNIT_EXPECT_NOT_NULL(test,
			      strstr(dev_name(bed->vf[6].dev), ".stride-vf6"));
	KUNIT_EXPECT_PTR_NE(test, bed->vf[0].dev, bed->vf[1].dev);
}

static void fake_window_can_be_attached_anew(struct kunit *test)
{
	struct fake_bed *bed = test->priv;
	struct device *dev = bed->pf.dev;
	struct stride_hw again;

	fake_hw_attach(bed->fake, &again, FAKE_HW_PF);
	KUNIT_EXPECT_PTR_EQ(test, again.dev, dev);
	stride_wr32(&again, 0x5818, 0x12345678);
	KUNIT_EXPECT_EQ(test, stride_rd32(&again, 0x5818), 0x12345678);
}

static void fake_functions_have_registers_of_their_own(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->pf, 0x1680, 1);
	stride_wr32(&bed->vf[0], 0x1680, 2);
	stride_wr32(&bed->vf[1], 0x1680, 3);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x1680), 1);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0x1680), 2);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[1], 0x1680), 3);
}

static void fake_mailbox_memory_is_shared(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->vf[3], 0x83c, 0x33);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x8fc), 0x33);
	stride_wr32(&bed->pf, 0x800, 0x11);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0x800), 0x11);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[1], 0x800), 0);
}

static void fake_queues_of_a_vf_are_the_pfs_n_and_n_plus_8(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->vf[5], 0x2818, 0x51);
	stride_wr32(&bed->vf[5], 0x3938, 0x52);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc158), 0x51);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xe378), 0x52);
	/* Queue 2 has two addresses in the PF's BAR. */
	stride_wr32(&bed->vf[2], 0x2828, 0x22);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc0a8), 0x22);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x2a28), 0x22);
}

static void fake_counters_of_a_vf_are_seen_by_the_pf(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	fake_hw_poke(bed->fake, FAKE_HW_PF, 0x10634, 77);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[6], 0xf34), 77);
}

static void fake_request_sets_vfreq_and_interrupts_the_pf(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->vf[6], 0xc40, 0x1);
	stride_wr32(&bed->vf[1], 0xc40, 0x2);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc80), 0x00020040);
	KUNIT_EXPECT_EQ(test, bed->fake->pf.irqs, 2);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x1500), 0x100);
	stride_wr32(&bed->pf, 0xc80, 0x00000040);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc80), 0x00020000);
}

static void fake_v2pmailbox_clears_its_events_on_read(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->pf, 0xc10, 0x3);
	KUNIT_EXPECT_EQ(test, bed->fake->vf[4].irqs, 1);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[3], 0xc40), 0);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[4], 0xc40), 0x30);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[4], 0xc40), 0);
}

static void fake_buffer_has_one_owner_and_both_see_who(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->vf[0], 0xc40, 0x4);
	stride_wr32(&bed->pf, 0xc00, 0x8);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc00), 0x4);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0xc40), 0x4);
	stride_wr32(&bed->vf[0], 0xc40, 0);
	stride_wr32(&bed->pf, 0xc00, 0x8);
	stride_wr32(&bed->vf[0], 0xc40, 0x4);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc00), 0x8);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0xc40), 0x8);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc04), 0);
}

static void fake_rvfu_frees_a_stuck_buffer_on_silicon(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->vf[0], 0xc40, 0x7);
	stride_wr32(&bed->pf, 0xc00, 0x10);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc80), 0);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0xc40), 0);
	stride_wr32(&bed->pf, 0xc00, 0x8);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc00), 0x8);
}

static void fake_rvfu_leaves_the_pfs_copy_on_qemu(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	bed->fake->qemu = true;
	stride_wr32(&bed->vf[0], 0xc40, 0x4);
	stride_wr32(&bed->pf, 0xc00, 0x10);
	stride_wr32(&bed->pf, 0xc00, 0x8);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc00), 0x4);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0xc40), 0);
	/* The way out that only the model has. */
	stride_wr32(&bed->pf, 0xc40, 0);
	stride_wr32(&bed->pf, 0xc00, 0x8);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc00), 0x8);
}

static void fake_vf_reset_stops_its_queues_and_tells_the_pf(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->pf, 0xc8c, 0xff);
	stride_wr32(&bed->pf, 0xc90, 0xff);
	stride_wr32(&bed->vf[1], 0x2828, 0x02000008);
	stride_wr32(&bed->vf[1], 0x3928, 0x02000008);
	stride_wr32(&bed->vf[1], 0x3838, 0x1001);
	stride_wr32(&bed->vf[2], 0x2828, 0x02000008);
	stride_wr32(&bed->vf[1], 0xc40, 0x4);
	stride_wr32(&bed->vf[1], 0x000, 0x04000000);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc88), 0x02);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc8c), 0xfd);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc90), 0xfd);
	KUNIT_EXPECT_EQ(test, bed->fake->pf.irqs, 1);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[1], 0x2828), 0x8);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[1], 0x3928), 0x8);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[2], 0x2828), 0x02000008);
	/* The next tenant finds the rest as it was. */
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[1], 0x3838), 0x1001);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc04), 0x4);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[1], 0x000), 0);

	stride_wr32(&bed->pf, 0xc88, 0x02);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc88), 0);
	fake_hw_flr(bed->fake, 4);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc88), 0x10);
}

static void fake_pf_reset_wipes_all_and_is_seen_by_vfs(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->pf, 0x5818, 1);
	stride_wr32(&bed->pf, 0x1684, 0x50);
	stride_wr32(&bed->vf[0], 0x2828, 0x02000000);
	stride_wr32(&bed->vf[0], 0xc40, 0x5);
	stride_wr32(&bed->pf, 0x000, 0x04000041);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x000), 0x41);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x5818), 0);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x1684), 0x50);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0xc80), 0);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0x2828), 0);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0xc40), 0x40);
	stride_wr32(&bed->pf, 0x018, 0x4000);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0xc40), 0x80);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0xc40), 0);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[6], 0xc40), 0x80);
}

static void fake_icr_clears_on_read_only_when_it_is_said_to(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->pf, 0x1508, 0x104);		/* IMS */
	stride_wr32(&bed->pf, 0x1504, 0x104);		/* ICS */
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x1500), 0x104);
	stride_wr32(&bed->pf, 0x1500, 0x4);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x1500), 0x100);
	stride_wr32(&bed->pf, 0x1514, 0x1);		/* GPIE.NSICR */
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x1500), 0x100);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x1500), 0);
}

static void fake_interrupt_causes_have_two_addresses(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->pf, 0xd0, 0x104);		/* IMS */
	stride_wr32(&bed->pf, 0xc8, 0x104);		/* ICS */
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x1508), 0x104);
	stride_wr32(&bed->pf, 0xd8, 0x4);		/* IMC */
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x1508), 0x100);
	stride_wr32(&bed->pf, 0xc0, 0x4);		/* ICR */
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x1500), 0x100);
}

static void fake_eims_is_set_and_cleared_by_bits(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->vf[0], 0x1524, 0x5);
	stride_wr32(&bed->vf[0], 0x1524, 0x2);
	stride_wr32(&bed->vf[0], 0x1528, 0x4);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0x1524), 0x3);
	stride_wr32(&bed->vf[0], 0x1520, 0x3);
	stride_wr32(&bed->vf[0], 0x1580, 0x1);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0x1580), 0x2);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[1], 0x1524), 0);
}

static void fake_status_is_read_only_and_never_all_ones(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->pf, 0x008, ~0U);
	stride_wr32(&bed->vf[0], 0x008, ~0U);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x008), 0x00080083);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0x008), 0x00080083);
}

static void fake_master_stops_when_it_is_told_to(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->pf, 0x000, 0x4);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x008), 0x00000083);
	stride_wr32(&bed->pf, 0x000, 0x04000004);
	stride_wr32(&bed->pf, 0x000, 0x0);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x008), 0x00080083);
}

static void fake_nvm_is_loaded_and_has_a_checksum(struct kunit *test)
{
	struct fake_bed *bed = test->priv;
	u16 sum = 0;
	u32 i;

	stride_wr32(&bed->pf, 0x5400, 0);
	stride_wr32(&bed->pf, 0x000, 0x04000000);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x5400), 0x12005452);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x5404), 0x80005634);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x010), 0x200);
	for (i = 0; i < 64; i++) {
		stride_wr32(&bed->pf, 0x014, i << 2 | 1);
		KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x014) & 3, 2);
		sum += stride_rd32(&bed->pf, 0x014) >> 16;
	}
	KUNIT_EXPECT_EQ(test, sum, 0xbaba);
}

static void fake_phy_answers_at_its_address_only(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->pf, 0x020, 0x04201140);	/* BMCR of PHY 1 */
	KUNIT_EXPECT_EQ(test, bed->fake->phy[0], 0x1140);
	stride_wr32(&bed->pf, 0x020, 0x08210000);	/* BMSR */
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x020), 0x1821796d);
	stride_wr32(&bed->pf, 0x020, 0x08410000);	/* PHY 2 */
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x020) & BIT(30), BIT(30));
}

static void fake_semaphore_is_taken_by_the_read_that_finds_it_clear(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x5b50), 0);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x5b50), 1);
	stride_wr32(&bed->pf, 0x5b50, 0);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x5b50), 0);
}

static void fake_log_has_all_writes_in_order(struct kunit *test)
{
	static const struct fake_hw_write by_pf[] = {
		{ .reg = 0x5818, .val = 1 },
		{ .reg = 0xc80, .val = 2 },
	};
	struct fake_bed *bed = test->priv;

	stride_wr32(&bed->pf, 0x5818, 1);
	stride_wr32(&bed->vf[0], 0x1524, 7);
	stride_wr32(&bed->pf, 0xc80, 2);
	fake_hw_expect_writes(bed->fake, FAKE_HW_PF, by_pf, 2);
	KUNIT_EXPECT_EQ(test, bed->fake->log_len, 3);
	KUNIT_EXPECT_EQ(test, fake_hw_writes(bed->fake, 0, 0x1520, 0x1528), 1);
	KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 1);
	fake_hw_log_clear(bed->fake);
	KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 0);
}

static void fake_answers_of_the_pf_are_no_side_effect(struct kunit *test)
{
	struct fake_bed *bed = test->priv;
	u32 reg;

	for (reg = 0x800; reg < 0xa00; reg += 4)
		stride_wr32(&bed->pf, reg, 0);
	for (reg = 0xc00; reg < 0xc20; reg += 4)
		stride_wr32(&bed->pf, reg, 0);
	stride_wr32(&bed->pf, 0xc80, 0);
	stride_wr32(&bed->pf, 0xc88, 0);
	KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 0);
	stride_wr32(&bed->pf, 0xc8c, 0);
	KUNIT_EXPECT_EQ(test, fake_hw_writes_but_mbx(bed->fake), 1);
}

static void fake_device_that_is_gone_answers_all_ones(struct kunit *test)
{
	struct fake_bed *bed = test->priv;

	bed->fake->gone = true;
	KUNIT_EXPECT_FALSE(test, bed->pf.gone);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x008), ~0U);
	KUNIT_EXPECT_TRUE(test, bed->pf.gone);
	stride_wr32(&bed->pf, 0x5818, 1);
	KUNIT_EXPECT_EQ(test, bed->fake->log_len, 0);
	KUNIT_EXPECT_EQ(test, fake_hw_peek(bed->fake, FAKE_HW_PF, 0x5818), 0);
}

/* A PF that answers whenever the VF looks at its mailbox. */
static bool fake_hook_signals(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	struct fake_bed *bed = hook->priv;

	stride_rd32(&bed->vf[0], 0xc40);	/* does not come back here */
	stride_wr32(&bed->pf, 0xc00, 0x1);
	return false;
}

static bool fake_hook_swallows(struct fake_hw_hook *hook, u32 reg, u32 val)
{
	return val == 0xbad;
}

static void fake_hooks_run_before_the_device(struct kunit *test)
{
	struct fake_bed *bed = test->priv;
	struct fake_hw_hook on_read = {
		.vf = 0, .first = 0xc40, .last = 0xc40,
		.read = fake_hook_signals, .priv = bed,
	};
	struct fake_hw_hook on_write = {
		.vf = FAKE_HW_PF, .first = 0x5800, .last = 0x58fc,
		.write = fake_hook_swallows,
	};

	fake_hw_add_hook(bed->fake, &on_read);
	fake_hw_add_hook(bed->fake, &on_write);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0xc40), 0x10);
	KUNIT_EXPECT_EQ(test, on_read.count, 1);
	stride_wr32(&bed->pf, 0x5818, 1);
	stride_wr32(&bed->pf, 0x5818, 0xbad);
	KUNIT_EXPECT_EQ(test, on_write.count, 2);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->pf, 0x5818), 1);
	KUNIT_EXPECT_EQ(test, fake_hw_writes(bed->fake, FAKE_HW_PF, 0x5818,
					     0x5818), 2);
	fake_hw_del_hook(&on_read);
	KUNIT_EXPECT_EQ(test, stride_rd32(&bed->vf[0], 0xc40), 0);
	fake_hw_del_hook(&on_write);
}

static struct kunit_case fake_cases[] = {
	KUNIT_CASE(fake_windows_have_a_device_each),
	KUNIT_CASE(fake_window_can_be_attached_anew),
	KUNIT_CASE(fake_functions_have_registers_of_their_own),
	KUNIT_CASE(fake_mailbox_memory_is_shared),
	KUNIT_CASE(fake_queues_of_a_vf_are_the_pfs_n_and_n_plus_8),
	KUNIT_CASE(fake_counters_of_a_vf_are_seen_by_the_pf),
	KUNIT_CASE(fake_request_sets_vfreq_and_interrupts_the_pf),
	KUNIT_CASE(fake_v2pmailbox_clears_its_events_on_read),
	KUNIT_CASE(fake_buffer_has_one_owner_and_both_see_who),
	KUNIT_CASE(fake_rvfu_frees_a_stuck_buffer_on_silicon),
	KUNIT_CASE(fake_rvfu_leaves_the_pfs_copy_on_qemu),
	KUNIT_CASE(fake_vf_reset_stops_its_queues_and_tells_the_pf),
	KUNIT_CASE(fake_pf_reset_wipes_all_and_is_seen_by_vfs),
	KUNIT_CASE(fake_icr_clears_on_read_only_when_it_is_said_to),
	KUNIT_CASE(fake_interrupt_causes_have_two_addresses),
	KUNIT_CASE(fake_eims_is_set_and_cleared_by_bits),
	KUNIT_CASE(fake_status_is_read_only_and_never_all_ones),
	KUNIT_CASE(fake_master_stops_when_it_is_told_to),
	KUNIT_CASE(fake_nvm_is_loaded_and_has_a_checksum),
	KUNIT_CASE(fake_phy_answers_at_its_address_only),
	KUNIT_CASE(fake_semaphore_is_taken_by_the_read_that_finds_it_clear),
	KUNIT_CASE(fake_log_has_all_writes_in_order),
	KUNIT_CASE(fake_answers_of_the_pf_are_no_side_effect),
	KUNIT_CASE(fake_device_that_is_gone_answers_all_ones),
	KUNIT_CASE(fake_hooks_run_before_the_device),
	{}
};

static struct kunit_suite fake_suite = {
	.name = "stride_fake_hw",
	.init = fake_bed_init,
	.test_cases = fake_cases,
};

kunit_test_suite(fake_suite);
