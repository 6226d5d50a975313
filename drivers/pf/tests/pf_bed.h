/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_PF_BED_H
#define STRIDE_PF_BED_H

#include "../../core/tests/fake_hw.h"
#include "../pf.h"

/**
 * struct pf_bed - a PF with all its VFs on a fake device
 * @pf: the PF, its lock held by the test
 * @fake: the device
 * @vf_hw: each VF's own window
 * @vf_end: each VF's end of the mailbox
 * @vf: the PF's view of them
 * @away: the device was unplugged
 * @blocker: keeps @pf's work queue from running anything: the test calls works
 * @release: ends @blocker
 */
struct pf_bed {
	struct stride_pf pf;
	struct fake_hw *fake;
	struct stride_hw vf_hw[STRIDE_MAX_VFS];
	struct stride_mbx vf_end[STRIDE_MAX_VFS];
	struct stride_pf_vf vf[STRIDE_MAX_VFS];
	bool away;
	struct work_struct blocker;
	struct completion release;
};

struct pf_bed *pf_bed_create(struct kunit *test, unsigned int num_vfs);
u32 pf_bed_reg(struct pf_bed *bed, u32 reg);
u32 pf_bed_say(struct pf_bed *bed, unsigned int n, u32 *words);
void pf_bed_ready(struct pf_bed *bed, unsigned int n);

#endif /* STRIDE_PF_BED_H */
