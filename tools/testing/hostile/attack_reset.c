// SPDX-License-Identifier: GPL-2.0
/* T7: resets at any time, also in the midst of a request. */

#include <stdio.h>

#include "bench.h"

#define USABLE_US	1000000

/* Return: microseconds until RESET was answered. */
static u64 reset_until_usable(struct vf *vf)
{
	u64 begin = now_us();
	enum answer answer;

	do {
		answer = vf_hello(vf);
	} while (answer != ANSWER_ACK && answer != ANSWER_NACK &&
		 now_us() - begin < 10 * USABLE_US);
	return now_us() - begin;
}

static void reset_storm(struct bench *b, struct vf *vf)
{
	u32 n = 1 + bench_below(b, 5);
	struct message m;

	while (n--) {
		if (bench_below(b, 2)) {
			message_make(b, vf->idx, &m);
			vf_post(vf, m.words);
		}
		if (bench_below(b, 2))
			vf_flr(vf);
		else
			vf_reset(vf);
		pause_us(bench_below(b, 5000));
	}
}

void attack_reset(struct bench *b)
{
	unsigned int i, k, rounds = b->count ?: 200, late = 0, dirty = 0, lies = 0;
	u64 worst = 0, us;
	struct image fresh, now;

	bench_hello(b);
	oracle_take(&b->oracle, &fresh);
	for (i = 0; i < rounds; i++) {
		for (k = 0; k < b->n; k++)
			reset_storm(b, &b->vf[k]);
		for (k = 0; k < b->n; k++) {
			us = reset_until_usable(&b->vf[k]);
			worst = us > worst ? us : worst;
			late += us > USABLE_US;
			/* It takes requests, and only what was asked comes of it. */
			lies += vf_ask(&b->vf[k], STRIDE_MSG_SET_LPE, 0, 1522, 0) !=
				ANSWER_ACK;
		}
		oracle_take(&b->oracle, &now);
		dirty += !!oracle_same(&b->oracle, &fresh, &now, dirty ? 0 : 4);
	}
	verdict(b, "T7", !late && !dirty && !lies);
	printf("%u storms on %u VFs: %u late, %u refused, %u left residue; slowest %llu ms\n",
	       rounds, b->n, late, lies, dirty, worst / 1000);
}
