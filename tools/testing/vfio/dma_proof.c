// SPDX-License-Identifier: GPL-2.0
/*
 * DMA outside of the mapping.  The canary is a page of ours that the VF was not
 * given.  The VF is aimed at the canary's host physical address: without an IOMMU
 * between, that is where it would be.
 */

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "kmsg.h"
#include "ktap.h"
#include "proofs.h"

#define SEED		0xc5
#define PATIENCE_US	3000000

struct canary {
	u8 *page;
	u64 hpa;
};

/* What the kernel writes of a fault of this VF at this address. */
static bool dma_fault(int log, const char *what, const char *bdf, u64 address)
{
	char which[96];

	snprintf(which, sizeof(which), "Request device [%s] fault addr 0x%llx", bdf + 5,
		 address & ~(u64)(PAGE - 1));
	return kmsg_wait(log, what, which);
}

/* A descriptor that has the canary sent: nothing of it comes out. */
static void dma_read(struct nic *nic, struct peer *peer, struct canary *c)
{
	int log = kmsg_open();
	unsigned int len;
	u8 frame[2048];

	step("a TX descriptor that points outside of the mapping",
	     "dmar_fault(): the IOMMU refused a read, and says whose and where",
	     "nothing: a guest cannot even name memory that is not its own");
	/* The canary looks like a frame, so that it would come out. */
	frame_make(c->page, peer->mac, nic->mac, NIC_FRAME, SEED);
	nic_tx_start(nic);
	peer_flush(peer);
	nic_send(nic, c->hpa, NIC_FRAME);
	ok(dma_fault(log, "[DMA Read", nic->s->bdf, c->hpa), "dma.read.fault");
	frame_make(nic->arena + NIC_TX_DATA, peer->mac, nic->mac, NIC_FRAME, 3);
	nic_send(nic, ARENA_IOVA + NIC_TX_DATA, NIC_FRAME);
	len = peer_receive(peer, nic->mac, frame, sizeof(frame));
	ok(len == NIC_FRAME && !frame_changed(frame, len, 3), "dma.read.nothing-sent");
	memory_fill(c->page, PAGE, SEED);
}

/* The VF is made to receive a frame into the canary. */
static void dma_receive(struct nic *nic, struct peer *peer, struct canary *c)
{
	u8 frame[NIC_FRAME];

	memory_fill(c->page, PAGE, SEED);
	nic_rx_start(nic, c->hpa, 0);
	frame_make(frame, nic->mac, peer->mac, NIC_FRAME, 4);
	peer_send(peer, frame, NIC_FRAME);
}

/* Return: bytes of the canary that changed. */
static u64 dma_changed(struct canary *c)
{
	u64 changed = memory_changed(c->page, PAGE, SEED);

	show("canary: %llu of %u bytes changed", changed, PAGE);
	return changed;
}

static void dma_write(struct nic *nic, struct peer *peer, struct canary *c)
{
	int log = kmsg_open();

	step("an RX descriptor that points outside of the mapping",
	     "dmar_fault(): the IOMMU refused a write", "nothing");
	dma_receive(nic, peer, c);
	ok(dma_fault(log, "[DMA Write", nic->s->bdf, c->hpa), "dma.write.fault");
	ok(!dma_changed(c), "dma.write.canary");
}

/* The same descriptor with the page given to the VF: the test sees a write. */
static void dma_control(struct nic *nic, struct peer *peer, struct canary *c)
{
	u64 end;

	step("the same with the page mapped there: the control",
	     "one more entry in the page table", "a guest's memory has grown");
	if (!ok(!session_map(nic->s, c->page, c->hpa, PAGE), "dma.control.map"))
		return;
	dma_receive(nic, peer, c);
	end = now_us() + PATIENCE_US;
	while (!memory_changed(c->page, PAGE, SEED) && now_us() < end)
		pause_us(1000);
	ok(dma_changed(c), "dma.control.written");
}

static void dma_unmap(struct nic *nic, struct peer *peer, struct canary *c)
{
	int log = kmsg_open();

	step("and unmapped again",
	     "clears the entry, flushes the IOTLB, unpins the page: in this order",
	     "vfio_listener_region_del()");
	/* No buffer of the device's is there when it goes. */
	nic_rx_start(nic, ARENA_IOVA + NIC_RX_DATA, NIC_RX_SIZE);
	if (!ok(!session_unmap(nic->s, c->hpa, PAGE), "dma.unmap"))
		return;
	dma_receive(nic, peer, c);
	ok(dma_fault(log, "[DMA Write", nic->s->bdf, c->hpa), "dma.unmap.fault");
	ok(!dma_changed(c), "dma.unmap.canary");
}

void dma_proof(struct nic *nic, struct peer *peer)
{
	struct canary c = { .page = memory_get(PAGE, SEED) };

	c.hpa = c.page ? memory_physical(c.page) : 0;
	if (!ok(c.hpa, "dma.canary"))
		return;
	show("canary: VA %p, HPA 0x%llx; the VF is told that address", c.page, c.hpa);
	if (c.hpa - ARENA_IOVA < ARENA_SIZE) {
		skip("dma", "the canary's HPA is an IOVA of ours by chance");
		return;
	}
	dma_read(nic, peer, &c);
	dma_write(nic, peer, &c);
	dma_control(nic, peer, &c);
	dma_unmap(nic, peer, &c);
	nic_rx_start(nic, ARENA_IOVA + NIC_RX_DATA, NIC_RX_SIZE);
	munmap(c.page, PAGE);
}
