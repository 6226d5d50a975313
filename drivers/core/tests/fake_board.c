// SPDX-License-Identifier: GPL-2.0
/*
 * What is around the fake device: NVM, PHY and the semaphores that guard them.
 * Everything is done at once.
 */

#include <linux/bits.h>
#include "fake_hw.h"

#define REG_EECD	0x00010
#define   EECD_AUTO_RD		BIT(9)
#define REG_EERD	0x00014
#define   EERD_START		BIT(0)
#define   EERD_DONE		BIT(1)
#define REG_MDIC	0x00020
#define   MDIC_WRITE		BIT(26)
#define   MDIC_READ		BIT(27)
#define   MDIC_READY		BIT(28)
#define   MDIC_ERROR		BIT(30)
#define PHY_ADDR	1
#define REG_RAL0	0x05400
#define REG_RAH0	0x05404
#define   RAH_AV		BIT(31)
#define REG_SWSM	0x05b50
#define   SWSM_SMBI		BIT(0)

#define NVM_SUM		0xbaba	/* of the first 64 words, DS 6.2.11 */
#define BMSR_UP		0x796d	/* 10 to 1000 Mbit/s, negotiated, link */

static void board_load(struct fake_hw *fake)
{
	fake_hw_poke(fake, FAKE_HW_PF, REG_RAL0,
		     fake->nvm[0] | (u32)fake->nvm[1] << 16);
	fake_hw_poke(fake, FAKE_HW_PF, REG_RAH0, fake->nvm[2] | RAH_AV);
	/* QEMU never reports it. */
	fake_hw_poke(fake, FAKE_HW_PF, REG_EECD, fake->qemu ? 0 : EECD_AUTO_RD);
}

/**
 * fake_board_init() - a board with address 52:54:00:12:34:56 and a link
 * @fake: device, its memory zeroed
 */
void fake_board_init(struct fake_hw *fake)
{
	u16 sum = 0;
	unsigned int i;

	fake->nvm[0] = 0x5452;
	fake->nvm[1] = 0x1200;
	fake->nvm[2] = 0x5634;
	for (i = 0; i < FAKE_HW_NVM - 1; i++)
		sum += fake->nvm[i];
	fake->nvm[FAKE_HW_NVM - 1] = NVM_SUM - sum;
	fake->phy[1] = BMSR_UP;
	board_load(fake);
}

/**
 * fake_board_reset() - the device loads the NVM after a reset
 * @fake: device
 */
void fake_board_reset(struct fake_hw *fake)
{
	board_load(fake);
}

/**
 * fake_board_read() - side effects of reading
 * @fake: device
 * @reg: the PF's register that is being read
 *
 * SMBI is taken by the read that finds it clear.
 */
void fake_board_read(struct fake_hw *fake, u32 reg)
{
	u32 swsm = fake_hw_peek(fake, FAKE_HW_PF, REG_SWSM);

	if (reg == REG_SWSM)
		fake_hw_poke(fake, FAKE_HW_PF, reg, swsm | SWSM_SMBI);
}

static u32 board_eerd(struct fake_hw *fake, u32 val)
{
	u32 word = (val >> 2) % FAKE_HW_NVM;

	if (!(val & EERD_START))
		return val;
	return (val & 0xfffc) | EERD_DONE | (u32)fake->nvm[word] << 16;
}

static u32 board_mdic(struct fake_hw *fake, u32 val)
{
	u32 reg = val >> 16 & 0x1f;

	if ((val >> 21 & 0x1f) != PHY_ADDR)
		return val | MDIC_READY | MDIC_ERROR;
	if (val & MDIC_WRITE)
		fake->phy[reg] = val;
	else if (val & MDIC_READ)
		val = (val & ~0xffff) | fake->phy[reg];
	return val | MDIC_READY;
}

/**
 * fake_board_write() - what is stored when a register is written
 * @fake: device
 * @reg: the PF's register
 * @val: value that is written
 *
 * Return: the value that a read will find.
 */
u32 fake_board_write(struct fake_hw *fake, u32 reg, u32 val)
{
	switch (reg) {
	case REG_EERD:
		return board_eerd(fake, val);
	case REG_MDIC:
		return board_mdic(fake, val);
	default:
		return val;
	}
}
