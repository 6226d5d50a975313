// SPDX-License-Identifier: GPL-2.0
/*
 * T10: rings at impossible places, of impossible lengths, started: what the device
 * reads there the IOMMU refuses.  And rings in the guest's own memory, full of
 * descriptors that make no sense.
 */

#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "dma.h"

static u32 rings_base(struct bench *b)
{
	static const u32 interesting[] = {
		0xfee00000, 0xfeeff000, 0xfed90000, 0, 0xffffff80, 0x000a0000,
	};
	u32 i = bench_below(b, 2 * ARRAY_SIZE(interesting));

	return i < ARRAY_SIZE(interesting) ?
	       interesting[i] : bench_random(b);
}

static void rings_start(struct bench *b, struct vf *vf, unsigned int q)
{
	u32 rx = STRIDE_VF_RXQ(q), tx = STRIDE_VF_TXQ(q), n;

	vf_wr(vf, rx + STRIDE_RX_RDBAL, rings_base(b));
	vf_wr(vf, rx + STRIDE_RX_RDBAH, bench_below(b, 2) ? bench_random(b) : 0);
	vf_wr(vf, rx + STRIDE_RX_RDLEN, bench_random(b) & 0x1fff);
	vf_wr(vf, rx + STRIDE_RX_SRRCTL, bench_random(b));
	vf_wr(vf, rx + STRIDE_RX_RXDCTL, bench_random(b) | STRIDE_XDCTL_ENABLE);
	vf_wr(vf, rx + STRIDE_RX_RDT, bench_random(b) & 0x1ff);

	vf_wr(vf, tx + STRIDE_TX_TDBAL, rings_base(b));
	vf_wr(vf, tx + STRIDE_TX_TDBAH, bench_below(b, 2) ? bench_random(b) : 0);
	vf_wr(vf, tx + STRIDE_TX_TDLEN, bench_random(b) & 0x1fff);
	vf_wr(vf, tx + STRIDE_TX_TDWBAL, bench_random(b));
	vf_wr(vf, tx + STRIDE_TX_TXDCTL, bench_random(b) | STRIDE_XDCTL_ENABLE);
	for (n = 0; n < 4; n++)
		vf_wr(vf, tx + STRIDE_TX_TDT, bench_random(b) & 0x1ff);
}

/* Descriptors of noise, some of them with a buffer that is there. */
static void rings_fill(struct bench *b, struct dma *dma)
{
	u32 *word = (u32 *)dma->mem;
	unsigned int i;

	for (i = 0; i < DMA_SIZE / 4; i += 4) {
		word[i] = DMA_IOVA + bench_below(b, DMA_SIZE);
		word[i + 1] = bench_below(b, 8) ? 0 : bench_random(b);
		word[i + 2] = bench_random(b);
		word[i + 3] = bench_random(b);
	}
}

static void rings_descriptors(struct bench *b, struct vf *vf, unsigned int q)
{
	u32 rx = STRIDE_VF_RXQ(q), tx = STRIDE_VF_TXQ(q), n;

	vf_wr(vf, rx + STRIDE_RX_RDBAH, 0);
	vf_wr(vf, rx + STRIDE_RX_RDBAL, DMA_IOVA + bench_below(b, 64) * 4096);
	vf_wr(vf, rx + STRIDE_RX_RDLEN, 4096);
	vf_wr(vf, rx + STRIDE_RX_RXDCTL, STRIDE_XDCTL_ENABLE);
	vf_wr(vf, rx + STRIDE_RX_RDT, bench_below(b, 256));

	vf_wr(vf, tx + STRIDE_TX_TDBAH, 0);
	vf_wr(vf, tx + STRIDE_TX_TDBAL, DMA_IOVA + bench_below(b, 64) * 4096);
	vf_wr(vf, tx + STRIDE_TX_TDLEN, 4096);
	vf_wr(vf, tx + STRIDE_TX_TXDCTL, STRIDE_XDCTL_ENABLE);
	for (n = 0; n < 4; n++)
		vf_wr(vf, tx + STRIDE_TX_TDT, bench_below(b, 256));
}

/*
 * Have the PF clear up: that, too, must not reach others.  What it did to them at
 * the first RESET counts, so the image is that from before.  Return: faults.
 */
static unsigned int rings_reset(struct bench *b)
{
	u32 may[STRIDE_POOLS] = {};
	unsigned int k, bad = 0;
	struct image after;

	for (k = 0; k < b->n; k++)
		vf_flr(&b->vf[k]);
	for (k = 0; k < b->n; k++) {
		may[b->vf[k].idx] = MAY_RESET | (b->trusted ? MAY_ALL : 0);
		bench_wait_wiped(&b->vf[k]);
		bad += vf_hello(&b->vf[k]) == ANSWER_NONE;
	}
	oracle_take(&b->oracle, &after);
	return bad + oracle_check(&b->oracle, &b->oracle.base, &after, may, 8);
}

/* The first VF is bound to vfio-pci, and sends noise to whom it may concern. */
void attack_descriptors(struct bench *b)
{
	unsigned int i, rounds = b->count ?: 100, bad;
	u32 may[STRIDE_POOLS] = {};
	struct vf *vf = &b->vf[0];
	struct image a, z;
	struct dma dma;

	if (dma_open(&dma, vf->bar.bdf))
		exit(2);
	vf_command(vf);
	vf_hello(vf);
	oracle_take(&b->oracle, &a);
	may[vf->idx] = MAY_QUEUE;
	for (i = 0; i < rounds; i++) {
		rings_fill(b, &dma);
		rings_descriptors(b, vf, 0);
		rings_descriptors(b, vf, 1);
		pause_us(1000);
	}
	oracle_take(&b->oracle, &z);
	bad = oracle_check(&b->oracle, &a, &z, may, 8);
	bad += rings_reset(b);
	verdict(b, "T10", !bad);
	printf("%u rounds of descriptors of noise: %u registers of others changed\n",
	       rounds, bad);
}

void attack_rings(struct bench *b)
{
	unsigned int i, k, rounds = b->count ?: 100, bad = 0;
	u32 may[STRIDE_POOLS] = {};
	struct image a, z;

	bench_hello(b);
	oracle_take(&b->oracle, &a);
	for (i = 0; i < b->n; i++)
		may[b->vf[i].idx] = MAY_QUEUE;
	for (i = 0; i < rounds; i++) {
		for (k = 0; k < b->n; k++) {
			rings_start(b, &b->vf[k], 0);
			rings_start(b, &b->vf[k], 1);
		}
		pause_us(2000);
	}
	oracle_take(&b->oracle, &z);
	bad = oracle_check(&b->oracle, &a, &z, may, 8);
	bad += rings_reset(b);
	verdict(b, "T10", !bad);
	printf("%u rounds of impossible rings: %u registers of others changed\n",
	       rounds, bad);
}

/*
 * T16: receive queues that are on, have no buffers and ask that nothing be dropped.
 * They would hold up the frames of all others: QDE has them drop (DS 7.10.3.5.4).
 */
void attack_starve(struct bench *b)
{
	unsigned int k, q, bad = 0;
	u32 qde, rx;

	bench_hello(b);
	for (k = 0; k < b->n; k++) {
		for (q = 0; q < 2; q++) {
			rx = STRIDE_VF_RXQ(q);
			vf_wr(&b->vf[k], rx + STRIDE_RX_RDLEN, 4096);
			vf_wr(&b->vf[k], rx + STRIDE_RX_SRRCTL, 2);
			vf_wr(&b->vf[k], rx + STRIDE_RX_RXDCTL, STRIDE_XDCTL_ENABLE);
			vf_wr(&b->vf[k], rx + STRIDE_RX_RDT, 0);
		}
	}
	qde = bar_rd(&b->oracle.pf, STRIDE_QDE);
	for (k = 0; k < b->n; k++)
		bad += (qde >> b->vf[k].idx & 0x0101) != 0x0101;
	verdict(b, "T16", !bad);
	printf("%u VFs without buffers, %u of them may stop the others\n", b->n, bad);
}
