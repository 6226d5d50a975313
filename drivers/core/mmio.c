// SPDX-License-Identifier: GPL-2.0
/*
 * The one door to the device's registers.  Surprise removal is noticed here and
 * nowhere else; KUnit puts a fake register file behind the same door.
 */

#include <kunit/static_stub.h>
#include <linux/export.h>
#include <linux/io.h>
#include <stride/hw/regs.h>
#include <stride/mmio.h>

/**
 * stride_rd32() - read a register
 * @hw: register window
 * @reg: offset in BAR 0, a multiple of 4
 *
 * All ones may be a register's true value, so STATUS, which always has zero
 * bits, is asked before the device is declared gone (PCIe r6.0, 2.3.2: failed
 * reads return all ones).
 *
 * Context: any.
 * Return: the value, all ones when the device is gone.
 */
u32 stride_rd32(struct stride_hw *hw, u32 reg)
{
	u32 val;

	KUNIT_STATIC_STUB_REDIRECT(stride_rd32, hw, reg);

	if (unlikely(READ_ONCE(hw->gone)))
		return ~0U;
	val = readl(hw->bar + reg);
	if (unlikely(val == ~0U) && readl(hw->bar + STRIDE_STATUS) == ~0U) {
		WRITE_ONCE(hw->gone, true);
		dev_err(hw->dev, "device does not answer, register access stopped\n");
	}
	return val;
}
EXPORT_SYMBOL(stride_rd32);

/**
 * stride_hw_look_again() - does a device that was declared gone answer again
 * @hw: register window
 *
 * A VF does not while its PF is being reset.
 *
 * Context: any.
 * Return: true if registers can be used (again).
 */
bool stride_hw_look_again(struct stride_hw *hw)
{
	if (READ_ONCE(hw->gone) && readl(hw->bar + STRIDE_STATUS) != ~0U)
		WRITE_ONCE(hw->gone, false);
	return !READ_ONCE(hw->gone);
}
EXPORT_SYMBOL(stride_hw_look_again);

/**
 * stride_wr32() - write a register
 * @hw: register window
 * @reg: offset in BAR 0, a multiple of 4
 * @val: value
 *
 * Writes are posted: stride_flush() or a read makes them arrive.
 * Context: any.
 */
void stride_wr32(struct stride_hw *hw, u32 reg, u32 val)
{
	KUNIT_STATIC_STUB_REDIRECT(stride_wr32, hw, reg, val);

	if (likely(!READ_ONCE(hw->gone)))
		writel(val, hw->bar + reg);
}
EXPORT_SYMBOL(stride_wr32);

/**
 * stride_rmw32() - change bits of a register
 * @hw: register window
 * @reg: offset in BAR 0
 * @clear: bits to clear
 * @set: bits to set, after clearing
 *
 * Context: any; the caller serialises writers of the register.
 */
void stride_rmw32(struct stride_hw *hw, u32 reg, u32 clear, u32 set)
{
	stride_wr32(hw, reg, (stride_rd32(hw, reg) & ~clear) | set);
}
EXPORT_SYMBOL(stride_rmw32);

/**
 * stride_flush() - make all posted writes arrive at the device
 * @hw: register window
 *
 * Context: any.
 */
void stride_flush(struct stride_hw *hw)
{
	stride_rd32(hw, STRIDE_STATUS);
}
EXPORT_SYMBOL(stride_flush);
