/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PASSTHROUGH_TENANT_H
#define PASSTHROUGH_TENANT_H

#include <sys/types.h>

#include "nic.h"

/* A process with a VF of its own, which does what it is told. */
enum task {
	TASK_SEND,		/* the frame of @seed, to @mac */
	TASK_RECEIVE,		/* one from @mac, and compare it with @seed */
	TASK_AIM,		/* receive to IOVA @address */
	TASK_COMPARE,		/* the arena's spare page with @seed */
	TASK_END,
};

struct order {
	enum task task;
	u8 seed;
	u8 mac[6];
	u64 address;
};

struct report {
	bool good;
	u64 changed;		/* bytes */
	u64 va, hpa;		/* of the spare page */
	u8 mac[6];
};

struct tenant {
	pid_t pid;
	int fd;
	struct report is;	/* as it was when it began */
};

bool tenant_start(struct tenant *t, const char *bdf, unsigned int idx, enum way way,
		  u8 seed);
struct report tenant_ask(struct tenant *t, struct order order);
void tenant_end(struct tenant *t);

#endif /* PASSTHROUGH_TENANT_H */
