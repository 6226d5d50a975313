/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HOSTILE_DMA_H
#define HOSTILE_DMA_H

#include "bar.h"

/* Memory that a VF bound to vfio-pci reaches by DMA, as a guest's. */
struct dma {
	int container, group, device;
	u8 *mem;
};

#define DMA_IOVA	0x01000000
#define DMA_SIZE	0x00200000

int dma_open(struct dma *dma, const char *bdf);

#endif /* HOSTILE_DMA_H */
