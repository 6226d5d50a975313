/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PASSTHROUGH_PEER_H
#define PASSTHROUGH_PEER_H

#include "bar.h"

/* A netdev of the host's, at the other end of the wire. */
struct peer {
	int fd;
	u8 mac[6];
};

int peer_open(struct peer *peer, const char *netdev);
/* The next frame of @from's.  Return: its length, 0 if none came in time. */
unsigned int peer_receive(struct peer *peer, const u8 *from, u8 *frame, unsigned int size);
int peer_send(struct peer *peer, const u8 *frame, unsigned int len);
/* Forget what has come so far. */
void peer_flush(struct peer *peer);

#endif /* PASSTHROUGH_PEER_H */
