// SPDX-License-Identifier: GPL-2.0
/*
 * A VF that makes noise, from user space: it owns the BARs of VFs that no driver is
 * bound to.  The bounds are the PF driver's; this knows none.
 *
 *	flood MODE SECONDS BDF...	prints how often it wrote
 *	flood ask SECONDS BDF		an orderly VF, 40 requests a second at most:
 *					prints requests, answers, milliseconds that
 *					they took, and by how much the machine
 *					overslept between them
 *
 * req	rings with a request, as fast as can be
 * ack	acknowledges what nobody said
 * hold	rings and keeps the buffer
 * reset	CTRL.RST
 */

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define BAR_SIZE	0x4000
#define CTRL		0x00000
#define CTRL_RST	0x04000000
#define VMBMEM		0x00800
#define V2PMAILBOX	0x00c40
#define REQ		0x01
#define ACK		0x02
#define VFU		0x04
#define PFSTS		0x10
#define RESET		0x00000001
#define SET_LPE		0x00000005
#define MAX_VFS		7

static uint32_t *bar[MAX_VFS];

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static void wr(int n, uint32_t reg, uint32_t val)
{
	__atomic_store_n(&bar[n][reg / 4], val, __ATOMIC_RELAXED);
}

static uint32_t rd(int n, uint32_t reg)
{
	return __atomic_load_n(&bar[n][reg / 4], __ATOMIC_RELAXED);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void own(int n, const char *bdf)
{
	uint16_t command;
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", bdf);
	fd = open(path, O_RDWR);
	if (fd < 0 || pread(fd, &command, 2, 4) != 2)
		die(path);
	command |= 0x6;		/* memory, bus master */
	if (pwrite(fd, &command, 2, 4) != 2)
		die(path);
	close(fd);

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource0", bdf);
	fd = open(path, O_RDWR | O_SYNC);
	if (fd < 0)
		die(path);
	bar[n] = mmap(NULL, BAR_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (bar[n] == MAP_FAILED)
		die(path);
	close(fd);
}

/* One request and its answer, as a driver does it.  Return: word 0, 0: none. */
static uint32_t ask(int n, uint32_t word0, uint32_t word1)
{
	double end = now() + 2;
	uint32_t seen = 0;

	do
		wr(n, V2PMAILBOX, VFU);
	while (!(rd(n, V2PMAILBOX) & VFU) && now() < end);
	wr(n, VMBMEM, word0);
	wr(n, VMBMEM + 4, word1);
	wr(n, V2PMAILBOX, REQ);
	while (!(seen & PFSTS)) {
		if (now() > end)
			return 0;
		usleep(100);
		seen |= rd(n, V2PMAILBOX);
	}
	do
		wr(n, V2PMAILBOX, VFU);
	while (!(rd(n, V2PMAILBOX) & VFU) && now() < end);
	word0 = rd(n, VMBMEM);
	wr(n, V2PMAILBOX, ACK);
	return word0;
}

static void reset(int n)
{
	wr(n, CTRL, CTRL_RST);
	usleep(10000);
	ask(n, RESET, 0);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int do_ask(int seconds)
{
	double *took = calloc(seconds * 40, sizeof(*took)), begin, end;
	double *late = calloc(seconds * 40, sizeof(*late));
	int n = 0, good = 0;

	reset(0);
	end = now() + seconds;
	do {
		begin = now();
		good += ask(0, SET_LPE, 1518) == (SET_LPE | 0xa0000000);
		took[n] = now() - begin;
		begin = now();
		usleep(25000);
		late[n++] = now() - begin - 0.025;
	} while (now() < end && n < seconds * 40);
	qsort(took, n, sizeof(*took), by_size);
	qsort(late, n, sizeof(*late), by_size);
	printf("%d asked %d answered, ms: p99 %d max %d overslept %d\n", n, good,
	       (int)(took[n * 99 / 100] * 1e3), (int)(took[n - 1] * 1e3),
	       (int)(late[n * 99 / 100] * 1e3));
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long writes = 0;
	const char *mode;
	int i, n = 0;
	double end;

	if (argc < 4 || argc > 3 + MAX_VFS) {
		fprintf(stderr, "usage: flood req|ack|hold|reset|ask N BDF...\n");
		return 2;
	}
	mode = argv[1];
	for (i = 3; i < argc; i++)
		own(n++, argv[i]);
	if (!strcmp(mode, "ask"))
		return do_ask(atoi(argv[2]));
	for (i = 0; i < n; i++)
		reset(i);
	end = now() + atoi(argv[2]);
	do {
		for (i = 0; i < 64 * n; i++) {
			switch (*mode) {
			case 'r':
				if (mode[2] == 's') {
					wr(i % n, CTRL, CTRL_RST);
					break;
				}
				wr(i % n, VMBMEM, SET_LPE);
				wr(i % n, VMBMEM + 4, 1518);
				wr(i % n, V2PMAILBOX, REQ);
				break;
			case 'a':
				wr(i % n, V2PMAILBOX, ACK);
				break;
			case 'h':
				wr(i % n, V2PMAILBOX, REQ | VFU);
				break;
			}
			writes++;
		}
	} while (now() < end);
	/* A guest that ends lets go of its buffer. */
	for (i = 0; i < n; i++)
		wr(i, V2PMAILBOX, 0);
	printf("%lu\n", writes);
	return 0;
}
