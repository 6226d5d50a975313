/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_HW_PF_REGS_H
#define STRIDE_HW_PF_REGS_H

#include <linux/bits.h>
#include <stride/hw/regs.h>

/*
 * Registers of the 82576 that only the PF reaches.  Form as in regs.h; "DS" is
 * the 82576 datasheet.
 */

#define STRIDE_POOLS		8	/* VMDq pools = VFs + PF (DS 7.10) */
#define STRIDE_PF_POOL		7	/* the PF's; VFs have 0..6 */
#define STRIDE_MAX_VFS		7
#define STRIDE_PF_VECTORS	10	/* MSI-X table size (DS 7.3.1.1) */

/* Device control (DS 8.2) */
#define   STRIDE_CTRL_MASTER_DISABLE	BIT(2)
#define STRIDE_EECD		0x00010
#define   STRIDE_EECD_AUTO_RD		BIT(9)
#define STRIDE_EERD		0x00014
#define   STRIDE_EERD_START		BIT(0)
#define   STRIDE_EERD_DONE		BIT(1)
#define   STRIDE_EERD_ADDR		GENMASK(15, 2)
#define   STRIDE_EERD_DATA		GENMASK(31, 16)
#define STRIDE_CTRL_EXT		0x00018
#define   STRIDE_CTRL_EXT_PFRSTD	BIT(14)	/* PF reset done, tell VFs */
#define   STRIDE_CTRL_EXT_LINK_MODE	GENMASK(23, 22)
#define   STRIDE_CTRL_EXT_DRV_LOAD	BIT(28)
#define STRIDE_MDIC		0x00020
#define   STRIDE_MDIC_DATA		GENMASK(15, 0)
#define   STRIDE_MDIC_REG		GENMASK(20, 16)
#define   STRIDE_MDIC_PHY		GENMASK(25, 21)
#define   STRIDE_MDIC_OP_WRITE		BIT(26)
#define   STRIDE_MDIC_OP_READ		BIT(27)
#define   STRIDE_MDIC_READY		BIT(28)
#define   STRIDE_MDIC_ERROR		BIT(30)
#define STRIDE_FCAL		0x00028
#define STRIDE_FCAH		0x0002c
#define STRIDE_FCT		0x00030
#define STRIDE_VET		0x00038
#define STRIDE_FCTTV		0x00170
#define STRIDE_LEDCTL		0x00e00
#define STRIDE_PHY_ADDR		1	/* the internal copper PHY */

/* Interrupt causes that are not queues' (DS 8.8.1 ff) */
#define STRIDE_ICR		0x000c0
#define STRIDE_ICS		0x000c8
#define STRIDE_IMS		0x000d0
#define STRIDE_IMC		0x000d8
#define   STRIDE_ICR_LSC		BIT(2)
#define   STRIDE_ICR_VMMB		BIT(8)	/* mailbox or VF reset */
#define   STRIDE_ICR_DOUTSYNC		BIT(28)
#define STRIDE_GPIE		0x01514
#define   STRIDE_GPIE_NSICR		BIT(0)	/* ICR clears on read */
#define   STRIDE_GPIE_MSIX_MODE		BIT(4)
#define   STRIDE_GPIE_PBA		BIT(31)
#define   STRIDE_IVAR_MISC_OTHER_SHIFT	8

/* Receive and transmit control (DS 8.10.1, 8.12.1) */
#define STRIDE_RCTL		0x00100
#define   STRIDE_RCTL_EN		BIT(1)
#define   STRIDE_RCTL_UPE		BIT(3)
#define   STRIDE_RCTL_MPE		BIT(4)
#define   STRIDE_RCTL_LPE		BIT(5)
#define   STRIDE_RCTL_LBM_MAC		BIT(6)
#define   STRIDE_RCTL_BAM		BIT(15)
#define   STRIDE_RCTL_VFE		BIT(18)
#define   STRIDE_RCTL_SECRC		BIT(26)
#define STRIDE_TCTL		0x00400
#define   STRIDE_TCTL_EN		BIT(1)
#define   STRIDE_TCTL_PSP		BIT(3)
#define   STRIDE_TCTL_CT		GENMASK(11, 4)
#define   STRIDE_TCTL_COLD		GENMASK(21, 12)
#define   STRIDE_TCTL_RTLC		BIT(24)
#define STRIDE_RXPBS		0x02404
#define STRIDE_DTXCTL		0x03590
#define   STRIDE_DTXCTL_VLAN_ADDED	BIT(3)	/* the MAC inserts tags */

/* Queue blocks as the PF sees them: 0..15. */
#define STRIDE_PF_RXQ(q)	(0x0c000 + 0x40 * (q))
#define STRIDE_PF_TXQ(q)	(0x0e000 + 0x40 * (q))
/* RXCTL and TXCTL after a reset (DS 8.13.1, 8.13.2): relaxed ordering, no DCA. */
#define STRIDE_RXCTL_DEFAULT	0x0000a200
#define STRIDE_TXCTL_DEFAULT	0x00002a00

/* Receive filters (DS 8.10.10 ff) */
#define STRIDE_RXCSUM		0x05000
#define   STRIDE_RXCSUM_IPOFL		BIT(8)
#define   STRIDE_RXCSUM_TUOFL		BIT(9)
#define   STRIDE_RXCSUM_CRCOFL		BIT(11)
#define   STRIDE_RXCSUM_PCSD		BIT(13)	/* RSS hash, not fragment csum */
#define STRIDE_RLPML		0x05004
#define STRIDE_PSRTYPE(pool)	(0x05480 + 4 * (pool))	/* header split */
#define STRIDE_MTA(n)		(0x05200 + 4 * (n))
#define   STRIDE_MTA_REGS		128
#define STRIDE_RAL(n)		((n) < 16 ? 0x05400 + 8 * (n) : \
					    0x054e0 + 8 * ((n) - 16))
#define STRIDE_RAH(n)		(STRIDE_RAL(n) + 4)
#define   STRIDE_RAR_ENTRIES		24
#define   STRIDE_RAH_ADDR		GENMASK(15, 0)
#define   STRIDE_RAH_POOL		GENMASK(25, 18)
#define   STRIDE_RAH_AV			BIT(31)
#define STRIDE_VFTA(n)		(0x05600 + 4 * (n))
#define   STRIDE_VFTA_REGS		128
#define STRIDE_UTA(n)		(0x0a000 + 4 * (n))
#define   STRIDE_UTA_REGS		128
#define STRIDE_MRQC		0x05818
#define   STRIDE_MRQC_MRQE		GENMASK(2, 0)
#define     STRIDE_MRQC_RSS		2
#define     STRIDE_MRQC_VMDQ		3
#define     STRIDE_MRQC_VMDQ_RSS	5
#define   STRIDE_MRQC_TCPIPV4		BIT(16)
#define   STRIDE_MRQC_IPV4		BIT(17)
#define   STRIDE_MRQC_IPV6		BIT(20)
#define   STRIDE_MRQC_TCPIPV6		BIT(21)
#define   STRIDE_MRQC_UDPIPV4		BIT(22)
#define   STRIDE_MRQC_UDPIPV6		BIT(23)
#define STRIDE_RETA(n)		(0x05c00 + 4 * (n))
#define   STRIDE_RETA_ENTRIES		128
#define STRIDE_RSSRK(n)		(0x05c80 + 4 * (n))
#define   STRIDE_RSSRK_BYTES		40

/* Pools and the switch (DS 8.14, 7.10) */
#define STRIDE_VT_CTL		0x0581c
#define   STRIDE_VT_CTL_DEF_POOL	GENMASK(9, 7)
#define   STRIDE_VT_CTL_DIS_DEF_POOL	BIT(29)
#define   STRIDE_VT_CTL_REPL_EN		BIT(30)
#define STRIDE_VMOLR(p)		(0x05ad0 + 4 * (p))
#define   STRIDE_VMOLR_RLPML		GENMASK(13, 0)
#define   STRIDE_VMOLR_LPE		BIT(16)
#define   STRIDE_VMOLR_RSSE		BIT(17)
#define   STRIDE_VMOLR_AUPE		BIT(24)	/* untagged */
#define   STRIDE_VMOLR_ROMPE		BIT(25)	/* multicast by hash */
#define   STRIDE_VMOLR_ROPE		BIT(26)	/* unicast by hash */
#define   STRIDE_VMOLR_BAM		BIT(27)	/* broadcast */
#define   STRIDE_VMOLR_MPME		BIT(28)	/* all multicast */
#define   STRIDE_VMOLR_STRVLAN		BIT(30)
#define   STRIDE_VMOLR_STRCRC		BIT(31)
#define STRIDE_RPLOLR		0x05af0
#define   STRIDE_RPLOLR_STRVLAN		BIT(30)
#define   STRIDE_RPLOLR_STRCRC		BIT(31)
#define STRIDE_VMVIR(p)		(0x03700 + 4 * (p))
#define   STRIDE_VMVIR_TAG		GENMASK(15, 0)
#define   STRIDE_VMVIR_DEFAULT		BIT(30)	/* always insert the tag */
#define STRIDE_VLVF(n)		(0x05d00 + 4 * (n))
#define   STRIDE_VLVF_ENTRIES		32
#define   STRIDE_VLVF_VID		GENMASK(11, 0)
#define   STRIDE_VLVF_POOLS		GENMASK(19, 12)
#define   STRIDE_VLVF_EN		BIT(31)
#define STRIDE_DTXSWC		0x03500
#define   STRIDE_DTXSWC_MAC_SPOOF	GENMASK(7, 0)
#define   STRIDE_DTXSWC_VLAN_SPOOF	GENMASK(15, 8)
#define   STRIDE_DTXSWC_LOOPBACK	BIT(31)
#define STRIDE_QDE		0x02408
#define STRIDE_VFRE		0x00c8c
#define STRIDE_VFTE		0x00c90

/* Transmit rate limit of the queue that RTTDQSEL names (DS 8.13) */
#define STRIDE_RTTDQSEL		0x03604
#define STRIDE_RTTBCNRM		0x03690
#define   STRIDE_RTTBCNRM_MMW_JUMBO	0x14	/* for frames up to 9728 bytes */
#define STRIDE_RTTBCNRC		0x036b0
#define   STRIDE_RTTBCNRC_FACTOR	GENMASK(23, 0)	/* 10.14 fixed point */
#define   STRIDE_RTTBCNRC_FRACTION	14
#define   STRIDE_RTTBCNRC_ENA		BIT(31)

/* Mailboxes as the PF sees them (DS 8.14.1-8.14.4) */
#define STRIDE_P2VMAILBOX(n)	(0x00c00 + 4 * (n))
#define   STRIDE_P2V_STS		BIT(0)
#define   STRIDE_P2V_ACK		BIT(1)
#define   STRIDE_P2V_VFU		BIT(2)
#define   STRIDE_P2V_PFU		BIT(3)
#define   STRIDE_P2V_RVFU		BIT(4)	/* take the buffer from a dead VF */
#define STRIDE_PF_VMBMEM(n)	(0x00800 + 64 * (n))
#define STRIDE_MBVFICR		0x00c80
#define   STRIDE_MBVFICR_REQ		GENMASK(7, 0)
#define   STRIDE_MBVFICR_ACK		GENMASK(23, 16)
#define STRIDE_MBVFIMR		0x00c84
#define   STRIDE_MBVFIMR_VFIM		GENMASK(7, 0)	/* 1: interrupts */
#define STRIDE_VFLRE		0x00c88

/* Counters of a VF as the PF sees them (DS 8.18.72 ff), 32 bits, wrapping */
#define STRIDE_PVFGPRC(n)	(0x10010 + 0x100 * (n))
#define STRIDE_PVFGPTC(n)	(0x10014 + 0x100 * (n))
#define STRIDE_PVFGORC(n)	(0x10018 + 0x100 * (n))
#define STRIDE_PVFGOTC(n)	(0x10034 + 0x100 * (n))
#define STRIDE_PVFMPRC(n)	(0x1003c + 0x100 * (n))

/* Semaphores shared with firmware and the other port (DS 4.7, 8.15) */
#define STRIDE_SWSM		0x05b50
#define   STRIDE_SWSM_SMBI		BIT(0)
#define   STRIDE_SWSM_SWESMBI		BIT(1)
#define STRIDE_SW_FW_SYNC	0x05b5c
#define   STRIDE_SYNC_EEP		BIT(0)
#define   STRIDE_SYNC_PHY(port)		BIT(1 + (port))
#define   STRIDE_SYNC_FW_SHIFT		16

/* Statistics (DS 8.18); clear on read */
#define STRIDE_CRCERRS		0x04000
#define STRIDE_ALGNERRC		0x04004
#define STRIDE_SYMERRS		0x04008
#define STRIDE_RXERRC		0x0400c
#define STRIDE_MPC		0x04010
#define STRIDE_SCC		0x04014
#define STRIDE_ECOL		0x04018
#define STRIDE_MCC		0x0401c
#define STRIDE_LATECOL		0x04020
#define STRIDE_COLC		0x04028
#define STRIDE_DC		0x04030
#define STRIDE_RLEC		0x04040
#define STRIDE_XONRXC		0x04048
#define STRIDE_XONTXC		0x0404c
#define STRIDE_XOFFRXC		0x04050
#define STRIDE_XOFFTXC		0x04054
#define STRIDE_PRC64		0x0405c
#define STRIDE_PRC127		0x04060
#define STRIDE_PRC255		0x04064
#define STRIDE_PRC511		0x04068
#define STRIDE_PRC1023		0x0406c
#define STRIDE_PRC1522		0x04070
#define STRIDE_GPRC		0x04074
#define STRIDE_BPRC		0x04078
#define STRIDE_MPRC		0x0407c
#define STRIDE_GPTC		0x04080
#define STRIDE_GORCL		0x04088
#define STRIDE_GORCH		0x0408c
#define STRIDE_GOTCL		0x04090
#define STRIDE_GOTCH		0x04094
#define STRIDE_RNBC		0x040a0
#define STRIDE_RUC		0x040a4
#define STRIDE_RFC		0x040a8
#define STRIDE_ROC		0x040ac
#define STRIDE_RJC		0x040b0
#define STRIDE_TORL		0x040c0
#define STRIDE_TORH		0x040c4
#define STRIDE_TOTL		0x040c8
#define STRIDE_TOTH		0x040cc
#define STRIDE_TPR		0x040d0
#define STRIDE_TPT		0x040d4
#define STRIDE_PTC64		0x040d8
#define STRIDE_PTC127		0x040dc
#define STRIDE_PTC255		0x040e0
#define STRIDE_PTC511		0x040e4
#define STRIDE_PTC1023		0x040e8
#define STRIDE_PTC1522		0x040ec
#define STRIDE_MPTC		0x040f0
#define STRIDE_BPTC		0x040f4
#define STRIDE_TSCTC		0x040f8

#endif /* STRIDE_HW_PF_REGS_H */
