// SPDX-License-Identifier: GPL-2.0
/* Suite stride_ring: index arithmetic, against counting on fingers. */

#include <kunit/test.h>
#include <stride/ring.h>

#define SMALL	17	/* counts 2..SMALL are walked completely */

/* Return: steps from @from to @to, walked one by one with a plain modulo. */
static unsigned int ring_walk(unsigned int count, unsigned int from,
			      unsigned int to)
{
	unsigned int n = 0;

	for (; from != to; from = (from + 1) % count)
		n++;
	return n;
}

static void ring_next_wraps_after_the_last_slot(struct kunit *test)
{
	struct stride_ring ring = {};
	unsigned int count, i;

	for (count = 2; count <= SMALL; count++) {
		ring.count = count;
		for (i = 0; i < count; i++)
			KUNIT_EXPECT_EQ_MSG(test, stride_ring_next(&ring, i),
					    (i + 1) % count, "%u of %u", i,
					    count);
	}
}

static void ring_distance_counts_forward_steps(struct kunit *test)
{
	struct stride_ring ring = {};
	unsigned int count, from, to;

	for (count = 2; count <= SMALL; count++) {
		ring.count = count;
		for (from = 0; from < count; from++)
			for (to = 0; to < count; to++)
				KUNIT_EXPECT_EQ_MSG(test,
						    stride_ring_distance(&ring, from, to),
						    ring_walk(count, from, to),
						    "%u to %u of %u", from, to,
						    count);
	}
}

/* Fill until full: so many slots must have been reported before. */
static void ring_unused_slots_can_be_filled_without_meeting_clean(struct kunit *test)
{
	struct stride_ring ring = {};
	unsigned int count, use, clean, n, i;

	for (count = 2; count <= SMALL; count++) {
		ring.count = count;
		for (use = 0; use < count; use++) {
			for (clean = 0; clean < count; clean++) {
				ring.next_to_use = use;
				ring.next_to_clean = clean;
				n = 0;
				for (i = (use + 1) % count; i != clean;
				     i = (i + 1) % count)
					n++;
				KUNIT_EXPECT_EQ_MSG(test, stride_ring_unused(&ring),
						    n, "use %u clean %u of %u",
						    use, clean, count);
			}
		}
	}
}

static void ring_that_is_empty_has_all_slots_but_one(struct kunit *test)
{
	struct stride_ring ring = { .count = 4096 };

	KUNIT_EXPECT_EQ(test, stride_ring_unused(&ring), 4095);
	ring.next_to_use = 4095;
	ring.next_to_clean = 4095;
	KUNIT_EXPECT_EQ(test, stride_ring_unused(&ring), 4095);
}

static void ring_of_4096_is_right_at_its_edges(struct kunit *test)
{
	static const struct {
		u16 use, clean, unused;
	} edge[] = {
		{ 4095, 0, 0 },		/* full */
		{ 0, 1, 0 },		/* full, wrapped */
		{ 2048, 2049, 0 },
		{ 4094, 0, 1 },
		{ 0, 4095, 4094 },	/* one posted, across the end */
		{ 1, 0, 4094 },
		{ 4094, 4095, 0 },
		{ 4095, 4094, 4094 },
		{ 0, 2048, 2047 },
	};
	struct stride_ring ring = { .count = 4096 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(edge); i++) {
		ring.next_to_use = edge[i].use;
		ring.next_to_clean = edge[i].clean;
		KUNIT_EXPECT_EQ_MSG(test, stride_ring_unused(&ring),
				    edge[i].unused, "use %u clean %u",
				    edge[i].use, edge[i].clean);
	}
	KUNIT_EXPECT_EQ(test, stride_ring_next(&ring, 4095), 0);
	KUNIT_EXPECT_EQ(test, stride_ring_next(&ring, 4094), 4095);
	KUNIT_EXPECT_EQ(test, stride_ring_distance(&ring, 4095, 0), 1);
	KUNIT_EXPECT_EQ(test, stride_ring_distance(&ring, 0, 4095), 4095);
}

static void ring_limits_are_what_rdlen_and_tdlen_take(struct kunit *test)
{
	/* Lengths are multiples of 128 bytes, 8 descriptors (DS 8.10.7). */
	KUNIT_EXPECT_EQ(test, STRIDE_RING_MIN % 8, 0);
	KUNIT_EXPECT_EQ(test, STRIDE_RING_MAX % 8, 0);
	KUNIT_EXPECT_EQ(test, STRIDE_RING_DEFAULT % 8, 0);
	KUNIT_EXPECT_LE(test, STRIDE_RING_MAX, 32768);
	KUNIT_EXPECT_LE(test, STRIDE_RING_MIN, STRIDE_RING_DEFAULT);
	KUNIT_EXPECT_LE(test, STRIDE_RING_DEFAULT, STRIDE_RING_MAX);
}

static struct kunit_case ring_cases[] = {
	KUNIT_CASE(ring_next_wraps_after_the_last_slot),
	KUNIT_CASE(ring_distance_counts_forward_steps),
	KUNIT_CASE(ring_unused_slots_can_be_filled_without_meeting_clean),
	KUNIT_CASE(ring_that_is_empty_has_all_slots_but_one),
	KUNIT_CASE(ring_of_4096_is_right_at_its_edges),
	KUNIT_CASE(ring_limits_are_what_rdlen_and_tdlen_take),
	{}
};

static struct kunit_suite ring_suite = {
	.name = "stride_ring",
	.test_cases = ring_cases,
};

kunit_test_suite(ring_suite);
