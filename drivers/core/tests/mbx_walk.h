/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_MBX_WALK_H
#define STRIDE_MBX_WALK_H

#include <linux/bits.h>
#include <linux/types.h>
#include <stride/mbx.h>
#include <stride/mmio.h>
#include "fake_hw.h"

/* A VF and a PF that use a mailbox at the same time, see mbx_walk_kunit.c. */

#define WALK_VF		2
#define WALK_PATH	64	/* steps of a path that are shown */
#define WALK_VFREQ	BIT(WALK_VF)
#define WALK_VFACK	BIT(16 + WALK_VF)
#define WALK_MBVFICR	0xc80

/**
 * struct walk_state - all that a step can change, a plain value
 * @dev: the device's mailbox
 * @vficr: MBVFICR
 * @latched: the VF end's latch
 * @vf_owns: the VF was told that it owns the buffer
 * @pf_owns: the PF was told so
 * @waiting: the VF waits for an answer to its last request
 * @unacked: the PF waits for the VF to fetch what it sent
 * @in_irq: what the PF's interrupt handler has cleared in MBVFICR, not latched yet
 * @pending: latched for the PF's work: a request
 * @request: what the PF has read and not answered, 0 if nothing
 * @sent: requests that the VF sent
 * @served: requests that the PF read
 * @answered: answers that the VF fetched
 * @pinged: pings that the PF sent
 * @ponged: pings that the VF fetched
 */
struct walk_state {
	struct fake_hw_mbx dev;
	u32 vficr;
	u32 latched;
	u32 vf_owns;
	u32 pf_owns;
	u32 waiting;
	u32 unacked;
	u32 in_irq;
	u32 pending;
	u32 request;
	u32 sent;
	u32 served;
	u32 answered;
	u32 pinged;
	u32 ponged;
};

/* What an end may lack. */
enum walk_flaw {
	WALK_NO_FLAW,
	WALK_VF_HAS_NO_LATCH,		/* forgets what a read cleared */
	/* Before it pings, the PF... */
	WALK_PF_DOES_NOT_LOOK,		/* for a request in the buffer */
	WALK_PF_LOOKS_AT_LATCH,		/* and not at MBVFICR */
	WALK_PF_LOOKS_AT_DEVICE,	/* and not at what was latched */
	WALK_PF_FORGETS_HANDLER,	/* between the one and the other */
	WALK_PF_DOES_NOT_WAIT,		/* for the VF to fetch the last message */
};

struct walk;

/**
 * struct walk_node - a state that was reached, and how
 * @s: the state
 * @from: index of the node that it was reached from
 * @chain: index of the next node in the hash bucket, -1 if none
 * @step: letter of the step that led here
 * @middle: letter of the other end's step in the middle of it, or a blank
 */
struct walk_node {
	struct walk_state s;
	int from;
	int chain;
	char step;
	char middle;
};

/**
 * struct walk - a walk through all states
 * @fake: device
 * @pf_hw: the PF's window
 * @vf_hw: the VF's window
 * @pf: the PF's end
 * @vf: the VF's end
 * @s: current state
 * @flaw: what an end lacks
 * @middle: step to take at the next look at a control register
 * @pf_hook: lets the VF step in when the PF looks
 * @vf_hook: lets the PF step in when the VF looks
 * @node: states found, in order of their distance; also the queue
 * @nodes: entries used in @node
 * @at: node whose state is looked at
 * @bucket: hash heads, indices into @node
 * @faults: how many were found
 * @reason: of the first fault
 * @path: steps that led to the first fault
 */
struct walk {
	struct fake_hw *fake;
	struct stride_hw pf_hw, vf_hw;
	struct stride_mbx pf, vf;
	struct walk_state s;
	enum walk_flaw flaw;
	void (*middle)(struct walk *w);
	struct fake_hw_hook pf_hook, vf_hook;
	struct walk_node *node;
	int nodes, at;
	int *bucket;
	unsigned int faults;
	const char *reason;
	char path[2 * WALK_PATH + 1];
};

/**
 * struct walk_step - what an end can do
 * @name: letter in a path
 * @step: do it, if there is a reason to
 */
struct walk_step {
	char name;
	void (*step)(struct walk *w);
};

#define WALK_VF_STEPS	4
#define WALK_PF_STEPS	7

extern const struct walk_step walk_vf_steps[WALK_VF_STEPS];
extern const struct walk_step walk_pf_steps[WALK_PF_STEPS];

void walk_fault(struct walk *w, const char *reason);
bool walk_drain_step(struct walk *w);

#endif /* STRIDE_MBX_WALK_H */
