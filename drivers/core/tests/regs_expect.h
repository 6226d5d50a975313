/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_REGS_EXPECT_H
#define STRIDE_REGS_EXPECT_H

#include <kunit/test.h>

/**
 * struct regs_entry - a constant and its number
 * @name: the constant's
 * @is: its value
 * @datasheet: what it must be
 */
struct regs_entry {
	const char *name;
	u32 is;
	u32 datasheet;
};

#define E(constant, number)	{ #constant, constant, number }

static inline void regs_expect(struct kunit *test, const struct regs_entry *entry,
			       unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		KUNIT_EXPECT_EQ_MSG(test, entry[i].is, entry[i].datasheet, "%s",
				    entry[i].name);
}

#endif /* STRIDE_REGS_EXPECT_H */
