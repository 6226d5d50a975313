/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_LINK_H
#define STRIDE_LINK_H

#include <linux/types.h>

struct stride_hw;

/**
 * struct stride_link - a link
 * @up: link is up
 * @speed: Mb/s, 0: unknown
 * @full: full duplex
 */
struct stride_link {
	bool up;
	u16 speed;
	bool full;
};

void stride_link_read(struct stride_hw *hw, struct stride_link *link);

#endif /* STRIDE_LINK_H */
