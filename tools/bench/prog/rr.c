// SPDX-License-Identifier: GPL-2.0
/*
 * Requests of 64 bytes and answers to them, one at a time, over UDP or TCP.
 *
 *	rr serve udp|tcp PORT			answer until killed
 *	rr ask udp|tcp ADDRESS PORT COUNT	ask, from the first newline on stdin on
 *
 * The asker prints "ready", then "sent N received N corrupted N ns N p50 N p99 N";
 * times are nanoseconds.
 */

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LENGTH		64
#define PATIENCE_MS	1000

static int fail(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int open_socket(const char *protocol)
{
	int tcp = !strcmp(protocol, "tcp"), one = 1;
	int s = socket(AF_INET, tcp ? SOCK_STREAM : SOCK_DGRAM, 0);

	if (s < 0 || setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    (tcp && setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one))))
		fail("socket");
	return s;
}

static void serve(const char *protocol, const char *port)
{
	struct sockaddr_in from, own = {
		.sin_family = AF_INET, .sin_port = htons(atoi(port)),
	};
	socklen_t length = sizeof(from);
	int s = open_socket(protocol);
	char data[LENGTH];
	ssize_t got;

	if (bind(s, (struct sockaddr *)&own, sizeof(own)))
		fail("bind");
	if (!strcmp(protocol, "tcp")) {
		if (listen(s, 1))
			fail("listen");
		printf("ready\n");
		fflush(stdout);
		s = accept(s, NULL, NULL);
		while ((got = recv(s, data, LENGTH, MSG_WAITALL)) == LENGTH)
			send(s, data, LENGTH, 0);
		return;
	}
	printf("ready\n");
	fflush(stdout);
	for (;;) {
		length = sizeof(from);
		got = recvfrom(s, data, LENGTH, 0, (struct sockaddr *)&from, &length);
		if (got > 0)
			sendto(s, data, got, 0, (struct sockaddr *)&from, length);
	}
}

static int by_time(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Return: 1 if the answer came and is right, 0 if it is wrong, -1: none came. */
static int ask_once(int s, uint64_t n)
{
	struct pollfd p = { .fd = s, .events = POLLIN };
	uint64_t out[LENGTH / 8] = { n }, in[LENGTH / 8];

	out[LENGTH / 8 - 1] = ~n;
	if (send(s, out, LENGTH, 0) != LENGTH)
		fail("send");
	if (poll(&p, 1, PATIENCE_MS) < 1)
		return -1;
	return recv(s, in, LENGTH, MSG_WAITALL) == LENGTH && !memcmp(in, out, LENGTH);
}

static void ask(const char *protocol, const char *address, const char *port, unsigned int count)
{
	uint64_t *took = calloc(count + 1, sizeof(*took)), begin, before;
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons(atoi(port)),
	};
	unsigned int i, received = 0, corrupted = 0;
	int s = open_socket(protocol), result;

	if (!took || !inet_pton(AF_INET, address, &to.sin_addr) ||
	    connect(s, (struct sockaddr *)&to, sizeof(to)))
		fail("connect");
	printf("ready\n");
	fflush(stdout);
	getchar();
	begin = now_ns();
	for (i = 0; i < count; i++) {
		before = now_ns();
		result = ask_once(s, i);
		if (result < 0)
			continue;
		corrupted += !result;
		took[received++] = now_ns() - before;
	}
	before = now_ns();
	qsort(took, received, sizeof(*took), by_time);
	printf("sent %u received %u corrupted %u ns %llu p50 %llu p99 %llu\n", count, received,
	       corrupted, (unsigned long long)(before - begin),
	       (unsigned long long)took[received / 2],
	       (unsigned long long)took[received * 99 / 100]);
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "serve"))
		serve(argv[2], argv[3]);
	else if (argc == 6 && !strcmp(argv[1], "ask"))
		ask(argv[2], argv[3], argv[4], atoi(argv[5]));
	else
		return 2;
	return 0;
}
