// SPDX-License-Identifier: GPL-2.0
/*
 * QEMU plugin: counts the instructions that the first processor executes, by
 * address.  A machine that executes the mark "begin" and later "end" gets the
 * counts between them in a file; both marks also appear in QEMU's log (-d plugin),
 * between the trace events that happened before and after.
 *
 *	-plugin count.so,out=PREFIX		writes PREFIX.0, PREFIX.1 ...
 *
 * A mark is the instruction nopl MARK(%rax,%rax), which does nothing.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "plugin.h"

#define MARK_BEGIN	0x57d1beb1u
#define MARK_END	0x57d1be0eu
#define MARK_SIZE	8

/* Functions begin at multiples of 16 bytes. */
#define SHIFT		4

#define AREAS		2

/* Where Linux has its text and its modules with nokaslr. */
static const struct {
	uint64_t from, size;
} area[AREAS] = {
	{ 0xffffffff81000000, 32u << 20 },
	{ 0xffffffffc0000000, 16u << 20 },
};

/* The slots before those of the areas. */
enum { SLOT_USER, SLOT_OTHER, SLOT_FIRST };

static struct qemu_plugin_scoreboard *board;
static const char *out_prefix;
static size_t slots;
static unsigned int files;

__attribute__((visibility("default"))) int qemu_plugin_version = PLUGIN_VERSION;

static size_t slot_of(uint64_t addr)
{
	size_t base = SLOT_FIRST;
	size_t i;

	if (!(addr >> 63))
		return SLOT_USER;
	for (i = 0; i < AREAS; i++) {
		if (addr - area[i].from < area[i].size)
			return base + ((addr - area[i].from) >> SHIFT);
		base += area[i].size >> SHIFT;
	}
	return SLOT_OTHER;
}

static uint64_t address_of(size_t slot)
{
	size_t i;

	slot -= SLOT_FIRST;
	for (i = 0; slot >= area[i].size >> SHIFT; i++)
		slot -= area[i].size >> SHIFT;
	return area[i].from + ((uint64_t)slot << SHIFT);
}

static void note(const char *what)
{
	char line[64];

	snprintf(line, sizeof(line), "bench: %s %u\n", what, files);
	qemu_plugin_outs(line);
}

static void on_begin(unsigned int cpu, void *data)
{
	(void)data;
	memset(qemu_plugin_scoreboard_find(board, cpu), 0, slots * sizeof(uint64_t));
	note("begin");
}

static void on_end(unsigned int cpu, void *data)
{
	const uint64_t *count = qemu_plugin_scoreboard_find(board, cpu);
	char part[4096], path[4096];
	size_t i;
	FILE *f;

	(void)data;
	note("end");
	snprintf(part, sizeof(part), "%s.part", out_prefix);
	snprintf(path, sizeof(path), "%s.%u", out_prefix, files++);
	f = fopen(part, "w");
	if (!f) {
		perror(part);
		exit(1);
	}
	fprintf(f, "user %llu\n", (unsigned long long)count[SLOT_USER]);
	fprintf(f, "other %llu\n", (unsigned long long)count[SLOT_OTHER]);
	for (i = SLOT_FIRST; i < slots; i++)
		if (count[i])
			fprintf(f, "%llx %llu\n",
				(unsigned long long)address_of(i),
				(unsigned long long)count[i]);
	fclose(f);
	rename(part, path);
}

static uint32_t mark_of(const struct qemu_plugin_insn *insn)
{
	static const uint8_t nopl[4] = { 0x0f, 0x1f, 0x84, 0x00 };
	uint8_t code[MARK_SIZE];
	uint32_t mark;

	if (qemu_plugin_insn_data(insn, code, sizeof(code)) < sizeof(code) ||
	    memcmp(code, nopl, sizeof(nopl)))
		return 0;
	memcpy(&mark, code + sizeof(nopl), sizeof(mark));
	return mark;
}

static void on_translate(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);
	size_t i;

	(void)id;
	for (i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		struct plugin_u64 slot = {
			.score = board,
			.offset = slot_of(qemu_plugin_insn_vaddr(insn)) *
				  sizeof(uint64_t),
		};
		uint32_t mark = mark_of(insn);
		plugin_cb cb = NULL;

		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn,
								    PLUGIN_ADD_U64,
								    slot, 1);
		if (mark == MARK_BEGIN)
			cb = on_begin;
		else if (mark == MARK_END)
			cb = on_end;
		if (cb)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, cb,
							       PLUGIN_CB_NO_REGS,
							       NULL);
	}
}

__attribute__((visibility("default")))
int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	size_t i;

	(void)info;
	if (argc != 1 || strncmp(argv[0], "out=", 4)) {
		fprintf(stderr, "count.so: out=PREFIX is missing\n");
		return 1;
	}
	out_prefix = strdup(argv[0] + 4);
	slots = SLOT_FIRST;
	for (i = 0; i < AREAS; i++)
		slots += area[i].size >> SHIFT;
	board = qemu_plugin_scoreboard_new(slots * sizeof(uint64_t));
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
	return 0;
}
