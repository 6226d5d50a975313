// SPDX-License-Identifier: GPL-2.0
/* Suite stride_pf_pools: the PF's data path moves into its pool, or stays. */

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/pkt_sched.h>
#include "pf_bed.h"

#define BAR_SIZE	0x20000
#define RXDCTL(q)	(0x0c028 + 0x40 * (q))
#define TXDCTL(q)	(0x0e028 + 0x40 * (q))
#define   ENABLE		BIT(25)
#define POOL_QUEUE	7
#define VFRE		0x00c8c

static void pools_free_rings(struct pf_bed *bed)
{
	struct stride_port *port = &bed->pf.net->port;
	struct stride_rings rings;

	rtnl_lock();
	if (port->running) {
		stride_port_stop(port, &rings);
		stride_port_free_rings(&rings);
	}
	rtnl_unlock();
}

static void pools_free(void *data)
{
	struct pf_bed *bed = data;

	mutex_unlock(&bed->pf.lock);
	pools_free_rings(bed);
	mutex_lock(&bed->pf.lock);
	stride_port_destroy(&bed->pf.net->port);
}

/* A PF that is up, on its first queue, without VFs; its lock is not held. */
static struct pf_bed *pools_bed(struct kunit *test)
{
	struct pf_bed *bed = pf_bed_create(test, 0);
	struct stride_port *port = &bed->pf.net->port;
	struct net_device *netdev = bed->pf.netdev;
	struct device *dev = bed->pf.hw.dev;
	struct stride_rings rings;
	void *doorbells;

	if (IS_ENABLED(CONFIG_INDIRECT_IOMEM))
		kunit_skip(test, "writel() does not reach memory");
	doorbells = kunit_kzalloc(test, BAR_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, doorbells);
	bed->pf.hw.bar = (u8 __force __iomem *)doorbells;
	dev->dma_mask = &dev->coherent_dma_mask;
	KUNIT_ASSERT_EQ(test, 0, dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)));
	rcu_assign_pointer(netdev_get_tx_queue(netdev, 0)->qdisc, &noop_qdisc);
	KUNIT_ASSERT_EQ(test, 0, stride_port_init(port, netdev, &bed->pf.hw, 1));
	stride_port_set_queue(port, 0, STRIDE_PF_RXQ(0), STRIDE_PF_TXQ(0), 0,
			      1);
	bed->pf.net->wanted_qp = 1;
	set_bit(__LINK_STATE_START, &netdev->state);
	set_bit(__LINK_STATE_PRESENT, &netdev->state);
	KUNIT_ASSERT_EQ(test, 0, stride_port_alloc_rings(port, &port->cfg, &rings));
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, 0, stride_port_start(port, &rings));
	rtnl_unlock();
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, pools_free, bed));
	mutex_unlock(&bed->pf.lock);
	return bed;
}

static int pools_set(struct pf_bed *bed, bool vmdq)
{
	int err;

	rtnl_lock();
	err = stride_pf_netdev_set_pools(&bed->pf, vmdq);
	rtnl_unlock();
	return err;
}

static void pools_expect_queue(struct pf_bed *bed, unsigned int queue)
{
	struct kunit *test = bed->fake->test;
	unsigned int other = queue ? 0 : POOL_QUEUE;

	KUNIT_EXPECT_TRUE(test, bed->pf.net->port.running);
	KUNIT_EXPECT_EQ(test, bed->pf.vmdq, queue != 0);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RXDCTL(queue)) & ENABLE, ENABLE);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, TXDCTL(queue)) & ENABLE, ENABLE);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, RXDCTL(other)) & ENABLE, 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, TXDCTL(other)) & ENABLE, 0u);
	KUNIT_EXPECT_EQ(test, pf_bed_reg(bed, VFRE) & BIT(7), BIT(7));
}

static void pools_there_and_back(struct kunit *test)
{
	struct pf_bed *bed = pools_bed(test);

	KUNIT_EXPECT_EQ(test, pools_set(bed, true), 0);
	pools_expect_queue(bed, POOL_QUEUE);
	KUNIT_EXPECT_EQ(test, pools_set(bed, false), 0);
	pools_expect_queue(bed, 0);
	mutex_lock(&bed->pf.lock);
}

/* The queue never says that it is on. */
static bool pools_stuck(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	*val = 0;
	return true;
}

static void pools_whose_queues_do_not_start_are_left(struct kunit *test)
{
	struct pf_bed *bed = pools_bed(test);
	struct fake_hw_hook hook = {
		.vf = FAKE_HW_PF, .first = TXDCTL(POOL_QUEUE),
		.last = TXDCTL(POOL_QUEUE), .read = pools_stuck,
	};

	fake_hw_add_hook(bed->fake, &hook);
	KUNIT_EXPECT_EQ(test, pools_set(bed, true), -EIO);
	fake_hw_del_hook(&hook);
	pools_expect_queue(bed, 0);
	KUNIT_EXPECT_EQ(test, pools_set(bed, true), 0);
	pools_expect_queue(bed, POOL_QUEUE);
	mutex_lock(&bed->pf.lock);
}

/* There is no staying in pools; the next move is another chance. */
static void pools_of_a_stopped_port_start_it(struct kunit *test)
{
	struct pf_bed *bed = pools_bed(test);
	struct fake_hw_hook hook = {
		.vf = FAKE_HW_PF, .first = RXDCTL(0), .last = RXDCTL(0),
		.read = pools_stuck,
	};

	KUNIT_EXPECT_EQ(test, pools_set(bed, true), 0);
	fake_hw_add_hook(bed->fake, &hook);
	KUNIT_EXPECT_EQ(test, pools_set(bed, false), -EIO);
	fake_hw_del_hook(&hook);
	KUNIT_EXPECT_FALSE(test, bed->pf.vmdq);
	KUNIT_EXPECT_FALSE(test, bed->pf.net->port.running);
	KUNIT_EXPECT_EQ(test, pools_set(bed, true), 0);
	pools_expect_queue(bed, POOL_QUEUE);
	/* But not one that is down. */
	KUNIT_EXPECT_EQ(test, pools_set(bed, false), 0);
	pools_free_rings(bed);
	clear_bit(__LINK_STATE_START, &bed->pf.netdev->state);
	KUNIT_EXPECT_EQ(test, pools_set(bed, true), 0);
	KUNIT_EXPECT_FALSE(test, bed->pf.net->port.running);
	mutex_lock(&bed->pf.lock);
}

static struct kunit_case pools_cases[] = {
	KUNIT_CASE(pools_there_and_back),
	KUNIT_CASE(pools_whose_queues_do_not_start_are_left),
	KUNIT_CASE(pools_of_a_stopped_port_start_it),
	{}
};

static struct kunit_suite pools_suite = {
	.name = "stride_pf_pools",
	.test_cases = pools_cases,
};

kunit_test_suite(pools_suite);
