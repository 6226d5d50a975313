// SPDX-License-Identifier: GPL-2.0
/* stride watch: what each VF moves, and who has it, live. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "fail.h"
#include "finding.h"
#include "health.h"
#include "holder.h"
#include "nl.h"
#include "object.h"
#include "patience.h"
#include "pf.h"

struct watch {
	const struct request *req;
	struct pf pf;
	struct nl_vf *now, *before;
	struct health health;
	struct health_mailbox *mbx, *mbx_before;
	struct holders holders;
	bool carrier;
	double seconds;		/* between both */
};

static double watch_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* A counter that went back was set back. */
static double watch_rate(const struct watch *w, __u64 now, __u64 before)
{
	return now >= before ? (now - before) / w->seconds : 0;
}

static struct json_object *watch_mailbox_json(const struct watch *w, unsigned int i)
{
	const struct health_mailbox *m = &w->mbx[i], *b = &w->mbx_before[i];
	struct json_object *o;

	if (!m->there)
		return NULL;
	o = json_object_new_object();
	object_text(o, "state", m->state);
	object_bool(o, "quarantined", m->quarantined);
	object_number(o, "messages_ps", watch_rate(w, m->messages, b->messages));
	object_number(o, "refused", m->nacks);
	return o;
}

static struct json_object *watch_vf_json(const struct watch *w, unsigned int i,
					 const struct fn *vf, const struct holder *holder)
{
	const struct nl_vf *n = &w->now[i], *b = &w->before[i];
	struct json_object *o = json_object_new_object();

	object_number(o, "index", i);
	object_text(o, "address", vf->name);
	object_text(o, "link", n->there ? nl_link(n) : NULL);
	json_object_object_add(o, "holder", holder_json(holder, vf));
	if (!n->there)
		return o;
	object_number(o, "rx_pps", watch_rate(w, n->rx_packets, b->rx_packets));
	object_number(o, "tx_pps", watch_rate(w, n->tx_packets, b->tx_packets));
	object_number(o, "rx_bps", 8 * watch_rate(w, n->rx_bytes, b->rx_bytes));
	object_number(o, "tx_bps", 8 * watch_rate(w, n->tx_bytes, b->tx_bytes));
	object_number(o, "dropped", n->rx_dropped + n->tx_dropped);
	json_object_object_add(o, "mailbox", watch_mailbox_json(w, i));
	return o;
}

static void watch_vf_text(const struct watch *w, unsigned int i, const struct fn *vf,
			  const struct holder *holder)
{
	const struct nl_vf *n = &w->now[i], *b = &w->before[i];
	const struct health_mailbox *m = &w->mbx[i];
	char who[HOLDER_TEXT];

	printf("%3u %-12s %-7s %10.0f %10.0f %9.2f %9.2f %8llu %-11s %6.0f  %s\n", i, vf->name,
	       n->there ? nl_link(n) : "-", watch_rate(w, n->rx_packets, b->rx_packets),
	       watch_rate(w, n->tx_packets, b->tx_packets),
	       8 * watch_rate(w, n->rx_bytes, b->rx_bytes) / 1e6,
	       8 * watch_rate(w, n->tx_bytes, b->tx_bytes) / 1e6,
	       (unsigned long long)(n->rx_dropped + n->tx_dropped),
	       m->quarantined ? "quarantined" : m->there ? m->state : "-",
	       watch_rate(w, m->messages, w->mbx_before[i].messages),
	       holder_text(who, holder, vf));
}

/* Only what is not well is worth a line. */
static void watch_health_text(const struct health *health)
{
	struct findings all = { 0 };

	health_check(health, &all);
	finding_print(&all, FINDING_WARN);
	finding_free(&all);
}

static int watch_show(const struct watch *w)
{
	struct json_object *o = NULL, *vfs = NULL;
	struct holder holder;
	unsigned int i;
	struct fn vf;

	if (w->req->json) {
		o = json_object_new_object();
		vfs = json_object_new_array();
		object_text(o, "address", w->pf.fn.name);
		object_bool(o, "carrier", w->carrier);
		json_object_object_add(o, "health", health_json(&w->health));
		json_object_object_add(o, "vfs", vfs);
	} else {
		printf("%s%s %s, link %s, %u VFs\n", isatty(STDOUT_FILENO) ? "\033[H\033[2J" : "",
		       w->pf.fn.name, w->pf.fn.netdev, w->carrier ? "up" : "down", w->pf.num_vfs);
		watch_health_text(&w->health);
		printf("%3s %-12s %-7s %10s %10s %9s %9s %8s %-11s %6s  %s\n", "VF", "address",
		       "link", "rx/s", "tx/s", "rx Mbit/s", "tx Mbit/s", "dropped", "mailbox",
		       "msgs/s", "holder");
	}
	for (i = 0; i < w->pf.num_vfs; i++) {
		pf_vf(&w->pf, i, &vf);
		holder_of(&w->holders, &vf, &holder);
		if (vfs)
			json_object_array_add(vfs, watch_vf_json(w, i, &vf, &holder));
		else
			watch_vf_text(w, i, &vf, &holder);
	}
	if (o)
		puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN));
	json_object_put(o);
	return fflush(stdout) || ferror(stdout) ? EXIT_NO : 0;
}

/* VFs may come and go meanwhile. */
static int watch_look(struct watch *w)
{
	struct health_mailbox *mbx;
	struct nl_vf *now;
	struct fn fn;

	if (fn_read(&fn, w->pf.fn.name) || pf_read(&w->pf, &fn))
		return fail(EXIT_NO_DEVICE, "see stride list", "the device is gone");
	now = calloc(w->pf.num_vfs + 1, sizeof(*now));
	mbx = calloc(w->pf.num_vfs + 1, sizeof(*mbx));
	if (!now || !mbx) {
		free(now);
		free(mbx);
		return fail_memory();
	}
	nl_vfs(fn.ifindex, now, w->pf.num_vfs, &w->carrier);
	health_read(&w->health, w->pf.fn.name);
	health_mailboxes(&w->health, mbx, w->pf.num_vfs);
	free(w->before);
	w->before = w->now;
	w->now = now;
	free(w->mbx_before);
	w->mbx_before = w->mbx;
	w->mbx = mbx;
	holders_free(&w->holders);
	holders_read(&w->holders);
	return 0;
}

/**
 * cmd_watch() - stride watch DEV [--interval S] [--count N]
 * @req: what was asked
 *
 * Return: exit code.
 */
int cmd_watch(const struct request *req)
{
	struct watch w = { .req = req };
	unsigned int num;
	double then;
	long round;
	int err;

	err = pf_find(&w.pf, req->arg[0]);
	if (!err)
		err = watch_look(&w);
	if (err)
		return err;
	patience_catch_signals();
	for (round = 0; !err && (!req->count || round < req->count); round++) {
		num = w.pf.num_vfs;
		then = watch_clock();
		if (!patience_pause(req->interval))
			break;
		err = watch_look(&w);
		w.seconds = watch_clock() - then;
		if (!err && num == w.pf.num_vfs)
			err = watch_show(&w);
	}
	free(w.now);
	free(w.before);
	free(w.mbx);
	free(w.mbx_before);
	holders_free(&w.holders);
	return err;
}
