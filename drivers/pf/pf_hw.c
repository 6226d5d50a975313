// SPDX-License-Identifier: GPL-2.0
/*
 * The device as a whole: reset, and everything that a reset undoes.
 */

#include <kunit/static_stub.h>
#include <linux/bitfield.h>
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/unaligned.h>

#include "pf.h"

#define MASTER_STOP_US	(80 * USEC_PER_MSEC)
#define AUTO_READ_US	(10 * USEC_PER_MSEC)

/**
 * stride_pf_hw_present() - is the device still in its slot
 * @pf: the device
 *
 * Configuration space is asked: where nothing is, registers may read as zeros
 * (QEMU).  Without an answer register access stops.
 *
 * Context: any.
 * Return: yes or no.
 */
bool stride_pf_hw_present(struct stride_pf *pf)
{
	KUNIT_STATIC_STUB_REDIRECT(stride_pf_hw_present, pf);

	if (pci_device_is_present(pf->pdev))
		return true;
	WRITE_ONCE(pf->hw.gone, true);
	return false;
}

/**
 * stride_pf_hw_quiesce() - stop DMA and interrupts of the PF
 * @pf: the device
 *
 * Context: may sleep.
 */
void stride_pf_hw_quiesce(struct stride_pf *pf)
{
	struct stride_hw *hw = &pf->hw;

	stride_wr32(hw, STRIDE_IMC, ~0U);
	stride_wr32(hw, STRIDE_EIMC, ~0U);
	stride_wr32(hw, STRIDE_RCTL, 0);
	stride_wr32(hw, STRIDE_TCTL, STRIDE_TCTL_PSP);
	stride_flush(hw);
}

/**
 * stride_pf_hw_reset() - reset the device: all registers, VFs' queues included
 * @pf: the device
 *
 * VFs see RSTI until stride_pf_hw_init() (DS 4.3.4).
 *
 * Context: may sleep.
 * Return: 0 or -ENODEV if the device does not answer.
 */
int stride_pf_hw_reset(struct stride_pf *pf)
{
	struct stride_hw *hw = &pf->hw;
	u32 val;

	stride_pf_hw_quiesce(pf);

	/* A reset in the middle of a DMA read can hang the bus (DS 5.2.3.3). */
	stride_rmw32(hw, STRIDE_CTRL, 0, STRIDE_CTRL_MASTER_DISABLE);
	if (stride_poll32(hw, STRIDE_STATUS, val,
			  !(val & STRIDE_STATUS_GIO_MASTER), 100, MASTER_STOP_US))
		dev_dbg(hw->dev, "DMA still pending before reset\n");

	stride_rmw32(hw, STRIDE_CTRL, 0, STRIDE_CTRL_RST);
	fsleep(USEC_PER_MSEC);
	/* QEMU's model never reports the NVM read; it is done at once there. */
	if (stride_poll32(hw, STRIDE_EECD, val, val & STRIDE_EECD_AUTO_RD,
			  USEC_PER_MSEC, AUTO_READ_US))
		dev_dbg(hw->dev, "NVM auto-read not reported\n");

	stride_wr32(hw, STRIDE_IMC, ~0U);
	stride_rd32(hw, STRIDE_ICR);
	return hw->gone ? -ENODEV : 0;
}

/**
 * stride_pf_hw_rx() - write RCTL, RLPML and CTRL.VME from what is wanted now
 * @pf: the device
 *
 * Context: @pf->lock held, may sleep.
 */
void stride_pf_hw_rx(struct stride_pf *pf)
{
	const struct stride_pf_filters *f = &pf->filters;
	u32 rctl = STRIDE_RCTL_SECRC | STRIDE_RCTL_BAM | STRIDE_RCTL_LPE;
	bool filter = pf->netdev->features & NETIF_F_HW_VLAN_CTAG_FILTER;
	u32 max_frame = pf->net->max_frame;

	lockdep_assert_held(&pf->lock);

	/* With pools VLAN filtering is what keeps tenants apart. */
	if (pf->vmdq || (filter && !f->pf_promisc))
		rctl |= STRIDE_RCTL_VFE;
	if (f->pf_promisc)
		rctl |= STRIDE_RCTL_UPE | STRIDE_RCTL_MPE;
	if (f->pf_allmulti)
		rctl |= STRIDE_RCTL_MPE;
	if (pf->net->port.running || pf->num_vfs)
		rctl |= STRIDE_RCTL_EN;
	/* Each pool has its own limit; this one is everybody's. */
	if (pf->vmdq)
		max_frame = STRIDE_FRAME(STRIDE_MAX_MTU);

	/*
	 * VME is also what lets VFs' tags out, a port VLAN's included (DS 8.2.1).
	 * With pools VMOLR says whose tags are stripped.
	 */
	stride_rmw32(&pf->hw, STRIDE_CTRL, STRIDE_CTRL_VME,
		     pf->vmdq || pf->netdev->features & NETIF_F_HW_VLAN_CTAG_RX ?
		     STRIDE_CTRL_VME : 0);
	stride_wr32(&pf->hw, STRIDE_RLPML, max_frame);
	stride_wr32(&pf->hw, STRIDE_RCTL, rctl);
}

static void hw_init_tx(struct stride_pf *pf)
{
	/* DS 8.12.1: the reset value's thresholds are for half duplex. */
	stride_wr32(&pf->hw, STRIDE_TCTL,
		    STRIDE_TCTL_EN | STRIDE_TCTL_PSP | STRIDE_TCTL_RTLC |
		    FIELD_PREP(STRIDE_TCTL_CT, 15) |
		    FIELD_PREP(STRIDE_TCTL_COLD, 63));
	stride_rmw32(&pf->hw, STRIDE_DTXCTL, 0, STRIDE_DTXCTL_VLAN_ADDED);
}

/**
 * stride_pf_hw_init() - bring a freshly reset device to the state wanted now
 * @pf: the device
 *
 * Everything comes from shadows, so this serves probe and every later reset.
 * VFs are told at the end that the reset is over.
 *
 * Context: @pf->lock held, may sleep.
 */
void stride_pf_hw_init(struct stride_pf *pf)
{
	struct stride_hw *hw = &pf->hw;

	stride_rmw32(hw, STRIDE_CTRL, STRIDE_CTRL_FRCSPD | STRIDE_CTRL_FRCDPX,
		     STRIDE_CTRL_SLU);
	stride_rmw32(hw, STRIDE_CTRL_EXT, 0, STRIDE_CTRL_EXT_DRV_LOAD);
	stride_wr32(hw, STRIDE_VET, ETH_P_8021Q);

	stride_pf_ucast_write(pf);
	stride_pf_mac_apply(pf);
	stride_pf_mcast_apply(pf);
	stride_pf_vlan_apply(pf);
	stride_wr32(hw, STRIDE_RXCSUM,
		    STRIDE_RXCSUM_IPOFL | STRIDE_RXCSUM_TUOFL |
		    STRIDE_RXCSUM_CRCOFL | STRIDE_RXCSUM_PCSD);
	stride_pf_rss_apply(pf);
	stride_pf_switch_apply(pf);
	stride_pf_rate_apply_all(pf);
	hw_init_tx(pf);
	stride_pf_hw_rx(pf);
	stride_pf_irq_enable(pf);
	stride_rmw32(hw, STRIDE_CTRL_EXT, 0, STRIDE_CTRL_EXT_PFRSTD);
	stride_flush(hw);
}

/**
 * stride_pf_hw_read_mac() - the port's own address
 * @pf: the device, after reset
 *
 * The device loads it from the NVM into receive address 0 (DS 6.2.1), already
 * corrected for the second port.
 *
 * Context: may sleep.
 * Return: 0 or -EADDRNOTAVAIL if the NVM holds no unicast address.
 */
int stride_pf_hw_read_mac(struct stride_pf *pf)
{
	put_unaligned_le32(stride_rd32(&pf->hw, STRIDE_RAL(0)), pf->perm_mac);
	put_unaligned_le16(FIELD_GET(STRIDE_RAH_ADDR,
				     stride_rd32(&pf->hw, STRIDE_RAH(0))),
			   pf->perm_mac + 4);
	return is_valid_ether_addr(pf->perm_mac) ? 0 : -EADDRNOTAVAIL;
}
