// SPDX-License-Identifier: GPL-2.0
/*
 * An AF_XDP socket that sends, receives or forwards known frames.
 *
 *   xsk [OPTION...] IFACE send TO COUNT LOW HIGH	all of them, and waits until they are sent
 *   xsk [OPTION...] IFACE recv COUNT LOW HIGH		says "ready", then what it got
 *   xsk [OPTION...] IFACE bounce TO COUNT LOW HIGH	sends them and wants them back
 *   xsk [OPTION...] IFACE forward			back to where they came from, until killed
 *
 *   -b		busy polling
 *   -c		the kernel copies; else the device uses our memory or it is an error
 *   -f SIZE	of a chunk, 4096 if not given
 *   -g N	chunks given to receive into, all if not given
 *   -k		needs no wake-up
 *   -m PATH	map to enter
 *   -n		binds again and again while a later and later memory allocation fails
 *   -o		sends when it gets SIGUSR1, and calls the kernel once
 *   -q QUEUE	0 if not given
 *   -r HEAD	bytes of headroom
 *   -w N	frames under way at once, 32 if not given
 *
 * Sizes are without FCS.  Status 0 if every frame came, once and right; 2 if the socket
 * cannot be bound, errno's name is printed.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "frame.h"
#include "sock.h"

#define PATIENCE_MS	5000

struct known {
	struct frame_sizes sizes;
	uint8_t dest[ETHER_ADDR_LEN];
	unsigned int count;
	uint8_t *seen;
	unsigned int came, wrong;
};

static void note(struct known *k, const uint8_t *frame, unsigned int len)
{
	uint32_t number;

	if (!frame_number(frame, len, &number))
		return;
	if (number >= k->count || k->seen[number] || !frame_right(frame, len, &k->sizes)) {
		printf("frame %u: %u bytes, %u wanted%s\n", number, len,
		       frame_size(number, &k->sizes),
		       number < k->count && k->seen[number] ? ", again" : "");
		k->wrong++;
		return;
	}
	k->seen[number] = 1;
	k->came++;
}

/* Return: frames received; @k notes them, without it they are sent back. */
static unsigned int receive(struct sock *s, struct known *k)
{
	uint64_t addr[SOCK_BATCH];
	unsigned int n, i;
	uint32_t at;

	n = xsk_ring_cons__peek(&s->rx, SOCK_BATCH, &at);
	for (i = 0; i < n; i++) {
		const struct xdp_desc *desc = xsk_ring_cons__rx_desc(&s->rx, at + i);
		uint8_t *frame = s->mem + desc->addr;

		if (k) {
			note(k, frame, desc->len);
			addr[i] = desc->addr - desc->addr % s->opt.chunk;
		} else {
			frame_turn(frame);
			sock_post(s, desc->addr, desc->len);
		}
	}
	xsk_ring_cons__release(&s->rx, n);
	if (k)
		sock_give(s, addr, n);
	else if (n)
		sock_wake(s);
	return n;
}

/* Until @wanted came, or none comes any more. */
static void await(struct sock *s, struct known *k, unsigned int wanted, int patience)
{
	long end = now_ms() + patience;

	while (k->came < wanted && !told(SIGTERM) && now_ms() < end) {
		if (receive(s, k))
			end = now_ms() + patience;
		else
			sock_nap(s, 100);
		sock_complete(s);
	}
}

static void await_sent(struct sock *s)
{
	long end = now_ms() + PATIENCE_MS;

	while (s->done < s->sent && !told(SIGTERM) && now_ms() < end) {
		sock_wake(s);
		sock_complete(s);
		if (s->done < s->sent)
			usleep(100);
	}
}

/* A frame after another, so many under way; with @back it is wanted back. */
static void send_all(struct sock *s, struct known *k, bool back)
{
	unsigned int number = 0, i;

	while (number < k->count && !told(SIGTERM)) {
		for (i = 0; i < s->opt.window && number < k->count; i++) {
			uint64_t addr = s->free[--s->n_free];

			sock_post(s, addr,
				  frame_make(s->mem + addr, number++, &k->sizes, k->dest,
					     s->addr));
		}
		sock_wake(s);
		if (back) {
			await(s, k, number, PATIENCE_MS);
			if (k->came < number)
				return;
		}
		await_sent(s);
		if (s->done < s->sent)
			return;
		/* Time for the receiver, where nothing comes back. */
		if (!back)
			usleep(5000);
	}
}

static int verdict(const struct sock *s, const struct known *k)
{
	printf("%u of %u came, %u wrong, %lu of %lu sent by %lu calls\n", k->came, k->count,
	       k->wrong, s->done, s->sent, s->calls);
	return k->came != k->count || k->wrong || s->done != s->sent;
}

static int forward(struct sock *s)
{
	while (!told(SIGTERM)) {
		if (!receive(s, NULL))
			sock_nap(s, 100);
		sock_complete(s);
	}
	printf("%lu of %lu sent by %lu calls\n", s->done, s->sent, s->calls);
	return 0;
}

static int misused(void)
{
	fputs("the head of xsk.c says how\n", stderr);
	return 1;
}

static void read_sizes(struct known *k, char **arg)
{
	k->count = atoi(arg[0]);
	k->sizes.low = atoi(arg[1]);
	k->sizes.high = atoi(arg[2]);
	k->seen = calloc(k->count, 1);
}

static bool read_dest(struct known *k, const char *text)
{
	uint8_t *d = k->dest;

	return sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", d, d + 1, d + 2, d + 3, d + 4,
		      d + 5) == ETHER_ADDR_LEN;
}

static int run(struct sock *s, const char *what, int argc, char **arg)
{
	struct known k = {};

	if (!strcmp(what, "forward") && argc == 0)
		return forward(s);
	if (!strcmp(what, "recv") && argc == 3) {
		read_sizes(&k, arg);
		/* The sender may take its time to start; one that comes twice would come last. */
		await(s, &k, 1, 12 * PATIENCE_MS);
		await(s, &k, k.count, PATIENCE_MS);
		await(s, &k, k.count + 1, 300);
		return verdict(s, &k);
	}
	if (argc != 4 || !read_dest(&k, arg[0]))
		return misused();
	read_sizes(&k, arg + 1);
	while (s->opt.once && !told(SIGUSR1) && !told(SIGTERM))
		usleep(10000);
	send_all(s, &k, !strcmp(what, "bounce"));
	if (!strcmp(what, "send"))
		k.came = s->done;
	else
		await(s, &k, k.count + 1, 300);
	return verdict(s, &k);
}

static bool read_flag(struct sock_options *opt, int c)
{
	switch (c) {
	case 'b':
		opt->busy = true;
		return true;
	case 'c':
		opt->copy = true;
		return true;
	case 'k':
		opt->awake = true;
		return true;
	case 'n':
		opt->failing = true;
		return true;
	case 'o':
		opt->once = true;
		return true;
	default:
		return false;
	}
}

static bool read_value(struct sock_options *opt, int c, const char *value)
{
	switch (c) {
	case 'f':
		opt->chunk = atoi(value);
		return true;
	case 'g':
		opt->given = atoi(value);
		return true;
	case 'm':
		opt->map = value;
		return true;
	case 'q':
		opt->queue = atoi(value);
		return true;
	case 'r':
		opt->headroom = atoi(value);
		return true;
	case 'w':
		opt->window = atoi(value);
		return true;
	default:
		return false;
	}
}

static bool read_options(struct sock_options *opt, int argc, char **argv)
{
	int c;

	*opt = (struct sock_options) {
		.chunk = 4096, .given = SOCK_HALF, .window = SOCK_BATCH,
	};
	while ((c = getopt(argc, argv, "bcf:g:km:noq:r:w:")) != -1)
		if (!read_flag(opt, c) && !read_value(opt, c, optarg))
			return false;
	return argc - optind >= 2;
}

int main(int argc, char **argv)
{
	static struct sock s;
	sigset_t set;
	int status;

	if (!read_options(&s.opt, argc, argv))
		return misused();
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	s.iface = argv[optind];
	sock_open(&s);
	sock_give_all(&s);
	puts("ready");
	fflush(stdout);
	status = run(&s, argv[optind + 1], argc - optind - 2, argv + optind + 2);
	sock_close(&s);
	return status;
}
