// SPDX-License-Identifier: GPL-2.0
/* Suite stride_port_ethtool: what ethtool may ask of a data path that is down. */

#include <kunit/test.h>
#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <stride/mmio.h>
#include <stride/txrx.h>
#include "fake_hw.h"

#define QPS	2

struct ethtool_bed {
	struct fake_hw *fake;
	struct stride_hw hw;
	struct stride_port port;
	struct stride_qp qp[QPS];
};

static int ethtool_bed_init(struct kunit *test)
{
	struct ethtool_bed *bed = kunit_kzalloc(test, sizeof(*bed), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, bed);
	bed->fake = fake_hw_create(test);
	fake_hw_attach(bed->fake, &bed->hw, 0);
	bed->port.hw = &bed->hw;
	bed->port.qp = bed->qp;
	bed->port.max_qp = QPS;
	bed->port.cfg.rx_count = 256;
	bed->port.cfg.tx_count = 256;
	for (i = 0; i < QPS; i++)
		stride_port_set_queue(&bed->port, i, 0x2800 + 0x100 * i,
				      0x3800 + 0x100 * i, 0, i);
	test->priv = bed;
	return 0;
}

static int ethtool_set_rings(struct ethtool_bed *bed, u32 rx, u32 tx)
{
	struct ethtool_ringparam ring = { .rx_pending = rx, .tx_pending = tx };

	return stride_port_set_ringparam(&bed->port, &ring, NULL);
}

static void ethtool_ring_sizes_are_noted_while_down(struct kunit *test)
{
	struct ethtool_bed *bed = test->priv;

	KUNIT_EXPECT_EQ(test, ethtool_set_rings(bed, 64, 4096), 0);
	KUNIT_EXPECT_EQ(test, bed->port.cfg.rx_count, 64);
	KUNIT_EXPECT_EQ(test, bed->port.cfg.tx_count, 4096);
	KUNIT_EXPECT_EQ(test, ethtool_set_rings(bed, 4096, 72), 0);
	KUNIT_EXPECT_EQ(test, bed->port.cfg.rx_count, 4096);
	KUNIT_EXPECT_EQ(test, bed->port.cfg.tx_count, 72);
	KUNIT_EXPECT_EQ(test, bed->fake->log_len, 0);
}

static void ethtool_ring_size_that_the_device_lacks_is_refused(struct kunit *test)
{
	static const u32 wrong[] = { 0, 8, 63, 56, 65, 100, 4095, 4104, 65600, ~0U };
	struct ethtool_bed *bed = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		KUNIT_EXPECT_EQ_MSG(test, ethtool_set_rings(bed, wrong[i], 128),
				    -EINVAL, "rx %u", wrong[i]);
		KUNIT_EXPECT_EQ_MSG(test, ethtool_set_rings(bed, 128, wrong[i]),
				    -EINVAL, "tx %u", wrong[i]);
	}
	KUNIT_EXPECT_EQ(test, bed->port.cfg.rx_count, 256);
	KUNIT_EXPECT_EQ(test, bed->port.cfg.tx_count, 256);
}

static void ethtool_coalescing_reaches_every_vector_in_use(struct kunit *test)
{
	static const struct fake_hw_write expected[] = {
		{ .reg = 0x1680, .val = 0x80000190 },
		{ .reg = 0x1684, .val = 0x80000190 },
	};
	struct ethtool_coalesce ec = { .rx_coalesce_usecs = 100 };
	struct ethtool_bed *bed = test->priv;

	bed->port.running = true;
	bed->port.cfg.num_qp = 2;
	KUNIT_EXPECT_EQ(test, stride_port_set_coalesce(&bed->port, &ec, NULL),
			0);
	fake_hw_expect_writes(bed->fake, 0, expected, ARRAY_SIZE(expected));
	memset(&ec, 0xff, sizeof(ec));
	stride_port_get_coalesce(&bed->port, &ec);
	KUNIT_EXPECT_EQ(test, ec.rx_coalesce_usecs, 100);
	KUNIT_EXPECT_EQ(test, ec.use_adaptive_rx_coalesce, 0);
}

/* The PF's vectors 4 to 9 are VFs' when six or seven are on. */
static void ethtool_coalescing_leaves_other_vectors_alone(struct kunit *test)
{
	static const struct fake_hw_write expected[] = {
		{ .reg = 0x1680, .val = 0x80000190 },
	};
	struct ethtool_coalesce ec = { .rx_coalesce_usecs = 100 };
	struct ethtool_bed *bed = test->priv;

	bed->port.cfg.num_qp = 1;
	KUNIT_EXPECT_EQ(test, stride_port_set_coalesce(&bed->port, &ec, NULL),
			0);
	KUNIT_EXPECT_EQ(test, bed->fake->log_len, 0);
	bed->port.running = true;
	KUNIT_EXPECT_EQ(test, stride_port_set_coalesce(&bed->port, &ec, NULL),
			0);
	fake_hw_expect_writes(bed->fake, 0, expected, ARRAY_SIZE(expected));
	/* It is noted for the day when the queue pair starts. */
	KUNIT_EXPECT_EQ(test, bed->qp[1].itr.usecs, 100);
	KUNIT_EXPECT_FALSE(test, bed->qp[1].itr.adaptive);
}

static void ethtool_coalescing_that_the_device_lacks_is_refused(struct kunit *test)
{
	struct ethtool_coalesce ec = { .rx_coalesce_usecs = 8192 };
	struct ethtool_bed *bed = test->priv;

	KUNIT_EXPECT_EQ(test, stride_port_set_coalesce(&bed->port, &ec, NULL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, bed->fake->log_len, 0);
	KUNIT_EXPECT_TRUE(test, bed->qp[0].itr.adaptive);
}

static void ethtool_statistics_have_the_values_of_their_names(struct kunit *test)
{
	static const struct {
		const char *name;
		u64 value;
	} expected[] = {
		{ "rx_queue_1_packets", 1 },	{ "rx_queue_1_bytes", 2 },
		{ "rx_queue_1_errors", 3 },	{ "rx_queue_1_alloc_fail", 4 },
		{ "rx_queue_1_own_dropped", 5 }, { "rx_queue_1_csum_bad", 6 },
		{ "tx_queue_1_packets", 7 },	{ "tx_queue_1_bytes", 8 },
		{ "tx_queue_1_errors", 9 },	{ "tx_queue_1_stop", 10 },
		{ "tx_queue_1_wake", 11 },	{ "queue_1_interrupts", 12 },
		{ "rx_queue_0_packets", 0 },	{ "queue_0_interrupts", 0 },
	};
	struct ethtool_bed *bed = test->priv;
	unsigned int n = stride_port_stats_count(&bed->port), i, j;
	struct stride_qp *qp = &bed->qp[1];
	u8 *names = kunit_kcalloc(test, n + 1, ETH_GSTRING_LEN, GFP_KERNEL);
	u64 *values = kunit_kcalloc(test, n + 1, sizeof(*values), GFP_KERNEL);
	u8 *end = names;

	KUNIT_ASSERT_NOT_NULL(test, names);
	KUNIT_ASSERT_NOT_NULL(test, values);
	u64_stats_set(&qp->rx_stats.packets, 1);
	u64_stats_set(&qp->rx_stats.bytes, 2);
	u64_stats_set(&qp->rx_stats.errors, 3);
	u64_stats_set(&qp->rx_stats.alloc_fail, 4);
	u64_stats_set(&qp->rx_stats.own, 5);
	u64_stats_set(&qp->rx_stats.csum_bad, 6);
	u64_stats_set(&qp->tx_done.packets, 7);
	u64_stats_set(&qp->tx_done.bytes, 8);
	u64_stats_set(&qp->tx_stats.errors, 9);
	u64_stats_set(&qp->tx_stats.stop, 10);
	u64_stats_set(&qp->tx_done.wake, 11);
	qp->irqs = 12;

	values[n] = 0x5a5a;
	stride_port_stats_strings(&bed->port, &end);
	stride_port_stats_values(&bed->port, values);
	KUNIT_EXPECT_EQ(test, end - names, n * ETH_GSTRING_LEN);
	KUNIT_EXPECT_EQ(test, values[n], 0x5a5a);
	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		for (j = 0; j < n; j++)
			if (!strcmp(names + j * ETH_GSTRING_LEN, expected[i].name))
				break;
		KUNIT_EXPECT_LT_MSG(test, j, n, "no %s", expected[i].name);
		KUNIT_EXPECT_EQ_MSG(test, values[j], expected[i].value, "%s",
				    expected[i].name);
	}
	/* Nobody who reads statistics costs a register access. */
	KUNIT_EXPECT_EQ(test, bed->fake->vf[0].reads, 0);
}

static struct kunit_case ethtool_cases[] = {
	KUNIT_CASE(ethtool_ring_sizes_are_noted_while_down),
	KUNIT_CASE(ethtool_ring_size_that_the_device_lacks_is_refused),
	KUNIT_CASE(ethtool_coalescing_reaches_every_vector_in_use),
	KUNIT_CASE(ethtool_coalescing_leaves_other_vectors_alone),
	KUNIT_CASE(ethtool_coalescing_that_the_device_lacks_is_refused),
	KUNIT_CASE(ethtool_statistics_have_the_values_of_their_names),
	{}
};

static struct kunit_suite ethtool_suite = {
	.name = "stride_port_ethtool",
	.init = ethtool_bed_init,
	.test_cases = ethtool_cases,
};

kunit_test_suite(ethtool_suite);
