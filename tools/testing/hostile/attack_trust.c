// SPDX-License-Identifier: GPL-2.0
/* T8: more than its own traffic; with trust, and after trust is gone. */

#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

#define REVOKED_US	100000
#define WIDE		(STRIDE_VMOLR_ROPE | STRIDE_VMOLR_MPME)

static void trust_ask(struct vf *vf)
{
	unsigned int info;

	for (info = 1; info < 4; info++)
		vf_ask(vf, STRIDE_MSG_SET_PROMISC, info, 0, 0);
	vf_ask(vf, STRIDE_MSG_SET_PROMISC,
	       STRIDE_PROMISC_UNICAST | STRIDE_PROMISC_MULTICAST, 0, 0);
	vf_ask(vf, STRIDE_MSG_SET_MULTICAST, STRIDE_MC_HASHES + 1, 0, 0);
}

static u32 trust_wide(struct bench *b)
{
	return bar_rd(&b->oracle.pf, STRIDE_VMOLR(b->vf[0].idx)) & WIDE;
}

void attack_trust(struct bench *b)
{
	struct vf *vf = &b->vf[0];
	u64 begin, us;
	u32 with;

	if (!b->trust_on || !b->trust_off) {
		fprintf(stderr, "trust: --trust-on and --trust-off are needed\n");
		exit(2);
	}
	bench_hello(b);
	trust_ask(vf);
	verdict(b, "T8", !trust_wide(b));
	printf("untrusted, asks for all: VMOLR has 0x%08x of ROPE and MPME\n",
	       trust_wide(b));

	if (system(b->trust_on))
		printf("# failed: %s\n", b->trust_on);
	vf_hello(vf);
	trust_ask(vf);
	with = trust_wide(b);
	if (system(b->trust_off))
		printf("# failed: %s\n", b->trust_off);
	begin = now_us();
	while (trust_wide(b) && now_us() - begin < 10 * REVOKED_US)
		pause_us(1000);
	us = now_us() - begin;
	verdict(b, "T8", !trust_wide(b) && us <= REVOKED_US);
	printf("trusted it had 0x%08x, %llu ms after trust was taken 0x%08x\n",
	       with, us / 1000, trust_wide(b));
}
