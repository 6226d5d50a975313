// SPDX-License-Identifier: GPL-2.0
/* A device by VFIO, opened as QEMU opens it, by either of its two ways. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/iommufd.h>
#include <linux/pci_regs.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ktap.h"
#include "session.h"

#define SYSFS	"/sys/bus/pci/devices"

/* Return: 0, or -1 with the reason shown. */
static int failed(const char *what)
{
	show("%s: %s", what, strerror(errno));
	return -1;
}

/* The node of a device's group, or of the device itself. */
static int session_node(const char *bdf, enum way way, char *node, size_t size)
{
	char path[128], target[128] = {};
	struct dirent *entry;
	DIR *dir;

	if (way == WAY_GROUP) {
		snprintf(path, sizeof(path), SYSFS "/%s/iommu_group", bdf);
		if (readlink(path, target, sizeof(target) - 1) < 0)
			return failed(path);
		snprintf(node, size, "/dev/vfio/%s", strrchr(target, '/') + 1);
		return 0;
	}
	snprintf(path, sizeof(path), SYSFS "/%s/vfio-dev", bdf);
	dir = opendir(path);
	if (!dir)
		return failed(path);
	while ((entry = readdir(dir)) && strncmp(entry->d_name, "vfio", 4))
		;
	if (entry)
		snprintf(node, size, "/dev/vfio/devices/%.32s", entry->d_name);
	closedir(dir);
	return entry ? 0 : -1;
}

/* iommufd is the newer way; the other is everywhere. */
bool session_way_exists(const char *bdf, enum way way)
{
	char node[64];

	if (way == WAY_GROUP)
		return true;
	return !access("/dev/iommu", F_OK) &&
	       !session_node(bdf, way, node, sizeof(node)) && !access(node, F_OK);
}

static int session_open_group(struct session *s)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	char node[64];

	step("open(\"/dev/vfio/vfio\"): the container, one set of mappings",
	     "an empty container, without an IOMMU driver",
	     "vfio_container_connect(): one for all devices that share the guest's memory");
	s->container = open("/dev/vfio/vfio", O_RDWR);
	if (s->container < 0)
		return failed("/dev/vfio/vfio");
	show("API version %d, type1 v2 %s", ioctl(s->container, VFIO_GET_API_VERSION),
	     ioctl(s->container, VFIO_CHECK_EXTENSION, VFIO_TYPE1v2_IOMMU) ?
	     "yes" : "no");

	if (session_node(s->bdf, WAY_GROUP, node, sizeof(node)))
		return -1;
	step("open the group: the least that the IOMMU can hold apart",
	     "gives it to one opener only; viable if vfio, or nobody, has each device of it",
	     "vfio_group_get(): reads the link iommu_group, opens the node of that number");
	s->group = open(node, O_RDWR);
	if (s->group < 0)
		return failed(node);
	if (ioctl(s->group, VFIO_GROUP_GET_STATUS, &status))
		return failed("VFIO_GROUP_GET_STATUS");
	show("%s: %s", node,
	     status.flags & VFIO_GROUP_FLAGS_VIABLE ? "viable" : "not viable");

	step("VFIO_GROUP_SET_CONTAINER, VFIO_SET_IOMMU (type1 v2)",
	     "allocates an IOMMU domain, attaches the group: nothing is mapped, all DMA faults",
	     "the same two calls; then its memory listener maps all of the guest's memory");
	if (ioctl(s->group, VFIO_GROUP_SET_CONTAINER, &s->container) ||
	    ioctl(s->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return failed("VFIO_SET_IOMMU");

	step("VFIO_GROUP_GET_DEVICE_FD: the device",
	     "enables the function, saves its configuration space, resets it (FLR)",
	     "vfio_device_get(): all that follows goes through this descriptor");
	s->device = ioctl(s->group, VFIO_GROUP_GET_DEVICE_FD, s->bdf);
	return s->device < 0 ? failed("VFIO_GROUP_GET_DEVICE_FD") : 0;
}

static int session_open_cdev(struct session *s)
{
	struct vfio_device_attach_iommufd_pt attach = { .argsz = sizeof(attach) };
	struct vfio_device_bind_iommufd bind = { .argsz = sizeof(bind) };
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };
	char node[64];

	if (session_node(s->bdf, WAY_CDEV, node, sizeof(node)))
		return -1;
	step("open the device's own node, and /dev/iommu",
	     "no access to the device yet; an iommufd is a context without any object",
	     "-object iommufd,id=i -device vfio-pci,iommufd=i: or libvirt passes both open");
	s->device = open(node, O_RDWR);
	s->container = open("/dev/iommu", O_RDWR);
	if (s->device < 0 || s->container < 0)
		return failed(node);
	show("%s", node);

	step("VFIO_DEVICE_BIND_IOMMUFD",
	     "claims the group's DMA for this iommufd, enables and resets the function",
	     "iommufd_cdev_connect_and_bind(): from now on the descriptor is a device");
	bind.iommufd = s->container;
	if (ioctl(s->device, VFIO_DEVICE_BIND_IOMMUFD, &bind))
		return failed("VFIO_DEVICE_BIND_IOMMUFD");
	show("device id %u", bind.out_devid);

	step("IOMMU_IOAS_ALLOC, VFIO_DEVICE_ATTACH_IOMMUFD_PT",
	     "an I/O address space, and a page table of the IOMMU's for it: all DMA faults",
	     "iommufd_cdev_attach(): one space for all devices of the guest");
	if (ioctl(s->container, IOMMU_IOAS_ALLOC, &alloc))
		return failed("IOMMU_IOAS_ALLOC");
	s->ioas = alloc.out_ioas_id;
	attach.pt_id = s->ioas;
	if (ioctl(s->device, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach))
		return failed("VFIO_DEVICE_ATTACH_IOMMUFD_PT");
	show("address space %u, page table %u", s->ioas, attach.pt_id);
	return 0;
}

/* Return: 0 or -1, with the reason shown. */
int session_open(struct session *s, const char *bdf, enum way way)
{
	int err;

	*s = (struct session) {
		.bdf = bdf, .way = way, .container = -1, .group = -1, .device = -1,
	};
	err = way == WAY_GROUP ? session_open_group(s) : session_open_cdev(s);
	if (err)
		session_close(s);
	return err;
}

void session_close(struct session *s)
{
	if (s->device >= 0)
		close(s->device);
	if (s->group >= 0)
		close(s->group);
	if (s->container >= 0)
		close(s->container);
}

/* Return: 0 or -1, with the reason shown. */
int session_map(struct session *s, void *va, u64 iova, u64 size)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (unsigned long)va, .iova = iova, .size = size,
	};
	struct iommu_ioas_map fd_map = {
		.size = sizeof(fd_map),
		.flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_READABLE |
			 IOMMU_IOAS_MAP_WRITEABLE,
		.ioas_id = s->ioas, .user_va = (unsigned long)va, .length = size,
		.iova = iova,
	};

	if (s->way == WAY_GROUP)
		return ioctl(s->container, VFIO_IOMMU_MAP_DMA, &map) ?
		       failed("VFIO_IOMMU_MAP_DMA") : 0;
	return ioctl(s->container, IOMMU_IOAS_MAP, &fd_map) ?
	       failed("IOMMU_IOAS_MAP") : 0;
}

/* Return: 0 or -1, with the reason shown. */
int session_unmap(struct session *s, u64 iova, u64 size)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = iova, .size = size,
	};
	struct iommu_ioas_unmap fd_unmap = {
		.size = sizeof(fd_unmap), .ioas_id = s->ioas, .iova = iova,
		.length = size,
	};

	if (s->way == WAY_GROUP)
		return ioctl(s->container, VFIO_IOMMU_UNMAP_DMA, &unmap) ?
		       failed("VFIO_IOMMU_UNMAP_DMA") : 0;
	return ioctl(s->container, IOMMU_IOAS_UNMAP, &fd_unmap) ?
	       failed("IOMMU_IOAS_UNMAP") : 0;
}

/* Return: 0 or -1, with the reason shown. */
int session_reset(struct session *s)
{
	return ioctl(s->device, VFIO_DEVICE_RESET) ? failed("VFIO_DEVICE_RESET") : 0;
}

/* Return: 0 or -1, with the reason shown. */
int session_bar(struct session *s, unsigned int index, struct bar *bar)
{
	struct vfio_region_info info = { .argsz = sizeof(info), .index = index };

	if (ioctl(s->device, VFIO_DEVICE_GET_REGION_INFO, &info))
		return failed("VFIO_DEVICE_GET_REGION_INFO");
	snprintf(bar->bdf, sizeof(bar->bdf), "%s", s->bdf);
	bar->size = info.size;
	bar->mem = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
			s->device, info.offset);
	return bar->mem == MAP_FAILED ? failed("mmap of a BAR") : 0;
}

static off_t session_config_base(struct session *s)
{
	struct vfio_region_info info = {
		.argsz = sizeof(info), .index = VFIO_PCI_CONFIG_REGION_INDEX,
	};

	if (ioctl(s->device, VFIO_DEVICE_GET_REGION_INFO, &info))
		return -1;
	return info.offset;
}

/* Return: what stands there, all ones if it cannot be read. */
u32 session_config(struct session *s, u32 offset, unsigned int size)
{
	u32 value = 0;

	if (pread(s->device, &value, size, session_config_base(s) + offset) !=
	    (ssize_t)size)
		return ~0u;
	return value;
}

/* Memory and bus master on, as a guest's driver does it.  Return: 0 or -1. */
int session_enable(struct session *s)
{
	u16 command = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;

	if (pwrite(s->device, &command, 2, session_config_base(s) + PCI_COMMAND) != 2)
		return failed("COMMAND");
	return 0;
}

/* Return: 0 or -1, with the reason shown. */
int session_msix(struct session *s, const int *eventfds, unsigned int n)
{
	size_t size = sizeof(struct vfio_irq_set) + n * sizeof(int);
	struct vfio_irq_set *set = calloc(1, size);
	int err;

	if (!set)
		return -1;
	set->argsz = size;
	set->flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER;
	set->index = VFIO_PCI_MSIX_IRQ_INDEX;
	set->count = n;
	memcpy(set->data, eventfds, n * sizeof(int));
	err = ioctl(s->device, VFIO_DEVICE_SET_IRQS, set);
	free(set);
	return err ? failed("VFIO_DEVICE_SET_IRQS") : 0;
}
