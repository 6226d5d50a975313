// SPDX-License-Identifier: GPL-2.0
/* Giving VFs to the host's driver or to vfio-pci, all of them or none. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"
#include "fail.h"
#include "fs.h"
#include "holder.h"
#include "object.h"
#include "patience.h"

#define VFIO		"vfio-pci"
#define BRIDGE		0x0604

/* Does not fail: that no driver came is seen afterwards. */
static void driver_modprobe(const char *module)
{
	pid_t pid;

	if (fs_recorded())
		return;
	pid = fork();
	if (!pid) {
		execlp("modprobe", "modprobe", "-q", "-b", module, NULL);
		_exit(127);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

/* Load the module that a VF is to have. */
static void driver_load(const struct fn *vf, enum driver_use use)
{
	char alias[FS_TEXT];

	if (use == USE_VFIO)
		driver_modprobe(VFIO);
	else if (use == USE_HOST && fs_text(alias, FN_SYS "/%s/modalias", vf->name) > 0)
		driver_modprobe(alias);
}

static bool driver_is_given(const struct fn *vf, enum driver_use use)
{
	switch (use) {
	case USE_VFIO:
		return !strcmp(vf->driver, VFIO);
	case USE_HOST:
		return vf->driver[0] && !fn_has_vfio(vf);
	default:
		return !vf->driver[0];
	}
}

/* Only a driver of that name is to have it; an empty one: any. */
static int driver_limit(const struct fn *vf, const char *name)
{
	char text[FN_WORD + 1];

	snprintf(text, sizeof(text), "%s\n", name);
	return fs_write(text, FN_SYS "/%s/driver_override", vf->name);
}

/* Another driver, which may come by and by, or none. */
static int driver_change(const struct fn *vf, const char *override, bool probe)
{
	int err = driver_limit(vf, override);

	if (!err && vf->driver[0])
		err = fs_write(vf->name, FN_SYS "/%s/driver/unbind", vf->name);
	if (!err && probe)
		err = fs_write(vf->name, "/sys/bus/pci/drivers_probe");
	return err;
}

static int driver_give(const struct fn *vf, enum driver_use use)
{
	if (driver_is_given(vf, use))
		return 0;
	return driver_change(vf, use == USE_VFIO ? VFIO : "", use != USE_NONE);
}

struct driver_goal {
	const char *name;
	enum driver_use use;
};

/* A host's network VF is ready with its netdev, VFIO's with its node. */
static bool driver_there(void *data)
{
	const struct driver_goal *goal = data;
	char node[HOLDER_NODE];
	struct fn vf;

	if (fn_read(&vf, goal->name))
		return false;
	if (!driver_is_given(&vf, goal->use))
		return false;
	if (goal->use == USE_VFIO)
		return holder_node(node, &vf);
	return goal->use == USE_NONE || !fn_is_netdev(&vf) || vf.netdev[0];
}

static int driver_wait(const struct fn *vf, enum driver_use use, double seconds)
{
	struct driver_goal goal = { .name = vf->name, .use = use };

	return patience_until(seconds, driver_there, &goal);
}

static int driver_refuse_holder(const struct holders *holders, const struct fn *vf,
				const struct request *req)
{
	char who[HOLDER_TEXT];
	struct holder holder;

	holder_of(holders, vf, &holder);
	if (!holder_is_busy(&holder, vf) || (req->force && holder.kind == HOLDER_HOST))
		return 0;
	return fail(EXIT_BUSY, holder.kind != HOLDER_HOST ?
		    "end it, or detach the VF from the guest" : fn_is_away(vf) ?
		    "fetch it from its network namespace, or use --force" :
		    "set it down, or use --force", "%s is in use: %s", vf->name,
		    holder_text(who, &holder, vf));
}

/**
 * driver_refuse_busy() - is a VF in use
 * @vfs: VFs
 * @num: how many
 * @req: what was asked; with --force a netdev that is up is no reason
 *
 * Return: 0, or %EXIT_BUSY after having told who has it.
 */
int driver_refuse_busy(const struct fn *vfs, unsigned int num, const struct request *req)
{
	struct holders holders;
	unsigned int i;
	int err = 0;

	holders_read(&holders);
	for (i = 0; i < num && !err; i++)
		err = driver_refuse_holder(&holders, &vfs[i], req);
	holders_free(&holders);
	return err;
}

static bool driver_is_among(const struct fn *vfs, unsigned int num, const char *name)
{
	unsigned int i;

	for (i = 0; i < num; i++)
		if (!strcmp(vfs[i].name, name))
			return true;
	return false;
}

/* VFIO gives a group out only if all in it is VFIO's, or does no DMA: bridges and stubs. */
static int driver_refuse_group(const struct fn *vfs, unsigned int num, const struct fn *vf)
{
	struct fs_names names;
	struct fn other;
	int err = 0;
	size_t i;

	if (vf->group < 0)
		return fail(EXIT_NO, "see stride doctor", "%s is not behind an IOMMU", vf->name);
	if (fs_list(&names, FN_SYS "/%s/iommu_group/devices", vf->name))
		return 0;
	for (i = 0; i < names.num && !err; i++) {
		if (driver_is_among(vfs, num, names.name[i]) || fn_read(&other, names.name[i]) ||
		    other.class >> 8 == BRIDGE || !other.driver[0] || fn_has_vfio(&other) ||
		    !strcmp(other.driver, "pci-stub"))
			continue;
		err = fail(EXIT_BUSY,
			   "give VFIO all of the group, or use a slot whose port has ACS",
			   "%s is in IOMMU group %d with %s, which %s has", vf->name, vf->group,
			   other.name, other.driver);
	}
	fs_names_free(&names);
	return err;
}

/* As it was before: the very driver, and the override. */
static void driver_undo(const struct fn *before)
{
	struct fn now;

	if (fn_read(&now, before->name))
		return;
	if (strcmp(now.driver, before->driver))
		driver_change(&now, before->driver, before->driver[0]);
	driver_limit(&now, before->override);
}

/* How far it is: many VFs take a while. */
static void driver_tell(const char *name, unsigned int done, unsigned int num)
{
	struct fn vf;

	if (!fn_read(&vf, name))
		fprintf(stderr, "VF %u of %u: %s %s %s\n", done, num, name,
			*vf.driver ? vf.driver : "no driver", vf.netdev);
}

/* Nobody must lose what changes hands, and VFIO must be able to have it. */
static int driver_refuse(const struct fn *vfs, unsigned int num, enum driver_use use,
			 const struct request *req)
{
	struct holders holders;
	unsigned int i;
	int err = 0;

	holders_read(&holders);
	for (i = 0; i < num && !err; i++) {
		if (driver_is_given(&vfs[i], use))
			continue;
		err = driver_refuse_holder(&holders, &vfs[i], req);
		if (!err && use == USE_VFIO)
			err = driver_refuse_group(vfs, num, &vfs[i]);
	}
	holders_free(&holders);
	return err;
}

static int driver_failed(const struct fn *vf, enum driver_use use, int err)
{
	static const char * const what[] = { "its driver and netdev", "vfio-pci and its node",
					     "no driver" };

	if (err == -ETIMEDOUT)
		return fail(EXIT_NO, use == USE_HOST ? "load the VF's driver, or give it to VFIO" :
			    "look into dmesg", "%s did not get %s in time", vf->name, what[use]);
	if (err == -EINTR)
		return fail(EXIT_NO, "try again", "interrupted while waiting for %s", vf->name);
	return fail(fail_code(err), fail_remedy(err, "look into dmesg"), "%s cannot be bound: %s",
		    vf->name, strerror(-err));
}

/**
 * driver_give_all() - give VFs to somebody and wait, all or nothing
 * @vfs: VFs, as they are now
 * @num: how many, at least one
 * @use: for whom
 * @req: what was asked
 *
 * Return: 0, or the exit code after having told the error; all is as it was then.
 */
int driver_give_all(const struct fn *vfs, unsigned int num, enum driver_use use,
		    const struct request *req)
{
	unsigned int given = 0, ready = 0, i;
	int err;

	err = driver_refuse(vfs, num, use, req);
	if (err)
		return err;
	for (i = 0; i < num; i++)
		if (!i || vfs[i].vendor != vfs[i - 1].vendor ||
		    vfs[i].device != vfs[i - 1].device)
			driver_load(&vfs[i], use);
	while (given < num && !err)
		err = driver_give(&vfs[given++], use);
	if (err) {
		err = driver_failed(&vfs[given - 1], use, err);
		goto undo;
	}
	while (ready < num && !err) {
		err = driver_wait(&vfs[ready], use, req->timeout);
		if (!err && !req->json)
			driver_tell(vfs[ready].name, ready, num);
		ready++;
	}
	if (!err)
		return 0;
	err = driver_failed(&vfs[ready - 1], use, err);
undo:
	while (given--)
		driver_undo(&vfs[given]);
	return err;
}

/**
 * driver_json() - what a VF has now
 * @vf: VF
 *
 * Return: an object.
 */
struct json_object *driver_json(const struct fn *vf)
{
	struct json_object *o = json_object_new_object();
	char node[HOLDER_NODE];

	object_text(o, "address", vf->name);
	object_text(o, "driver", vf->driver);
	object_text(o, "netdev", vf->netdev);
	object_text(o, "node", fn_has_vfio(vf) && holder_node(node, vf) ? node : NULL);
	return o;
}
