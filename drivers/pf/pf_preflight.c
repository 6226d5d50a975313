// SPDX-License-Identifier: GPL-2.0
/*
 * pci_enable_sriov() fails with a bare errno.  What could make it fail is looked
 * at before, so that the refusal names cause and remedy and changes nothing.
 */

#include <linux/iommu.h>
#include <linux/pci.h>

#include "pf.h"

struct preflight_text {
	int err;
	const char *cause;
	const char *remedy;
};

static const struct preflight_text preflight_texts[] = {
	[STRIDE_PREFLIGHT_OK] = {
		0, "nothing found", "none needed" },
	[STRIDE_PREFLIGHT_NO_CAP] = {
		-ENODEV, "the device has no usable SR-IOV capability",
		"check that firmware did not disable SR-IOV for this slot" },
	[STRIDE_PREFLIGHT_TOO_MANY] = {
		-ERANGE, "more VFs than the device has besides the PF's own pool",
		"ask for at most sriov_totalvfs" },
	[STRIDE_PREFLIGHT_INITIAL_VFS] = {
		-EIO, "InitialVFs differs from TotalVFs",
		"disable multi-root I/O virtualisation of this device" },
	[STRIDE_PREFLIGHT_BAR_UNASSIGNED] = {
		-ENOMEM, "a VF BAR has no address space",
		"boot with pci=realloc or enable SR-IOV and above-4G decoding in firmware" },
	[STRIDE_PREFLIGHT_BAR_SMALL] = {
		-ENOMEM, "a VF BAR's address space is too small for that many VFs",
		"ask for fewer VFs, or boot with pci=realloc" },
	[STRIDE_PREFLIGHT_BUS] = {
		-ENOMEM, "the last VF's routing id is beyond the upstream bridge's buses",
		"ask for fewer VFs, or boot with pci=assign-busses" },
	[STRIDE_PREFLIGHT_ARI] = {
		-ENODEV, "the upstream port does not forward by ARI, so VFs cannot be addressed",
		"enable ARI forwarding in firmware or use another slot" },
	[STRIDE_PREFLIGHT_VECTORS] = {
		-ENOSPC, "no interrupt vectors would be left for the PF",
		"ask for fewer VFs" },
	[STRIDE_PREFLIGHT_VLANS] = {
		-ENOSPC, "the PF is in more VLANs than the switch has room for with that many VFs",
		"remove VLANs from the PF or ask for fewer VFs" },
};

/**
 * stride_preflight_cause() - what a reason means
 * @reason: reason
 *
 * Return: a phrase.
 */
const char *stride_preflight_cause(enum stride_preflight reason)
{
	return preflight_texts[reason].cause;
}

/**
 * stride_preflight_remedy() - what an administrator can do about it
 * @reason: reason
 *
 * Return: a phrase.
 */
const char *stride_preflight_remedy(enum stride_preflight reason)
{
	return preflight_texts[reason].remedy;
}

/**
 * stride_preflight_errno() - the error that goes with a reason
 * @reason: reason
 *
 * Return: 0 or the error that the PCI core would give for the same cause.
 */
int stride_preflight_errno(enum stride_preflight reason)
{
	return preflight_texts[reason].err;
}

static enum stride_preflight
preflight_bars(const struct stride_preflight_facts *f)
{
	unsigned int i;

	for (i = 0; i < PCI_SRIOV_NUM_BARS; i++) {
		if (!f->bar_used[i])
			continue;
		if (!f->bar_assigned[i])
			return STRIDE_PREFLIGHT_BAR_UNASSIGNED;
		if (f->bar_bytes[i] < f->bar_vf_bytes[i] * f->num_vfs)
			return STRIDE_PREFLIGHT_BAR_SMALL;
	}
	return STRIDE_PREFLIGHT_OK;
}

/* A VF on the PF's bus with a device number needs ARI behind a PCIe port. */
static enum stride_preflight
preflight_rids(const struct stride_preflight_facts *f)
{
	unsigned int i;

	for (i = 0; i < f->num_vfs; i++) {
		int rid = stride_sriov_vf_rid(&f->cap, f->pf_rid, i);

		if (rid < 0 || PCI_BUS_NUM(rid) > f->last_bus)
			return STRIDE_PREFLIGHT_BUS;
		if (!f->ari && PCI_BUS_NUM(rid) == PCI_BUS_NUM(f->pf_rid) &&
		    PCI_SLOT(rid & 0xff))
			return STRIDE_PREFLIGHT_ARI;
	}
	return STRIDE_PREFLIGHT_OK;
}

/**
 * stride_preflight_check() - would enabling that many VFs work
 * @f: the facts
 *
 * Context: any; pure.
 * Return: the first reason why not, or %STRIDE_PREFLIGHT_OK.
 */
enum stride_preflight
stride_preflight_check(const struct stride_preflight_facts *f)
{
	enum stride_preflight reason;
	const char *why;

	if (stride_sriov_cap_check(&f->cap, &why))
		return STRIDE_PREFLIGHT_NO_CAP;
	if (f->num_vfs > f->cap.total_vfs || f->num_vfs > STRIDE_MAX_VFS)
		return STRIDE_PREFLIGHT_TOO_MANY;
	/* Without VF migration the two must agree (PCIe r6.0, 9.3.3.5). */
	if (f->cap.initial_vfs != f->cap.total_vfs &&
	    !(f->cap.cap & PCI_SRIOV_CAP_VFM))
		return STRIDE_PREFLIGHT_INITIAL_VFS;
	reason = preflight_bars(f);
	if (reason)
		return reason;
	reason = preflight_rids(f);
	if (reason)
		return reason;
	if (min(f->pf_vectors, stride_pf_irq_available(f->num_vfs)) < 2)
		return STRIDE_PREFLIGHT_VECTORS;
	if (f->pf_vlans > f->pf_vlan_quota)
		return STRIDE_PREFLIGHT_VLANS;
	return STRIDE_PREFLIGHT_OK;
}

static void preflight_bar_facts(struct pci_dev *pdev,
				struct stride_preflight_facts *f)
{
	unsigned int i;

	for (i = 0; i < PCI_SRIOV_NUM_BARS; i++) {
		struct resource *res = &pdev->resource[PCI_IOV_RESOURCES + i];

		f->bar_used[i] = res->flags;
		f->bar_assigned[i] = res->parent;
		f->bar_bytes[i] = resource_size(res);
		/* The PCI core sizes the resource for TotalVFs. */
		if (f->cap.total_vfs)
			f->bar_vf_bytes[i] = div_u64(f->bar_bytes[i],
						     f->cap.total_vfs);
	}
}

/*
 * First VF Offset and VF Stride may change with NumVFs, so it is written, both
 * are read, and it is written back; VF Enable is off meanwhile.
 */
static int preflight_cap_facts(struct pci_dev *pdev,
			       struct stride_preflight_facts *f)
{
	u16 was;
	int err;

	err = stride_sriov_cap_read(pdev, &f->cap);
	if (err)
		return err;
	was = f->cap.num_vfs;
	pci_write_config_word(pdev, f->cap.pos + PCI_SRIOV_NUM_VF, f->num_vfs);
	err = stride_sriov_cap_read(pdev, &f->cap);
	pci_write_config_word(pdev, f->cap.pos + PCI_SRIOV_NUM_VF, was);
	return err;
}

static int preflight_find_other(struct device *dev, void *data)
{
	const struct device **other = data;

	if (dev != other[0])
		other[1] = dev;
	return 0;
}

/*
 * VFs join the PF's group if nothing between them and the root keeps functions
 * apart (ACS); then a guest could have one of them only with all that is there.
 */
static void preflight_note_group(struct stride_pf *pf)
{
	const struct device *other[2] = { pf->hw.dev, NULL };
	struct iommu_group *group = iommu_group_get(pf->hw.dev);

	if (!group)
		return;
	iommu_group_for_each_dev(group, other, preflight_find_other);
	if (other[1])
		dev_notice(pf->hw.dev,
			   "SR-IOV: IOMMU group %d is shared with %s: VFs can be used here but not be given to guests one by one; use a slot whose port has ACS\n",
			   iommu_group_id(group), dev_name(other[1]));
	iommu_group_put(group);
}

static void preflight_note_iommu(struct stride_pf *pf)
{
	if (!device_iommu_mapped(pf->hw.dev))
		dev_notice(pf->hw.dev,
			   "SR-IOV: no IOMMU: VFs can be used here but not be given to guests; boot with intel_iommu=on or amd_iommu=on\n");
	else
		preflight_note_group(pf);
}

/**
 * stride_pf_preflight() - look before pci_enable_sriov() leaps, and say why not
 * @pf: the device, SR-IOV off
 * @num_vfs: VFs wanted, at least 1
 *
 * Context: device lock held, may sleep; takes @pf->lock.
 * Return: 0 or the reason's error, with cause and remedy in the log and in
 * @pf->sriov.
 */
int stride_pf_preflight(struct stride_pf *pf, unsigned int num_vfs)
{
	struct stride_preflight_facts f = { .num_vfs = num_vfs };
	struct pci_dev *pdev = pf->pdev, *bridge = pdev->bus->self;
	enum stride_preflight reason;

	f.pf_rid = PCI_DEVID(pdev->bus->number, pdev->devfn);
	f.last_bus = pdev->bus->busn_res.end;
	f.ari = !bridge || bridge->ari_enabled;
	f.pf_vectors = pf->num_vectors;
	f.pf_vlan_quota = stride_pf_vlan_quota(num_vfs, STRIDE_PF_POOL);
	mutex_lock(&pf->lock);
	f.pf_vlans = bitmap_weight(pf->filters.pf_vlans, VLAN_N_VID);
	mutex_unlock(&pf->lock);

	if (num_vfs > STRIDE_MAX_VFS) {
		reason = STRIDE_PREFLIGHT_TOO_MANY;
	} else if (preflight_cap_facts(pdev, &f)) {
		reason = STRIDE_PREFLIGHT_NO_CAP;
	} else {
		preflight_bar_facts(pdev, &f);
		reason = stride_preflight_check(&f);
	}
	if (reason == STRIDE_PREFLIGHT_OK) {
		preflight_note_iommu(pf);
		return 0;
	}
	dev_err(pf->hw.dev, "SR-IOV: cannot enable %u VFs: %s; %s\n", num_vfs,
		stride_preflight_cause(reason), stride_preflight_remedy(reason));
	stride_pf_sriov_why(pf, stride_preflight_cause(reason),
			    stride_preflight_remedy(reason));
	return stride_preflight_errno(reason);
}
