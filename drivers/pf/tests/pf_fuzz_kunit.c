// SPDX-License-Identifier: GPL-2.0
/*
 * Suite stride_pf_fuzz: hostile messages through the mailbox, in every state of a
 * VF.  After each one all registers are looked at: a refusal has changed none, a
 * grant only what is the VF's and belongs to the message; and every word of the
 * answer is one that the protocol has.
 *
 * A run is a seed; it has 1 to 7 VFs.  To repeat one:
 *
 *	tools/testing/kunit stride_pf_fuzz fuzz_seed=SEED fuzz_runs=1
 */

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_link.h>
#include <linux/moduleparam.h>
#include "pf_fuzz.h"

#define FUZZ_MESSAGES	7200	/* of a run; 7 runs by default: 50,000 */
#define FUZZ_BATCH	48	/* between two of the administrator's changes */

static uint fuzz_seed;
module_param(fuzz_seed, uint, 0444);
MODULE_PARM_DESC(fuzz_seed, "first run's seed, 0: by chance");

static uint fuzz_runs = 7;
module_param(fuzz_runs, uint, 0444);
MODULE_PARM_DESC(fuzz_runs, "runs of 7200 messages");

enum fuzz_state {
	FUZZ_DOWN,
	FUZZ_FRESH,
	FUZZ_QUARANTINED,
	FUZZ_DISABLED,
	FUZZ_READY,
	FUZZ_STATES,
};

static enum fuzz_state fuzz_state(const struct stride_pf_vf *vf)
{
	if (vf->state == STRIDE_VF_DOWN)
		return FUZZ_DOWN;
	if (vf->guard.quarantined)
		return FUZZ_QUARANTINED;
	if (vf->state == STRIDE_VF_FRESH)
		return FUZZ_FRESH;
	return stride_pf_vf_may_run(vf) ? FUZZ_READY : FUZZ_DISABLED;
}

static u32 fuzz_may(const struct fuzz *f, bool ack)
{
	u32 word0 = f->words[0];

	if (word0 == STRIDE_MSG_RESET)
		return FUZZ_MAY_RESET;
	if (!ack)
		return 0;
	switch (word0 & STRIDE_MSG_TYPE) {
	case STRIDE_MSG_SET_MAC:
		return FUZZ_MAY_MAC;
	case STRIDE_MSG_SET_MULTICAST:
	case STRIDE_MSG_SET_PROMISC:
	case STRIDE_MSG_UPDATE_XCAST_MODE:
		return FUZZ_MAY_RX;
	case STRIDE_MSG_SET_VLAN:
		return FUZZ_MAY_VLAN;
	case STRIDE_MSG_SET_LPE:
		return FUZZ_MAY_LPE;
	default:
		return 0;
	}
}

/* Something in every register that only a reset clears. */
static void fuzz_use_queues(struct fuzz *f)
{
	u32 reg;

	for (reg = 0; reg < 16 * 0x40; reg += 4) {
		fake_hw_poke(f->bed->fake, FAKE_HW_PF, STRIDE_PF_RXQ(0) + reg, ~reg);
		fake_hw_poke(f->bed->fake, FAKE_HW_PF, STRIDE_PF_TXQ(0) + reg, ~reg);
	}
	for (reg = 0; reg < 25; reg++)
		fake_hw_poke(f->bed->fake, FAKE_HW_PF, STRIDE_EITR(reg), 0x100 + reg);
	for (reg = 0; reg < 8; reg++) {
		fake_hw_poke(f->bed->fake, FAKE_HW_PF, STRIDE_IVAR(reg), 0x80818283);
		fake_hw_poke(f->bed->fake, FAKE_HW_PF, STRIDE_PSRTYPE(reg), 0x10);
	}
	fake_hw_poke(f->bed->fake, FAKE_HW_PF, STRIDE_EIMS, 0x1ffffff);
	fake_hw_poke(f->bed->fake, FAKE_HW_PF, STRIDE_MBVFIMR,
		     0xff & ~f->bed->pf.irq.masked);
}

static void fuzz_change_policy(struct fuzz *f, unsigned int i)
{
	static const int links[] = {
		IFLA_VF_LINK_STATE_AUTO, IFLA_VF_LINK_STATE_AUTO,
		IFLA_VF_LINK_STATE_ENABLE, IFLA_VF_LINK_STATE_DISABLE,
	};
	struct stride_vf_policy *policy = &f->bed->vf[i].policy;

	eth_zero_addr(policy->mac);
	if (!fuzz_below(f, 3)) {
		policy->mac[0] = 2;
		policy->mac[5] = 1 + i;
	}
	policy->vlan = fuzz_below(f, 3) ? 0 : 1 + fuzz_below(f, 16);
	policy->qos = fuzz_below(f, 8);
	policy->max_tx_rate = fuzz_below(f, 4) ? 0 : 1 + fuzz_below(f, 2000);
	policy->trusted = fuzz_below(f, 2);
	policy->link_state = links[fuzz_below(f, ARRAY_SIZE(links))];
}

static void fuzz_agree(struct fuzz *f, unsigned int i)
{
	u32 words[STRIDE_MBX_WORDS] = { 0x08, STRIDE_API_1_7 };

	pf_bed_say(f->bed, i, words);
	words[0] = 0x12;
	words[1] = prandom_u32_state(&f->rnd);
	if (fuzz_below(f, 2))
		pf_bed_say(f->bed, i, words);
}

/* The administrator changes his mind, guests come and go: not under test here. */
static void fuzz_change(struct fuzz *f, unsigned int i)
{
	struct stride_pf_vf *vf = &f->bed->vf[i];
	u32 state = fuzz_below(f, 12);

	f->bed->pf.link.up = fuzz_below(f, 2);
	vf->pending = 0;
	stride_guard_init(&vf->guard);
	stride_pf_vf_wipe(vf);
	vf->state = STRIDE_VF_FRESH;
	fuzz_change_policy(f, i);
	stride_pf_switch_apply(&f->bed->pf);
	fuzz_use_queues(f);
	if (state == 0)
		vf->state = STRIDE_VF_DOWN;
	if (state == 1)
		stride_guard_quarantine(&vf->guard, U64_MAX / 2);
	if (state > 2)
		pf_bed_ready(f->bed, i);
	if (state > 7)
		fuzz_agree(f, i);
	fuzz_image_take(f);
}

/* The VF writes and rings, perhaps after a reset; the interrupt is latched. */
static void fuzz_ring(struct fuzz *f, bool reset)
{
	struct stride_pf_vf *vf = &f->bed->vf[f->vf];
	struct fake_hw *fake = f->bed->fake;

	if (reset)
		fake_hw_flr(fake, f->vf);
	memcpy(fake->mbx[f->vf].mem, f->words, sizeof(f->words));
	stride_wr32(&f->bed->vf_hw[f->vf], STRIDE_V2PMAILBOX, 1);
	fake_hw_poke(fake, FAKE_HW_PF, STRIDE_MBVFICR, 0);
	fake_hw_poke(fake, FAKE_HW_PF, STRIDE_VFLRE, 0);
	fake_hw_poke(fake, FAKE_HW_PF, STRIDE_ICR, 0);
	stride_pf_guard_signal(vf, reset, test_bit(STRIDE_VF_UNREAD, &vf->pending),
			       true);
	vf->guard.bucket.credit = vf->guard.bucket.depth;
}

static void fuzz_work(struct fuzz *f)
{
	mutex_unlock(&f->bed->pf.lock);
	stride_pf_vf_work(&f->bed->vf[f->vf].work.work);
	mutex_lock(&f->bed->pf.lock);
	fake_hw_log_clear(f->bed->fake);
}

/* After a reset only RESET, the new driver's, is left of what came before. */
static void fuzz_reset_leaves(const struct fuzz *f, u32 *mem)
{
	memset(mem, 0, STRIDE_MBX_WORDS * sizeof(u32));
	if (f->words[0] == STRIDE_MSG_RESET)
		mem[0] = STRIDE_MSG_RESET;
}

/* Return: is the buffer what it must be, with nothing answered? */
static bool fuzz_left_alone(const struct fuzz *f, const struct fake_hw_mbx *mbx,
			    bool wiped)
{
	u32 mem[STRIDE_MBX_WORDS];

	memcpy(mem, f->words, sizeof(mem));
	if (wiped)
		fuzz_reset_leaves(f, mem);
	return !mbx->events && !memcmp(mbx->mem, mem, sizeof(mem));
}

/* Return: true if it was granted; fails the test if anything is not as it must be. */
static bool fuzz_say(struct kunit *test, struct fuzz *f, unsigned int i)
{
	struct stride_pf_vf *vf = &f->bed->vf[f->vf];
	struct fake_hw_mbx *mbx = &f->bed->fake->mbx[f->vf];
	bool down = vf->state == STRIDE_VF_DOWN;
	bool deaf = down || vf->guard.quarantined;
	bool reset = !fuzz_below(f, 100), ack, right;
	unsigned int bad;

	fuzz_message(f);
	deaf |= reset && f->words[0] != STRIDE_MSG_RESET;
	mbx->events = 0;
	fuzz_ring(f, reset);
	fuzz_work(f);
	ack = !deaf && mbx->mem[0] & STRIDE_MSG_ACK;
	f->may = fuzz_may(f, ack);
	if (deaf)
		f->may = 0;
	if (reset)
		f->may = FUZZ_MAY_RESET;
	bad = fuzz_image_check(f);
	if (deaf)
		right = fuzz_left_alone(f, mbx, reset && !down);
	else
		right = mbx->events & STRIDE_V2P_PFSTS &&
			fuzz_answer_is_right(f, mbx->mem);
	vf->pending &= BIT(STRIDE_VF_UNREAD);
	KUNIT_ASSERT_TRUE_MSG(test, !bad && right,
			      "message %u, %*ph of VF %u, state %u, answer %*ph", i,
			      12, f->words, f->vf, fuzz_state(vf), 20, mbx->mem);
	return ack;
}

static struct fuzz *fuzz_create(struct kunit *test, u32 seed)
{
	struct fuzz *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, f);
	prandom_seed_state(&f->rnd, seed);
	f->bed = pf_bed_create(test, 1 + seed % STRIDE_MAX_VFS);
	f->bed->pf.is_model = fuzz_below(f, 2);
	f->bed->fake->qemu = f->bed->pf.is_model;
	f->bed->pf.link.speed = 1000;
	f->bed->pf.link.full = true;
	f->regs = kunit_kzalloc(test, f->bed->fake->pf.size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, f->regs);
	for (i = 0; i < f->bed->pf.num_vfs; i++) {
		f->bed->vf[i].log.burst = 0;
		f->bed->vf[i].log_guard.burst = 0;
		fuzz_change(f, i);
	}
	return f;
}

static void fuzz_changes_only_what_was_granted(struct kunit *test)
{
	u32 seed = (unsigned long)test->param_value;
	struct fuzz *f = fuzz_create(test, seed);
	unsigned int i, granted = 0, states[FUZZ_STATES] = {};

	for (i = 0; i < FUZZ_MESSAGES; i++) {
		if (i % FUZZ_BATCH == 0)
			fuzz_change(f, fuzz_below(f, f->bed->pf.num_vfs));
		f->vf = fuzz_below(f, f->bed->pf.num_vfs);
		states[fuzz_state(&f->bed->vf[f->vf])]++;
		granted += fuzz_say(test, f, i);
	}
	kunit_info(test, "seed %u: %u VFs, %u of %u granted", seed,
		   f->bed->pf.num_vfs, granted, i);
	KUNIT_EXPECT_GT(test, granted, FUZZ_MESSAGES / 50);
	KUNIT_EXPECT_LT(test, granted, FUZZ_MESSAGES / 10 * 9);
	for (i = 0; i < FUZZ_STATES; i++)
		KUNIT_EXPECT_GT_MSG(test, states[i], 0, "state %u", i);
}

/* A parameter is a seed: KUnit gives each one five minutes. */
static const void *fuzz_next_seed(const void *prev, char *desc)
{
	static u32 first;
	u32 seed = (unsigned long)prev + 1;

	if (!prev) {
		first = fuzz_seed ?: 1 + (get_random_u32() >> 1);
		seed = first;
	}
	if (seed - first >= fuzz_runs)
		return NULL;
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "seed %u", seed);
	return (const void *)(unsigned long)seed;
}

static struct kunit_case fuzz_cases[] = {
	KUNIT_CASE_PARAM_ATTR(fuzz_changes_only_what_was_granted, fuzz_next_seed,
			      { .speed = KUNIT_SPEED_SLOW }),
	{}
};

static struct kunit_suite fuzz_suite = {
	.name = "stride_pf_fuzz",
	.test_cases = fuzz_cases,
};

kunit_test_suite(fuzz_suite);
