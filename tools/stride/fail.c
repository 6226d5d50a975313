// SPDX-License-Identifier: GPL-2.0
/* What went wrong, in one sentence, with what to do about it. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <json.h>

#include "fail.h"
#include "text.h"

static bool fail_json;

/**
 * fail_as_json() - how fail() tells it
 * @json: as an object on standard output
 */
void fail_as_json(bool json)
{
	fail_json = json;
}

/**
 * fail() - tell an error
 * @code: exit code
 * @remedy: what to do
 * @fmt: what is wrong, lower case, no full stop
 *
 * Return: @code.
 */
int fail(enum stride_exit code, const char *remedy, const char *fmt, ...)
{
	char what[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	text_clean(what);
	if (fail_json) {
		struct json_object *o = json_object_new_object();

		json_object_object_add(o, "error", json_object_new_string(what));
		json_object_object_add(o, "remedy", json_object_new_string(remedy));
		json_object_object_add(o, "code", json_object_new_int(code));
		puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY |
							JSON_C_TO_STRING_NOSLASHESCAPE));
		json_object_put(o);
	} else {
		fflush(stdout);
		fprintf(stderr, "stride: %s; %s\n", what, remedy);
	}
	return code;
}

/**
 * fail_code() - the exit code that goes with an error
 * @err: -errno
 *
 * Return: the code.
 */
enum stride_exit fail_code(int err)
{
	switch (err) {
	case -EACCES:
	case -EPERM:
	case -EROFS:
		return EXIT_DENIED;
	case -EBUSY:
		return EXIT_BUSY;
	case -ENODEV:
	case -ENXIO:
		return EXIT_NO_DEVICE;
	default:
		return EXIT_NO;
	}
}

/**
 * fail_remedy() - what to do about an error
 * @err: -errno
 * @other: what to do if it is not for want of privileges
 *
 * Return: the remedy.
 */
const char *fail_remedy(int err, const char *other)
{
	return fail_code(err) == EXIT_DENIED ? "run as root" : other;
}

/**
 * fail_memory() - tell that memory is short
 *
 * Return: the exit code.
 */
int fail_memory(void)
{
	return fail(EXIT_NO, "free some memory", "out of memory");
}
