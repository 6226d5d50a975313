// SPDX-License-Identifier: GPL-2.0
/*
 * The SR-IOV Extended Capability (PCIe r6.0, 9.3.3), read and computed with by
 * ourselves: where VFs are, and which part of a VF BAR is whose.
 */

#include <linux/bitfield.h>
#include <linux/pci.h>
#include <linux/unaligned.h>

#include "pf.h"

/**
 * stride_sriov_cap_parse() - decode a capability
 * @raw: its %STRIDE_SRIOV_CAP_SIZE bytes, as in configuration space
 * @cap: receives it, @cap->pos excepted
 *
 * Context: any.
 * Return: 0 or -ENOENT if @raw is no SR-IOV capability.
 */
int stride_sriov_cap_parse(const u8 *raw, struct stride_sriov_cap *cap)
{
	unsigned int i;

	if (PCI_EXT_CAP_ID(get_unaligned_le32(raw)) != PCI_EXT_CAP_ID_SRIOV)
		return -ENOENT;
	cap->cap = get_unaligned_le32(raw + PCI_SRIOV_CAP);
	cap->ctrl = get_unaligned_le16(raw + PCI_SRIOV_CTRL);
	cap->status = get_unaligned_le16(raw + PCI_SRIOV_STATUS);
	cap->initial_vfs = get_unaligned_le16(raw + PCI_SRIOV_INITIAL_VF);
	cap->total_vfs = get_unaligned_le16(raw + PCI_SRIOV_TOTAL_VF);
	cap->num_vfs = get_unaligned_le16(raw + PCI_SRIOV_NUM_VF);
	cap->link = raw[PCI_SRIOV_FUNC_LINK];
	cap->offset = get_unaligned_le16(raw + PCI_SRIOV_VF_OFFSET);
	cap->stride = get_unaligned_le16(raw + PCI_SRIOV_VF_STRIDE);
	cap->vf_device = get_unaligned_le16(raw + PCI_SRIOV_VF_DID);
	cap->page_sizes = get_unaligned_le32(raw + PCI_SRIOV_SUP_PGSIZE);
	cap->page_size = get_unaligned_le32(raw + PCI_SRIOV_SYS_PGSIZE);
	for (i = 0; i < PCI_SRIOV_NUM_BARS; i++)
		cap->bar[i] = get_unaligned_le32(raw + PCI_SRIOV_BAR + 4 * i);
	cap->migration = get_unaligned_le32(raw + PCI_SRIOV_VFM);
	return 0;
}

/**
 * stride_sriov_cap_check() - is a capability consistent with itself
 * @cap: decoded capability
 * @why: receives what is wrong, a phrase, if the answer is no
 *
 * Offset and stride are defined only for the NumVFs that is written: with
 * NumVFs = 0 they may read 0 (PCIe r6.0, 9.3.3.8-10).
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int stride_sriov_cap_check(const struct stride_sriov_cap *cap, const char **why)
{
	if (!cap->total_vfs)
		*why = "TotalVFs is 0";
	else if (cap->initial_vfs > cap->total_vfs)
		*why = "InitialVFs exceeds TotalVFs";
	else if (cap->num_vfs > cap->total_vfs)
		*why = "NumVFs exceeds TotalVFs";
	else if (cap->num_vfs && !cap->offset)
		*why = "First VF Offset is 0 with VFs on";
	else if (cap->num_vfs > 1 && !cap->stride)
		*why = "VF Stride is 0 with several VFs on";
	else if (cap->ctrl & PCI_SRIOV_CTRL_VFE && !cap->num_vfs)
		*why = "VF Enable is set with NumVFs 0";
	else if (!(cap->page_sizes & 1))
		*why = "4 KiB pages are not supported";
	else if (!cap->page_size || cap->page_size & (cap->page_size - 1) ||
		 !(cap->page_size & cap->page_sizes))
		*why = "System Page Size is not one of the supported";
	else if (!cap->vf_device || cap->vf_device == 0xffff)
		*why = "VF Device ID is not valid";
	else
		return 0;
	return -EINVAL;
}

/**
 * stride_sriov_cap_read() - find, read and decode a device's capability
 * @pdev: the PF
 * @cap: receives it
 *
 * Context: may sleep.
 * Return: 0, -ENOENT if there is none, -EIO if configuration space cannot be
 * read.
 */
int stride_sriov_cap_read(struct pci_dev *pdev, struct stride_sriov_cap *cap)
{
	u8 raw[STRIDE_SRIOV_CAP_SIZE];
	unsigned int i;
	u32 val;
	int pos;

	pos = pci_find_ext_capability(pdev, PCI_EXT_CAP_ID_SRIOV);
	if (!pos)
		return -ENOENT;
	for (i = 0; i < sizeof(raw); i += 4) {
		if (pci_read_config_dword(pdev, pos + i, &val))
			return -EIO;
		put_unaligned_le32(val, raw + i);
	}
	cap->pos = pos;
	return stride_sriov_cap_parse(raw, cap);
}

/**
 * stride_sriov_vf_rid() - routing id of a VF
 * @cap: capability, read while NumVFs was what counts
 * @pf_rid: the PF's: bus in bits 15:8, device and function in bits 7:0
 * @idx: VF, 0-based
 *
 * PCIe r6.0, 9.2.1.2: VF n (1-based) is at PF + First VF Offset +
 * (n - 1) * VF Stride; a carry goes into the bus number.
 *
 * Context: any.
 * Return: the routing id, or -ERANGE if it does not fit 16 bits.
 */
int stride_sriov_vf_rid(const struct stride_sriov_cap *cap, u16 pf_rid,
			unsigned int idx)
{
	u64 rid = (u64)pf_rid + cap->offset + (u64)cap->stride * idx;

	return rid > U16_MAX ? -ERANGE : rid;
}

/**
 * stride_sriov_vf_bar() - where a VF's part of a VF BAR starts
 * @base: address of the VF BAR
 * @size: size of one VF's part
 * @idx: VF, 0-based
 *
 * PCIe r6.0, 9.2.1.1.1: the parts follow one another.
 *
 * Context: any.
 * Return: the address.
 */
u64 stride_sriov_vf_bar(u64 base, u64 size, unsigned int idx)
{
	return base + size * idx;
}

/**
 * stride_sriov_page_bytes() - System Page Size in bytes
 * @cap: decoded capability
 *
 * Context: any.
 * Return: bytes; a VF BAR part is a multiple of it.
 */
u64 stride_sriov_page_bytes(const struct stride_sriov_cap *cap)
{
	return (u64)cap->page_size << 12;
}
