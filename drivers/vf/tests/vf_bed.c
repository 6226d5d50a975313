// SPDX-License-Identifier: GPL-2.0
/*
 * A VF that shakes hands and asks on a fake device, and a PF which is played from a
 * list of lines, or answers as it should.
 */

#include <kunit/resource.h>
#include <kunit/static_stub.h>
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <stride/msg.h>
#include "vf_bed.h"

#define P2VMAILBOX	(0x00c00 + 4 * BED_VF)
#define PF_VMBMEM	(0x00800 + 64 * BED_VF)
#define V2PMAILBOX	0x00c40
#define MBVFICR		0x00c80
#define VFREQ		BIT(BED_VF)
#define PFSTS		BIT(4)
#define TYPE_LAST_LEGACY 6

static const u8 MAC[ETH_ALEN] = { 0x02, 0x11, 0x22, 0x33, 0x44, 0x55 };

static void bed_block(struct work_struct *work)
{
	struct vf_bed *bed = container_of(work, struct vf_bed, blocker);

	wait_for_completion(&bed->release);
}

static void bed_free(void *data)
{
	struct vf_bed *bed = data;
	struct net_device *netdev = bed->vf.net->port.netdev;

	cancel_delayed_work_sync(&bed->vf.service);
	complete(&bed->release);
	if (netdev->reg_state == NETREG_REGISTERED)
		unregister_netdev(netdev);
	stride_vf_netdev_destroy(&bed->vf);
	destroy_workqueue(bed->vf.wq);
}

static bool bed_present(struct stride_vf *vf)
{
	if (container_of(vf, struct vf_bed, vf)->away)
		WRITE_ONCE(vf->hw.gone, true);
	return !container_of(vf, struct vf_bed, vf)->away;
}

/* The PF takes a request and remembers it. */
static void bed_hear(struct vf_bed *bed)
{
	u32 words[STRIDE_MBX_WORDS], type;

	if (stride_mbx_take(&bed->pf_end))
		return;
	stride_wr32(&bed->pf_hw, MBVFICR, VFREQ);
	stride_mbx_read(&bed->pf_end, words, STRIDE_MBX_WORDS);
	stride_mbx_ack(&bed->pf_end, false);
	bed->request = words[0];
	bed->heard++;
	type = words[0] & 0xffff;
	if (type > TYPE_LAST_LEGACY || bed->num_asked == BED_ASKED)
		return;
	memset(words + stride_msg_words(words[0]), 0,
	       (STRIDE_MBX_WORDS - stride_msg_words(words[0])) * sizeof(u32));
	memcpy(bed->asked[bed->num_asked++], words, sizeof(words));
}

/**
 * vf_bed_say() - the PF sends a message, unless the VF has not read the last one
 * @bed: bed
 * @words: message
 * @n: its length
 *
 * Return: true if it was sent.
 */
bool vf_bed_say(struct vf_bed *bed, const u32 *words, unsigned int n)
{
	if (bed->fake->mbx[BED_VF].events & PFSTS ||
	    bed->vf.mbx.latched & PFSTS || stride_mbx_take(&bed->pf_end))
		return false;
	stride_mbx_send(&bed->pf_end, words, n);
	return true;
}

/* The answer of an in-tree igb. */
static void bed_answer(struct vf_bed *bed)
{
	u32 type = bed->request & 0xffff;
	u32 words[3] = { bed->request };
	unsigned int n = 1;

	if (type < 32 && bed->mute & BIT(type))
		return;
	if (type == 1) {
		n = 3;
		memcpy(&words[1], bed->mac, ETH_ALEN);
		words[0] |= is_zero_ether_addr(bed->mac) ? BED_NACK : BED_ACK;
	} else if (type > TYPE_LAST_LEGACY || bed->refuse & BIT(type) ||
		   bed->request == bed->refuse_word) {
		words[0] |= BED_NACK | BED_CTS;
	} else {
		words[0] |= BED_ACK | BED_CTS;
	}
	if (vf_bed_say(bed, words, n))
		bed->request = 0;
}

/* Return: true if a line was due, said or not. */
static bool bed_play(struct vf_bed *bed)
{
	const struct bed_line *line = &bed->lines[bed->line];

	if (bed->line == bed->num_lines || bed->heard < line->after)
		return false;
	if (!bed->due)
		bed->due = jiffies + msecs_to_jiffies(line->silent_ms) ?: 1;
	if (time_before(jiffies, bed->due) ||
	    !vf_bed_say(bed, line->words, line->n ?: 1))
		return true;
	bed->due = 0;
	bed->line++;
	bed->request = 0;
	return true;
}

static bool bed_turn(struct fake_hw_hook *hook, u32 reg, u32 *val)
{
	struct vf_bed *bed = hook->priv;

	if (!bed->deaf &&
	    fake_hw_peek(bed->fake, FAKE_HW_PF, MBVFICR) & VFREQ)
		bed_hear(bed);
	if (!bed_play(bed) && bed->request && !bed->quiet)
		bed_answer(bed);
	return false;
}

/**
 * vf_bed_create() - a VF in state DETACHED whose PF answers as igb does
 * @test: test that owns it; aborted on failure
 *
 * Return: the bed.
 */
struct vf_bed *vf_bed_create(struct kunit *test)
{
	struct vf_bed *bed = kunit_kzalloc(test, sizeof(*bed), GFP_KERNEL);
	struct stride_vf *vf;

	KUNIT_ASSERT_NOT_NULL(test, bed);
	bed->test = test;
	bed->pdev.dev.init_name = "0000:07:10.4";
	ether_addr_copy(bed->mac, MAC);
	vf = &bed->vf;
	vf->pdev = &bed->pdev;
	vf->wq = alloc_ordered_workqueue("stride_vf_bed", 0);
	KUNIT_ASSERT_NOT_NULL(test, vf->wq);
	init_completion(&bed->release);
	INIT_WORK(&bed->blocker, bed_block);
	queue_work(vf->wq, &bed->blocker);

	bed->fake = fake_hw_create(test);
	fake_hw_attach(bed->fake, &vf->hw, BED_VF);
	fake_hw_attach(bed->fake, &bed->pf_hw, FAKE_HW_PF);
	kunit_activate_static_stub(test, stride_vf_present, bed_present);
	bed->pf_end = (struct stride_mbx) {
		.hw = &bed->pf_hw,
		.ctrl = P2VMAILBOX,
		.mem = PF_VMBMEM,
		.mine = STRIDE_MBX_PFU,
	};
	stride_vf_link_init(vf);
	KUNIT_ASSERT_EQ(test, stride_vf_netdev_create(vf), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, bed_free, bed), 0);

	bed->hook.vf = BED_VF;
	bed->hook.first = V2PMAILBOX;
	bed->hook.last = V2PMAILBOX;
	bed->hook.read = bed_turn;
	bed->hook.priv = bed;
	fake_hw_add_hook(bed->fake, &bed->hook);
	return bed;
}

/**
 * vf_bed_ready() - a VF in state READY, its netdev registered and in no group
 * @test: test that owns it; aborted on failure
 *
 * Return: the bed.
 */
struct vf_bed *vf_bed_ready(struct kunit *test)
{
	struct vf_bed *bed = vf_bed_create(test);
	struct net_device *netdev = bed->vf.net->port.netdev;

	/* Its parent is in no sysfs. */
	SET_NETDEV_DEV(netdev, NULL);
	stride_vf_link_probe(&bed->vf);
	KUNIT_ASSERT_EQ(test, bed->vf.state, STRIDE_VF_READY);
	KUNIT_ASSERT_EQ(test, register_netdev(netdev), 0);
	/* IPv4 has joined a group. */
	rtnl_lock();
	dev_mc_flush(netdev);
	rtnl_unlock();
	vf_bed_forget(bed);
	return bed;
}

/**
 * vf_bed_forget() - forget what was asked and said so far
 * @bed: bed
 */
void vf_bed_forget(struct vf_bed *bed)
{
	memset(bed->asked, 0, sizeof(bed->asked));
	bed->num_asked = 0;
	bed->heard = 0;
	bed->lines = NULL;
	bed->num_lines = 0;
	bed->line = 0;
	bed->due = 0;
	bed->request = 0;
	fake_hw_log_clear(bed->fake);
}

/**
 * vf_bed_play() - what the PF is to say from now on
 * @bed: bed
 * @lines: in this order; counted from here are the requests in &bed_line.after
 * @n: how many
 */
void vf_bed_play(struct vf_bed *bed, const struct bed_line *lines, unsigned int n)
{
	vf_bed_forget(bed);
	bed->lines = lines;
	bed->num_lines = n;
}

/**
 * vf_bed_serve() - run the VF's service work once
 * @bed: bed
 */
void vf_bed_serve(struct vf_bed *bed)
{
	set_bit(STRIDE_VF_LIVE, &bed->vf.flags);
	bed->vf.service.work.func(&bed->vf.service.work);
	clear_bit(STRIDE_VF_LIVE, &bed->vf.flags);
}

/**
 * vf_bed_expect_asked() - the PF was asked this, in this order, and no more
 * @bed: bed, whose test fails otherwise
 * @word0: first words
 * @n: how many
 */
void vf_bed_expect_asked(struct vf_bed *bed, const u32 *word0, unsigned int n)
{
	unsigned int i;

	KUNIT_EXPECT_EQ(bed->test, bed->num_asked, n);
	for (i = 0; i < min(n, bed->num_asked); i++)
		KUNIT_EXPECT_EQ_MSG(bed->test, bed->asked[i][0], word0[i],
				    "request %u", i);
}
