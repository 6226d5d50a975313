// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_sriov_cap: the parser of the SR-IOV Extended Capability and the
 * places that follow from it, on written-down, broken and random capabilities and
 * on that of a device that is there.  Offsets: PCIe r6.0, 9.3.3.
 */

#include <kunit/test.h>
#include <linux/pci.h>
#include <linux/random.h>
#include <linux/sizes.h>
#include <linux/unaligned.h>
#include "pf_bed.h"

static const u8 RAW[STRIDE_SRIOV_CAP_SIZE] = {
	0x10, 0x00, 0x01, 0x00,		/* SR-IOV, version 1 */
	0x02, 0x00, 0x00, 0x00,		/* ARI hierarchy preserved */
	0x19, 0x00, 0x01, 0x00,		/* control, status */
	0x08, 0x00, 0x07, 0x00,		/* InitialVFs, TotalVFs */
	0x05, 0x00, 0x03, 0x00,		/* NumVFs, dependency link */
	0x80, 0x01, 0x02, 0x00,		/* First VF Offset, VF Stride */
	0x00, 0x00, 0xca, 0x10,		/* VF Device ID */
	0x53, 0x05, 0x00, 0x00,		/* Supported Page Sizes */
	0x10, 0x00, 0x00, 0x00,		/* System Page Size */
	0x04, 0x00, 0x11, 0x11, 0x01, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x22, 0x22, 0x04, 0x00, 0x33, 0x33,
	0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x44, 0x44,
	0x78, 0x56, 0x34, 0x12,		/* VF Migration State Array */
};

static void cap_every_field_is_where_the_specification_has_it(struct kunit *test)
{
	struct stride_sriov_cap cap = {};

	KUNIT_ASSERT_EQ(test, stride_sriov_cap_parse(RAW, &cap), 0);
	KUNIT_EXPECT_EQ(test, cap.cap, 0x2u);
	KUNIT_EXPECT_EQ(test, cap.ctrl, 0x19);
	KUNIT_EXPECT_EQ(test, cap.status, 0x1);
	KUNIT_EXPECT_EQ(test, cap.initial_vfs, 8);
	KUNIT_EXPECT_EQ(test, cap.total_vfs, 7);
	KUNIT_EXPECT_EQ(test, cap.num_vfs, 5);
	KUNIT_EXPECT_EQ(test, cap.link, 3);
	KUNIT_EXPECT_EQ(test, cap.offset, 0x180);
	KUNIT_EXPECT_EQ(test, cap.stride, 2);
	KUNIT_EXPECT_EQ(test, cap.vf_device, 0x10ca);
	KUNIT_EXPECT_EQ(test, cap.page_sizes, 0x553u);
	KUNIT_EXPECT_EQ(test, cap.page_size, 0x10u);
	KUNIT_EXPECT_EQ(test, cap.bar[0], 0x11110004u);
	KUNIT_EXPECT_EQ(test, cap.bar[1], 0x1u);
	KUNIT_EXPECT_EQ(test, cap.bar[2], 0x22220000u);
	KUNIT_EXPECT_EQ(test, cap.bar[3], 0x33330004u);
	KUNIT_EXPECT_EQ(test, cap.bar[4], 0x2u);
	KUNIT_EXPECT_EQ(test, cap.bar[5], 0x44440000u);
	KUNIT_EXPECT_EQ(test, cap.migration, 0x12345678u);
	KUNIT_EXPECT_EQ(test, stride_sriov_page_bytes(&cap), (u64)SZ_64K);
}

static void cap_of_another_kind_is_refused(struct kunit *test)
{
	struct stride_sriov_cap cap = {};
	u8 raw[STRIDE_SRIOV_CAP_SIZE];

	memcpy(raw, RAW, sizeof(raw));
	raw[0] = 0x0e;
	KUNIT_EXPECT_EQ(test, stride_sriov_cap_parse(raw, &cap), -ENOENT);
	memset(raw, 0xff, sizeof(raw));
	KUNIT_EXPECT_EQ(test, stride_sriov_cap_parse(raw, &cap), -ENOENT);
}

static void cap_with_a_broken_field_is_told(struct kunit *test)
{
	static const struct {
		u8 at;
		u16 val;
		const char *why;
	} broken[] = {
		{ 0x0e, 0, "TotalVFs is 0" },
		{ 0x0c, 8, "InitialVFs exceeds TotalVFs" },
		{ 0x10, 8, "NumVFs exceeds TotalVFs" },
		{ 0x14, 0, "First VF Offset is 0 with VFs on" },
		{ 0x16, 0, "VF Stride is 0 with several VFs on" },
		{ 0x10, 0, "VF Enable is set with NumVFs 0" },
		{ 0x1c, 0x552, "4 KiB pages are not supported" },
		{ 0x20, 0, "System Page Size is not one of the supported" },
		{ 0x20, 0x11, "System Page Size is not one of the supported" },
		{ 0x20, 0x04, "System Page Size is not one of the supported" },
		{ 0x1a, 0, "VF Device ID is not valid" },
		{ 0x1a, 0xffff, "VF Device ID is not valid" },
	};
	struct stride_sriov_cap cap = {};
	u8 raw[STRIDE_SRIOV_CAP_SIZE];
	const char *why = "";
	unsigned int i;

	memcpy(raw, RAW, sizeof(raw));
	raw[0x0c] = 7;
	stride_sriov_cap_parse(raw, &cap);
	KUNIT_EXPECT_EQ(test, stride_sriov_cap_check(&cap, &why), 0);
	for (i = 0; i < ARRAY_SIZE(broken); i++) {
		memcpy(raw, RAW, sizeof(raw));
		raw[0x0c] = 7;
		put_unaligned_le16(broken[i].val, raw + broken[i].at);
		stride_sriov_cap_parse(raw, &cap);
		KUNIT_EXPECT_EQ(test, stride_sriov_cap_check(&cap, &why), -EINVAL);
		KUNIT_EXPECT_STREQ(test, why, broken[i].why);
	}
}

static void cap_of_random_bytes_is_sane_if_it_passes(struct kunit *test)
{
	struct stride_sriov_cap cap = {};
	u8 raw[STRIDE_SRIOV_CAP_SIZE];
	struct rnd_state rnd;
	const char *why;
	unsigned int i;

	prandom_seed_state(&rnd, 1);
	for (i = 0; i < 20000; i++) {
		prandom_bytes_state(&rnd, raw, sizeof(raw));
		put_unaligned_le32(0x00010010, raw);
		/* Otherwise hardly any passes. */
		raw[0x0d] = 0;
		raw[0x0f] = 0;
		raw[0x11] = 0;
		raw[0x1c] |= 1;
		if (i % 2)
			put_unaligned_le32(1, raw + 0x20);
		KUNIT_ASSERT_EQ(test, stride_sriov_cap_parse(raw, &cap), 0);
		if (stride_sriov_cap_check(&cap, &why))
			continue;
		KUNIT_ASSERT_GT(test, cap.total_vfs, 0);
		KUNIT_ASSERT_LE(test, cap.num_vfs, cap.total_vfs);
		KUNIT_ASSERT_LE(test, cap.initial_vfs, cap.total_vfs);
		KUNIT_ASSERT_GE(test, stride_sriov_page_bytes(&cap), (u64)SZ_4K);
	}
}

static void cap_routing_ids_follow_offset_and_stride(struct kunit *test)
{
	struct stride_sriov_cap cap = { .offset = 128, .stride = 2 };

	KUNIT_EXPECT_EQ(test, stride_sriov_vf_rid(&cap, 0x0100, 0), 0x0180);
	KUNIT_EXPECT_EQ(test, stride_sriov_vf_rid(&cap, 0x0100, 1), 0x0182);
	KUNIT_EXPECT_EQ(test, stride_sriov_vf_rid(&cap, 0x0100, 6), 0x018c);
	KUNIT_EXPECT_EQ(test, stride_sriov_vf_rid(&cap, 0x0101, 6), 0x018d);
	/* Over the end of the bus. */
	cap.offset = 0x180;
	KUNIT_EXPECT_EQ(test, stride_sriov_vf_rid(&cap, 0x0100, 0), 0x0280);
	KUNIT_EXPECT_EQ(test, stride_sriov_vf_rid(&cap, 0x01f8, 4), 0x0380);
	/* Over the end of all. */
	KUNIT_EXPECT_EQ(test, stride_sriov_vf_rid(&cap, 0xfe7f, 0), 0xffff);
	KUNIT_EXPECT_EQ(test, stride_sriov_vf_rid(&cap, 0xfe80, 0), -ERANGE);
	cap.stride = 0xffff;
	KUNIT_EXPECT_EQ(test, stride_sriov_vf_rid(&cap, 0, 0xffff), -ERANGE);
}

static void cap_bars_are_cut_into_equal_slices(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_sriov_vf_bar(0xc000000000, SZ_16K, 0), 0xc000000000);
	KUNIT_EXPECT_EQ(test, stride_sriov_vf_bar(0xc000000000, SZ_16K, 1), 0xc000004000);
	KUNIT_EXPECT_EQ(test, stride_sriov_vf_bar(0xfffffc000, SZ_16K, 6), 0x1000014000);
}

static void cap_of_the_device_here_is_the_82576s(struct kunit *test)
{
	struct pci_dev *pdev = pci_get_device(0x8086, 0x10c9, NULL);
	struct stride_sriov_cap cap = {};
	u16 word, id;
	u32 dword;

	if (!pdev)
		kunit_skip(test, "no 82576");
	KUNIT_EXPECT_EQ(test, stride_sriov_cap_read(pdev, &cap), 0);
	KUNIT_EXPECT_EQ(test, (int)cap.pos, pci_find_ext_capability(pdev, 0x10));
	pci_read_config_word(pdev, cap.pos, &id);
	KUNIT_EXPECT_EQ(test, id, 0x10);
	pci_read_config_word(pdev, cap.pos + 0x0e, &word);
	KUNIT_EXPECT_EQ(test, cap.total_vfs, word);
	KUNIT_EXPECT_EQ(test, cap.total_vfs, 8);
	pci_read_config_word(pdev, cap.pos + 0x14, &word);
	KUNIT_EXPECT_EQ(test, cap.offset, word);
	KUNIT_EXPECT_EQ(test, cap.offset, 128);
	pci_read_config_word(pdev, cap.pos + 0x16, &word);
	KUNIT_EXPECT_EQ(test, cap.stride, word);
	KUNIT_EXPECT_EQ(test, cap.stride, 2);
	KUNIT_EXPECT_EQ(test, cap.vf_device, 0x10ca);
	KUNIT_EXPECT_EQ(test, cap.page_sizes, 0x553u);
	KUNIT_EXPECT_EQ(test, cap.page_size, 1u);
	pci_read_config_dword(pdev, cap.pos + 0x24, &dword);
	KUNIT_EXPECT_EQ(test, cap.bar[0], dword);
	pci_read_config_dword(pdev, cap.pos + 0x30, &dword);
	KUNIT_EXPECT_EQ(test, cap.bar[3], dword);
	/* Two 64-bit BARs of 16 KiB a VF; the model has them prefetchable. */
	KUNIT_EXPECT_EQ(test, cap.bar[0] & 0x7, 0x4u);
	KUNIT_EXPECT_EQ(test, cap.bar[3] & 0x7, 0x4u);
	KUNIT_EXPECT_EQ(test, resource_size(&pdev->resource[PCI_IOV_RESOURCES]),
			(resource_size_t)8 * SZ_16K);
	pci_dev_put(pdev);
}

static struct kunit_case cap_cases[] = {
	KUNIT_CASE(cap_every_field_is_where_the_specification_has_it),
	KUNIT_CASE(cap_of_another_kind_is_refused),
	KUNIT_CASE(cap_with_a_broken_field_is_told),
	KUNIT_CASE(cap_of_random_bytes_is_sane_if_it_passes),
	KUNIT_CASE(cap_routing_ids_follow_offset_and_stride),
	KUNIT_CASE(cap_bars_are_cut_into_equal_slices),
	KUNIT_CASE(cap_of_the_device_here_is_the_82576s),
	{}
};

static struct kunit_suite cap_suite = {
	.name = "stride_sriov_cap",
	.test_cases = cap_cases,
};

kunit_test_suite(cap_suite);
