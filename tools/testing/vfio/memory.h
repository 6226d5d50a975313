/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PASSTHROUGH_MEMORY_H
#define PASSTHROUGH_MEMORY_H

#include "bar.h"

#define PAGE	4096u

/* Pages that stay where they are, filled with a pattern of this seed. */
void *memory_get(u64 size, u8 seed);
/* Host physical address, 0 if the kernel does not tell. */
u64 memory_physical(const void *va);

void memory_fill(void *va, u64 size, u8 seed);
/* Bytes that are no longer those of the pattern. */
u64 memory_changed(const void *va, u64 size, u8 seed);

#endif /* PASSTHROUGH_MEMORY_H */
