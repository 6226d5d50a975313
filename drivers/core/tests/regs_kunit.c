// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_regs: every constant of the shared register and descriptor headers
 * against the number in the 82576 datasheet, written down a second time.
 */

#include <kunit/test.h>
#include <linux/sizes.h>
#include <stride/abi/msg.h>
#include <stride/hw/desc.h>
#include <stride/hw/regs.h>
#include <stride/itr.h>
#include "regs_expect.h"

static void regs_device_control_is_as_in_the_datasheet(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_CTRL,			0x00000),
		E(STRIDE_CTRL_FD,		0x00000001),
		E(STRIDE_CTRL_ASDE,		0x00000020),
		E(STRIDE_CTRL_SLU,		0x00000040),
		E(STRIDE_CTRL_FRCSPD,		0x00000800),
		E(STRIDE_CTRL_FRCDPX,		0x00001000),
		E(STRIDE_CTRL_RST,		0x04000000),
		E(STRIDE_CTRL_RFCE,		0x08000000),
		E(STRIDE_CTRL_TFCE,		0x10000000),
		E(STRIDE_CTRL_VME,		0x40000000),
		E(STRIDE_CTRL_PHY_RST,		0x80000000),
		E(STRIDE_STATUS,		0x00008),
		E(STRIDE_STATUS_FD,		0x00000001),
		E(STRIDE_STATUS_LU,		0x00000002),
		E(STRIDE_STATUS_LAN_ID,		0x0000000c),
		E(STRIDE_STATUS_SPEED,		0x000000c0),
		E(STRIDE_STATUS_SPEED_10,	0),
		E(STRIDE_STATUS_SPEED_100,	1),
		E(STRIDE_STATUS_GIO_MASTER,	0x00080000),
		E(STRIDE_STATUS_PF_RST_DONE,	0x00200000),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static void regs_interrupts_are_as_in_the_datasheet(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_EICS,			0x01520),
		E(STRIDE_EIMS,			0x01524),
		E(STRIDE_EIMC,			0x01528),
		E(STRIDE_EIAC,			0x0152c),
		E(STRIDE_EIAM,			0x01530),
		E(STRIDE_EICR,			0x01580),
		E(STRIDE_EITR(0),		0x01680),
		E(STRIDE_EITR(2),		0x01688),
		E(STRIDE_EITR(24),		0x016e0),
		E(STRIDE_EITR_INTERVAL,		0x00007ffc),
		E(STRIDE_EITR_CNT_IGNR,		0x80000000),
		E(STRIDE_IVAR(0),		0x01700),
		E(STRIDE_IVAR(7),		0x0171c),
		E(STRIDE_IVAR_VALID,		0x80),
		E(STRIDE_IVAR_MISC,		0x01740),
		E(STRIDE_ITR_MAX_USECS,		8191),
		E(STRIDE_VF_VECTORS,		3),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static void regs_of_a_vf_rx_queue_are_as_in_the_datasheet(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_VF_RXQ(0),				0x02800),
		E(STRIDE_VF_RXQ(1),				0x02900),
		E(STRIDE_VF_RXQ(0) + STRIDE_RX_RDBAL,		0x02800),
		E(STRIDE_VF_RXQ(0) + STRIDE_RX_RDBAH,		0x02804),
		E(STRIDE_VF_RXQ(0) + STRIDE_RX_RDLEN,		0x02808),
		E(STRIDE_VF_RXQ(0) + STRIDE_RX_SRRCTL,		0x0280c),
		E(STRIDE_VF_RXQ(0) + STRIDE_RX_RDH,		0x02810),
		E(STRIDE_VF_RXQ(0) + STRIDE_RX_RXCTL,		0x02814),
		E(STRIDE_VF_RXQ(0) + STRIDE_RX_RDT,		0x02818),
		E(STRIDE_VF_RXQ(0) + STRIDE_RX_RXDCTL,		0x02828),
		E(STRIDE_VF_RXQ(0) + STRIDE_RX_RQDPC,		0x02830),
		E(STRIDE_VF_RXQ(1) + STRIDE_RX_RXDCTL,		0x02928),
		E(STRIDE_SRRCTL_BSIZEPKT,			0x0000007f),
		E(STRIDE_SRRCTL_DESCTYPE,			0x0e000000),
		E(STRIDE_DESCTYPE_ADV_ONEBUF,			1),
		E(STRIDE_SRRCTL_DROP_EN,			0x80000000),
		E(STRIDE_XDCTL_PTHRESH,				0x0000001f),
		E(STRIDE_XDCTL_HTHRESH,				0x00001f00),
		E(STRIDE_XDCTL_WTHRESH,				0x001f0000),
		E(STRIDE_XDCTL_ENABLE,				0x02000000),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static void regs_of_a_vf_tx_queue_are_as_in_the_datasheet(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_VF_TXQ(0),				0x03800),
		E(STRIDE_VF_TXQ(1),				0x03900),
		E(STRIDE_VF_TXQ(0) + STRIDE_TX_TDBAL,		0x03800),
		E(STRIDE_VF_TXQ(0) + STRIDE_TX_TDBAH,		0x03804),
		E(STRIDE_VF_TXQ(0) + STRIDE_TX_TDLEN,		0x03808),
		E(STRIDE_VF_TXQ(0) + STRIDE_TX_TDH,		0x03810),
		E(STRIDE_VF_TXQ(0) + STRIDE_TX_TXCTL,		0x03814),
		E(STRIDE_VF_TXQ(0) + STRIDE_TX_TDT,		0x03818),
		E(STRIDE_VF_TXQ(0) + STRIDE_TX_TXDCTL,		0x03828),
		E(STRIDE_VF_TXQ(0) + STRIDE_TX_TDWBAL,		0x03838),
		E(STRIDE_VF_TXQ(0) + STRIDE_TX_TDWBAH,		0x0383c),
		E(STRIDE_TXCTL_WB_RO,				0x00000800),
		E(STRIDE_TDWBAL_HEAD_WB,			0x00000001),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static void regs_of_a_vfs_counters_are_as_in_the_datasheet(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_VF_GPRC,		0x00f10),
		E(STRIDE_VF_GPTC,		0x00f14),
		E(STRIDE_VF_GORC,		0x00f18),
		E(STRIDE_VF_GOTC,		0x00f34),
		E(STRIDE_VF_MPRC,		0x00f3c),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static void regs_of_a_vfs_mailbox_are_as_in_the_datasheet(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_V2PMAILBOX,		0x00c40),
		E(STRIDE_V2P_REQ,		0x01),
		E(STRIDE_V2P_ACK,		0x02),
		E(STRIDE_V2P_VFU,		0x04),
		E(STRIDE_V2P_PFU,		0x08),
		E(STRIDE_V2P_PFSTS,		0x10),
		E(STRIDE_V2P_PFACK,		0x20),
		E(STRIDE_V2P_RSTI,		0x40),
		E(STRIDE_V2P_RSTD,		0x80),
		E(STRIDE_VF_VMBMEM,		0x00800),
		E(STRIDE_MBX_WORDS,		16),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static void desc_rx_bits_are_as_in_the_datasheet(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_RXD_RSS_TYPE,		0x0000000f),
		E(STRIDE_RXD_DD,		0x00000001),
		E(STRIDE_RXD_EOP,		0x00000002),
		E(STRIDE_RXD_VP,		0x00000008),
		E(STRIDE_RXD_UDPCS,		0x00000010),
		E(STRIDE_RXD_L4CS,		0x00000020),
		E(STRIDE_RXD_IPCS,		0x00000040),
		E(STRIDE_RXD_ERR_L4E,		0x20000000),
		E(STRIDE_RXD_ERR_IPE,		0x40000000),
		E(STRIDE_RXD_ERR_RXE,		0x80000000),
		E(offsetof(union stride_rx_desc, read.pkt_addr),	0),
		E(offsetof(union stride_rx_desc, read.hdr_addr),	8),
		E(offsetof(union stride_rx_desc, wb.pkt_info),		0),
		E(offsetof(union stride_rx_desc, wb.hdr_info),		2),
		E(offsetof(union stride_rx_desc, wb.rss),		4),
		E(offsetof(union stride_rx_desc, wb.status_error),	8),
		E(offsetof(union stride_rx_desc, wb.length),		12),
		E(offsetof(union stride_rx_desc, wb.vlan),		14),
		E(sizeof(union stride_rx_desc),				16),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static void desc_tx_data_bits_are_as_in_the_datasheet(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_TXD_DTYP_DATA,		0x00300000),
		E(STRIDE_TXD_EOP,		0x01000000),
		E(STRIDE_TXD_IFCS,		0x02000000),
		E(STRIDE_TXD_RS,		0x08000000),
		E(STRIDE_TXD_DEXT,		0x20000000),
		E(STRIDE_TXD_VLE,		0x40000000),
		E(STRIDE_TXD_TSE,		0x80000000),
		E(STRIDE_TXD_IXSM,		0x00000100),
		E(STRIDE_TXD_TXSM,		0x00000200),
		E(STRIDE_TXD_PAYLEN,		0xffffc000),
		E(offsetof(union stride_tx_desc, data.addr),		0),
		E(offsetof(union stride_tx_desc, data.cmd_type_len),	8),
		E(offsetof(union stride_tx_desc, data.olinfo_status),	12),
		E(sizeof(union stride_tx_desc),				16),
		E(STRIDE_DESC_ALIGN,					128),
		E(STRIDE_DESC_MULTIPLE,					8),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
	/* DTALEN has 16 bits. */
	KUNIT_EXPECT_LT(test, STRIDE_TXD_MAX_LEN, 0x10000);
}

static void desc_tx_context_bits_are_as_in_the_datasheet(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_TXD_DTYP_CTX,		0x00200000),
		E(STRIDE_CTX_IPLEN,		0x000001ff),
		E(STRIDE_CTX_MACLEN,		0x0000fe00),
		E(STRIDE_CTX_VLAN,		0xffff0000),
		E(STRIDE_CTX_IPV4,		0x00000400),
		E(STRIDE_CTX_L4T_UDP,		0x00000000),
		E(STRIDE_CTX_L4T_TCP,		0x00000800),
		E(STRIDE_CTX_L4T_SCTP,		0x00001000),
		E(STRIDE_CTX_L4LEN,		0x0000ff00),
		E(STRIDE_CTX_MSS,		0xffff0000),
		E(offsetof(union stride_tx_desc, ctx.vlan_macip_lens),	0),
		E(offsetof(union stride_tx_desc, ctx.seqnum_seed),	4),
		E(offsetof(union stride_tx_desc, ctx.type_tucmd),	8),
		E(offsetof(union stride_tx_desc, ctx.mss_l4len_idx),	12),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static struct kunit_case regs_cases[] = {
	KUNIT_CASE(regs_device_control_is_as_in_the_datasheet),
	KUNIT_CASE(regs_interrupts_are_as_in_the_datasheet),
	KUNIT_CASE(regs_of_a_vf_rx_queue_are_as_in_the_datasheet),
	KUNIT_CASE(regs_of_a_vf_tx_queue_are_as_in_the_datasheet),
	KUNIT_CASE(regs_of_a_vfs_counters_are_as_in_the_datasheet),
	KUNIT_CASE(regs_of_a_vfs_mailbox_are_as_in_the_datasheet),
	KUNIT_CASE(desc_rx_bits_are_as_in_the_datasheet),
	KUNIT_CASE(desc_tx_data_bits_are_as_in_the_datasheet),
	KUNIT_CASE(desc_tx_context_bits_are_as_in_the_datasheet),
	{}
};

static struct kunit_suite regs_suite = {
	.name = "stride_regs",
	.test_cases = regs_cases,
};

kunit_test_suite(regs_suite);
