// SPDX-License-Identifier: GPL-2.0
/* Waiting for conditions. */

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

#include "patience.h"

#define PATIENCE_STEP	0.02

static bool patience_over;
static sigset_t patience_signals;

/**
 * patience_catch_signals() - what asks a program to end ends a wait, not the program
 *
 * So that what was begun can be undone.  What nohup has ignored stays so.
 */
void patience_catch_signals(void)
{
	static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action;
	unsigned int i;

	for (i = 0; i < sizeof(caught) / sizeof(*caught); i++)
		if (!sigaction(caught[i], NULL, &action) && action.sa_handler != SIG_IGN)
			sigaddset(&patience_signals, caught[i]);
	sigprocmask(SIG_BLOCK, &patience_signals, NULL);
}

/**
 * patience_pause() - sleep
 * @seconds: how long
 *
 * Return: false if a signal came, now or before.
 */
bool patience_pause(double seconds)
{
	struct timespec t = { .tv_sec = seconds };

	t.tv_nsec = (seconds - t.tv_sec) * 1e9;
	if (!patience_over && sigtimedwait(&patience_signals, NULL, &t) > 0)
		patience_over = true;
	return !patience_over;
}

/**
 * patience_until() - wait for a condition
 * @seconds: at most
 * @done: the condition
 * @data: for it
 *
 * Return: 0, -ETIMEDOUT, or -EINTR if a signal came.
 */
int patience_until(double seconds, bool (*done)(void *data), void *data)
{
	struct timespec start, now;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (!done(data)) {
		if (!patience_pause(PATIENCE_STEP))
			return -EINTR;
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec - start.tv_sec + (now.tv_nsec - start.tv_nsec) / 1e9 > seconds)
			return done(data) ? 0 : -ETIMEDOUT;
	}
	return 0;
}
