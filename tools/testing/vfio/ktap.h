/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PASSTHROUGH_KTAP_H
#define PASSTHROUGH_KTAP_H

#include <stdbool.h>

/* Results in KTAP; what is shown to the reader is a comment of it. */
void ktap_path(const char *path);
void ktap_quiet(bool on);
void show(const char *format, ...);
void step(const char *what, const char *kernel, const char *qemu);
bool ok(bool holds, const char *format, ...);
void skip(const char *name, const char *why);
int ktap_end(void);

#endif /* PASSTHROUGH_KTAP_H */
