// SPDX-License-Identifier: GPL-2.0
/* T3: addresses that belong to somebody else, or to nobody. */

#include <stdio.h>

#include "bench.h"

static unsigned int claim(struct bench *b, unsigned int n, u32 lo, u32 hi,
			  unsigned int limit)
{
	u32 may[STRIDE_POOLS] = {};
	unsigned int op, bad = 0;
	struct image a, z;

	for (op = STRIDE_MAC_SET; op <= STRIDE_MAC_FILTER_ADD + 1; op++) {
		oracle_take(&b->oracle, &a);
		may[b->vf[n].idx] = vf_ask(&b->vf[n], STRIDE_MSG_SET_MAC, op, lo,
					   hi) == ANSWER_ACK ? MAY_MAC : 0;
		oracle_take(&b->oracle, &z);
		bad += !!oracle_check(&b->oracle, &a, &z, may, limit);
	}
	return bad;
}

void attack_claim(struct bench *b)
{
	static const u32 nobodys[][2] = {
		{ 0, 0 }, { 0xffffffff, 0xffff }, { 0x005e0001, 0x0100 },
		{ 0x00c28001, 0x0000 }, { 0x00000001, 0 },
	};
	unsigned int i, n, tried = 0, bad = 0;
	struct image im;

	bench_hello(b);
	oracle_take(&b->oracle, &im);
	for (n = 0; n < b->n; n++) {
		for (i = 0; i < STRIDE_RAR_ENTRIES; i++) {
			if (!(im.rah[i] & STRIDE_RAH_AV) ||
			    im.rah[i] >> 18 & BIT(b->vf[n].idx))
				continue;
			/* The upper half of the last word is no address. */
			bad += claim(b, n, im.ral[i], im.rah[i] & STRIDE_RAH_ADDR,
				     bad < 4 ? 2 : 0);
			bad += claim(b, n, im.ral[i], im.rah[i], bad < 4 ? 2 : 0);
			tried += 8;
		}
		for (i = 0; i < ARRAY_SIZE(nobodys); i++) {
			bad += claim(b, n, nobodys[i][0], nobodys[i][1],
				     bad < 4 ? 2 : 0);
			tried += 4;
		}
	}
	verdict(b, "T3", !bad && tried);
	printf("%u of %u claims got an address of another\n",
	       bad, tried);
	bench_hello(b);
}
