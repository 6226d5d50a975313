// SPDX-License-Identifier: GPL-2.0
/*
 * A hostile guest: owns the BARs of some VFs, which have no driver, and does to the
 * PF whatever a guest can.  Prints a line a threat, "T2 held: ..." or "T2 broken:
 * ..."; the status is 0 if all held, 1 if not, 2 for wrong use.
 */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

static const struct attack attacks[] = {
	{ "fuzz", attack_fuzz, "messages of every kind, the oracle after each round" },
	{ "lpe", attack_lpe, "frame lengths that are more" },
	{ "claim", attack_claim, "addresses of others" },
	{ "greedy", attack_greedy, "all that one can get" },
	{ "reset", attack_reset, "storms of resets" },
	{ "residue", attack_residue, "what a reset leaves to the next tenant" },
	{ "trust", attack_trust, "promiscuous, trusted and not" },
	{ "walk", attack_walk, "the whole BAR in all sizes" },
	{ "rings", attack_rings, "impossible rings" },
	{ "descriptors", attack_descriptors, "descriptors of noise; VF bound to vfio-pci" },
	{ "starve", attack_starve, "receive queues without buffers; they stay so" },
	{ "litter", attack_litter, "leave all that can be left" },
	{ "hello", attack_hello, "RESET, nothing else" },
};

#define N_ATTACKS	(ARRAY_SIZE(attacks))

static const struct option options[] = {
	{ "pf", required_argument, NULL, 'p' },
	{ "vfs", required_argument, NULL, 'v' },
	{ "seed", required_argument, NULL, 's' },
	{ "count", required_argument, NULL, 'c' },
	{ "silence-ms", required_argument, NULL, 'q' },
	{ "trusted", no_argument, NULL, 't' },
	{ "mutate", no_argument, NULL, 'm' },
	{ "trust-on", required_argument, NULL, '1' },
	{ "trust-off", required_argument, NULL, '0' },
	{ }
};

static int usage(void)
{
	unsigned int i;

	fprintf(stderr, "hostile ATTACK... [--pf BDF] [--vfs 0,1,2] [--seed N] [--count N]\n"
		"	[--trusted] [--mutate] [--silence-ms N]\n"
		"	[--trust-on COMMAND --trust-off COMMAND]\n\n");
	for (i = 0; i < N_ATTACKS; i++)
		fprintf(stderr, "  %-12s %s\n", attacks[i].name, attacks[i].help);
	return 2;
}

/* Return: 0 or -1, with the reason printed. */
static int open_vfs(struct bench *b, char *list, unsigned int silence_ms)
{
	char *word;

	for (word = strtok(list, ","); word; word = strtok(NULL, ",")) {
		if (b->n == STRIDE_MAX_VFS ||
		    vf_open(&b->vf[b->n], b->pf, strtoul(word, NULL, 0)))
			return -1;
		b->vf[b->n].silence_ms = silence_ms;
		b->oracle.hostile |= BIT(b->vf[b->n].idx);
		b->n++;
	}
	return b->n ? 0 : -1;
}

static const struct attack *find(const char *name)
{
	unsigned int i;

	for (i = 0; i < N_ATTACKS; i++)
		if (!strcmp(attacks[i].name, name))
			return &attacks[i];
	return NULL;
}

int main(int argc, char **argv)
{
	struct bench b = { .pf = "0000:01:00.0", .seed = time(NULL) };
	unsigned int silence_ms = 1000;
	char vfs[64] = "0";
	int opt;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'p':
			b.pf = optarg;
			break;
		case 'v':
			snprintf(vfs, sizeof(vfs), "%s", optarg);
			break;
		case 's':
			b.seed = strtoull(optarg, NULL, 0);
			break;
		case 'c':
			b.count = strtoul(optarg, NULL, 0);
			break;
		case 'q':
			silence_ms = strtoul(optarg, NULL, 0);
			break;
		case 't':
			b.trusted = true;
			break;
		case 'm':
			b.mutate = true;
			break;
		case '1':
			b.trust_on = optarg;
			break;
		case '0':
			b.trust_off = optarg;
			break;
		default:
			return usage();
		}
	}
	if (optind == argc)
		return usage();
	b.random = b.seed ?: 1;
	if (oracle_open(&b.oracle, b.pf) || open_vfs(&b, vfs, silence_ms))
		return 2;
	for (; optind < argc; optind++) {
		const struct attack *attack = find(argv[optind]);

		if (!attack)
			return usage();
		attack->run(&b);
	}
	return b.broken ? 1 : 0;
}
