// SPDX-License-Identifier: GPL-2.0
/* stride guest: what the SR-IOV network operator and the device plugin want to know. */

#include <stdio.h>
#include <string.h>

#include "guest.h"
#include "object.h"

#define OPERATOR	"sriovnetwork.openshift.io/v1"

static void fleet_id(struct json_object *o, const char *name, __u16 id)
{
	char text[8];

	snprintf(text, sizeof(text), "%04x", id);
	object_text(o, name, text);
}

static struct json_object *fleet_list(const char *text)
{
	struct json_object *array = json_object_new_array();

	json_object_array_add(array, json_object_new_string(text));
	return array;
}

/* Resource names have letters, digits and underscores. */
static void fleet_resource(struct json_object *o, const struct guest *g)
{
	char text[FN_WORD + 8];
	char *c;

	snprintf(text, sizeof(text), "%s_vfs", *g->pf.fn.netdev ? g->pf.fn.netdev : "sriov");
	for (c = text; *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", *c))
			*c = '_';
	object_text(o, "resourceName", text);
}

/**
 * guest_policy() - a node policy of the SR-IOV network operator
 * @g: a VF; the policy is for all of its PF's
 *
 * Return: an object.
 */
struct json_object *guest_policy(const struct guest *g)
{
	struct json_object *o = json_object_new_object(), *meta, *spec, *nic, *node;
	char name[FN_WORD];
	char *c;

	snprintf(name, sizeof(name), "stride-%s", g->pf.fn.name);
	for (c = name; *c; c++)
		if (strchr(":.", *c))
			*c = '-';
	meta = json_object_new_object();
	object_text(meta, "name", name);
	object_text(meta, "namespace", "sriov-network-operator");
	node = json_object_new_object();
	object_text(node, "feature.node.kubernetes.io/network-sriov.capable", "true");
	nic = json_object_new_object();
	fleet_id(nic, "vendor", g->pf.fn.vendor);
	fleet_id(nic, "deviceID", g->pf.fn.device);
	json_object_object_add(nic, "rootDevices", fleet_list(g->pf.fn.name));
	spec = json_object_new_object();
	fleet_resource(spec, g);
	json_object_object_add(spec, "nodeSelector", node);
	object_number(spec, "numVfs", g->pf.num_vfs);
	json_object_object_add(spec, "nicSelector", nic);
	object_text(spec, "deviceType", fn_has_vfio(&g->vf) ? "vfio-pci" : "netdevice");
	object_text(o, "apiVersion", OPERATOR);
	object_text(o, "kind", "SriovNetworkNodePolicy");
	json_object_object_add(o, "metadata", meta);
	json_object_object_add(o, "spec", spec);
	return o;
}

/**
 * guest_plugin() - a resource of the SR-IOV network device plugin
 * @g: a VF; the selector is for VFs like it
 *
 * Return: an object, config.json.
 */
struct json_object *guest_plugin(const struct guest *g)
{
	struct json_object *o = json_object_new_object(), *resource, *select, *all;
	char id[8];

	select = json_object_new_object();
	snprintf(id, sizeof(id), "%04x", g->vf.vendor);
	json_object_object_add(select, "vendors", fleet_list(id));
	snprintf(id, sizeof(id), "%04x", g->vf.device);
	json_object_object_add(select, "devices", fleet_list(id));
	if (g->vf.driver[0])
		json_object_object_add(select, "drivers", fleet_list(g->vf.driver));
	json_object_object_add(select, "rootDevices", fleet_list(g->pf.fn.name));
	resource = json_object_new_object();
	fleet_resource(resource, g);
	json_object_object_add(resource, "selectors", select);
	all = json_object_new_array();
	json_object_array_add(all, resource);
	json_object_object_add(o, "resourceList", all);
	return o;
}

/**
 * guest_yaml() - an object as YAML: members that are numbers, texts, objects, and
 * arrays of texts
 * @o: object
 * @indent: spaces before each line
 * @buf: appended to
 * @len: its size
 */
void guest_yaml(const struct json_object *o, unsigned int indent, char *buf, size_t len)
{
	struct json_object *item;
	size_t n, i;

	json_object_object_foreach((struct json_object *)o, key, val) {
		n = strlen(buf);
		if (json_object_is_type(val, json_type_object)) {
			snprintf(buf + n, len - n, "%*s%s:\n", indent, "", key);
			guest_yaml(val, indent + 2, buf, len);
			continue;
		}
		if (json_object_is_type(val, json_type_array)) {
			n += snprintf(buf + n, len - n, "%*s%s:\n", indent, "", key);
			for (i = 0; i < json_object_array_length(val) && n < len; i++) {
				item = json_object_array_get_idx(val, i);
				n += snprintf(buf + n, len - n, "%*s- \"%s\"\n", indent, "",
					      json_object_get_string(item));
			}
			continue;
		}
		snprintf(buf + n, len - n, json_object_is_type(val, json_type_string) ?
			 "%*s%s: \"%s\"\n" : "%*s%s: %s\n", indent, "", key,
			 json_object_get_string(val));
	}
}
