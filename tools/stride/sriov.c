// SPDX-License-Identifier: GPL-2.0
/* The SR-IOV Extended Capability: decoded, and where the VFs are. */

#include <errno.h>
#include <linux/pci_regs.h>

#include "sriov.h"

#define SRIOV_SIZE	0x40

/**
 * sriov_parse() - find and decode the capability
 * @config: configuration space
 * @cap: receives it
 *
 * Return: 0, the error of config_ext_cap(), or -ERANGE if it is cut off.
 */
int sriov_parse(const struct config *config, struct sriov *cap)
{
	int pos = config_ext_cap(config, PCI_EXT_CAP_ID_SRIOV);
	unsigned int i;

	if (pos < 0)
		return pos;
	if (pos + SRIOV_SIZE > (int)config->len)
		return -ERANGE;
	cap->pos = pos;
	cap->cap = config_u32(config, pos + PCI_SRIOV_CAP);
	cap->ctrl = config_u16(config, pos + PCI_SRIOV_CTRL);
	cap->status = config_u16(config, pos + PCI_SRIOV_STATUS);
	cap->initial_vfs = config_u16(config, pos + PCI_SRIOV_INITIAL_VF);
	cap->total_vfs = config_u16(config, pos + PCI_SRIOV_TOTAL_VF);
	cap->num_vfs = config_u16(config, pos + PCI_SRIOV_NUM_VF);
	cap->link = config_u8(config, pos + PCI_SRIOV_FUNC_LINK);
	cap->offset = config_u16(config, pos + PCI_SRIOV_VF_OFFSET);
	cap->stride = config_u16(config, pos + PCI_SRIOV_VF_STRIDE);
	cap->vf_device = config_u16(config, pos + PCI_SRIOV_VF_DID);
	cap->page_sizes = config_u32(config, pos + PCI_SRIOV_SUP_PGSIZE);
	cap->page_size = config_u32(config, pos + PCI_SRIOV_SYS_PGSIZE);
	for (i = 0; i < SRIOV_BARS; i++)
		cap->bar[i] = config_u32(config, pos + PCI_SRIOV_BAR + 4 * i);
	cap->migration = config_u32(config, pos + PCI_SRIOV_VFM);
	return 0;
}

/**
 * sriov_vf_rid() - routing id of a VF
 * @cap: capability
 * @pf_rid: the PF's
 * @idx: VF, 0-based
 *
 * PCIe r6.0, 9.2.1.2: PF + First VF Offset + idx * VF Stride; a carry goes into
 * the bus number.
 *
 * Return: the routing id, or -ERANGE if it has more than 16 bits.
 */
long sriov_vf_rid(const struct sriov *cap, __u16 pf_rid, unsigned int idx)
{
	unsigned long long rid = pf_rid + cap->offset + (unsigned long long)cap->stride * idx;

	return rid > 0xffff ? -ERANGE : (long)rid;
}

/**
 * sriov_bar() - decode a VF BAR
 * @cap: capability
 * @idx: 0 to 5; the upper half of a 64-bit one decodes as not used
 *
 * Return: the VF BAR.
 */
struct sriov_bar sriov_bar(const struct sriov *cap, unsigned int idx)
{
	struct sriov_bar bar = { 0 };
	unsigned int i;

	for (i = 0; i < idx; i++)
		if ((cap->bar[i] & PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64)
			if (++i == idx)
				return bar;
	bar.used = cap->bar[idx];
	bar.wide = (cap->bar[idx] & PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64;
	bar.prefetch = cap->bar[idx] & PCI_BASE_ADDRESS_MEM_PREFETCH;
	bar.base = cap->bar[idx] & ~0xfU;
	if (bar.wide && idx + 1 < SRIOV_BARS)
		bar.base |= (__u64)cap->bar[idx + 1] << 32;
	return bar;
}

/**
 * sriov_needs_ari() - do VFs need ARI forwarding to be addressed
 * @cap: capability
 * @pf_rid: the PF's routing id
 * @num: VFs
 *
 * A port without it passes on configuration requests to device 0 of its
 * secondary bus only (PCIe r6.0, 6.13).
 *
 * Return: true if one is on the PF's bus with a device number.
 */
bool sriov_needs_ari(const struct sriov *cap, __u16 pf_rid, unsigned int num)
{
	unsigned int i;
	long rid;

	for (i = 0; i < num; i++) {
		rid = sriov_vf_rid(cap, pf_rid, i);
		if (rid >= 0 && rid >> 8 == pf_rid >> 8 && rid & 0xf8)
			return true;
	}
	return false;
}
