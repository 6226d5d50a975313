// SPDX-License-Identifier: GPL-2.0
/*
 * numvfs: all VFs or none.  The switch and the mailboxes are ready before the
 * first VF appears, because its driver may probe inside pci_enable_sriov(), and
 * stay until the last is gone.
 */

#include <linux/iopoll.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "pf.h"

static void sriov_report_bars(struct stride_pf *pf, unsigned int idx)
{
	unsigned int i;

	for (i = 0; i < PCI_SRIOV_NUM_BARS; i++) {
		struct resource *res = &pf->pdev->resource[PCI_IOV_RESOURCES + i];
		u64 size;

		if (!res->flags || !res->parent || !pf->cap.total_vfs)
			continue;
		size = div_u64(resource_size(res), pf->cap.total_vfs);
		dev_info(pf->hw.dev, "SR-IOV: VF %u BAR %u at %#llx, %llu KiB\n",
			 idx, i, stride_sriov_vf_bar(res->start, size, idx),
			 size / SZ_1K);
	}
}

/**
 * stride_pf_sriov_report() - log the capability and where VFs are
 * @pf: the device, @pf->cap read
 *
 * Context: may sleep.
 */
void stride_pf_sriov_report(struct stride_pf *pf)
{
	u16 pf_rid = PCI_DEVID(pf->pdev->bus->number, pf->pdev->devfn);
	const struct stride_sriov_cap *cap = &pf->cap;
	unsigned int i;

	dev_info(pf->hw.dev,
		 "SR-IOV: capability at %#x: InitialVFs %u, TotalVFs %u, NumVFs %u, First VF Offset %u, VF Stride %u, VF device %#06x, ARI %s, page %llu KiB of %#x\n",
		 cap->pos, cap->initial_vfs, cap->total_vfs, cap->num_vfs,
		 cap->offset, cap->stride, cap->vf_device,
		 cap->ctrl & PCI_SRIOV_CTRL_ARI ? "on" : "off",
		 stride_sriov_page_bytes(cap) / SZ_1K, cap->page_sizes);
	for (i = 0; i < cap->num_vfs; i++) {
		int rid = stride_sriov_vf_rid(cap, pf_rid, i);

		if (rid < 0)
			break;
		dev_info(pf->hw.dev, "SR-IOV: VF %u at %04x:%02x:%02x.%u\n", i,
			 pci_domain_nr(pf->pdev->bus), PCI_BUS_NUM(rid),
			 PCI_SLOT(rid & 0xff), PCI_FUNC(rid & 0xff));
		sriov_report_bars(pf, i);
	}
}

/* The PF's VLANs get members' entries; the quota was checked before. */
static void sriov_join_pf_vlans(struct stride_pf *pf)
{
	unsigned int vid;

	for_each_set_bit(vid, pf->filters.pf_vlans, VLAN_N_VID)
		stride_pf_vlan_join(pf, STRIDE_PF_POOL, vid);
}

/* Queues of the VFs' pools may be the PF's until it moved into its own. */
static void sriov_init_vfs(struct stride_pf *pf, struct stride_pf_vf *vf,
			   unsigned int num_vfs)
{
	unsigned int i;

	mutex_lock(&pf->lock);
	pf->vf = vf;
	pf->num_vfs = num_vfs;
	pf->vepa = false;
	for (i = 0; i < num_vfs; i++)
		stride_pf_vf_init(pf, i);
	sriov_join_pf_vlans(pf);
	stride_pf_switch_apply(pf);
	stride_pf_hw_rx(pf);
	mutex_unlock(&pf->lock);
}

/*
 * Make the switch ready for @num_vfs VFs; nothing is visible to them yet.
 * Return: 0, or -ENOMEM, or -EIO if the device's queues do not start, with all as it
 * was.
 */
static int sriov_prepare(struct stride_pf *pf, unsigned int num_vfs)
{
	struct stride_pf_vf *vf;
	int err;

	vf = kcalloc(num_vfs, sizeof(*vf), GFP_KERNEL);
	if (!vf)
		return -ENOMEM;

	rtnl_lock();
	err = stride_pf_netdev_set_pools(pf, true);
	if (!err)
		sriov_init_vfs(pf, vf, num_vfs);
	rtnl_unlock();
	if (err) {
		kfree(vf);
		return err;
	}

	/* From here on the interrupt handler knows the VFs. */
	smp_store_release(&pf->vf_mask, GENMASK(num_vfs - 1, 0));
	/* The PF's share of the address table is smaller now. */
	queue_work(pf->wq, &pf->rx_mode_work);
	return 0;
}

/* Undo sriov_prepare(); VFs are gone from the bus. */
static void sriov_unprepare(struct stride_pf *pf)
{
	unsigned int num_vfs = pf->num_vfs, i;
	struct stride_pf_vf *vf = pf->vf;

	/* No new events, then no work under way, then nobody who looks. */
	WRITE_ONCE(pf->vf_mask, 0);
	synchronize_irq(pci_irq_vector(pf->pdev, 0));
	flush_delayed_work(&pf->irq.poll);

	rtnl_lock();
	mutex_lock(&pf->lock);
	for (i = 0; i < num_vfs; i++) {
		/* A port VLAN would stay in the pool's registers. */
		vf[i].policy = (struct stride_vf_policy) {};
		stride_pf_vf_wipe(&vf[i]);
		stride_pf_vlan_flush(pf, i);
		/* Without pools VF n's queues are the PF's. */
		stride_pf_rate_apply(pf, i);
		vf[i].state = STRIDE_VF_DOWN;
	}
	stride_pf_vlan_flush(pf, STRIDE_PF_POOL);
	pf->num_vfs = 0;
	mutex_unlock(&pf->lock);
	stride_pf_netdev_set_pools(pf, false);
	rtnl_unlock();

	for (i = 0; i < num_vfs; i++)
		cancel_delayed_work_sync(&vf[i].work);
	mutex_lock(&pf->lock);
	pf->vf = NULL;
	stride_pf_mcast_apply(pf);
	mutex_unlock(&pf->lock);
	kfree(vf);
	queue_work(pf->wq, &pf->rx_mode_work);
	stride_pf_health_kick(pf);
}

/**
 * stride_pf_sriov_why() - note why VFs cannot be enabled
 * @pf: the device
 * @cause: a phrase that lives as long as the driver; %NULL: they can
 * @remedy: likewise
 *
 * Context: device lock held, may sleep; takes @pf->lock.
 */
void stride_pf_sriov_why(struct stride_pf *pf, const char *cause,
			 const char *remedy)
{
	mutex_lock(&pf->lock);
	pf->sriov.cause = cause;
	pf->sriov.remedy = remedy;
	mutex_unlock(&pf->lock);
}

static int sriov_enable(struct stride_pf *pf, unsigned int num_vfs)
{
	int err;

	err = stride_pf_preflight(pf, num_vfs);
	if (err)
		return err;
	err = sriov_prepare(pf, num_vfs);
	if (err) {
		dev_err(pf->hw.dev, "SR-IOV: cannot prepare %u VFs (%pe)\n",
			num_vfs, ERR_PTR(err));
		stride_pf_sriov_why(pf, "no memory for VFs or queues", "free memory");
		return err;
	}
	err = pci_enable_sriov(pf->pdev, num_vfs);
	if (err) {
		dev_err(pf->hw.dev,
			"SR-IOV: the PCI core refused %u VFs (%pe), see its message above\n",
			num_vfs, ERR_PTR(err));
		stride_pf_sriov_why(pf, "the PCI core refused", "see the kernel log");
		sriov_unprepare(pf);
		return err;
	}
	stride_sriov_cap_read(pf->pdev, &pf->cap);
	stride_pf_sriov_report(pf);
	return 0;
}

/**
 * stride_pf_sriov_disable() - take all VFs away
 * @pf: the device
 *
 * Waits for whoever holds a VF (vfio does not let go before its user does); none
 * of our locks is held meanwhile, and mailboxes are served until the last VF's
 * driver is gone.
 *
 * Context: device lock held, may sleep.
 */
void stride_pf_sriov_disable(struct stride_pf *pf)
{
	/* Another driver may have left its VFs behind. */
	if (!pf->num_vfs && !pci_num_vf(pf->pdev))
		return;
	pci_disable_sriov(pf->pdev);
	if (pf->num_vfs)
		sriov_unprepare(pf);
	stride_sriov_cap_read(pf->pdev, &pf->cap);
}

/* Return: the VF's PCI device, locked and with a reference, or %NULL. */
static struct pci_dev *sriov_lock_vf(struct stride_pf *pf, unsigned int idx)
{
	int rid = stride_sriov_vf_rid(&pf->cap, pci_dev_id(pf->pdev), idx);
	struct pci_dev *vfdev;
	int locked;

	if (rid < 0)
		return NULL;
	vfdev = pci_get_domain_bus_and_slot(pci_domain_nr(pf->pdev->bus),
					    PCI_BUS_NUM(rid), rid & 0xff);
	if (!vfdev)
		return NULL;
	/* Whoever unbinds a VF from vfio waits for its user with the lock held. */
	if (!read_poll_timeout(pci_dev_trylock, locked, locked,
			       10 * USEC_PER_MSEC, USEC_PER_SEC, false, vfdev))
		return vfdev;
	dev_warn(pf->hw.dev, "VF %u is busy: reset it after this reset\n", idx);
	pci_dev_put(vfdev);
	return NULL;
}

/**
 * stride_pf_sriov_hold_vfs() - keep what a reset of the PF takes from VFs
 * @pf: the device
 *
 * The reset clears VF Enable, and the VFs lose their configuration: command
 * register, MSI-X (PCIe r6.0, 9.3.3.3.1).  The PCI core saves only the PF's.
 *
 * Context: device lock held, may sleep, a second a VF at most.
 */
void stride_pf_sriov_hold_vfs(struct stride_pf *pf)
{
	unsigned int i;

	for (i = 0; i < pf->num_vfs; i++) {
		pf->vf[i].pdev = sriov_lock_vf(pf, i);
		if (pf->vf[i].pdev)
			pci_save_state(pf->vf[i].pdev);
	}
}

/* Give a VF back what was saved last. */
static void sriov_reload_vf(struct pci_dev *vfdev)
{
	pci_restore_state(vfdev);
	/* The VF's driver may have saved it for itself, once. */
	pci_save_state(vfdev);
}

static void sriov_unlock_vf(struct pci_dev *vfdev)
{
	pci_dev_unlock(vfdev);
	pci_dev_put(vfdev);
}

/**
 * stride_pf_sriov_restore_vfs() - give VFs their configuration back
 * @pf: the device, after stride_pf_sriov_hold_vfs() and the reset
 *
 * Context: device lock held, may sleep.
 */
void stride_pf_sriov_restore_vfs(struct stride_pf *pf)
{
	unsigned int i;

	for (i = 0; i < pf->num_vfs; i++) {
		struct pci_dev *vfdev = pf->vf[i].pdev;

		if (!vfdev)
			continue;
		sriov_reload_vf(vfdev);
		sriov_unlock_vf(vfdev);
		pf->vf[i].pdev = NULL;
	}
}

/**
 * stride_pf_sriov_save_vfs() - keep what recovery from an error may take from VFs
 * @pf: the device, whose configuration space can be read
 *
 * As stride_pf_sriov_hold_vfs(), but they stay unlocked: they are recovered as well.
 *
 * Context: device lock held, may sleep, a second a VF at most.
 */
void stride_pf_sriov_save_vfs(struct stride_pf *pf)
{
	struct pci_dev *vfdev;
	unsigned int i;

	for (i = 0; i < pf->num_vfs; i++) {
		vfdev = sriov_lock_vf(pf, i);
		pf->vf[i].saved = vfdev;
		if (!vfdev)
			continue;
		pci_save_state(vfdev);
		sriov_unlock_vf(vfdev);
	}
}

/**
 * stride_pf_sriov_reload_vfs() - undo what the error took from VFs
 * @pf: the device, after stride_pf_sriov_save_vfs(), itself restored
 *
 * Not every VF driver restores its function, and a reset of the link cleared it.
 *
 * Context: device lock held, may sleep, a second a VF at most.
 */
void stride_pf_sriov_reload_vfs(struct stride_pf *pf)
{
	struct pci_dev *vfdev;
	unsigned int i;

	for (i = 0; i < pf->num_vfs; i++) {
		vfdev = pf->vf[i].saved ? sriov_lock_vf(pf, i) : NULL;
		pf->vf[i].saved = false;
		if (!vfdev)
			continue;
		sriov_reload_vf(vfdev);
		sriov_unlock_vf(vfdev);
	}
}

/**
 * stride_pf_sriov_configure() - sysfs sriov_numvfs was written
 * @pdev: the PF
 * @num_vfs: 0 to disable, else how many to enable; the PCI core has checked it
 *	against sriov_totalvfs and that the number of VFs is 0 now
 *
 * Context: device lock held, may sleep.
 * Return: @num_vfs, or an error with cause and remedy in the log and in devlink's
 * reporter, and nothing changed.
 */
int stride_pf_sriov_configure(struct pci_dev *pdev, int num_vfs)
{
	struct stride_pf *pf = pci_get_drvdata(pdev);
	int err;

	if (!num_vfs) {
		stride_pf_sriov_disable(pf);
		return 0;
	}
	err = sriov_enable(pf, num_vfs);
	if (!err)
		stride_pf_sriov_why(pf, NULL, NULL);
	mutex_lock(&pf->lock);
	pf->sriov.wanted = num_vfs;
	pf->sriov.err = err;
	mutex_unlock(&pf->lock);
	stride_pf_health_sriov(pf);
	return err ?: num_vfs;
}
