/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PASSTHROUGH_KMSG_H
#define PASSTHROUGH_KMSG_H

#include <stdbool.h>
#include <stddef.h>

/* The kernel's log, from now on. */
int kmsg_open(void);
/* A line with both words, within a time; it is shown.  Closes @fd. */
bool kmsg_wait(int fd, const char *what, const char *which);

#endif /* PASSTHROUGH_KMSG_H */
