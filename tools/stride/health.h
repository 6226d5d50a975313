/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_HEALTH_H
#define STRIDE_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#define HEALTH_MAX	8

/* What devlink's reporters say of a device. */
struct health {
	const char *device;
	size_t num;
	struct health_reporter {
		char name[24];
		bool error;
		__u64 errors, recoveries;
	} reporter[HEALTH_MAX];
};

/* A VF's mailbox by what the PF's driver says, which is stride_pf. */
struct health_mailbox {
	bool there, quarantined;
	char state[12];
	__u64 messages, nacks;
};

struct findings;
struct json_object;

int health_read(struct health *health, const char *device);
void health_check(const struct health *health, struct findings *all);
struct json_object *health_json(const struct health *health);
void health_mailboxes(const struct health *health, struct health_mailbox *mailboxes,
		      unsigned int num);

#endif
