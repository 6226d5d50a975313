// SPDX-License-Identifier: GPL-2.0
/* What an attack came to, one line each, for tests and for tables. */

#include <stdio.h>

#include "bench.h"

void verdict(struct bench *b, const char *threat, bool held)
{
	printf("%s %s: ", threat, held ? "held" : "broken");
	b->broken += !held;
}
