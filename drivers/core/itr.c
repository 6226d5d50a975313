// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupt moderation: EITR's format, a fixed interval or net_dim's choice.
 */

#include <linux/bitfield.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <stride/compat.h>
#include <stride/hw/regs.h>
#include <stride/itr.h>
#include <stride/mmio.h>

/*
 * Intervals in microseconds that net_dim chooses from.  The first answers a lone
 * request at once; the last still allows 8000 interrupts a second.
 */
static const u16 itr_profile[NET_DIM_PARAMS_NUM_PROFILES] = {
	0, 10, 25, 60, 122,
};

/**
 * stride_itr_reg() - interval to EITR value
 * @usecs: microseconds, clamped to %STRIDE_ITR_MAX_USECS; 0 = no moderation
 *
 * The register counts microseconds in bits 14:2 (DS 8.8.14).  QEMU takes the
 * whole register as units of 1.024 us, four times too long
 * (hw/net/e1000x_regs.h); the value is right for the silicon.
 *
 * Context: any.
 * Return: the register's value.
 */
u32 stride_itr_reg(unsigned int usecs)
{
	return FIELD_PREP(STRIDE_EITR_INTERVAL, min(usecs, STRIDE_ITR_MAX_USECS));
}
EXPORT_SYMBOL(stride_itr_reg);

/**
 * stride_itr_profile() - interval of a net_dim profile
 * @ix: profile, clamped to the last
 *
 * Context: any.
 * Return: microseconds; grows with @ix.
 */
unsigned int stride_itr_profile(unsigned int ix)
{
	return itr_profile[min_t(unsigned int, ix, ARRAY_SIZE(itr_profile) - 1)];
}
EXPORT_SYMBOL(stride_itr_profile);

static void itr_write(struct stride_itr *itr, unsigned int usecs)
{
	stride_wr32(itr->hw, itr->reg,
		    stride_itr_reg(usecs) | STRIDE_EITR_CNT_IGNR);
}

static void itr_dim_work(struct work_struct *work)
{
	struct dim *dim = container_of(work, struct dim, work);
	struct stride_itr *itr = container_of(dim, struct stride_itr, dim);

	if (READ_ONCE(itr->adaptive))
		itr_write(itr, stride_itr_profile(dim->profile_ix));
	dim->state = DIM_START_MEASURE;
}

/* Nothing learnt of earlier traffic stays. */
static void itr_reset(struct stride_itr *itr)
{
	memset(&itr->dim, 0, sizeof(itr->dim));
	INIT_WORK(&itr->dim.work, itr_dim_work);
	itr->dim.mode = DIM_CQ_PERIOD_MODE_START_FROM_EQE;
	itr->events = 0;
}

/**
 * stride_itr_init() - set up a vector's moderation: adaptive
 * @itr: to initialise
 * @hw: register window
 * @reg: the vector's EITR register
 *
 * Context: any; nothing is written to the device.
 */
void stride_itr_init(struct stride_itr *itr, struct stride_hw *hw, u32 reg)
{
	itr->hw = hw;
	itr->reg = reg;
	itr->usecs = STRIDE_ITR_DEFAULT_USECS;
	itr->adaptive = true;
	itr_reset(itr);
}
EXPORT_SYMBOL(stride_itr_init);

/**
 * stride_itr_start() - begin anew, and write the interval to the device
 * @itr: moderation of a vector whose NAPI is off, stopped or never started
 *
 * Context: may be called in any context.
 */
void stride_itr_start(struct stride_itr *itr)
{
	itr_reset(itr);
	itr_write(itr, itr->adaptive ? stride_itr_profile(0) : itr->usecs);
}
EXPORT_SYMBOL(stride_itr_start);

/**
 * stride_itr_stop() - wait until nothing changes the interval any more
 * @itr: moderation of a vector whose NAPI is off
 *
 * Context: may sleep.
 */
void stride_itr_stop(struct stride_itr *itr)
{
	cancel_work_sync(&itr->dim.work);
}
EXPORT_SYMBOL(stride_itr_stop);

/**
 * stride_itr_set() - choose how a vector is moderated
 * @itr: moderation
 * @adaptive: let net_dim choose
 * @usecs: otherwise this, 0..%STRIDE_ITR_MAX_USECS
 * @now: take effect at once; else stride_itr_start() writes it
 *
 * Context: process context, serialised by the caller, may sleep.
 */
void stride_itr_set(struct stride_itr *itr, bool adaptive, unsigned int usecs,
		    bool now)
{
	itr->usecs = min(usecs, STRIDE_ITR_MAX_USECS);
	WRITE_ONCE(itr->adaptive, adaptive);
	if (!now)
		return;
	/* A choice of net_dim's that is under way must not have the last word. */
	flush_work(&itr->dim.work);
	itr_write(itr, adaptive ? stride_itr_profile(itr->dim.profile_ix) :
				  itr->usecs);
}
EXPORT_SYMBOL(stride_itr_set);

/**
 * stride_itr_update() - feed net_dim after a NAPI poll that completed
 * @itr: moderation
 * @packets: all packets of the vector so far
 * @bytes: all bytes of the vector so far
 *
 * Context: NAPI poll.
 */
void stride_itr_update(struct stride_itr *itr, u64 packets, u64 bytes)
{
	struct dim_sample sample = {};

	if (!READ_ONCE(itr->adaptive))
		return;
	dim_update_sample(++itr->events, packets, bytes, &sample);
	stride_net_dim(&itr->dim, sample);
}
EXPORT_SYMBOL(stride_itr_update);
