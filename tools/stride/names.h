/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_NAMES_H
#define STRIDE_NAMES_H

#include <stddef.h>
#include <linux/types.h>

void names_device(char *buf, size_t len, __u16 vendor, __u16 device);

#endif
