// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool -t: registers, NVM, interrupt, loopback, link.  The first and the
 * fourth disturb traffic and run only offline; with VFs on they are refused,
 * because they would disturb tenants.
 */

#include <linux/bitfield.h>
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/unaligned.h>

#include "pf.h"

enum {
	TEST_REG,
	TEST_NVM,
	TEST_INTR,
	TEST_LOOP,
	TEST_LINK,
	TEST_COUNT,
};

static const char * const test_names[TEST_COUNT] = {
	[TEST_REG]	= "register (offline)",
	[TEST_NVM]	= "nvm checksum",
	[TEST_INTR]	= "interrupt",
	[TEST_LOOP]	= "loopback (offline)",
	[TEST_LINK]	= "link",
};

/**
 * stride_pf_self_test_count() - number of tests
 *
 * Return: entries that stride_pf_self_test() fills.
 */
unsigned int stride_pf_self_test_count(void)
{
	return TEST_COUNT;
}

/**
 * stride_pf_self_test_strings() - names of the tests
 * @data: cursor of ethtool_puts()
 */
void stride_pf_self_test_strings(u8 **data)
{
	unsigned int i;

	for (i = 0; i < TEST_COUNT; i++)
		ethtool_puts(data, test_names[i]);
}

/* Registers that hold what is written, in these bits (DS 8). */
static const struct {
	u32 reg;
	u32 mask;
} test_regs[] = {
	{ STRIDE_FCTTV, 0x0000ffff },
	{ STRIDE_VET, 0x0000ffff },
	{ STRIDE_RLPML, 0x00003fff },
	{ STRIDE_RAL(15), 0xffffffff },
	{ STRIDE_RAL(23), 0xffffffff },
	{ STRIDE_MTA(0), 0xffffffff },
	{ STRIDE_MTA(127), 0xffffffff },
	{ STRIDE_VFTA(0), 0xffffffff },
	{ STRIDE_VFTA(127), 0xffffffff },
	{ STRIDE_RETA(31), 0x0f0f0f0f },
	{ STRIDE_RSSRK(9), 0xffffffff },
	/* Queues that the PF never uses without VFs: the others may be at work. */
	{ STRIDE_PF_TXQ(15) + STRIDE_TX_TDBAH, 0xffffffff },
	{ STRIDE_PF_RXQ(15) + STRIDE_RX_RDBAH, 0xffffffff },
};

/* Return: offset of the first register that does not hold its bits, or 0. */
static u64 test_registers(struct stride_pf *pf)
{
	static const u32 patterns[] = { 0x5a5a5a5a, 0xa5a5a5a5, 0, ~0U };
	unsigned int i, p;

	for (i = 0; i < ARRAY_SIZE(test_regs); i++) {
		u32 reg = test_regs[i].reg, mask = test_regs[i].mask;
		u32 was = stride_rd32(&pf->hw, reg);

		for (p = 0; p < ARRAY_SIZE(patterns); p++) {
			stride_wr32(&pf->hw, reg, patterns[p] & mask);
			if ((stride_rd32(&pf->hw, reg) ^ patterns[p]) & mask)
				break;
		}
		stride_wr32(&pf->hw, reg, was);
		if (p < ARRAY_SIZE(patterns))
			return reg;
	}
	return 0;
}

/* Every queue pair's vector is fired by software and must arrive. */
static u64 test_interrupts(struct stride_pf *pf)
{
	struct stride_port *port = &pf->net->port;
	unsigned int i, ms;

	for (i = 0; i < port->cfg.num_qp && port->running; i++) {
		struct stride_qp *qp = &port->qp[i];
		unsigned long irqs = READ_ONCE(qp->irqs);

		stride_wr32(&pf->hw, STRIDE_EICS, qp->vector_bit);
		for (ms = 0; ms < 500 && READ_ONCE(qp->irqs) == irqs; ms++)
			fsleep(USEC_PER_MSEC);
		if (READ_ONCE(qp->irqs) == irqs)
			return 1 + i;
	}
	return 0;
}

static void loop_set(struct stride_pf *pf, bool on)
{
	mutex_lock(&pf->lock);
	stride_pf_hw_rx(pf);
	if (on)
		stride_rmw32(&pf->hw, STRIDE_RCTL, STRIDE_RCTL_VFE,
			     STRIDE_RCTL_LBM_MAC | STRIDE_RCTL_UPE);
	mutex_unlock(&pf->lock);
}

/* Frames to ourselves must come back through the MAC. */
static u64 test_loopback(struct stride_pf *pf)
{
	struct net_device *netdev = pf->netdev;
	struct rtnl_link_stats64 before = {}, after = {};
	unsigned int i, frames = 16;
	struct sk_buff *skb;

	loop_set(pf, true);
	stride_port_get_stats64(netdev, &before);
	for (i = 0; i < frames; i++) {
		skb = netdev_alloc_skb(netdev, ETH_ZLEN);
		if (!skb)
			break;
		eth_broadcast_addr(skb_put(skb, ETH_ALEN));
		ether_addr_copy(skb_put(skb, ETH_ALEN), netdev->dev_addr);
		put_unaligned_be16(ETH_P_LOOPBACK, skb_put(skb, 2));
		skb_put_zero(skb, ETH_ZLEN - ETH_HLEN);
		skb_set_queue_mapping(skb, 0);
		__netif_tx_lock_bh(netdev_get_tx_queue(netdev, 0));
		if (stride_port_xmit(skb, netdev) != NETDEV_TX_OK)
			dev_kfree_skb_any(skb);
		__netif_tx_unlock_bh(netdev_get_tx_queue(netdev, 0));
	}
	fsleep(100 * USEC_PER_MSEC);
	stride_port_get_stats64(netdev, &after);
	loop_set(pf, false);
	return after.rx_packets - before.rx_packets < frames;
}

/**
 * stride_pf_self_test() - ethtool -t
 * @netdev: the PF
 * @test: what to run, receives the verdict
 * @result: receives a value a test, 0 = passed
 *
 * Context: RTNL held, may sleep.
 */
void stride_pf_self_test(struct net_device *netdev, struct ethtool_test *test,
			 u64 *result)
{
	struct stride_pf_net *net = netdev_priv(netdev);
	struct stride_pf *pf = net->pf;
	bool offline = test->flags & ETH_TEST_FL_OFFLINE;
	unsigned int i;

	memset(result, 0, TEST_COUNT * sizeof(*result));
	if (offline && pf->num_vfs) {
		netdev_warn(netdev, "offline tests would disturb VFs: set sriov_numvfs to 0 first\n");
		test->flags |= ETH_TEST_FL_FAILED;
		result[TEST_REG] = 1;
		result[TEST_LOOP] = 1;
		return;
	}
	result[TEST_NVM] = stride_pf_nvm_check(pf) ? 1 : 0;
	result[TEST_INTR] = test_interrupts(pf);
	result[TEST_LINK] = !(stride_rd32(&pf->hw, STRIDE_STATUS) & STRIDE_STATUS_LU);
	if (offline) {
		if (net->port.running)
			result[TEST_LOOP] = test_loopback(pf);
		mutex_lock(&pf->lock);
		result[TEST_REG] = test_registers(pf);
		mutex_unlock(&pf->lock);
		stride_pf_netdev_reset(pf);
	}
	for (i = 0; i < TEST_COUNT; i++)
		if (result[i])
			test->flags |= ETH_TEST_FL_FAILED;
}
