/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_FS_H
#define STRIDE_FS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

/*
 * Files of the machine, all below one root: "/", or a tree recorded elsewhere.
 * Names are formats.  Errors are -errno.
 */

#define FS_TEXT		256

void fs_set_root(const char *dir);
bool fs_recorded(void);
const char *fs_root(void);

int fs_bytes(void *buf, size_t len, const char *fmt, ...)
	__printf(3, 4);
int fs_text(char buf[FS_TEXT], const char *fmt, ...)
	__printf(2, 3);
int fs_number(__u64 *val, const char *fmt, ...)
	__printf(2, 3);
int fs_link(char buf[FS_TEXT], const char *fmt, ...)
	__printf(2, 3);
int fs_target(char buf[FS_TEXT], const char *fmt, ...)
	__printf(2, 3);
int fs_real(char path[PATH_MAX], const char *fmt, ...)
	__printf(2, 3);
bool fs_there(const char *fmt, ...)
	__printf(1, 2);
bool fs_has_line(const char *word, const char *other, const char *fmt, ...)
	__printf(3, 4);
int fs_write(const char *text, const char *fmt, ...)
	__printf(2, 3);
int fs_open_lock(const char *fmt, ...)
	__printf(1, 2);
int fs_create(const char *text, const char *fmt, ...)
	__printf(2, 3);
int fs_remove(const char *fmt, ...)
	__printf(1, 2);

struct fs_names {
	char **name;
	size_t num;
};

int fs_list(struct fs_names *names, const char *fmt, ...)
	__printf(2, 3);
void fs_names_free(struct fs_names *names);

#endif
