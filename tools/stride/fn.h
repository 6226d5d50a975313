/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_FN_H
#define STRIDE_FN_H

#include <stdbool.h>

#include "addr.h"
#include "config.h"

#define FN_SYS		"/sys/bus/pci/devices"
#define FN_WORD		64

/* A PCI function as sysfs shows it. */
struct fn {
	struct addr addr;
	char name[ADDR_TEXT];
	__u16 vendor, device;
	__u32 class;
	char driver[FN_WORD];	/* empty: none */
	char override[FN_WORD];	/* the only driver it may have; empty: any */
	char netdev[FN_WORD];	/* empty: none that we see */
	unsigned int ifindex;	/* of the netdev */
	char mac[FN_WORD];	/* of the netdev */
	bool up;		/* the netdev is up */
	int group, numa;	/* -1: none */
	bool is_pf;
	char physfn[ADDR_TEXT];	/* of a VF, else empty */
};

int fn_read(struct fn *fn, const char *name);
int fn_find(struct fn *fn, const char *what);
int fn_config(const struct fn *fn, struct config *config);
int fn_parent(const struct fn *fn, struct fn *parent);
bool fn_is_netdev(const struct fn *fn);
bool fn_is_away(const struct fn *fn);
bool fn_has_vfio(const struct fn *fn);

#endif
