// SPDX-License-Identifier: GPL-2.0
/*
 * What a VF may use up, and what becomes of one that misbehaves.
 *
 * A VF has 128 tokens and gets 200 a second.  A request costs one; one that has us
 * write a table eight, a reset as many, and RESET, which wipes all, sixteen.  Who has
 * none is served later.  That bounds our work, but not the noise: a VF
 * that rings on before it was answered or without taking the answer, acknowledges
 * what nobody said, resets itself over and over or keeps the buffer gives evidence
 * of misbehaviour.  No orderly driver does: each waits for its answer.  Ten
 * seconds of it in a row and the VF is quarantined:
 *
 *            40 pieces of evidence over 10 s,
 *            never 1 s without
 *   at large --------------------------------> quarantined
 *       ^                                           |
 *       |   administrator: devlink health recover,  |
 *       |   trust or state written; or a VF reset   |
 *       |   after 1 s, 2 s, 4 s ... 60 s, the last  |
 *       |   of them without a reset                 |
 *       '-------------------------------------------'
 *
 * A function-level reset by the host and CTRL.RST by the guest look the same to
 * us, so a reset must do, and the growing time keeps it from being of use.
 */

#include <linux/ktime.h>
#include <linux/ratelimit.h>

#include "pf.h"

#define SECOND		1000000000ULL	/* NSEC_PER_SEC is a long */
#define TOKEN_NS	(SECOND / 200)
#define BURST		128	/* tokens */

#define BLAME_GAP	(1 * SECOND)	/* silence that ends a run */
#define BLAME_TIME	(10 * SECOND)
#define BLAME_COUNT	40

#define RESET_SOON	(SECOND / 10)	/* a function-level reset takes that long */
#define RESET_CALM	(1 * SECOND)

#define LIFT_MIN	(1 * SECOND)
#define LIFT_MAX	(60 * SECOND)
#define LIFT_FORGET	(600 * SECOND)	/* then it starts at the minimum */

#define LOG_INTERVAL	(60 * HZ)
#define LOG_BURST	6	/* lines in that time, so 12 in a minute at the seam */
#define LOG_GUARD_BURST	4	/* likewise, of quarantines and what the host does */

/**
 * stride_bucket_init() - a full bucket
 * @b: bucket
 * @tokens: how many it holds
 *
 * Context: any; pure.
 */
void stride_bucket_init(struct stride_bucket *b, unsigned int tokens)
{
	*b = (struct stride_bucket) {
		.depth = tokens * TOKEN_NS,
		.credit = tokens * TOKEN_NS,
	};
}

static void bucket_fill(struct stride_bucket *b, u64 now)
{
	if (now <= b->last)
		return;
	b->credit = min(b->depth, b->credit + (s64)(now - b->last));
	b->last = now;
}

/**
 * stride_bucket_take() - take tokens, all or none
 * @b: bucket
 * @tokens: how many, at most as many as it holds
 * @now: time in nanoseconds
 *
 * Context: any; pure.
 * Return: 0, or nanoseconds until there are as many, and none was taken.
 */
u64 stride_bucket_take(struct stride_bucket *b, unsigned int tokens, u64 now)
{
	s64 cost = tokens * TOKEN_NS;

	bucket_fill(b, now);
	if (b->credit < cost)
		return cost - b->credit;
	b->credit -= cost;
	return 0;
}

/**
 * stride_bucket_spend() - take tokens for what was done already
 * @b: bucket; may be in debt afterwards, by as much as it holds
 * @tokens: how many
 *
 * Context: any; pure.
 */
void stride_bucket_spend(struct stride_bucket *b, unsigned int tokens)
{
	b->credit = max(b->credit - (s64)(tokens * TOKEN_NS), -b->depth);
}

/**
 * stride_bucket_has() - are there so many tokens
 * @b: bucket
 * @tokens: how many
 * @now: time in nanoseconds
 *
 * Context: any; pure.
 * Return: yes or no.
 */
bool stride_bucket_has(struct stride_bucket *b, unsigned int tokens, u64 now)
{
	bucket_fill(b, now);
	return b->credit >= (s64)(tokens * TOKEN_NS);
}

/**
 * stride_guard_init() - nothing is known of the VF
 * @g: guard
 *
 * Context: any; pure.
 */
void stride_guard_init(struct stride_vf_guard *g)
{
	*g = (struct stride_vf_guard) {};
	stride_bucket_init(&g->bucket, BURST);
}

/**
 * stride_guard_charge() - let a VF pay for what it wants done
 * @g: guard
 * @tokens: its price
 * @now: time in nanoseconds
 *
 * Context: any; pure.
 * Return: 0, or nanoseconds until it can pay.
 */
u64 stride_guard_charge(struct stride_vf_guard *g, unsigned int tokens, u64 now)
{
	u64 wait = stride_bucket_take(&g->bucket, tokens, now);

	if (wait && !g->waiting)
		g->throttled++;
	g->waiting = wait;
	return wait;
}

/**
 * stride_guard_blame() - note evidence of misbehaviour
 * @g: guard
 * @now: time in nanoseconds
 *
 * Context: any; pure.
 * Return: true if it is enough to quarantine the VF.
 */
bool stride_guard_blame(struct stride_vf_guard *g, u64 now)
{
	if (!g->bad_count || now - g->bad_last > BLAME_GAP) {
		g->bad_since = now;
		g->bad_count = 0;
	}
	g->bad_last = now;
	g->bad_count++;
	g->evidence++;
	return !g->quarantined && g->bad_count >= BLAME_COUNT &&
	       now - g->bad_since >= BLAME_TIME;
}

/**
 * stride_guard_quarantine() - the VF is put into quarantine
 * @g: guard
 * @now: time in nanoseconds
 *
 * Context: any; pure.
 */
void stride_guard_quarantine(struct stride_vf_guard *g, u64 now)
{
	if (now - g->lifted > LIFT_FORGET)
		g->level = 0;
	g->until = now + min(LIFT_MIN << g->level, LIFT_MAX);
	if (LIFT_MIN << g->level < LIFT_MAX)
		g->level++;
	g->quarantined = true;
	g->quarantines++;
	g->bad_count = 0;
}

/**
 * stride_guard_may_lift() - is a reset of the VF reason to let it out
 * @g: guard
 * @now: time in nanoseconds
 *
 * Not one of a storm of resets.
 *
 * Context: any; pure.
 * Return: yes or no; no if it is not in quarantine.
 */
bool stride_guard_may_lift(const struct stride_vf_guard *g, u64 now)
{
	return g->quarantined && now >= g->until &&
	       now - g->last_reset >= RESET_CALM;
}

/**
 * stride_guard_lift() - the VF is let out again
 * @g: guard
 * @now: time in nanoseconds
 *
 * Context: any; pure.
 */
void stride_guard_lift(struct stride_vf_guard *g, u64 now)
{
	g->quarantined = false;
	g->lifted = now;
	g->bad_count = 0;
}

/**
 * stride_pf_vf_warn() - log what a VF caused, within its limit
 * @vf: VF
 * @limit: &stride_pf_vf.log or &stride_pf_vf.log_guard
 * @fmt: format, with a newline
 *
 * The only way for a VF into the log, so that no VF can fill it, and none can
 * use up what others may log.
 *
 * Context: any.
 */
void stride_pf_vf_warn(struct stride_pf_vf *vf, struct ratelimit_state *limit,
		       const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	if (!__ratelimit(limit))
		return;
	va_start(args, fmt);
	vaf.va = &args;
	dev_warn(vf->pf->hw.dev, "VF %u: %pV", vf->idx, &vaf);
	va_end(args);
}

/**
 * stride_pf_guard_init() - begin to watch a VF
 * @vf: VF that is about to exist
 *
 * Context: @pf->lock held.
 */
void stride_pf_guard_init(struct stride_pf_vf *vf)
{
	stride_guard_init(&vf->guard);
	atomic_set(&vf->rude, 0);
	vf->not_before = jiffies;
	stride_pf_irq_mask_vf(vf, false);
	ratelimit_state_init(&vf->log, LOG_INTERVAL, LOG_BURST);
	ratelimit_state_init(&vf->log_guard, LOG_INTERVAL, LOG_GUARD_BURST);
	/* What was left out is counted elsewhere and needs no line. */
	ratelimit_set_flags(&vf->log, RATELIMIT_MSG_ON_RELEASE);
	ratelimit_set_flags(&vf->log_guard, RATELIMIT_MSG_ON_RELEASE);
}

/**
 * stride_pf_guard_charge() - let a VF pay; it does not interrupt while it cannot
 * @vf: VF
 * @tokens: price
 * @now: time in nanoseconds
 *
 * Context: @pf->lock held.
 * Return: 0, or nanoseconds until it can pay.
 */
u64 stride_pf_guard_charge(struct stride_pf_vf *vf, unsigned int tokens, u64 now)
{
	u64 wait = stride_guard_charge(&vf->guard, tokens, now);

	stride_pf_irq_mask_vf(vf, wait || vf->guard.quarantined);
	return wait;
}

/**
 * stride_pf_guard_blame() - note a VF's misbehaviour, act if it is too much
 * @vf: VF
 * @now: time in nanoseconds
 *
 * Context: @pf->lock held.
 */
void stride_pf_guard_blame(struct stride_pf_vf *vf, u64 now)
{
	struct stride_vf_guard *g = &vf->guard;

	if (!stride_guard_blame(g, now))
		return;
	stride_guard_quarantine(g, now);
	stride_pf_irq_mask_vf(vf, true);
	vf->state = STRIDE_VF_FRESH;
	stride_pf_vf_wipe(vf);
	stride_pf_vf_warn(vf, &vf->log_guard,
			  "quarantined: %llu s of needless signals; a VF reset after %llu s or `devlink health recover` lifts it\n",
			  BLAME_TIME / SECOND, div_u64(g->until - now, SECOND));
	set_bit(vf->idx, &vf->pf->quarantined);
	stride_pf_health_kick(vf->pf);
}

static void guard_lift(struct stride_pf_vf *vf, u64 now, const char *who)
{
	stride_guard_lift(&vf->guard, now);
	stride_pf_irq_mask_vf(vf, false);
	stride_pf_vf_warn(vf, &vf->log_guard, "quarantine lifted by %s\n", who);
	stride_pf_health_kick(vf->pf);
}

/**
 * stride_pf_guard_reset() - a VF was reset: that may lift its quarantine
 * @vf: VF, wiped
 * @again: no driver has sent RESET since the last one
 * @now: time in nanoseconds
 *
 * Context: @pf->lock held.
 */
void stride_pf_guard_reset(struct stride_pf_vf *vf, bool again, u64 now)
{
	struct stride_vf_guard *g = &vf->guard;
	bool lift = stride_guard_may_lift(g, now);
	bool soon = g->resets && now - g->last_reset < RESET_SOON;

	g->resets++;
	g->last_reset = now;
	if (lift)
		guard_lift(vf, now, "a reset of the VF");
	else if (again && soon)
		stride_pf_guard_blame(vf, now);
}

/**
 * stride_pf_guard_signal() - the VF signalled something: note it for its work
 * @vf: VF
 * @reset: it was reset
 * @ack: it acknowledged our message
 * @req: it rang
 *
 * What an orderly driver never does is counted, to be judged by the work.
 *
 * Context: any, serialised by the caller.
 */
void stride_pf_guard_signal(struct stride_pf_vf *vf, bool reset, bool ack, bool req)
{
	bool rude = false;

	if (reset) {
		rude |= test_and_set_bit(STRIDE_VF_PENDING_RESET, &vf->pending);
		/* What came before it is nobody's. */
		clear_bit(STRIDE_VF_PENDING_MSG, &vf->pending);
	}
	if (ack)
		rude |= !test_and_clear_bit(STRIDE_VF_UNREAD, &vf->pending);
	if (req) {
		rude |= test_bit(STRIDE_VF_UNREAD, &vf->pending) && !reset;
		rude |= test_and_set_bit(STRIDE_VF_PENDING_MSG, &vf->pending);
	}
	if (rude)
		atomic_inc(&vf->rude);
	if (reset || req || rude)
		stride_pf_vf_kick(vf);
}

/**
 * stride_pf_guard_pardon() - the administrator lifts a VF's quarantine
 * @vf: VF
 *
 * The VF's driver is told to start over.
 *
 * Context: @pf->lock held.
 */
void stride_pf_guard_pardon(struct stride_pf_vf *vf)
{
	vf->guard.level = 0;
	if (!vf->guard.quarantined)
		return;
	guard_lift(vf, ktime_get_ns(), "the administrator");
	stride_pf_vf_event(vf, STRIDE_VF_PENDING_NOTIFY);
}

/**
 * stride_pf_guard_refused() - a request was refused
 * @vf: VF
 * @word: its word 0
 * @err: why, negative
 *
 * Context: @pf->lock held.
 */
void stride_pf_guard_refused(struct stride_pf_vf *vf, u32 word, int err)
{
	vf->nacks++;
	vf->guard.refused = word;
	vf->guard.refused_err = err;
	stride_pf_vf_warn(vf, &vf->log, "refused message %#x (%pe)\n", word,
			  ERR_PTR(err));
}
