// SPDX-License-Identifier: GPL-2.0
/*
 * A PF with VFs, without PCI, interrupts or rings: what stands between the mailbox
 * and the filter registers.
 */

#include <kunit/static_stub.h>
#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include "pf_bed.h"

static const u8 MAC[ETH_ALEN] = { 0x52, 0x54, 0x00, 0xab, 0xcd, 0xef };

static void bed_block(struct work_struct *work)
{
	struct pf_bed *bed = container_of(work, struct pf_bed, blocker);

	wait_for_completion(&bed->release);
}

static void bed_free(void *data)
{
	struct pf_bed *bed = data;
	unsigned int i;

	mutex_unlock(&bed->pf.lock);
	for (i = 0; i < bed->pf.num_vfs; i++)
		cancel_delayed_work_sync(&bed->vf[i].work);
	cancel_work_sync(&bed->pf.health_work);
	cancel_work_sync(&bed->pf.rx_mode_work);
	complete(&bed->release);
	destroy_workqueue(bed->pf.wq);
	dev_uc_flush(bed->pf.netdev);
	free_netdev(bed->pf.netdev);
}

static bool bed_present(struct stride_pf *pf)
{
	return !container_of(pf, struct pf_bed, pf)->away;
}

/**
 * pf_bed_create() - a PF with VFs in state FRESH
 * @test: test that owns it
 * @num_vfs: how many, 0..7
 *
 * Return: the bed, with the PF's lock held.  Aborts the test on failure.
 */
struct pf_bed *pf_bed_create(struct kunit *test, unsigned int num_vfs)
{
	struct pf_bed *bed = kunit_kzalloc(test, sizeof(*bed), GFP_KERNEL);
	struct stride_pf *pf;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, bed);
	pf = &bed->pf;
	pf->netdev = alloc_etherdev(sizeof(struct stride_pf_net));
	KUNIT_ASSERT_NOT_NULL(test, pf->netdev);
	/* Registration does that, and its end flushes the list. */
	spin_lock_init(&pf->netdev->addr_list_lock);
	pf->wq = alloc_ordered_workqueue("stride_pf_bed", 0);
	KUNIT_ASSERT_NOT_NULL(test, pf->wq);
	init_completion(&bed->release);
	INIT_WORK(&bed->blocker, bed_block);
	queue_work(pf->wq, &bed->blocker);

	mutex_init(&pf->lock);
	/* There is no devlink to tell: the work returns at once. */
	set_bit(STRIDE_PF_REMOVING, &pf->flags);
	INIT_WORK(&pf->health_work, stride_pf_health_work);
	INIT_WORK(&pf->rx_mode_work, stride_pf_rx_mode_work);
	stride_pf_irq_init(pf);
	mutex_lock(&pf->lock);
	bed->fake = fake_hw_create(test);
	fake_hw_attach(bed->fake, &pf->hw, FAKE_HW_PF);
	kunit_activate_static_stub(test, stride_pf_hw_present, bed_present);
	pf->net = netdev_priv(pf->netdev);
	pf->net->pf = pf;
	pf->net->port.netdev = pf->netdev;
	pf->net->max_frame = STRIDE_FRAME(ETH_DATA_LEN);
	ether_addr_copy(pf->perm_mac, MAC);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, bed_free, bed), 0);

	pf->vf = bed->vf;
	pf->num_vfs = num_vfs;
	pf->vmdq = num_vfs;
	stride_pf_mac_set_own(pf, STRIDE_PF_POOL, MAC);
	for (i = 0; i < num_vfs; i++) {
		fake_hw_attach(bed->fake, &bed->vf_hw[i], i);
		bed->vf_end[i] = (struct stride_mbx) {
			.hw = &bed->vf_hw[i],
			.ctrl = STRIDE_V2PMAILBOX,
			.mem = STRIDE_VF_VMBMEM,
			.mine = STRIDE_MBX_VFU,
		};
		stride_pf_vf_init(pf, i);
	}
	return bed;
}

/**
 * pf_bed_reg() - a register of the PF
 * @bed: bed
 * @reg: offset
 *
 * Return: its value, read without side effects.
 */
u32 pf_bed_reg(struct pf_bed *bed, u32 reg)
{
	return fake_hw_peek(bed->fake, FAKE_HW_PF, reg);
}

/**
 * pf_bed_say() - a request, as the PF's dispatcher gets it
 * @bed: bed
 * @n: VF
 * @words: %STRIDE_MBX_WORDS words, replaced by the reply
 *
 * Return: the reply's first word.
 */
u32 pf_bed_say(struct pf_bed *bed, unsigned int n, u32 *words)
{
	u32 reply[STRIDE_MBX_WORDS] = {};
	unsigned int count = 0;

	stride_pf_vf_handle(&bed->vf[n], words, reply, &count);
	memcpy(words, reply, count * sizeof(u32));
	return reply[0];
}

/**
 * pf_bed_ready() - bring a VF to state READY by its RESET
 * @bed: bed
 * @n: VF
 */
void pf_bed_ready(struct pf_bed *bed, unsigned int n)
{
	u32 words[STRIDE_MBX_WORDS] = { 0x00000001 };

	pf_bed_say(bed, n, words);
}
