/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SOCK_H
#define SOCK_H

#include <net/ethernet.h>
#include <stdbool.h>
#include <stdint.h>
#include <xdp/xsk.h>

#define SOCK_FRAMES	1024	/* half to receive into, half to send from */
#define SOCK_HALF	(SOCK_FRAMES / 2)
#define SOCK_BATCH	32

/* As the options of xsk.c say. */
struct sock_options {
	bool busy, copy, awake, failing, once;
	unsigned int chunk, given, headroom, queue, window;
	const char *map;
};

/* An AF_XDP socket; @free are the chunks to send from that are not under way. */
struct sock {
	struct sock_options opt;
	const char *iface;
	uint8_t addr[ETHER_ADDR_LEN];
	uint8_t *mem;
	struct xsk_umem *umem;
	struct xsk_socket *xsk;
	struct xsk_ring_prod fill, tx;
	struct xsk_ring_cons comp, rx;
	uint64_t free[SOCK_HALF];
	unsigned int n_free;
	unsigned long sent, done, calls;
	int map;
};

bool told(int signal);
long now_ms(void);
void sock_open(struct sock *s);
void sock_close(struct sock *s);
void sock_give(struct sock *s, const uint64_t *addr, unsigned int n);
void sock_give_all(struct sock *s);
void sock_post(struct sock *s, uint64_t addr, unsigned int len);
void sock_wake(struct sock *s);
void sock_complete(struct sock *s);
void sock_nap(struct sock *s, int ms);

#endif /* SOCK_H */
