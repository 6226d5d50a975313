// SPDX-License-Identifier: GPL-2.0
/*
 * T4: the first VF takes all that it gets; the others want little.  What the PF
 * still gets is for the caller to see: nothing is given back.
 */

#include <stdio.h>

#include "bench.h"

#define GREED	64

static void greedy_take(struct bench *b, unsigned int *macs, unsigned int *vlans)
{
	u8 mac[6] = { 2, 0x67, 0, 0, 0, 0 };
	unsigned int i;

	*macs = *vlans = 0;
	for (i = 0; i < GREED; i++) {
		mac[5] = i;
		*macs += vf_ask_mac(&b->vf[0], STRIDE_MAC_FILTER_ADD, mac) == ANSWER_ACK;
		*vlans += vf_ask(&b->vf[0], STRIDE_MSG_SET_VLAN, STRIDE_VLAN_ADD,
				 1000 + i, 0) == ANSWER_ACK;
	}
	vf_ask(&b->vf[0], STRIDE_MSG_SET_MULTICAST, 255, 0, 0);
}

/* Return: wishes that were refused. */
static unsigned int greedy_neighbour(struct vf *vf)
{
	u8 own[6] = { 2, 0x68, vf->idx, 0, 0, 1 };
	u8 extra[6] = { 2, 0x68, vf->idx, 0, 0, 2 };
	unsigned int bad = 0, i;

	bad += vf_hello(vf) == ANSWER_NONE;
	bad += vf_ask_mac(vf, STRIDE_MAC_SET, own) != ANSWER_ACK;
	bad += vf_ask_mac(vf, STRIDE_MAC_FILTER_ADD, extra) != ANSWER_ACK;
	for (i = 0; i < 2; i++)
		bad += vf_ask(vf, STRIDE_MSG_SET_VLAN, STRIDE_VLAN_ADD,
			      2000 + 2 * vf->idx + i, 0) != ANSWER_ACK;
	return bad;
}

void attack_greedy(struct bench *b)
{
	unsigned int i, n, bad = 0, macs, vlans, pool;
	struct image im;

	vf_hello(&b->vf[0]);
	greedy_take(b, &macs, &vlans);
	printf("# VF %u got %u addresses and %u VLANs\n", b->vf[0].idx, macs, vlans);
	for (i = 1; i < b->n; i++) {
		n = greedy_neighbour(&b->vf[i]);
		if (n)
			printf("#   VF %u: %u of 5 wishes refused\n",
			       b->vf[i].idx, n);
		bad += n;
	}
	/* What was granted must be in the device, too. */
	oracle_take(&b->oracle, &im);
	for (i = 1; i < b->n; i++) {
		pool = b->vf[i].idx;
		if (image_addresses(&im, pool) >= 2 && image_vlans(&im, pool) >= 2)
			continue;
		printf("#   VF %u: %u addresses and %u VLANs in the device\n", pool,
		       image_addresses(&im, pool), image_vlans(&im, pool));
		bad++;
	}
	verdict(b, "T4", !bad && b->n > 1);
	printf("%u wishes of %u others refused when one VF takes all\n",
	       bad, b->n - 1);
}
