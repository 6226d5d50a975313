// SPDX-License-Identifier: GPL-2.0
/*
 * All of the PF's registers and all mailboxes, before and after a message: what
 * changed, and whether the message may have done that.
 */

#include <kunit/test.h>
#include <linux/bitfield.h>
#include <linux/sizes.h>
#include "pf_fuzz.h"

#define BLOCK		SZ_4K
#define EIMS		0x01524
#define FRAME_MAX	9728
#define MAC_OWN(vf)	(1 + (vf))
#define MAC_EXTRA	8
#define MAC_EXTRAS_VFS	13	/* shared by all VFs */
#define VLANS_VFS	28	/* likewise */

static bool image_in(u32 reg, u32 first, u32 last)
{
	return reg >= first && reg <= last;
}

static u32 image_pools(u32 rah)
{
	return rah & STRIDE_RAH_AV ? FIELD_GET(STRIDE_RAH_POOL, rah) : 0;
}

/* Only free entries and the VF's own. */
static bool image_rar_is_fine(struct fuzz *f, u32 reg)
{
	u32 rah = reg | 4, pools;

	pools = image_pools(f->regs[rah / 4]) | image_pools(pf_bed_reg(f->bed, rah));
	return f->may & FUZZ_MAY_MAC && !(pools & ~BIT(f->vf));
}

static bool image_vlvf_is_fine(struct fuzz *f, u32 old, u32 new)
{
	u32 pools = (old ^ new) & STRIDE_VLVF_VID && old && new ?
		    FIELD_GET(STRIDE_VLVF_POOLS, old | new) :
		    FIELD_GET(STRIDE_VLVF_POOLS, old ^ new);

	return f->may & FUZZ_MAY_VLAN && !(pools & ~BIT(f->vf));
}

static bool image_vlan_in_use(struct fuzz *f, u32 vid)
{
	unsigned int i;
	u32 vlvf;

	for (i = 0; i < STRIDE_VLVF_ENTRIES; i++) {
		vlvf = pf_bed_reg(f->bed, STRIDE_VLVF(i));
		if (vlvf & STRIDE_VLVF_EN && FIELD_GET(STRIDE_VLVF_VID, vlvf) == vid)
			return true;
	}
	return false;
}

static bool image_vfta_is_fine(struct fuzz *f, u32 reg, u32 old, u32 new)
{
	u32 vid = (reg - STRIDE_VFTA(0)) * 8;
	unsigned int bit;

	for (bit = 0; bit < 32; bit++)
		if ((old ^ new) & BIT(bit) &&
		    !(new & BIT(bit)) == image_vlan_in_use(f, vid + bit))
			return false;
	return f->may & FUZZ_MAY_VLAN;
}

static bool image_vmolr_is_fine(struct fuzz *f, u32 reg, u32 old, u32 new)
{
	const struct stride_vf_policy *policy = &f->bed->vf[f->vf].policy;
	u32 mask = 0;

	if (f->may & FUZZ_MAY_LPE)
		mask |= STRIDE_VMOLR_RLPML | STRIDE_VMOLR_LPE;
	if (f->may & FUZZ_MAY_RX)
		mask |= STRIDE_VMOLR_ROMPE | STRIDE_VMOLR_MPME |
			STRIDE_VMOLR_ROPE | STRIDE_VMOLR_BAM;
	return reg == STRIDE_VMOLR(f->vf) && !((old ^ new) & ~mask) &&
	       FIELD_GET(STRIDE_VMOLR_RLPML, new) <= FRAME_MAX &&
	       !(new & STRIDE_VMOLR_ROPE && !policy->trusted) &&
	       !(new & STRIDE_VMOLR_AUPE && policy->vlan);
}

/* What only a reset touches: queues, vectors. */
static bool image_is_own(struct fuzz *f, u32 reg, u32 old, u32 new)
{
	u32 last = 24 - 3 * f->vf;

	if (image_in(reg, STRIDE_PF_RXQ(0), STRIDE_PF_RXQ(16) - 4))
		return (reg - STRIDE_PF_RXQ(0)) / 0x40 % 8 == f->vf;
	if (image_in(reg, STRIDE_PF_TXQ(0), STRIDE_PF_TXQ(16) - 4))
		return (reg - STRIDE_PF_TXQ(0)) / 0x40 % 8 == f->vf;
	if (reg == EIMS)
		return !((old ^ new) & ~GENMASK(last, last - 2)) && !(new & ~old);
	if (reg == STRIDE_VFRE || reg == STRIDE_VFTE)
		return (old ^ new) == BIT(f->vf);
	return image_in(reg, STRIDE_EITR(last - 2), STRIDE_EITR(last)) ||
	       reg == STRIDE_IVAR(f->vf) || reg == STRIDE_PSRTYPE(f->vf) ||
	       reg == STRIDE_RTTDQSEL || reg == STRIDE_RTTBCNRC;
}

static bool image_is_fine(struct fuzz *f, u32 reg, u32 old, u32 new)
{
	if (image_in(reg, STRIDE_RAL(0), STRIDE_RAH(15)) ||
	    image_in(reg, STRIDE_RAL(16), STRIDE_RAH(23)))
		return image_rar_is_fine(f, reg);
	if (image_in(reg, STRIDE_MTA(0), STRIDE_MTA(127)) ||
	    image_in(reg, STRIDE_UTA(0), STRIDE_UTA(127)))
		return f->may & FUZZ_MAY_RX;
	if (image_in(reg, STRIDE_VLVF(0), STRIDE_VLVF(31)))
		return image_vlvf_is_fine(f, old, new);
	if (image_in(reg, STRIDE_VFTA(0), STRIDE_VFTA(127)))
		return image_vfta_is_fine(f, reg, old, new);
	if (image_in(reg, STRIDE_VMOLR(0), STRIDE_VMOLR(7)))
		return image_vmolr_is_fine(f, reg, old, new);
	/* Its interrupt is masked as it needs. */
	if (reg == STRIDE_MBVFIMR)
		return (old ^ new) == BIT(f->vf);
	return f->may == FUZZ_MAY_RESET && image_is_own(f, reg, old, new);
}

static unsigned int image_check_block(struct fuzz *f, u32 first)
{
	unsigned int bad = 0;
	u32 reg, old, new;

	for (reg = first; reg < first + BLOCK; reg += 4) {
		old = f->regs[reg / 4];
		new = f->bed->fake->pf.regs[reg / 4];
		if (old == new || image_is_fine(f, reg, old, new))
			continue;
		bad++;
		kunit_info(f->bed->fake->test, "register %#x: %#x -> %#x", reg, old,
			   new);
	}
	return bad;
}

static unsigned int image_check_mailboxes(struct fuzz *f)
{
	unsigned int i, bad = 0;

	for (i = 0; i < FAKE_HW_VFS; i++) {
		if (i == f->vf ||
		    !memcmp(&f->mbx[i], &f->bed->fake->mbx[i], sizeof(f->mbx[i])))
			continue;
		bad++;
		kunit_info(f->bed->fake->test, "mailbox of VF %u changed", i);
	}
	return bad;
}

/* A unicast address has one owner, and nobody has more than his share. */
static unsigned int image_check_shares(struct fuzz *f)
{
	unsigned int i, j, extra = 0, vlans = 0, wrong = 0;
	u32 ral[STRIDE_RAR_ENTRIES], rah[STRIDE_RAR_ENTRIES];

	for (i = 0; i < STRIDE_RAR_ENTRIES; i++) {
		ral[i] = pf_bed_reg(f->bed, STRIDE_RAL(i));
		rah[i] = pf_bed_reg(f->bed, STRIDE_RAH(i));
		if (i >= MAC_EXTRA && image_pools(rah[i]) & BIT(f->vf))
			extra++;
		wrong += rah[i] & STRIDE_RAH_AV && ral[i] & 1;
		for (j = 0; j < i && rah[i] & STRIDE_RAH_AV; j++)
			wrong += rah[j] & STRIDE_RAH_AV && ral[j] == ral[i] &&
				 !((rah[j] ^ rah[i]) & STRIDE_RAH_ADDR);
	}
	for (i = 0; i < STRIDE_VLVF_ENTRIES; i++)
		vlans += !!(FIELD_GET(STRIDE_VLVF_POOLS,
				      pf_bed_reg(f->bed, STRIDE_VLVF(i))) &
			    BIT(f->vf));
	if (!wrong && extra <= MAC_EXTRAS_VFS / f->bed->pf.num_vfs &&
	    vlans <= VLANS_VFS / f->bed->pf.num_vfs)
		return 0;
	kunit_info(f->bed->fake->test,
		   "%u extra addresses, %u VLANs, %u addresses multicast or twice",
		   extra, vlans, wrong);
	return 1;
}

/**
 * fuzz_image_take() - from here on changes count
 * @f: run
 */
void fuzz_image_take(struct fuzz *f)
{
	memcpy(f->regs, f->bed->fake->pf.regs, f->bed->fake->pf.size);
	memcpy(f->mbx, f->bed->fake->mbx, sizeof(f->mbx));
}

/**
 * fuzz_image_check() - look at everything, and take it
 * @f: run, @f->vf and @f->may tell who may have changed what
 *
 * Return: registers and mailboxes that changed and should not have; each is told.
 */
unsigned int fuzz_image_check(struct fuzz *f)
{
	struct fake_hw *fake = f->bed->fake;
	unsigned int bad = 0;
	u32 reg;

	for (reg = 0; reg < fake->pf.size; reg += BLOCK) {
		if (!memcmp(&f->regs[reg / 4], &fake->pf.regs[reg / 4], BLOCK))
			continue;
		bad += image_check_block(f, reg);
		memcpy(&f->regs[reg / 4], &fake->pf.regs[reg / 4], BLOCK);
	}
	bad += image_check_mailboxes(f);
	memcpy(f->mbx, fake->mbx, sizeof(f->mbx));
	if (f->may & (FUZZ_MAY_MAC | FUZZ_MAY_VLAN))
		bad += image_check_shares(f);
	return bad;
}
