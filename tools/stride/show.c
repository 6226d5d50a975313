// SPDX-License-Identifier: GPL-2.0
/* stride show: the SR-IOV capability, decoded and checked. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/pci_regs.h>

#include "command.h"
#include "dump.h"
#include "fail.h"
#include "fs.h"
#include "names.h"
#include "object.h"
#include "pf.h"

#define SHOW_FILE	(64 << 20)	/* no machine's dump is larger */

struct show_bit {
	unsigned int mask;
	const char *name;
};

static const struct show_bit show_caps[] = {
	{ PCI_SRIOV_CAP_VFM, "VF-migration" },
	{ 0x2, "ARI-hierarchy-preserved" },
	{ 0x4, "10-bit-tags" },
	{ 0, NULL }
};

static const struct show_bit show_ctrls[] = {
	{ PCI_SRIOV_CTRL_VFE, "VF-enable" },
	{ PCI_SRIOV_CTRL_VFM, "VF-migration-enable" },
	{ PCI_SRIOV_CTRL_INTR, "VF-migration-interrupt" },
	{ PCI_SRIOV_CTRL_MSE, "VF-memory-enable" },
	{ PCI_SRIOV_CTRL_ARI, "ARI-capable-hierarchy" },
	{ 0x20, "10-bit-tag-requests" },
	{ 0, NULL }
};

static void show_bits(const char *name, unsigned int val, const struct show_bit *bits)
{
	printf("  %-20s 0x%04x", name, val);
	for (; bits->mask; bits++)
		printf(" %s%c", bits->name, val & bits->mask ? '+' : '-');
	putchar('\n');
}

static struct json_object *show_bits_json(unsigned int val, const struct show_bit *bits)
{
	struct json_object *o = json_object_new_object();

	object_hex(o, "value", val, 4);
	for (; bits->mask; bits++)
		object_bool(o, bits->name, val & bits->mask);
	return o;
}

/* How many VFs to show the places of: those there are, else those there could be. */
static unsigned int show_places(const struct pf *pf)
{
	if (!pf->cap.offset || (!pf->cap.stride && pf->cap.total_vfs > 1))
		return 0;
	return pf->cap.num_vfs ? pf->cap.num_vfs : pf->cap.total_vfs;
}

/* What a VF has of a VF BAR, in bytes; false if the kernel does not use the BAR. */
static bool show_slice(const struct pf *pf, unsigned int i, __u64 *slice)
{
	__u64 start, size;

	if (!pf_bar(pf, i, &start, &size) || !pf->cap.total_vfs)
		return false;
	*slice = size / pf->cap.total_vfs;
	return true;
}

static void show_bars_text(const struct pf *pf)
{
	unsigned int i;
	__u64 slice;

	for (i = 0; i < SRIOV_BARS; i++) {
		struct sriov_bar bar = sriov_bar(&pf->cap, i);

		if (!bar.used)
			continue;
		printf("  VF BAR %u             0x%llx, %u bits%s", i,
		       (unsigned long long)bar.base, bar.wide ? 64 : 32,
		       bar.prefetch ? ", prefetchable" : "");
		if (show_slice(pf, i, &slice))
			printf(", %llu KiB a VF", (unsigned long long)slice >> 10);
		putchar('\n');
	}
}

static void show_text(const struct pf *pf)
{
	const struct sriov *cap = &pf->cap;
	char name[128], text[ADDR_TEXT];
	unsigned int i, num = show_places(pf);
	struct addr addr;

	names_device(name, sizeof(name), pf->fn.vendor, pf->fn.device);
	printf("%s %s\n", pf->fn.name, name);
	printf("  SR-IOV capability at 0x%03x\n", cap->pos);
	show_bits("capabilities", cap->cap, show_caps);
	show_bits("control", cap->ctrl, show_ctrls);
	printf("  %-20s 0x%04x\n", "status", cap->status);
	printf("  %-20s %u\n  %-20s %u\n  %-20s %u\n", "InitialVFs", cap->initial_vfs,
	       "TotalVFs", cap->total_vfs, "NumVFs", cap->num_vfs);
	printf("  %-20s %u\n", "function link", cap->link);
	printf("  %-20s %u (0x%x)\n  %-20s %u\n", "First VF Offset", cap->offset, cap->offset,
	       "VF Stride", cap->stride);
	printf("  %-20s %04x\n", "VF Device ID", cap->vf_device);
	printf("  %-20s 0x%x\n  %-20s 0x%x (%llu KiB)\n", "supported pages", cap->page_sizes,
	       "system page", cap->page_size, (unsigned long long)cap->page_size << 2);
	show_bars_text(pf);
	if (cap->cap & PCI_SRIOV_CAP_VFM)
		printf("  %-20s 0x%x\n", "migration states", cap->migration);
	for (i = 0; i < num; i++)
		if (!pf_vf_addr(pf, i, &addr))
			printf("  VF %-3u %s 0x%04x + %u + %u * %u = 0x%04x = %s\n", i,
			       cap->num_vfs ? "is at" : "would be at", pf->fn.addr.rid,
			       cap->offset, i, cap->stride, addr.rid, addr_text(text, addr));
}

static struct json_object *show_bars_json(const struct pf *pf)
{
	struct json_object *array = json_object_new_array(), *o;
	unsigned int i;
	__u64 slice;

	for (i = 0; i < SRIOV_BARS; i++) {
		struct sriov_bar bar = sriov_bar(&pf->cap, i);

		if (!bar.used)
			continue;
		o = json_object_new_object();
		object_number(o, "bar", i);
		object_hex(o, "base", bar.base, 8);
		object_number(o, "bits", bar.wide ? 64 : 32);
		object_bool(o, "prefetchable", bar.prefetch);
		if (show_slice(pf, i, &slice))
			object_number(o, "bytes_per_vf", slice);
		json_object_array_add(array, o);
	}
	return array;
}

static struct json_object *show_places_json(const struct pf *pf)
{
	struct json_object *array = json_object_new_array(), *o;
	unsigned int i, num = show_places(pf);
	char text[ADDR_TEXT];
	struct addr addr;

	for (i = 0; i < num; i++) {
		if (pf_vf_addr(pf, i, &addr))
			continue;
		o = json_object_new_object();
		object_number(o, "index", i);
		object_hex(o, "routing_id", addr.rid, 4);
		object_text(o, "address", addr_text(text, addr));
		json_object_array_add(array, o);
	}
	return array;
}

static void show_json(const struct pf *pf, const struct findings *all)
{
	struct json_object *o = json_object_new_object();
	const struct sriov *cap = &pf->cap;

	object_text(o, "address", pf->fn.name);
	object_hex(o, "vendor", pf->fn.vendor, 4);
	object_hex(o, "device", pf->fn.device, 4);
	object_hex(o, "position", cap->pos, 3);
	json_object_object_add(o, "capabilities", show_bits_json(cap->cap, show_caps));
	json_object_object_add(o, "control", show_bits_json(cap->ctrl, show_ctrls));
	object_hex(o, "status", cap->status, 4);
	object_number(o, "initial_vfs", cap->initial_vfs);
	object_number(o, "total_vfs", cap->total_vfs);
	object_number(o, "num_vfs", cap->num_vfs);
	object_number(o, "function_link", cap->link);
	object_number(o, "first_vf_offset", cap->offset);
	object_number(o, "vf_stride", cap->stride);
	object_hex(o, "vf_device", cap->vf_device, 4);
	object_hex(o, "supported_pages", cap->page_sizes, 8);
	object_hex(o, "system_page", cap->page_size, 8);
	object_hex(o, "migration_states", cap->migration, 8);
	json_object_object_add(o, "vf_bars", show_bars_json(pf));
	json_object_object_add(o, "vfs", show_places_json(pf));
	json_object_object_add(o, "findings", finding_json(all));
	object_print(o);
}

/* An attribute that repeats what the capability says. */
static void show_compare(const struct pf *pf, const char *attr, const char *id, __u64 want,
			 struct findings *all)
{
	__u64 got = want;

	fs_number(&got, FN_SYS "/%s/%s", pf->fn.name, attr);
	if (got != want)
		finding_add(all, id, FINDING_FAIL,
			    "disable the VFs and reset the device: it was written to behind the kernel",
			    "the capability says %llu, the kernel's %s %llu",
			    (unsigned long long)want, attr, (unsigned long long)got);
}

static void show_check_vfs(const struct pf *pf, struct findings *all)
{
	char name[ADDR_TEXT], link[FS_TEXT];
	struct addr addr;
	unsigned int i;
	struct fn vf;

	for (i = 0; i < pf->num_vfs; i++) {
		fs_link(link, FN_SYS "/%s/virtfn%u", pf->fn.name, i);
		if (pf_vf_addr(pf, i, &addr))
			continue;
		if (strcmp(link, addr_text(name, addr)))
			finding_add(all, "sys.place", FINDING_FAIL,
				    "First VF Offset or VF Stride changed since: disable and enable the VFs",
				    "VF %u must be %s, the kernel has %s", i, name,
				    *link ? link : "none");
		else if (!fn_read(&vf, name) && strcmp(vf.physfn, pf->fn.name))
			finding_add(all, "sys.physfn", FINDING_FAIL,
				    "disable and enable the VFs",
				    "%s should be a VF of %s and is %s%s", name, pf->fn.name,
				    *vf.physfn ? "of " : "none", vf.physfn);
	}
}

static void show_check_sys(const struct pf *pf, struct findings *all)
{
	if (!pf->fn.is_pf) {
		finding_add(all, "sys.iov", FINDING_FAIL,
			    "use a kernel with CONFIG_PCI_IOV, and look for SR-IOV in dmesg",
			    "the device has the capability, but the kernel does not use it");
		return;
	}
	show_compare(pf, "sriov_numvfs", "sys.num",
		     pf->cap.ctrl & PCI_SRIOV_CTRL_VFE ? pf->cap.num_vfs : 0, all);
	show_compare(pf, "sriov_offset", "sys.offset", pf->cap.offset, all);
	show_compare(pf, "sriov_stride", "sys.stride", pf->cap.stride, all);
	if (pf->total_vfs > pf->cap.total_vfs)
		finding_add(all, "sys.total", FINDING_FAIL, "report it to the driver's authors",
			    "sriov_totalvfs is %u, the device has %u", pf->total_vfs,
			    pf->cap.total_vfs);
	show_check_vfs(pf, all);
}

/* Read a file, or standard input for "-"; NULL, and errno, if it cannot be read. */
static char *show_slurp(const char *path, size_t *len)
{
	FILE *f = strcmp(path, "-") ? fopen(path, "re") : stdin;
	char *text = NULL, *more;
	size_t n = 0, got = 1;
	int err = 0;

	if (!f)
		return NULL;
	while (!err && got && n < SHOW_FILE) {
		more = realloc(text, n + (1 << 16));
		if (more) {
			text = more;
			got = fread(text + n, 1, 1 << 16, f);
			n += got;
		}
		err = more && !ferror(f) ? 0 : errno;
	}
	if (f != stdin)
		fclose(f);
	*len = n;
	if (!err)
		return text;
	free(text);
	errno = err;
	return NULL;
}

/* The function that was named, or the first with an SR-IOV capability. */
static int show_from_dump(struct pf *pf, const struct request *req)
{
	struct addr want = { 0 };
	struct dump dump;
	size_t len;
	char *text;
	int got;

	if (req->num && addr_parse(&want, req->arg[0]))
		return fail(EXIT_USAGE, "write it like 0000:01:00.0", "%s is no PCI address",
			    req->arg[0]);
	text = show_slurp(req->file, &len);
	if (!text)
		return fail(EXIT_NO, "check its name and mode", "%s cannot be read: %s", req->file,
			    strerror(errno));
	dump = (struct dump){ text, text + len };
	memset(pf, 0, sizeof(*pf));
	while ((got = dump_next(&dump, &pf->fn.addr, &pf->config)) > 0) {
		if (req->num && (want.domain != pf->fn.addr.domain ||
				 want.rid != pf->fn.addr.rid))
			continue;
		pf->cap_err = sriov_parse(&pf->config, &pf->cap);
		if (req->num || pf->cap_err != -ENOENT)
			break;
	}
	free(text);
	if (got < 0)
		return fail(EXIT_NO, "make it with lspci -xxxx",
			    "%s is broken: bytes of %s are out of order", req->file,
			    addr_text(pf->fn.name, pf->fn.addr));
	if (!got)
		return fail(EXIT_NO_DEVICE, "make it with lspci -xxxx as root",
			    "%s has no function %s", req->file,
			    req->num ? req->arg[0] : "with an SR-IOV capability");
	addr_text(pf->fn.name, pf->fn.addr);
	pf->fn.vendor = config_u16(&pf->config, PCI_VENDOR_ID);
	pf->fn.device = config_u16(&pf->config, PCI_DEVICE_ID);
	return 0;
}

/* Why there is no capability to show. */
static int show_no_cap(const struct pf *pf)
{
	switch (pf->cap_err) {
	case -ENODATA:
		return fail(EXIT_DENIED, "run as root, dumps with lspci -xxxx",
			    "%s: its configuration space is not known beyond %zu bytes",
			    pf->fn.name, pf->config.len);
	case -ELOOP:
		return fail(EXIT_NO, "reset the device, or update its firmware",
			    "%s: its list of extended capabilities does not end", pf->fn.name);
	case -ERANGE:
		return fail(EXIT_NO, "reset the device, or update its firmware",
			    "%s: its list of extended capabilities leads out of configuration space",
			    pf->fn.name);
	default:
		return fail(EXIT_NO_DEVICE, "see stride list", "%s has no SR-IOV capability",
			    pf->fn.name);
	}
}

/**
 * cmd_show() - stride show DEV | --file DUMP [DEV]
 * @req: what was asked
 *
 * Return: exit code; %EXIT_NO if the capability contradicts itself or the kernel.
 */
int cmd_show(const struct request *req)
{
	struct findings all = { 0 };
	struct pf pf;
	int err;

	if (!req->file && !req->num)
		return fail(EXIT_USAGE, "see stride list", "name a device, or a dump with --file");
	err = req->file ? show_from_dump(&pf, req) : pf_find(&pf, req->arg[0]);
	if (err)
		return err;
	if (pf.cap_err)
		return show_no_cap(&pf);
	sriov_check(&pf.config, &pf.cap, pf.fn.addr.rid, &all);
	if (!req->file)
		show_check_sys(&pf, &all);
	if (req->json) {
		show_json(&pf, &all);
	} else {
		show_text(&pf);
		finding_print(&all, FINDING_WARN);
	}
	err = finding_worst(&all) == FINDING_FAIL ? EXIT_NO : EXIT_FINE;
	finding_free(&all);
	return err;
}
