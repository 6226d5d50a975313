// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_pf_regs: what only the PF has of the 82576, against the numbers of
 * the datasheet, written down a second time.
 */

#include <kunit/test.h>
#include "../../core/tests/regs_expect.h"
#include "pf_bed.h"

static void regs_receive_and_transmit_control(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_RCTL,			0x00100),
		E(STRIDE_RCTL_EN,		0x00000002),
		E(STRIDE_RCTL_UPE,		0x00000008),
		E(STRIDE_RCTL_MPE,		0x00000010),
		E(STRIDE_RCTL_LPE,		0x00000020),
		E(STRIDE_RCTL_LBM_MAC,		0x00000040),
		E(STRIDE_RCTL_BAM,		0x00008000),
		E(STRIDE_RCTL_VFE,		0x00040000),
		E(STRIDE_RCTL_SECRC,		0x04000000),
		E(STRIDE_TCTL,			0x00400),
		E(STRIDE_TCTL_EN,		0x00000002),
		E(STRIDE_TCTL_PSP,		0x00000008),
		E(STRIDE_PF_RXQ(0),		0x0c000),
		E(STRIDE_PF_RXQ(15),		0x0c3c0),
		E(STRIDE_PF_TXQ(0),		0x0e000),
		E(STRIDE_PF_TXQ(15),		0x0e3c0),
		E(STRIDE_RXCTL_DEFAULT,		0x0000a200),
		E(STRIDE_TXCTL_DEFAULT,		0x00002a00),
		E(STRIDE_PSRTYPE(7),		0x0549c),
		E(STRIDE_RXCSUM,		0x05000),
		E(STRIDE_RXCSUM_IPOFL,		0x00000100),
		E(STRIDE_RXCSUM_TUOFL,		0x00000200),
		E(STRIDE_RXCSUM_CRCOFL,		0x00000800),
		E(STRIDE_RXCSUM_PCSD,		0x00002000),
		E(STRIDE_RLPML,			0x05004),
		E(STRIDE_QDE,			0x02408),
		E(STRIDE_RTTDQSEL,		0x03604),
		E(STRIDE_RTTBCNRM,		0x03690),
		E(STRIDE_RTTBCNRM_MMW_JUMBO,	0x14),
		E(STRIDE_RTTBCNRC,		0x036b0),
		E(STRIDE_RTTBCNRC_FACTOR,	0x00ffffff),
		E(STRIDE_RTTBCNRC_FRACTION,	14),
		E(STRIDE_RTTBCNRC_ENA,		0x80000000),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static void regs_board_and_interrupts(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_EERD,			0x00014),
		E(STRIDE_EERD_START,		0x00000001),
		E(STRIDE_EERD_DONE,		0x00000002),
		E(STRIDE_EERD_ADDR,		0x0000fffc),
		E(STRIDE_EERD_DATA,		0xffff0000),
		E(STRIDE_CTRL_EXT,		0x00018),
		E(STRIDE_CTRL_EXT_PFRSTD,	0x00004000),
		E(STRIDE_CTRL_EXT_DRV_LOAD,	0x10000000),
		E(STRIDE_MDIC,			0x00020),
		E(STRIDE_MDIC_DATA,		0x0000ffff),
		E(STRIDE_MDIC_REG,		0x001f0000),
		E(STRIDE_MDIC_PHY,		0x03e00000),
		E(STRIDE_MDIC_OP_WRITE,		0x04000000),
		E(STRIDE_MDIC_OP_READ,		0x08000000),
		E(STRIDE_MDIC_READY,		0x10000000),
		E(STRIDE_MDIC_ERROR,		0x40000000),
		E(STRIDE_VET,			0x00038),
		E(STRIDE_ICR,			0x000c0),
		E(STRIDE_ICS,			0x000c8),
		E(STRIDE_IMS,			0x000d0),
		E(STRIDE_IMC,			0x000d8),
		E(STRIDE_ICR_LSC,		0x00000004),
		E(STRIDE_ICR_VMMB,		0x00000100),
		E(STRIDE_ICR_DOUTSYNC,		0x10000000),
		E(STRIDE_GPIE,			0x01514),
		E(STRIDE_GPIE_NSICR,		0x00000001),
		E(STRIDE_GPIE_MSIX_MODE,	0x00000010),
		E(STRIDE_GPIE_PBA,		0x80000000),
		E(STRIDE_DTXCTL,		0x03590),
		E(STRIDE_DTXCTL_VLAN_ADDED,	0x00000008),
		E(STRIDE_SWSM,			0x05b50),
		E(STRIDE_SWSM_SMBI,		0x00000001),
		E(STRIDE_SWSM_SWESMBI,		0x00000002),
		E(STRIDE_SW_FW_SYNC,		0x05b5c),
		E(STRIDE_SYNC_EEP,		0x00000001),
		E(STRIDE_SYNC_PHY(1),		0x00000004),
		E(STRIDE_GPRC,			0x04074),
		E(STRIDE_GPTC,			0x04080),
		E(STRIDE_GORCL,			0x04088),
		E(STRIDE_GOTCL,			0x04090),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static void regs_filters(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_MTA(0),		0x05200),
		E(STRIDE_MTA(127),		0x053fc),
		E(STRIDE_RAL(0),		0x05400),
		E(STRIDE_RAH(0),		0x05404),
		E(STRIDE_RAL(15),		0x05478),
		E(STRIDE_RAL(16),		0x054e0),
		E(STRIDE_RAH(23),		0x0551c),
		E(STRIDE_RAR_ENTRIES,		24),
		E(STRIDE_RAH_ADDR,		0x0000ffff),
		E(STRIDE_RAH_POOL,		0x03fc0000),
		E(STRIDE_RAH_AV,		0x80000000),
		E(STRIDE_VFTA(0),		0x05600),
		E(STRIDE_VFTA(127),		0x057fc),
		E(STRIDE_VLVF(0),		0x05d00),
		E(STRIDE_VLVF(31),		0x05d7c),
		E(STRIDE_VLVF_VID,		0x00000fff),
		E(STRIDE_VLVF_POOLS,		0x000ff000),
		E(STRIDE_VLVF_EN,		0x80000000),
		E(STRIDE_MRQC,			0x05818),
		E(STRIDE_MRQC_RSS,		2),
		E(STRIDE_MRQC_VMDQ,		3),
		E(STRIDE_MRQC_VMDQ_RSS,		5),
		E(STRIDE_MRQC_TCPIPV4,		0x00010000),
		E(STRIDE_MRQC_IPV4,		0x00020000),
		E(STRIDE_MRQC_IPV6,		0x00100000),
		E(STRIDE_MRQC_TCPIPV6,		0x00200000),
		E(STRIDE_RETA(31),		0x05c7c),
		E(STRIDE_RSSRK(9),		0x05ca4),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static void regs_pools(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_VT_CTL,		0x0581c),
		E(STRIDE_VT_CTL_DEF_POOL,	0x00000380),
		E(STRIDE_VT_CTL_DIS_DEF_POOL,	0x20000000),
		E(STRIDE_VT_CTL_REPL_EN,	0x40000000),
		E(STRIDE_VMOLR(0),		0x05ad0),
		E(STRIDE_VMOLR(7),		0x05aec),
		E(STRIDE_VMOLR_RLPML,		0x00003fff),
		E(STRIDE_VMOLR_LPE,		0x00010000),
		E(STRIDE_VMOLR_RSSE,		0x00020000),
		E(STRIDE_VMOLR_AUPE,		0x01000000),
		E(STRIDE_VMOLR_ROMPE,		0x02000000),
		E(STRIDE_VMOLR_ROPE,		0x04000000),
		E(STRIDE_VMOLR_BAM,		0x08000000),
		E(STRIDE_VMOLR_MPME,		0x10000000),
		E(STRIDE_VMOLR_STRVLAN,		0x40000000),
		E(STRIDE_VMOLR_STRCRC,		0x80000000),
		E(STRIDE_RPLOLR,		0x05af0),
		E(STRIDE_RPLOLR_STRVLAN,	0x40000000),
		E(STRIDE_RPLOLR_STRCRC,		0x80000000),
		E(STRIDE_VMVIR(7),		0x0371c),
		E(STRIDE_VMVIR_TAG,		0x0000ffff),
		E(STRIDE_VMVIR_DEFAULT,		0x40000000),
		E(STRIDE_DTXSWC,		0x03500),
		E(STRIDE_DTXSWC_MAC_SPOOF,	0x000000ff),
		E(STRIDE_DTXSWC_VLAN_SPOOF,	0x0000ff00),
		E(STRIDE_DTXSWC_LOOPBACK,	0x80000000),
		E(STRIDE_VFRE,			0x00c8c),
		E(STRIDE_VFTE,			0x00c90),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

static void regs_mailbox_of_the_pf(struct kunit *test)
{
	static const struct regs_entry entry[] = {
		E(STRIDE_P2VMAILBOX(0),		0x00c00),
		E(STRIDE_P2VMAILBOX(6),		0x00c18),
		E(STRIDE_P2V_STS,		0x01),
		E(STRIDE_P2V_ACK,		0x02),
		E(STRIDE_P2V_VFU,		0x04),
		E(STRIDE_P2V_PFU,		0x08),
		E(STRIDE_P2V_RVFU,		0x10),
		E(STRIDE_PF_VMBMEM(0),		0x00800),
		E(STRIDE_PF_VMBMEM(6),		0x00980),
		E(STRIDE_MBVFICR,		0x00c80),
		E(STRIDE_MBVFICR_REQ,		0x000000ff),
		E(STRIDE_MBVFICR_ACK,		0x00ff0000),
		E(STRIDE_MBVFIMR,		0x00c84),
		E(STRIDE_VFLRE,			0x00c88),
		E(STRIDE_PVFGPRC(1),		0x10110),
		E(STRIDE_PVFGPTC(1),		0x10114),
		E(STRIDE_PVFGORC(1),		0x10118),
		E(STRIDE_PVFGOTC(1),		0x10134),
		E(STRIDE_PVFMPRC(1),		0x1013c),
	};

	regs_expect(test, entry, ARRAY_SIZE(entry));
}

/* DS 7.1.1.1.2: pool n has queues n and n + 8; the PF has the last pool. */
static void regs_queues_of_the_pool(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, stride_pf_pool_queue(0), 7);
	KUNIT_EXPECT_EQ(test, stride_pf_pool_queue(1), 15);
}

static struct kunit_case regs_cases[] = {
	KUNIT_CASE(regs_receive_and_transmit_control),
	KUNIT_CASE(regs_board_and_interrupts),
	KUNIT_CASE(regs_filters),
	KUNIT_CASE(regs_pools),
	KUNIT_CASE(regs_mailbox_of_the_pf),
	KUNIT_CASE(regs_queues_of_the_pool),
	{}
};

static struct kunit_suite regs_suite = {
	.name = "stride_pf_regs",
	.test_cases = regs_cases,
};

kunit_test_suite(regs_suite);
