// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupt messages are writes to 0xfee00000 and up, and a VF's driver has two means to
 * send what it likes: DMA to there (here, in the place of the TX head) and the MSI-X
 * table, which VFIO lets it map.  Which message becomes an interrupt is the remapping
 * table's decision.
 */

#include <linux/pci_regs.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kmsg.h"
#include "ktap.h"
#include "proofs.h"

#define MSIX_BAR	3
#define MSI_BASE	0xfee00000u
/* Remappable format: VT-d specification 5.1.2.2. */
#define MSI_REMAPPABLE	BIT(4)
#define MSI_ABSENT	0x7ffeu		/* an entry that nobody has */
#define VECTOR		1
#define ALL_VECTORS	((1u << STRIDE_VF_VECTORS) - 1)
#define PATIENCE_US	1000000
/* What must not happen is waited for so long. */
#define QUIET_US	300000

struct message {
	u64 address;
	u32 data;
};

/* A vector's message, as the kernel wrote it into the MSI-X table. */
static struct message msi_read(struct bar *table, unsigned int vector)
{
	u32 at = vector * PCI_MSIX_ENTRY_SIZE;

	return (struct message) {
		.address = bar_rd(table, at + PCI_MSIX_ENTRY_LOWER_ADDR) |
			   (u64)bar_rd(table, at + PCI_MSIX_ENTRY_UPPER_ADDR) << 32,
		.data = bar_rd(table, at + PCI_MSIX_ENTRY_DATA),
	};
}

static void msi_write(struct bar *table, unsigned int vector, struct message m)
{
	u32 at = vector * PCI_MSIX_ENTRY_SIZE;

	bar_wr(table, at + PCI_MSIX_ENTRY_LOWER_ADDR, m.address);
	bar_wr(table, at + PCI_MSIX_ENTRY_UPPER_ADDR, m.address >> 32);
	bar_wr(table, at + PCI_MSIX_ENTRY_DATA, m.data);
}

static u32 msi_index(struct message m)
{
	return (m.address >> 5 & 0x7fff) | (m.address >> 2 & 1) << 15;
}

static void msi_show(const char *whose, struct message m)
{
	show("%s message: address 0x%llx data 0x%x, remapping entry %u", whose, m.address,
	     m.data, msi_index(m));
}

/* Return: interrupts of any vector since this was last asked; waits for the first. */
static u64 msi_fired(struct nic *nic, unsigned int us)
{
	u64 end = now_us() + us, sum = 0, count;
	unsigned int i;

	do {
		for (i = 0; i < STRIDE_VF_VECTORS; i++)
			if (read(nic->vector[i], &count, 8) == 8)
				sum += count;
		if (!sum)
			pause_us(1000);
	} while (!sum && now_us() < end);
	return sum;
}

/* The device's own causes off: what fires now was made to. */
static void msi_quiet(struct nic *nic, struct nic *victim)
{
	vf_wr(&nic->vf, STRIDE_EIMC, ALL_VECTORS);
	vf_wr(&nic->vf, STRIDE_EIAC, ALL_VECTORS);
	vf_wr(&nic->vf, STRIDE_EICR, ALL_VECTORS);
	msi_fired(nic, 0);
	msi_fired(victim, 0);
}

/* Have the device send what its MSI-X table has. */
static void msi_trigger(struct nic *nic)
{
	vf_wr(&nic->vf, STRIDE_EIMS, 1 << VECTOR);
	vf_wr(&nic->vf, STRIDE_EICS, 1 << VECTOR);
}

static void msi_by_dma(struct nic *nic, struct nic *victim, struct bar *table)
{
	struct message own = msi_read(table, VECTOR);
	char which[32];
	int log;

	step("the VF's own interrupt message, written as DMA: the control",
	     "nothing: the remapping table has the entry, and it is this VF's",
	     "emulates the MSI-X table: the guest sees a message of its own APIC's, not this");
	msi_show("own", own);
	ok(own.address & MSI_REMAPPABLE, "msi.dma.remappable");
	msi_quiet(nic, victim);
	ok(nic_write_word(nic, own.address, own.data), "msi.dma.control.written");
	ok(msi_fired(nic, PATIENCE_US), "msi.dma.control.fired");

	step("a message for an entry of the table that is not in use, written as DMA",
	     "dmar_fault(): the entry is not present",
	     "nothing");
	log = kmsg_open();
	msi_quiet(nic, victim);
	ok(nic_write_word(nic, MSI_BASE | MSI_REMAPPABLE | MSI_ABSENT << 5, 0),
	   "msi.dma.absent.written");
	snprintf(which, sizeof(which), "fault index 0x%x ", MSI_ABSENT);
	ok(kmsg_wait(log, "[INTR-REMAP]", which), "msi.dma.absent.fault");
	ok(!msi_fired(nic, QUIET_US) && !msi_fired(victim, 0), "msi.dma.absent.no-vector");
}

static void msi_by_table(struct nic *nic, struct nic *victim, struct bar *table,
			 struct bar *victims)
{
	struct message own = msi_read(table, VECTOR), other = msi_read(victims, VECTOR);
	char which[64];
	int log;

	step("another VF's message, written into this VF's MSI-X table",
	     "dmar_fault(): the entry is for another source-id",
	     "traps the table's page, so that a guest cannot; VFIO lets us, as remapping holds");
	msi_show("own", own);
	msi_show("other's", other);
	log = kmsg_open();
	msi_quiet(nic, victim);
	msi_write(table, VECTOR, other);
	msi_trigger(nic);
	snprintf(which, sizeof(which), "Request device [%s]", nic->s->bdf + 5);
	ok(kmsg_wait(log, "[INTR-REMAP]", which), "msi.table.other.fault");
	ok(!msi_fired(victim, QUIET_US) && !msi_fired(nic, 0), "msi.table.other.no-vector");

	step("its own message again: the control", "as above", "nothing");
	msi_write(table, VECTOR, own);
	msi_quiet(nic, victim);
	msi_trigger(nic);
	ok(msi_fired(nic, PATIENCE_US), "msi.table.control.fired");
	ok(!msi_fired(victim, 0), "msi.table.control.own-only");
	msi_quiet(nic, victim);
}

void msi_proof(struct nic *nic, struct nic *victim)
{
	struct bar table, victims;

	if (!ok(!session_bar(nic->s, MSIX_BAR, &table) &&
		!session_bar(victim->s, MSIX_BAR, &victims), "msi.tables"))
		return;
	frame_make(nic->arena + NIC_TX_DATA, nic->mac, nic->mac, NIC_FRAME, 0);
	msi_by_dma(nic, victim, &table);
	nic_tx_start(nic);
	msi_by_table(nic, victim, &table, &victims);
	munmap(table.mem, table.size);
	munmap(victims.mem, victims.size);
}
