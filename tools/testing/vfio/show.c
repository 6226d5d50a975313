// SPDX-License-Identifier: GPL-2.0
/* What a device by VFIO tells of itself: what QEMU reads before a guest starts. */

#include <fcntl.h>
#include <linux/pci_regs.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ktap.h"
#include "proofs.h"

static const char * const region_names[] = {
	"BAR 0", "BAR 1", "BAR 2", "BAR 3", "BAR 4", "BAR 5", "ROM", "configuration",
	"VGA",
};

static const char * const irq_names[] = { "INTx", "MSI", "MSI-X", "error", "request" };

struct name {
	u16 id;
	const char *name;
};

static const struct name caps[] = {
	{ PCI_CAP_ID_PM, "power management" },
	{ PCI_CAP_ID_MSI, "MSI" },
	{ PCI_CAP_ID_EXP, "PCI Express" },
	{ PCI_CAP_ID_MSIX, "MSI-X" },
};

static const struct name ext_caps[] = {
	{ PCI_EXT_CAP_ID_ERR, "advanced error reporting" },
	{ PCI_EXT_CAP_ID_DSN, "serial number" },
	{ PCI_EXT_CAP_ID_ACS, "access control services" },
	{ PCI_EXT_CAP_ID_ARI, "alternative routing id" },
	{ PCI_EXT_CAP_ID_ATS, "address translation services" },
	{ PCI_EXT_CAP_ID_SRIOV, "SR-IOV" },
};

static const char *name_of(const struct name *names, unsigned int n, u16 id)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (names[i].id == id)
			return names[i].name;
	return "?";
}

/* What a region's chain of capabilities has; the chain needs a second call. */
static void show_region_caps(struct session *s, struct vfio_region_info *head)
{
	struct vfio_region_info *info = calloc(1, head->argsz);
	struct vfio_info_cap_header *cap;
	u32 at;

	if (!info)
		return;
	info->argsz = head->argsz;
	info->index = head->index;
	if (!ioctl(s->device, VFIO_DEVICE_GET_REGION_INFO, info)) {
		for (at = info->cap_offset; at; at = cap->next) {
			cap = (struct vfio_info_cap_header *)((u8 *)info + at);
			show("      %s", cap->id == VFIO_REGION_INFO_CAP_MSIX_MAPPABLE ?
			     "its page of the MSI-X table may be mapped too" :
			     cap->id == VFIO_REGION_INFO_CAP_SPARSE_MMAP ?
			     "only parts of it may be mapped" : "a capability of another kind");
		}
	}
	free(info);
}

static void show_regions(struct session *s, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		struct vfio_region_info info = { .argsz = sizeof(info), .index = i };

		if (ioctl(s->device, VFIO_DEVICE_GET_REGION_INFO, &info) || !info.size)
			continue;
		show("  %-13s size 0x%-6llx at file offset 0x%-12llx %s%s%s",
		     i < ARRAY_SIZE(region_names) ? region_names[i] : "other",
		     info.size, info.offset,
		     info.flags & VFIO_REGION_INFO_FLAG_READ ? "read " : "",
		     info.flags & VFIO_REGION_INFO_FLAG_WRITE ? "write " : "",
		     info.flags & VFIO_REGION_INFO_FLAG_MMAP ? "mmap" : "");
		if (info.flags & VFIO_REGION_INFO_FLAG_CAPS)
			show_region_caps(s, &info);
	}
}

static void show_irqs(struct session *s, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		struct vfio_irq_info info = { .argsz = sizeof(info), .index = i };

		if (ioctl(s->device, VFIO_DEVICE_GET_IRQ_INFO, &info) || !info.count)
			continue;
		show("  %-13s %u %s%s%s%s",
		     i < ARRAY_SIZE(irq_names) ? irq_names[i] : "other", info.count,
		     info.flags & VFIO_IRQ_INFO_EVENTFD ? "eventfd " : "",
		     info.flags & VFIO_IRQ_INFO_MASKABLE ? "maskable " : "",
		     info.flags & VFIO_IRQ_INFO_AUTOMASKED ? "masks itself " : "",
		     info.flags & VFIO_IRQ_INFO_NORESIZE ? "one size" : "");
	}
}

static void show_cap(struct session *s, u8 id, u32 at)
{
	u32 table;

	show("  0x%03x %s", at, name_of(caps, ARRAY_SIZE(caps), id));
	if (id == PCI_CAP_ID_EXP)
		show("        function-level reset: %s",
		     session_config(s, at + PCI_EXP_DEVCAP, 4) & PCI_EXP_DEVCAP_FLR ?
		     "yes" : "no");
	if (id != PCI_CAP_ID_MSIX)
		return;
	table = session_config(s, at + PCI_MSIX_TABLE, 4);
	show("        %u vectors, table in BAR %u at 0x%x",
	     (session_config(s, at + PCI_MSIX_FLAGS, 2) & PCI_MSIX_FLAGS_QSIZE) + 1,
	     table & PCI_MSIX_TABLE_BIR, table & PCI_MSIX_TABLE_OFFSET);
}

static unsigned int show_caps(struct session *s)
{
	unsigned int found = 0, most = 64;
	u32 at, head;

	at = session_config(s, PCI_CAPABILITY_LIST, 1);
	for (; at >= 0x40 && at < 0x100 && most--; found++) {
		head = session_config(s, at, 2);
		show_cap(s, head & 0xff, at);
		at = head >> 8;
	}
	for (at = 0x100; at >= 0x100 && at < 0x1000 && most--;) {
		head = session_config(s, at, 4);
		if (!head || head == ~0u)
			break;
		show("  0x%03x %s", at,
		     name_of(ext_caps, ARRAY_SIZE(ext_caps), PCI_EXT_CAP_ID(head)));
		at = PCI_EXT_CAP_NEXT(head);
		found++;
	}
	return found;
}

/* A VF's identity, as the hardware has it. */
static u32 show_raw_identity(const char *bdf)
{
	char path[128];
	u32 value = 0;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", bdf);
	fd = open(path, O_RDONLY);
	if (fd >= 0) {
		if (pread(fd, &value, 4, PCI_VENDOR_ID) != 4)
			value = 0;
		close(fd);
	}
	return value;
}

void show_device(struct session *s)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };
	u32 identity;

	step("VFIO_DEVICE_GET_INFO, GET_REGION_INFO, GET_IRQ_INFO",
	     "a region is a range of file offsets: index << 40; a BAR of whole pages maps",
	     "vfio_pci_realize(): a BAR mapped so costs no exit; the MSI-X table is trapped");
	if (!ok(!ioctl(s->device, VFIO_DEVICE_GET_INFO, &info), "device-info"))
		return;
	show("flags 0x%x:%s%s, %u regions, %u interrupt indexes", info.flags,
	     info.flags & VFIO_DEVICE_FLAGS_PCI ? " PCI" : "",
	     info.flags & VFIO_DEVICE_FLAGS_RESET ? " can be reset" : "",
	     info.num_regions, info.num_irqs);
	show_regions(s, info.num_regions);
	show_irqs(s, info.num_irqs);

	step("configuration space and its capabilities, by pread()",
	     "emulates what a VF lacks (ids, BARs) or must not change; the rest is the device's",
	     "copies it, adds what it emulates itself: BARs, MSI-X, the Express capability");
	identity = session_config(s, PCI_VENDOR_ID, 4);
	show("vendor and device: %04x:%04x by VFIO, %08x from the VF itself",
	     identity & 0xffff, identity >> 16, show_raw_identity(s->bdf));
	ok(identity == 0x10ca8086, "identity");
	ok(show_caps(s) >= 2, "capabilities");
}
