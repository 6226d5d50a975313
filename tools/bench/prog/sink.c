// SPDX-License-Identifier: GPL-2.0
/*
 * Receives what pktgen sends to a UDP port and checks each datagram: length,
 * pktgen's magic number, sequence numbers.
 *
 *	sink PORT LENGTH SECONDS
 *
 * Prints "ready"; ends when nothing came for SECONDS after the first datagram, with
 * "received N corrupted M disordered K".
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define BATCH		64
#define ROOM		256
#define PKTGEN_MAGIC	0xbe9be955u
#define BUFFER		(16 << 20)

static unsigned long received, corrupted, disordered;
static char data[BATCH][ROOM];
static struct mmsghdr msgs[BATCH];
static struct iovec iovs[BATCH];

static void look(const char *from, size_t got, size_t want)
{
	static uint32_t next;
	uint32_t word[2];

	received++;
	memcpy(word, from, sizeof(word));
	if (got != want || ntohl(word[0]) != PKTGEN_MAGIC) {
		corrupted++;
		return;
	}
	/* pktgen repeats the same packet in a burst. */
	if (ntohl(word[1]) < next)
		disordered++;
	next = ntohl(word[1]);
}

static int open_port(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	int buffer = BUFFER;
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	if (s < 0 || setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer)) ||
	    bind(s, (struct sockaddr *)&to, sizeof(to))) {
		perror("sink");
		exit(1);
	}
	return s;
}

int main(int argc, char **argv)
{
	size_t want;
	int s, i, n, wait = -1;

	if (argc != 4) {
		fprintf(stderr, "usage: sink PORT LENGTH SECONDS\n");
		return 2;
	}
	s = open_port(atoi(argv[1]));
	want = atoi(argv[2]);
	for (i = 0; i < BATCH; i++) {
		iovs[i] = (struct iovec){ data[i], ROOM };
		msgs[i].msg_hdr = (struct msghdr){ .msg_iov = &iovs[i], .msg_iovlen = 1 };
	}
	puts("ready");
	fflush(stdout);
	for (;;) {
		struct pollfd ready = { .fd = s, .events = POLLIN };

		if (poll(&ready, 1, wait) == 0)
			break;
		wait = atoi(argv[3]) * 1000;
		n = recvmmsg(s, msgs, BATCH, MSG_DONTWAIT, NULL);
		for (i = 0; i < n; i++)
			look(data[i], msgs[i].msg_len, want);
	}
	printf("received %lu corrupted %lu disordered %lu\n", received, corrupted, disordered);
	return 0;
}
