/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HOSTILE_BAR_H
#define HOSTILE_BAR_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

/*
 * A function's BAR 0 and configuration space from user space.  The kernel must be
 * started with iomem=relaxed: a driver has the PF's BAR.
 */

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define BDF_LEN		32
#define PF_BAR_SIZE	0x20000
#define VF_BAR_SIZE	0x4000

struct bar {
	char bdf[BDF_LEN];
	u8 *mem;
	size_t size;
};

int bar_open(struct bar *bar, const char *bdf, size_t size, bool writable);
int bar_config_open(const char *bdf);

static inline u32 bar_rd(const struct bar *bar, u32 reg)
{
	return __atomic_load_n((u32 *)(bar->mem + reg), __ATOMIC_SEQ_CST);
}

static inline void bar_wr(struct bar *bar, u32 reg, u32 val)
{
	__atomic_store_n((u32 *)(bar->mem + reg), val, __ATOMIC_SEQ_CST);
}

#endif /* HOSTILE_BAR_H */
