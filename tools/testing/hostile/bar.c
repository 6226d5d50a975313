// SPDX-License-Identifier: GPL-2.0
/* A function's BAR 0 and configuration space. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bar.h"

#define SYSFS	"/sys/bus/pci/devices"

/* Return: 0 or -1, with the reason printed. */
int bar_open(struct bar *bar, const char *bdf, size_t size, bool writable)
{
	char path[128];
	int fd;

	snprintf(bar->bdf, sizeof(bar->bdf), "%s", bdf);
	snprintf(path, sizeof(path), SYSFS "/%s/resource0", bdf);
	fd = open(path, (writable ? O_RDWR : O_RDONLY) | O_SYNC);
	if (fd < 0)
		goto fail;
	bar->size = size;
	bar->mem = mmap(NULL, size, PROT_READ | (writable ? PROT_WRITE : 0),
			MAP_SHARED, fd, 0);
	close(fd);
	if (bar->mem == MAP_FAILED)
		goto fail;
	return 0;

fail:
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	return -1;
}

/* Return: file descriptor or -1, with the reason printed. */
int bar_config_open(const char *bdf)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), SYSFS "/%s/config", bdf);
	fd = open(path, O_RDWR);
	if (fd < 0)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	return fd;
}
