/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_FINDING_H
#define STRIDE_FINDING_H

#include <stddef.h>

/* What a check found: fine, worth knowing, or wrong. */
enum finding_level {
	FINDING_OK,
	FINDING_WARN,
	FINDING_FAIL,
};

struct finding {
	const char *id;		/* stable, for programs */
	enum finding_level level;
	char text[240];
	char remedy[240];	/* empty if there is nothing to do */
};

struct findings {
	struct finding *list;
	size_t num;
};

void finding_add(struct findings *all, const char *id, enum finding_level level,
		 const char *remedy, const char *fmt, ...)
	__printf(5, 6);
enum finding_level finding_worst(const struct findings *all);
const struct finding *finding_first(const struct findings *all, enum finding_level level);
const struct finding *finding_find(const struct findings *all, const char *id);
const char *finding_name(enum finding_level level);
void finding_print(const struct findings *all, enum finding_level from);
struct json_object *finding_json(const struct findings *all);
void finding_free(struct findings *all);

#endif
