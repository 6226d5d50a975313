// SPDX-License-Identifier: GPL-2.0
/* PFs and the places of their VFs. */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "fs.h"
#include "pf.h"

/* Of VFs, or of routing ids: it has 16 bits; what has more is no such number. */
static unsigned int pf_number(const struct fn *fn, const char *attr)
{
	__u64 val = 0;

	fs_number(&val, FN_SYS "/%s/%s", fn->name, attr);
	return val > 0xffff ? 0 : val;
}

/* For who may not read the capability: the kernel shows the main part of it. */
static void pf_read_attributes(struct pf *pf)
{
	pf->cap = (struct sriov){ .offset = pf_number(&pf->fn, "sriov_offset"),
				  .stride = pf_number(&pf->fn, "sriov_stride"),
				  .total_vfs = pf->total_vfs, .initial_vfs = pf->total_vfs,
				  .num_vfs = pf->num_vfs };
}

/**
 * pf_read() - look at a PF
 * @pf: receives what is seen
 * @fn: the function
 *
 * Return: 0, or -ENOTSUP if it has no SR-IOV capability.
 */
int pf_read(struct pf *pf, const struct fn *fn)
{
	__u64 probe = 1;

	memset(pf, 0, sizeof(*pf));
	pf->fn = *fn;
	fn_config(fn, &pf->config);
	fs_number(&probe, FN_SYS "/%s/sriov_drivers_autoprobe", fn->name);
	pf->total_vfs = pf_number(fn, "sriov_totalvfs");
	pf->num_vfs = pf_number(fn, "sriov_numvfs");
	pf->autoprobe = probe;
	pf->cap_err = sriov_parse(&pf->config, &pf->cap);
	if (!pf->cap_err)
		return 0;
	pf_read_attributes(pf);
	return fn->is_pf || (pf->cap_err != -ENOENT && pf->cap_err != -ENODATA) ? 0 : -ENOTSUP;
}

static int pf_find_fn(struct fn *fn, const char *what)
{
	if (!fn_find(fn, what))
		return 0;
	return fail(EXIT_NO_DEVICE, "see stride list", "%s: no such PCI function", what);
}

/**
 * pf_find() - look at a PF that a person named
 * @pf: receives what is seen
 * @what: see fn_find()
 *
 * Return: 0, or the exit code after having told the error.
 */
int pf_find(struct pf *pf, const char *what)
{
	struct fn fn;
	int err = pf_find_fn(&fn, what);

	if (err)
		return err;
	if (fn.physfn[0])
		return fail(EXIT_NO_DEVICE, "name the PF", "%s is a VF, of %s", what, fn.physfn);
	if (!pf_read(pf, &fn))
		return 0;
	if (pf->cap_err == -ENODATA)
		return fail(EXIT_DENIED, "run as root",
			    "%s: its configuration space cannot be read beyond %zu bytes", fn.name,
			    pf->config.len);
	return fail(EXIT_NO_DEVICE, "see stride list",
		    "%s has no SR-IOV capability", fn.name);
}

/**
 * pf_find_vf() - look at a VF that a person named
 * @vf: receives what is seen
 * @what: see fn_find()
 *
 * Return: 0, or the exit code after having told the error.
 */
int pf_find_vf(struct fn *vf, const char *what)
{
	int err = pf_find_fn(vf, what);

	if (!err && !vf->physfn[0])
		err = fail(EXIT_USAGE, "name a VF, see stride list", "%s is no VF", vf->name);
	return err;
}

/**
 * pf_each() - look at all PFs of the machine
 * @see: called with each, ends the round by something else than 0
 * @data: for it
 *
 * Return: 0, what @see returned, or the exit code after having told the error.
 */
int pf_each(int (*see)(void *data, const struct pf *pf), void *data)
{
	struct fs_names names;
	struct pf pf;
	struct fn fn;
	int err = 0;
	size_t i;

	if (fs_list(&names, FN_SYS))
		return fail(EXIT_NO, "mount sysfs, or check --root",
			    "%s" FN_SYS " cannot be read", fs_root());
	for (i = 0; i < names.num && !err; i++)
		if (!fn_read(&fn, names.name[i]) && fn.is_pf && !pf_read(&pf, &fn))
			err = see(data, &pf);
	fs_names_free(&names);
	return err;
}

/**
 * pf_parse_num() - a number of VFs as a person gave it
 * @num: receives it, 1 to 65535
 * @text: what was given
 * @remedy: what else to give
 *
 * Return: 0, or the exit code after having told the error.
 */
int pf_parse_num(unsigned int *num, const char *text, const char *remedy)
{
	unsigned long val;
	char *end;

	val = strtoul(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || !val || val > 0xffff)
		return fail(EXIT_USAGE, remedy, "%s VFs make no sense", text);
	*num = val;
	return 0;
}

/**
 * pf_vf_addr() - where a VF is, by First VF Offset and VF Stride
 * @pf: PF
 * @idx: VF
 * @addr: receives the place
 *
 * Return: 0, or -ERANGE if there is no such place.
 */
int pf_vf_addr(const struct pf *pf, unsigned int idx, struct addr *addr)
{
	long rid = sriov_vf_rid(&pf->cap, pf->fn.addr.rid, idx);

	if (rid < 0)
		return rid;
	*addr = (struct addr){ .domain = pf->fn.addr.domain, .rid = rid };
	return 0;
}

/**
 * pf_vf() - look at a VF, at its computed place
 * @pf: PF
 * @idx: VF
 * @vf: receives what is seen, or its name alone
 *
 * Return: 0, -ENODEV if it is not there, -ERANGE if there is no such place.
 */
int pf_vf(const struct pf *pf, unsigned int idx, struct fn *vf)
{
	char name[ADDR_TEXT];
	struct addr addr;

	*vf = (struct fn){ .group = -1, .numa = -1 };
	if (pf_vf_addr(pf, idx, &addr))
		return -ERANGE;
	return fn_read(vf, addr_text(name, addr));
}

/**
 * pf_index() - which VF is it
 * @pf: its PF
 * @vf: VF
 *
 * Return: its number, -ENOENT if none of that PF's.
 */
int pf_index(const struct pf *pf, const struct fn *vf)
{
	char text[FS_TEXT];
	unsigned int i;

	for (i = 0; i < pf->num_vfs; i++) {
		fs_link(text, FN_SYS "/%s/virtfn%u", pf->fn.name, i);
		if (!strcmp(text, vf->name))
			return i;
	}
	return -ENOENT;
}

/**
 * pf_bar() - the address space that the kernel gave a VF BAR
 * @pf: PF
 * @idx: 0 to 5
 * @start: receives its start, 0 if it has none
 * @size: receives the size for TotalVFs
 *
 * Return: true if that BAR is used.
 */
bool pf_bar(const struct pf *pf, unsigned int idx, __u64 *start, __u64 *size)
{
	char text[2048], *line = text;
	unsigned long long from, to, flags;
	unsigned int i;
	int n;

	n = fs_bytes(text, sizeof(text) - 1, FN_SYS "/%s/resource", pf->fn.name);
	if (n < 0)
		return false;
	text[n] = '\0';
	for (i = 0; line && i < PF_BARS_AT + idx; i++) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (!line || sscanf(line, "%llx %llx %llx", &from, &to, &flags) != 3 || !flags)
		return false;
	*start = flags & PF_UNSET ? 0 : from;
	*size = to - from + 1;
	return true;
}
