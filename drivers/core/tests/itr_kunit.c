// SPDX-License-Identifier: GPL-2.0
/* Suite stride_itr: interrupt moderation, as values and as register writes. */

#include <kunit/test.h>
#include <stride/itr.h>
#include <stride/mmio.h>
#include "fake_hw.h"

#define EITR2	0x01688		/* EITR(2), DS 8.8.14 */
#define IGNR	0x80000000	/* EITR.CNT_INGR */

struct itr_bed {
	struct fake_hw *fake;
	struct stride_hw hw;
	struct stride_itr itr;
};

static int itr_bed_init(struct kunit *test)
{
	struct itr_bed *bed = kunit_kzalloc(test, sizeof(*bed), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, bed);
	bed->fake = fake_hw_create(test);
	fake_hw_attach(bed->fake, &bed->hw, FAKE_HW_PF);
	stride_itr_init(&bed->itr, &bed->hw, EITR2);
	test->priv = bed;
	return 0;
}

static void itr_expect_write(struct kunit *test, u32 val)
{
	const struct fake_hw_write expected = { .reg = EITR2, .val = val };
	struct itr_bed *bed = test->priv;

	fake_hw_expect_writes(bed->fake, FAKE_HW_PF, &expected, 1);
	fake_hw_log_clear(bed->fake);
}

static void itr_interval_stands_in_bits_14_to_2_as_microseconds(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_itr_reg(0), 0);
	KUNIT_EXPECT_EQ(test, stride_itr_reg(1), 0x4);
	KUNIT_EXPECT_EQ(test, stride_itr_reg(20), 0x50);
	KUNIT_EXPECT_EQ(test, stride_itr_reg(122), 0x1e8);
	KUNIT_EXPECT_EQ(test, stride_itr_reg(8191), 0x7ffc);
}

static void itr_interval_above_8191_us_is_clamped(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_itr_reg(8192), 0x7ffc);
	KUNIT_EXPECT_EQ(test, stride_itr_reg(65536), 0x7ffc);
	KUNIT_EXPECT_EQ(test, stride_itr_reg(UINT_MAX), 0x7ffc);
}

static void itr_profile_grows_from_no_moderation(struct kunit *test)
{
	unsigned int i;

	KUNIT_EXPECT_EQ(test, stride_itr_profile(0), 0);
	for (i = 1; i < NET_DIM_PARAMS_NUM_PROFILES; i++)
		KUNIT_EXPECT_GT(test, stride_itr_profile(i),
				stride_itr_profile(i - 1));
	/* 8000 interrupts a second remain, the default of other drivers. */
	KUNIT_EXPECT_LE(test, stride_itr_profile(i - 1), 125);
}

static void itr_profile_index_is_clamped_to_the_last(struct kunit *test)
{
	unsigned int last = stride_itr_profile(NET_DIM_PARAMS_NUM_PROFILES - 1);

	KUNIT_EXPECT_EQ(test, stride_itr_profile(NET_DIM_PARAMS_NUM_PROFILES),
			last);
	KUNIT_EXPECT_EQ(test, stride_itr_profile(255), last);
	KUNIT_EXPECT_EQ(test, stride_itr_profile(UINT_MAX), last);
}

static void itr_init_is_adaptive_and_writes_nothing(struct kunit *test)
{
	struct itr_bed *bed = test->priv;

	KUNIT_EXPECT_TRUE(test, bed->itr.adaptive);
	KUNIT_EXPECT_EQ(test, bed->itr.usecs, 20);
	KUNIT_EXPECT_EQ(test, bed->fake->log_len, 0);
}

static void itr_start_writes_the_first_profile_when_adaptive(struct kunit *test)
{
	struct itr_bed *bed = test->priv;

	bed->itr.dim.profile_ix = 3;
	bed->itr.dim.tune_state = DIM_GOING_LEFT;
	bed->itr.dim.steps_left = 2;
	bed->itr.dim.tired = 5;
	bed->itr.dim.prev_stats.ppms = 100;
	bed->itr.events = 7;
	stride_itr_start(&bed->itr);
	itr_expect_write(test, IGNR);
	KUNIT_EXPECT_EQ(test, bed->itr.dim.profile_ix, 0);
	/* Whatever came before, the same traffic gets the same intervals. */
	KUNIT_EXPECT_EQ(test, bed->itr.dim.state, DIM_START_MEASURE);
	KUNIT_EXPECT_EQ(test, bed->itr.dim.tune_state, DIM_PARKING_ON_TOP);
	KUNIT_EXPECT_EQ(test, bed->itr.dim.steps_left, 0);
	KUNIT_EXPECT_EQ(test, bed->itr.dim.tired, 0);
	KUNIT_EXPECT_EQ(test, bed->itr.dim.prev_stats.ppms, 0);
	KUNIT_EXPECT_EQ(test, bed->itr.events, 0);
}

static void itr_start_writes_the_fixed_interval_otherwise(struct kunit *test)
{
	struct itr_bed *bed = test->priv;

	bed->itr.adaptive = false;
	stride_itr_start(&bed->itr);
	itr_expect_write(test, IGNR | 0x50);
}

static void itr_set_takes_effect_at_once(struct kunit *test)
{
	struct itr_bed *bed = test->priv;

	stride_itr_set(&bed->itr, false, 100, true);
	itr_expect_write(test, IGNR | 0x190);
	KUNIT_EXPECT_FALSE(test, bed->itr.adaptive);
	stride_itr_set(&bed->itr, false, 9000, true);
	itr_expect_write(test, IGNR | 0x7ffc);
	KUNIT_EXPECT_EQ(test, bed->itr.usecs, 8191);
}

static void itr_set_adaptive_goes_on_where_net_dim_was(struct kunit *test)
{
	struct itr_bed *bed = test->priv;

	bed->itr.dim.profile_ix = 2;
	stride_itr_set(&bed->itr, true, 50, true);
	itr_expect_write(test, IGNR | (25 << 2));
	KUNIT_EXPECT_EQ(test, bed->itr.usecs, 50);
}

static void itr_net_dims_choice_reaches_the_register(struct kunit *test)
{
	struct itr_bed *bed = test->priv;

	bed->itr.dim.profile_ix = 3;
	bed->itr.dim.state = DIM_APPLY_NEW_PROFILE;
	bed->itr.dim.work.func(&bed->itr.dim.work);
	itr_expect_write(test, IGNR | (60 << 2));
	KUNIT_EXPECT_EQ(test, bed->itr.dim.state, DIM_START_MEASURE);
}

static void itr_net_dim_does_not_override_a_fixed_interval(struct kunit *test)
{
	struct itr_bed *bed = test->priv;

	stride_itr_set(&bed->itr, false, 20, true);
	fake_hw_log_clear(bed->fake);
	bed->itr.dim.profile_ix = 3;
	bed->itr.dim.work.func(&bed->itr.dim.work);
	KUNIT_EXPECT_EQ(test, bed->fake->log_len, 0);
}

static void itr_update_of_a_fixed_interval_does_not_count(struct kunit *test)
{
	struct itr_bed *bed = test->priv;

	stride_itr_update(&bed->itr, 1, 60);
	KUNIT_EXPECT_EQ(test, bed->itr.events, 1);
	bed->itr.adaptive = false;
	stride_itr_update(&bed->itr, 2, 120);
	KUNIT_EXPECT_EQ(test, bed->itr.events, 1);
	KUNIT_EXPECT_EQ(test, bed->fake->log_len, 0);
}

static struct kunit_case itr_cases[] = {
	KUNIT_CASE(itr_interval_stands_in_bits_14_to_2_as_microseconds),
	KUNIT_CASE(itr_interval_above_8191_us_is_clamped),
	KUNIT_CASE(itr_profile_grows_from_no_moderation),
	KUNIT_CASE(itr_profile_index_is_clamped_to_the_last),
	KUNIT_CASE(itr_init_is_adaptive_and_writes_nothing),
	KUNIT_CASE(itr_start_writes_the_first_profile_when_adaptive),
	KUNIT_CASE(itr_start_writes_the_fixed_interval_otherwise),
	KUNIT_CASE(itr_set_takes_effect_at_once),
	KUNIT_CASE(itr_set_adaptive_goes_on_where_net_dim_was),
	KUNIT_CASE(itr_net_dims_choice_reaches_the_register),
	KUNIT_CASE(itr_net_dim_does_not_override_a_fixed_interval),
	KUNIT_CASE(itr_update_of_a_fixed_interval_does_not_count),
	{}
};

static struct kunit_suite itr_suite = {
	.name = "stride_itr",
	.init = itr_bed_init,
	.test_cases = itr_cases,
};

kunit_test_suite(itr_suite);
