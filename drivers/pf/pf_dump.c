// SPDX-License-Identifier: GPL-2.0
/* The registers that `ethtool -d` and the devlink region show. */

#include "pf.h"

/* Registers that a read does not change, as pairs of offset and value. */
static const struct {
	u32 first;
	u32 count;
	u32 step;
} dump_regs[] = {
	{ STRIDE_CTRL, 1, 4 }, { STRIDE_STATUS, 1, 4 }, { STRIDE_CTRL_EXT, 1, 4 },
	{ STRIDE_RCTL, 1, 4 }, { STRIDE_TCTL, 1, 4 }, { STRIDE_IMS, 1, 4 },
	{ STRIDE_GPIE, 1, 4 }, { STRIDE_EIMS, 1, 4 }, { STRIDE_EIAC, 1, 4 },
	{ STRIDE_EITR(0), 25, 4 }, { STRIDE_IVAR(0), 8, 4 },
	{ STRIDE_IVAR_MISC, 1, 4 }, { STRIDE_RXCSUM, 1, 4 },
	{ STRIDE_RLPML, 1, 4 }, { STRIDE_MRQC, 1, 4 }, { STRIDE_VT_CTL, 1, 4 },
	{ STRIDE_VMOLR(0), 8, 4 }, { STRIDE_RPLOLR, 1, 4 },
	{ STRIDE_VMVIR(0), 8, 4 }, { STRIDE_VLVF(0), 32, 4 },
	{ STRIDE_DTXSWC, 1, 4 }, { STRIDE_QDE, 1, 4 }, { STRIDE_VFRE, 1, 4 },
	{ STRIDE_VFTE, 1, 4 }, { STRIDE_RAL(0), 32, 4 }, { STRIDE_RAL(16), 16, 4 },
	{ STRIDE_PF_RXQ(0) + STRIDE_RX_RDBAL, 16, 0x40 },
	{ STRIDE_PF_RXQ(0) + STRIDE_RX_RDBAH, 16, 0x40 },
	{ STRIDE_PF_RXQ(0) + STRIDE_RX_RDLEN, 16, 0x40 },
	{ STRIDE_PF_RXQ(0) + STRIDE_RX_RDH, 16, 0x40 },
	{ STRIDE_PF_RXQ(0) + STRIDE_RX_RDT, 16, 0x40 },
	{ STRIDE_PF_RXQ(0) + STRIDE_RX_RXDCTL, 16, 0x40 },
	{ STRIDE_PF_TXQ(0) + STRIDE_TX_TDBAL, 16, 0x40 },
	{ STRIDE_PF_TXQ(0) + STRIDE_TX_TDBAH, 16, 0x40 },
	{ STRIDE_PF_TXQ(0) + STRIDE_TX_TDLEN, 16, 0x40 },
	{ STRIDE_PF_TXQ(0) + STRIDE_TX_TDH, 16, 0x40 },
	{ STRIDE_PF_TXQ(0) + STRIDE_TX_TDT, 16, 0x40 },
	{ STRIDE_PF_TXQ(0) + STRIDE_TX_TXDCTL, 16, 0x40 },
};

/**
 * stride_pf_dump_bytes() - size of a dump
 *
 * Return: bytes, always the same.
 */
size_t stride_pf_dump_bytes(void)
{
	unsigned int n = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dump_regs); i++)
		n += dump_regs[i].count;
	return n * 2 * sizeof(u32);
}

/**
 * stride_pf_dump() - read registers
 * @pf: the device
 * @out: receives pairs of offset and value, stride_pf_dump_bytes() long
 *
 * Context: may sleep; takes @pf->lock.
 */
void stride_pf_dump(struct stride_pf *pf, u32 *out)
{
	size_t i;
	u32 n;

	mutex_lock(&pf->lock);
	for (i = 0; i < ARRAY_SIZE(dump_regs); i++) {
		for (n = 0; n < dump_regs[i].count; n++) {
			u32 reg = dump_regs[i].first + n * dump_regs[i].step;

			*out++ = reg;
			*out++ = stride_rd32(&pf->hw, reg);
		}
	}
	mutex_unlock(&pf->lock);
}
