// SPDX-License-Identifier: GPL-2.0
/*
 * Vectors.  Vector 0 is for link, mailboxes and VF resets and lives as long as
 * the driver is bound, so VFs are served while the netdev is down; vector 1 + n
 * is queue pair n's.  The handler of vector 0 only latches.
 *
 * VFs can ring as fast as they can write, and a reset cannot be masked.  Beyond
 * 200 mailbox interrupts a second that cause is masked, and a work looks instead
 * until it is calm; link changes go on to interrupt.
 */

#include <linux/bitfield.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>

#include "pf.h"

#define IMS_WANTED	(STRIDE_ICR_LSC | STRIDE_ICR_VMMB | STRIDE_ICR_DOUTSYNC)
#define MBX_BURST	256	/* interrupts: seven drivers may start at once */
#define MBX_CALM	16	/* tokens saved up that mean calm: 80 ms */
#define MBX_POLL_MS	5

/**
 * stride_pf_irq_available() - vectors that the PF may use
 * @num_vfs: VFs that are on, 0..7
 *
 * Causes are shared: VF n has 22 - 3n to 24 - 3n (DS 7.3.2.1, QEMU
 * hw/net/igb_core.c).
 *
 * Context: any.
 * Return: 4..10.
 */
unsigned int stride_pf_irq_available(unsigned int num_vfs)
{
	return min_t(unsigned int, STRIDE_PF_VECTORS,
		     25 - STRIDE_VF_VECTORS * num_vfs);
}

/* Return: true if there was anything.  Context: any, pf->irq.lock held. */
static bool irq_latch_vfs(struct stride_pf *pf)
{
	/* Pairs with the release in sriov_prepare(): @pf->vf is set. */
	u32 mask = smp_load_acquire(&pf->vf_mask);
	u32 mbvficr, vflre, ack, req, n;

	lockdep_assert_held(&pf->irq.lock);
	/* Requests first: one that is seen without its VF's reset is older than that. */
	mbvficr = stride_rd32(&pf->hw, STRIDE_MBVFICR);
	vflre = stride_rd32(&pf->hw, STRIDE_VFLRE);
	if (pf->hw.gone)
		return false;
	stride_wr32(&pf->hw, STRIDE_VFLRE, vflre);
	stride_wr32(&pf->hw, STRIDE_MBVFICR, mbvficr);

	ack = FIELD_GET(STRIDE_MBVFICR_ACK, mbvficr);
	req = FIELD_GET(STRIDE_MBVFICR_REQ, mbvficr);
	for (n = 0; mask >> n; n++)
		if (mask & (vflre | ack | req) & BIT(n))
			stride_pf_guard_signal(&pf->vf[n], vflre & BIT(n),
					       ack & BIT(n), req & BIT(n));
	return vflre || mbvficr;
}

static void irq_mailbox(struct stride_pf *pf)
{
	struct stride_pf_irq *irq = &pf->irq;
	u64 now = ktime_get_ns();
	unsigned long flags;

	spin_lock_irqsave(&irq->lock, flags);
	irq_latch_vfs(pf);
	irq->count++;
	if (stride_bucket_take(&irq->bucket, 1, now)) {
		stride_wr32(&pf->hw, STRIDE_IMC, STRIDE_ICR_VMMB);
		queue_delayed_work(pf->wq, &irq->poll,
				   msecs_to_jiffies(MBX_POLL_MS));
	}
	irq->busy_ns += ktime_get_ns() - now;
	spin_unlock_irqrestore(&irq->lock, flags);
}

static void irq_poll_work(struct work_struct *work)
{
	struct stride_pf_irq *irq = container_of(to_delayed_work(work),
						 struct stride_pf_irq, poll);
	struct stride_pf *pf = container_of(irq, struct stride_pf, irq);
	u64 now = ktime_get_ns();

	spin_lock_irq(&irq->lock);
	irq->polls++;
	if (irq_latch_vfs(pf))
		stride_bucket_take(&irq->bucket, 1, now);
	if (pf->hw.gone)
		goto unlock;
	if (stride_bucket_has(&irq->bucket, MBX_CALM, now))
		/* What came meanwhile interrupts at once. */
		stride_wr32(&pf->hw, STRIDE_IMS, STRIDE_ICR_VMMB);
	else
		queue_delayed_work(pf->wq, &irq->poll,
				   msecs_to_jiffies(MBX_POLL_MS));
	irq->busy_ns += ktime_get_ns() - now;
unlock:
	spin_unlock_irq(&irq->lock);
}

/**
 * stride_pf_irq_mask_vf() - let a VF's mailbox interrupt, or not
 * @vf: VF
 * @masked: not; its signals are latched by the device all the same
 *
 * QEMU's model ignores the mask (hw/net/igb_core.c).  Resets cannot be masked.
 *
 * Context: any.
 */
void stride_pf_irq_mask_vf(struct stride_pf_vf *vf, bool masked)
{
	struct stride_pf *pf = vf->pf;
	struct stride_pf_irq *irq = &pf->irq;
	unsigned long flags;
	u32 was;

	spin_lock_irqsave(&irq->lock, flags);
	was = irq->masked;
	if (masked)
		irq->masked |= BIT(vf->idx);
	else
		irq->masked &= ~BIT(vf->idx);
	if (irq->masked != was)
		stride_wr32(&pf->hw, STRIDE_MBVFIMR,
			    STRIDE_MBVFIMR_VFIM & ~irq->masked);
	/* Whether a signal that is there already interrupts now is not said. */
	if (was & ~irq->masked)
		irq_latch_vfs(pf);
	spin_unlock_irqrestore(&irq->lock, flags);
}

/**
 * stride_pf_irq_rang() - is there a request of a VF that nobody has read
 * @vf: VF; if the PF owns its buffer the answer stays true
 *
 * The lock, because a request is in neither place while it is being latched.
 *
 * Context: any.
 * Return: yes or no.
 */
bool stride_pf_irq_rang(struct stride_pf_vf *vf)
{
	struct stride_pf *pf = vf->pf;
	unsigned long flags;
	bool rang;

	spin_lock_irqsave(&pf->irq.lock, flags);
	rang = test_bit(STRIDE_VF_PENDING_MSG, &vf->pending) ||
	       stride_rd32(&pf->hw, STRIDE_MBVFICR) & BIT(vf->idx);
	spin_unlock_irqrestore(&pf->irq.lock, flags);
	return rang;
}

/**
 * stride_pf_irq_forget() - take a VF's request back that nobody is to read
 * @vf: VF; the PF owns its buffer
 *
 * Context: any.
 */
void stride_pf_irq_forget(struct stride_pf_vf *vf)
{
	struct stride_pf *pf = vf->pf;
	unsigned long flags;

	spin_lock_irqsave(&pf->irq.lock, flags);
	stride_wr32(&pf->hw, STRIDE_MBVFICR, BIT(vf->idx));
	clear_bit(STRIDE_VF_PENDING_MSG, &vf->pending);
	spin_unlock_irqrestore(&pf->irq.lock, flags);
}

static irqreturn_t irq_other(int irq, void *data)
{
	struct stride_pf *pf = data;
	u32 icr = stride_rd32(&pf->hw, STRIDE_ICR);

	if (pf->hw.gone)
		return IRQ_NONE;
	if (icr & STRIDE_ICR_VMMB)
		irq_mailbox(pf);
	if (icr & STRIDE_ICR_LSC)
		queue_work(pf->wq, &pf->link_work);
	if (icr & STRIDE_ICR_DOUTSYNC)
		dev_warn_ratelimited(pf->hw.dev, "DMA out of sync\n");
	return IRQ_HANDLED;
}

/**
 * stride_pf_irq_init() - prepare what does not depend on the device
 * @pf: the device
 *
 * Context: probe.
 */
void stride_pf_irq_init(struct stride_pf *pf)
{
	spin_lock_init(&pf->irq.lock);
	stride_bucket_init(&pf->irq.bucket, MBX_BURST);
	INIT_DELAYED_WORK(&pf->irq.poll, irq_poll_work);
}

/**
 * stride_pf_irq_alloc() - allocate all vectors, request vector 0
 * @pf: the device
 *
 * Context: may sleep; probe.
 * Return: 0; -ENOSPC without two MSI-X vectors; an error of request_irq().
 */
int stride_pf_irq_alloc(struct stride_pf *pf)
{
	int n, err;

	n = pci_alloc_irq_vectors(pf->pdev, 2, STRIDE_PF_VECTORS, PCI_IRQ_MSIX);
	if (n < 0) {
		dev_err(pf->hw.dev, "no MSI-X vectors (%pe)\n", ERR_PTR(n));
		return n;
	}
	pf->num_vectors = n;
	err = request_irq(pci_irq_vector(pf->pdev, 0), irq_other, 0,
			  dev_name(pf->hw.dev), pf);
	if (err)
		pci_free_irq_vectors(pf->pdev);
	return err;
}

/**
 * stride_pf_irq_free() - undo stride_pf_irq_alloc()
 * @pf: the device
 *
 * Context: may sleep.
 */
void stride_pf_irq_free(struct stride_pf *pf)
{
	free_irq(pci_irq_vector(pf->pdev, 0), pf);
	pci_free_irq_vectors(pf->pdev);
}

/**
 * stride_pf_irq_request_queues() - request the queue pairs' interrupts
 * @pf: the device
 *
 * All that exist, so that a change of channels cannot fail over an interrupt.
 *
 * Context: RTNL held, may sleep.
 * Return: 0 or an error of request_irq(), with none requested.
 */
int stride_pf_irq_request_queues(struct stride_pf *pf)
{
	struct stride_port *port = &pf->net->port;
	unsigned int i;
	int err;

	for (i = 0; i < port->max_qp; i++) {
		struct stride_qp *qp = &port->qp[i];
		int irq = pci_irq_vector(pf->pdev, 1 + i);

		snprintf(qp->irq_name, sizeof(qp->irq_name), "%s-TxRx-%u",
			 pf->netdev->name, i);
		err = request_irq(irq, stride_port_irq, 0, qp->irq_name, qp);
		if (err)
			goto free_queues;
		qp->irq = irq;
	}
	return 0;

free_queues:
	stride_pf_irq_free_queues(pf);
	return err;
}

/**
 * stride_pf_irq_free_queues() - free what stride_pf_irq_request_queues() requested
 * @pf: the device
 *
 * Context: RTNL held, may sleep.
 */
void stride_pf_irq_free_queues(struct stride_pf *pf)
{
	struct stride_port *port = &pf->net->port;
	unsigned int i;

	for (i = 0; i < port->max_qp; i++) {
		if (port->qp[i].irq)
			free_irq(port->qp[i].irq, &port->qp[i]);
		port->qp[i].irq = 0;
	}
}

/*
 * An IVAR register: receive and transmit of queues n and n + 8 (DS 8.8.15).
 * Transmit interrupts nobody.
 */
static void irq_route_queue(struct stride_pf *pf, unsigned int queue,
			    unsigned int vector)
{
	u32 shift = queue < 8 ? 0 : 16;
	u32 entry = vector | STRIDE_IVAR_VALID;

	stride_rmw32(&pf->hw, STRIDE_IVAR(queue % 8), 0xffffU << shift,
		     entry << shift);
}

/**
 * stride_pf_irq_enable() - route causes to vectors and unmask vector 0
 * @pf: the device, its queue pairs' queues chosen
 *
 * The VFs' own entries are left alone.
 *
 * Context: any, but serialised by @pf->lock.
 */
void stride_pf_irq_enable(struct stride_pf *pf)
{
	struct stride_hw *hw = &pf->hw;
	u32 mine = GENMASK(stride_pf_max_qp(pf), 0);
	unsigned int i;

	stride_wr32(hw, STRIDE_GPIE, STRIDE_GPIE_MSIX_MODE | STRIDE_GPIE_PBA |
				     STRIDE_GPIE_NSICR);
	stride_wr32(hw, STRIDE_IVAR_MISC,
		    STRIDE_IVAR_VALID << STRIDE_IVAR_MISC_OTHER_SHIFT);
	for (i = 0; i < stride_pf_max_qp(pf); i++)
		irq_route_queue(pf, pf->vmdq ? stride_pf_pool_queue(i) : i, 1 + i);
	stride_wr32(hw, STRIDE_EIAC, mine);
	/* One bit a VF; QEMU raises VMMB without (hw/net/igb_core.c). */
	stride_wr32(hw, STRIDE_MBVFIMR, STRIDE_MBVFIMR_VFIM & ~pf->irq.masked);
	stride_wr32(hw, STRIDE_IMS, IMS_WANTED);
	stride_wr32(hw, STRIDE_EIMS, BIT(0));
}

/**
 * stride_pf_irq_disable() - mask vector 0 and wait for its handler
 * @pf: the device
 *
 * Context: may sleep.
 */
void stride_pf_irq_disable(struct stride_pf *pf)
{
	stride_wr32(&pf->hw, STRIDE_IMC, ~0U);
	stride_wr32(&pf->hw, STRIDE_EIMC, BIT(0));
	stride_flush(&pf->hw);
	synchronize_irq(pci_irq_vector(pf->pdev, 0));
}
