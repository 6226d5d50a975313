/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_DUMP_H
#define STRIDE_DUMP_H

#include "addr.h"
#include "config.h"

/* What lspci -xxxx prints, read function by function. */
struct dump {
	const char *at, *end;
};

int dump_next(struct dump *dump, struct addr *addr, struct config *config);

#endif
