/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_ITR_H
#define STRIDE_ITR_H

#include <linux/dim.h>
#include <linux/types.h>

struct stride_hw;

#define STRIDE_ITR_MAX_USECS	8191	/* EITR.INTERVAL has 13 bits */
#define STRIDE_ITR_DEFAULT_USECS 20	/* when adaptive moderation is off */

/**
 * struct stride_itr - interrupt moderation of one vector
 * @hw: register window
 * @reg: the vector's EITR register
 * @usecs: interval to use when not @adaptive, 0..%STRIDE_ITR_MAX_USECS
 * @adaptive: net_dim chooses the interval
 * @dim: its state
 * @events: interrupts so far, net_dim's clock
 */
struct stride_itr {
	struct stride_hw *hw;
	u32 reg;
	u16 usecs;
	bool adaptive;
	u16 events;
	struct dim dim;
};

u32 stride_itr_reg(unsigned int usecs);
unsigned int stride_itr_profile(unsigned int ix);
void stride_itr_init(struct stride_itr *itr, struct stride_hw *hw, u32 reg);
void stride_itr_start(struct stride_itr *itr);
void stride_itr_stop(struct stride_itr *itr);
void stride_itr_set(struct stride_itr *itr, bool adaptive, unsigned int usecs,
		    bool now);
void stride_itr_update(struct stride_itr *itr, u64 packets, u64 bytes);

#endif /* STRIDE_ITR_H */
