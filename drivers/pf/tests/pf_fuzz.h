/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_PF_FUZZ_H
#define STRIDE_PF_FUZZ_H

#include <linux/prandom.h>
#include "pf_bed.h"

/* What a message may change; RESET, and a reset of the VF: all that is the VF's. */
enum {
	FUZZ_MAY_MAC = BIT(0),
	FUZZ_MAY_RX = BIT(1),
	FUZZ_MAY_VLAN = BIT(2),
	FUZZ_MAY_LPE = BIT(3),
	FUZZ_MAY_RESET = BIT(4) | FUZZ_MAY_MAC | FUZZ_MAY_RX | FUZZ_MAY_VLAN |
			 FUZZ_MAY_LPE,
};

/**
 * struct fuzz - one run
 * @bed: the PF and its VFs
 * @rnd: all that is by chance comes from here
 * @vf: who speaks
 * @may: FUZZ_MAY_*, what the message may change
 * @words: what the VF has in its mailbox when it rings
 * @regs: the PF's registers after the last message
 * @mbx: the mailboxes, likewise
 */
struct fuzz {
	struct pf_bed *bed;
	struct rnd_state rnd;
	unsigned int vf;
	u32 may;
	u32 words[STRIDE_MBX_WORDS];
	u32 *regs;
	struct fake_hw_mbx mbx[FAKE_HW_VFS];
};

/* pf_fuzz_message.c */
u32 fuzz_below(struct fuzz *f, u32 n);
void fuzz_message(struct fuzz *f);
bool fuzz_answer_is_right(const struct fuzz *f, const u32 *reply);

/* pf_fuzz_image.c */
void fuzz_image_take(struct fuzz *f);
unsigned int fuzz_image_check(struct fuzz *f);

#endif /* STRIDE_PF_FUZZ_H */
