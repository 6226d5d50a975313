// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_mmio: the real door, on a piece of memory, and what is built upon
 * it, on the fake device.
 */

#include <kunit/device.h>
#include <kunit/test.h>
#include <stride/mmio.h>
#include "fake_hw.h"

#define STATUS	0x8

/* Return: a window on ordinary memory; skips where that is not possible. */
static struct stride_hw *mmio_on_memory(struct kunit *test, u32 **regs)
{
	struct stride_hw *hw = kunit_kzalloc(test, sizeof(*hw), GFP_KERNEL);

	if (IS_ENABLED(CONFIG_INDIRECT_IOMEM) || IS_ENABLED(CONFIG_CPU_BIG_ENDIAN))
		kunit_skip(test, "readl() does not reach memory as it is");
	*regs = kunit_kzalloc(test, 64, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, hw);
	KUNIT_ASSERT_NOT_NULL(test, *regs);
	hw->bar = (u8 __force __iomem *)*regs;
	hw->dev = kunit_device_register(test, "stride-mmio");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, hw->dev);
	return hw;
}

static void mmio_read_and_write_reach_the_register(struct kunit *test)
{
	struct stride_hw *hw;
	u32 *regs;

	hw = mmio_on_memory(test, &regs);
	regs[3] = 0x12345678;
	KUNIT_EXPECT_EQ(test, stride_rd32(hw, 0xc), 0x12345678);
	stride_wr32(hw, 0x10, 0x9abcdef0);
	KUNIT_EXPECT_EQ(test, regs[4], 0x9abcdef0);
	KUNIT_EXPECT_EQ(test, regs[5], 0);
	KUNIT_EXPECT_FALSE(test, hw->gone);
}

static void mmio_all_ones_may_be_a_true_value(struct kunit *test)
{
	struct stride_hw *hw;
	u32 *regs;

	hw = mmio_on_memory(test, &regs);
	regs[STATUS / 4] = 0x00080083;
	regs[3] = ~0U;
	KUNIT_EXPECT_EQ(test, stride_rd32(hw, 0xc), ~0U);
	KUNIT_EXPECT_FALSE(test, hw->gone);
}

static void mmio_device_is_gone_when_status_is_all_ones_too(struct kunit *test)
{
	struct stride_hw *hw;
	u32 *regs;

	hw = mmio_on_memory(test, &regs);
	regs[STATUS / 4] = ~0U;
	KUNIT_EXPECT_EQ(test, stride_rd32(hw, 0x0), 0);
	KUNIT_EXPECT_FALSE(test, hw->gone);
	regs[3] = ~0U;
	KUNIT_EXPECT_EQ(test, stride_rd32(hw, 0xc), ~0U);
	KUNIT_EXPECT_TRUE(test, hw->gone);
}

static void mmio_device_that_is_gone_is_left_alone(struct kunit *test)
{
	struct stride_hw *hw;
	u32 *regs;

	hw = mmio_on_memory(test, &regs);
	hw->gone = true;
	KUNIT_EXPECT_EQ(test, stride_rd32(hw, 0x0), ~0U);
	stride_wr32(hw, 0x0, 0x1);
	KUNIT_EXPECT_EQ(test, regs[0], 0);
}

static void mmio_rmw_clears_then_sets_and_keeps_the_rest(struct kunit *test)
{
	static const struct fake_hw_write expected[] = {
		{ .reg = 0x5818, .val = 0x0f0fff0f },
		{ .reg = 0x5818, .val = 0x0f00ff0f },
	};
	struct fake_hw *fake = fake_hw_create(test);
	struct stride_hw hw;

	fake_hw_attach(fake, &hw, FAKE_HW_PF);
	fake_hw_poke(fake, FAKE_HW_PF, 0x5818, 0x0f0f0f0f);
	stride_rmw32(&hw, 0x5818, 0x0000f000, 0x0000f000);
	stride_rmw32(&hw, 0x5818, 0xf00f0000, 0);
	KUNIT_EXPECT_EQ(test, fake->pf.reads, 2);
	fake_hw_expect_writes(fake, FAKE_HW_PF, expected, ARRAY_SIZE(expected));
}

static bool mmio_read_is_counted(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	return false;
}

static void mmio_flush_reads_status_and_writes_nothing(struct kunit *test)
{
	struct fake_hw_hook hook = {
		.vf = 0, .first = STATUS, .last = STATUS,
		.read = mmio_read_is_counted,
	};
	struct fake_hw *fake = fake_hw_create(test);
	struct stride_hw hw;

	fake_hw_attach(fake, &hw, 0);
	fake_hw_add_hook(fake, &hook);
	stride_flush(&hw);
	KUNIT_EXPECT_EQ(test, hook.count, 1);
	KUNIT_EXPECT_EQ(test, fake->vf[0].reads, 1);
	KUNIT_EXPECT_EQ(test, fake->log_len, 0);
	fake_hw_del_hook(&hook);
}

/* Sets a bit at the third read, as a queue that takes its time. */
static bool mmio_third_read_has_the_bit(struct fake_hw_hook *hook, u32 reg,
					u32 *val)
{
	*val = hook->count == 3 ? BIT(25) : 0;
	return true;
}

static void mmio_poll_ends_when_the_condition_holds(struct kunit *test)
{
	struct fake_hw_hook hook = {
		.vf = 0, .first = 0x2828, .last = 0x2828,
		.read = mmio_third_read_has_the_bit,
	};
	struct fake_hw *fake = fake_hw_create(test);
	struct stride_hw hw;
	u32 val;

	fake_hw_attach(fake, &hw, 0);
	fake_hw_add_hook(fake, &hook);
	KUNIT_EXPECT_EQ(test, stride_poll32(&hw, 0x2828, val, val & BIT(25), 20,
					    10 * USEC_PER_SEC), 0);
	KUNIT_EXPECT_EQ(test, hook.count, 3);
	KUNIT_EXPECT_EQ(test, stride_poll32(&hw, 0x2828, val, val & BIT(25), 20,
					    200), -ETIMEDOUT);
	fake_hw_del_hook(&hook);
}

static struct kunit_case mmio_cases[] = {
	KUNIT_CASE(mmio_read_and_write_reach_the_register),
	KUNIT_CASE(mmio_all_ones_may_be_a_true_value),
	KUNIT_CASE(mmio_device_is_gone_when_status_is_all_ones_too),
	KUNIT_CASE(mmio_device_that_is_gone_is_left_alone),
	KUNIT_CASE(mmio_rmw_clears_then_sets_and_keeps_the_rest),
	KUNIT_CASE(mmio_flush_reads_status_and_writes_nothing),
	KUNIT_CASE(mmio_poll_ends_when_the_condition_holds),
	{}
};

static struct kunit_suite mmio_suite = {
	.name = "stride_mmio",
	.test_cases = mmio_cases,
};

kunit_test_suite(mmio_suite);
