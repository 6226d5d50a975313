// SPDX-License-Identifier: GPL-2.0
/*
 * The internal copper PHY: MDIO by MDIC (DS 8.2.4) and IEEE 802.3 clause 22
 * auto-negotiation, which is all that it needs.
 */

#include <linux/bitfield.h>
#include <linux/mii.h>

#include "pf.h"

#define MDIC_US		(20 * USEC_PER_MSEC)

static int phy_mdic(struct stride_pf *pf, u32 cmd, u16 *val)
{
	u32 sync = STRIDE_SYNC_PHY(pf->port_id);
	u32 mdic;
	int err;

	err = stride_pf_sync_take(pf, sync);
	if (err)
		return err;
	stride_wr32(&pf->hw, STRIDE_MDIC,
		    cmd | FIELD_PREP(STRIDE_MDIC_PHY, STRIDE_PHY_ADDR));
	err = stride_poll32(&pf->hw, STRIDE_MDIC, mdic, mdic & STRIDE_MDIC_READY,
			    50, MDIC_US);
	if (!err && mdic & STRIDE_MDIC_ERROR)
		err = -EIO;
	if (!err && val)
		*val = FIELD_GET(STRIDE_MDIC_DATA, mdic);
	stride_pf_sync_drop(pf, sync);
	return err;
}

/**
 * stride_pf_phy_read() - read a PHY register
 * @pf: the device
 * @reg: MII register, 0..31
 * @val: receives it
 *
 * Context: may sleep.
 * Return: 0, -EBUSY, -ETIMEDOUT or -EIO.
 */
int stride_pf_phy_read(struct stride_pf *pf, u8 reg, u16 *val)
{
	return phy_mdic(pf, STRIDE_MDIC_OP_READ | FIELD_PREP(STRIDE_MDIC_REG, reg),
			val);
}

/**
 * stride_pf_phy_write() - write a PHY register
 * @pf: the device
 * @reg: MII register, 0..31
 * @val: value
 *
 * Context: may sleep.
 * Return: 0, -EBUSY, -ETIMEDOUT or -EIO.
 */
int stride_pf_phy_write(struct stride_pf *pf, u8 reg, u16 val)
{
	return phy_mdic(pf, STRIDE_MDIC_OP_WRITE |
			FIELD_PREP(STRIDE_MDIC_REG, reg) |
			FIELD_PREP(STRIDE_MDIC_DATA, val), NULL);
}

/**
 * stride_pf_phy_advertise() - set what auto-negotiation offers
 * @pf: the device
 * @modes: ADVERTISED_* of 10, 100 and 1000 Mb/s
 *
 * Pause is not offered: a paused port would let one VF stop all others.  It is
 * noted for the next reset, which may take the PHY along.
 *
 * Context: may sleep.
 * Return: 0 or an error of the PHY.
 */
int stride_pf_phy_advertise(struct stride_pf *pf, u32 modes)
{
	int err;

	pf->advertise = modes;
	err = stride_pf_phy_write(pf, MII_ADVERTISE,
				  ADVERTISE_CSMA | ethtool_adv_to_mii_adv_t(modes));
	if (err)
		return err;
	return stride_pf_phy_write(pf, MII_CTRL1000,
				   ethtool_adv_to_mii_ctrl1000_t(modes));
}

/**
 * stride_pf_phy_restart() - power the PHY up and negotiate anew
 * @pf: the device
 *
 * Context: may sleep; the link comes up later, with an interrupt.
 * Return: 0 or an error of the PHY.
 */
int stride_pf_phy_restart(struct stride_pf *pf)
{
	u16 bmcr;
	int err;

	err = stride_pf_phy_read(pf, MII_BMCR, &bmcr);
	if (err)
		return err;
	bmcr &= ~(BMCR_PDOWN | BMCR_ISOLATE | BMCR_LOOPBACK);
	return stride_pf_phy_write(pf, MII_BMCR,
				   bmcr | BMCR_ANENABLE | BMCR_ANRESTART);
}
