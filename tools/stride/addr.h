/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_ADDR_H
#define STRIDE_ADDR_H

#include <linux/types.h>

/* Where a PCI function is: its segment, and its routing id in it. */
struct addr {
	__u32 domain;
	__u16 rid;		/* bus in 15:8, device in 7:3, function in 2:0 */
};

#define ADDR_TEXT	20

int addr_parse(struct addr *addr, const char *text);
const char *addr_text(char buf[ADDR_TEXT], struct addr addr);

#endif
