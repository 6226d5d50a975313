// SPDX-License-Identifier: GPL-2.0
/*
 * Vectors: one for the queue pair, two of which one announces the PF.
 */

#include <linux/bitfield.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/iopoll.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include "vf.h"

/*
 * VTIVAR_MISC says which vector the mailbox raises: entry 2.  The 82576 raises
 * vector 2; QEMU takes the number as a bit mask and raises vector 1 (igb_core.c,
 * mailbox_interrupt_to_vf()).  Both vectors have the same handler, so nobody
 * needs to know which device this is.
 */
#define IRQ_MBX_ENTRY	2
#define IRQ_MBX_BITS	(BIT(STRIDE_VF_VEC_MBX) | BIT(STRIDE_VF_VEC_MBX + 1))
#define IRQ_ALL_BITS	(BIT(STRIDE_VF_VEC_QUEUE) | IRQ_MBX_BITS)

#define IRQ_TEST_US	(200 * USEC_PER_MSEC)

/*
 * Only latch: reading the mailbox takes a lock that sleeps.  However fast the PF
 * rings, it interrupts as often as the service work runs, which is paced.
 */
static irqreturn_t irq_mailbox(int irq, void *data)
{
	struct stride_vf *vf = data;

	atomic_inc(&vf->irqs);
	stride_wr32(&vf->hw, STRIDE_EIMC, IRQ_MBX_BITS);
	set_bit(STRIDE_VF_IRQ_MASKED, &vf->flags);
	stride_vf_link_kick(vf);
	return IRQ_HANDLED;
}

/**
 * stride_vf_irq_init() - get the vectors and listen to the PF
 * @vf: function, with its workqueue
 *
 * Nothing is enabled in the device: stride_vf_irq_configure() does that when the
 * PF has answered.
 *
 * Context: may sleep.
 * Return: 0, -ENOSPC without all three vectors, or why a handler was refused.
 */
int stride_vf_irq_init(struct stride_vf *vf)
{
	struct device *dev = &vf->pdev->dev;
	int err, i;

	err = pci_alloc_irq_vectors(vf->pdev, STRIDE_VF_VECTORS,
				    STRIDE_VF_VECTORS, PCI_IRQ_MSIX);
	if (err < 0) {
		dev_err(dev, "cannot get %d MSI-X vectors (%pe)\n",
			STRIDE_VF_VECTORS, ERR_PTR(err));
		return err;
	}
	for (i = 0; i < STRIDE_VF_NUM_MBX_VEC; i++) {
		snprintf(vf->irq_name[i], sizeof(vf->irq_name[i]),
			 STRIDE_VF_NAME "-mbx%d:%s", i, pci_name(vf->pdev));
		err = request_irq(pci_irq_vector(vf->pdev, STRIDE_VF_VEC_MBX + i),
				  irq_mailbox, 0, vf->irq_name[i], vf);
		if (err)
			goto free_irqs;
	}
	return 0;

free_irqs:
	while (i--)
		free_irq(pci_irq_vector(vf->pdev, STRIDE_VF_VEC_MBX + i), vf);
	pci_free_irq_vectors(vf->pdev);
	return err;
}

/**
 * stride_vf_irq_exit() - undo stride_vf_irq_init()
 * @vf: function
 *
 * The service work is not queued by an interrupt afterwards.
 *
 * Context: may sleep.
 */
void stride_vf_irq_exit(struct stride_vf *vf)
{
	int i;

	stride_vf_irq_mask(vf);
	for (i = STRIDE_VF_NUM_MBX_VEC; i--;)
		free_irq(pci_irq_vector(vf->pdev, STRIDE_VF_VEC_MBX + i), vf);
	pci_free_irq_vectors(vf->pdev);
}

/**
 * stride_vf_irq_open() - request the queue pair's interrupt
 * @vf: function, its netdev being opened
 *
 * Context: RTNL held, may sleep.
 * Return: 0 or what request_irq() returns.
 */
int stride_vf_irq_open(struct stride_vf *vf)
{
	struct stride_qp *qp = &vf->net->port.qp[0];
	int irq = pci_irq_vector(vf->pdev, STRIDE_VF_VEC_QUEUE);
	int err;

	snprintf(qp->irq_name, sizeof(qp->irq_name), "%s-TxRx-0",
		 netdev_name(vf->net->port.netdev));
	err = request_irq(irq, stride_port_irq, 0, qp->irq_name, qp);
	if (!err)
		qp->irq = irq;
	return err;
}

/**
 * stride_vf_irq_close() - undo stride_vf_irq_open()
 * @vf: function, its port stopped
 *
 * Context: RTNL held, may sleep.
 */
void stride_vf_irq_close(struct stride_vf *vf)
{
	struct stride_qp *qp = &vf->net->port.qp[0];

	free_irq(qp->irq, qp);
	qp->irq = 0;
}

/**
 * stride_vf_irq_configure() - map causes to vectors and enable the mailbox's
 * @vf: function, the queue pair stopped
 *
 * Causes clear by themselves (EIAC) because a VF of QEMU's can neither see nor
 * clear them by reading EICR.
 *
 * Context: RTNL held.
 */
void stride_vf_irq_configure(struct stride_vf *vf)
{
	struct stride_hw *hw = &vf->hw;

	stride_wr32(hw, STRIDE_EIMC, IRQ_ALL_BITS);
	stride_wr32(hw, STRIDE_EIAC, IRQ_ALL_BITS);
	/* RX queue 0 (DS 8.26.12); transmit interrupts nobody. */
	stride_wr32(hw, STRIDE_IVAR(0), STRIDE_VF_VEC_QUEUE | STRIDE_IVAR_VALID);
	stride_wr32(hw, STRIDE_IVAR_MISC, IRQ_MBX_ENTRY | STRIDE_IVAR_VALID);
	stride_wr32(hw, STRIDE_EICR, IRQ_ALL_BITS);
	stride_wr32(hw, STRIDE_EIMS, IRQ_MBX_BITS);
	stride_flush(hw);
}

/**
 * stride_vf_irq_mask() - disable all interrupts of the device
 * @vf: function
 *
 * Context: any.
 */
void stride_vf_irq_mask(struct stride_vf *vf)
{
	stride_wr32(&vf->hw, STRIDE_EIMC, IRQ_ALL_BITS);
	stride_flush(&vf->hw);
}

/**
 * stride_vf_irq_resume() - let the PF interrupt again
 * @vf: function
 *
 * What it signalled meanwhile interrupts at once.
 *
 * Context: may sleep; takes mbx_lock.
 */
void stride_vf_irq_resume(struct stride_vf *vf)
{
	mutex_lock(&vf->mbx_lock);
	if (vf->state != STRIDE_VF_DETACHED &&
	    test_and_clear_bit(STRIDE_VF_IRQ_MASKED, &vf->flags))
		stride_wr32(&vf->hw, STRIDE_EIMS, IRQ_MBX_BITS);
	mutex_unlock(&vf->mbx_lock);
}

/**
 * stride_vf_irq_test() - does an interrupt of this device arrive
 * @vf: function in state READY
 *
 * Context: may sleep.
 * Return: true if so.
 */
bool stride_vf_irq_test(struct stride_vf *vf)
{
	int before = atomic_read(&vf->irqs);
	int now;

	stride_wr32(&vf->hw, STRIDE_EICS, BIT(STRIDE_VF_VEC_MBX + 1));
	return !read_poll_timeout(atomic_read, now, now != before,
				  USEC_PER_MSEC, IRQ_TEST_US, false, &vf->irqs);
}
