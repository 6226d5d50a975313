// SPDX-License-Identifier: GPL-2.0
/*
 * The fake device: what its registers do.  Offsets and bits are written down
 * here once more, from the datasheet, so that a wrong one in the drivers' headers
 * does not go unnoticed because both sides use it.
 */

#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/string.h>
#include "fake_hw.h"

#define REG_CTRL	0x00000
#define   CTRL_MASTER_DISABLE	BIT(2)
#define   CTRL_RST		BIT(26)
#define REG_STATUS	0x00008
#define   STATUS_UP		0x00080083	/* master enabled, 1000, link, FD */
#define   STATUS_GIO_MASTER	BIT(19)
#define REG_CTRL_EXT	0x00018
#define   CTRL_EXT_PFRSTD	BIT(14)

#define REG_ICR_ALIAS	0x000c0		/* also ICS, IMS, IMC, IAM, 8 bytes apart */
#define REG_ICR		0x01500
#define   ICR_VMMB		BIT(8)
#define REG_ICS		0x01504
#define REG_IMS		0x01508
#define REG_IMC		0x0150c
#define REG_IAM		0x01510
#define REG_GPIE	0x01514
#define   GPIE_NSICR		BIT(0)
#define REG_EICS	0x01520
#define REG_EIMS	0x01524
#define REG_EIMC	0x01528
#define REG_EICR	0x01580
#define REG_EITR0	0x01680
#define EITRS		25

#define REG_VMBMEM	0x00800
#define VMBMEM_SIZE	0x40
#define REG_P2VMAILBOX	0x00c00
#define REG_V2PMAILBOX	0x00c40
#define   MBX_SIGNAL		BIT(0)	/* P2V.STS, V2P.REQ */
#define   MBX_ACK		BIT(1)
#define   MBX_VFU		BIT(2)
#define   MBX_PFU		BIT(3)
#define   P2V_RVFU		BIT(4)
#define   V2P_PFSTS		BIT(4)
#define   V2P_PFACK		BIT(5)
#define   V2P_RSTI		BIT(6)
#define   V2P_RSTD		BIT(7)
#define   V2P_READ_CLEARS	(V2P_PFSTS | V2P_PFACK | V2P_RSTD)
#define REG_MBVFICR	0x00c80
#define   MBVFICR_VFREQ(vf)	BIT(vf)
#define   MBVFICR_VFACK(vf)	BIT(16 + (vf))
#define REG_VFLRE	0x00c88
#define REG_VFRE	0x00c8c
#define REG_VFTE	0x00c90

#define REG_VF_COUNTERS	0x00f00
#define REG_PVF_COUNTERS 0x10000	/* 0x100 a VF */

#define REG_RXQ_LOW	0x02800		/* 0x100 a queue */
#define REG_TXQ_LOW	0x03800
#define REG_RXQ		0x0c000		/* 0x40 a queue */
#define REG_TXQ		0x0e000
#define QUEUE_SIZE	0x40
#define   QUEUE_XDCTL		0x28
#define   XDCTL_ENABLE		BIT(25)
#define VF_QUEUES	2
#define LOW_QUEUES	4

/* The PF's interrupt causes are at 0xc0 as in older devices, and at 0x1500. */
static u32 pf_alias(u32 reg)
{
	u32 n = (reg - REG_ICR_ALIAS) / 8;

	if (reg % 8 || reg < REG_ICR_ALIAS || n > (REG_IAM - REG_ICR) / 4)
		return reg;
	return REG_ICR + n * 4;
}

static u32 *pf_reg(struct fake_hw *fake, u32 reg)
{
	return &fake->pf.regs[reg / sizeof(u32)];
}

/*
 * Queue registers at 0x2800 and 0x3800, 0x100 a queue, are the same as those at
 * 0xc000 and 0xe000, 0x40 a queue.  Return: true with the queue number in *@q.
 */
static bool regs_is_low_queue(u32 reg, u32 base, u32 queues, u32 *q)
{
	*q = (reg - base) / 0x100;
	return reg >= base && *q < queues && reg % 0x100 < QUEUE_SIZE;
}

static u32 *pf_reg_at(struct fake_hw *fake, u32 reg)
{
	u32 n = (reg - REG_VMBMEM) / VMBMEM_SIZE;
	u32 q;

	reg = pf_alias(reg);
	if (reg >= REG_VMBMEM && n < FAKE_HW_VFS)
		return &fake->mbx[n].mem[reg % VMBMEM_SIZE / sizeof(u32)];
	if (regs_is_low_queue(reg, REG_RXQ_LOW, LOW_QUEUES, &q))
		return pf_reg(fake, REG_RXQ + q * QUEUE_SIZE + reg % 0x100);
	if (regs_is_low_queue(reg, REG_TXQ_LOW, LOW_QUEUES, &q))
		return pf_reg(fake, REG_TXQ + q * QUEUE_SIZE + reg % 0x100);
	return pf_reg(fake, reg);
}

/* VF n has the queues n and n + 8 of the device. */
static u32 *vf_reg_at(struct fake_hw *fake, int vf, u32 reg)
{
	u32 q;

	if (reg == REG_STATUS)
		return pf_reg(fake, REG_STATUS);
	if (reg >= REG_VMBMEM && reg < REG_VMBMEM + VMBMEM_SIZE)
		return &fake->mbx[vf].mem[reg % VMBMEM_SIZE / sizeof(u32)];
	if (reg >= REG_VF_COUNTERS && reg < REG_VF_COUNTERS + 0x100)
		return pf_reg(fake, REG_PVF_COUNTERS + vf * 0x100 + reg % 0x100);
	if (regs_is_low_queue(reg, REG_RXQ_LOW, VF_QUEUES, &q))
		return pf_reg(fake, REG_RXQ + (vf + q * FAKE_HW_VFS) * QUEUE_SIZE +
				    reg % 0x100);
	if (regs_is_low_queue(reg, REG_TXQ_LOW, VF_QUEUES, &q))
		return pf_reg(fake, REG_TXQ + (vf + q * FAKE_HW_VFS) * QUEUE_SIZE +
				    reg % 0x100);
	return &fake->vf[vf].regs[reg / sizeof(u32)];
}

/**
 * fake_regs_at() - where a register's value is
 * @fake: device
 * @vf: VF index or %FAKE_HW_PF: through whose window
 * @reg: offset in that window
 *
 * Return: the value's place.
 */
u32 *fake_regs_at(struct fake_hw *fake, int vf, u32 reg)
{
	return vf == FAKE_HW_PF ? pf_reg_at(fake, reg) : vf_reg_at(fake, vf, reg);
}

static void regs_interrupt_pf(struct fake_hw *fake)
{
	*pf_reg(fake, REG_ICR) |= ICR_VMMB;
	fake->pf.irqs++;
}

/**
 * fake_regs_init() - registers after power-on and a PF's reset
 * @fake: device, its memory zeroed
 */
void fake_regs_init(struct fake_hw *fake)
{
	*pf_reg(fake, REG_STATUS) = STATUS_UP;
	fake_board_init(fake);
}

/**
 * fake_regs_vf_reset() - FLR or CTRL.RST of a VF
 * @fake: device
 * @vf: VF index
 *
 * Stops the VF's queues and tells the PF; whatever else the VF had programmed
 * stays, mailbox and its ownership included.
 */
void fake_regs_vf_reset(struct fake_hw *fake, int vf)
{
	u32 q;

	for (q = vf; q < VF_QUEUES * FAKE_HW_VFS; q += FAKE_HW_VFS) {
		*pf_reg(fake, REG_RXQ + q * QUEUE_SIZE + QUEUE_XDCTL) &=
			~XDCTL_ENABLE;
		*pf_reg(fake, REG_TXQ + q * QUEUE_SIZE + QUEUE_XDCTL) &=
			~XDCTL_ENABLE;
	}
	*pf_reg(fake, REG_VFRE) &= ~BIT(vf);
	*pf_reg(fake, REG_VFTE) &= ~BIT(vf);
	*pf_reg(fake, REG_VFLRE) |= BIT(vf);
	regs_interrupt_pf(fake);
}

/* Wipes everything but EITR (DS 4.2.1.6.1); VFs are told until PFRSTD. */
static void regs_pf_reset(struct fake_hw *fake)
{
	u32 eitr[EITRS];
	unsigned int i;

	memcpy(eitr, pf_reg(fake, REG_EITR0), sizeof(eitr));
	memset(fake->pf.regs, 0, fake->pf.size);
	memcpy(pf_reg(fake, REG_EITR0), eitr, sizeof(eitr));
	memset(fake->mbx, 0, sizeof(fake->mbx));
	for (i = 0; i < FAKE_HW_VFS; i++) {
		memset(fake->vf[i].regs, 0, fake->vf[i].size);
		fake->mbx[i].events = V2P_RSTI;
	}
	*pf_reg(fake, REG_STATUS) = STATUS_UP;
	fake_board_reset(fake);
}

static void regs_pf_reset_done(struct fake_hw *fake)
{
	unsigned int i;

	for (i = 0; i < FAKE_HW_VFS; i++) {
		fake->mbx[i].events &= ~V2P_RSTI;
		fake->mbx[i].events |= V2P_RSTD;
	}
}

static u32 mbx_read_p2v(const struct fake_hw_mbx *mbx)
{
	return (mbx->vfu_seen ? MBX_VFU : 0) | (mbx->pfu ? MBX_PFU : 0);
}

static u32 mbx_read_v2p(struct fake_hw_mbx *mbx)
{
	u32 val = mbx->events | (mbx->vfu ? MBX_VFU : 0) |
		  (mbx->pfu ? MBX_PFU : 0);

	mbx->events &= ~V2P_READ_CLEARS;
	return val;
}

/* DS 8.14.1: PFU is granted while VFU is clear, and every write states it. */
static void mbx_write_p2v(struct fake_hw *fake, unsigned int vf, u32 val)
{
	struct fake_hw_mbx *mbx = &fake->mbx[vf];

	if (val & MBX_SIGNAL)
		mbx->events |= V2P_PFSTS;
	if (val & MBX_ACK)
		mbx->events |= V2P_PFACK;
	if (val & (MBX_SIGNAL | MBX_ACK))
		fake->vf[vf].irqs++;
	if (!(val & MBX_PFU))
		mbx->pfu = false;
	else if (!mbx->vfu_seen)
		mbx->pfu = true;
	if (val & P2V_RVFU) {
		mbx->vfu = false;
		/* QEMU forgets the PF's copy (hw/net/igb_core.c). */
		if (!fake->qemu)
			mbx->vfu_seen = false;
		*pf_reg(fake, REG_MBVFICR) &= ~(MBVFICR_VFREQ(vf) |
						MBVFICR_VFACK(vf));
	}
}

/* DS 8.26.3: the mirror image. */
static void mbx_write_v2p(struct fake_hw *fake, unsigned int vf, u32 val)
{
	struct fake_hw_mbx *mbx = &fake->mbx[vf];

	if (val & MBX_SIGNAL)
		*pf_reg(fake, REG_MBVFICR) |= MBVFICR_VFREQ(vf);
	if (val & MBX_ACK)
		*pf_reg(fake, REG_MBVFICR) |= MBVFICR_VFACK(vf);
	if (val & (MBX_SIGNAL | MBX_ACK))
		regs_interrupt_pf(fake);
	if (!(val & MBX_VFU))
		mbx->vfu = false;
	else if (!mbx->pfu)
		mbx->vfu = true;
	mbx->vfu_seen = mbx->vfu;
}

/* Return: true if @reg is the array's, with the VF's index in *@vf. */
static bool regs_is_mbx(u32 reg, u32 base, u32 *vf)
{
	*vf = (reg - base) / sizeof(u32);
	return reg >= base && *vf < FAKE_HW_VFS;
}

/* Only QEMU's model has V2PMAILBOX in the PF's BAR for certain. */
static bool pf_may_reach_v2p(struct fake_hw *fake, u32 vf)
{
	if (!fake->qemu)
		KUNIT_FAIL(fake->test, "PF uses V2PMAILBOX of vf %u", vf);
	return fake->qemu;
}

static u32 regs_status(struct fake_hw *fake)
{
	u32 val = *pf_reg(fake, REG_STATUS);

	return *pf_reg(fake, REG_CTRL) & CTRL_MASTER_DISABLE ?
	       val & ~STATUS_GIO_MASTER : val;
}

static u32 pf_read(struct fake_hw *fake, u32 reg)
{
	u32 *at = pf_reg_at(fake, reg);
	u32 val = *at;
	u32 vf;

	reg = pf_alias(reg);
	if (reg == REG_STATUS)
		return regs_status(fake);
	if (regs_is_mbx(reg, REG_P2VMAILBOX, &vf))
		return mbx_read_p2v(&fake->mbx[vf]);
	if (regs_is_mbx(reg, REG_V2PMAILBOX, &vf))
		return pf_may_reach_v2p(fake, vf) ?
		       mbx_read_v2p(&fake->mbx[vf]) : 0;
	if (reg == REG_ICR && (*pf_reg(fake, REG_GPIE) & GPIE_NSICR ||
			       !*pf_reg(fake, REG_IMS)))
		*at = 0;
	fake_board_read(fake, reg);
	return val;
}

/**
 * fake_regs_read() - the device answers a read
 * @fake: device
 * @vf: VF index or %FAKE_HW_PF: through whose window
 * @reg: offset in that window
 *
 * Return: the value.
 */
u32 fake_regs_read(struct fake_hw *fake, int vf, u32 reg)
{
	if (vf == FAKE_HW_PF)
		return pf_read(fake, reg);
	if (reg == REG_STATUS)
		return regs_status(fake);
	if (reg == REG_V2PMAILBOX)
		return mbx_read_v2p(&fake->mbx[vf]);
	return *vf_reg_at(fake, vf, reg);
}

/* Registers that set, clear or mask bits elsewhere.  Return: false if none. */
static bool regs_write_interrupt(struct fake_hw *fake, int vf, u32 reg, u32 val)
{
	switch (reg) {
	case REG_EICS:
		*fake_regs_at(fake, vf, REG_EICR) |= val;
		return true;
	case REG_EIMS:
		*fake_regs_at(fake, vf, REG_EIMS) |= val;
		return true;
	case REG_EIMC:
		*fake_regs_at(fake, vf, REG_EIMS) &= ~val;
		return true;
	case REG_EICR:
		*fake_regs_at(fake, vf, REG_EICR) &= ~val;
		return true;
	}
	return false;
}

static void pf_write(struct fake_hw *fake, u32 reg, u32 val)
{
	u32 vf;

	reg = pf_alias(reg);
	if (regs_is_mbx(reg, REG_P2VMAILBOX, &vf)) {
		mbx_write_p2v(fake, vf, val);
		return;
	}
	if (regs_is_mbx(reg, REG_V2PMAILBOX, &vf)) {
		if (pf_may_reach_v2p(fake, vf))
			mbx_write_v2p(fake, vf, val);
		return;
	}
	switch (reg) {
	case REG_CTRL:
		if (val & CTRL_RST)
			regs_pf_reset(fake);
		*pf_reg(fake, reg) = val & ~CTRL_RST;
		return;
	case REG_STATUS:
		return;
	case REG_CTRL_EXT:
		*pf_reg(fake, reg) = val;
		if (val & CTRL_EXT_PFRSTD)
			regs_pf_reset_done(fake);
		return;
	case REG_ICR:
	case REG_MBVFICR:
	case REG_VFLRE:
		*pf_reg(fake, reg) &= ~val;
		return;
	case REG_ICS:
		*pf_reg(fake, REG_ICR) |= val;
		return;
	case REG_IMS:
		*pf_reg(fake, REG_IMS) |= val;
		return;
	case REG_IMC:
		*pf_reg(fake, REG_IMS) &= ~val;
		return;
	}
	*pf_reg_at(fake, reg) = fake_board_write(fake, reg, val);
}

/**
 * fake_regs_write() - the device takes a write
 * @fake: device
 * @vf: VF index or %FAKE_HW_PF: through whose window
 * @reg: offset in that window
 * @val: value
 */
void fake_regs_write(struct fake_hw *fake, int vf, u32 reg, u32 val)
{
	if (regs_write_interrupt(fake, vf, reg, val))
		return;
	if (vf == FAKE_HW_PF) {
		pf_write(fake, reg, val);
		return;
	}
	switch (reg) {
	case REG_CTRL:
		if (val & CTRL_RST)
			fake_regs_vf_reset(fake, vf);
		return;
	case REG_STATUS:
		return;
	case REG_V2PMAILBOX:
		mbx_write_v2p(fake, vf, val);
		return;
	}
	*vf_reg_at(fake, vf, reg) = val;
}
