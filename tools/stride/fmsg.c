// SPDX-License-Identifier: GPL-2.0
/*
 * The messages in which drivers tell devlink of their health: a flat list of "object
 * begins", "pair begins", "name", "type", "value", "nest ends" (devlink.h, fmsg).
 */

#include <stdio.h>
#include <string.h>
#include <libmnl/libmnl.h>
#include <linux/devlink.h>

#include "fmsg.h"

/* Types of values, as the kernel's netlink numbers them. */
enum {
	FMSG_U8 = 1,
	FMSG_U32 = 3,
	FMSG_U64 = 4,
	FMSG_FLAG = 6,
	FMSG_STRING = 10,
};

/* Where the next value goes: pairs are only a name for it. */
static struct json_object *fmsg_parent(const struct fmsg *fmsg)
{
	unsigned int i = fmsg->depth;

	while (i && !fmsg->nest[i - 1])
		i--;
	return i ? fmsg->nest[i - 1] : NULL;
}

/* Consumes @o.  Return: whether it is in the tree. */
static bool fmsg_put(struct fmsg *fmsg, struct json_object *o)
{
	struct json_object *parent = fmsg_parent(fmsg);

	if (!parent && !fmsg->root) {
		fmsg->root = o;
		return true;
	}
	if (json_object_is_type(parent, json_type_array))
		return !json_object_array_add(parent, o);
	if (json_object_is_type(parent, json_type_object))
		return !json_object_object_add(parent, fmsg->name, o);
	json_object_put(o);
	return false;
}

static void fmsg_begin(struct fmsg *fmsg, struct json_object *o)
{
	if (fmsg->depth == FMSG_DEPTH)
		json_object_put(o);
	else if (!o || fmsg_put(fmsg, o))
		fmsg->nest[fmsg->depth++] = o;
}

/* A number of whatever size it came in. */
static __u64 fmsg_number(const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);
	union {
		__u8 u8;
		__u32 u32;
		__u64 u64;
	} val = { 0 };

	if (len > sizeof(val))
		return 0;
	memcpy(&val, mnl_attr_get_payload(attr), len);
	return len == sizeof(val.u8) ? val.u8 : len == sizeof(val.u32) ? val.u32 : val.u64;
}

static void fmsg_value(struct fmsg *fmsg, const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);
	struct json_object *o = NULL;

	switch (fmsg->type) {
	case FMSG_FLAG:
		o = json_object_new_boolean(fmsg_number(attr));
		break;
	case FMSG_U8:
	case FMSG_U32:
	case FMSG_U64:
		o = json_object_new_uint64(fmsg_number(attr));
		break;
	case FMSG_STRING:
		o = json_object_new_string_len(mnl_attr_get_payload(attr),
					       strnlen(mnl_attr_get_payload(attr), len));
		break;
	}
	fmsg_put(fmsg, o);
}

static void fmsg_one(struct fmsg *fmsg, const struct nlattr *attr)
{
	switch (mnl_attr_get_type(attr)) {
	case DEVLINK_ATTR_FMSG_OBJ_NEST_START:
		fmsg_begin(fmsg, json_object_new_object());
		break;
	case DEVLINK_ATTR_FMSG_ARR_NEST_START:
		fmsg_begin(fmsg, json_object_new_array());
		break;
	case DEVLINK_ATTR_FMSG_PAIR_NEST_START:
		fmsg_begin(fmsg, NULL);
		break;
	case DEVLINK_ATTR_FMSG_NEST_END:
		fmsg->depth -= !!fmsg->depth;
		break;
	case DEVLINK_ATTR_FMSG_OBJ_NAME:
		snprintf(fmsg->name, sizeof(fmsg->name), "%.*s",
			 (int)mnl_attr_get_payload_len(attr),
			 (const char *)mnl_attr_get_payload(attr));
		break;
	case DEVLINK_ATTR_FMSG_OBJ_VALUE_TYPE:
		fmsg->type = fmsg_number(attr);
		break;
	case DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA:
		fmsg_value(fmsg, attr);
		break;
	}
}

/**
 * fmsg_add() - take one more piece
 * @fmsg: what has come so far, zero before the first
 * @piece: a DEVLINK_ATTR_FMSG
 */
void fmsg_add(struct fmsg *fmsg, const struct nlattr *piece)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, piece)
		fmsg_one(fmsg, attr);
}
