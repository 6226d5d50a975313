// SPDX-License-Identifier: GPL-2.0
/*
 * stride persist: VFs and their settings back after a reboot, by systemd's .link
 * for a PF with a netdev, by a udev rule for another; VFIO's VFs by a udev rule.
 */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "fail.h"
#include "fs.h"
#include "guest.h"
#include "object.h"

#define PERSIST_LINK	"/etc/systemd/network/10-stride-%s.link"
#define RULE		"ACTION==\"%s\", SUBSYSTEM==\"pci\", KERNEL==\"%s\", "
#define PERSIST_RULE	"/etc/udev/rules.d/80-stride-%s.rules"

struct persist {
	struct pf pf;
	char *link, *rule;	/* texts; empty if there is no need */
};

static void persist_link(struct persist *p)
{
	struct nl_vf *nl = calloc(p->pf.num_vfs + 1, sizeof(*nl));
	unsigned int i;
	bool carrier;
	size_t n;

	if (!nl)
		return;
	nl_vfs(p->pf.fn.ifindex, nl, p->pf.num_vfs, &carrier);
	guest_link_head(p->link, GUEST_TEXT, &p->pf);
	for (i = 0; i < p->pf.num_vfs; i++) {
		n = strlen(p->link);
		if (nl[i].there)
			guest_link_vf(p->link + n, GUEST_TEXT - n, i, &nl[i]);
	}
	free(nl);
}

__printf(2, 3) static void persist_add(struct persist *p, const char *fmt, ...)
{
	size_t n = strlen(p->rule);
	va_list args;

	va_start(args, fmt);
	vsnprintf(p->rule + n, GUEST_TEXT - n, fmt, args);
	va_end(args);
}

static void persist_rule(struct persist *p)
{
	struct fn vf;
	unsigned int i;

	if (!p->pf.fn.netdev[0])
		persist_add(p, RULE "ATTR{sriov_numvfs}=\"%u\"\n", "bind", p->pf.fn.name,
			    p->pf.num_vfs);
	for (i = 0; i < p->pf.num_vfs; i++) {
		if (pf_vf(&p->pf, i, &vf) || !fn_has_vfio(&vf))
			continue;
		/* The host's driver may have been faster than udev. */
		persist_add(p, RULE "ATTR{driver_override}=\"%s\"", "add", vf.name, vf.driver);
		persist_add(p, ", RUN+=\"/sbin/modprobe %s\"", vf.driver);
		persist_add(p, ", RUN+=\"/bin/sh -c 'echo %s > %s/%s/driver/unbind;", vf.name,
			    FN_SYS, vf.name);
		persist_add(p, " echo %s > /sys/bus/pci/drivers_probe'\"\n", vf.name);
	}
}

static int persist_failed(int err)
{
	return fail(fail_code(err), fail_remedy(err, "look at /etc"),
		    "the settings cannot be written: %s", strerror(-err));
}

/* A file that there is no need for would be of earlier settings. */
static int persist_write(const struct persist *p)
{
	const char *name = p->pf.fn.name;
	int err;

	err = *p->link ? fs_create(p->link, PERSIST_LINK, name) : fs_remove(PERSIST_LINK, name);
	if (!err || err == -ENOENT)
		err = *p->rule ? fs_create(p->rule, PERSIST_RULE, name) :
		      fs_remove(PERSIST_RULE, name);
	return err == -ENOENT ? 0 : err;
}

static void persist_print(const struct request *req, const struct persist *p)
{
	char link[128], rule[128];
	struct json_object *o;

	snprintf(link, sizeof(link), PERSIST_LINK, p->pf.fn.name);
	snprintf(rule, sizeof(rule), PERSIST_RULE, p->pf.fn.name);
	if (req->json) {
		o = json_object_new_object();
		object_text(o, link, p->link);
		object_text(o, rule, p->rule);
		object_print(o);
		return;
	}
	if (*p->link)
		printf("# %s\n%s", link, p->link);
	if (*p->rule)
		printf("%s# %s\n%s", *p->link ? "\n" : "", rule, p->rule);
	if (!*p->link && !*p->rule)
		printf("%s: nothing to keep\n", p->pf.fn.name);
}

/**
 * cmd_persist() - stride persist DEV [--write | --remove]
 * @req: what was asked
 *
 * Return: exit code.
 */
int cmd_persist(const struct request *req)
{
	struct persist p;
	int err;

	err = pf_find(&p.pf, req->arg[0]);
	if (err)
		return err;
	p.link = calloc(2, GUEST_TEXT);
	if (!p.link)
		return fail_memory();
	p.rule = p.link + GUEST_TEXT;
	if (!req->remove && p.pf.num_vfs) {
		if (p.pf.fn.netdev[0])
			persist_link(&p);
		persist_rule(&p);
	}
	err = req->write || req->remove ? persist_write(&p) : 0;
	if (err)
		err = persist_failed(err);
	else
		persist_print(req, &p);
	free(p.link);
	return err;
}
