// SPDX-License-Identifier: GPL-2.0
/*
 * The oracle by itself:
 *
 *	oracle PF save FILE	keep an image of the PF's registers
 *	oracle PF compare FILE	say what is different; status 1 if anything is
 *	oracle PF pool [N]	addresses and VLANs of a pool, by default the PF's
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"

static int save(struct oracle *o, const char *path)
{
	FILE *f = fopen(path, "w");
	int bad;

	if (!f) {
		perror(path);
		return 2;
	}
	bad = fwrite(&o->base, sizeof(o->base), 1, f) != 1;
	return fclose(f) || bad ? 2 : 0;
}

static int compare(struct oracle *o, const char *path)
{
	FILE *f = fopen(path, "r");
	struct image old;

	if (!f || fread(&old, sizeof(old), 1, f) != 1) {
		perror(path);
		return 2;
	}
	fclose(f);
	/* All VFs are without a driver: their vectors count. */
	o->hostile = ~0u;
	return oracle_same(o, &old, &o->base, 20) ? 1 : 0;
}

static int show_pool(struct oracle *o, const char *number)
{
	unsigned int n = number ? strtoul(number, NULL, 0) : image_pf_pool(o);

	printf("pool %u addresses %u vlans %u\n", n, image_addresses(&o->base, n),
	       image_vlans(&o->base, n));
	return 0;
}

int main(int argc, char **argv)
{
	struct oracle o;

	if (argc < 3 || oracle_open(&o, argv[1]))
		return 2;
	if (!strcmp(argv[2], "save") && argc == 4)
		return save(&o, argv[3]);
	if (!strcmp(argv[2], "compare") && argc == 4)
		return compare(&o, argv[3]);
	if (!strcmp(argv[2], "pool"))
		return show_pool(&o, argv[3]);
	fprintf(stderr, "oracle PF save FILE | compare FILE | pool [N]\n");
	return 2;
}
