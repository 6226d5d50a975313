// SPDX-License-Identifier: GPL-2.0
/* Suite stride_rx: buffers hold what the device may write into them. */

#include <kunit/test.h>
#include <linux/skbuff.h>
#include <stride/txrx.h>

#define HEADROOM	(NET_SKB_PAD + NET_IP_ALIGN)
#define TAILROOM	SKB_DATA_ALIGN(sizeof(struct skb_shared_info))

static void rx_frame_counts_one_tag_and_the_fcs(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, STRIDE_FRAME(68), 90);
	KUNIT_EXPECT_EQ(test, STRIDE_FRAME(1500), 1522);
	KUNIT_EXPECT_EQ(test, STRIDE_FRAME(9216), 9238);
}

static void rx_standard_frames_take_2_kib(struct kunit *test)
{
	unsigned int mtu;

	for (mtu = 68; mtu <= 1500; mtu++)
		KUNIT_EXPECT_EQ_MSG(test, stride_rx_buf_len(STRIDE_FRAME(mtu)),
				    2048, "mtu %u", mtu);
}

static void rx_longest_frames_are_chained_from_3_kib(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_rx_buf_len(STRIDE_FRAME(9216)), 3072);
	KUNIT_EXPECT_EQ(test, stride_rx_buf_len(STRIDE_FRAME(2048)), 3072);
	KUNIT_EXPECT_EQ(test, stride_rx_buf_len(UINT_MAX / 2), 3072);
}

static void rx_buffer_is_a_kib_multiple_that_srrctl_can_hold(struct kunit *test)
{
	unsigned int mtu;

	for (mtu = 68; mtu <= STRIDE_MAX_MTU; mtu++) {
		u32 len = stride_rx_buf_len(STRIDE_FRAME(mtu));

		KUNIT_EXPECT_EQ_MSG(test, len % 1024, 0, "mtu %u", mtu);
		KUNIT_EXPECT_GE_MSG(test, len / 1024, 1, "mtu %u", mtu);
		KUNIT_EXPECT_LE_MSG(test, len / 1024, 127, "mtu %u", mtu);
	}
}

/* What the device writes is bounded by the frame in 2 KiB, by 3 KiB else. */
static void rx_buffer_fits_its_memory_with_headroom_and_shared_info(struct kunit *test)
{
	unsigned int mtu;

	for (mtu = 68; mtu <= STRIDE_MAX_MTU; mtu++) {
		u32 frame = STRIDE_FRAME(mtu);
		u32 len = stride_rx_buf_len(frame);
		u32 memory = len == 2048 ? 2048 : PAGE_SIZE;

		KUNIT_EXPECT_LE_MSG(test,
				    HEADROOM + SKB_DATA_ALIGN(min(frame, len)) +
				    TAILROOM, memory, "mtu %u", mtu);
	}
}

static void rx_buffer_grows_with_the_first_frame_that_does_not_fit(struct kunit *test)
{
	u32 room = ALIGN_DOWN(2048 - HEADROOM - TAILROOM, SMP_CACHE_BYTES);

	KUNIT_EXPECT_EQ(test, stride_rx_buf_len(room), 2048);
	KUNIT_EXPECT_EQ(test, stride_rx_buf_len(room + 1), 3072);
}

static void rx_longest_frame_fits_the_fragments_of_an_skb(struct kunit *test)
{
	u32 frame = STRIDE_FRAME(STRIDE_MAX_MTU);

	KUNIT_EXPECT_LE(test, DIV_ROUND_UP(frame, stride_rx_buf_len(frame)),
			1 + MAX_SKB_FRAGS);
}

static struct kunit_case rx_cases[] = {
	KUNIT_CASE(rx_frame_counts_one_tag_and_the_fcs),
	KUNIT_CASE(rx_standard_frames_take_2_kib),
	KUNIT_CASE(rx_longest_frames_are_chained_from_3_kib),
	KUNIT_CASE(rx_buffer_is_a_kib_multiple_that_srrctl_can_hold),
	KUNIT_CASE(rx_buffer_fits_its_memory_with_headroom_and_shared_info),
	KUNIT_CASE(rx_buffer_grows_with_the_first_frame_that_does_not_fit),
	KUNIT_CASE(rx_longest_frame_fits_the_fragments_of_an_skb),
	{}
};

static struct kunit_suite rx_suite = {
	.name = "stride_rx",
	.test_cases = rx_cases,
};

kunit_test_suite(rx_suite);
