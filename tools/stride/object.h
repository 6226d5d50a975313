/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_OBJECT_H
#define STRIDE_OBJECT_H

#include <stdbool.h>
#include <linux/types.h>
#include <json.h>

/* Members of JSON objects.  An empty text becomes null. */

void object_text(struct json_object *o, const char *name, const char *text);
void object_hex(struct json_object *o, const char *name, __u64 val, int digits);
void object_number(struct json_object *o, const char *name, __s64 val);
void object_index(struct json_object *o, const char *name, int val);
void object_bool(struct json_object *o, const char *name, bool val);
void object_print(struct json_object *o);

#endif
