// SPDX-License-Identifier: GPL-2.0
/*
 * Exact receive addresses: 24 entries, each with one owner.  Own addresses have
 * reserved places, so that no tenant can take another's; extra ones share the
 * rest under a quota.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/if_link.h>
#include <linux/netdevice.h>
#include <linux/unaligned.h>

#include "pf.h"

#define MAC_EXTRA	(1 + STRIDE_MAX_VFS)	/* first entry not reserved */
#define MAC_EXTRAS	(STRIDE_RAR_ENTRIES - MAC_EXTRA)
#define MAC_EXTRA_PF	3			/* the PF's at the least */

static unsigned int mac_own_index(u8 pool)
{
	return pool == STRIDE_PF_POOL ? 0 : 1 + pool;
}

/**
 * stride_pf_mac_quota() - extra addresses that a pool may have
 * @pf: the device
 * @pool: %STRIDE_PF_POOL or a VF's
 *
 * Context: @pf->lock or RTNL held.
 * Return: a count; the VFs' shares are equal.
 */
unsigned int stride_pf_mac_quota(const struct stride_pf *pf, u8 pool)
{
	unsigned int vf = pf->num_vfs ?
			  (MAC_EXTRAS - MAC_EXTRA_PF) / pf->num_vfs : 0;

	return pool == STRIDE_PF_POOL ? MAC_EXTRAS - vf * pf->num_vfs : vf;
}

/* What is sent to a VF that the administrator has disabled is not for it to swallow. */
static bool mac_is_received(const struct stride_pf *pf,
			    const struct stride_mac_entry *e)
{
	return e->used && (e->pool == STRIDE_PF_POOL ||
			   pf->vf[e->pool].policy.link_state !=
			   IFLA_VF_LINK_STATE_DISABLE);
}

static void mac_write(struct stride_pf *pf, unsigned int i)
{
	const struct stride_mac_entry *e = &pf->filters.mac[i];
	u32 ral = 0, rah = 0;

	if (mac_is_received(pf, e)) {
		ral = get_unaligned_le32(e->addr);
		rah = get_unaligned_le16(e->addr + 4) | STRIDE_RAH_AV |
		      FIELD_PREP(STRIDE_RAH_POOL, BIT(e->pool));
	}
	/* The valid bit is in RAH: off first, on last. */
	stride_wr32(&pf->hw, STRIDE_RAH(i), 0);
	stride_wr32(&pf->hw, STRIDE_RAL(i), ral);
	stride_wr32(&pf->hw, STRIDE_RAH(i), rah);
}

static struct stride_mac_entry *mac_find(struct stride_pf *pf, const u8 *addr)
{
	struct stride_mac_entry *e = pf->filters.mac;
	unsigned int i;

	for (i = 0; i < STRIDE_RAR_ENTRIES; i++)
		if (e[i].used && ether_addr_equal(e[i].addr, addr))
			return &e[i];
	return NULL;
}

static void mac_store(struct stride_pf *pf, unsigned int i, u8 pool,
		      const u8 *addr)
{
	struct stride_mac_entry *e = &pf->filters.mac[i];

	e->used = addr;
	e->pool = pool;
	if (addr)
		ether_addr_copy(e->addr, addr);
	else
		eth_zero_addr(e->addr);
	mac_write(pf, i);
}

/* Is it a VF's, assigned or derived, whether its driver is there or not? */
static bool mac_is_due(const struct stride_pf *pf, unsigned int idx, const u8 *addr)
{
	u8 due[ETH_ALEN], derived[ETH_ALEN];

	stride_pf_vf_due_mac(pf, idx, due);
	stride_pf_vf_derive_mac(pf->perm_mac, idx, derived);
	return ether_addr_equal(due, addr) || ether_addr_equal(derived, addr);
}

/* Did we take it from a VF that is starting over, and will it ask for it again? */
static bool mac_is_kept(const struct stride_pf_vf *vf, const u8 *addr)
{
	return ether_addr_equal(vf->kept, addr) &&
	       time_before(jiffies, vf->kept_until);
}

/* Is it the PF's, though the table may have no room for it? */
static bool mac_is_the_pfs(const struct stride_pf *pf, const u8 *addr)
{
	struct netdev_hw_addr *ha;
	bool found = false;

	if (ether_addr_equal(pf->perm_mac, addr))
		return true;
	netif_addr_lock_bh(pf->netdev);
	netdev_for_each_uc_addr(ha, pf->netdev)
		found |= ether_addr_equal(ha->addr, addr);
	netif_addr_unlock_bh(pf->netdev);
	return found;
}

/* Is it the host's to give, and for another pool? */
static bool mac_is_reserved(const struct stride_pf *pf, u8 pool, const u8 *addr)
{
	unsigned int i;

	for (i = 0; i < pf->num_vfs; i++)
		if (i != pool && mac_is_due(pf, i, addr))
			return true;
	return pool != STRIDE_PF_POOL && mac_is_the_pfs(pf, addr);
}

static bool mac_is_kept_for_another(const struct stride_pf *pf, u8 pool, const u8 *addr)
{
	unsigned int i;

	for (i = 0; i < pf->num_vfs; i++)
		if (i != pool && mac_is_kept(&pf->vf[i], addr))
			return true;
	return false;
}

/* Return: 0 if the pool has it or may have it, or -EADDRINUSE. */
static int mac_check(struct stride_pf *pf, u8 pool, const u8 *addr)
{
	const struct stride_mac_entry *e = mac_find(pf, addr);

	lockdep_assert_held(&pf->lock);
	if (e)
		return e->pool == pool ? 0 : -EADDRINUSE;
	return mac_is_reserved(pf, pool, addr) ||
	       mac_is_kept_for_another(pf, pool, addr) ? -EADDRINUSE : 0;
}

/**
 * stride_pf_mac_may_claim() - would stride_pf_mac_claim() succeed
 * @pf: the device
 * @pool: for whom, %STRIDE_PF_POOL or a VF's
 * @addr: unicast address
 *
 * Context: @pf->lock held.
 * Return: 0, or -EADDRINUSE if it is the PF's or that of another VF, assigned or
 * derived.
 */
int stride_pf_mac_may_claim(struct stride_pf *pf, u8 pool, const u8 *addr)
{
	const struct stride_mac_entry *e = mac_find(pf, addr);

	lockdep_assert_held(&pf->lock);
	if (mac_is_reserved(pf, pool, addr) ||
	    (e && e->pool != pool && e->pool == STRIDE_PF_POOL))
		return -EADDRINUSE;
	return 0;
}

/* A guest has chosen an address that is to be another's. */
static void mac_take_away(struct stride_pf_vf *vf, struct stride_mac_entry *e)
{
	struct stride_pf *pf = vf->pf;

	stride_pf_vf_warn(vf, &vf->log_guard, "address %pM is the host's now\n", e->addr);
	if (e == &pf->filters.mac[mac_own_index(vf->idx)]) {
		eth_zero_addr(vf->mac);
		mac_store(pf, mac_own_index(vf->idx), vf->idx, NULL);
	} else {
		mac_store(pf, e - pf->filters.mac, vf->idx, NULL);
	}
	stride_pf_vf_restart(vf);
}

/**
 * stride_pf_mac_claim() - the host wants an address: guests stand back
 * @pf: the device
 * @pool: for whom, %STRIDE_PF_POOL or a VF's
 * @addr: unicast address
 *
 * A guest that chose the address by itself starts over without it.
 *
 * Context: @pf->lock held.
 * Return: 0, and nobody else has it; -EADDRINUSE if it is the PF's or that of
 * another VF, assigned or derived.
 */
int stride_pf_mac_claim(struct stride_pf *pf, u8 pool, const u8 *addr)
{
	struct stride_mac_entry *e = mac_find(pf, addr);
	unsigned int i;

	if (stride_pf_mac_may_claim(pf, pool, addr))
		return -EADDRINUSE;
	for (i = 0; i < pf->num_vfs; i++)
		if (i != pool && mac_is_kept(&pf->vf[i], addr))
			eth_zero_addr(pf->vf[i].kept);
	if (e && e->pool != pool)
		mac_take_away(&pf->vf[e->pool], e);
	return 0;
}

/**
 * stride_pf_mac_set_own() - set the address that is a pool's own
 * @pf: the device
 * @pool: %STRIDE_PF_POOL or a VF's
 * @addr: unicast address, %NULL for none
 *
 * Context: @pf->lock held.
 * Return: 0, or -EADDRINUSE if another pool has it, and then nothing changed.
 */
int stride_pf_mac_set_own(struct stride_pf *pf, u8 pool, const u8 *addr)
{
	unsigned int own = mac_own_index(pool);
	struct stride_mac_entry *e;

	lockdep_assert_held(&pf->lock);
	if (addr && mac_check(pf, pool, addr))
		return -EADDRINUSE;
	e = addr ? mac_find(pf, addr) : NULL;
	/* It was an extra address of the same pool: it moves. */
	if (e && e != &pf->filters.mac[own])
		mac_store(pf, e - pf->filters.mac, pool, NULL);
	mac_store(pf, own, pool, addr);
	return 0;
}

/**
 * stride_pf_mac_add() - receive one more unicast address
 * @pf: the device
 * @pool: for whom
 * @addr: unicast address
 *
 * Context: @pf->lock held.
 * Return: 0, also if the pool has it already; -EADDRINUSE if another pool has
 * it; -ENOSPC if the pool's quota is used up.  On an error nothing changed.
 */
int stride_pf_mac_add(struct stride_pf *pf, u8 pool, const u8 *addr)
{
	unsigned int i, used = 0, free = 0;
	struct stride_mac_entry *e;

	lockdep_assert_held(&pf->lock);
	if (mac_check(pf, pool, addr))
		return -EADDRINUSE;
	if (mac_find(pf, addr))
		return 0;
	for (i = MAC_EXTRA; i < STRIDE_RAR_ENTRIES; i++) {
		e = &pf->filters.mac[i];
		if (!e->used)
			free = free ?: i;
		else if (e->pool == pool)
			used++;
	}
	if (!free || used >= stride_pf_mac_quota(pf, pool))
		return -ENOSPC;
	mac_store(pf, free, pool, addr);
	return 0;
}

/**
 * stride_pf_mac_del() - stop receiving an extra address
 * @pf: the device
 * @pool: whose
 * @addr: the address
 *
 * Context: @pf->lock held.
 * Return: 0 or -ENOENT if it is no extra address of this pool.
 */
int stride_pf_mac_del(struct stride_pf *pf, u8 pool, const u8 *addr)
{
	struct stride_mac_entry *e;

	lockdep_assert_held(&pf->lock);
	e = mac_find(pf, addr);
	if (!e || e->pool != pool || e < &pf->filters.mac[MAC_EXTRA])
		return -ENOENT;
	mac_store(pf, e - pf->filters.mac, pool, NULL);
	return 0;
}

/**
 * stride_pf_mac_flush() - forget all extra addresses of a pool
 * @pf: the device
 * @pool: whose
 *
 * Context: @pf->lock held.
 */
void stride_pf_mac_flush(struct stride_pf *pf, u8 pool)
{
	struct stride_mac_entry *e = pf->filters.mac;
	unsigned int i;

	lockdep_assert_held(&pf->lock);
	for (i = MAC_EXTRA; i < STRIDE_RAR_ENTRIES; i++)
		if (e[i].used && e[i].pool == pool)
			mac_store(pf, i, pool, NULL);
}

/**
 * stride_pf_mac_apply() - write the whole table, after a reset
 * @pf: the device
 *
 * Context: @pf->lock held.
 */
void stride_pf_mac_apply(struct stride_pf *pf)
{
	unsigned int i;

	for (i = 0; i < STRIDE_RAR_ENTRIES; i++)
		mac_write(pf, i);
}

/**
 * stride_pf_mac_apply_vf() - write a VF's entries: its link was disabled or enabled
 * @vf: VF
 *
 * Context: @vf->pf->lock held.
 */
void stride_pf_mac_apply_vf(struct stride_pf_vf *vf)
{
	struct stride_pf *pf = vf->pf;
	unsigned int i;

	for (i = 0; i < STRIDE_RAR_ENTRIES; i++)
		if (pf->filters.mac[i].used && pf->filters.mac[i].pool == vf->idx)
			mac_write(pf, i);
}
