/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HOSTILE_IMAGE_H
#define HOSTILE_IMAGE_H

#include <stdio.h>
#include <stride/hw/pf_regs.h>

#include "bar.h"

/*
 * The oracle: the PF's registers as they are, read through its BAR, and what a VF
 * may have changed of them.  It knows the data sheet and no driver.  Registers that
 * a read changes (causes, counters, mailbox control) are left alone, and so are
 * ring heads and tails, which traffic moves.
 */

#define IMAGE_GLOBALS	26
#define IMAGE_RXQ	6
#define IMAGE_TXQ	7
#define IMAGE_QUEUES	16
#define IMAGE_EITRS	25

struct image {
	u32 global[IMAGE_GLOBALS];
	u32 vfre, vfte;
	u32 ral[STRIDE_RAR_ENTRIES], rah[STRIDE_RAR_ENTRIES];
	u32 mta[STRIDE_MTA_REGS];
	u32 vfta[STRIDE_VFTA_REGS];
	u32 vlvf[STRIDE_VLVF_ENTRIES];
	u32 vmolr[STRIDE_POOLS], vmvir[STRIDE_POOLS];
	u32 psrtype[STRIDE_POOLS], ivar[STRIDE_POOLS];
	u32 rxq[IMAGE_QUEUES][IMAGE_RXQ], txq[IMAGE_QUEUES][IMAGE_TXQ];
	u32 eitr[IMAGE_EITRS];
};

/* What a VF has done that entitles it to changes of its own things. */
enum {
	MAY_MAC = 1 << 0,	/* receive addresses */
	MAY_MULTICAST = 1 << 1,	/* hash table, multicast bits of its VMOLR */
	MAY_ALL = 1 << 2,	/* ROPE, MPME of its VMOLR; the administrator trusts it */
	MAY_VLAN = 1 << 3,	/* memberships */
	MAY_LPE = 1 << 4,	/* RLPML and LPE of its VMOLR */
	MAY_QUEUE = 1 << 5,	/* its queues, vectors: they are in its own BAR */
	MAY_RESET = 1 << 6,	/* all of that, and its VFRE, VFTE */
};

struct oracle {
	struct bar pf;
	unsigned int num_vfs;
	u32 hostile;		/* pools whose vectors nobody else moderates */
	struct image base;	/* before anybody attacked: what is the PF's own */
};

int oracle_open(struct oracle *o, const char *bdf);
void oracle_take(struct oracle *o, struct image *im);

/*
 * Print what changed from @a to @b and must not have, at most @limit lines.  @may
 * has a set of MAY_* for each pool.  Return: how many faults.
 */
unsigned int oracle_check(struct oracle *o, const struct image *a,
			  const struct image *b, const u32 *may,
			  unsigned int limit);

/* Print what is different at all.  Return: how many registers. */
unsigned int oracle_same(struct oracle *o, const struct image *a,
			 const struct image *b, unsigned int limit);

unsigned int image_pf_pool(const struct oracle *o);
unsigned int image_addresses(const struct image *im, unsigned int pool);
unsigned int image_vlans(const struct image *im, unsigned int pool);

#endif /* HOSTILE_IMAGE_H */
