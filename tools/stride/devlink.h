/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_DEVLINK_H
#define STRIDE_DEVLINK_H

#include <stdbool.h>
#include <libmnl/libmnl.h>
#include <linux/types.h>

/* What is asked of devlink: a command, of a PCI device, of a health reporter if named. */
struct devlink_question {
	__u8 cmd;
	bool dump;		/* of all devices; else of @device only */
	const char *device;	/* 0000:01:00.0 */
	const char *reporter;
};

int devlink_ask(const struct devlink_question *question, mnl_cb_t each, void *data);

#endif
