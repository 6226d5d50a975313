// SPDX-License-Identifier: GPL-2.0
/* PCI functions as sysfs shows them. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fn.h"
#include "fs.h"
#include "text.h"

static void fn_word(char word[FN_WORD], const char *text)
{
	snprintf(word, FN_WORD, "%.*s", FN_WORD - 1, text);
	text_clean(word);
}

/* Where a function's netdevs are: a virtio device has them for it. */
static void fn_net(char dir[FS_TEXT], const struct fn *fn)
{
	struct fs_names names;
	size_t i;

	snprintf(dir, FS_TEXT, FN_SYS "/%s/net", fn->name);
	if (fs_there("%s", dir) || fs_list(&names, FN_SYS "/%s", fn->name))
		return;
	for (i = 0; i < names.num; i++)
		if (!strncmp(names.name[i], "virtio", strlen("virtio")))
			snprintf(dir, FS_TEXT, FN_SYS "/%s/%.*s/net", fn->name, FN_WORD,
				 names.name[i]);
	fs_names_free(&names);
}

/* In switchdev mode a PF also has the representors of its VFs and subfunctions. */
static bool fn_is_representor(const char *dir, const char *netdev)
{
	char port[FS_TEXT];

	fs_text(port, "%s/%s/phys_port_name", dir, netdev);
	return strstr(port, "vf") || strstr(port, "sf");
}

static void fn_read_netdev(struct fn *fn)
{
	char dir[FS_TEXT], text[FS_TEXT];
	__u64 flags = 0, ifindex = 0;
	struct fs_names names;
	size_t i = 0;

	fn_net(dir, fn);
	if (fs_list(&names, "%s", dir))
		return;
	while (i < names.num && fn_is_representor(dir, names.name[i]))
		i++;
	if (i < names.num) {
		fn_word(fn->netdev, names.name[i]);
		fs_text(text, "%s/%s/address", dir, names.name[i]);
		fn_word(fn->mac, text);
		fs_number(&flags, "%s/%s/flags", dir, names.name[i]);
		fn->up = flags & 1;
		fs_number(&ifindex, "%s/%s/ifindex", dir, names.name[i]);
		fn->ifindex = ifindex;
	}
	fs_names_free(&names);
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
	fs_text(text, FN_SYS "/%s/driver_override", fn->name);
	fn_word(fn->override, strcmp(text, "(null)") ? text : "");
	if (fs_link(text, FN_SYS "/%s/iommu_group", fn->name) > 0)
		fn->group = atoi(text);
	fn->is_pf = fs_there(FN_SYS "/%s/sriov_totalvfs", fn->name);
	if (fs_link(text, FN_SYS "/%s/physfn", fn->name) > 0)
		snprintf(fn->physfn, sizeof(fn->physfn), "%.*s", ADDR_TEXT - 1, text);
	fn_read_netdev(fn);
	return 0;
}

/* By its netdev, whose device is the function or a virtio device below it. */
static int fn_find_netdev(struct fn *fn, const char *netdev)
{
	char path[PATH_MAX], *base;
	int i;

	if (fs_real(path, "/sys/class/net/%s/device", netdev))
		return -ENODEV;
	for (i = 0; i < 2; i++) {
		base = strrchr(path, '/');
		if (!base)
			break;
		if (!fn_read(fn, base + 1))
			return 0;
		*base = '\0';
	}
	return -ENODEV;
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
	return fn_find_netdev(fn, what);
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
 * @parent: receives what is seen of it; as it was on error
 *
 * Return: 0, or -ENODEV if it is on a root bus.
 */
int fn_parent(const struct fn *fn, struct fn *parent)
{
	char path[PATH_MAX], *base;
	struct fn above;

	if (fs_real(path, FN_SYS "/%s", fn->name))
		return -ENODEV;
	base = strrchr(path, '/');
	if (!base)
		return -ENODEV;
	*base = '\0';
	base = strrchr(path, '/');
	if (!base || fn_read(&above, base + 1))
		return -ENODEV;
	*parent = above;
	return 0;
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
 * fn_is_away() - has a driver of the host it, and its netdev is not to be seen
 * @fn: function
 *
 * It is in another network namespace then, a container's for example, or the driver
 * is one of those that give the device to user space.
 *
 * Return: true if so.
 */
bool fn_is_away(const struct fn *fn)
{
	return fn_is_netdev(fn) && fn->driver[0] && !fn_has_vfio(fn) && !fn->netdev[0];
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
