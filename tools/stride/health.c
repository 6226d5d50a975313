// SPDX-License-Identifier: GPL-2.0
/* How a device is by its driver's health reporters (devlink health show, diagnose). */

#include <stdio.h>
#include <string.h>
#include <json-c/json.h>
#include <linux/devlink.h>
#include <linux/genetlink.h>

#include "devlink.h"
#include "finding.h"
#include "fmsg.h"
#include "health.h"
#include "object.h"

static void health_reporter(struct health *health, const struct nlattr *nest)
{
	struct health_reporter *r = &health->reporter[health->num];
	const struct nlattr *attr;

	if (health->num == HEALTH_MAX)
		return;
	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case DEVLINK_ATTR_HEALTH_REPORTER_NAME:
			snprintf(r->name, sizeof(r->name), "%s", mnl_attr_get_str(attr));
			break;
		case DEVLINK_ATTR_HEALTH_REPORTER_STATE:
			r->error = mnl_attr_get_u8(attr);
			break;
		case DEVLINK_ATTR_HEALTH_REPORTER_ERR_COUNT:
			r->errors = mnl_attr_get_u64(attr);
			break;
		case DEVLINK_ATTR_HEALTH_REPORTER_RECOVER_COUNT:
			r->recoveries = mnl_attr_get_u64(attr);
			break;
		}
	}
	health->num++;
}

static int health_message(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *reporter = NULL;
	struct health *health = data;
	bool ours = false, port = false;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		switch (mnl_attr_get_type(attr)) {
		case DEVLINK_ATTR_DEV_NAME:
			ours = !strcmp(mnl_attr_get_str(attr), health->device);
			break;
		case DEVLINK_ATTR_PORT_INDEX:
			port = true;
			break;
		case DEVLINK_ATTR_HEALTH_REPORTER:
			reporter = attr;
			break;
		}
	}
	if (ours && !port && reporter)
		health_reporter(health, reporter);
	return MNL_CB_OK;
}

/**
 * health_read() - ask devlink
 * @health: receives what it says; no reporters if there are none
 * @device: PCI device, kept by reference
 *
 * Return: 0 or -errno.
 */
int health_read(struct health *health, const char *device)
{
	struct devlink_question question = {
		.cmd = DEVLINK_CMD_HEALTH_REPORTER_GET,
		.dump = true,
	};

	*health = (struct health){ .device = device };
	return devlink_ask(&question, health_message, health);
}

/**
 * health_check() - what an administrator should know
 * @health: by health_read()
 * @all: receives a finding, but for a device without reporters
 */
void health_check(const struct health *health, struct findings *all)
{
	const struct health_reporter *r;
	char remedy[160];
	bool bad = false;
	size_t i;

	for (i = 0; i < health->num; i++) {
		r = &health->reporter[i];
		if (!r->error)
			continue;
		bad = true;
		snprintf(remedy, sizeof(remedy),
			 "devlink health diagnose pci/%s reporter %s, then recover",
			 health->device, r->name);
		finding_add(all, "health", FINDING_WARN, remedy,
			    "health reporter %s is in error, errors so far: %llu", r->name,
			    (unsigned long long)r->errors);
	}
	if (health->num && !bad)
		finding_add(all, "health", FINDING_OK, "", "%zu health reporters, none in error",
			    health->num);
}

/**
 * health_json() - for --json
 * @health: by health_read()
 *
 * Return: an array, one object a reporter.
 */
struct json_object *health_json(const struct health *health)
{
	struct json_object *list = json_object_new_array(), *o;
	const struct health_reporter *r;
	size_t i;

	for (i = 0; i < health->num; i++) {
		r = &health->reporter[i];
		o = json_object_new_object();
		object_text(o, "reporter", r->name);
		object_bool(o, "error", r->error);
		object_number(o, "errors", r->errors);
		object_number(o, "recoveries", r->recoveries);
		json_object_array_add(list, o);
	}
	return list;
}

static int health_diagnosis(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == DEVLINK_ATTR_FMSG)
			fmsg_add(data, attr);
	return MNL_CB_OK;
}

static void health_mailbox(struct json_object *vf, struct health_mailbox *m)
{
	m->there = true;
	m->quarantined = json_object_get_boolean(json_object_object_get(vf, "quarantined"));
	m->messages = json_object_get_uint64(json_object_object_get(vf, "messages"));
	m->nacks = json_object_get_uint64(json_object_object_get(vf, "nacks"));
	snprintf(m->state, sizeof(m->state), "%s",
		 json_object_get_string(json_object_object_get(vf, "state")) ?: "");
}

/**
 * health_mailboxes() - each VF's, of PFs whose driver has a reporter for them
 * @health: by health_read()
 * @mailboxes: receives them, @num of them; not there if the driver does not say
 * @num: VFs
 */
void health_mailboxes(const struct health *health, struct health_mailbox *mailboxes,
		      unsigned int num)
{
	struct devlink_question question = {
		.cmd = DEVLINK_CMD_HEALTH_REPORTER_DIAGNOSE,
		.device = health->device,
		.reporter = "vf",
	};
	struct json_object *vfs = NULL, *vf;
	struct fmsg fmsg = { 0 };
	unsigned int i;

	memset(mailboxes, 0, num * sizeof(*mailboxes));
	for (i = 0; i < health->num; i++)
		if (!strcmp(health->reporter[i].name, question.reporter))
			devlink_ask(&question, health_diagnosis, &fmsg);
	if (json_object_is_type(fmsg.root, json_type_object))
		vfs = json_object_object_get(fmsg.root, "vfs");
	if (!json_object_is_type(vfs, json_type_array))
		vfs = NULL;
	for (i = 0; vfs && i < num; i++) {
		vf = json_object_array_get_idx(vfs, i);
		if (json_object_is_type(vf, json_type_object))
			health_mailbox(vf, &mailboxes[i]);
	}
	json_object_put(fmsg.root);
}
