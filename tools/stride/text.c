// SPDX-License-Identifier: GPL-2.0
/*
 * Words of others, made fit to be shown: a terminal must not take them for commands,
 * and JSON and XML are UTF-8.
 */

#include <linux/types.h>

#include "text.h"

/**
 * text_char() - look at a character
 * @text: where it starts, before the end
 *
 * Return: its length in bytes; 0 if it is no UTF-8 or not fit to be shown.
 */
size_t text_char(const char *text)
{
	/* The second leaves out C1, which terminals obey too. */
	static const __u32 least[] = { 0, 0xa0, 0x800, 0x10000 };
	const unsigned char *t = (const unsigned char *)text;
	unsigned int more, i;
	__u32 c;

	if (*t < 0x80)
		return *t >= ' ' && *t != 0x7f;
	if (*t < 0xc0 || *t >= 0xf8)
		return 0;
	more = *t >= 0xf0 ? 3 : *t >= 0xe0 ? 2 : 1;
	c = *t & 0x3f >> more;
	for (i = 1; i <= more; i++) {
		if ((t[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (t[i] & 0x3f);
	}
	if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ||
	    (c & 0xfffe) == 0xfffe)
		return 0;
	return more + 1;
}

/**
 * text_clean() - put a question mark for each byte that is not fit to be shown
 * @text: one line
 */
void text_clean(char *text)
{
	size_t n;

	while (*text) {
		n = text_char(text);
		if (!n)
			*text = '?';
		text += n ? n : 1;
	}
}
