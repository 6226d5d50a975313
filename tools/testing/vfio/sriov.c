// SPDX-License-Identifier: GPL-2.0
/* Which VF of which PF this is, as the PF's SR-IOV capability has it. */

#include <fcntl.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ktap.h"
#include "proofs.h"

static u32 config_read(int fd, u32 offset, unsigned int size)
{
	u32 value = 0;

	if (pread(fd, &value, size, offset) != (ssize_t)size)
		return 0;
	return value;
}

static u32 sriov_capability(int fd)
{
	u32 at = 0x100, head, most = 64;

	while (at >= 0x100 && most--) {
		head = config_read(fd, at, 4);
		if (PCI_EXT_CAP_ID(head) == PCI_EXT_CAP_ID_SRIOV)
			return at;
		at = PCI_EXT_CAP_NEXT(head);
	}
	return 0;
}

/* The last part of a link's target. */
static void link_name(const char *bdf, const char *link, char *name, size_t size)
{
	char path[128], target[256] = {};

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", bdf, link);
	if (readlink(path, target, sizeof(target) - 1) < 0 || !strrchr(target, '/'))
		target[0] = 0;
	snprintf(name, size, "%s", target[0] ? strrchr(target, '/') + 1 : "none");
}

void show_sriov(const char *pf, unsigned int idx, const char *bdf)
{
	u32 domain, bus, slot, fn, at, offset, stride, rid;
	char physfn[64], group[64], want[32];
	int fd;

	step("the VF's place: its PF's SR-IOV capability",
	     "pci_enable_sriov() made a device at First VF Offset + n * VF Stride after the PF",
	     "sees none of it: a guest has a plain function");
	link_name(bdf, "physfn", physfn, sizeof(physfn));
	link_name(bdf, "iommu_group", group, sizeof(group));
	fd = bar_config_open(pf);
	if (fd < 0 || sscanf(pf, "%x:%x:%x.%x", &domain, &bus, &slot, &fn) != 4) {
		ok(false, "routing-id");
		return;
	}
	at = sriov_capability(fd);
	offset = config_read(fd, at + PCI_SRIOV_VF_OFFSET, 2);
	stride = config_read(fd, at + PCI_SRIOV_VF_STRIDE, 2);
	rid = (bus << 8 | slot << 3 | fn) + offset + idx * stride;
	show("PF %s: capability at 0x%x, %u of %u VFs on, offset 0x%x, stride %u, VF id %04x",
	     pf, at, config_read(fd, at + PCI_SRIOV_NUM_VF, 2),
	     config_read(fd, at + PCI_SRIOV_TOTAL_VF, 2), offset, stride,
	     config_read(fd, at + PCI_SRIOV_VF_DID, 2));
	show("VF BAR 0 of all VFs, one after another, from 0x%llx; BAR 3 from 0x%llx",
	     (u64)config_read(fd, at + PCI_SRIOV_BAR + 4, 4) << 32 |
	     (config_read(fd, at + PCI_SRIOV_BAR, 4) & ~15u),
	     (u64)config_read(fd, at + PCI_SRIOV_BAR + 16, 4) << 32 |
	     (config_read(fd, at + PCI_SRIOV_BAR + 12, 4) & ~15u));
	close(fd);
	snprintf(want, sizeof(want), "%04x:%02x:%02x.%x", domain, rid >> 8,
		 rid >> 3 & 31, rid & 7);
	show("VF %u: routing id 0x%04x + 0x%x + %u * %u = 0x%04x, which is %s; group %s",
	     idx, bus << 8 | slot << 3 | fn, offset, idx, stride, rid, want, group);
	ok(at && !strcmp(want, bdf) && !strcmp(physfn, pf), "routing-id");
}
