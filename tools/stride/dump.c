// SPDX-License-Identifier: GPL-2.0
/*
 * Hex dumps of configuration space:
 *
 *   01:00.0 Ethernet controller: ...
 *   00: 86 80 c9 10 ...
 *
 * Lines that are neither are skipped, so -v does no harm.
 */

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "dump.h"

#define DUMP_LINE	128	/* what is longer is text */
#define DUMP_BYTES	16

/* The next line, cut to @len; false at the end. */
static int dump_line(struct dump *dump, char *line, size_t len)
{
	const char *end;
	size_t n;

	if (dump->at >= dump->end)
		return 0;
	end = memchr(dump->at, '\n', dump->end - dump->at);
	if (!end)
		end = dump->end;
	n = end - dump->at;
	if (n >= len)
		n = len - 1;
	memcpy(line, dump->at, n);
	line[n] = '\0';
	dump->at = end < dump->end ? end + 1 : end;
	return 1;
}

/* A function's first line starts with its name. */
static int dump_is_name(const char *line, struct addr *addr)
{
	char name[ADDR_TEXT];
	size_t n = strcspn(line, " \r");

	if (n >= sizeof(name))
		return 0;
	memcpy(name, line, n);
	name[n] = '\0';
	return !addr_parse(addr, name);
}

static int dump_digit(char c)
{
	if (!isxdigit((unsigned char)c))
		return -1;
	return isdigit((unsigned char)c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* 0 if the line is no hex, 1 if it was taken, -EINVAL if it is broken. */
static int dump_bytes(const char *line, struct config *config)
{
	unsigned int pos = 0, digits = 0, n;

	for (; dump_digit(*line) >= 0 && digits < 4; line++, digits++)
		pos = pos << 4 | dump_digit(*line);
	if (digits < 2 || line[0] != ':' || line[1] != ' ' || dump_digit(line[2]) < 0)
		return 0;
	line++;
	for (n = 0; *line == ' '; n++, line += 3) {
		if (dump_digit(line[1]) < 0 || dump_digit(line[2]) < 0)
			break;
		if (n == DUMP_BYTES || pos + n != config->len || config->len == CONFIG_SIZE)
			return -EINVAL;
		config->byte[config->len++] = dump_digit(line[1]) << 4 | dump_digit(line[2]);
	}
	return line[strspn(line, " \r")] || !n ? -EINVAL : 1;
}

/**
 * dump_next() - read the next function
 * @dump: text and how far it was read
 * @addr: receives its name
 * @config: receives its bytes
 *
 * Return: 1, 0 at the end, -EINVAL if its bytes are not in order.
 */
int dump_next(struct dump *dump, struct addr *addr, struct config *config)
{
	char line[DUMP_LINE];
	const char *before;
	struct addr next;
	int in = 0, got;

	config->len = 0;
	for (before = dump->at; dump_line(dump, line, sizeof(line)); before = dump->at) {
		if (dump_is_name(line, &next)) {
			if (in && config->len) {
				dump->at = before;
				return 1;
			}
			in = 1;
			*addr = next;
			continue;
		}
		if (!in)
			continue;
		got = dump_bytes(line, config);
		if (got < 0)
			return got;
	}
	return in && config->len;
}
