/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_FAKE_HW_H
#define STRIDE_FAKE_HW_H

#include <linux/list.h>
#include <linux/types.h>

/*
 * A fake 82576 behind stride_rd32() and stride_wr32(), for KUnit: one PF and its
 * VFs on one set of registers, so that both real ends of a mailbox can be run
 * against each other.
 *
 *	static int foo_init(struct kunit *test)
 *	{
 *		struct fake_hw *fake = fake_hw_create(test);
 *
 *		fake_hw_attach(fake, &pf->hw, FAKE_HW_PF);
 *		fake_hw_attach(fake, &vf->hw, 0);
 *		...
 *	}
 *
 * Everything is freed when the test ends.  A failure to create or to attach
 * aborts the test.  Static stubs redirect in the test's own task only: call
 * interrupt handlers and work functions directly.
 *
 * Modelled (DS = 82576 datasheet, where nothing else is said):
 *   - mailbox memory, plain RAM for both ends, no matter who owns it;
 *   - P2VMAILBOX and V2PMAILBOX: ownership, signals, read-to-clear, RVFU;
 *   - MBVFICR, VFLRE: write 1 to clear; ICR: the same, and read to clear with
 *     GPIE.NSICR set or IMS zero;
 *   - IMS/IMC/ICS and EIMS/EIMC/EICS/EICR, for every function by itself;
 *   - CTRL.RST of the PF and of a VF, CTRL_EXT.PFRSTD, and with them RSTI, RSTD,
 *     VFLRE, VFRE, VFTE and the queues' ENABLE bits;
 *   - a VF's queue registers and counters, which are the PF's of that pool, and
 *     the two addresses that the PF has for queues 0 to 3;
 *   - STATUS: read-only and the same for all; link up, 1000 Mbit/s, full duplex;
 *     without GIO_MASTER while CTRL forbids it;
 *   - EERD, MDIC, SWSM and the NVM's load after a reset, all done at once.
 * Every other register is RAM.  An access outside of the BAR or not aligned, or
 * through a window that was not attached, fails the test.
 */

struct device;
struct kunit;
struct stride_hw;

#define FAKE_HW_PF	(-1)	/* the function that is no VF */
#define FAKE_HW_VFS	8	/* pools; 7 VFs exist, the eighth has a mailbox too */
#define FAKE_HW_MBX_WORDS 16
#define FAKE_HW_LOG	4096	/* writes remembered */
#define FAKE_HW_NVM	64	/* words, with the checksum */
#define FAKE_HW_PHY	32	/* clause 22 registers */

/**
 * struct fake_hw_write - a register write that reached the device
 * @vf: VF index or %FAKE_HW_PF: through whose window
 * @reg: offset in that window
 * @val: value
 */
struct fake_hw_write {
	int vf;
	u32 reg;
	u32 val;
};

/**
 * struct fake_hw_fn - a function of the fake device
 * @hw: the window that was attached, %NULL if none
 * @dev: @hw's device
 * @regs: registers that only this function has
 * @size: of the BAR, in bytes
 * @reads: register reads so far
 * @irqs: mailbox interrupts that the device would have sent to the function so
 *	far; the test calls the handler
 */
struct fake_hw_fn {
	struct stride_hw *hw;
	struct device *dev;
	u32 *regs;
	u32 size;
	unsigned int reads;
	unsigned int irqs;
};

/**
 * struct fake_hw_mbx - mailbox of a VF
 * @mem: the shared words
 * @vfu: the VF owns them
 * @pfu: the PF owns them
 * @vfu_seen: @vfu as P2VMAILBOX shows it; differs on QEMU after RVFU
 * @events: PFSTS, PFACK, RSTI and RSTD as in V2PMAILBOX
 *
 * A plain value: it may be saved and restored.
 */
struct fake_hw_mbx {
	u32 mem[FAKE_HW_MBX_WORDS];
	bool vfu;
	bool pfu;
	bool vfu_seen;
	u32 events;
};

/**
 * struct fake_hw - the fake device
 * @test: whose it is
 * @pf: the PF
 * @vf: the VFs
 * @mbx: mailboxes, one a VF
 * @log: writes in order, @log_len of them
 * @log_len: entries used in @log
 * @nvm: NVM words; loaded into receive address 0 at reset
 * @phy: PHY registers
 * @hooks: list of &struct fake_hw_hook
 * @gone: set by a test: the device was unplugged, reads return all ones
 * @qemu: set by a test: differ from the silicon where QEMU's igb does: RVFU does
 *	not let the PF take the buffer, the PF reaches V2PMAILBOX, and EECD does
 *	not report the NVM's load
 */
struct fake_hw {
	struct kunit *test;
	struct fake_hw_fn pf;
	struct fake_hw_fn vf[FAKE_HW_VFS];
	struct fake_hw_mbx mbx[FAKE_HW_VFS];
	struct fake_hw_write *log;
	unsigned int log_len;
	u16 nvm[FAKE_HW_NVM];
	u16 phy[FAKE_HW_PHY];
	struct list_head hooks;
	bool gone;
	bool qemu;
};

/**
 * struct fake_hw_hook - a test's say in accesses to some registers
 * @vf: VF index or %FAKE_HW_PF: through whose window
 * @first: first register
 * @last: last register
 * @read: called before the device answers; returns true to answer itself, with
 *	*@val; %NULL: none
 * @write: called before the device sees a write; returns true to keep it from
 *	the device (it is logged all the same); %NULL: none
 * @priv: the test's
 * @count: calls so far
 * @busy: a callback is under way; accesses that it makes do not call it again
 * @list: in &fake_hw.hooks
 *
 * A callback may use any window: one on V2PMAILBOX that runs the PF's end and
 * returns false is a PF that answers while the VF polls.
 */
struct fake_hw_hook {
	int vf;
	u32 first;
	u32 last;
	bool (*read)(struct fake_hw_hook *hook, u32 reg, u32 *val);
	bool (*write)(struct fake_hw_hook *hook, u32 reg, u32 val);
	void *priv;
	unsigned int count;
	bool busy;
	struct list_head list;
};

struct fake_hw *fake_hw_create(struct kunit *test);
void fake_hw_attach(struct fake_hw *fake, struct stride_hw *hw, int vf);
struct fake_hw_fn *fake_hw_function(struct fake_hw *fake, int vf);

/* Look and change without side effects, unlogged. */
u32 fake_hw_peek(struct fake_hw *fake, int vf, u32 reg);
void fake_hw_poke(struct fake_hw *fake, int vf, u32 reg, u32 val);

void fake_hw_add_hook(struct fake_hw *fake, struct fake_hw_hook *hook);
void fake_hw_del_hook(struct fake_hw_hook *hook);

/* A function-level reset as the PCI core would do it. */
void fake_hw_flr(struct fake_hw *fake, int vf);

/* The write log. */
void fake_hw_log_clear(struct fake_hw *fake);
unsigned int fake_hw_writes(struct fake_hw *fake, int vf, u32 first, u32 last);
unsigned int fake_hw_writes_but_mbx(struct fake_hw *fake);
void fake_hw_expect_writes(struct fake_hw *fake, int vf,
			   const struct fake_hw_write *expected, unsigned int n);

/* fake_regs.c: the device itself, not for tests */
void fake_regs_init(struct fake_hw *fake);
void fake_regs_vf_reset(struct fake_hw *fake, int vf);
u32 fake_regs_read(struct fake_hw *fake, int vf, u32 reg);
void fake_regs_write(struct fake_hw *fake, int vf, u32 reg, u32 val);
u32 *fake_regs_at(struct fake_hw *fake, int vf, u32 reg);

/* fake_board.c: what is around it, likewise */
void fake_board_init(struct fake_hw *fake);
void fake_board_reset(struct fake_hw *fake);
void fake_board_read(struct fake_hw *fake, u32 reg);
u32 fake_board_write(struct fake_hw *fake, u32 reg, u32 val);

#endif /* STRIDE_FAKE_HW_H */
