// SPDX-License-Identifier: GPL-2.0
/* Who has a function: found by the VFIO nodes that processes have open. */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs.h"
#include "holder.h"
#include "object.h"
#include "text.h"

#define HOLDER_DIR	"/dev/vfio/"

static void holders_add(struct holders *all, int pid, const char *node)
{
	struct holder_node *more = reallocarray(all->list, all->num + 1, sizeof(*more));

	if (!more)
		return;
	all->list = more;
	more[all->num].pid = pid;
	snprintf(more[all->num].node, FN_WORD, "%.*s", FN_WORD - 1, node);
	all->num++;
}

/**
 * holders_read() - look through all processes
 * @all: receives the open nodes; for others than root those of own processes only
 */
void holders_read(struct holders *all)
{
	struct fs_names pids, fds;
	char text[FS_TEXT];
	size_t i, j;

	*all = (struct holders){ 0 };
	if (fs_list(&pids, "/proc"))
		return;
	for (i = 0; i < pids.num; i++) {
		if (!isdigit((unsigned char)pids.name[i][0]) ||
		    fs_list(&fds, "/proc/%s/fd", pids.name[i]))
			continue;
		for (j = 0; j < fds.num; j++) {
			fs_target(text, "/proc/%s/fd/%s", pids.name[i], fds.name[j]);
			if (!strncmp(text, HOLDER_DIR, strlen(HOLDER_DIR)))
				holders_add(all, atoi(pids.name[i]), text + strlen(HOLDER_DIR));
		}
		fs_names_free(&fds);
	}
	fs_names_free(&pids);
}

/**
 * holders_free() - free what holders_read() gave
 * @all: the open nodes; none afterwards
 */
void holders_free(struct holders *all)
{
	free(all->list);
	*all = (struct holders){ 0 };
}

/* QEMU's -name web or -name guest=web,...; the command line has NULs between words. */
static void holder_guest(struct holder *holder)
{
	char text[4096], *word, *end;
	int n = fs_bytes(text, sizeof(text) - 1, "/proc/%d/cmdline", holder->pid);

	if (n <= 0)
		return;
	text[n] = '\0';
	for (word = text; word < text + n; word += strlen(word) + 1) {
		if (strcmp(word, "-name"))
			continue;
		word += strlen(word) + 1;
		if (word >= text + n)
			return;
		end = strstr(word, "guest=");
		word = end ? end + strlen("guest=") : word;
		snprintf(holder->guest, FN_WORD, "%.*s", (int)strcspn(word, ","), word);
		text_clean(holder->guest);
		return;
	}
}

static void holder_process(struct holder *holder, int pid)
{
	char text[FS_TEXT];

	holder->kind = HOLDER_PROCESS;
	holder->pid = pid;
	fs_text(text, "/proc/%d/comm", pid);
	snprintf(holder->command, FN_WORD, "%.*s", FN_WORD - 1, text);
	text_clean(holder->command);
	holder_guest(holder);
}

/* The node of a function alone, below /dev/vfio; empty if it has none. */
static void holder_device(char device[FN_WORD], const struct fn *fn)
{
	struct fs_names names;

	device[0] = '\0';
	if (fs_list(&names, FN_SYS "/%s/vfio-dev", fn->name))
		return;
	if (names.num)
		snprintf(device, FN_WORD, "devices/%.*s", 32, names.name[0]);
	fs_names_free(&names);
}

/**
 * holder_node() - the node by which VFIO gives a function out
 * @node: receives its path: the group's, where the kernel has none the function's own
 * @fn: function
 *
 * Return: true if it is there.
 */
bool holder_node(char node[HOLDER_NODE], const struct fn *fn)
{
	char device[FN_WORD];

	snprintf(node, HOLDER_NODE, HOLDER_DIR "%d", fn->group);
	if (fn->group >= 0 && fs_there("%s", node))
		return true;
	holder_device(device, fn);
	snprintf(node, HOLDER_NODE, HOLDER_DIR "%s", device);
	return *device && fs_there("%s", node);
}

/**
 * holder_of() - who has a function
 * @all: the open nodes
 * @fn: function
 * @holder: receives the answer
 */
void holder_of(const struct holders *all, const struct fn *fn, struct holder *holder)
{
	char group[FN_WORD], device[FN_WORD];
	size_t i;

	*holder = (struct holder){ 0 };
	if (!fn->driver[0])
		return;
	holder->kind = fn_has_vfio(fn) ? HOLDER_VFIO : HOLDER_HOST;
	if (holder->kind == HOLDER_HOST)
		return;
	snprintf(group, sizeof(group), "%d", fn->group);
	holder_device(device, fn);
	for (i = 0; i < all->num; i++) {
		if (!strcmp(all->list[i].node, group) || !strcmp(all->list[i].node, device)) {
			holder_process(holder, all->list[i].pid);
			return;
		}
	}
}

/**
 * holder_kind() - a holder's kind
 * @holder: holder
 *
 * Return: a word.
 */
const char *holder_kind(const struct holder *holder)
{
	static const char * const names[] = { "free", "host", "vfio", "process" };

	return names[holder->kind];
}

/**
 * holder_text() - a holder in words
 * @buf: receives them
 * @holder: holder
 * @fn: what it holds
 *
 * Return: @buf.
 */
const char *holder_text(char buf[HOLDER_TEXT], const struct holder *holder, const struct fn *fn)
{
	switch (holder->kind) {
	case HOLDER_FREE:
		snprintf(buf, HOLDER_TEXT, "free");
		break;
	case HOLDER_HOST:
		snprintf(buf, HOLDER_TEXT, "host%s%s%s", fn->netdev[0] ? " " : "", fn->netdev,
			 fn_is_away(fn) ? ", its netdev is not here" :
			 fn->up ? " (up)" : "");
		break;
	case HOLDER_VFIO:
		snprintf(buf, HOLDER_TEXT, "vfio, not open");
		break;
	case HOLDER_PROCESS:
		snprintf(buf, HOLDER_TEXT, "%s (%d)%s%s", holder->command, holder->pid,
			 holder->guest[0] ? " guest " : "", holder->guest);
		break;
	}
	return buf;
}

/**
 * holder_is_busy() - would taking the function away hurt somebody
 * @holder: holder
 * @fn: what it holds
 *
 * Return: true for a process, and for a host's netdev that is up or cannot be seen.
 */
bool holder_is_busy(const struct holder *holder, const struct fn *fn)
{
	return holder->kind == HOLDER_PROCESS ||
	       (holder->kind == HOLDER_HOST && (fn->up || fn_is_away(fn)));
}

/**
 * holder_json() - a holder as JSON
 * @holder: holder
 * @fn: what it holds
 *
 * Return: an object.
 */
struct json_object *holder_json(const struct holder *holder, const struct fn *fn)
{
	struct json_object *o = json_object_new_object();

	object_text(o, "kind", holder_kind(holder));
	object_bool(o, "busy", holder_is_busy(holder, fn));
	if (holder->kind == HOLDER_PROCESS) {
		object_number(o, "pid", holder->pid);
		object_text(o, "command", holder->command);
		object_text(o, "guest", holder->guest);
	}
	return o;
}
