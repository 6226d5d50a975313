// SPDX-License-Identifier: GPL-2.0
/* Suite stride_preflight: every reason to refuse, its errno and its texts. */

#include <kunit/test.h>
#include <linux/sizes.h>
#include "pf_bed.h"

/* A device in a slot where seven VFs work. */
static struct stride_preflight_facts preflight_good(unsigned int num_vfs)
{
	struct stride_preflight_facts f = {
		.cap = {
			.initial_vfs = 8, .total_vfs = 8, .offset = 128,
			.stride = 2, .vf_device = 0x10ca, .page_sizes = 0x553,
			.page_size = 1,
		},
		.num_vfs = num_vfs,
		.pf_rid = 0x0100,
		.last_bus = 1,
		.ari = true,
		.bar_used = { [0] = true, [3] = true },
		.bar_assigned = { [0] = true, [3] = true },
		.bar_bytes = { [0] = 8 * SZ_16K, [3] = 8 * SZ_16K },
		.bar_vf_bytes = { [0] = SZ_16K, [3] = SZ_16K },
		.pf_vectors = 9,
		.pf_vlan_quota = 4,
	};

	return f;
}

static void preflight_lets_1_to_7_pass(struct kunit *test)
{
	unsigned int n;

	for (n = 1; n <= 7; n++) {
		struct stride_preflight_facts f = preflight_good(n);

		KUNIT_EXPECT_EQ(test, stride_preflight_check(&f), STRIDE_PREFLIGHT_OK);
	}
}

#define EXPECT_REFUSED(change, why, err)				\
	do {								\
		struct stride_preflight_facts f = preflight_good(7);	\
		enum stride_preflight reason;				\
									\
		change;							\
		reason = stride_preflight_check(&f);			\
		KUNIT_EXPECT_EQ(test, reason, why);			\
		KUNIT_EXPECT_EQ(test, stride_preflight_errno(reason), err); \
	} while (0)

static void preflight_refuses_each_for_its_reason(struct kunit *test)
{
	EXPECT_REFUSED(f.cap.total_vfs = 0, STRIDE_PREFLIGHT_NO_CAP, -ENODEV);
	EXPECT_REFUSED(f.cap.vf_device = 0, STRIDE_PREFLIGHT_NO_CAP, -ENODEV);
	EXPECT_REFUSED(f.num_vfs = 8, STRIDE_PREFLIGHT_TOO_MANY, -ERANGE);
	EXPECT_REFUSED(f.cap.total_vfs = 6; f.cap.initial_vfs = 6,
		       STRIDE_PREFLIGHT_TOO_MANY, -ERANGE);
	EXPECT_REFUSED(f.cap.initial_vfs = 7, STRIDE_PREFLIGHT_INITIAL_VFS, -EIO);
	EXPECT_REFUSED(f.bar_assigned[0] = false,
		       STRIDE_PREFLIGHT_BAR_UNASSIGNED, -ENOMEM);
	EXPECT_REFUSED(f.bar_assigned[3] = false,
		       STRIDE_PREFLIGHT_BAR_UNASSIGNED, -ENOMEM);
	EXPECT_REFUSED(f.bar_bytes[0] = 7 * SZ_16K - 1,
		       STRIDE_PREFLIGHT_BAR_SMALL, -ENOMEM);
	EXPECT_REFUSED(f.bar_bytes[3] = 6 * SZ_16K,
		       STRIDE_PREFLIGHT_BAR_SMALL, -ENOMEM);
	EXPECT_REFUSED(f.cap.offset = 0x100, STRIDE_PREFLIGHT_BUS, -ENOMEM);
	EXPECT_REFUSED(f.cap.offset = 0xf4, STRIDE_PREFLIGHT_BUS, -ENOMEM);
	EXPECT_REFUSED(f.pf_rid = 0xff81; f.last_bus = 0xff,
		       STRIDE_PREFLIGHT_BUS, -ENOMEM);
	EXPECT_REFUSED(f.ari = false, STRIDE_PREFLIGHT_ARI, -ENODEV);
	EXPECT_REFUSED(f.pf_vectors = 1, STRIDE_PREFLIGHT_VECTORS, -ENOSPC);
	EXPECT_REFUSED(f.pf_vlans = 5, STRIDE_PREFLIGHT_VLANS, -ENOSPC);
}

static void preflight_lets_pass_what_just_fits(struct kunit *test)
{
	struct stride_preflight_facts f = preflight_good(7);

	f.bar_bytes[0] = 7 * SZ_16K;
	f.bar_bytes[3] = 7 * SZ_16K;
	f.cap.offset = 0xf3;		/* the last VF is 01:1f.7 */
	f.pf_vlans = 4;
	f.pf_vectors = 2;
	KUNIT_EXPECT_EQ(test, stride_preflight_check(&f), STRIDE_PREFLIGHT_OK);
	/* On the next bus a device number is no obstacle without ARI. */
	f = preflight_good(7);
	f.ari = false;
	f.last_bus = 2;
	f.cap.offset = 0x180;
	KUNIT_EXPECT_EQ(test, stride_preflight_check(&f), STRIDE_PREFLIGHT_OK);
	/* InitialVFs may be less where VFs can migrate. */
	f = preflight_good(7);
	f.cap.initial_vfs = 7;
	f.cap.cap = 1;
	KUNIT_EXPECT_EQ(test, stride_preflight_check(&f), STRIDE_PREFLIGHT_OK);
}

static void preflight_names_cause_and_remedy_of_each(struct kunit *test)
{
	unsigned int a, b;

	for (a = STRIDE_PREFLIGHT_NO_CAP; a <= STRIDE_PREFLIGHT_VLANS; a++) {
		KUNIT_EXPECT_LT(test, stride_preflight_errno(a), 0);
		KUNIT_EXPECT_GT(test, strlen(stride_preflight_cause(a)), 10);
		KUNIT_EXPECT_GT(test, strlen(stride_preflight_remedy(a)), 10);
		for (b = STRIDE_PREFLIGHT_OK; b < a; b++)
			KUNIT_EXPECT_STRNEQ(test, stride_preflight_cause(a),
					    stride_preflight_cause(b));
	}
}

/* DS 7.3.2: 25 vectors in all, three a VF. */
static void preflight_leaves_the_pf_what_vfs_do_not_take(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_pf_irq_available(7), 4);
	KUNIT_EXPECT_EQ(test, stride_pf_irq_available(6), 7);
	KUNIT_EXPECT_EQ(test, stride_pf_irq_available(5), 10);
	KUNIT_EXPECT_EQ(test, stride_pf_irq_available(0), 10);
}

static struct kunit_case preflight_cases[] = {
	KUNIT_CASE(preflight_lets_1_to_7_pass),
	KUNIT_CASE(preflight_refuses_each_for_its_reason),
	KUNIT_CASE(preflight_lets_pass_what_just_fits),
	KUNIT_CASE(preflight_names_cause_and_remedy_of_each),
	KUNIT_CASE(preflight_leaves_the_pf_what_vfs_do_not_take),
	{}
};

static struct kunit_suite preflight_suite = {
	.name = "stride_preflight",
	.test_cases = preflight_cases,
};

kunit_test_suite(preflight_suite);
