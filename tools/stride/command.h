/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_COMMAND_H
#define STRIDE_COMMAND_H

#include <stdbool.h>

/* What a command was asked; options that were not given are NULL, false or 0. */
struct request {
	bool json, force, svg, write, remove;
	const char *file;	/* show: a hex dump */
	const char *use;	/* enable: host, vfio or none */
	const char *only;	/* guest: one of its forms */
	double timeout;		/* enable, bind: seconds */
	double interval;	/* watch: seconds */
	long count;		/* watch: rounds, 0 for no end */
	char **arg;
	int num;
};

int cmd_list(const struct request *req);
int cmd_show(const struct request *req);
int cmd_doctor(const struct request *req);
int cmd_enable(const struct request *req);
int cmd_disable(const struct request *req);
int cmd_bind(const struct request *req);
int cmd_guest(const struct request *req);
int cmd_persist(const struct request *req);
int cmd_map(const struct request *req);
int cmd_watch(const struct request *req);

#endif
