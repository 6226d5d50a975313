// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit rate limits.  The device limits queues: it stretches the time that a
 * frame takes on the wire by a factor, link speed over wanted rate (DS 8.13.5).
 */

#include <linux/ethtool.h>

#include "pf.h"

/*
 * The speed that factors refer to.  Without a link VFs can still reach each
 * other; the highest speed has the largest factor, so no limit is exceeded.
 */
static u32 rate_speed(const struct stride_pf *pf)
{
	return pf->link.up ? pf->link.speed : STRIDE_RATE_MAX;
}

/* RTTBCNRC for @rate Mb/s, 0: none.  What the link cannot exceed is no limit. */
static u32 rate_config(const struct stride_pf *pf, u32 rate)
{
	u32 speed = rate_speed(pf);

	if (!rate || rate >= speed)
		return 0;
	return STRIDE_RTTBCNRC_ENA |
	       min_t(u32, (speed << STRIDE_RTTBCNRC_FRACTION) / rate,
		     STRIDE_RTTBCNRC_FACTOR);
}

static void rate_write(struct stride_pf *pf, unsigned int queue, u32 config)
{
	stride_wr32(&pf->hw, STRIDE_RTTDQSEL, queue);
	stride_wr32(&pf->hw, STRIDE_RTTBCNRC, config);
}

/**
 * stride_pf_rate_apply() - write a VF's limit to its queues
 * @pf: the device
 * @idx: VF, 0-based
 *
 * VF drivers use the first of a VF's two queues.  A guest can use the second as
 * well, so that one gets as little as the device can give: together they stay
 * within a thousandth of the link's speed of the limit.
 *
 * Context: @pf->lock held.
 */
void stride_pf_rate_apply(struct stride_pf *pf, unsigned int idx)
{
	u32 config = rate_config(pf, pf->vf[idx].policy.max_tx_rate);

	lockdep_assert_held(&pf->lock);
	rate_write(pf, idx, config);
	rate_write(pf, idx + STRIDE_POOLS,
		   config ? config | STRIDE_RTTBCNRC_FACTOR : 0);
}

/**
 * stride_pf_rate_apply_all() - write all limits, after a reset or for a new speed
 * @pf: the device
 *
 * Context: @pf->lock held.
 */
void stride_pf_rate_apply_all(struct stride_pf *pf)
{
	unsigned int i;

	lockdep_assert_held(&pf->lock);
	stride_wr32(&pf->hw, STRIDE_RTTBCNRM, STRIDE_RTTBCNRM_MMW_JUMBO);
	for (i = 0; i < pf->num_vfs; i++)
		stride_pf_rate_apply(pf, i);
}
