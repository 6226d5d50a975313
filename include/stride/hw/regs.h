/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_HW_REGS_H
#define STRIDE_HW_REGS_H

#include <linux/bits.h>

/*
 * Registers of the 82576 that the PF and a VF both reach in their BAR 0.
 *
 * Legend: register and offset, its fields indented below it.  "DS" is the Intel
 * 82576 Gigabit Ethernet Controller Datasheet.  Registers which only the PF
 * reaches are in pf_regs.h; the VF driver must not include that.
 */

/* Device control and status (DS 8.2.1, 8.2.2); of CTRL a VF has only RST. */
#define STRIDE_CTRL		0x00000
#define   STRIDE_CTRL_FD		BIT(0)
#define   STRIDE_CTRL_ASDE		BIT(5)
#define   STRIDE_CTRL_SLU		BIT(6)
#define   STRIDE_CTRL_FRCSPD		BIT(11)
#define   STRIDE_CTRL_FRCDPX		BIT(12)
#define   STRIDE_CTRL_RST		BIT(26)
#define   STRIDE_CTRL_RFCE		BIT(27)
#define   STRIDE_CTRL_TFCE		BIT(28)
#define   STRIDE_CTRL_VME		BIT(30)
#define   STRIDE_CTRL_PHY_RST		BIT(31)
#define STRIDE_STATUS		0x00008
#define   STRIDE_STATUS_FD		BIT(0)
#define   STRIDE_STATUS_LU		BIT(1)
#define   STRIDE_STATUS_LAN_ID		GENMASK(3, 2)
#define   STRIDE_STATUS_SPEED		GENMASK(7, 6)
#define     STRIDE_STATUS_SPEED_10	0
#define     STRIDE_STATUS_SPEED_100	1
#define   STRIDE_STATUS_PF_RST_DONE	BIT(21)
#define   STRIDE_STATUS_GIO_MASTER	BIT(19)

/*
 * Extended interrupts (DS 8.8.9 ff).  One bit a vector; a VF has bits 2:0.
 * EICS sets, EIMS enables, EIMC disables; EIAC lists vectors whose cause clears
 * by itself when the message is sent; EICR is write-1-to-clear.
 */
#define STRIDE_EICS		0x01520
#define STRIDE_EIMS		0x01524
#define STRIDE_EIMC		0x01528
#define STRIDE_EIAC		0x0152c
#define STRIDE_EIAM		0x01530
#define STRIDE_EICR		0x01580
#define STRIDE_EITR(v)		(0x01680 + 4 * (v))
#define   STRIDE_EITR_INTERVAL		GENMASK(14, 2)	/* microseconds */
#define   STRIDE_EITR_CNT_IGNR		BIT(31)		/* keep the running count */
#define STRIDE_IVAR(n)		(0x01700 + 4 * (n))
#define   STRIDE_IVAR_VALID		BIT(7)
#define STRIDE_IVAR_MISC	0x01740

/*
 * A queue's registers, relative to its block.  The blocks have the same inner
 * layout everywhere; where a block starts is the owner's knowledge
 * (DS 8.10, 8.12; VF: DS 8.26).
 */
#define STRIDE_RX_RDBAL		0x00
#define STRIDE_RX_RDBAH		0x04
#define STRIDE_RX_RDLEN		0x08
#define STRIDE_RX_SRRCTL	0x0c
#define   STRIDE_SRRCTL_BSIZEPKT	GENMASK(6, 0)	/* KiB */
#define   STRIDE_SRRCTL_DESCTYPE	GENMASK(27, 25)
#define     STRIDE_DESCTYPE_ADV_ONEBUF	1
#define   STRIDE_SRRCTL_DROP_EN		BIT(31)
#define STRIDE_RX_RDH		0x10
#define STRIDE_RX_RXCTL		0x14
#define STRIDE_RX_RDT		0x18
#define STRIDE_RX_RXDCTL	0x28
#define STRIDE_RX_RQDPC		0x30

#define STRIDE_TX_TDBAL		0x00
#define STRIDE_TX_TDBAH		0x04
#define STRIDE_TX_TDLEN		0x08
#define STRIDE_TX_TDH		0x10
#define STRIDE_TX_TXCTL		0x14
#define   STRIDE_TXCTL_WB_RO		BIT(11)	/* write-backs may be reordered */
#define STRIDE_TX_TDT		0x18
#define STRIDE_TX_TXDCTL	0x28
#define STRIDE_TX_TDWBAL	0x38
#define   STRIDE_TDWBAL_HEAD_WB		BIT(0)	/* report the head, not DD bits */
#define STRIDE_TX_TDWBAH	0x3c

/* RXDCTL and TXDCTL (DS 8.10.8, 8.12.14) */
#define   STRIDE_XDCTL_PTHRESH		GENMASK(4, 0)
#define   STRIDE_XDCTL_HTHRESH		GENMASK(12, 8)
#define   STRIDE_XDCTL_WTHRESH		GENMASK(20, 16)
#define   STRIDE_XDCTL_ENABLE		BIT(25)

/* Queue blocks as a VF sees them: queues 0 and 1. */
#define STRIDE_VF_RXQ(q)	(0x02800 + 0x100 * (q))
#define STRIDE_VF_TXQ(q)	(0x03800 + 0x100 * (q))

/* Counters of one VF, in its own BAR (DS 8.26.16 ff), 32 bits, wrapping. */
#define STRIDE_VF_GPRC		0x00f10
#define STRIDE_VF_GPTC		0x00f14
#define STRIDE_VF_GORC		0x00f18
#define STRIDE_VF_GOTC		0x00f34
#define STRIDE_VF_MPRC		0x00f3c

/* Mailbox as a VF sees it (DS 8.26.3, 8.26.4). */
#define STRIDE_V2PMAILBOX	0x00c40
#define   STRIDE_V2P_REQ		BIT(0)	/* message for the PF */
#define   STRIDE_V2P_ACK		BIT(1)	/* took the PF's message */
#define   STRIDE_V2P_VFU		BIT(2)	/* the VF owns the buffer */
#define   STRIDE_V2P_PFU		BIT(3)	/* the PF owns the buffer */
#define   STRIDE_V2P_PFSTS		BIT(4)	/* message from the PF; read clears */
#define   STRIDE_V2P_PFACK		BIT(5)	/* the PF took ours; read clears */
#define   STRIDE_V2P_RSTI		BIT(6)	/* PF reset in progress */
#define   STRIDE_V2P_RSTD		BIT(7)	/* PF reset done; read clears */
#define STRIDE_VF_VMBMEM	0x00800

/* MSI-X vectors of a VF (DS 7.3.1.2, QEMU hw/net/igb_core.h). */
#define STRIDE_VF_VECTORS	3

#endif /* STRIDE_HW_REGS_H */
