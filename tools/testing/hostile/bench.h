/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HOSTILE_BENCH_H
#define HOSTILE_BENCH_H

#include "image.h"
#include "vf.h"

/* All that an attack has: some VFs, the oracle, a seed. */
struct bench {
	const char *pf;
	struct oracle oracle;
	struct vf vf[STRIDE_MAX_VFS];
	unsigned int n;			/* hostile VFs */
	u64 seed;
	u64 random;
	unsigned int count;		/* 0: the attack's own choice */
	bool trusted;			/* the administrator trusts them */
	bool mutate;			/* another thread writes what the PF reads */
	const char *trust_on, *trust_off;	/* commands */
	unsigned int broken;
};

struct attack {
	const char *name;
	void (*run)(struct bench *b);
	const char *help;
};

u32 bench_random(struct bench *b);
u32 bench_below(struct bench *b, u32 n);
void bench_hello(struct bench *b);
void bench_wait_wiped(struct vf *vf);
bool bench_mailbox_is_zero(struct vf *vf);

/* Begin the line "THREAT held|broken: ..."; the caller ends it. */
void verdict(struct bench *b, const char *threat, bool held);

/* The grammar. */
struct message {
	u32 words[STRIDE_MBX_WORDS];
};

void message_make(struct bench *b, unsigned int from, struct message *m);
u32 message_may(const struct bench *b, const u32 *words, enum answer answer);
unsigned int message_undefined(const u32 *sent, const u32 *reply, enum answer answer);
void message_print(unsigned int vf, const u32 *words, enum answer answer,
		   const u32 *reply);

void attack_fuzz(struct bench *b);
void attack_lpe(struct bench *b);
void attack_claim(struct bench *b);
void attack_greedy(struct bench *b);
void attack_reset(struct bench *b);
void attack_residue(struct bench *b);
void attack_litter(struct bench *b);
void attack_hello(struct bench *b);
void attack_trust(struct bench *b);
void attack_walk(struct bench *b);
void attack_rings(struct bench *b);
void attack_descriptors(struct bench *b);
void attack_starve(struct bench *b);

#endif /* HOSTILE_BENCH_H */
