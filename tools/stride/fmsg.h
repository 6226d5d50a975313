/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_FMSG_H
#define STRIDE_FMSG_H

#include <json-c/json.h>
#include <linux/netlink.h>

#define FMSG_DEPTH	16

/* What a driver tells devlink, which comes in pieces, as an object. */
struct fmsg {
	struct json_object *root;
	struct json_object *nest[FMSG_DEPTH];	/* NULL: a pair */
	unsigned int depth;
	char name[64];
	unsigned int type;
};

void fmsg_add(struct fmsg *fmsg, const struct nlattr *piece);

#endif
