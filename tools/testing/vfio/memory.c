// SPDX-License-Identifier: GPL-2.0
/* Our memory, and where in the host's it is. */

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"

/* /proc/PID/pagemap: Documentation/admin-guide/mm/pagemap.rst */
#define PAGEMAP_PRESENT	0x8000000000000000ull
#define PAGEMAP_PFN	0x007fffffffffffffull

static u8 memory_byte(u64 i, u8 seed)
{
	return i * 31 + (i >> 8) * 7 + seed;
}

void memory_fill(void *va, u64 size, u8 seed)
{
	u64 i;

	for (i = 0; i < size; i++)
		((u8 *)va)[i] = memory_byte(i, seed);
}

u64 memory_changed(const void *va, u64 size, u8 seed)
{
	const u8 *p = va;
	u64 i, changed = 0;

	for (i = 0; i < size; i++)
		changed += __atomic_load_n(&p[i], __ATOMIC_RELAXED) !=
			   memory_byte(i, seed);
	return changed;
}

/* Return: NULL if there is none. */
void *memory_get(u64 size, u8 seed)
{
	void *va = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (va == MAP_FAILED || mlock(va, size)) {
		perror("memory");
		return NULL;
	}
	memory_fill(va, size, seed);
	return va;
}

u64 memory_physical(const void *va)
{
	u64 entry = 0, address = (unsigned long)va;
	int fd = open("/proc/self/pagemap", O_RDONLY);

	if (fd < 0)
		return 0;
	if (pread(fd, &entry, 8, address / PAGE * 8) != 8)
		entry = 0;
	close(fd);
	if (!(entry & PAGEMAP_PRESENT) || !(entry & PAGEMAP_PFN))
		return 0;
	return (entry & PAGEMAP_PFN) * PAGE + address % PAGE;
}
