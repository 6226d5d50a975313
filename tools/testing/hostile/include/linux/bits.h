/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HOSTILE_LINUX_BITS_H
#define HOSTILE_LINUX_BITS_H

/* What the register headers need of the kernel's, for a user's program. */
#define BIT(n)		(1u << (n))
#define GENMASK(h, l)	((~0u << (l)) & (~0u >> (31 - (h))))

#endif /* HOSTILE_LINUX_BITS_H */
