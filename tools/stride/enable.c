// SPDX-License-Identifier: GPL-2.0
/* stride enable and disable: VFs on, usable, all of them or none; and off. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "doctor.h"
#include "driver.h"
#include "fail.h"
#include "fs.h"
#include "object.h"
#include "patience.h"

struct enable {
	const struct request *req;
	struct pf pf;
	unsigned int num;
	enum driver_use use;
	struct fn *vfs;
};

static int enable_write(const struct pf *pf, const char *attr, unsigned int val)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", val);
	return fs_write(text, FN_SYS "/%s/%s", pf->fn.name, attr);
}

/* What the PCI core means by it. */
static const char *enable_errno(int err)
{
	switch (err) {
	case -ENOENT:
		return "the PF has no driver, or one without sriov_configure";
	case -ENOMEM:
		return "no address space or bus numbers for the VFs";
	case -ENOSPC:
		return "a table of the device or its vectors are used up";
	case -EBUSY:
		return "another number of VFs is on";
	case -ERANGE:
		return "more than sriov_totalvfs";
	case -ENODEV:
		return "the device or its port cannot";
	default:
		return strerror(-err);
	}
}

static int enable_arguments(struct enable *e, const struct request *req)
{
	static const char * const uses[] = { "host", "vfio", "none" };
	unsigned int i;
	int err;

	err = pf_find(&e->pf, req->arg[0]);
	if (!err)
		err = pf_parse_num(&e->num, req->arg[1],
				   "give a number from 1 to 65535, or use stride disable");
	if (err)
		return err;
	e->req = req;
	e->use = e->pf.autoprobe ? USE_HOST : USE_NONE;
	if (!req->use)
		return 0;
	for (i = 0; i < 3; i++) {
		if (!strcmp(req->use, uses[i])) {
			e->use = i;
			return 0;
		}
	}
	return fail(EXIT_USAGE, "say host, vfio or none", "%s: no such use", req->use);
}

/* Ask the doctor first: a refusal by the kernel says less. */
static int enable_examine(const struct enable *e)
{
	struct findings all = { 0 };
	const struct finding *f, *busy;
	int err = 0;

	if (e->req->force)
		return 0;
	doctor_device(&e->pf, e->num, &all);
	doctor_bus(&e->pf, e->num, &all);
	f = finding_first(&all, FINDING_FAIL);
	busy = finding_find(&all, "busy");
	if (f && !strcmp(f->id, "already"))
		err = fail(EXIT_BUSY, busy ? busy->remedy : f->remedy,
			   "%u VFs of %s would not work: %s%s%s", e->num, e->pf.fn.name, f->text,
			   busy ? "; " : "", busy ? busy->text : "");
	else if (f)
		err = fail(EXIT_NO, f->remedy, "%u VFs of %s would not work: %s", e->num,
			   e->pf.fn.name, f->text);
	finding_free(&all);
	return err;
}

struct enable_place {
	const struct pf *pf;
	unsigned int idx;
	struct fn *vf;
};

static bool enable_is_there(void *data)
{
	struct enable_place *place = data;

	return !pf_vf(place->pf, place->idx, place->vf);
}

/* All VFs at their places, then with their drivers. */
static int enable_wait(struct enable *e, bool was_on)
{
	unsigned int i;
	struct fn fn = e->pf.fn;
	int err;

	/* First VF Offset and VF Stride may depend on NumVFs. */
	pf_read(&e->pf, &fn);
	for (i = 0; i < e->num; i++) {
		struct enable_place place = { .pf = &e->pf, .idx = i, .vf = &e->vfs[i] };

		err = patience_until(e->req->timeout, enable_is_there, &place);
		if (err == -EINTR)
			return fail(EXIT_NO, "try again", "interrupted while waiting for VF %u",
				    i);
		if (err)
			return fail(EXIT_NO, "look into dmesg",
				    "VF %u of %s did not appear", i, fn.name);
	}
	/* If they were on before, whoever has them keeps them unless told otherwise. */
	err = was_on && !e->req->use ? 0 : driver_give_all(e->vfs, e->num, e->use, e->req);
	for (i = 0; i < e->num && !err; i++)
		fn_read(&e->vfs[i], e->vfs[i].name);
	return err;
}

/* Whether VFs get a driver at once; old kernels cannot keep it from them. */
static int enable_probe(const struct pf *pf, bool probe)
{
	int err = enable_write(pf, "sriov_drivers_autoprobe", probe);

	return err == -ENOENT ? 0 : err;
}

/* From here on all or nothing; but VFs that another has enabled stay. */
static int enable_now(struct enable *e)
{
	bool probe = e->use == USE_HOST, probed = e->pf.autoprobe;
	bool was_on = e->pf.num_vfs == e->num, ours = false;
	int err = 0;

	if (probe != probed)
		err = enable_probe(&e->pf, probe);
	if (!err && !was_on) {
		err = enable_write(&e->pf, "sriov_numvfs", e->num);
		ours = !err;
	}
	if (err)
		err = fail(fail_code(err), fail_remedy(err, "look into dmesg"),
			   "the kernel refused %u VFs of %s: %s", e->num, e->pf.fn.name,
			   enable_errno(err));
	else
		err = enable_wait(e, was_on);
	if (err && ours && enable_write(&e->pf, "sriov_numvfs", 0))
		fprintf(stderr, "stride: the VFs of %s are still on; use stride disable\n",
			e->pf.fn.name);
	if (probe != probed)
		enable_probe(&e->pf, probed);
	return err;
}

static void enable_json(const struct enable *e)
{
	struct json_object *o = json_object_new_object(), *vfs = json_object_new_array();
	unsigned int i;

	for (i = 0; i < e->num; i++)
		json_object_array_add(vfs, driver_json(&e->vfs[i]));
	object_text(o, "address", e->pf.fn.name);
	json_object_object_add(o, "vfs", vfs);
	object_print(o);
}

/**
 * cmd_enable() - stride enable DEV N
 * @req: what was asked
 *
 * Return: exit code; 0 means that all VFs can be used.
 */
int cmd_enable(const struct request *req)
{
	struct enable e = { 0 };
	int err;

	err = enable_arguments(&e, req);
	if (!err)
		err = change_begin(req);
	/* Once more: another stride may have been at it until now. */
	if (!err)
		err = enable_arguments(&e, req);
	if (!err)
		err = enable_examine(&e);
	if (err)
		return err;
	e.vfs = calloc(e.num, sizeof(*e.vfs));
	if (!e.vfs)
		return fail_memory();
	err = enable_now(&e);
	if (!err && req->json)
		enable_json(&e);
	free(e.vfs);
	return err;
}

static int disable_refuse_busy(const struct pf *pf, const struct request *req)
{
	struct fn *vfs = calloc(pf->num_vfs + 1, sizeof(*vfs));
	unsigned int i, num = 0;
	int err;

	if (!vfs)
		return fail_memory();
	for (i = 0; i < pf->num_vfs; i++)
		num += !pf_vf(pf, i, &vfs[num]);
	err = driver_refuse_busy(vfs, num, req);
	free(vfs);
	return err;
}

/**
 * cmd_disable() - stride disable DEV
 * @req: what was asked
 *
 * Return: exit code.
 */
int cmd_disable(const struct request *req)
{
	struct json_object *o;
	struct pf pf;
	int err;

	err = pf_find(&pf, req->arg[0]);
	if (!err)
		err = change_begin(req);
	if (!err)
		err = pf_find(&pf, req->arg[0]);
	if (!err)
		err = disable_refuse_busy(&pf, req);
	if (err)
		return err;
	if (pf.num_vfs)
		err = enable_write(&pf, "sriov_numvfs", 0);
	if (err)
		return fail(fail_code(err), fail_remedy(err, "look into dmesg"),
			    "the kernel did not disable the VFs of %s: %s", pf.fn.name,
			    strerror(-err));
	if (req->json) {
		o = json_object_new_object();
		object_text(o, "address", pf.fn.name);
		object_number(o, "disabled", pf.num_vfs);
		object_print(o);
	} else {
		printf("%s: %u VFs disabled\n", pf.fn.name, pf.num_vfs);
	}
	return 0;
}
