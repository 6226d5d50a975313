// SPDX-License-Identifier: GPL-2.0
/* What attacks have in common. */

#include <stdio.h>

#include "bench.h"

#define WIPE_US	200000

/* xorshift64*: the same everywhere for the same seed. */
u32 bench_random(struct bench *b)
{
	b->random ^= b->random >> 12;
	b->random ^= b->random << 25;
	b->random ^= b->random >> 27;
	return b->random * 0x2545f4914f6cdd1dull >> 32;
}

u32 bench_below(struct bench *b, u32 n)
{
	return (u64)bench_random(b) * n >> 32;
}

/* All hostile VFs to the state in which requests are taken. */
void bench_hello(struct bench *b)
{
	unsigned int i;

	for (i = 0; i < b->n; i++)
		if (vf_hello(&b->vf[i]) == ANSWER_NONE)
			printf("# VF %u: no answer to RESET\n", b->vf[i].idx);
}

bool bench_mailbox_is_zero(struct vf *vf)
{
	unsigned int i;

	for (i = 0; i < STRIDE_MBX_WORDS; i++)
		if (vf_rd(vf, STRIDE_VF_VMBMEM + 4 * i))
			return false;
	return true;
}

/* After a reset: the PF has seen it, which shows if it wipes the mailbox. */
void bench_wait_wiped(struct vf *vf)
{
	u64 end = now_us() + WIPE_US;

	while (!bench_mailbox_is_zero(vf) && now_us() < end)
		pause_us(200);
}
