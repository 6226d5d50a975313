// SPDX-License-Identifier: GPL-2.0
/* T14: the whole BAR, in every size, at every alignment. */

#include <stdio.h>
#include <string.h>

#include "bench.h"

static void walk_read(const u8 *at, unsigned int size)
{
	u64 val;

	switch (size) {
	case 1:
		memcpy(&val, at, 1);
		break;
	case 2:
		memcpy(&val, at, 2);
		break;
	case 4:
		memcpy(&val, at, 4);
		break;
	default:
		memcpy(&val, at, 8);
	}
	/* Read it is, though nobody wants to know. */
	asm volatile("" : : "r" (val) : "memory");
}

static void walk_write(u8 *at, unsigned int size, u64 val)
{
	switch (size) {
	case 1:
		memcpy(at, &val, 1);
		break;
	case 2:
		memcpy(at, &val, 2);
		break;
	case 4:
		memcpy(at, &val, 4);
		break;
	default:
		memcpy(at, &val, 8);
	}
	asm volatile("" : : : "memory");
}

static void walk_pass(struct bench *b, struct vf *vf, unsigned int size, bool write)
{
	u32 step = write ? size : 4, at;

	for (at = bench_below(b, 8); at + 8 <= vf->bar.size; at += step + bench_below(b, 4)) {
		if (write)
			walk_write(vf->bar.mem + at, size,
				   (u64)bench_random(b) << 32 | bench_random(b));
		else
			walk_read(vf->bar.mem + at, size);
	}
}

void attack_walk(struct bench *b)
{
	unsigned int i, pass, size, bad = 0, passes = b->count ?: 2;
	u32 may[STRIDE_POOLS] = {};
	struct image a, z;

	bench_hello(b);
	for (i = 0; i < b->n; i++)
		may[b->vf[i].idx] = MAY_RESET | (b->trusted ? MAY_ALL : 0);
	for (pass = 0; pass < passes; pass++) {
		for (size = 1; size <= 8; size *= 2) {
			oracle_take(&b->oracle, &a);
			for (i = 0; i < b->n; i++) {
				walk_pass(b, &b->vf[i], size, false);
				walk_pass(b, &b->vf[i], size, true);
			}
			oracle_take(&b->oracle, &z);
			bad += !!oracle_check(&b->oracle, &a, &z, may, 8);
		}
	}
	for (i = 0; i < b->n; i++) {
		vf_flr(&b->vf[i]);
		bench_wait_wiped(&b->vf[i]);
	}
	for (i = 0; i < b->n; i++)
		if (vf_hello(&b->vf[i]) == ANSWER_NONE)
			bad++;
	/* Nor has the first RESET, or what the PF did after the last, reached others. */
	oracle_take(&b->oracle, &z);
	bad += !!oracle_check(&b->oracle, &b->oracle.base, &z, may, 8);
	verdict(b, "T14", !bad);
	printf("%u faults in %u walks over the BAR: beyond the VF, or it is lost\n",
	       bad, 4 * passes);
}
