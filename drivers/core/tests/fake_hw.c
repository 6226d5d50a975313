// SPDX-License-Identifier: GPL-2.0
/*
 * The fake device's door: which window belongs to which function, the write log
 * and the tests' hooks.  The registers behind it are in fake_regs.c.
 */

#include <kunit/device.h>
#include <kunit/resource.h>
#include <kunit/static_stub.h>
#include <kunit/test.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/poison.h>
#include <stride/compat.h>
#include <stride/mmio.h>
#include "fake_hw.h"

#define PF_BAR_SIZE	0x20000
#define VF_BAR_SIZE	0x4000

/* KUnit runs one test at a time. */
static struct fake_hw *current_fake;

/**
 * fake_hw_function() - a function of the device
 * @fake: device
 * @vf: VF index or %FAKE_HW_PF
 *
 * Return: the function.
 */
struct fake_hw_fn *fake_hw_function(struct fake_hw *fake, int vf)
{
	return vf == FAKE_HW_PF ? &fake->pf : &fake->vf[vf];
}
EXPORT_SYMBOL(fake_hw_function);

/* Return: true with *@vf if the window is attached and the access is sound. */
static bool hw_find(struct fake_hw *fake, struct stride_hw *hw, u32 reg, int *vf)
{
	struct fake_hw_fn *fn;

	for (*vf = FAKE_HW_PF; *vf < FAKE_HW_VFS; (*vf)++) {
		fn = fake_hw_function(fake, *vf);
		if (fn->hw != hw)
			continue;
		if (reg < fn->size && IS_ALIGNED(reg, sizeof(u32)))
			return true;
		KUNIT_FAIL(fake->test, "no register at 0x%05x, vf %d", reg, *vf);
		return false;
	}
	KUNIT_FAIL(fake->test, "register 0x%05x: window not attached", reg);
	return false;
}

/* Return: a hook of this register that is not running, after @prev if given. */
static struct fake_hw_hook *hw_next_hook(struct fake_hw *fake, int vf, u32 reg,
					 struct fake_hw_hook *prev)
{
	struct fake_hw_hook *hook = prev;

	hook = list_prepare_entry(hook, &fake->hooks, list);
	list_for_each_entry_continue(hook, &fake->hooks, list) {
		if (hook->vf == vf && !hook->busy &&
		    reg >= hook->first && reg <= hook->last)
			return hook;
	}
	return NULL;
}

static bool hw_hook_read(struct fake_hw *fake, int vf, u32 reg, u32 *val)
{
	struct fake_hw_hook *hook = NULL;
	bool answered = false;

	while (!answered && (hook = hw_next_hook(fake, vf, reg, hook))) {
		if (!hook->read)
			continue;
		hook->busy = true;
		hook->count++;
		answered = hook->read(hook, reg, val);
		hook->busy = false;
	}
	return answered;
}

static bool hw_hook_write(struct fake_hw *fake, int vf, u32 reg, u32 val)
{
	struct fake_hw_hook *hook = NULL;
	bool taken = false;

	while (!taken && (hook = hw_next_hook(fake, vf, reg, hook))) {
		if (!hook->write)
			continue;
		hook->busy = true;
		hook->count++;
		taken = hook->write(hook, reg, val);
		hook->busy = false;
	}
	return taken;
}

/* Replaces stride_rd32(): unplugging is noticed as there. */
static u32 hw_rd32(struct stride_hw *hw, u32 reg)
{
	struct fake_hw *fake = current_fake;
	u32 val;
	int vf;

	if (!hw_find(fake, hw, reg, &vf))
		return ~0U;
	fake_hw_function(fake, vf)->reads++;
	if (fake->gone)
		hw->gone = true;
	if (hw->gone)
		return ~0U;
	if (hw_hook_read(fake, vf, reg, &val))
		return val;
	return fake_regs_read(fake, vf, reg);
}

/* Replaces stride_wr32(). */
static void hw_wr32(struct stride_hw *hw, u32 reg, u32 val)
{
	struct fake_hw *fake = current_fake;
	int vf;

	if (!hw_find(fake, hw, reg, &vf) || hw->gone || fake->gone)
		return;
	if (fake->log_len < FAKE_HW_LOG)
		fake->log[fake->log_len++] = (struct fake_hw_write){
			.vf = vf, .reg = reg, .val = val,
		};
	else
		KUNIT_FAIL(fake->test, "write log is full");
	if (!hw_hook_write(fake, vf, reg, val))
		fake_regs_write(fake, vf, reg, val);
}

static void hw_forget(void *fake)
{
	current_fake = NULL;
}

/**
 * fake_hw_create() - a device in its state after power-on and a PF's reset
 * @test: the test, which aborts on failure
 *
 * RSTI and RSTD are clear: the PF is taken to be up.
 *
 * Return: the device; it lives as long as the test.
 */
struct fake_hw *fake_hw_create(struct kunit *test)
{
	struct fake_hw *fake;
	unsigned int i;

	KUNIT_ASSERT_NULL_MSG(test, current_fake, "one fake device a test");
	fake = kunit_kzalloc(test, sizeof(*fake), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, fake);
	fake->test = test;
	INIT_LIST_HEAD(&fake->hooks);
	fake->log = kunit_kcalloc(test, FAKE_HW_LOG, sizeof(*fake->log),
				  GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, fake->log);

	fake->pf.size = PF_BAR_SIZE;
	fake->pf.regs = kunit_kzalloc(test, PF_BAR_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, fake->pf.regs);
	for (i = 0; i < FAKE_HW_VFS; i++) {
		fake->vf[i].size = VF_BAR_SIZE;
		fake->vf[i].regs = kunit_kzalloc(test, VF_BAR_SIZE, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, fake->vf[i].regs);
	}
	fake_regs_init(fake);

	KUNIT_ASSERT_EQ(test, 0, kunit_add_action_or_reset(test, hw_forget, fake));
	current_fake = fake;
	kunit_activate_static_stub(test, stride_rd32, hw_rd32);
	kunit_activate_static_stub(test, stride_wr32, hw_wr32);
	return fake;
}
EXPORT_SYMBOL(fake_hw_create);

/**
 * fake_hw_attach() - make a register window a function's
 * @fake: device
 * @hw: window; all of it is set.  Its BAR is poison: who goes past stride_rd32()
 *	and stride_wr32() is noticed
 * @vf: VF index or %FAKE_HW_PF; a window that the function had is forgotten
 */
void fake_hw_attach(struct fake_hw *fake, struct stride_hw *hw, int vf)
{
	struct fake_hw_fn *fn;
	char name[24];

	KUNIT_ASSERT_GE(fake->test, vf, FAKE_HW_PF);
	KUNIT_ASSERT_LT(fake->test, vf, FAKE_HW_VFS);
	fn = fake_hw_function(fake, vf);
	if (!fn->dev) {
		if (vf == FAKE_HW_PF)
			strscpy(name, "stride-pf");
		else
			snprintf(name, sizeof(name), "stride-vf%d", vf);
		fn->dev = kunit_device_register(fake->test, name);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(fake->test, fn->dev);
	}
	*hw = (struct stride_hw){
		.bar = (u8 __iomem *)(0x100 + POISON_POINTER_DELTA),
		.dev = fn->dev,
	};
	fn->hw = hw;
}
EXPORT_SYMBOL(fake_hw_attach);

/**
 * fake_hw_peek() - look at a register; nothing is cleared, counted or hooked
 * @fake: device
 * @vf: VF index or %FAKE_HW_PF: through whose window
 * @reg: offset
 *
 * Not for mailbox control registers: those are in &fake_hw.mbx.
 *
 * Return: its value.
 */
u32 fake_hw_peek(struct fake_hw *fake, int vf, u32 reg)
{
	return *fake_regs_at(fake, vf, reg);
}
EXPORT_SYMBOL(fake_hw_peek);

/**
 * fake_hw_poke() - set a register; nothing is set off, logged or hooked
 * @fake: device
 * @vf: VF index or %FAKE_HW_PF: through whose window
 * @reg: offset
 * @val: value
 */
void fake_hw_poke(struct fake_hw *fake, int vf, u32 reg, u32 val)
{
	*fake_regs_at(fake, vf, reg) = val;
}
EXPORT_SYMBOL(fake_hw_poke);

/**
 * fake_hw_add_hook() - have a say in accesses to some registers
 * @fake: device
 * @hook: filled in by the caller; must live until it is removed or the test ends
 *
 * Hooks are asked in the order in which they were added.
 */
void fake_hw_add_hook(struct fake_hw *fake, struct fake_hw_hook *hook)
{
	hook->busy = false;
	hook->count = 0;
	list_add_tail(&hook->list, &fake->hooks);
}
EXPORT_SYMBOL(fake_hw_add_hook);

/**
 * fake_hw_del_hook() - remove a hook; not from within its own callback
 * @hook: hook
 */
void fake_hw_del_hook(struct fake_hw_hook *hook)
{
	list_del(&hook->list);
}
EXPORT_SYMBOL(fake_hw_del_hook);

/**
 * fake_hw_flr() - function-level reset of a VF
 * @fake: device
 * @vf: VF index
 */
void fake_hw_flr(struct fake_hw *fake, int vf)
{
	fake_regs_vf_reset(fake, vf);
}
EXPORT_SYMBOL(fake_hw_flr);

/**
 * fake_hw_log_clear() - forget all writes so far
 * @fake: device
 */
void fake_hw_log_clear(struct fake_hw *fake)
{
	fake->log_len = 0;
}
EXPORT_SYMBOL(fake_hw_log_clear);

/**
 * fake_hw_writes() - how often registers were written
 * @fake: device
 * @vf: VF index or %FAKE_HW_PF: through whose window
 * @first: first register
 * @last: last register
 *
 * Return: writes since the log was cleared.
 */
unsigned int fake_hw_writes(struct fake_hw *fake, int vf, u32 first, u32 last)
{
	unsigned int i, n = 0;

	for (i = 0; i < fake->log_len; i++)
		n += fake->log[i].vf == vf && fake->log[i].reg >= first &&
		     fake->log[i].reg <= last;
	return n;
}
EXPORT_SYMBOL(fake_hw_writes);

/**
 * fake_hw_writes_but_mbx() - did the PF do more than to answer
 * @fake: device
 *
 * Return: the PF's writes since the log was cleared, without those to mailbox
 * memory, P2VMAILBOX, MBVFICR and VFLRE.  0 after a request that was refused.
 */
unsigned int fake_hw_writes_but_mbx(struct fake_hw *fake)
{
	return fake_hw_writes(fake, FAKE_HW_PF, 0, ~0U) -
	       fake_hw_writes(fake, FAKE_HW_PF, 0x800, 0x9fc) -
	       fake_hw_writes(fake, FAKE_HW_PF, 0xc00, 0xc1c) -
	       fake_hw_writes(fake, FAKE_HW_PF, 0xc80, 0xc80) -
	       fake_hw_writes(fake, FAKE_HW_PF, 0xc88, 0xc88);
}
EXPORT_SYMBOL(fake_hw_writes_but_mbx);

/**
 * fake_hw_expect_writes() - a function wrote this, in this order, no more
 * @fake: device, whose test fails otherwise
 * @vf: VF index or %FAKE_HW_PF; writes of others are passed over
 * @expected: register and value of each write; its @vf is not looked at
 * @n: entries in @expected
 */
void fake_hw_expect_writes(struct fake_hw *fake, int vf,
			   const struct fake_hw_write *expected, unsigned int n)
{
	unsigned int i, done = 0;

	for (i = 0; i < fake->log_len; i++) {
		const struct fake_hw_write *w = &fake->log[i];

		if (w->vf != vf)
			continue;
		if (done == n) {
			KUNIT_FAIL(fake->test, "extra write of 0x%08x to 0x%05x",
				   w->val, w->reg);
			return;
		}
		KUNIT_EXPECT_EQ_MSG(fake->test, w->reg, expected[done].reg,
				    "register of write %u", done);
		KUNIT_EXPECT_EQ_MSG(fake->test, w->val, expected[done].val,
				    "value of write %u, register 0x%05x", done,
				    w->reg);
		done++;
	}
	KUNIT_EXPECT_EQ_MSG(fake->test, done, n, "writes are missing");
}
EXPORT_SYMBOL(fake_hw_expect_writes);

MODULE_DESCRIPTION("Stride: fake 82576 for KUnit");
MODULE_AUTHOR("The Stride authors");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(STRIDE_IMPORT_NS);
