// SPDX-License-Identifier: GPL-2.0
/*
 * T1: every VF says one thing, all at once; then all answers; then the oracle.
 * Every changed bit must be explained by what a VF was granted in this round.
 */

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

#define FUZZ_COUNT	5000
#define HISTORY		2
#define WRITER_STAYS	500
#define LENGTH_GOOD	1522
#define LENGTH_BAD	0x3fff	/* fits RLPML, and is longer than any frame */

/* One VF's part of one round. */
struct turn {
	struct message m;
	u32 reply[STRIDE_MBX_WORDS];
	enum answer answer;
	bool reset;		/* it was reset instead */
};

struct fuzz {
	struct bench *b;
	struct turn history[HISTORY][STRIDE_MAX_VFS];
	unsigned int mute[STRIDE_MAX_VFS];	/* messages until RESET, 0: said it */
	unsigned int sent, acks, nacks, nones, bads, faults, undefined;
	bool stop;
};

/*
 * Writes what the PF may be reading, until told to stop: mostly the words that
 * decide, one VF for a while, so that both looks of a double look are met.
 */
static void *fuzz_writer(void *data)
{
	struct fuzz *f = data;
	struct bench own = { .random = f->b->seed ^ 0x9e3779b97f4a7c15ull };
	struct message m;
	struct vf *vf;
	unsigned int i;

	while (!__atomic_load_n(&f->stop, __ATOMIC_RELAXED)) {
		/* The first has every other turn, and does little but SET_LPE. */
		vf = &f->b->vf[bench_below(&own, 2) ?
			       bench_below(&own, f->b->n) : 0];
		message_make(&own, vf->idx, &m);
		for (i = 0; i < STRIDE_MBX_WORDS; i++)
			vf_wr(vf, STRIDE_VF_VMBMEM + 4 * i, m.words[i]);
		for (i = 0; i < WRITER_STAYS; i++)
			vf_wr(vf, STRIDE_VF_VMBMEM + 4,
			      i % 2 ? LENGTH_GOOD : LENGTH_BAD);
	}
	return NULL;
}

static void fuzz_prepare(struct fuzz *f, unsigned int k, struct turn *t)
{
	struct bench *b = f->b;
	struct vf *vf = &b->vf[k];

	memset(t, 0, sizeof(*t));
	message_make(b, vf->idx, &t->m);
	switch (bench_below(b, 128)) {
	case 0:
		t->reset = true;
		vf_flr(vf);
		break;
	case 1:
		t->reset = true;
		vf_reset(vf);
		break;
	}
	if (t->reset) {
		f->mute[k] = 1 + bench_below(b, 8);
		bench_wait_wiped(vf);
		return;
	}
	/* A good length when it is looked at, a bad one when it is used? */
	if (b->mutate && (!k || bench_below(b, 2))) {
		t->m.words[0] = STRIDE_MSG_SET_LPE;
		t->m.words[1] = LENGTH_GOOD;
	}
	/* Not too long in the state in which nothing is granted. */
	if (f->mute[k] && !--f->mute[k])
		t->m.words[0] = STRIDE_MSG_RESET;
	if (t->m.words[0] == STRIDE_MSG_RESET)
		f->mute[k] = 0;
}

static void fuzz_count(struct fuzz *f, struct turn *t)
{
	f->sent++;
	f->acks += t->answer == ANSWER_ACK;
	f->nacks += t->answer == ANSWER_NACK;
	f->nones += t->answer == ANSWER_NONE;
	f->bads += t->answer == ANSWER_BAD;
	if (!f->b->mutate && t->answer != ANSWER_NONE)
		f->undefined += message_undefined(t->m.words, t->reply, t->answer);
}

static void fuzz_tell(struct fuzz *f, unsigned int round)
{
	unsigned int i, k;

	printf("# seed %llu, round %u; the rounds up to it:\n",
	       (unsigned long long)f->b->seed, round);
	for (i = round < HISTORY ? 0 : round - HISTORY + 1; i <= round; i++) {
		for (k = 0; k < f->b->n; k++) {
			struct turn *t = &f->history[i % HISTORY][k];

			if (t->reset)
				printf("#   VF %u was reset\n", f->b->vf[k].idx);
			else
				message_print(f->b->vf[k].idx, t->m.words,
					      t->answer, t->reply);
		}
	}
}

static void fuzz_round(struct fuzz *f, unsigned int round, struct image *before,
		       struct image *after)
{
	struct turn *turns = f->history[round % HISTORY];
	u32 may[STRIDE_POOLS] = {};
	struct bench *b = f->b;
	unsigned int k, bad;

	for (k = 0; k < b->n; k++)
		fuzz_prepare(f, k, &turns[k]);
	for (k = 0; k < b->n; k++)
		if (!turns[k].reset && vf_post(&b->vf[k], turns[k].m.words))
			f->bads++;
	for (k = 0; k < b->n; k++) {
		struct turn *t = &turns[k];
		u32 *mine = &may[b->vf[k].idx];

		if (t->reset) {
			*mine = MAY_RESET;
		} else {
			t->answer = vf_wait(&b->vf[k], t->m.words[0], t->reply);
			fuzz_count(f, t);
			*mine = b->mutate ? MAY_RESET :
				message_may(b, t->m.words, t->answer);
		}
		if (*mine && b->trusted)
			*mine |= MAY_ALL;
	}
	oracle_take(&b->oracle, after);
	bad = oracle_check(&b->oracle, before, after, may, f->faults < 3 ? 6 : 0);
	if (bad && f->faults++ < 3)
		fuzz_tell(f, round);
}

void attack_fuzz(struct bench *b)
{
	unsigned int count = b->count ?: FUZZ_COUNT, round;
	struct fuzz f = { .b = b };
	struct image image[2];
	pthread_t writer;
	u64 begin;

	printf("# fuzz: seed %llu, %u messages from %u VFs\n",
	       (unsigned long long)b->seed, count, b->n);
	bench_hello(b);
	oracle_take(&b->oracle, &image[0]);
	if (b->mutate && pthread_create(&writer, NULL, fuzz_writer, &f))
		b->mutate = false;
	begin = now_us();
	for (round = 0; f.sent < count; round++)
		fuzz_round(&f, round, &image[round % 2], &image[!(round % 2)]);
	printf("# %u messages in %llu ms: %u granted, %u refused, %u not answered\n",
	       f.sent, (unsigned long long)(now_us() - begin) / 1000, f.acks,
	       f.nacks, f.nones);
	__atomic_store_n(&f.stop, true, __ATOMIC_RELAXED);
	if (b->mutate)
		pthread_join(writer, NULL);
	verdict(b, b->mutate ? "T6" : "T1", !f.faults);
	printf("%u of %u rounds changed what was not granted\n",
	       f.faults, round);
	if (!b->mutate) {
		verdict(b, "T11", !f.undefined && !f.bads);
		printf("%u words of answers undefined, %u answers were none\n",
		       f.undefined, f.bads);
	}
	bench_hello(b);
}
