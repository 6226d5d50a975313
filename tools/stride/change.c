// SPDX-License-Identifier: GPL-2.0
/* What changes who has VFs: not two at a time, and not left half done. */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>

#include "change.h"
#include "fail.h"
#include "fs.h"
#include "patience.h"

#define CHANGE_LOCK	"/run/stride.lock"

static bool change_try(void *data)
{
	return !flock(*(int *)data, LOCK_EX | LOCK_NB);
}

/**
 * change_begin() - be the only stride that changes something, until the program ends
 * @req: what was asked
 *
 * From here on a signal ends waits only, and whoever reads the progress may go away.
 *
 * Return: 0, or the exit code after having told the error.
 */
int change_begin(const struct request *req)
{
	int fd = fs_open_lock(CHANGE_LOCK);
	int err;

	if (fd < 0)
		return fail(fail_code(fd), fail_remedy(fd, "look at /run"),
			    CHANGE_LOCK " cannot be opened: %s", strerror(-fd));
	signal(SIGPIPE, SIG_IGN);
	patience_catch_signals();
	err = patience_until(req->timeout, change_try, &fd);
	if (err == -EINTR)
		return fail(EXIT_NO, "try again", "interrupted while waiting for another stride");
	if (err)
		return fail(EXIT_BUSY, "wait until it is done",
			    "another stride is changing something");
	return 0;
}
