// SPDX-License-Identifier: GPL-2.0
/*
 * Configuration space as bytes.  They may come from a broken device or file, so
 * nothing here trusts them.  What is not known reads as all ones, as on the bus.
 */

#include <errno.h>
#include <linux/pci_regs.h>

#include "config.h"

#define CONFIG_CAPS	48	/* (256 - 64) / 4: more is a loop */
#define CONFIG_EXT_CAPS	960	/* (4096 - 256) / 4 */

/**
 * config_u8() - a byte
 * @config: configuration space
 * @pos: where
 *
 * Return: the byte.
 */
__u8 config_u8(const struct config *config, unsigned int pos)
{
	return pos < config->len ? config->byte[pos] : 0xff;
}

/**
 * config_u16() - two bytes
 * @config: configuration space
 * @pos: where
 *
 * Return: the value.
 */
__u16 config_u16(const struct config *config, unsigned int pos)
{
	return config_u8(config, pos) | config_u8(config, pos + 1) << 8;
}

/**
 * config_u32() - four bytes
 * @config: configuration space
 * @pos: where
 *
 * Return: the value.
 */
__u32 config_u32(const struct config *config, unsigned int pos)
{
	return config_u16(config, pos) | (__u32)config_u16(config, pos + 2) << 16;
}

/**
 * config_cap() - find a capability
 * @config: configuration space
 * @id: its id
 *
 * Return: where it is, -ENOENT, or -ELOOP if the chain does not end.
 */
int config_cap(const struct config *config, __u8 id)
{
	unsigned int pos, n;

	if (config->len < 64 || !(config_u16(config, PCI_STATUS) & PCI_STATUS_CAP_LIST))
		return -ENOENT;
	pos = config_u8(config, PCI_CAPABILITY_LIST) & ~3;
	for (n = 0; n < CONFIG_CAPS; n++) {
		if (pos < PCI_STD_HEADER_SIZEOF || pos + 1 >= config->len)
			return -ENOENT;
		if (config_u8(config, pos) == id)
			return pos;
		pos = config_u8(config, pos + PCI_CAP_LIST_NEXT) & ~3;
	}
	return -ELOOP;
}

/**
 * config_ext_cap() - find an extended capability
 * @config: configuration space
 * @id: its id
 *
 * Return: where it is; -ENODATA if the extended space is not known, -ENOENT if
 * it has none of that id, -ELOOP if the chain does not end, -ERANGE if it leaves
 * the extended space.
 */
int config_ext_cap(const struct config *config, __u16 id)
{
	unsigned int pos = PCI_CFG_SPACE_SIZE, n;
	__u32 header;

	if (config->len < PCI_CFG_SPACE_SIZE + 4)
		return -ENODATA;
	for (n = 0; n < CONFIG_EXT_CAPS; n++) {
		header = config_u32(config, pos);
		if (!header || header == 0xffffffff)
			return -ENOENT;
		if (PCI_EXT_CAP_ID(header) == id)
			return pos;
		pos = PCI_EXT_CAP_NEXT(header);
		if (!pos)
			return -ENOENT;
		if (pos < PCI_CFG_SPACE_SIZE || pos + 4 > config->len)
			return -ERANGE;
	}
	return -ELOOP;
}
