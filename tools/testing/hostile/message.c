// SPDX-License-Identifier: GPL-2.0
/*
 * What a hostile VF says: half of it well-formed, three tenths of it well-formed but
 * for a few bits, the rest noise.  And what may come of it.
 */

#include <stdio.h>

#include "bench.h"

/* Newer types, in ixgbe's numbering, whatever the PF makes of them. */
#define MSG_XCAST_MODE	0x0c
#define MSG_GET_LIMITS	0x8001
static const u16 newer[] = { 0x07, 0x08, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0c, 0x0d,
			     0x0e, 0x0f, 0x10, 0x11, 0x12, 0x12, 0x13, 0x100,
			     MSG_GET_LIMITS };

/* Words of an answer that grants, and the reason in one that does not. */
static const struct {
	u16 type;
	u8 words;
} answers[] = {
	{ STRIDE_MSG_RESET, STRIDE_MSG_RESET_REPLY_WORDS },
	{ 0x08, 2 }, { 0x09, 5 }, { MSG_XCAST_MODE, 2 }, { 0x10, 2 }, { 0x11, 3 },
	{ 0x12, 2 }, { MSG_GET_LIMITS, 3 },
};

#define REASON_MAX	7
#define SHOWN		4	/* words, to a reader; the seed has the rest */

static void put_mac(u32 *words, const u8 *mac)
{
	words[0] = mac[0] | mac[1] << 8 | mac[2] << 16 | (u32)mac[3] << 24;
	words[1] = mac[4] | mac[5] << 8;
}

/* Somebody's, nobody's, or none at all. */
static void make_mac(struct bench *b, unsigned int from, u32 *words)
{
	u8 mac[6] = { 2, 0x66, from, 0, bench_below(b, 4), bench_below(b, 64) };
	u32 i = bench_below(b, STRIDE_RAR_ENTRIES);

	switch (bench_below(b, 8)) {
	case 0:
		words[0] = b->oracle.base.ral[i];
		words[1] = b->oracle.base.rah[i] & STRIDE_RAH_ADDR;
		return;
	case 1:
		words[0] = bench_random(b);
		words[1] = bench_random(b);
		return;
	case 2:
		mac[0] = 1;
		break;
	case 3:
		words[0] = bench_below(b, 2) ? ~0u : 0;
		words[1] = words[0];
		return;
	}
	put_mac(words, mac);
}

static void make_valid(struct bench *b, unsigned int from, u32 *w)
{
	u32 type = bench_below(b, 16), info = 0;
	unsigned int i;

	switch (type) {
	case 0:
		type = STRIDE_MSG_RESET;
		break;
	case 1 ... 4:
		type = STRIDE_MSG_SET_MAC;
		info = bench_below(b, 4);
		make_mac(b, from, &w[1]);
		break;
	case 5 ... 7:
		type = STRIDE_MSG_SET_MULTICAST;
		info = bench_below(b, bench_below(b, 4) ? 31 : 256);
		for (i = 1; i < STRIDE_MBX_WORDS; i++)
			w[i] = bench_random(b) & 0x0fff0fff;
		break;
	case 8 ... 10:
		type = STRIDE_MSG_SET_VLAN;
		info = bench_below(b, 2);
		w[1] = bench_below(b, bench_below(b, 2) ? 16 : 4100);
		break;
	case 11 ... 12:
		type = STRIDE_MSG_SET_LPE;
		w[1] = bench_below(b, 10000);
		break;
	case 13:
		type = STRIDE_MSG_SET_PROMISC;
		info = bench_below(b, 4);
		break;
	default:
		type = newer[bench_below(b, ARRAY_SIZE(newer))];
		info = bench_below(b, 8) ? 0 : 1;
		w[1] = bench_below(b, 2) ? 8 : bench_below(b, 9);
		if (type == 0x12)
			w[1] = bench_random(b) & 0xc0000003;
		w[2] = 0;
		break;
	}
	w[0] = type | info << STRIDE_MSG_INFO_SHIFT;
}

void message_make(struct bench *b, unsigned int from, struct message *m)
{
	u32 kind = bench_below(b, 10);
	unsigned int i, n;

	/* What is beyond the message is the sender's, and no zero. */
	for (i = 0; i < STRIDE_MBX_WORDS; i++)
		m->words[i] = bench_random(b) | 0x10000;
	if (kind < 8)
		make_valid(b, from, m->words);
	if (kind >= 5 && kind < 8) {
		n = 1 + bench_below(b, 4);
		while (n--)
			m->words[bench_below(b, 3)] ^= BIT(bench_below(b, 32));
	}
	if (kind == 9)
		m->words[0] &= 0x00ff001f;
}

/* Return: what a message and its answer entitle the sender to. */
u32 message_may(const struct bench *b, const u32 *words, enum answer answer)
{
	if (words[0] == STRIDE_MSG_RESET)
		return answer == ANSWER_NONE ? 0 : MAY_RESET;
	if (answer != ANSWER_ACK)
		return 0;
	switch (words[0] & STRIDE_MSG_TYPE) {
	case STRIDE_MSG_SET_MAC:
		return MAY_MAC;
	case STRIDE_MSG_SET_VLAN:
		return MAY_VLAN;
	case STRIDE_MSG_SET_LPE:
		return MAY_LPE;
	case STRIDE_MSG_SET_MULTICAST:
	case STRIDE_MSG_SET_PROMISC:
	case MSG_XCAST_MODE:
		return MAY_MULTICAST | (b->trusted ? MAY_ALL : 0);
	default:
		return 0;
	}
}

/*
 * Return: words of the answer that are neither zero, nor what the sender itself had
 * put there, nor defined for this answer.
 */
unsigned int message_undefined(const u32 *sent, const u32 *reply, enum answer answer)
{
	u32 type = sent[0] & STRIDE_MSG_TYPE;
	unsigned int i, defined = 1, n = 0;

	for (i = 0; answer == ANSWER_ACK && i < ARRAY_SIZE(answers); i++)
		if (answers[i].type == type)
			defined = answers[i].words;
	if (answer == ANSWER_NACK && reply[1] <= REASON_MAX)
		defined = 2;
	for (i = defined; i < STRIDE_MBX_WORDS; i++)
		n += reply[i] && reply[i] != sent[i];
	/* An address has six bytes. */
	if (answer == ANSWER_ACK && type == STRIDE_MSG_RESET)
		n += reply[2] >> 16 && reply[2] != sent[2];
	return n;
}

void message_print(unsigned int vf, const u32 *words, enum answer answer,
		   const u32 *reply)
{
	static const char * const name[] = { "none", "ack", "nack", "bad" };
	unsigned int i;

	printf("#   VF %u said", vf);
	for (i = 0; i < SHOWN; i++)
		printf(" %x", words[i]);
	printf(", answer %s %x\n", name[answer], answer ? reply[0] : 0);
}
