/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PASSTHROUGH_NIC_H
#define PASSTHROUGH_NIC_H

#include <stride/hw/desc.h>

#include "memory.h"
#include "session.h"
#include "vf.h"

/*
 * What the VF may reach, as the device addresses it.  One page each for the rings,
 * for what is sent, for the head that the device reports, then receive buffers.
 */
#define ARENA_IOVA	0x10000000ull
#define ARENA_SIZE	(16 * PAGE)
#define NIC_TX_RING	0
#define NIC_RX_RING	PAGE
#define NIC_TX_DATA	(2 * PAGE)
#define NIC_HEAD	(3 * PAGE)
#define NIC_RX_DATA	(4 * PAGE)
#define NIC_SPARE	(15 * PAGE)	/* nobody uses it */

#define NIC_TX_DESCS	(PAGE / 16)
#define NIC_RX_DESCS	16		/* half a page each */
#define NIC_RX_SIZE	2048

#define NIC_FRAME	512		/* bytes of a test frame, header and all */
#define NIC_ETHERTYPE	0x88b5		/* IEEE: for local experiments */

/* A VF that is driven from here: a VF without a driver, and its memory. */
struct nic {
	struct session *s;
	struct vf vf;
	u8 *arena;
	u8 mac[6];
	unsigned int tx, rx;		/* the next descriptors */
	int vector[STRIDE_VF_VECTORS];	/* eventfds */
};

/* @s is open; the arena is not mapped. */
int nic_open(struct nic *nic, struct session *s, unsigned int idx, u8 seed);
void nic_close(struct nic *nic);
/* The arena to where the device looks for it. */
int nic_map(struct nic *nic);
/* RESET over the mailbox, which tells the address. */
bool nic_hello(struct nic *nic);

void nic_tx_start(struct nic *nic);
/* Receive buffers at @iova, @stride bytes apart; 0: all the same. */
void nic_rx_start(struct nic *nic, u64 iova, u64 stride);
/* One frame of @len bytes at @iova.  Return: the device says it is done. */
bool nic_send(struct nic *nic, u64 iova, unsigned int len);
/* A frame of ours.  Return: where it is, NULL if none came; @len is its length. */
u8 *nic_receive(struct nic *nic, const u8 *from, unsigned int *len);
/* Have the device write the word @value to @iova, in the place of its head. */
bool nic_write_word(struct nic *nic, u64 iova, u8 value);

/* A frame of @len bytes with a pattern of this seed. */
void frame_make(u8 *frame, const u8 *to, const u8 *from, unsigned int len, u8 seed);
/* Bytes that are not those. */
u64 frame_changed(const u8 *frame, unsigned int len, u8 seed);

#endif /* PASSTHROUGH_NIC_H */
