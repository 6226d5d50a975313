/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HOSTILE_LINUX_BUILD_BUG_H
#define HOSTILE_LINUX_BUILD_BUG_H

/* What the descriptor header needs of the kernel's, for a user's program. */
#include <assert.h>
#include <stddef.h>

#endif /* HOSTILE_LINUX_BUILD_BUG_H */
