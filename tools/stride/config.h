/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_CONFIG_H
#define STRIDE_CONFIG_H

#include <stddef.h>
#include <linux/types.h>

/* A function's configuration space, or as much of it as is known. */

#define CONFIG_SIZE	4096

struct config {
	__u8 byte[CONFIG_SIZE];
	size_t len;
};

__u8 config_u8(const struct config *config, unsigned int pos);
__u16 config_u16(const struct config *config, unsigned int pos);
__u32 config_u32(const struct config *config, unsigned int pos);
int config_cap(const struct config *config, __u8 id);
int config_ext_cap(const struct config *config, __u16 id);

#endif
