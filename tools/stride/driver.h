/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_DRIVER_H
#define STRIDE_DRIVER_H

#include "command.h"
#include "fn.h"

/* Who is to have a VF. */
enum driver_use {
	USE_HOST,
	USE_VFIO,
	USE_NONE,
};

int driver_refuse_busy(const struct fn *vfs, unsigned int num, const struct request *req);
int driver_give_all(const struct fn *vfs, unsigned int num, enum driver_use use,
		    const struct request *req);
struct json_object *driver_json(const struct fn *vf);

#endif
