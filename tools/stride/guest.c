// SPDX-License-Identifier: GPL-2.0
/* stride guest: a VF in the words of those who give it to guests. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "fail.h"
#include "guest.h"
#include "object.h"

static void guest_link(char *buf, const struct guest *g)
{
	guest_link_head(buf, GUEST_TEXT, &g->pf);
	guest_link_vf(buf + strlen(buf), GUEST_TEXT - strlen(buf), g->idx, &g->nl);
}

static void guest_operator(char *buf, const struct guest *g)
{
	struct json_object *o = guest_policy(g);

	buf[0] = '\0';
	guest_yaml(o, 0, buf, GUEST_TEXT);
	json_object_put(o);
}

static void guest_device_plugin(char *buf, const struct guest *g)
{
	struct json_object *o = guest_plugin(g);

	snprintf(buf, GUEST_TEXT, "%s\n",
		 json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY |
						   JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

static const struct guest_form {
	const char *name, *title;
	void (*print)(char *buf, const struct guest *g);
} guest_forms[] = {
	{ "qemu", "# QEMU", guest_qemu },
	{ "hostdev", "<!-- libvirt, device -->", guest_hostdev },
	{ "interface", "<!-- libvirt, interface -->", guest_interface },
	{ "link", "# systemd, /etc/systemd/network/10-stride.link", guest_link },
	{ "operator", "# SR-IOV network operator", guest_operator },
	{ "plugin", "// Kubernetes device plugin, config.json", guest_device_plugin },
	{ NULL, NULL, NULL }
};

static int guest_find(struct guest *g, const char *what)
{
	struct nl_vf *nl;
	bool carrier;
	int idx, err;

	memset(g, 0, sizeof(*g));
	err = pf_find_vf(&g->vf, what);
	if (!err)
		err = pf_find(&g->pf, g->vf.physfn);
	if (err)
		return err;
	idx = pf_index(&g->pf, &g->vf);
	if (idx < 0)
		return fail(EXIT_NO_DEVICE, "see stride show", "%s does not know %s",
			    g->pf.fn.name, g->vf.name);
	g->idx = idx;
	nl = calloc(g->pf.num_vfs, sizeof(*nl));
	if (!nl)
		return fail_memory();
	nl_vfs(g->pf.fn.ifindex, nl, g->pf.num_vfs, &carrier);
	g->nl = nl[idx];
	free(nl);
	return 0;
}

static void guest_json(const struct request *req, const struct guest *g, char *buf)
{
	struct json_object *o = json_object_new_object();
	const struct guest_form *form;

	object_text(o, "address", g->vf.name);
	object_number(o, "index", g->idx);
	for (form = guest_forms; form->name; form++) {
		if (req->only && strcmp(req->only, form->name))
			continue;
		if (form->print == guest_operator) {
			json_object_object_add(o, form->name, guest_policy(g));
		} else if (form->print == guest_device_plugin) {
			json_object_object_add(o, form->name, guest_plugin(g));
		} else {
			form->print(buf, g);
			object_text(o, form->name, buf);
		}
	}
	object_print(o);
}

/**
 * cmd_guest() - stride guest VF [--only FORM]
 * @req: what was asked
 *
 * Return: exit code.
 */
int cmd_guest(const struct request *req)
{
	const struct guest_form *form;
	static char buf[GUEST_TEXT];
	struct guest g;
	int err;

	for (form = guest_forms; req->only && form->name; form++)
		if (!strcmp(form->name, req->only))
			break;
	if (!form->name)
		return fail(EXIT_USAGE, "say qemu, hostdev, interface, link, operator or plugin",
			    "%s: no such form", req->only);
	err = guest_find(&g, req->arg[0]);
	if (err)
		return err;
	if (req->json) {
		guest_json(req, &g, buf);
		return 0;
	}
	for (form = guest_forms; form->name; form++) {
		if (req->only && strcmp(req->only, form->name))
			continue;
		form->print(buf, &g);
		if (!req->only)
			printf("%s%s\n", form == guest_forms ? "" : "\n", form->title);
		fputs(buf, stdout);
	}
	return 0;
}
