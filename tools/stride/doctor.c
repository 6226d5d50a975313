// SPDX-License-Identifier: GPL-2.0
/* stride doctor: would N VFs work here, and if not, why, and what to do. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "doctor.h"
#include "fail.h"
#include "fs.h"
#include "health.h"
#include "holder.h"
#include "object.h"

#define IGB_HELP	"see README.md, or: echo stride_pf > driver_override, unbind, drivers_probe"

/**
 * doctor_is_ours() - is it a device that stride_pf drives
 * @fn: function
 *
 * Return: true for the copper 82576.
 */
bool doctor_is_ours(const struct fn *fn)
{
	return fn->vendor == 0x8086 && (fn->device == 0x10c9 || fn->device == 0x10e8 ||
					fn->device == 0x1526 || fn->device == 0x150a);
}

static void doctor_count(const struct pf *pf, unsigned int num, struct findings *all)
{
	if (num > pf->cap.total_vfs)
		finding_add(all, "count", FINDING_FAIL, "ask for fewer",
			    "the device has %u VFs, not %u", pf->cap.total_vfs, num);
	else if (num > pf->total_vfs)
		finding_add(all, "count", FINDING_FAIL, "ask for at most sriov_totalvfs",
			    "the driver allows %u of the device's %u VFs, not %u",
			    pf->total_vfs, pf->cap.total_vfs, num);
	else
		finding_add(all, "count", FINDING_OK, "", "%u of %u VFs", num, pf->total_vfs);
}

/* Another number than 0 is taken only from 0. */
static void doctor_already(const struct pf *pf, unsigned int num, struct findings *all)
{
	struct holders holders;
	char who[HOLDER_TEXT];
	struct holder holder;
	unsigned int i;
	struct fn vf;

	if (!pf->num_vfs || pf->num_vfs == num) {
		finding_add(all, "already", FINDING_OK, "", pf->num_vfs ? "%u VFs are on already" :
			    "%u VFs are on", pf->num_vfs);
		return;
	}
	holders_read(&holders);
	finding_add(all, "already", FINDING_FAIL, "stride disable first",
		    "%u VFs are on; the kernel takes another number only after 0", pf->num_vfs);
	for (i = 0; i < pf->num_vfs; i++) {
		if (pf_vf(pf, i, &vf))
			continue;
		holder_of(&holders, &vf, &holder);
		if (holder_is_busy(&holder, &vf))
			finding_add(all, "busy", FINDING_FAIL, "stop it or take the VF from it",
				    "VF %u, %s, is in use: %s", i, vf.name,
				    holder_text(who, &holder, &vf));
	}
	holders_free(&holders);
}

/* Drivers that use the PCI core's own function, which is in no module, or another name. */
static bool doctor_simple(const char *module)
{
	static const char * const simple[] = { "nvme", "ena", "pci_pf_stub", "virtio_pci",
					       "pci_endpoint_test", "liquidio" };
	unsigned int i;

	for (i = 0; i < sizeof(simple) / sizeof(*simple); i++)
		if (!strcmp(module, simple[i]))
			return true;
	return false;
}

/* Has a module a function called something with sriov_configure, or iov_configure. */
static bool doctor_module_can(const char *module)
{
	char tag[FS_TEXT + 2];

	snprintf(tag, sizeof(tag), "[%s]", module);
	return fs_has_line("iov_configure", tag, "/proc/kallsyms");
}

/* Or has one that it uses: QAT's drivers have it from intel_qat. */
static bool doctor_can(const char *module)
{
	bool can = doctor_simple(module) || doctor_module_can(module);
	struct fs_names names;
	size_t i;

	if (can || fs_list(&names, "/sys/module"))
		return can;
	for (i = 0; i < names.num && !can; i++)
		can = fs_there("/sys/module/%s/holders/%s", names.name[i], module) &&
		      doctor_module_can(names.name[i]);
	fs_names_free(&names);
	return can;
}

static void doctor_driver(const struct pf *pf, struct findings *all)
{
	const struct fn *fn = &pf->fn;
	char module[FS_TEXT], tag[FS_TEXT + 2];

	if (!fn->driver[0]) {
		finding_add(all, "driver", FINDING_FAIL,
			    doctor_is_ours(fn) ? "modprobe stride_pf" : "load the PF's driver",
			    "no driver is bound: sriov_numvfs would say ENOENT");
		return;
	}
	fs_link(module, FN_SYS "/%s/driver/module", fn->name);
	if (!*module)
		snprintf(module, sizeof(module), "%s", fn->driver);
	snprintf(tag, sizeof(tag), "[%s]", module);
	if (fs_has_line(tag, "", "/proc/kallsyms") && !doctor_can(module))
		finding_add(all, "driver", FINDING_FAIL,
			    "use a driver of the PF that can, or a newer one",
			    "%s has no sriov_configure: sriov_numvfs would say ENOENT", fn->driver);
	else if (doctor_is_ours(fn) && !strcmp(fn->driver, "igb"))
		finding_add(all, "driver", FINDING_WARN, IGB_HELP,
			    "the in-tree igb is bound instead of stride_pf");
	else
		finding_add(all, "driver", FINDING_OK, "", "%s", fn->driver);
}

/**
 * doctor_device() - the device, its driver, and who is there already
 * @pf: PF
 * @num: VFs wanted
 * @all: receives what was found
 */
void doctor_device(const struct pf *pf, unsigned int num, struct findings *all)
{
	size_t before = all->num;

	if (pf->cap_err == -ENODATA)
		finding_add(all, "capability", FINDING_WARN, "run as root",
			    "the capability cannot be read, only what sysfs says of it");
	else if (pf->cap_err)
		finding_add(all, "capability", FINDING_FAIL, "see stride show",
			    "the list of capabilities is broken");
	else
		sriov_check(&pf->config, &pf->cap, pf->fn.addr.rid, all);
	if (all->num == before)
		finding_add(all, "capability", FINDING_OK, "",
			    "First VF Offset %u, VF Stride %u", pf->cap.offset, pf->cap.stride);
	if (!pf->fn.is_pf)
		finding_add(all, "kernel", FINDING_FAIL,
			    "use a kernel with CONFIG_PCI_IOV, and look for SR-IOV in dmesg",
			    "the kernel does not use the SR-IOV capability");
	doctor_count(pf, num, all);
	doctor_already(pf, num, all);
	doctor_driver(pf, all);
}

static int doctor_verdict(const struct request *req, const struct pf *pf, unsigned int num,
			  const struct findings *all)
{
	enum finding_level worst = finding_worst(all);
	struct json_object *o;

	if (req->json) {
		o = json_object_new_object();
		object_text(o, "address", pf->fn.name);
		object_number(o, "vfs", num);
		object_bool(o, "works", worst != FINDING_FAIL);
		object_bool(o, "for_guests", worst == FINDING_OK);
		json_object_object_add(o, "findings", finding_json(all));
		object_print(o);
	} else {
		finding_print(all, FINDING_OK);
		printf("%s: %u VFs would %s\n", pf->fn.name, num,
		       worst == FINDING_OK ? "work, for guests too" :
		       worst == FINDING_WARN ? "work; mind the warnings" : "not work");
	}
	return worst == FINDING_FAIL ? EXIT_NO : EXIT_FINE;
}

/**
 * cmd_doctor() - stride doctor DEV [N]
 * @req: what was asked
 *
 * Return: exit code; %EXIT_NO if enabling would fail.
 */
int cmd_doctor(const struct request *req)
{
	struct findings all = { 0 };
	struct health health;
	unsigned int num;
	struct pf pf;
	int err;

	err = pf_find(&pf, req->arg[0]);
	if (err)
		return err;
	num = pf.total_vfs ? pf.total_vfs : pf.cap.total_vfs;
	if (req->num > 1)
		err = pf_parse_num(&num, req->arg[1], "give a number from 1 to 65535");
	if (err)
		return err;
	doctor_device(&pf, num, &all);
	if (!health_read(&health, pf.fn.name))
		health_check(&health, &all);
	doctor_bus(&pf, num, &all);
	doctor_host(&pf, &all);
	err = doctor_verdict(req, &pf, num, &all);
	finding_free(&all);
	return err;
}
