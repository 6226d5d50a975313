// SPDX-License-Identifier: GPL-2.0
/* An AF_XDP socket: its memory, its rings, and when the kernel is called. */

#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "sock.h"

#define BIND_MS		3000	/* until the last owner has let go of the queue */

/* Signals are blocked: they are looked for where it suits. */
bool told(int signal)
{
	sigset_t set;

	sigpending(&set);
	return sigismember(&set, signal);
}

long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void die(const char *what)
{
	printf("%s: %s\n", what, strerrorname_np(errno));
	exit(2);
}

static int fd_of(const struct sock *s)
{
	return xsk_socket__fd(s->xsk);
}

static size_t mem_size(const struct sock *s)
{
	return (size_t)SOCK_FRAMES * s->opt.chunk;
}

static void make_memory(struct sock *s)
{
	s->mem = mmap(NULL, mem_size(s), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		      -1, 0);
	if (s->mem == MAP_FAILED)
		die("memory");
	/* What should not go out is seen if it does. */
	memset(s->mem, 0xa5, mem_size(s));
	for (s->n_free = 0; s->n_free < SOCK_HALF; s->n_free++)
		s->free[s->n_free] = (uint64_t)(SOCK_HALF + s->n_free) * s->opt.chunk;
}

/* Return: 0, or why not, and all is undone. */
static int try_to_bind(struct sock *s)
{
	struct xsk_umem_config umem = {
		.fill_size = SOCK_HALF, .comp_size = SOCK_HALF, .frame_size = s->opt.chunk,
		.frame_headroom = s->opt.headroom,
	};
	struct xsk_socket_config cfg = {
		.rx_size = SOCK_HALF, .tx_size = SOCK_HALF,
		.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD,
		.bind_flags = (s->opt.copy ? XDP_COPY : XDP_ZEROCOPY) |
			      (s->opt.awake ? 0 : XDP_USE_NEED_WAKEUP),
	};
	int err;

	err = xsk_umem__create(&s->umem, s->mem, mem_size(s), &s->fill, &s->comp, &umem);
	if (err)
		return err;
	err = xsk_socket__create(&s->xsk, s->iface, s->opt.queue, s->umem, &s->rx, &s->tx,
				 &cfg);
	if (err)
		xsk_umem__delete(s->umem);
	return err;
}

static int bind_in_time(struct sock *s)
{
	long end = now_ms() + BIND_MS;
	int err;

	while ((err = try_to_bind(s)) == -EBUSY && now_ms() < end)
		usleep(20000);
	return err;
}

static void unbind(struct sock *s)
{
	xsk_socket__delete(s->xsk);
	xsk_umem__delete(s->umem);
}

/* Return: was the @nth memory allocation made to fail? */
static bool bind_while_failing(struct sock *s, int fd, unsigned int nth, int *err)
{
	char left[16] = "";

	snprintf(left, sizeof(left), "%u", nth);
	if (pwrite(fd, left, strlen(left), 0) < 0)
		die("fail-nth");
	*err = try_to_bind(s);
	if (pread(fd, left, sizeof(left) - 1, 0) < 0 || pwrite(fd, "0", 1, 0) < 0)
		die("fail-nth");
	return atoi(left) == 0;
}

/* First each allocation fails, then some; afterwards there is a socket. */
static int bind_in_spite(struct sock *s)
{
	int fd = open("/proc/thread-self/fail-nth", O_RDWR), err;
	unsigned int nth = 1, failures = 0;

	if (fd < 0)
		die("fail-nth");
	for (;;) {
		bool failed = bind_while_failing(s, fd, nth, &err);

		if (err == -EBUSY) {
			usleep(20000);
			continue;
		}
		if (!failed)
			break;
		if (err)
			failures++;
		else
			unbind(s);
		nth += nth < 60 ? 1 : 11;
	}
	close(fd);
	printf("%u allocations, %u failures\n", nth, failures);
	return err;
}

static void make_socket(struct sock *s)
{
	int err;

	make_memory(s);
	err = s->opt.failing ? bind_in_spite(s) : bind_in_time(s);
	if (err) {
		errno = -err;
		die("bind");
	}
}

static void enter_map(struct sock *s)
{
	__u32 key = s->opt.queue;
	int fd = fd_of(s);

	s->map = -1;
	if (!s->opt.map)
		return;
	s->map = bpf_obj_get(s->opt.map);
	if (s->map < 0 || bpf_map_update_elem(s->map, &key, &fd, 0))
		die("map");
}

static void set_option(struct sock *s, int name, int value)
{
	if (setsockopt(fd_of(s), SOL_SOCKET, name, &value, sizeof(value)))
		die("setsockopt");
}

static void read_addr(struct sock *s)
{
	struct ifreq req = {};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", s->iface);
	if (ioctl(fd, SIOCGIFHWADDR, &req))
		die("address");
	close(fd);
	memcpy(s->addr, req.ifr_hwaddr.sa_data, sizeof(s->addr));
}

static void check_mode(struct sock *s)
{
	struct xdp_options options = {};
	socklen_t len = sizeof(options);

	if (getsockopt(fd_of(s), SOL_XDP, XDP_OPTIONS, &options, &len))
		die("XDP_OPTIONS");
	errno = EOPNOTSUPP;
	if (!!(options.flags & XDP_OPTIONS_ZEROCOPY) == s->opt.copy)
		die("mode");
}

void sock_open(struct sock *s)
{
	read_addr(s);
	make_socket(s);
	check_mode(s);
	if (s->opt.busy) {
		set_option(s, SO_PREFER_BUSY_POLL, 1);
		set_option(s, SO_BUSY_POLL, 20);
		set_option(s, SO_BUSY_POLL_BUDGET, 64);
	}
	enter_map(s);
}

void sock_close(struct sock *s)
{
	unbind(s);
	if (s->map >= 0)
		close(s->map);
}

/* --- rings ------------------------------------------------------------------ */

/*
 * A ring's flag is read after what was posted is seen: the kernel looks at them in the
 * other order.
 */
static bool asks(struct xsk_ring_prod *ring)
{
	__sync_synchronize();
	return xsk_ring_prod__needs_wakeup(ring);
}

/* What the kernel refuses for a moment (the port changes) is asked again later. */
void sock_wake(struct sock *s)
{
	if (!s->opt.busy && !s->opt.awake && !s->opt.copy && !asks(&s->tx))
		return;
	if (s->opt.once && s->calls)
		return;
	s->calls++;
	sendto(fd_of(s), NULL, 0, MSG_DONTWAIT, NULL, 0);
}

static void wake_rx(struct sock *s)
{
	if (s->opt.busy || asks(&s->fill))
		recvfrom(fd_of(s), NULL, 0, MSG_DONTWAIT, NULL, NULL);
}

void sock_give(struct sock *s, const uint64_t *addr, unsigned int n)
{
	uint32_t at;
	unsigned int i;

	if (!n)
		return;
	while (!xsk_ring_prod__reserve(&s->fill, n, &at))
		wake_rx(s);
	for (i = 0; i < n; i++)
		*xsk_ring_prod__fill_addr(&s->fill, at + i) = addr[i];
	xsk_ring_prod__submit(&s->fill, n);
	wake_rx(s);
}

void sock_give_all(struct sock *s)
{
	uint64_t addr[SOCK_HALF];
	unsigned int i;

	for (i = 0; i < s->opt.given; i++)
		addr[i] = (uint64_t)i * s->opt.chunk;
	sock_give(s, addr, s->opt.given);
}

/* Take sent frames back.  Those that were received are received into again. */
void sock_complete(struct sock *s)
{
	uint64_t addr[SOCK_BATCH], back[SOCK_BATCH];
	unsigned int n, i, k = 0;
	uint32_t at;

	n = xsk_ring_cons__peek(&s->comp, SOCK_BATCH, &at);
	for (i = 0; i < n; i++) {
		addr[i] = *xsk_ring_cons__comp_addr(&s->comp, at + i);
		addr[i] -= addr[i] % s->opt.chunk;
		if (addr[i] < (uint64_t)SOCK_HALF * s->opt.chunk)
			back[k++] = addr[i];
		else
			s->free[s->n_free++] = addr[i];
	}
	xsk_ring_cons__release(&s->comp, n);
	s->done += n;
	sock_give(s, back, k);
}

void sock_post(struct sock *s, uint64_t addr, unsigned int len)
{
	uint32_t at;

	while (!xsk_ring_prod__reserve(&s->tx, 1, &at)) {
		if (told(SIGTERM))
			return;
		sock_wake(s);
		sock_complete(s);
	}
	*xsk_ring_prod__tx_desc(&s->tx, at) = (struct xdp_desc) { .addr = addr, .len = len };
	xsk_ring_prod__submit(&s->tx, 1);
	s->sent++;
}

void sock_nap(struct sock *s, int ms)
{
	struct pollfd pfd = { .fd = fd_of(s), .events = POLLIN };

	if (s->opt.busy) {
		wake_rx(s);
		sock_wake(s);
	} else {
		poll(&pfd, 1, ms);
	}
}

