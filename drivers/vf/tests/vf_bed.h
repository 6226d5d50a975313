/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_VF_BED_H
#define STRIDE_VF_BED_H

#include <linux/pci.h>
#include "../../core/tests/fake_hw.h"
#include "../vf.h"

#define BED_VF		2	/* index of the VF */
#define BED_ASKED	128	/* requests remembered */

/* Words of the wire, as numbers. */
#define BED_ACK		0x80000000u
#define BED_NACK	0x40000000u
#define BED_CTS		0x20000000u

/**
 * struct bed_line - something that the PF says
 * @after: requests that it has heard when it says this
 * @words: the message
 * @n: its length, 1 if not given
 * @silent_ms: it waits so long before
 */
struct bed_line {
	unsigned int after;
	u32 words[3];
	u8 n;
	unsigned int silent_ms;
};

/**
 * struct vf_bed - a VF without PCI, interrupts and rings, and a PF that is played
 * @test: the test
 * @vf: the VF; nothing runs on its work queue
 * @pdev: its PCI device, in name only
 * @fake: the device
 * @pf_hw: the PF's window
 * @pf_end: the PF's end of the mailbox
 * @hook: lets the PF act each time that the VF looks at its mailbox
 * @lines: what the PF says, in this order
 * @num_lines: entries in @lines
 * @line: of them said
 * @quiet: the PF answers nothing but by @lines, else what was not answered so
 * @deaf: the PF does not even take requests
 * @away: the function was pulled out of its slot
 * @mac: address that the PF gives; all zero: refuses RESET, which means none
 * @mute: types that the PF takes and does not answer, a bit each
 * @refuse: types that the PF refuses, a bit each
 * @refuse_word: a first word that it refuses
 * @asked: first words and more of the requests that the PF took, those of types
 *	that every PF knows; words of no interest are zero
 * @num_asked: how many
 * @heard: all of them, newer types too
 * @due: when the next line is to be said, in jiffies
 * @request: word 0 of a request not answered, or zero
 * @blocker: keeps the VF's work queue from running anything: the test calls works
 * @release: ends @blocker
 */
struct vf_bed {
	struct kunit *test;
	struct stride_vf vf;
	struct pci_dev pdev;
	struct fake_hw *fake;
	struct stride_hw pf_hw;
	struct stride_mbx pf_end;
	struct fake_hw_hook hook;
	const struct bed_line *lines;
	unsigned int num_lines;
	unsigned int line;
	bool quiet;
	bool deaf;
	bool away;
	u8 mac[ETH_ALEN];
	u32 mute;
	u32 refuse;
	u32 refuse_word;
	u32 asked[BED_ASKED][STRIDE_MBX_WORDS];
	unsigned int num_asked;
	unsigned int heard;
	unsigned long due;
	u32 request;
	struct work_struct blocker;
	struct completion release;
};

struct vf_bed *vf_bed_create(struct kunit *test);
struct vf_bed *vf_bed_ready(struct kunit *test);
void vf_bed_play(struct vf_bed *bed, const struct bed_line *lines,
		 unsigned int n);
bool vf_bed_say(struct vf_bed *bed, const u32 *words, unsigned int n);
void vf_bed_forget(struct vf_bed *bed);
void vf_bed_serve(struct vf_bed *bed);
void vf_bed_expect_asked(struct vf_bed *bed, const u32 *word0, unsigned int n);

#endif /* STRIDE_VF_BED_H */
