// SPDX-License-Identifier: GPL-2.0
/* Suite stride_link: what STATUS says. */

#include <kunit/test.h>
#include <stride/link.h>
#include <stride/mmio.h>
#include "fake_hw.h"

#define STATUS	0x00008		/* FD bit 0, LU bit 1, SPEED bits 7:6, DS 8.2.2 */

struct link_bed {
	struct fake_hw *fake;
	struct stride_hw hw;
};

static int link_bed_init(struct kunit *test)
{
	struct link_bed *bed = kunit_kzalloc(test, sizeof(*bed), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, bed);
	bed->fake = fake_hw_create(test);
	fake_hw_attach(bed->fake, &bed->hw, 3);
	test->priv = bed;
	return 0;
}

static void link_expect(struct kunit *test, u32 status, bool up, u16 speed, bool full)
{
	struct link_bed *bed = test->priv;
	struct stride_link link = { true, 9, true };

	fake_hw_poke(bed->fake, FAKE_HW_PF, STATUS, status);
	stride_link_read(&bed->hw, &link);
	KUNIT_EXPECT_EQ_MSG(test, link.up, up, "STATUS %#x", status);
	KUNIT_EXPECT_EQ_MSG(test, link.speed, speed, "STATUS %#x", status);
	KUNIT_EXPECT_EQ_MSG(test, link.full, full, "STATUS %#x", status);
}

static void link_has_speed_and_duplex_while_up(struct kunit *test)
{
	link_expect(test, 0x03, true, 10, true);
	link_expect(test, 0x02, true, 10, false);
	link_expect(test, 0x43, true, 100, true);
	link_expect(test, 0x42, true, 100, false);
	link_expect(test, 0x83, true, 1000, true);
	link_expect(test, 0xc3, true, 1000, true);
	link_expect(test, 0x81, false, 0, false);
	link_expect(test, 0x00, false, 0, false);
}

static void link_of_a_device_that_is_gone_is_down(struct kunit *test)
{
	struct link_bed *bed = test->priv;

	bed->fake->gone = true;
	link_expect(test, 0x83, false, 0, false);
}

static struct kunit_case link_cases[] = {
	KUNIT_CASE(link_has_speed_and_duplex_while_up),
	KUNIT_CASE(link_of_a_device_that_is_gone_is_down),
	{}
};

static struct kunit_suite link_suite = {
	.name = "stride_link",
	.init = link_bed_init,
	.test_cases = link_cases,
};

kunit_test_suite(link_suite);
