// SPDX-License-Identifier: GPL-2.0
/* Results, and what is shown beside them. */

#include <stdarg.h>
#include <stdio.h>

#include "ktap.h"

static unsigned int results, failed;
static const char *prefix = "";
static bool quiet;

/* The names of results begin with this. */
void ktap_path(const char *path)
{
	prefix = path;
}

/* What is done now was shown before. */
void ktap_quiet(bool on)
{
	quiet = on;
}

void show(const char *format, ...)
{
	va_list args;

	if (quiet)
		return;
	printf("#   ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
}

/* What is done now, and what the kernel and QEMU do at this step. */
void step(const char *what, const char *kernel, const char *qemu)
{
	if (quiet)
		return;
	printf("#\n# %s: %s\n# kernel: %s\n# QEMU:   %s\n", prefix, what, kernel, qemu);
	fflush(stdout);
}

bool ok(bool holds, const char *format, ...)
{
	va_list args;

	results++;
	failed += !holds;
	printf("%s %u %s.", holds ? "ok" : "not ok", results, prefix);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
	return holds;
}

void skip(const char *name, const char *why)
{
	printf("ok %u %s.%s # SKIP %s\n", ++results, prefix, name, why);
}

/* Return: the program's status. */
int ktap_end(void)
{
	printf("1..%u\n", results);
	return failed || !results;
}
