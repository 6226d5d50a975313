// SPDX-License-Identifier: GPL-2.0
/*
 * Pools of the VMDq switch: what a pool receives, what is inserted into what it
 * sends, and the rules between pools.
 */

#include <linux/bitfield.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>

#include "pf.h"

static u32 pool_vmolr_pf(const struct stride_pf *pf)
{
	const struct stride_pf_filters *f = &pf->filters;
	u32 vmolr = STRIDE_VMOLR_BAM | STRIDE_VMOLR_AUPE | STRIDE_VMOLR_ROMPE |
		    STRIDE_VMOLR_RSSE | STRIDE_VMOLR_LPE;

	vmolr |= FIELD_PREP(STRIDE_VMOLR_RLPML, pf->net->max_frame);
	if (pf->netdev->features & NETIF_F_HW_VLAN_CTAG_RX)
		vmolr |= STRIDE_VMOLR_STRVLAN;
	if (f->pf_allmulti || f->pf_promisc)
		vmolr |= STRIDE_VMOLR_MPME;
	if (f->pf_promisc)
		vmolr |= STRIDE_VMOLR_ROPE;
	return vmolr;
}

/*
 * Tags are always stripped for VFs: RPLOLR, which decides for replicated frames,
 * is one for all pools.  Under a port VLAN nothing untagged may come in.  Where
 * ROPE is missing, in QEMU's model, ROMPE lets the unicast hash table through.
 */
static u32 pool_vmolr_vf(const struct stride_pf_vf *vf)
{
	u32 vmolr = STRIDE_VMOLR_STRVLAN | STRIDE_VMOLR_LPE |
		    FIELD_PREP(STRIDE_VMOLR_RLPML, vf->max_frame);

	if (!vf->policy.vlan)
		vmolr |= STRIDE_VMOLR_AUPE;
	if (vf->xcast != STRIDE_XCAST_NONE) {
		vmolr |= STRIDE_VMOLR_BAM;
		if (vf->mc_count)
			vmolr |= STRIDE_VMOLR_ROMPE;
	}
	if (stride_pf_vf_all_mc(vf))
		vmolr |= STRIDE_VMOLR_ROMPE | STRIDE_VMOLR_MPME;
	if (stride_pf_vf_all_uc(vf))
		vmolr |= STRIDE_VMOLR_ROPE |
			 (vf->pf->is_model ? STRIDE_VMOLR_ROMPE : 0);
	return vmolr;
}

/**
 * stride_pf_pool_apply() - write a pool's receive and insertion rules
 * @pf: the device
 * @pool: %STRIDE_PF_POOL or a VF's
 *
 * Context: @pf->lock held.
 */
void stride_pf_pool_apply(struct stride_pf *pf, u8 pool)
{
	const struct stride_pf_vf *vf;
	u32 vmvir = 0;

	if (pool == STRIDE_PF_POOL) {
		stride_wr32(&pf->hw, STRIDE_VMOLR(pool), pool_vmolr_pf(pf));
		stride_wr32(&pf->hw, STRIDE_VMVIR(pool), 0);
		return;
	}
	vf = &pf->vf[pool];
	if (vf->policy.vlan)
		vmvir = STRIDE_VMVIR_DEFAULT |
			FIELD_PREP(STRIDE_VMVIR_TAG,
				   vf->policy.vlan |
				   vf->policy.qos << VLAN_PRIO_SHIFT);
	stride_wr32(&pf->hw, STRIDE_VMOLR(pool), pool_vmolr_vf(vf));
	stride_wr32(&pf->hw, STRIDE_VMVIR(pool), vmvir);
}

/**
 * stride_pf_pool_enable() - let a pool's queues receive and send, or not
 * @pf: the device
 * @pool: %STRIDE_PF_POOL or a VF's
 * @on: enable
 *
 * Context: @pf->lock held.
 */
void stride_pf_pool_enable(struct stride_pf *pf, u8 pool, bool on)
{
	stride_rmw32(&pf->hw, STRIDE_VFRE, BIT(pool), on ? BIT(pool) : 0);
	stride_rmw32(&pf->hw, STRIDE_VFTE, BIT(pool), on ? BIT(pool) : 0);
}

static u32 switch_dtxswc(const struct stride_pf *pf)
{
	u32 dtxswc = pf->vepa ? 0 : STRIDE_DTXSWC_LOOPBACK;
	unsigned int i;

	for (i = 0; i < pf->num_vfs; i++)
		if (pf->vf[i].policy.spoofchk)
			dtxswc |= FIELD_PREP(STRIDE_DTXSWC_MAC_SPOOF, BIT(i)) |
				  FIELD_PREP(STRIDE_DTXSWC_VLAN_SPOOF, BIT(i));
	return dtxswc;
}

/**
 * stride_pf_switch_apply() - write the switch's rules and all pools
 * @pf: the device, @pf->vmdq as wanted
 *
 * Unicast that no filter knows goes to the PF if it is promiscuous, else
 * nowhere.  A pool without buffers drops instead of stopping the others (QDE).
 *
 * Context: @pf->lock held.
 */
void stride_pf_switch_apply(struct stride_pf *pf)
{
	struct stride_hw *hw = &pf->hw;
	u32 vt_ctl = FIELD_PREP(STRIDE_VT_CTL_DEF_POOL, STRIDE_PF_POOL) |
		     STRIDE_VT_CTL_REPL_EN;
	u32 enabled = 0;
	unsigned int i;

	if (!pf->vmdq) {
		stride_wr32(hw, STRIDE_DTXSWC, 0);
		stride_wr32(hw, STRIDE_VT_CTL, 0);
		stride_wr32(hw, STRIDE_QDE, 0);
		/* As after a reset: a pool's queues are ordinary ones now. */
		stride_wr32(hw, STRIDE_VFRE, GENMASK(STRIDE_POOLS - 1, 0));
		stride_wr32(hw, STRIDE_VFTE, GENMASK(STRIDE_POOLS - 1, 0));
		return;
	}
	if (!pf->filters.pf_promisc)
		vt_ctl |= STRIDE_VT_CTL_DIS_DEF_POOL;
	stride_wr32(hw, STRIDE_VT_CTL, vt_ctl);
	stride_wr32(hw, STRIDE_DTXSWC, switch_dtxswc(pf));
	stride_wr32(hw, STRIDE_RPLOLR, STRIDE_RPLOLR_STRVLAN | STRIDE_RPLOLR_STRCRC);
	stride_wr32(hw, STRIDE_QDE, 0xffff);
	for (i = 0; i < pf->num_vfs; i++) {
		stride_pf_pool_apply(pf, i);
		if (stride_pf_vf_may_run(&pf->vf[i]))
			enabled |= BIT(i);
	}
	stride_pf_pool_apply(pf, STRIDE_PF_POOL);
	if (pf->net->port.running)
		enabled |= BIT(STRIDE_PF_POOL);
	/* The reset value enables every pool. */
	stride_wr32(hw, STRIDE_VFRE, enabled);
	stride_wr32(hw, STRIDE_VFTE, enabled);
}
