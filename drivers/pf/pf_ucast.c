// SPDX-License-Identifier: GPL-2.0
/*
 * The unicast hash table: one for all pools, asked for addresses that no exact
 * filter has.  It is used only whole, for promiscuous VFs.
 */

#include "pf.h"

/**
 * stride_pf_vf_all_uc() - does a VF get unicast that is nobody's
 * @vf: VF
 *
 * Context: @pf->lock held.
 * Return: it asked for it, and the administrator trusts it.
 */
bool stride_pf_vf_all_uc(const struct stride_pf_vf *vf)
{
	return vf->policy.trusted &&
	       (vf->uc_all || vf->xcast == STRIDE_XCAST_PROMISC);
}

/**
 * stride_pf_ucast_write() - write the table, after a reset
 * @pf: the device
 *
 * Context: @pf->lock held.
 */
void stride_pf_ucast_write(struct stride_pf *pf)
{
	u32 val = pf->filters.uta_all ? ~0U : 0;
	unsigned int i;

	for (i = 0; i < STRIDE_UTA_REGS; i++)
		stride_wr32(&pf->hw, STRIDE_UTA(i), val);
}

/**
 * stride_pf_ucast_apply() - write the table if wishes or trust changed it
 * @pf: the device
 *
 * A pool takes part by VMOLR.ROPE.  On QEMU's model, which lacks that bit and has
 * ROMPE instead (hw/net/igb_core.c), all pools that take multicast do.
 *
 * Context: @pf->lock held.
 */
void stride_pf_ucast_apply(struct stride_pf *pf)
{
	bool all = false;
	unsigned int i;

	lockdep_assert_held(&pf->lock);
	for (i = 0; i < pf->num_vfs; i++)
		all |= stride_pf_vf_all_uc(&pf->vf[i]);
	if (all == pf->filters.uta_all)
		return;
	pf->filters.uta_all = all;
	stride_pf_ucast_write(pf);
}
