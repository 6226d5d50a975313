// SPDX-License-Identifier: GPL-2.0
/* The link as the MAC sees it; both functions have the same STATUS. */

#include <linux/bitfield.h>
#include <linux/export.h>
#include <stride/hw/regs.h>
#include <stride/link.h>
#include <stride/mmio.h>

/**
 * stride_link_read() - read the link
 * @hw: register window of either function
 * @link: receives it; all zero if it is down or the device is gone
 *
 * STATUS is DS 8.2.2; of its four speeds two are 1000 Mb/s.
 *
 * Context: any.
 */
void stride_link_read(struct stride_hw *hw, struct stride_link *link)
{
	u32 status = stride_rd32(hw, STRIDE_STATUS);

	*link = (struct stride_link) {};
	if (hw->gone || !(status & STRIDE_STATUS_LU))
		return;
	link->up = true;
	link->full = status & STRIDE_STATUS_FD;
	switch (FIELD_GET(STRIDE_STATUS_SPEED, status)) {
	case STRIDE_STATUS_SPEED_10:
		link->speed = 10;
		break;
	case STRIDE_STATUS_SPEED_100:
		link->speed = 100;
		break;
	default:
		link->speed = 1000;
	}
}
EXPORT_SYMBOL(stride_link_read);
