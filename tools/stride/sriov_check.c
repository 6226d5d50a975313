// SPDX-License-Identifier: GPL-2.0
/* Is an SR-IOV capability consistent with itself? */

#include <linux/pci_regs.h>

#include "sriov.h"

#define ASK_VENDOR	"update the device's firmware or ask its vendor"
#define REPAIR		"disable and enable the VFs; if that does not help, reset the device"

static void check_counts(const struct sriov *cap, struct findings *all)
{
	if (!cap->total_vfs)
		finding_add(all, "cap.total", FINDING_FAIL,
			    "enable SR-IOV in the device's firmware or NVM",
			    "TotalVFs is 0: the device offers no VFs");
	if (cap->initial_vfs > cap->total_vfs)
		finding_add(all, "cap.initial", FINDING_FAIL, ASK_VENDOR,
			    "InitialVFs %u exceeds TotalVFs %u", cap->initial_vfs,
			    cap->total_vfs);
	else if (cap->initial_vfs != cap->total_vfs && !(cap->cap & PCI_SRIOV_CAP_VFM))
		finding_add(all, "cap.initial", FINDING_FAIL,
			    "disable multi-root I/O virtualisation of this device",
			    "InitialVFs %u differs from TotalVFs %u without VF migration",
			    cap->initial_vfs, cap->total_vfs);
	if (cap->num_vfs > cap->total_vfs)
		finding_add(all, "cap.num", FINDING_FAIL, REPAIR, "NumVFs %u exceeds TotalVFs %u",
			    cap->num_vfs, cap->total_vfs);
	if (!cap->vf_device || cap->vf_device == 0xffff)
		finding_add(all, "cap.device", FINDING_FAIL, ASK_VENDOR,
			    "VF Device ID %04x is not valid", cap->vf_device);
}

static void check_control(const struct sriov *cap, struct findings *all)
{
	if (cap->ctrl & PCI_SRIOV_CTRL_VFE && !cap->num_vfs)
		finding_add(all, "cap.enable", FINDING_FAIL, REPAIR,
			    "VF Enable is set with NumVFs 0");
	if (cap->ctrl & PCI_SRIOV_CTRL_VFE && !(cap->ctrl & PCI_SRIOV_CTRL_MSE))
		finding_add(all, "cap.memory", FINDING_WARN, REPAIR,
			    "VF Enable is set without VF MSE: the VFs do not answer in memory");
	if (cap->ctrl & PCI_SRIOV_CTRL_VFM && !(cap->cap & PCI_SRIOV_CAP_VFM))
		finding_add(all, "cap.migration", FINDING_FAIL, REPAIR,
			    "VF Migration Enable is set, but the device cannot migrate VFs");
}

static void check_places(const struct sriov *cap, __u16 pf_rid, struct findings *all)
{
	/* With NumVFs 0 both may read 0 (PCIe r6.0, 9.3.3.8-10). */
	if (cap->num_vfs && !cap->offset)
		finding_add(all, "cap.offset", FINDING_FAIL, ASK_VENDOR,
			    "First VF Offset is 0 with VFs on: VF 0 would be the PF");
	if (cap->num_vfs > 1 && !cap->stride)
		finding_add(all, "cap.stride", FINDING_FAIL, ASK_VENDOR,
			    "VF Stride is 0 with %u VFs on: all would be one function",
			    cap->num_vfs);
	if (cap->num_vfs && sriov_vf_rid(cap, pf_rid, cap->num_vfs - 1) < 0)
		finding_add(all, "cap.range", FINDING_FAIL, "enable fewer VFs",
			    "VF %u is beyond bus ff", cap->num_vfs - 1);
}

static void check_pages(const struct sriov *cap, struct findings *all)
{
	if (!(cap->page_sizes & 1))
		finding_add(all, "cap.pages", FINDING_FAIL, ASK_VENDOR,
			    "4 KiB pages are not among the supported (0x%x)", cap->page_sizes);
	if (!cap->page_size || cap->page_size & (cap->page_size - 1) ||
	    !(cap->page_size & cap->page_sizes))
		finding_add(all, "cap.page", FINDING_FAIL, REPAIR,
			    "System Page Size 0x%x is not one of the supported (0x%x)",
			    cap->page_size, cap->page_sizes);
}

static void check_bars(const struct sriov *cap, struct findings *all)
{
	unsigned int i, type;

	for (i = 0; i < SRIOV_BARS; i++) {
		type = cap->bar[i] & PCI_BASE_ADDRESS_MEM_TYPE_MASK;
		if (cap->bar[i] & PCI_BASE_ADDRESS_SPACE_IO)
			finding_add(all, "cap.bar", FINDING_FAIL, ASK_VENDOR,
				    "VF BAR %u (0x%08x) is I/O, VFs have memory only", i,
				    cap->bar[i]);
		else if (type == PCI_BASE_ADDRESS_MEM_TYPE_64 && i == SRIOV_BARS - 1)
			finding_add(all, "cap.bar", FINDING_FAIL, ASK_VENDOR,
				    "VF BAR 5 (0x%08x) is 64 bits wide and has no upper half",
				    cap->bar[i]);
		else if (type && type != PCI_BASE_ADDRESS_MEM_TYPE_64)
			finding_add(all, "cap.bar", FINDING_FAIL, ASK_VENDOR,
				    "VF BAR %u (0x%08x) has a reserved type", i, cap->bar[i]);
		if (type == PCI_BASE_ADDRESS_MEM_TYPE_64)
			i++;
	}
}

/* The bit stands in the lowest PF only (PCIe r6.0, 9.3.3.3.5). */
static void check_ari(const struct config *config, const struct sriov *cap, __u16 pf_rid,
		      struct findings *all)
{
	if (cap->ctrl & PCI_SRIOV_CTRL_ARI && config_ext_cap(config, PCI_EXT_CAP_ID_ARI) < 0)
		finding_add(all, "cap.ari", FINDING_WARN, ASK_VENDOR,
			    "ARI Capable Hierarchy is set, but the PF has no ARI capability");
	else if (cap->ctrl & PCI_SRIOV_CTRL_VFE && !(cap->ctrl & PCI_SRIOV_CTRL_ARI) &&
		 !(pf_rid & 7) && sriov_needs_ari(cap, pf_rid, cap->num_vfs))
		finding_add(all, "cap.ari", FINDING_WARN,
			    "enable ARI forwarding in firmware or use another slot",
			    "VFs are on the PF's bus with device numbers, but ARI is off");
}

/**
 * sriov_check() - look for contradictions
 * @config: the PF's configuration space
 * @cap: its capability
 * @pf_rid: its routing id
 * @all: receives what was found; nothing if all is well
 */
void sriov_check(const struct config *config, const struct sriov *cap,
		 __u16 pf_rid, struct findings *all)
{
	check_counts(cap, all);
	check_control(cap, all);
	check_places(cap, pf_rid, all);
	check_pages(cap, all);
	check_bars(cap, all);
	check_ari(config, cap, pf_rid, all);
}
