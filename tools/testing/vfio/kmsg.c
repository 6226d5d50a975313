// SPDX-License-Identifier: GPL-2.0
/* What the kernel says of a fault. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kmsg.h"
#include "ktap.h"
#include "vf.h"

#define PATIENCE_US	10000000
/* dmar_fault() has ten lines in five seconds, and needs two or three for a fault. */
#define PACE_US		2000000

static u64 last_fault;

int kmsg_open(void)
{
	u64 now = now_us();
	int fd;

	if (last_fault && now < last_fault + PACE_US)
		pause_us(last_fault + PACE_US - now);
	fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* Return: the text of the next line, NULL if there is none yet. */
static char *kmsg_line(int fd, char *record, size_t size)
{
	ssize_t n;
	char *text;

	do {
		n = read(fd, record, size - 1);
	} while (n < 0 && errno == EPIPE);
	if (n <= 0)
		return NULL;
	record[n] = 0;
	text = strchr(record, ';');
	text = text ? text + 1 : record;
	text[strcspn(text, "\n")] = 0;
	return text;
}

bool kmsg_wait(int fd, const char *what, const char *which)
{
	u64 end = now_us() + PATIENCE_US;
	char record[2048], *text;

	while (now_us() < end) {
		text = kmsg_line(fd, record, sizeof(record));
		if (!text) {
			pause_us(5000);
			continue;
		}
		if (!strstr(text, what) || !strstr(text, which))
			continue;
		show("log: %s", text);
		last_fault = now_us();
		close(fd);
		return true;
	}
	show("log: no \"%s\" with \"%s\"", what, which);
	close(fd);
	return false;
}
