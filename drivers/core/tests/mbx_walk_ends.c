// SPDX-License-Identifier: GPL-2.0
/*
 * The two ends of mbx_walk_kunit.c: each step asks first whether there is a reason
 * to take it, and does nothing otherwise.
 */

#include "mbx_walk.h"

#define VFREQ		WALK_VFREQ
#define VFACK		WALK_VFACK
#define MBVFICR		WALK_MBVFICR
#define PFSTS		0x10
#define PFACK		0x20

#define REQUEST		0x00010000
#define REPLY		0x80010000
#define PING		0x20000100

#define REQUESTS	2
#define PINGS		2

static u32 vf_events(struct walk *w, u32 take)
{
	return stride_mbx_vf_events(&w->vf, take);
}

static void vf_take(struct walk *w)
{
	if (w->s.vf_owns)
		return;
	w->s.vf_owns = !stride_mbx_take(&w->vf);
	if (w->flaw == WALK_VF_HAS_NO_LATCH)
		w->vf.latched = 0;
}

static void vf_send(struct walk *w)
{
	u32 word = REQUEST | (w->s.sent + 1);

	if (!w->s.vf_owns || w->s.waiting || w->s.sent == REQUESTS ||
	    vf_events(w, 0) & PFSTS)
		return;
	stride_mbx_send(&w->vf, &word, 1);
	w->s.vf_owns = false;
	w->s.waiting = true;
	w->s.sent++;
}

static void vf_fetch(struct walk *w)
{
	u32 events, word;

	if (!w->s.vf_owns || !(vf_events(w, 0) & PFSTS))
		return;
	/* The PF cannot send while the VF owns: no newer event is taken. */
	events = vf_events(w, PFSTS);
	stride_mbx_read(&w->vf, &word, 1);
	stride_mbx_ack(&w->vf, false);
	w->s.vf_owns = false;
	if (word == PING) {
		w->s.ponged++;
	} else if (w->s.waiting && word == (REPLY | w->s.sent)) {
		if (!(events & PFACK))
			walk_fault(w, "answer that was not acknowledged");
		vf_events(w, PFACK);
		w->s.waiting = false;
		w->s.answered++;
	} else {
		walk_fault(w, "VF fetched a wrong word");
	}
}

static void vf_drop(struct walk *w)
{
	if (!w->s.vf_owns)
		return;
	stride_mbx_drop(&w->vf);
	w->s.vf_owns = false;
}

static u32 pf_vficr(struct walk *w)
{
	return stride_rd32(&w->pf_hw, MBVFICR) & (VFREQ | VFACK);
}

/* First half of the interrupt handler: ask the device what there is. */
static void pf_irq_begin(struct walk *w)
{
	u32 val;

	if (w->s.in_irq)
		return;
	val = pf_vficr(w);
	stride_wr32(&w->pf_hw, MBVFICR, val);
	w->s.in_irq = val;
}

/* Second half: latch it for the work, which may run at the same time. */
static void pf_irq_end(struct walk *w)
{
	if (w->s.in_irq & VFACK)
		w->s.unacked = false;
	if (w->s.in_irq & VFREQ)
		w->s.pending = true;
	w->s.in_irq = 0;
}

static void pf_take(struct walk *w)
{
	if (!w->s.pf_owns)
		w->s.pf_owns = !stride_mbx_take(&w->pf);
}

static void pf_read(struct walk *w)
{
	if (!w->s.pf_owns || w->s.request || !w->s.pending)
		return;
	w->s.pending = false;
	stride_mbx_read(&w->pf, &w->s.request, 1);
	stride_mbx_ack(&w->pf, true);
	w->s.served++;
	if (w->s.request != (REQUEST | w->s.served))
		walk_fault(w, "PF read a wrong word");
}

static void pf_send(struct walk *w, u32 word)
{
	stride_mbx_send(&w->pf, &word, 1);
	w->s.pf_owns = false;
	w->s.unacked = true;
}

static void pf_reply(struct walk *w)
{
	u32 word = w->s.request ^ REQUEST ^ REPLY;

	if (!w->s.pf_owns || !w->s.request)
		return;
	w->s.request = 0;
	pf_send(w, word);
}

/* Does the buffer, which the PF owns, hold a request?  None can come now. */
static bool pf_sees_request(struct walk *w)
{
	switch (w->flaw) {
	case WALK_PF_DOES_NOT_LOOK:
		return false;
	case WALK_PF_LOOKS_AT_LATCH:
		return w->s.pending;
	case WALK_PF_LOOKS_AT_DEVICE:
		return pf_vficr(w) & VFREQ;
	case WALK_PF_FORGETS_HANDLER:
		return w->s.pending || pf_vficr(w) & VFREQ;
	default:
		return w->s.pending || w->s.in_irq || pf_vficr(w) & VFREQ;
	}
}

static void pf_ping(struct walk *w)
{
	if (!w->s.pf_owns || w->s.request || w->s.pinged == PINGS ||
	    pf_sees_request(w))
		return;
	if (w->s.unacked && w->flaw != WALK_PF_DOES_NOT_WAIT)
		return;
	w->s.pinged++;
	pf_send(w, PING);
}

static void pf_drop(struct walk *w)
{
	if (!w->s.pf_owns || w->s.request)
		return;
	stride_mbx_drop(&w->pf);
	w->s.pf_owns = false;
}

const struct walk_step walk_vf_steps[WALK_VF_STEPS] = {
	{ 't', vf_take }, { 's', vf_send }, { 'f', vf_fetch }, { 'd', vf_drop },
};

const struct walk_step walk_pf_steps[WALK_PF_STEPS] = {
	{ 'T', pf_take }, { 'R', pf_read }, { 'A', pf_reply }, { 'P', pf_ping },
	{ 'D', pf_drop }, { 'I', pf_irq_begin }, { 'L', pf_irq_end },
};

/**
 * walk_drain_step() - both ends go on with what they have begun
 * @w: walk
 *
 * Return: true if there was something to do.
 */
bool walk_drain_step(struct walk *w)
{
	u32 vf_owned = w->s.vf_owns, pf_owned = w->s.pf_owns;
	bool todo = vf_owned || pf_owned || w->s.pending || w->s.in_irq ||
		    vf_events(w, 0) & PFSTS || pf_vficr(w);

	vf_fetch(w);
	if (vf_owned)
		vf_drop(w);
	else if (vf_events(w, 0) & PFSTS)
		vf_take(w);
	pf_irq_end(w);
	pf_irq_begin(w);
	pf_read(w);
	pf_reply(w);
	if (pf_owned)
		pf_drop(w);
	else if (w->s.pending)
		pf_take(w);
	return todo;
}
