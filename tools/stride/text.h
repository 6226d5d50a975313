/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_TEXT_H
#define STRIDE_TEXT_H

#include <stddef.h>

/* Words of others: names of netdevs, drivers, processes and guests. */

size_t text_char(const char *text);
void text_clean(char *text);

#endif
