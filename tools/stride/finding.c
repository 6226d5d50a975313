// SPDX-License-Identifier: GPL-2.0
/* Lists of findings; see finding.h. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <json.h>

#include "finding.h"
#include "object.h"
#include "text.h"

/**
 * finding_add() - add one
 * @all: the list; lacks it if memory is short
 * @id: stable name of the check
 * @level: how bad
 * @remedy: what to do, "" if nothing
 * @fmt: what was found
 */
void finding_add(struct findings *all, const char *id, enum finding_level level,
		 const char *remedy, const char *fmt, ...)
{
	struct finding *more;
	va_list args;

	more = reallocarray(all->list, all->num + 1, sizeof(*more));
	if (!more)
		return;
	all->list = more;
	more += all->num++;
	more->id = id;
	more->level = level;
	snprintf(more->remedy, sizeof(more->remedy), "%s", remedy);
	va_start(args, fmt);
	vsnprintf(more->text, sizeof(more->text), fmt, args);
	va_end(args);
	text_clean(more->text);
}

/**
 * finding_worst() - how bad the worst is
 * @all: the list
 *
 * Return: its level, %FINDING_OK for an empty list.
 */
enum finding_level finding_worst(const struct findings *all)
{
	enum finding_level worst = FINDING_OK;
	size_t i;

	for (i = 0; i < all->num; i++)
		if (all->list[i].level > worst)
			worst = all->list[i].level;
	return worst;
}

/**
 * finding_first() - the first of a level
 * @all: the list
 * @level: the level
 *
 * Return: it, or NULL.
 */
const struct finding *finding_first(const struct findings *all, enum finding_level level)
{
	size_t i;

	for (i = 0; i < all->num; i++)
		if (all->list[i].level == level)
			return &all->list[i];
	return NULL;
}

/**
 * finding_find() - the first of a check
 * @all: the list
 * @id: the check
 *
 * Return: it, or NULL.
 */
const struct finding *finding_find(const struct findings *all, const char *id)
{
	size_t i;

	for (i = 0; i < all->num; i++)
		if (!strcmp(all->list[i].id, id))
			return &all->list[i];
	return NULL;
}

/**
 * finding_name() - a level's name
 * @level: the level
 *
 * Return: a word.
 */
const char *finding_name(enum finding_level level)
{
	static const char * const names[] = { "ok", "warn", "fail" };

	return names[level];
}

/**
 * finding_print() - print a list as text
 * @all: the list
 * @from: leave out what is better than this
 */
void finding_print(const struct findings *all, enum finding_level from)
{
	const struct finding *f;
	size_t i;

	for (i = 0; i < all->num; i++) {
		f = &all->list[i];
		if (f->level < from)
			continue;
		printf("%-4s %-12s %s\n", finding_name(f->level), f->id, f->text);
		if (f->remedy[0])
			printf("     %-12s -> %s\n", "", f->remedy);
	}
}

/**
 * finding_json() - a list as JSON
 * @all: the list
 *
 * Return: an array.
 */
struct json_object *finding_json(const struct findings *all)
{
	struct json_object *array = json_object_new_array();
	const struct finding *f;
	size_t i;

	for (i = 0; i < all->num; i++) {
		struct json_object *o = json_object_new_object();

		f = &all->list[i];
		object_text(o, "check", f->id);
		object_text(o, "level", finding_name(f->level));
		object_text(o, "text", f->text);
		if (f->remedy[0])
			object_text(o, "remedy", f->remedy);
		json_object_array_add(array, o);
	}
	return array;
}

/**
 * finding_free() - free a list
 * @all: the list; empty afterwards
 */
void finding_free(struct findings *all)
{
	free(all->list);
	*all = (struct findings){ 0 };
}
