// SPDX-License-Identifier: GPL-2.0
/* A VF's queue pair, driven by registers from user space. */

#include <linux/if_ether.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ktap.h"
#include "nic.h"

#define TXD_DD		1u		/* olinfo_status, written back (DS 7.2.2.4) */
#define PATIENCE_US	3000000

#define RXQ		STRIDE_VF_RXQ(0)
#define TXQ		STRIDE_VF_TXQ(0)

static union stride_tx_desc *nic_txd(struct nic *nic, unsigned int i)
{
	return (union stride_tx_desc *)(nic->arena + NIC_TX_RING) + i;
}

static union stride_rx_desc *nic_rxd(struct nic *nic, unsigned int i)
{
	return (union stride_rx_desc *)(nic->arena + NIC_RX_RING) + i;
}

/* Return: 0 or -1, with the reason shown. */
int nic_open(struct nic *nic, struct session *s, unsigned int idx, u8 seed)
{
	unsigned int i;

	memset(nic, 0, sizeof(*nic));
	nic->s = s;
	nic->vf.idx = idx;
	nic->vf.silence_ms = 3000;
	nic->vf.config = -1;
	nic->arena = memory_get(ARENA_SIZE, seed);
	if (!nic->arena)
		return -1;
	for (i = 0; i < STRIDE_VF_VECTORS; i++)
		nic->vector[i] = eventfd(0, EFD_NONBLOCK);
	return session_bar(s, 0, &nic->vf.bar);
}

/* The device stops before its memory is gone. */
void nic_close(struct nic *nic)
{
	unsigned int i;

	session_reset(nic->s);
	for (i = 0; i < STRIDE_VF_VECTORS; i++)
		close(nic->vector[i]);
	munmap(nic->vf.bar.mem, nic->vf.bar.size);
	munmap(nic->arena, ARENA_SIZE);
}

int nic_map(struct nic *nic)
{
	return session_map(nic->s, nic->arena, ARENA_IOVA, ARENA_SIZE);
}

/* What the PF does at a reset may take the first message with it. */
bool nic_hello(struct nic *nic)
{
	u32 words[STRIDE_MBX_WORDS] = { STRIDE_MSG_RESET }, reply[STRIDE_MBX_WORDS];
	unsigned int tries;

	for (tries = 0; tries < 5; tries++) {
		if (vf_say(&nic->vf, words, reply) != ANSWER_ACK)
			continue;
		memcpy(nic->mac, &reply[1], sizeof(nic->mac));
		return true;
	}
	return false;
}

static void nic_ring(struct nic *nic, u32 queue, u64 iova, u32 size)
{
	vf_wr(&nic->vf, queue + STRIDE_TX_TDBAL, iova);
	vf_wr(&nic->vf, queue + STRIDE_TX_TDBAH, iova >> 32);
	vf_wr(&nic->vf, queue + STRIDE_TX_TDLEN, size);
}

static void nic_queue_on(struct nic *nic, u32 ctl)
{
	u64 end = now_us() + PATIENCE_US;

	vf_wr(&nic->vf, ctl, STRIDE_XDCTL_ENABLE | 1 << 16);
	while (!(vf_rd(&nic->vf, ctl) & STRIDE_XDCTL_ENABLE) && now_us() < end)
		pause_us(100);
}

void nic_tx_start(struct nic *nic)
{
	vf_wr(&nic->vf, TXQ + STRIDE_TX_TXDCTL, 0);
	memset(nic->arena + NIC_TX_RING, 0, PAGE);
	nic_ring(nic, TXQ, ARENA_IOVA + NIC_TX_RING, PAGE);
	vf_wr(&nic->vf, TXQ + STRIDE_TX_TDWBAL, 0);
	vf_wr(&nic->vf, TXQ + STRIDE_TX_TDWBAH, 0);
	vf_wr(&nic->vf, TXQ + STRIDE_TX_TDH, 0);
	vf_wr(&nic->vf, TXQ + STRIDE_TX_TDT, 0);
	nic_queue_on(nic, TXQ + STRIDE_TX_TXDCTL);
	nic->tx = 0;
}

void nic_rx_start(struct nic *nic, u64 iova, u64 stride)
{
	unsigned int i;

	vf_wr(&nic->vf, RXQ + STRIDE_RX_RXDCTL, 0);
	memset(nic->arena + NIC_RX_RING, 0, PAGE);
	for (i = 0; i < NIC_RX_DESCS; i++)
		nic_rxd(nic, i)->read.pkt_addr = iova + i * stride;
	nic_ring(nic, RXQ, ARENA_IOVA + NIC_RX_RING, NIC_RX_DESCS * 16);
	vf_wr(&nic->vf, RXQ + STRIDE_RX_SRRCTL,
	      NIC_RX_SIZE / 1024 | STRIDE_DESCTYPE_ADV_ONEBUF << 25 |
	      STRIDE_SRRCTL_DROP_EN);
	vf_wr(&nic->vf, RXQ + STRIDE_RX_RDH, 0);
	vf_wr(&nic->vf, RXQ + STRIDE_RX_RDT, 0);
	nic_queue_on(nic, RXQ + STRIDE_RX_RXDCTL);
	vf_wr(&nic->vf, RXQ + STRIDE_RX_RDT, NIC_RX_DESCS - 1);
	nic->rx = 0;
}

/* The descriptor is there; the device may go as far as the next. */
static void nic_kick(struct nic *nic, u64 iova, unsigned int len)
{
	union stride_tx_desc *d = nic_txd(nic, nic->tx);

	d->data.addr = iova;
	d->data.cmd_type_len = len | STRIDE_TXD_DTYP_DATA | STRIDE_TXD_DEXT |
			       STRIDE_TXD_EOP | STRIDE_TXD_IFCS | STRIDE_TXD_RS;
	d->data.olinfo_status = len << 14;
	nic->tx = (nic->tx + 1) % NIC_TX_DESCS;
	vf_wr(&nic->vf, TXQ + STRIDE_TX_TDT, nic->tx);
}

bool nic_send(struct nic *nic, u64 iova, unsigned int len)
{
	union stride_tx_desc *d = nic_txd(nic, nic->tx);
	u64 end = now_us() + PATIENCE_US;

	nic_kick(nic, iova, len);
	while (!(__atomic_load_n(&d->data.olinfo_status, __ATOMIC_ACQUIRE) & TXD_DD)) {
		if (now_us() > end)
			return false;
		pause_us(100);
	}
	return true;
}

static bool nic_is_ours(const u8 *frame, const u8 *from)
{
	return frame[12] == NIC_ETHERTYPE >> 8 && frame[13] == (NIC_ETHERTYPE & 0xff) &&
	       !memcmp(frame + ETH_ALEN, from, ETH_ALEN);
}

/* The buffer stays the caller's: sixteen frames are all there will be. */
u8 *nic_receive(struct nic *nic, const u8 *from, unsigned int *len)
{
	u64 end = now_us() + PATIENCE_US;
	union stride_rx_desc *d;
	u8 *frame;

	while (nic->rx < NIC_RX_DESCS - 1) {
		d = nic_rxd(nic, nic->rx);
		if (!(__atomic_load_n(&d->wb.status_error, __ATOMIC_ACQUIRE) &
		      STRIDE_RXD_DD)) {
			if (now_us() > end)
				return NULL;
			pause_us(100);
			continue;
		}
		frame = nic->arena + NIC_RX_DATA + nic->rx++ * NIC_RX_SIZE;
		*len = d->wb.length;
		if (nic_is_ours(frame, from))
			return frame;
	}
	return NULL;
}

/* One frame, after which the device writes its head to @iova. */
static bool nic_head_to(struct nic *nic, u64 iova)
{
	u64 end = now_us() + PATIENCE_US;

	vf_wr(&nic->vf, TXQ + STRIDE_TX_TDWBAH, iova >> 32);
	vf_wr(&nic->vf, TXQ + STRIDE_TX_TDWBAL, (u32)iova | STRIDE_TDWBAL_HEAD_WB);
	nic_kick(nic, ARENA_IOVA + NIC_TX_DATA, NIC_FRAME);
	while (vf_rd(&nic->vf, TXQ + STRIDE_TX_TDH) != nic->tx) {
		if (now_us() > end)
			return false;
		pause_us(100);
	}
	return true;
}

bool nic_write_word(struct nic *nic, u64 iova, u8 value)
{
	u32 *word = (u32 *)(nic->arena + NIC_HEAD), head;

	nic_tx_start(nic);
	do {
		*word = ~0u;
		if (!nic_head_to(nic, ARENA_IOVA + NIC_HEAD))
			return false;
		head = __atomic_load_n(word, __ATOMIC_ACQUIRE);
		if (head >= NIC_TX_DESCS)
			return false;
	} while ((u8)(head + 1) != value);
	return nic_head_to(nic, iova);
}

static u8 frame_byte(unsigned int i, u8 seed)
{
	return i * 13 + (i >> 8) * 5 + seed;
}

void frame_make(u8 *frame, const u8 *to, const u8 *from, unsigned int len, u8 seed)
{
	unsigned int i;

	memcpy(frame, to, ETH_ALEN);
	memcpy(frame + ETH_ALEN, from, ETH_ALEN);
	frame[12] = NIC_ETHERTYPE >> 8;
	frame[13] = NIC_ETHERTYPE & 0xff;
	for (i = ETH_HLEN; i < len; i++)
		frame[i] = frame_byte(i, seed);
}

u64 frame_changed(const u8 *frame, unsigned int len, u8 seed)
{
	u64 changed = 0;
	unsigned int i;

	for (i = ETH_HLEN; i < len; i++)
		changed += frame[i] != frame_byte(i, seed);
	return changed;
}
