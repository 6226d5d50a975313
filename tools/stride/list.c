// SPDX-License-Identifier: GPL-2.0
/* stride list: PFs and VFs, where they are and who has them. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "fail.h"
#include "holder.h"
#include "nl.h"
#include "object.h"
#include "pf.h"

struct list {
	const struct request *req;
	struct holders holders;
	struct json_object *array;
	unsigned int pfs;
};

/* Who sets a VF's address: the PF, and where that cannot be seen, its netdev. */
static const char *list_mac(char buf[NL_MAC], const struct nl_vf *nl, const struct fn *vf)
{
	return *nl_mac(buf, nl) ? buf : vf->mac;
}

static void list_vf_text(unsigned int idx, const struct fn *vf, const struct nl_vf *nl,
			 const struct holder *holder, bool there)
{
	char buf[NL_MAC], who[HOLDER_TEXT], vlan[12] = "-", group[12] = "-", node[12] = "-";
	const char *mac = list_mac(buf, nl, vf);

	if (nl->vlan)
		snprintf(vlan, sizeof(vlan), "%u", nl->vlan);
	if (vf->group >= 0)
		snprintf(group, sizeof(group), "%d", vf->group);
	if (vf->numa >= 0)
		snprintf(node, sizeof(node), "%d", vf->numa);
	printf("  %3u  0x%04x %-12s %-12s %-10s %-17s %4s %5s %4s  %s\n", idx, vf->addr.rid,
	       vf->name, *vf->driver ? vf->driver : "-", *vf->netdev ? vf->netdev : "-",
	       *mac ? mac : "-", vlan, group, node,
	       there ? holder_text(who, holder, vf) : "not on the bus");
}

static struct json_object *list_vf_json(unsigned int idx, const struct fn *vf,
					const struct nl_vf *nl, const struct holder *holder,
					bool there)
{
	struct json_object *o = json_object_new_object();
	char mac[NL_MAC];

	object_number(o, "index", idx);
	object_text(o, "address", vf->name);
	object_hex(o, "routing_id", vf->addr.rid, 4);
	object_bool(o, "present", there);
	object_text(o, "driver", vf->driver);
	object_text(o, "netdev", vf->netdev);
	object_text(o, "mac", list_mac(mac, nl, vf));
	object_index(o, "vlan", nl->there ? (int)nl->vlan : -1);
	object_index(o, "iommu_group", vf->group);
	object_index(o, "numa_node", vf->numa);
	json_object_object_add(o, "holder", holder_json(holder, vf));
	return o;
}

static struct json_object *list_pf_json(const struct pf *pf)
{
	struct json_object *o = json_object_new_object();
	const struct fn *fn = &pf->fn;

	object_text(o, "address", fn->name);
	object_hex(o, "routing_id", fn->addr.rid, 4);
	object_hex(o, "vendor", fn->vendor, 4);
	object_hex(o, "device", fn->device, 4);
	object_text(o, "driver", fn->driver);
	object_text(o, "netdev", fn->netdev);
	object_text(o, "mac", fn->mac);
	object_index(o, "iommu_group", fn->group);
	object_index(o, "numa_node", fn->numa);
	object_number(o, "num_vfs", pf->num_vfs);
	object_number(o, "total_vfs", pf->total_vfs);
	object_number(o, "first_vf_offset", pf->cap.offset);
	object_number(o, "vf_stride", pf->cap.stride);
	return o;
}

static void list_pf_text(const struct list *list, const struct pf *pf)
{
	const struct fn *fn = &pf->fn;

	printf("%sPF 0x%04x %s %04x:%04x %s %s %s, %u of %u VFs, offset %u, stride %u",
	       list->pfs ? "\n" : "", fn->addr.rid, fn->name, fn->vendor, fn->device,
	       *fn->driver ? fn->driver : "no driver", *fn->netdev ? fn->netdev : "-",
	       *fn->mac ? fn->mac : "-", pf->num_vfs, pf->total_vfs, pf->cap.offset,
	       pf->cap.stride);
	if (fn->group >= 0)
		printf(", IOMMU group %d", fn->group);
	if (fn->numa >= 0)
		printf(", node %d", fn->numa);
	putchar('\n');
	if (pf->num_vfs)
		printf("  %3s  %-6s %-12s %-12s %-10s %-17s %4s %5s %4s  %s\n", "VF", "rid",
		       "address", "driver", "netdev", "mac", "vlan", "group", "node", "holder");
}

static int list_pf(void *data, const struct pf *pf)
{
	struct list *list = data;
	struct nl_vf *nl = calloc(pf->num_vfs + 1, sizeof(*nl));
	struct json_object *o = NULL, *vfs = NULL;
	struct holder holder;
	unsigned int i;
	bool carrier, there;
	struct fn vf;

	if (!nl)
		return fail_memory();
	nl_vfs(pf->fn.ifindex, nl, pf->num_vfs, &carrier);
	if (list->req->json) {
		o = list_pf_json(pf);
		vfs = json_object_new_array();
		json_object_object_add(o, "vfs", vfs);
		json_object_array_add(list->array, o);
	} else {
		list_pf_text(list, pf);
	}
	for (i = 0; i < pf->num_vfs; i++) {
		there = !pf_vf(pf, i, &vf);
		holder_of(&list->holders, &vf, &holder);
		if (vfs)
			json_object_array_add(vfs, list_vf_json(i, &vf, &nl[i], &holder, there));
		else
			list_vf_text(i, &vf, &nl[i], &holder, there);
	}
	free(nl);
	list->pfs++;
	return 0;
}

/**
 * cmd_list() - stride list [DEV]
 * @req: what was asked
 *
 * Return: exit code.
 */
int cmd_list(const struct request *req)
{
	struct list list = { .req = req };
	struct json_object *o;
	struct pf pf;
	int err;

	list.array = json_object_new_array();
	holders_read(&list.holders);
	if (req->num) {
		err = pf_find(&pf, req->arg[0]);
		if (!err)
			err = list_pf(&list, &pf);
	} else {
		err = pf_each(list_pf, &list);
	}
	holders_free(&list.holders);
	if (!err && req->json) {
		o = json_object_new_object();
		json_object_object_add(o, "pfs", list.array);
		object_print(o);
		return err;
	}
	json_object_put(list.array);
	if (!err && !list.pfs)
		puts("no PCI function here has SR-IOV");
	return err;
}
