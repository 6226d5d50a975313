// SPDX-License-Identifier: GPL-2.0
/* Suite stride_pf_nvm: the NVM behind its semaphores. */

#include <kunit/test.h>
#include "pf_bed.h"

#define SWSM		0x05b50
#define SMBI		BIT(0)
#define SW_FW_SYNC	0x05b5c
#define SYNC_EEP	0x1u
#define SYNC_PHY0	0x2u

static void nvm_is_read_and_given_back(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 0);
	u16 val = 0;

	KUNIT_EXPECT_EQ(test, stride_pf_nvm_read(&bed->pf, 0, &val), 0);
	KUNIT_EXPECT_EQ(test, val, 0x5452);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, SWSM) & SMBI, 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, SW_FW_SYNC), 0u);
}

/* Each access would wait for it, and fail. */
static void nvm_semaphore_of_a_dead_driver_is_freed(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 0);
	u16 val = 0;

	fake_hw_poke(bed->fake, FAKE_HW_PF, SWSM, SMBI);
	KUNIT_EXPECT_EQ(test, stride_pf_nvm_read(&bed->pf, 0, &val), 0);
	KUNIT_EXPECT_EQ(test, val, 0x5452);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, SWSM) & SMBI, 0u);
}

/* The other port has it, for ten of our looks. */
static bool nvm_other_port(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	*val = SMBI;
	return hook->count <= 10;
}

static void nvm_semaphore_in_use_is_waited_for(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 0);
	struct fake_hw_hook hook = {
		.vf = FAKE_HW_PF, .first = SWSM, .last = SWSM,
		.read = nvm_other_port,
	};
	u16 val = 0;

	fake_hw_add_hook(bed->fake, &hook);
	KUNIT_EXPECT_EQ(test, stride_pf_nvm_read(&bed->pf, 0, &val), 0);
	fake_hw_del_hook(&hook);
	KUNIT_EXPECT_EQ(test, val, 0x5452);
	/* Taken and given back, twice, and nothing by force. */
	KUNIT_EXPECT_EQ(test, fake_hw_writes(bed->fake, FAKE_HW_PF, SWSM, SWSM), 4);
}

static void nvm_of_the_firmware_is_left_alone(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 0);
	u16 val = 0;

	fake_hw_poke(bed->fake, FAKE_HW_PF, SW_FW_SYNC, SYNC_EEP << 16);
	KUNIT_EXPECT_EQ(test, stride_pf_nvm_read(&bed->pf, 0, &val), -EBUSY);
	KUNIT_EXPECT_EQ(test, val, 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, SW_FW_SYNC), SYNC_EEP << 16);
}

/* Not SMBI but what it guards; of the other resources it leaves us nothing. */
static void nvm_of_a_dead_driver_is_inherited(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 0);
	u16 val = 0;

	fake_hw_poke(bed->fake, FAKE_HW_PF, SW_FW_SYNC, SYNC_EEP | SYNC_PHY0);
	KUNIT_EXPECT_EQ(test, stride_pf_nvm_read(&bed->pf, 0, &val), 0);
	KUNIT_EXPECT_EQ(test, val, 0x5452);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, SW_FW_SYNC), SYNC_PHY0);
}

/* The other port reads its NVM, for ten of our looks. */
static bool nvm_other_port_reads(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	*val = SYNC_EEP;
	return hook->count <= 10;
}

static void nvm_in_use_is_waited_for(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 0);
	struct fake_hw_hook hook = {
		.vf = FAKE_HW_PF, .first = SW_FW_SYNC, .last = SW_FW_SYNC,
		.read = nvm_other_port_reads,
	};
	u16 val = 0;

	fake_hw_add_hook(bed->fake, &hook);
	KUNIT_EXPECT_EQ(test, stride_pf_nvm_read(&bed->pf, 0, &val), 0);
	fake_hw_del_hook(&hook);
	KUNIT_EXPECT_EQ(test, val, 0x5452);
	KUNIT_EXPECT_GT(test, hook.count, 10u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, SW_FW_SYNC), 0u);
}

static struct kunit_case nvm_cases[] = {
	KUNIT_CASE(nvm_is_read_and_given_back),
	KUNIT_CASE(nvm_semaphore_of_a_dead_driver_is_freed),
	KUNIT_CASE(nvm_semaphore_in_use_is_waited_for),
	KUNIT_CASE(nvm_of_the_firmware_is_left_alone),
	KUNIT_CASE(nvm_of_a_dead_driver_is_inherited),
	KUNIT_CASE(nvm_in_use_is_waited_for),
	{}
};

static struct kunit_suite nvm_suite = {
	.name = "stride_pf_nvm",
	.test_cases = nvm_cases,
};

kunit_test_suite(nvm_suite);
