/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_PATIENCE_H
#define STRIDE_PATIENCE_H

#include <stdbool.h>

/* Waiting for what the kernel does by and by; an interrupt ends it. */

void patience_catch_signals(void);
bool patience_pause(double seconds);
int patience_until(double seconds, bool (*done)(void *data), void *data);

#endif
