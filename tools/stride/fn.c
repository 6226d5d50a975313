// SPDX-License-Identifier: GPL-2.0
/* PCI functions as sysfs shows them. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fn.h"
#include "fs.h"

static void fn_word(char word[FN_WORD], const char *text)
{
	snprintf(word, FN_WORD, "%.*s", FN_WORD - 1, text);
}

static void fn_read_netdev(struct fn *fn)
{
	struct fs_names names;
	char text[FS_TEXT];
	__u64 flags = 0;

	if (fs_list(&names, FN_SYS "/%s/net", fn->name) || !names.num)
		return;
	fn_word(fn->netdev, names.name[0]);
	fs_names_free(&names);
	fs_text(text, FN_SYS "/%s/net/%s/address", fn->name, fn->netdev);
	fn_word(fn->mac, text);
	fs_number(&flags, FN_SYS "/%s/net/%s/flags", fn->name, fn->netdev);
	fn->up = flags & 1;
}

/**
 * fn_read() - look at a function
 * @fn: receives what is seen
 * @name: its name in sysfs
 *
 * Return: 0, -EINVAL if @name is none, -ENODEV if it is not there.
 */
int fn_read(struct fn *fn, const char *name)
{
	__u64 vendor = 0, device = 0, class = 0, numa = -1;
	char text[FS_TEXT];
	struct addr addr = { 0 };
	int err = addr_parse(&addr, name);

	/* Not earlier: the name may be the function's own. */
	*fn = (struct fn){ .addr = addr, .group = -1, .numa = -1 };
	if (err)
		return err;
	addr_text(fn->name, fn->addr);
	if (fs_number(&vendor, FN_SYS "/%s/vendor", fn->name))
		return -ENODEV;
	fs_number(&device, FN_SYS "/%s/device", fn->name);
	fs_number(&class, FN_SYS "/%s/class", fn->name);
	fs_number(&numa, FN_SYS "/%s/numa_node", fn->name);
	fn->vendor = vendor;
	fn->device = device;
	fn->class = class;
	fn->numa = numa;
	fs_link(text, FN_SYS "/%s/driver", fn->name);
	fn_word(fn->driver, text);
	if (fs_link(text, FN_SYS "/%s/iommu_group", fn->name) > 0)
		fn->group = atoi(text);
	fn->is_pf = fs_there(FN_SYS "/%s/sriov_totalvfs", fn->name);
	if (fs_link(text, FN_SYS "/%s/physfn", fn->name) > 0)
		snprintf(fn->physfn, sizeof(fn->physfn), "%.*s", ADDR_TEXT - 1, text);
	fn_read_netdev(fn);
	return 0;
}

/**
 * fn_find() - look at a function that a person named
 * @fn: receives what is seen
 * @what: 0000:01:00.0, 01:00.0, a netdev, or either with /N for its VF N
 *
 * Return: 0 or -ENODEV.
 */
int fn_find(struct fn *fn, const char *what)
{
	const char *slash = strchr(what, '/');
	char name[FN_WORD], text[FS_TEXT], *end;
	unsigned long idx;

	if (slash && slash[1] >= '0' && slash[1] <= '9' && slash - what < FN_WORD) {
		snprintf(name, sizeof(name), "%.*s", (int)(slash - what), what);
		idx = strtoul(slash + 1, &end, 10);
		if (*end || strchr(name, '/') || fn_find(fn, name))
			return -ENODEV;
		snprintf(name, sizeof(name), "%s", fn->name);
		if (fs_link(text, FN_SYS "/%s/virtfn%lu", name, idx) < 0)
			return -ENODEV;
		return fn_read(fn, text) ? -ENODEV : 0;
	}
	if (slash || !*what || *what == '.')
		return -ENODEV;
	if (!fn_read(fn, what))
		return 0;
	if (fs_link(text, "/sys/class/net/%s/device", what) < 0)
		return -ENODEV;
	return fn_read(fn, text) ? -ENODEV : 0;
}

/**
 * fn_config() - a function's configuration space
 * @fn: function
 * @config: receives what may be read: all of it only for root
 *
 * Return: 0 or -errno.
 */
int fn_config(const struct fn *fn, struct config *config)
{
	int n = fs_bytes(config->byte, sizeof(config->byte), FN_SYS "/%s/config", fn->name);

	config->len = n < 0 ? 0 : n;
	return n < 0 ? n : 0;
}

/**
 * fn_parent() - the bridge above a function
 * @fn: function
 * @parent: receives what is seen of it
 *
 * Return: 0, or -ENODEV if it is on a root bus.
 */
int fn_parent(const struct fn *fn, struct fn *parent)
{
	char text[FS_TEXT], *base;

	if (fs_target(text, FN_SYS "/%s", fn->name) < 0)
		return -ENODEV;
	base = strrchr(text, '/');
	if (!base)
		return -ENODEV;
	*base = '\0';
	base = strrchr(text, '/');
	return base && !fn_read(parent, base + 1) ? 0 : -ENODEV;
}

/**
 * fn_is_netdev() - is it a network controller
 * @fn: function
 *
 * Return: true if so.
 */
bool fn_is_netdev(const struct fn *fn)
{
	return fn->class >> 16 == 0x02;
}

/**
 * fn_has_vfio() - is it bound to a driver that gives it to user space
 * @fn: function
 *
 * Return: true for vfio-pci and its variants.
 */
bool fn_has_vfio(const struct fn *fn)
{
	return strstr(fn->driver, "vfio");
}
