// SPDX-License-Identifier: GPL-2.0
/* What a driver in a guest does, step by step: memory, reset, mailbox, rings. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ktap.h"
#include "proofs.h"

#define VECTOR		0
#define PATIENCE_US	3000000

static void traffic_show_page(struct nic *nic, const char *what, u32 at)
{
	u8 *va = nic->arena + at;

	show("%-10s VA %p -> IOVA 0x%llx -> HPA 0x%llx", what, va,
	     (u64)ARENA_IOVA + at, memory_physical(va));
}

static bool traffic_map(struct nic *nic)
{
	step("map memory for DMA",
	     "pins each page, then writes IOVA -> HPA into the IOMMU's page table",
	     "vfio_listener_region_add(): IOVA is the guest's physical address (GPA)");
	if (!ok(!nic_map(nic), "map"))
		return false;
	traffic_show_page(nic, "TX ring", NIC_TX_RING);
	traffic_show_page(nic, "RX ring", NIC_RX_RING);
	traffic_show_page(nic, "TX frame", NIC_TX_DATA);
	traffic_show_page(nic, "RX frames", NIC_RX_DATA);
	return ok(memory_physical(nic->arena) &&
		  memory_physical(nic->arena) != ARENA_IOVA, "addresses");
}

static bool traffic_reset(struct nic *nic)
{
	step("VFIO_DEVICE_RESET, then memory and bus master on",
	     "saves configuration, sets Initiate FLR, waits 100 ms, restores configuration",
	     "vfio_pci_reset(): before a guest starts and whenever it resets its machine");
	return ok(!session_reset(nic->s) && !session_enable(nic->s), "reset") &&
	       ok(vf_rd(&nic->vf, STRIDE_STATUS), "bar");
}

static bool traffic_hello(struct nic *nic)
{
	step("RESET over the mailbox",
	     "stride_pf hears MBVFICR, wipes what the VF left, answers with its address",
	     "not involved: the mailbox is in BAR 0, which the guest has mapped");
	if (!ok(nic_hello(nic), "mailbox"))
		return false;
	show("MAC %02x:%02x:%02x:%02x:%02x:%02x", nic->mac[0], nic->mac[1], nic->mac[2],
	     nic->mac[3], nic->mac[4], nic->mac[5]);
	return true;
}

/* Vector 0 for the queue pair; the cause clears as the message goes out. */
static bool traffic_vector(struct nic *nic)
{
	u32 entry = VECTOR | STRIDE_IVAR_VALID;
	unsigned int i;

	step("VFIO_DEVICE_SET_IRQS: MSI-X vectors to eventfds",
	     "allocates vectors, gives each an entry of the remapping table, writes the MSI-X table",
	     "vfio_msix_vector_do_use(): the eventfd is KVM's irqfd, so no exit to QEMU either");
	if (!ok(!session_msix(nic->s, nic->vector, STRIDE_VF_VECTORS), "vectors"))
		return false;
	vf_wr(&nic->vf, STRIDE_EIMC, (1 << STRIDE_VF_VECTORS) - 1);
	vf_wr(&nic->vf, STRIDE_EIAC, 1 << VECTOR);
	/* Moderated, a vector of the model's fires once more, wanted or not. */
	for (i = 0; i < STRIDE_VF_VECTORS; i++)
		vf_wr(&nic->vf, STRIDE_EITR(i), 0);
	vf_wr(&nic->vf, STRIDE_IVAR(0), entry | entry << 8);
	return true;
}

static bool traffic_send(struct nic *nic, struct peer *peer)
{
	u8 frame[2048];
	unsigned int len;

	step("send: a descriptor, then the tail register",
	     "nothing: the device reads ring and frame at IOVAs, the IOMMU translates each",
	     "nothing: the tail register is in the guest's own mapping of BAR 0");
	nic_tx_start(nic);
	frame_make(nic->arena + NIC_TX_DATA, peer->mac, nic->mac, NIC_FRAME, 1);
	peer_flush(peer);
	ok(nic_send(nic, ARENA_IOVA + NIC_TX_DATA, NIC_FRAME), "send.done");
	len = peer_receive(peer, nic->mac, frame, sizeof(frame));
	show("%u bytes of %u came out at the other port", len, NIC_FRAME);
	return ok(len == NIC_FRAME && !frame_changed(frame, len, 1), "send.bytes");
}

static bool traffic_receive(struct nic *nic, struct peer *peer)
{
	u8 frame[NIC_FRAME], *got;
	unsigned int len = 0;

	step("receive: buffers to the ring, a frame from the other port",
	     "nothing: the device writes frame and descriptor at IOVAs",
	     "nothing: the guest reads its own memory");
	nic_rx_start(nic, ARENA_IOVA + NIC_RX_DATA, NIC_RX_SIZE);
	vf_wr(&nic->vf, STRIDE_EIMS, 1 << VECTOR);
	frame_make(frame, nic->mac, peer->mac, NIC_FRAME, 2);
	if (!ok(!peer_send(peer, frame, NIC_FRAME), "receive.sent"))
		return false;
	got = nic_receive(nic, peer->mac, &len);
	if (!ok(got && len == NIC_FRAME && !frame_changed(got, len, 2), "receive.bytes"))
		return false;
	show("%u bytes at VA %p, HPA 0x%llx", len, got, memory_physical(got));
	return true;
}

static void traffic_interrupt(struct nic *nic)
{
	u64 end = now_us() + PATIENCE_US, count = 0;

	step("the interrupt of that frame",
	     "remapping entry -> host vector -> vfio_msihandler() -> the eventfd is signalled",
	     "KVM's irqfd injects the guest's vector; QEMU sees it only where KVM cannot");
	while (read(nic->vector[VECTOR], &count, 8) != 8 && now_us() < end)
		pause_us(1000);
	show("eventfd of vector %u: %llu", VECTOR, count);
	ok(count, "interrupt");
}

/* Return: all that later steps need is there. */
bool traffic(struct nic *nic, struct peer *peer)
{
	if (!traffic_map(nic) || !traffic_reset(nic) || !traffic_hello(nic) ||
	    !traffic_vector(nic))
		return false;
	if (!traffic_send(nic, peer) || !traffic_receive(nic, peer))
		return false;
	traffic_interrupt(nic);
	return true;
}
