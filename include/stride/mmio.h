/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_MMIO_H
#define STRIDE_MMIO_H

#include <linux/device.h>
#include <linux/iopoll.h>
#include <linux/types.h>

/**
 * struct stride_hw - one function's register window
 * @bar: BAR 0
 * @dev: the PCI device, for DMA and messages
 * @gone: reads came back all ones from a register that never reads so: the
 *	device was unplugged or hangs.  Nothing is written any more.
 */
struct stride_hw {
	u8 __iomem *bar;
	struct device *dev;
	bool gone;
};

bool stride_hw_look_again(struct stride_hw *hw);
u32 stride_rd32(struct stride_hw *hw, u32 reg);
void stride_wr32(struct stride_hw *hw, u32 reg, u32 val);
void stride_rmw32(struct stride_hw *hw, u32 reg, u32 clear, u32 set);
void stride_flush(struct stride_hw *hw);

/**
 * stride_poll32() - wait, sleeping, until a register satisfies a condition
 * @hw: register window
 * @reg: offset
 * @val: u32 variable that receives each value read
 * @cond: condition on @val
 * @sleep_us: sleep between reads, in microseconds
 * @timeout_us: give up after this many microseconds
 *
 * Context: may sleep.
 * Return: 0, or -ETIMEDOUT with the last value in @val.
 */
#define stride_poll32(hw, reg, val, cond, sleep_us, timeout_us) \
	read_poll_timeout(stride_rd32, val, cond, sleep_us, timeout_us, \
			  false, hw, reg)

#endif /* STRIDE_MMIO_H */
