/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_HOLDER_H
#define STRIDE_HOLDER_H

#include <stddef.h>

#include "fn.h"

/* Who has a function now. */
enum holder_kind {
	HOLDER_FREE,		/* no driver */
	HOLDER_HOST,		/* a driver of this kernel */
	HOLDER_VFIO,		/* ready for a guest */
	HOLDER_PROCESS,		/* opened through VFIO: a guest, mostly */
};

struct holder {
	enum holder_kind kind;
	int pid;
	char command[FN_WORD];
	char guest[FN_WORD];	/* its name, if it is a QEMU that has one */
};

/* The VFIO nodes that processes have open. */
struct holder_node {
	int pid;
	char node[FN_WORD];	/* below /dev/vfio/ */
};

struct holders {
	struct holder_node *list;
	size_t num;
};

#define HOLDER_NODE	96	/* a path below /dev/vfio */
#define HOLDER_TEXT	256

void holders_read(struct holders *all);
void holders_free(struct holders *all);
void holder_of(const struct holders *all, const struct fn *fn, struct holder *holder);
bool holder_node(char node[HOLDER_NODE], const struct fn *fn);
const char *holder_kind(const struct holder *holder);
const char *holder_text(char buf[HOLDER_TEXT], const struct holder *holder, const struct fn *fn);
bool holder_is_busy(const struct holder *holder, const struct fn *fn);
struct json_object *holder_json(const struct holder *holder, const struct fn *fn);

#endif
