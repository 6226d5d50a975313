// SPDX-License-Identifier: GPL-2.0
/* T2: a frame length that is more than a length. */

#include <stdio.h>

#include "bench.h"

static unsigned int lpe_try(struct bench *b, u32 value, unsigned int limit)
{
	u32 may[STRIDE_POOLS] = {};
	struct vf *vf = &b->vf[0];
	struct image a, z;
	enum answer answer;

	oracle_take(&b->oracle, &a);
	answer = vf_ask(vf, STRIDE_MSG_SET_LPE, 0, value, 0);
	oracle_take(&b->oracle, &z);
	if (answer == ANSWER_ACK)
		may[vf->idx] = MAY_LPE;
	return oracle_check(&b->oracle, &a, &z, may, limit) ? 1 : 0;
}

void attack_lpe(struct bench *b)
{
	static const u32 pattern[] = {
		0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff,
		0x80003fff, 0x84000000, 0x0000ffff, 0x00010000, 9728, 9729, 0,
	};
	unsigned int i, j, n = 0, bad = 0;

	bench_hello(b);
	for (i = 0; i < ARRAY_SIZE(pattern); i++, n++)
		bad += lpe_try(b, pattern[i], bad < 4 ? 2 : 0);
	for (i = 0; i < 32; i++)
		for (j = 0; j <= i; j++, n++)
			bad += lpe_try(b, BIT(i) | BIT(j), bad < 4 ? 2 : 0);
	for (i = 0; i < (b->count ?: 300); i++, n++)
		bad += lpe_try(b, bench_random(b), bad < 4 ? 2 : 0);
	verdict(b, "T2", !bad);
	printf("%u of %u values of SET_LPE set what is no length\n",
	       bad, n);
}
