// SPDX-License-Identifier: GPL-2.0
/*
 * stride persist: VFs and their settings back after a reboot, by systemd's .link
 * for a PF with a netdev, by a udev rule for another; VFIO's VFs by a udev rule.
 */

#include <errno.h>
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

/* What is not known of a VF would be lost at the next boot without a word. */
static int persist_settings(const struct pf *pf, struct nl_vf *nl)
{
	unsigned int i, there = 0;
	bool carrier;
	int err;

	err = nl_vfs(pf->fn.ifindex, nl, pf->num_vfs, &carrier);
	for (i = 0; i < pf->num_vfs; i++)
		there += nl[i].there;
	if (!err && there && there < pf->num_vfs)
		err = -EMSGSIZE;
	if (!err || err == -ENODATA)
		return 0;
	return fail(fail_code(err), fail_remedy(err, "enable fewer VFs, or write it yourself"),
		    "%s: the settings of its VFs cannot be read: %s", pf->fn.name,
		    strerror(-err));
}

static int persist_link(const struct pf *pf, FILE *out)
{
	struct nl_vf *nl = calloc(pf->num_vfs, sizeof(*nl));
	char text[512];
	unsigned int i;
	int err;

	if (!nl)
		return fail_memory();
	err = persist_settings(pf, nl);
	guest_link_head(text, sizeof(text), pf);
	fputs(text, out);
	for (i = 0; i < pf->num_vfs; i++) {
		if (!nl[i].there)
			continue;
		guest_link_vf(text, sizeof(text), i, &nl[i]);
		fputs(text, out);
	}
	free(nl);
	return err;
}

static void persist_rule(const struct pf *pf, FILE *out)
{
	struct fn vf;
	unsigned int i;

	if (!pf->autoprobe)
		fprintf(out, RULE "ATTR{sriov_drivers_autoprobe}=\"0\"\n", "add", pf->fn.name);
	if (!pf->fn.netdev[0])
		fprintf(out, RULE "ATTR{sriov_numvfs}=\"%u\"\n", "bind", pf->fn.name,
			pf->num_vfs);
	for (i = 0; i < pf->num_vfs; i++) {
		if (pf_vf(pf, i, &vf) || !fn_has_vfio(&vf))
			continue;
		/* The host's driver may have been faster than udev. */
		fprintf(out, RULE "ATTR{driver_override}=\"%s\"", "add", vf.name, vf.driver);
		fprintf(out, ", RUN+=\"/sbin/modprobe %s\"", vf.driver);
		fprintf(out, ", RUN+=\"/bin/sh -c 'echo %s > %s/%s/driver/unbind;", vf.name,
			FN_SYS, vf.name);
		fprintf(out, " echo %s > /sys/bus/pci/drivers_probe'\"\n", vf.name);
	}
}

/* Both texts. */
static int persist_texts(struct persist *p, bool wanted)
{
	size_t len;
	FILE *link = open_memstream(&p->link, &len);
	FILE *rule = open_memstream(&p->rule, &len);
	int err = 0;

	if (wanted && link && rule) {
		if (p->pf.fn.netdev[0])
			err = persist_link(&p->pf, link);
		persist_rule(&p->pf, rule);
	}
	if (link && fclose(link))
		p->link = NULL;
	if (rule && fclose(rule))
		p->rule = NULL;
	return err ? err : p->link && p->rule ? 0 : fail_memory();
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
	struct persist p = { 0 };
	int err;

	err = pf_find(&p.pf, req->arg[0]);
	if (err)
		return err;
	err = persist_texts(&p, !req->remove && p.pf.num_vfs);
	if (!err && (req->write || req->remove)) {
		err = persist_write(&p);
		if (err)
			err = persist_failed(err);
	}
	if (!err)
		persist_print(req, &p);
	free(p.link);
	free(p.rule);
	return err;
}
