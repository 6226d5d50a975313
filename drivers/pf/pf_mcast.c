// SPDX-License-Identifier: GPL-2.0
/*
 * The multicast hash table is one for all pools: the union of what the PF and
 * the VFs want.  A pool takes part by VMOLR.ROMPE.
 */

#include <linux/string.h>

#include "pf.h"

static void mcast_set(u32 *mta, u16 hash)
{
	mta[hash / 32] |= BIT(hash % 32);
}

/**
 * stride_pf_vf_all_mc() - does a VF get all multicast
 * @vf: VF
 *
 * Context: @pf->lock held.
 * Return: it asked for it, by any of three messages, and the administrator trusts
 * it.
 */
bool stride_pf_vf_all_mc(const struct stride_pf_vf *vf)
{
	return vf->policy.trusted && vf->xcast != STRIDE_XCAST_NONE &&
	       (vf->mc_all || vf->xcast >= STRIDE_XCAST_ALLMULTI);
}

static bool mcast_all(const struct stride_pf *pf)
{
	unsigned int i;

	if (!pf->is_model || !pf->vmdq)
		return false;
	if (pf->filters.pf_allmulti || pf->filters.pf_promisc)
		return true;
	for (i = 0; i < pf->num_vfs; i++)
		if (stride_pf_vf_all_mc(&pf->vf[i]))
			return true;
	return false;
}

/**
 * stride_pf_mcast_apply() - write the hash table that all wishes make
 * @pf: the device
 *
 * "All multicast" is VMOLR.MPME, which QEMU's model lacks (DS 7.10.3.2,
 * hw/net/igb_core.c): there every hash bit is set instead, and pools with ROMPE
 * see more than they asked for.
 *
 * Context: @pf->lock held.
 */
void stride_pf_mcast_apply(struct stride_pf *pf)
{
	u32 *mta = pf->filters.mta;
	unsigned int i, h;

	memcpy(mta, pf->filters.pf_mc, sizeof(pf->filters.mta));
	for (i = 0; i < pf->num_vfs; i++)
		for (h = 0; h < pf->vf[i].mc_count; h++)
			mcast_set(mta, pf->vf[i].mc_hash[h]);
	if (mcast_all(pf))
		memset(mta, 0xff, sizeof(pf->filters.mta));
	for (i = 0; i < STRIDE_MTA_REGS; i++)
		stride_wr32(&pf->hw, STRIDE_MTA(i), mta[i]);
}
