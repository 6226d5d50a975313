/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_FAIL_H
#define STRIDE_FAIL_H

#include <stdbool.h>

/* Exit codes; Documentation/stride.rst has the same table. */
enum stride_exit {
	EXIT_FINE = 0,
	EXIT_NO = 1,		/* the answer is no, or it did not work */
	EXIT_USAGE = 2,
	EXIT_NO_DEVICE = 3,
	EXIT_DENIED = 4,
	EXIT_BUSY = 5,
};

void fail_as_json(bool json);
int fail(enum stride_exit code, const char *remedy, const char *fmt, ...)
	__printf(3, 4);
enum stride_exit fail_code(int err);
const char *fail_remedy(int err, const char *other);
int fail_memory(void);

#endif
