// SPDX-License-Identifier: GPL-2.0
/*
 * A queue pair with real rings in real memory and a device that is played by the
 * test: it writes descriptors back, or the head, as good or as badly as it likes.
 */

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <net/pkt_sched.h>
#include <stride/compat.h>
#include <stride/hw/regs.h>
#include "port_bed.h"

static const u8 MAC[ETH_ALEN] = { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 };

static rx_handler_result_t bed_receive(struct sk_buff **skb)
{
	struct port_bed *bed = rcu_dereference((*skb)->dev->rx_handler_data);

	__skb_queue_tail(&bed->received, *skb);
	return RX_HANDLER_CONSUMED;
}

static enum hrtimer_restart bed_time_is_up(struct hrtimer *timer)
{
	return HRTIMER_NORESTART;
}

/**
 * port_bed_stop_rx() - stop NAPI, then the receive ring
 * @bed: bed whose ring was started, with or without success
 */
void port_bed_stop_rx(struct port_bed *bed)
{
	if (bed->polling)
		napi_disable(&bed->qp->napi);
	bed->polling = false;
	stride_rx_stop(bed->qp->rx);
}

static void bed_free(void *data)
{
	struct port_bed *bed = data;
	struct net_device *netdev = bed->port->netdev;

	rtnl_lock();
	netdev_rx_handler_unregister(netdev);
	rtnl_unlock();
	__skb_queue_purge(&bed->received);
	if (bed->qp->rx)
		port_bed_stop_rx(bed);
	if (bed->qp->xdp && bed->qp->xdp->own) {
		stride_tx_stop(bed->qp->xdp);
		stride_tx_free(bed->qp->xdp);
	}
	if (bed->qp->tx) {
		stride_tx_stop(bed->qp->tx);
		stride_tx_free(bed->qp->tx);
	}
	if (bed->qp->rx)
		stride_rx_free(bed->qp->rx);
	stride_port_destroy(bed->port);
	free_netdev(netdev);
}

/**
 * port_bed_create() - a queue pair without rings
 * @test: the test; skipped where a doorbell cannot be ordinary memory
 *
 * Return: the bed; it lives as long as the test.
 */
struct port_bed *port_bed_create(struct kunit *test)
{
	struct port_bed *bed = kunit_kzalloc(test, sizeof(*bed), GFP_KERNEL);
	struct net_device *netdev;

	if (IS_ENABLED(CONFIG_INDIRECT_IOMEM))
		kunit_skip(test, "writel() does not reach memory");
	KUNIT_ASSERT_NOT_NULL(test, bed);
	bed->fake = fake_hw_create(test);
	fake_hw_attach(bed->fake, &bed->hw, 0);
	bed->hw.dev->dma_mask = &bed->hw.dev->coherent_dma_mask;
	KUNIT_ASSERT_EQ(test, 0, dma_set_mask_and_coherent(bed->hw.dev,
							   DMA_BIT_MASK(64)));
	__skb_queue_head_init(&bed->received);

	netdev = alloc_etherdev(sizeof(*bed->port));
	KUNIT_ASSERT_NOT_NULL(test, netdev);
	eth_hw_addr_set(netdev, MAC);
	netdev->features = NETIF_F_RXCSUM | NETIF_F_RXHASH;
	/* What registration would do: a queue that wakes schedules its qdisc. */
	rcu_assign_pointer(netdev_get_tx_queue(netdev, 0)->qdisc, &noop_qdisc);
	bed->port = netdev_priv(netdev);
	if (stride_port_init(bed->port, netdev, &bed->hw, 1)) {
		free_netdev(netdev);
		KUNIT_FAIL_AND_ABORT(test, "no memory");
	}
	/* NAPI is polled by tests alone: nobody else has the fake registers. */
	stride_hrtimer_setup(&bed->port->qp[0].slack, bed_time_is_up);
	stride_port_set_queue(bed->port, 0, STRIDE_VF_RXQ(0), STRIDE_VF_TXQ(0),
			      STRIDE_VF_TXQ(1), 0);
	bed->qp = &bed->port->qp[0];
	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, bed_free, bed));
	rtnl_lock();
	netdev_rx_handler_register(netdev, bed_receive, bed);
	rtnl_unlock();
	return bed;
}

/**
 * port_bed_start_rx() - start the receive ring, then NAPI
 * @test: the test
 * @bed: bed
 * @count: descriptors
 * @max_frame: largest frame in bytes
 *
 * The queue pair gets a ring unless it has one.
 *
 * Return: what stride_rx_start() returned; NAPI is off unless it is 0.
 */
int port_bed_start_rx(struct kunit *test, struct port_bed *bed, u16 count,
		      u32 max_frame)
{
	struct stride_ring_cfg cfg = {
		.rx_count = count, .max_frame = max_frame, .xdp = bed->xdp,
		.xsk = !!bed->xsk,
	};
	struct stride_rx_ring *rx = bed->qp->rx;
	int err;

	if (!rx) {
		rx = stride_rx_alloc(bed->qp, &cfg);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rx);
		bed->qp->rx = rx;
		rx->tail = (u8 __force __iomem *)&bed->rx_tail;
	}
	rx->xsk = bed->xsk;
	err = stride_rx_start(rx);
	if (err)
		return err;
	napi_enable(&bed->qp->napi);
	bed->polling = true;
	return 0;
}

/**
 * port_bed_start_tx() - give the queue pair a transmit ring and start it
 * @test: the test
 * @bed: bed
 * @count: descriptors
 */
void port_bed_start_tx(struct kunit *test, struct port_bed *bed, u16 count)
{
	struct stride_tx_ring *tx = stride_tx_alloc(bed->qp, count, false);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, tx);
	bed->qp->tx = tx;
	tx->tail = (u8 __force __iomem *)&bed->tx_tail;
	KUNIT_ASSERT_EQ(test, stride_tx_start(tx), 0);
	bed->qp->xdp = tx;
}

/**
 * port_bed_start_xdp() - give the queue pair a transmit ring for XDP alone
 * @test: the test
 * @bed: bed
 * @count: descriptors
 */
void port_bed_start_xdp(struct kunit *test, struct port_bed *bed, u16 count)
{
	struct stride_tx_ring *tx = stride_tx_alloc(bed->qp, count, true);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, tx);
	bed->qp->xdp = tx;
	tx->tail = (u8 __force __iomem *)&bed->xdp_tail;
	KUNIT_ASSERT_EQ(test, stride_tx_start(tx), 0);
}

KUNIT_DEFINE_ACTION_WRAPPER(bed_free_prog, bpf_prog_free, struct bpf_prog *);

/**
 * port_bed_attach() - attach a program that has one verdict
 * @test: the test
 * @bed: bed with a receive ring
 * @act: the verdict
 */
void port_bed_attach(struct kunit *test, struct port_bed *bed, u32 act)
{
	struct bpf_prog *prog;
	int err = 0;

	prog = bpf_prog_alloc(bpf_prog_size(2), 0);
	KUNIT_ASSERT_NOT_NULL(test, prog);
	prog->type = BPF_PROG_TYPE_XDP;
	prog->len = 2;
	prog->insnsi[0] = BPF_MOV64_IMM(BPF_REG_0, act);
	prog->insnsi[1] = BPF_EXIT_INSN();
	prog = bpf_prog_select_runtime(prog, &err);
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, bed_free_prog,
							prog), 0);
	bed->qp->rx->prog = prog;
}

/**
 * port_bed_poll_rx() - poll the receive ring as NAPI does
 * @bed: bed
 * @budget: NAPI budget
 *
 * Return: what stride_rx_poll() returned; packets are in @bed->received.
 */
int port_bed_poll_rx(struct port_bed *bed, int budget)
{
	struct bpf_net_context context, *was;
	int done = -EBUSY;

	local_bh_disable();
	was = bpf_net_ctx_set(&context);
	if (napi_schedule_prep(&bed->qp->napi)) {
		done = bed->xsk ? stride_xsk_rx_poll(bed->qp, budget) :
				  stride_rx_poll(bed->qp, budget);
		napi_complete_done(&bed->qp->napi, 0);
	}
	bpf_net_ctx_clear(was);
	local_bh_enable();
	return done;
}
