// SPDX-License-Identifier: GPL-2.0
/* Members of JSON objects. */

#include <stdio.h>

#include "object.h"

/**
 * object_text() - add a text
 * @o: object
 * @name: member
 * @text: value; null if empty or NULL
 */
void object_text(struct json_object *o, const char *name, const char *text)
{
	json_object_object_add(o, name, text && *text ? json_object_new_string(text) : NULL);
}

/**
 * object_hex() - add a register's value, as text
 * @o: object
 * @name: member
 * @val: value
 * @digits: at least so many
 */
void object_hex(struct json_object *o, const char *name, __u64 val, int digits)
{
	char buf[24];

	snprintf(buf, sizeof(buf), "0x%0*llx", digits, (unsigned long long)val);
	object_text(o, name, buf);
}

/**
 * object_number() - add a number
 * @o: object
 * @name: member
 * @val: value
 */
void object_number(struct json_object *o, const char *name, __s64 val)
{
	json_object_object_add(o, name, json_object_new_int64(val));
}

/**
 * object_index() - add the number of something that may not be there
 * @o: object
 * @name: member
 * @val: value; null if it is below 0
 */
void object_index(struct json_object *o, const char *name, int val)
{
	json_object_object_add(o, name, val < 0 ? NULL : json_object_new_int(val));
}

/**
 * object_bool() - add a truth value
 * @o: object
 * @name: member
 * @val: value
 */
void object_bool(struct json_object *o, const char *name, bool val)
{
	json_object_object_add(o, name, json_object_new_boolean(val));
}

/**
 * object_print() - print an object and drop it
 * @o: object
 */
void object_print(struct json_object *o)
{
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY |
						JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}
