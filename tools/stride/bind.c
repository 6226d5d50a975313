// SPDX-License-Identifier: GPL-2.0
/* stride bind: give VFs to the host or to VFIO. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "driver.h"
#include "fail.h"
#include "object.h"
#include "pf.h"

static int bind_find(const struct request *req, struct fn *vfs, unsigned int num)
{
	unsigned int i, j;
	int err = 0;

	for (i = 0; i < num && !err; i++) {
		err = pf_find_vf(&vfs[i], req->arg[i]);
		for (j = 0; j < i && !err; j++)
			if (!strcmp(vfs[i].name, vfs[j].name))
				err = fail(EXIT_USAGE, "name it once", "%s is %s, too",
					   req->arg[i], req->arg[j]);
	}
	return err;
}

static void bind_print(const struct request *req, struct fn *vfs, unsigned int num)
{
	struct json_object *o = json_object_new_object(), *array = json_object_new_array();
	unsigned int i;

	for (i = 0; i < num; i++) {
		fn_read(&vfs[i], vfs[i].name);
		json_object_array_add(array, driver_json(&vfs[i]));
		if (!req->json)
			printf("%s %s %s\n", vfs[i].name, vfs[i].driver, vfs[i].netdev);
	}
	json_object_object_add(o, "vfs", array);
	if (req->json)
		object_print(o);
	else
		json_object_put(o);
}

/**
 * cmd_bind() - stride bind VF... host|vfio
 * @req: what was asked
 *
 * Return: exit code.
 */
int cmd_bind(const struct request *req)
{
	const char *to = req->arg[req->num - 1];
	unsigned int num = req->num - 1;
	struct fn *vfs;
	int err;

	if (strcmp(to, "vfio") && strcmp(to, "host"))
		return fail(EXIT_USAGE, "say host or vfio", "%s: no such use", to);
	vfs = calloc(num, sizeof(*vfs));
	if (!vfs)
		return fail_memory();
	err = bind_find(req, vfs, num);
	if (!err)
		err = change_begin(req);
	if (!err)
		err = bind_find(req, vfs, num);
	if (!err)
		err = driver_give_all(vfs, num, *to == 'v' ? USE_VFIO : USE_HOST, req);
	if (!err)
		bind_print(req, vfs, num);
	free(vfs);
	return err;
}
