// SPDX-License-Identifier: GPL-2.0
/* T11, T12: what the next tenant finds. */

#include <stdio.h>
#include <string.h>

#include "bench.h"

#define POISON		0xdeadc0de
#define PENDING_TRIES	20
#define VF_PSRTYPE	0x00f0c		/* DS 8.26 */

/* Registers of the VF's own BAR that a tenant programs. */
#define OWN_MAX		64

static unsigned int own_registers(u32 *reg)
{
	static const u32 rx[] = {
		STRIDE_RX_RDBAL, STRIDE_RX_RDBAH, STRIDE_RX_RDLEN,
		STRIDE_RX_SRRCTL, STRIDE_RX_RDH, STRIDE_RX_RXCTL, STRIDE_RX_RDT,
		STRIDE_RX_RXDCTL,
	};
	static const u32 tx[] = {
		STRIDE_TX_TDBAL, STRIDE_TX_TDBAH, STRIDE_TX_TDLEN, STRIDE_TX_TDH,
		STRIDE_TX_TXCTL, STRIDE_TX_TDT, STRIDE_TX_TXDCTL,
		STRIDE_TX_TDWBAL, STRIDE_TX_TDWBAH,
	};
	unsigned int q, i, n = 0;

	for (q = 0; q < 2; q++) {
		for (i = 0; i < ARRAY_SIZE(rx); i++)
			reg[n++] = STRIDE_VF_RXQ(q) + rx[i];
		for (i = 0; i < ARRAY_SIZE(tx); i++)
			reg[n++] = STRIDE_VF_TXQ(q) + tx[i];
	}
	for (i = 0; i < STRIDE_VF_VECTORS; i++)
		reg[n++] = STRIDE_EITR(i);
	reg[n++] = VF_PSRTYPE;
	return n;
}

/* All that a tenant can leave behind; nothing that makes the device move. */
static void litter(struct vf *vf)
{
	u8 mac[6] = { 2, 0x69, vf->idx, 0, 0, 0 };
	u32 reg[OWN_MAX], words[STRIDE_MBX_WORDS], reply[STRIDE_MBX_WORDS];
	unsigned int i, n = own_registers(reg);

	for (i = 0; i < 4; i++) {
		mac[5] = i;
		vf_ask_mac(vf, i ? STRIDE_MAC_FILTER_ADD : STRIDE_MAC_SET, mac);
		vf_ask(vf, STRIDE_MSG_SET_VLAN, STRIDE_VLAN_ADD, 3000 + i, 0);
	}
	memset(words, 0, sizeof(words));
	words[0] = STRIDE_MSG_SET_MULTICAST | 30 << STRIDE_MSG_INFO_SHIFT;
	for (i = 1; i < STRIDE_MBX_WORDS; i++)
		words[i] = (0x111 * i << 16 | 0x0f0 * i) & 0x0fff0fff;
	vf_say(vf, words, reply);
	vf_ask(vf, STRIDE_MSG_SET_PROMISC, STRIDE_PROMISC_MULTICAST, 0, 0);
	vf_ask(vf, STRIDE_MSG_SET_LPE, 0, 9000, 0);

	for (i = 0; i < n; i++)
		vf_wr(vf, reg[i], POISON & ~STRIDE_XDCTL_ENABLE);
	vf_wr(vf, STRIDE_IVAR(0), 0x81808180);
	for (i = 0; i < STRIDE_MBX_WORDS; i++)
		vf_wr(vf, STRIDE_VF_VMBMEM + 4 * i, POISON + i);
}

/* For the caller, who disables and enables SR-IOV afterwards. */
void attack_litter(struct bench *b)
{
	unsigned int i;

	bench_hello(b);
	for (i = 0; i < b->n; i++)
		litter(&b->vf[i]);
}

void attack_hello(struct bench *b)
{
	bench_hello(b);
}

static void flr(struct vf *vf)
{
	vf_flr(vf);
}

static void ctrl_rst(struct vf *vf)
{
	vf_reset(vf);
}

static void only_hello(struct vf *vf)
{
	vf_hello(vf);
}

/* Return: words that the next tenant can still read. */
static unsigned int readable(struct vf *vf)
{
	unsigned int i, n = 0;

	for (i = 0; i < STRIDE_MBX_WORDS; i++)
		n += vf_rd(vf, STRIDE_VF_VMBMEM + 4 * i) == POISON + i;
	return n;
}

static void residue_after(struct bench *b, const char *how, void (*reset)(struct vf *),
			  const struct image *fresh, const u32 *own)
{
	unsigned int i, n, left, words = 0, regs = 0;
	struct vf *vf = &b->vf[0];
	u32 reg[OWN_MAX];
	struct image now;

	litter(vf);
	reset(vf);
	bench_wait_wiped(vf);
	words = readable(vf);
	vf_hello(vf);
	oracle_take(&b->oracle, &now);
	left = oracle_same(&b->oracle, fresh, &now, 6);
	n = own_registers(reg);
	for (i = 0; i < n; i++) {
		if (vf_rd(vf, reg[i]) == own[i])
			continue;
		if (regs++ < 4)
			printf("#   VF register 0x%05x is 0x%08x, was 0x%08x\n",
			       reg[i], vf_rd(vf, reg[i]), own[i]);
	}
	verdict(b, "T11", !words);
	printf("%s leaves %u words in the mailbox\n",
	       how, words);
	verdict(b, "T12", !left && !regs);
	printf("%s leaves %u registers of the PF, %u of the VF unlike a fresh VF's\n",
	       how, left, regs);
}

/* A reset that finds a request on its way: the PF may see either first. */
static void residue_pending(struct bench *b, const char *how, void (*reset)(struct vf *))
{
	u32 words[STRIDE_MBX_WORDS] = { STRIDE_MSG_SET_LPE };
	unsigned int i, left = 0, answered = 0;
	struct vf *vf = &b->vf[0];

	for (i = 1; i < STRIDE_MBX_WORDS; i++)
		words[i] = POISON + i;
	for (i = 0; i < PENDING_TRIES; i++) {
		vf_hello(vf);
		if (vf_post(vf, words))
			continue;
		reset(vf);
		bench_wait_wiped(vf);
		left += !!readable(vf);
		answered += vf_rd(vf, STRIDE_VF_VMBMEM) != 0;
		/* What a VF may ask for at once is to last. */
		pause_us(200000);
	}
	verdict(b, "T11", !left && !answered);
	printf("%s with a request pending: %u of %u left words, %u an answer\n", how, left,
	       PENDING_TRIES, answered);
}

void attack_residue(struct bench *b)
{
	u32 reg[OWN_MAX], own[OWN_MAX];
	unsigned int i, n = own_registers(reg);
	struct image fresh;

	bench_hello(b);
	oracle_take(&b->oracle, &fresh);
	for (i = 0; i < n; i++)
		own[i] = vf_rd(&b->vf[0], reg[i]);
	residue_after(b, "FLR", flr, &fresh, own);
	residue_after(b, "CTRL.RST", ctrl_rst, &fresh, own);
	residue_after(b, "RESET", only_hello, &fresh, own);
	residue_pending(b, "FLR", flr);
	residue_pending(b, "CTRL.RST", ctrl_rst);
}
