// SPDX-License-Identifier: GPL-2.0
/* Files of the machine; see fs.h. */

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fs.h"

static const char *fs_top = "";

/**
 * fs_set_root() - read another machine's files
 * @dir: where its /sys, /proc and so on are; kept
 */
void fs_set_root(const char *dir)
{
	fs_top = strcmp(dir, "/") ? dir : "";
}

/**
 * fs_root() - where the machine's files are
 *
 * Return: a folder, empty for this machine's own.
 */
const char *fs_root(void)
{
	return fs_top;
}

/**
 * fs_recorded() - is it a recorded machine, not this one
 *
 * Return: true if so: there is no kernel to ask.
 */
bool fs_recorded(void)
{
	return *fs_top;
}

static int fs_path(char path[PATH_MAX], const char *fmt, va_list args)
{
	int n = snprintf(path, PATH_MAX, "%s", fs_top);
	int m;

	if (n >= PATH_MAX)
		return -ENAMETOOLONG;
	m = vsnprintf(path + n, PATH_MAX - n, fmt, args);
	return n + m >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* Of a function whose last named argument is fmt. */
#define FS_PATH(path)					\
	({						\
		va_list args_;				\
		int err_;				\
							\
		va_start(args_, fmt);			\
		err_ = fs_path(path, fmt, args_);	\
		va_end(args_);				\
		err_;					\
	})

static int fs_read(const char *path, void *buf, size_t len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t done = 0;
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	while (n > 0 && done < len) {
		n = read(fd, (char *)buf + done, len - done);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			done += n;
	}
	n = n < 0 ? -errno : (ssize_t)done;
	close(fd);
	return n;
}

/**
 * fs_bytes() - the start of a file
 * @buf: receives it
 * @len: bytes wanted
 * @fmt: name
 *
 * Return: bytes read, or -errno.
 */
int fs_bytes(void *buf, size_t len, const char *fmt, ...)
{
	char path[PATH_MAX];
	int err = FS_PATH(path);

	return err ? err : fs_read(path, buf, len);
}

/**
 * fs_text() - a short file without the space at its end
 * @buf: receives it, empty on error
 * @fmt: name
 *
 * Return: its length, or -errno.
 */
int fs_text(char buf[FS_TEXT], const char *fmt, ...)
{
	char path[PATH_MAX];
	int n = FS_PATH(path);

	buf[0] = '\0';
	if (!n)
		n = fs_read(path, buf, FS_TEXT - 1);
	if (n < 0) {
		buf[0] = '\0';
		return n;
	}
	while (n && isspace((unsigned char)buf[n - 1]))
		n--;
	buf[n] = '\0';
	return n;
}

/**
 * fs_number() - a file that holds a number, decimal or 0x
 * @val: receives it; as it was on error
 * @fmt: name
 *
 * Return: 0 or -errno; -EINVAL if it is none.
 */
int fs_number(__u64 *val, const char *fmt, ...)
{
	char path[PATH_MAX], buf[32], *end;
	int n = FS_PATH(path);
	__u64 got;

	if (!n)
		n = fs_read(path, buf, sizeof(buf) - 1);
	if (n < 0)
		return n;
	buf[n] = '\0';
	errno = 0;
	got = strtoull(buf, &end, 0);
	if (end == buf || errno || (*end && *end != '\n'))
		return -EINVAL;
	*val = got;
	return 0;
}

/* Return: the target's length, or -errno and no target. */
static int fs_readlink(const char *path, char buf[FS_TEXT])
{
	ssize_t n = readlink(path, buf, FS_TEXT - 1);

	if (n < 0)
		return -errno;
	buf[n] = '\0';
	return n;
}

/**
 * fs_target() - where a symbolic link points
 * @buf: receives it, empty on error
 * @fmt: name
 *
 * Return: its length, or -errno.
 */
int fs_target(char buf[FS_TEXT], const char *fmt, ...)
{
	char path[PATH_MAX];
	int err = FS_PATH(path);

	buf[0] = '\0';
	return err ? err : fs_readlink(path, buf);
}

/**
 * fs_link() - the last part of where a symbolic link points
 * @buf: receives it, empty on error
 * @fmt: name
 *
 * Return: its length, or -errno.
 */
int fs_link(char buf[FS_TEXT], const char *fmt, ...)
{
	char path[PATH_MAX], *base;
	int n = FS_PATH(path);

	buf[0] = '\0';
	if (!n)
		n = fs_readlink(path, buf);
	base = strrchr(buf, '/');
	if (n < 0 || !base)
		return n;
	n = strlen(++base);
	memmove(buf, base, n + 1);
	return n;
}

/**
 * fs_real() - where a name leads in the end, through all symbolic links
 * @path: receives it
 * @fmt: name
 *
 * Return: 0 or -errno.
 */
int fs_real(char path[PATH_MAX], const char *fmt, ...)
{
	char name[PATH_MAX];
	int err = FS_PATH(name);

	if (err)
		return err;
	return realpath(name, path) ? 0 : -errno;
}

/**
 * fs_there() - is there such a file
 * @fmt: name
 *
 * Return: true if so.
 */
bool fs_there(const char *fmt, ...)
{
	char path[PATH_MAX];

	return !FS_PATH(path) && !access(path, F_OK);
}

/**
 * fs_has_line() - has a file a line with two words in it
 * @word: one
 * @other: the other, "" for any
 * @fmt: name
 *
 * Return: true if so; false also if there is no such file.
 */
bool fs_has_line(const char *word, const char *other, const char *fmt, ...)
{
	char path[PATH_MAX], *line = NULL;
	bool found = false;
	size_t size = 0;
	FILE *f;

	if (FS_PATH(path))
		return false;
	f = fopen(path, "re");
	if (!f)
		return false;
	while (!found && getline(&line, &size, f) > 0)
		found = strstr(line, word) && strstr(line, other);
	free(line);
	fclose(f);
	return found;
}

static int fs_put(const char *path, int flags, const char *text)
{
	int fd = open(path, flags | O_WRONLY | O_CLOEXEC, 0644);
	size_t len = strlen(text);
	ssize_t n;
	int err;

	if (fd < 0)
		return -errno;
	n = write(fd, text, len);
	err = n < 0 ? -errno : (size_t)n < len ? -ENOSPC : 0;
	if (close(fd) && !err)
		err = -errno;
	return err;
}

/**
 * fs_write() - write an attribute, in one piece
 * @text: what
 * @fmt: name
 *
 * Return: 0 or -errno, the kernel's answer.
 */
int fs_write(const char *text, const char *fmt, ...)
{
	char path[PATH_MAX];
	int err = FS_PATH(path);

	return err ? err : fs_put(path, O_TRUNC, text);
}

/* Make the folders that a file is in. */
static int fs_folders(char *path)
{
	char *slash;
	int err;

	for (slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		err = mkdir(path, 0755) && errno != EEXIST ? -errno : 0;
		*slash = '/';
		if (err)
			return err;
	}
	return 0;
}

/**
 * fs_open_lock() - open a file of ours that only root may lock
 * @fmt: name
 *
 * Return: a file descriptor, or -errno.
 */
int fs_open_lock(const char *fmt, ...)
{
	char path[PATH_MAX];
	int fd, err = FS_PATH(path);

	if (!err)
		err = fs_folders(path);
	if (err)
		return err;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	return fd < 0 ? -errno : fd;
}

/**
 * fs_create() - write a file of ours, whole or not at all
 * @text: what
 * @fmt: name
 *
 * Return: 0 or -errno.
 */
int fs_create(const char *text, const char *fmt, ...)
{
	char path[PATH_MAX], part[PATH_MAX + 5];
	int err = FS_PATH(path);

	if (!err)
		err = fs_folders(path);
	if (err)
		return err;
	snprintf(part, sizeof(part), "%s.new", path);
	err = fs_put(part, O_CREAT | O_TRUNC, text);
	if (!err && rename(part, path))
		err = -errno;
	if (err)
		unlink(part);
	return err;
}

/**
 * fs_remove() - remove a file of ours
 * @fmt: name
 *
 * Return: 0 or -errno.
 */
int fs_remove(const char *fmt, ...)
{
	char path[PATH_MAX];
	int err = FS_PATH(path);

	if (err)
		return err;
	return unlink(path) ? -errno : 0;
}

static int fs_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/**
 * fs_list() - the names in a folder, sorted
 * @names: receives them, to be freed by fs_names_free(); none on error
 * @fmt: name of the folder
 *
 * Return: 0 or -errno.
 */
int fs_list(struct fs_names *names, const char *fmt, ...)
{
	char path[PATH_MAX], **more;
	struct dirent *entry;
	DIR *dir;
	int err;

	*names = (struct fs_names){ 0 };
	err = FS_PATH(path);
	if (err)
		return err;
	dir = opendir(path);
	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		more = reallocarray(names->name, names->num + 1, sizeof(*more));
		if (!more)
			break;
		names->name = more;
		more[names->num] = strdup(entry->d_name);
		if (!more[names->num])
			break;
		names->num++;
	}
	closedir(dir);
	if (entry) {
		fs_names_free(names);
		return -ENOMEM;
	}
	if (names->num)
		qsort(names->name, names->num, sizeof(*names->name), fs_compare);
	return 0;
}

/**
 * fs_names_free() - free what fs_list() gave
 * @names: the names; none afterwards
 */
void fs_names_free(struct fs_names *names)
{
	while (names->num)
		free(names->name[--names->num]);
	free(names->name);
	*names = (struct fs_names){ 0 };
}
