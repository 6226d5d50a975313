/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_GUEST_H
#define STRIDE_GUEST_H

#include "nl.h"
#include "pf.h"

#define GUEST_TEXT	(64 * 1024)	/* more than any form of one VF */

/* A VF, its PF, and what was set for it. */
struct guest {
	struct pf pf;
	struct fn vf;
	unsigned int idx;
	struct nl_vf nl;
};

void guest_qemu(char *buf, const struct guest *g);
void guest_hostdev(char *buf, const struct guest *g);
void guest_interface(char *buf, const struct guest *g);
void guest_link_head(char *buf, size_t len, const struct pf *pf);
void guest_link_vf(char *buf, size_t len, unsigned int idx, const struct nl_vf *nl);
struct json_object *guest_policy(const struct guest *g);
struct json_object *guest_plugin(const struct guest *g);
void guest_yaml(const struct json_object *o, unsigned int indent, char *buf, size_t len);

#endif
