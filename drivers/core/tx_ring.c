// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit rings: their life, the doorbell, and reclaim.  Nothing interrupts when
 * packets were sent.  Who holds a ring's lock takes back what the device has
 * reported by then, right after a doorbell or from NAPI; a timer sees to the rest.
 */

#include <linux/bitfield.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <net/netdev_queues.h>
#include <net/xdp.h>
#include <net/xdp_sock_drv.h>
#include <stride/hw/regs.h>
#include <stride/mmio.h>
#include <stride/txrx.h>

#define TX_ENABLE_US	(10 * USEC_PER_MSEC)
#define TX_SLACK_MIN	(200 * NSEC_PER_USEC)	/* 25 KB at 1 Gbit/s */
#define TX_SLACK_MAX	(100 * NSEC_PER_MSEC)	/* a queue that hangs */

static struct netdev_queue *tx_queue(const struct stride_tx_ring *tx)
{
	return netdev_get_tx_queue(tx->netdev, tx->index);
}

/**
 * stride_tx_wake_room() - room at which a stopped queue goes on
 * @tx: ring
 *
 * Context: any.
 * Return: descriptors; the smallest ring may have no more.
 */
u16 stride_tx_wake_room(const struct stride_tx_ring *tx)
{
	return min_t(u16, 2 * STRIDE_TX_WORST, tx->ring.count - 1);
}
EXPORT_SYMBOL(stride_tx_wake_room);

/*
 * Small packets are copied there: nothing is mapped for them, which costs most
 * under a strict IOMMU.  A ring that gets no such memory maps them all.
 */
static void tx_alloc_copy(struct stride_tx_ring *tx)
{
	tx->copy = dma_alloc_coherent(tx->hw->dev,
				      tx->ring.count * STRIDE_TX_COPY_MAX,
				      &tx->copy_dma, GFP_KERNEL | __GFP_NOWARN);
}

/**
 * stride_tx_alloc() - allocate a transmit ring for a queue pair
 * @qp: queue pair
 * @count: descriptors
 * @own: for XDP alone, on @qp->xdp_regs
 *
 * Context: may sleep; nothing is written to the device.
 * Return: the ring or ERR_PTR(-ENOMEM).
 */
struct stride_tx_ring *stride_tx_alloc(struct stride_qp *qp, u16 count, bool own)
{
	struct stride_tx_ring *tx;

	tx = kzalloc(sizeof(*tx), GFP_KERNEL);
	if (!tx)
		return ERR_PTR(-ENOMEM);
	tx->ring.count = count;
	tx->qp = qp;
	tx->own = own;
	tx->done = own ? &qp->xdp_done : &qp->tx_done;
	tx->netdev = qp->napi.dev;
	tx->index = qp->index;
	tx->hw = qp->hw;
	tx->regs = own ? qp->xdp_regs : qp->tx_regs;
	tx->tail = qp->hw->bar + tx->regs + STRIDE_TX_TDT;

	tx->buf = kvcalloc(count, sizeof(*tx->buf), GFP_KERNEL);
	if (!tx->buf)
		goto free_tx;
	/* The head word takes a cache line of its own behind the ring, with zeroes. */
	tx->size = ALIGN(count * sizeof(*tx->desc), STRIDE_DESC_ALIGN) +
		   STRIDE_DESC_ALIGN;
	tx->desc = dma_alloc_coherent(tx->hw->dev, tx->size, &tx->dma,
				      GFP_KERNEL);
	if (!tx->desc)
		goto free_buf;
	tx->head_wb = (void *)tx->desc + tx->size - STRIDE_DESC_ALIGN;
	tx_alloc_copy(tx);
	return tx;

free_buf:
	kvfree(tx->buf);
free_tx:
	kfree(tx);
	return ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL(stride_tx_alloc);

/**
 * stride_tx_free() - free a ring that is stopped or was never started
 * @tx: ring
 *
 * Context: may sleep.
 */
void stride_tx_free(struct stride_tx_ring *tx)
{
	if (tx->copy)
		dma_free_coherent(tx->hw->dev,
				  tx->ring.count * STRIDE_TX_COPY_MAX,
				  tx->copy, tx->copy_dma);
	dma_free_coherent(tx->hw->dev, tx->size, tx->desc, tx->dma);
	kvfree(tx->buf);
	kfree(tx);
}
EXPORT_SYMBOL(stride_tx_free);

/**
 * stride_tx_start() - program the device's queue and enable it
 * @tx: ring, fresh from stride_tx_alloc() or after stride_tx_stop()
 *
 * Context: may sleep; the queue's xmit is stopped.
 * Return: 0 or -EIO if the queue does not come up.
 */
int stride_tx_start(struct stride_tx_ring *tx)
{
	dma_addr_t head = stride_tx_head_dma(tx);
	u32 ctl;

	memset(tx->desc, 0, tx->size);
	memset(tx->ctx, 0, sizeof(tx->ctx));
	tx->ctx_used = 1;
	tx->ring.next_to_use = 0;
	tx->ring.next_to_clean = 0;
	tx->kicked = 0;
	tx->batch_bytes = 0;
	stride_tx_look(tx);
	tx->slack = TX_SLACK_MIN;

	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TXDCTL, 0);
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDBAL, lower_32_bits(tx->dma));
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDBAH, upper_32_bits(tx->dma));
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDLEN,
		    tx->ring.count * sizeof(*tx->desc));
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDH, 0);
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDT, 0);
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDWBAH, upper_32_bits(head));
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDWBAL,
		    lower_32_bits(head) | STRIDE_TDWBAL_HEAD_WB);
	/* A head overtaken by an older one would free buffers in use. */
	stride_rmw32(tx->hw, tx->regs + STRIDE_TX_TXCTL, STRIDE_TXCTL_WB_RO, 0);

	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TXDCTL,
		    FIELD_PREP(STRIDE_XDCTL_PTHRESH, 8) |
		    FIELD_PREP(STRIDE_XDCTL_HTHRESH, 1) | STRIDE_XDCTL_ENABLE);
	if (stride_poll32(tx->hw, tx->regs + STRIDE_TX_TXDCTL, ctl,
			  ctl & STRIDE_XDCTL_ENABLE, 20, TX_ENABLE_US))
		return -EIO;
	return 0;
}
EXPORT_SYMBOL(stride_tx_start);

/**
 * stride_tx_unmap() - undo the mapping that a descriptor holds, if any
 * @tx: ring
 * @i: descriptor
 *
 * Context: the ring's lock held, or the ring stopped.
 */
void stride_tx_unmap(struct stride_tx_ring *tx, u16 i)
{
	struct stride_tx_buf *buf = &tx->buf[i];

	if (!buf->len)
		return;
	if (buf->page)
		dma_unmap_page(tx->hw->dev, buf->dma, buf->len, DMA_TO_DEVICE);
	else
		dma_unmap_single(tx->hw->dev, buf->dma, buf->len, DMA_TO_DEVICE);
	buf->len = 0;
}
EXPORT_SYMBOL(stride_tx_unmap);

static void tx_drop(struct stride_tx_ring *tx, u16 i)
{
	struct stride_tx_buf *buf = &tx->buf[i];

	stride_tx_unmap(tx, i);
	if (buf->type == STRIDE_TX_SKB)
		dev_kfree_skb_any(buf->skb);
	else if (buf->type == STRIDE_TX_FRAME)
		xdp_return_frame(buf->frame);
	else if (buf->type == STRIDE_TX_XSK)
		xsk_tx_completed(tx->xsk, 1);
	buf->type = STRIDE_TX_NONE;
}

/**
 * stride_tx_stop() - disable the device's queue and drop what it did not send
 * @tx: ring
 *
 * The device must not read buffers that are freed here, so the head word is
 * taken from it too: a reset VF's queue would write it back at the next tenant.
 *
 * Context: may sleep; xmit stopped and NAPI off.
 */
void stride_tx_stop(struct stride_tx_ring *tx)
{
	u32 ctl;
	u16 i;

	hrtimer_cancel(&tx->qp->slack);
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TXDCTL, 0);
	stride_poll32(tx->hw, tx->regs + STRIDE_TX_TXDCTL, ctl,
		      !(ctl & STRIDE_XDCTL_ENABLE), 20, TX_ENABLE_US);
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDWBAL, 0);
	stride_wr32(tx->hw, tx->regs + STRIDE_TX_TDWBAH, 0);

	for (i = tx->ring.next_to_clean; i != tx->ring.next_to_use;
	     i = stride_ring_next(&tx->ring, i))
		tx_drop(tx, i);
	tx->ring.next_to_clean = tx->ring.next_to_use;
	tx->xsk = NULL;
	if (!tx->own)
		netdev_tx_reset_queue(tx_queue(tx));
}
EXPORT_SYMBOL(stride_tx_stop);

/**
 * stride_tx_put() - post one piece, in as many descriptors as it takes
 * @tx: ring with room
 * @i: first descriptor
 * @dma: bus address
 * @len: bytes
 * @cmd: cmd_type_len without length
 * @olinfo: olinfo_status
 *
 * Context: the ring's lock held.
 * Return: the descriptor behind it.
 */
u16 stride_tx_put(struct stride_tx_ring *tx, u16 i, dma_addr_t dma, u32 len,
		  u32 cmd, u32 olinfo)
{
	while (len) {
		u32 n = min_t(u32, len, STRIDE_TXD_MAX_LEN);

		stride_tx_write(tx, i, dma, cmd | n, olinfo);
		dma += n;
		len -= n;
		i = stride_ring_next(&tx->ring, i);
	}
	return i;
}
EXPORT_SYMBOL(stride_tx_put);

static u16 tx_ring_prev(const struct stride_tx_ring *tx, u16 i)
{
	return i ? i - 1 : tx->ring.count - 1;
}

/**
 * stride_tx_end() - end a packet
 * @tx: ring
 * @i: what stride_tx_put() returned last
 * @type: what is freed when the packet was sent
 * @bytes: bytes on the wire
 * @segs: packets on the wire
 *
 * Context: the ring's lock held.
 * Return: where @type's pointer goes.
 */
struct stride_tx_buf *stride_tx_end(struct stride_tx_ring *tx, u16 i,
				    enum stride_tx_type type, u32 bytes,
				    u16 segs)
{
	u16 last = tx_ring_prev(tx, i);

	tx->desc[last].data.cmd_type_len |= cpu_to_le32(STRIDE_TXD_EOP);
	return stride_tx_close(tx, last, type, bytes, segs);
}
EXPORT_SYMBOL(stride_tx_end);

/* The device's head, if a sane device could have reported it; else ours. */
static u16 tx_head(const struct stride_tx_ring *tx)
{
	u32 head = le32_to_cpu(READ_ONCE(*tx->head_wb));
	u16 clean = tx->ring.next_to_clean;

	/* What the head covers is read after it. */
	dma_rmb();
	if (unlikely(head >= tx->ring.count ||
		     stride_ring_distance(&tx->ring, clean, head) >
		     stride_ring_distance(&tx->ring, clean, tx->kicked)))
		return clean;
	return head;
}

/* What a reclaim found, on the wire; XDP's bytes are not the stack's. */
struct tx_reclaimed {
	unsigned int packets;
	unsigned int bytes;
	unsigned int xdp_bytes;
	unsigned int xsk;
};

static void tx_sum_up(struct stride_tx_buf *buf, struct tx_reclaimed *sum)
{
	sum->packets += buf->segs;
	sum->bytes += buf->wire_bytes;
	buf->type = STRIDE_TX_NONE;
}

static void tx_reclaim_one(struct stride_tx_ring *tx, u16 i, int budget,
			   struct xdp_frame_bulk *bulk, struct tx_reclaimed *sum)
{
	struct stride_tx_buf *buf = &tx->buf[i];

	stride_tx_unmap(tx, i);
	switch (buf->type) {
	case STRIDE_TX_NONE:
		return;
	case STRIDE_TX_SKB:
		napi_consume_skb(buf->skb, budget);
		break;
	case STRIDE_TX_FRAME:
		xdp_return_frame_bulk(buf->frame, bulk);
		fallthrough;
	case STRIDE_TX_FRAME_COPY:
		sum->xdp_bytes += buf->wire_bytes;
		break;
	case STRIDE_TX_XSK:
		sum->xdp_bytes += buf->wire_bytes;
		sum->xsk++;
		break;
	}
	tx_sum_up(buf, sum);
}

static void tx_account_done(struct stride_tx_ring *tx,
			    const struct tx_reclaimed *sum)
{
	struct stride_tx_done *done = tx->done;
	bool wake;

	u64_stats_update_begin(&done->sync);
	u64_stats_add(&done->packets, sum->packets);
	u64_stats_add(&done->bytes, sum->bytes);
	u64_stats_update_end(&done->sync);
	if (tx->own)
		return;
	/*
	 * Frames of XDP made room, too.  Without carrier, too: nobody else would
	 * wake it when that is back.  A port that stops turns NAPI off first.
	 */
	wake = !__netif_txq_completed_wake(tx_queue(tx), sum->packets,
					   sum->bytes - sum->xdp_bytes,
					   stride_ring_unused(&tx->ring),
					   stride_tx_wake_room(tx), false);
	if (wake) {
		u64_stats_update_begin(&done->sync);
		u64_stats_inc(&done->wake);
		u64_stats_update_end(&done->sync);
	}
}

/**
 * stride_tx_look() - see how many small packets may follow without a look
 * @tx: ring
 *
 * As many as leave room for a packet of any size behind them, a context each
 * included, and do not make a batch too long.
 *
 * Context: the ring's lock held, or the ring stopped.
 */
void stride_tx_look(struct stride_tx_ring *tx)
{
	int room = stride_ring_unused(&tx->ring) - STRIDE_TX_WORST;
	int batch = STRIDE_TX_BATCH - stride_ring_distance(&tx->ring, tx->kicked,
							   tx->ring.next_to_use);

	tx->easy = max(min(room / 2, batch), 0);
}
EXPORT_SYMBOL(stride_tx_look);

/**
 * stride_tx_reclaim() - take back what the device has reported as sent
 * @tx: ring
 * @budget: NAPI budget; 0 if not from NAPI
 *
 * What remains is looked for again after a while at the latest.
 *
 * Context: the ring's lock held, BH disabled.  With interrupts disabled, as
 * netpoll does it, XDP frames are left where they are.
 */
void stride_tx_reclaim(struct stride_tx_ring *tx, int budget)
{
	u16 i = tx->ring.next_to_clean, head = tx_head(tx);
	struct tx_reclaimed sum = {};
	bool hard = irqs_disabled();
	struct xdp_frame_bulk bulk;

	if (i != head) {
		xdp_frame_bulk_init(&bulk);
		rcu_read_lock();
		for (; i != head; i = stride_ring_next(&tx->ring, i)) {
			struct stride_tx_buf *buf = &tx->buf[i];

			if (likely(buf->type == STRIDE_TX_COPY)) {
				tx_sum_up(buf, &sum);
				continue;
			}
			if (unlikely(hard && buf->type == STRIDE_TX_FRAME))
				break;
			tx_reclaim_one(tx, i, budget, &bulk, &sum);
		}
		xdp_flush_frame_bulk(&bulk);
		rcu_read_unlock();
		WRITE_ONCE(tx->ring.next_to_clean, i);
		tx->slack = TX_SLACK_MIN;
		if (unlikely(sum.xsk))
			xsk_tx_completed(tx->xsk, sum.xsk);
		tx_account_done(tx, &sum);
	}
	stride_tx_look(tx);
	if (i == tx->kicked)
		return;
	/* A timer that has rung already brings a poll that sees what was posted. */
	smp_mb();
	if (hrtimer_is_queued(&tx->qp->slack))
		return;
	hrtimer_start(&tx->qp->slack, ns_to_ktime(tx->slack), HRTIMER_MODE_REL);
	tx->slack = min_t(u32, 2 * tx->slack, TX_SLACK_MAX);
}
EXPORT_SYMBOL(stride_tx_reclaim);

/**
 * stride_tx_look_again() - have NAPI look again soon
 * @qp: queue pair with rings attached
 *
 * Context: NAPI poll.
 */
void stride_tx_look_again(struct stride_qp *qp)
{
	if (!hrtimer_is_queued(&qp->slack))
		hrtimer_start(&qp->slack, ns_to_ktime(TX_SLACK_MIN),
			      HRTIMER_MODE_REL);
}

/**
 * stride_tx_slack() - time is up for packets that nobody has reclaimed
 * @timer: &stride_qp.slack
 *
 * Context: hrtimer.
 * Return: %HRTIMER_NORESTART; NAPI starts it again if need be.
 */
enum hrtimer_restart stride_tx_slack(struct hrtimer *timer)
{
	napi_schedule(&container_of(timer, struct stride_qp, slack)->napi);
	return HRTIMER_NORESTART;
}
EXPORT_SYMBOL(stride_tx_slack);

/**
 * stride_tx_kick() - tell the device about everything posted
 * @tx: ring
 *
 * The device reports when the last of it is done: one doorbell and one write-back
 * a batch.  QEMU sends inside of the doorbell and has reported afterwards.
 *
 * Context: the ring's lock held, BH disabled.
 */
void stride_tx_kick(struct stride_tx_ring *tx)
{
	u16 last;

	if (tx->kicked == tx->ring.next_to_use)
		return;
	last = tx_ring_prev(tx, tx->ring.next_to_use);
	tx->desc[last].data.cmd_type_len |= cpu_to_le32(STRIDE_TXD_RS);
	tx->kicked = tx->ring.next_to_use;
	if (tx->batch_bytes)
		netdev_tx_sent_queue(tx_queue(tx), tx->batch_bytes);
	tx->batch_bytes = 0;
	/* Descriptors must be seen before the tail that covers them. */
	dma_wmb();
	writel(tx->kicked, tx->tail);
	stride_tx_reclaim(tx, 0);
}
EXPORT_SYMBOL(stride_tx_kick);

/* Whoever posts looks after it, too, or has a timer that brings us back. */
static bool tx_is_idle(const struct stride_tx_ring *tx)
{
	return READ_ONCE(tx->ring.next_to_clean) == READ_ONCE(tx->ring.next_to_use);
}

static void tx_poll_stack(struct stride_qp *qp, int budget)
{
	struct netdev_queue *txq = tx_queue(qp->tx);

	if (__netif_tx_trylock(txq)) {
		stride_tx_reclaim(qp->tx, budget);
		__netif_tx_unlock(txq);
	} else {
		/* Whoever has it may have looked before us. */
		stride_tx_look_again(qp);
	}
}

static void tx_poll_xdp(struct stride_qp *qp, int budget)
{
	if (spin_trylock(&qp->xdp_lock)) {
		stride_tx_reclaim(qp->xdp, budget);
		spin_unlock(&qp->xdp_lock);
	} else {
		stride_tx_look_again(qp);
	}
}

/**
 * stride_tx_poll() - reclaim from NAPI
 * @qp: queue pair with rings attached
 * @budget: NAPI budget, 0 from netpoll
 *
 * A ring whose lock is taken has its turn when the timer rings.
 *
 * Context: NAPI poll.
 */
void stride_tx_poll(struct stride_qp *qp, int budget)
{
	if (!tx_is_idle(qp->tx))
		tx_poll_stack(qp, budget);
	if (qp->xdp != qp->tx && budget && !tx_is_idle(qp->xdp))
		tx_poll_xdp(qp, budget);
}
EXPORT_SYMBOL(stride_tx_poll);
