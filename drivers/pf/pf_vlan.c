// SPDX-License-Identifier: GPL-2.0
/*
 * VLAN filters.  VFTA says which VLANs the port takes from the wire; with pools
 * VLVF says, for 32 VLANs, who is a member.  The VFs' shares of VLVF are equal,
 * so that no tenant can use up what another needs.
 */

#include <linux/bitfield.h>

#include "pf.h"

/* VLVF entries that VFs leave to the PF: four, and VLAN 0, which 8021q joins. */
#define VLAN_MIN_PF	5

/**
 * stride_pf_vlan_quota() - VLANs that a pool may join
 * @num_vfs: VFs that are on
 * @pool: %STRIDE_PF_POOL or a VF's
 *
 * Membership counts, also in a VLAN that somebody else opened: the sum of the
 * quotas never exceeds the table.
 *
 * Context: any.
 * Return: 3..27; all 4096 for the PF without VFs, where only VFTA counts.
 */
unsigned int stride_pf_vlan_quota(unsigned int num_vfs, u8 pool)
{
	unsigned int vf;

	if (!num_vfs)
		return VLAN_N_VID;
	vf = (STRIDE_VLVF_ENTRIES - VLAN_MIN_PF) / num_vfs;
	return pool == STRIDE_PF_POOL ? STRIDE_VLVF_ENTRIES - vf * num_vfs : vf;
}

static void vlan_write(struct stride_pf *pf, unsigned int i)
{
	const struct stride_vlan_entry *e = &pf->filters.vlan[i];
	u32 vlvf = 0;

	if (e->pools)
		vlvf = FIELD_PREP(STRIDE_VLVF_VID, e->vid) |
		       FIELD_PREP(STRIDE_VLVF_POOLS, e->pools) | STRIDE_VLVF_EN;
	stride_wr32(&pf->hw, STRIDE_VLVF(i), vlvf);
}

static void vlan_write_vfta(struct stride_pf *pf, u16 vid, bool on)
{
	u32 *vfta = &pf->filters.vfta[vid / 32];

	if (on)
		*vfta |= BIT(vid % 32);
	else
		*vfta &= ~BIT(vid % 32);
	stride_wr32(&pf->hw, STRIDE_VFTA(vid / 32), *vfta);
}

static struct stride_vlan_entry *vlan_find(struct stride_pf *pf, u16 vid)
{
	struct stride_vlan_entry *e = pf->filters.vlan;
	unsigned int i;

	for (i = 0; i < STRIDE_VLVF_ENTRIES; i++)
		if (e[i].pools && e[i].vid == vid)
			return &e[i];
	return NULL;
}

static unsigned int vlan_members(struct stride_pf *pf, u8 pool,
				 struct stride_vlan_entry **free)
{
	struct stride_vlan_entry *e = pf->filters.vlan;
	unsigned int i, n = 0;

	*free = NULL;
	for (i = 0; i < STRIDE_VLVF_ENTRIES; i++) {
		if (e[i].pools & BIT(pool))
			n++;
		else if (!e[i].pools && !*free)
			*free = &e[i];
	}
	return n;
}

static bool vlan_pf_only_vfta(const struct stride_pf *pf, u8 pool)
{
	return pool == STRIDE_PF_POOL && !pf->num_vfs;
}

/**
 * stride_pf_vlan_join() - make a pool a member of a VLAN
 * @pf: the device
 * @pool: %STRIDE_PF_POOL or a VF's
 * @vid: 0..4095
 *
 * Context: @pf->lock held.
 * Return: 0, also if it was a member; -ENOSPC if the pool's quota is used up,
 * and then nothing changed.
 */
int stride_pf_vlan_join(struct stride_pf *pf, u8 pool, u16 vid)
{
	struct stride_vlan_entry *e, *free;

	lockdep_assert_held(&pf->lock);
	if (!vlan_pf_only_vfta(pf, pool)) {
		e = vlan_find(pf, vid);
		if (e && e->pools & BIT(pool))
			return 0;
		if (vlan_members(pf, pool, &free) >=
		    stride_pf_vlan_quota(pf->num_vfs, pool))
			return -ENOSPC;
		e = e ?: free;
		if (!e)
			return -ENOSPC;
		e->vid = vid;
		e->pools |= BIT(pool);
		vlan_write(pf, e - pf->filters.vlan);
	}
	vlan_write_vfta(pf, vid, true);
	return 0;
}

/**
 * stride_pf_vlan_leave() - end a pool's membership in a VLAN
 * @pf: the device
 * @pool: %STRIDE_PF_POOL or a VF's
 * @vid: 0..4095
 *
 * The wire filter stays open while anybody, or the PF's stack, wants the VLAN.
 *
 * Context: @pf->lock held.
 */
void stride_pf_vlan_leave(struct stride_pf *pf, u8 pool, u16 vid)
{
	struct stride_vlan_entry *e;
	bool others;

	lockdep_assert_held(&pf->lock);
	e = vlan_find(pf, vid);
	if (e) {
		e->pools &= ~BIT(pool);
		vlan_write(pf, e - pf->filters.vlan);
	}
	others = (e && e->pools) || test_bit(vid, pf->filters.pf_vlans);
	vlan_write_vfta(pf, vid, others);
}

/**
 * stride_pf_vlan_flush() - end all memberships of a pool
 * @pf: the device
 * @pool: %STRIDE_PF_POOL or a VF's
 *
 * Context: @pf->lock held.
 */
void stride_pf_vlan_flush(struct stride_pf *pf, u8 pool)
{
	struct stride_vlan_entry *e = pf->filters.vlan;
	unsigned int i;

	for (i = 0; i < STRIDE_VLVF_ENTRIES; i++)
		if (e[i].pools & BIT(pool))
			stride_pf_vlan_leave(pf, pool, e[i].vid);
}

/**
 * stride_pf_vlan_apply() - write all VLAN tables, after a reset
 * @pf: the device
 *
 * Context: @pf->lock held.
 */
void stride_pf_vlan_apply(struct stride_pf *pf)
{
	unsigned int i;

	for (i = 0; i < STRIDE_VLVF_ENTRIES; i++)
		vlan_write(pf, i);
	for (i = 0; i < STRIDE_VFTA_REGS; i++)
		stride_wr32(&pf->hw, STRIDE_VFTA(i), pf->filters.vfta[i]);
}
