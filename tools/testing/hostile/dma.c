// SPDX-License-Identifier: GPL-2.0
/* A guest's memory, by VFIO: what the VF may reach, and nothing else. */

#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dma.h"

static int dma_group_open(const char *bdf)
{
	char path[128], target[128] = {};
	const char *number;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group", bdf);
	if (readlink(path, target, sizeof(target) - 1) < 0)
		return -1;
	number = strrchr(target, '/');
	snprintf(path, sizeof(path), "/dev/vfio/%s", number ? number + 1 : target);
	fd = open(path, O_RDWR);
	return fd;
}

static int dma_map(struct dma *dma)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.iova = DMA_IOVA,
		.size = DMA_SIZE,
	};

	dma->mem = mmap(NULL, DMA_SIZE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (dma->mem == MAP_FAILED)
		return -1;
	map.vaddr = (unsigned long)dma->mem;
	return ioctl(dma->container, VFIO_IOMMU_MAP_DMA, &map);
}

/* Return: 0 or -1, with the reason printed. */
int dma_open(struct dma *dma, const char *bdf)
{
	dma->container = open("/dev/vfio/vfio", O_RDWR);
	dma->group = dma_group_open(bdf);
	if (dma->container < 0 || dma->group < 0 ||
	    ioctl(dma->group, VFIO_GROUP_SET_CONTAINER, &dma->container) ||
	    ioctl(dma->container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU) ||
	    dma_map(dma))
		goto fail;
	/* Having the device attaches it, and resets it. */
	dma->device = ioctl(dma->group, VFIO_GROUP_GET_DEVICE_FD, bdf);
	if (dma->device < 0)
		goto fail;
	return 0;

fail:
	fprintf(stderr, "vfio %s: %s\n", bdf, strerror(errno));
	return -1;
}
