// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer on what reads bytes of others: the hex dump, the walk through configuration
 * space and the SR-IOV capability, names, and what drivers tell devlink.  The first byte
 * says which.
 */

#include <stdlib.h>
#include <string.h>

#include <json.h>

#include "dump.h"
#include "fmsg.h"
#include "sriov.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

/* Whatever was parsed is used as the commands use it. */
static void fuzz_capability(const struct config *config, struct addr addr)
{
	struct findings all = { 0 };
	struct sriov cap;
	unsigned int i;
	long rid;

	if (config_cap(config, 0x11) > (int)config->len)
		abort();
	if (sriov_parse(config, &cap))
		return;
	if (cap.pos < 0x100 || cap.pos + 0x40 > (int)config->len)
		abort();
	sriov_check(config, &cap, addr.rid, &all);
	json_object_put(finding_json(&all));
	finding_free(&all);
	for (i = 0; i < SRIOV_BARS; i++)
		sriov_bar(&cap, i);
	for (i = 0; i < cap.total_vfs; i++) {
		rid = sriov_vf_rid(&cap, addr.rid, i);
		if (rid >= 0 && rid != addr.rid + cap.offset + (long)i * cap.stride)
			abort();
	}
}

/* A clean text has printable characters only, and is clean. */
static void fuzz_text(const unsigned char *data, size_t len)
{
	char *text = strndup((const char *)data, len), *c;
	size_t n;

	if (!text)
		return;
	text_clean(text);
	for (c = text; *c; c += n) {
		n = text_char(c);
		if (!n || strlen(c) < n)
			abort();
	}
	json_object_put(json_object_new_string(text));
	free(text);
}

/* A piece of a message: attributes one after the other. */
static void fuzz_fmsg(const unsigned char *data, size_t len)
{
	struct nlattr *piece = malloc(sizeof(*piece) + len);
	struct fmsg fmsg = { 0 };

	if (!piece)
		return;
	piece->nla_len = sizeof(*piece) + len;
	memcpy(piece + 1, data, len);
	fmsg_add(&fmsg, piece);
	json_object_to_json_string(fmsg.root);
	json_object_put(fmsg.root);
	free(piece);
}

/**
 * LLVMFuzzerTestOneInput() - one input
 * @data: bytes
 * @len: how many
 *
 * Return: 0.
 */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	struct config config = { .len = 0 };
	struct addr addr = { 0 };
	struct dump dump;

	if (!len)
		return 0;
	if (data[0] & 1) {
		config.len = len - 1 < CONFIG_SIZE ? len - 1 : CONFIG_SIZE;
		memcpy(config.byte, data + 1, config.len);
		fuzz_capability(&config, addr);
		return 0;
	}
	if (data[0] & 2) {
		fuzz_text(data + 1, len - 1);
		return 0;
	}
	if (data[0] & 4) {
		fuzz_fmsg(data + 1, len - 1 < 0xff00 ? len - 1 : 0xff00);
		return 0;
	}
	dump = (struct dump){ (const char *)data + 1, (const char *)data + len };
	while (dump_next(&dump, &addr, &config) > 0)
		fuzz_capability(&config, addr);
	return 0;
}
