// SPDX-License-Identifier: GPL-2.0
/*
 * Exact receive addresses: 24 entries, each with one owner.  Own addresses have
 * reserved places, so that no tenant can take another's; extra ones share the
 * rest under a quota.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
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

static void mac_write(struct stride_pf *pf, unsigned int i)
{
	const struct stride_mac_entry *e = &pf->filters.mac[i];
	u32 ral = 0, rah = 0;

	if (e->used) {
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

/* Is it what another VF will have when its driver comes? */
static bool mac_is_due(struct stride_pf *pf, u8 pool, const u8 *addr)
{
	u8 due[ETH_ALEN];
	unsigned int i;

	for (i = 0; i < pf->num_vfs; i++) {
		stride_pf_vf_due_mac(pf, i, due);
		if (i != pool && ether_addr_equal(due, addr))
			return true;
	}
	return false;
}

/**
 * stride_pf_mac_check() - may a pool have an address
 * @pf: the device
 * @pool: %STRIDE_PF_POOL or a VF's
 * @addr: unicast address
 *
 * Context: @pf->lock held.
 * Return: 0, or -EADDRINUSE if another pool has it or is to have it.
 */
int stride_pf_mac_check(struct stride_pf *pf, u8 pool, const u8 *addr)
{
	const struct stride_mac_entry *e = mac_find(pf, addr);

	lockdep_assert_held(&pf->lock);
	if (e)
		return e->pool == pool ? 0 : -EADDRINUSE;
	return mac_is_due(pf, pool, addr) ? -EADDRINUSE : 0;
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
	if (addr && stride_pf_mac_check(pf, pool, addr))
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
	if (stride_pf_mac_check(pf, pool, addr))
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
