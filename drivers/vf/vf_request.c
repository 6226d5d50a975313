// SPDX-License-Identifier: GPL-2.0
/*
 * Requests to the PF: one in flight, answered or given up in bounded time, from
 * contexts that sleep.  The PF also speaks by itself, and its messages share the
 * buffer with its answers; none of them is lost or mistaken for the other.
 */

#include <linux/delay.h>
#include <linux/iopoll.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <stride/msg.h>
#include "vf.h"

#define REQ_TAKE_US	(100 * USEC_PER_MSEC)
#define REQ_REPLY_US	USEC_PER_SEC
/*
 * An igb that pings just when we ask forgets our request, and a PF that still
 * cleans up after our reset may wipe the RESET out: ask again then.
 */
#define REQ_RESEND_US	(250 * USEC_PER_MSEC)
/* All tries together. */
#define REQ_ALL_US	(1500 * USEC_PER_MSEC)
#define REQ_TRIES	2
#define REQ_RESET_TRIES	4
#define REQ_API_TRIES	3	/* old PFs do not know it, and open is to end in 5 s */
#define REQ_POLL_MIN_US	50
#define REQ_POLL_MAX_US	2000

#define REQ_EVENTS	(STRIDE_V2P_PFSTS | STRIDE_V2P_PFACK | STRIDE_V2P_RSTD)

/* Kinds of requests as a person thinks of them; bits of stride_vf.refused. */
enum req_kind {
	REQ_MAC,
	REQ_UC_CLEAR,
	REQ_UC_ADD,
	REQ_MULTICAST,
	REQ_MULTICAST_ALL,
	REQ_VLAN_REMOVE,
	REQ_VLAN_ADD,
	REQ_MAX_FRAME,
	REQ_PROMISC,
	REQ_RX_MODE,
	REQ_QUERY,
};

static const char * const req_name[] = {
	[REQ_MAC]		= "this MAC address",
	[REQ_UC_CLEAR]		= "to clear extra unicast addresses",
	[REQ_UC_ADD]		= "an extra unicast address",
	[REQ_MULTICAST]		= "the multicast list",
	[REQ_MULTICAST_ALL]	= "all multicast",
	[REQ_VLAN_REMOVE]	= "to leave a VLAN",
	[REQ_VLAN_ADD]		= "to join a VLAN",
	[REQ_MAX_FRAME]		= "the frame size",
	[REQ_PROMISC]		= "promiscuous mode",
	[REQ_RX_MODE]		= "a receive mode",
};

static enum req_kind req_kind(const u32 *words)
{
	u32 info = (words[0] & STRIDE_MSG_INFO) >> STRIDE_MSG_INFO_SHIFT;

	switch (words[0] & STRIDE_MSG_TYPE) {
	case STRIDE_MSG_SET_MAC:
		return info == STRIDE_MAC_FILTER_ADD ? REQ_UC_ADD :
		       info == STRIDE_MAC_FILTER_CLEAR ? REQ_UC_CLEAR : REQ_MAC;
	case STRIDE_MSG_SET_MULTICAST:
		return info > STRIDE_MC_HASHES ? REQ_MULTICAST_ALL : REQ_MULTICAST;
	case STRIDE_MSG_SET_VLAN:
		return info == STRIDE_VLAN_ADD ? REQ_VLAN_ADD : REQ_VLAN_REMOVE;
	case STRIDE_MSG_SET_LPE:
		return REQ_MAX_FRAME;
	case STRIDE_MSG_SET_PROMISC:
		return REQ_PROMISC;
	case STRIDE_MSG_UPDATE_XCAST_MODE:
		return words[1] == STRIDE_XCAST_PROMISC ? REQ_PROMISC : REQ_RX_MODE;
	default:
		return REQ_QUERY;
	}
}

/* What stride_msg_get_reason() says, for the log; nothing if no reason came. */
static const char *req_reason(const struct stride_vf *vf, int err)
{
	if (!(vf->peer.features & STRIDE_FEATURE_REASONS))
		return "";
	switch (err) {
	case -EPERM:
		return ": the host's policy does not permit it";
	case -EINVAL:
		return ": out of range";
	case -ENOSPC:
		return ": our share is used up";
	case -EADDRINUSE:
		return ": another function has it";
	case -EOPNOTSUPP:
		return ": it does not know that";
	case -EAGAIN:
		return ": not now";
	default:
		return ": malformed";
	}
}

/*
 * Say once what was refused; once more after it was granted meanwhile.  That a
 * PF does not know a query is nothing to talk about.
 */
static void req_note_verdict(struct stride_vf *vf, const u32 *words, int err)
{
	enum req_kind kind = req_kind(words);

	if (kind == REQ_QUERY)
		return;
	if (!err) {
		__clear_bit(kind, &vf->refused);
		return;
	}
	vf->stats.refused++;
	if (!__test_and_set_bit(kind, &vf->refused) && stride_vf_may_log(vf))
		dev_warn(vf->hw.dev, "the PF refused %s%s\n", req_name[kind],
			 req_reason(vf, err));
}

static bool req_pf_was_reset(u32 events)
{
	return events & (STRIDE_V2P_RSTI | STRIDE_V2P_RSTD);
}

/* A message that answers no request.  Context: mbx_lock held. */
static void req_unsolicited(struct stride_vf *vf, u32 word0)
{
	if ((word0 & ~STRIDE_MSG_CTS) == STRIDE_MSG_NACK) {
		stride_vf_link_lose_locked(vf, "it does not know us");
	} else if ((word0 & STRIDE_MSG_TYPE) != STRIDE_MSG_PF_CONTROL) {
		vf->stats.stray++;
	} else {
		vf->stats.control++;
		if (!(word0 & STRIDE_MSG_CTS)) {
			stride_vf_link_lose_locked(vf, "it asked for a reset");
		} else if (vf->state == STRIDE_VF_LOST) {
			stride_vf_link_invite(vf);
		} else {
			set_bit(STRIDE_VF_LINK_DIRTY, &vf->flags);
			stride_vf_link_kick(vf);
		}
	}
}

/**
 * stride_vf_request_hurry() - limit all waits for the PF from now on
 * @vf: function
 * @us: microseconds from now; a limit that is nearer stays
 *
 * Context: mbx_lock held.
 * Return: the limit so far, for the caller to put back into &stride_vf.until.
 */
ktime_t stride_vf_request_hurry(struct stride_vf *vf, unsigned long us)
{
	ktime_t old = vf->until;

	lockdep_assert_held(&vf->mbx_lock);
	vf->until = min(old, ktime_add_us(ktime_get(), us));
	return old;
}

static bool req_is_late(const struct stride_vf *vf)
{
	return ktime_after(ktime_get(), vf->until);
}

/* Return: 0 owning the buffer, -EBUSY if the PF keeps it, -ENODEV. */
static int req_take(struct stride_vf *vf)
{
	int err;

	read_poll_timeout(stride_mbx_take, err,
			  err != -EBUSY || req_is_late(vf), 500, REQ_TAKE_US,
			  false, &vf->mbx);
	return err;
}

/*
 * Own the buffer and take the PF's message, if there is one.  While we own it
 * the PF sends nothing, so events taken here belong to what is read here.
 * @keep: go on owning the buffer unless an error is returned
 *
 * Return: 1 with a message in @words, 0 with none; -ECONNRESET if the PF was
 * reset, -EBUSY, -ENODEV.
 */
static int req_fetch(struct stride_vf *vf, u32 *words, unsigned int n,
		     bool keep)
{
	u32 events;
	int err;

	err = req_take(vf);
	if (err)
		return err;
	events = stride_mbx_vf_events(&vf->mbx, REQ_EVENTS);
	if (req_pf_was_reset(events)) {
		stride_mbx_drop(&vf->mbx);
		return -ECONNRESET;
	}
	if (events & STRIDE_V2P_PFSTS) {
		stride_mbx_read(&vf->mbx, words, n);
		stride_mbx_ack(&vf->mbx, keep);
		return 1;
	}
	if (!keep)
		stride_mbx_drop(&vf->mbx);
	return 0;
}

/*
 * Is this word the answer that is waited for?  During a handshake a NACK without
 * a type is an answer to something older, otherwise it is the PF's way to say
 * that it lost track of us.
 */
static bool req_is_answer(struct stride_vf *vf, u32 request, u32 word0)
{
	int err = stride_msg_check_reply(request, word0);

	if (err == -ECONNRESET)
		return vf->state != STRIDE_VF_RESETTING;
	return err != -EPROTO;
}

/*
 * Wait for the answer to @request, taking what else the PF sends meanwhile.
 * After RESET and API_NEGOTIATE, which do no harm twice, @disturbed is preset and
 * the wait shorter.
 *
 * Return: 0 with the answer in @reply; -ETIMEDOUT, -ECONNRESET, -EBUSY, -ENODEV,
 * -ESHUTDOWN.  @disturbed is set if a message other than the answer came.
 */
static int req_wait(struct stride_vf *vf, u32 request, u32 *reply,
		    unsigned int n, bool *disturbed)
{
	ktime_t end = ktime_add_us(ktime_get(), *disturbed ? REQ_RESEND_US :
							     REQ_REPLY_US);
	enum stride_vf_state state = vf->state;
	unsigned int us = REQ_POLL_MIN_US;

	end = min(end, vf->until);
	for (;;) {
		bool late = ktime_after(ktime_get(), end);
		u32 events = stride_mbx_vf_events(&vf->mbx, 0);
		int err;

		if (vf->hw.gone)
			return -ENODEV;
		if (req_pf_was_reset(events))
			return -ECONNRESET;
		if (events & STRIDE_V2P_PFSTS) {
			err = req_fetch(vf, reply, n, false);
			if (err < 0)
				return err;
			if (err && req_is_answer(vf, request, reply[0]))
				return 0;
			if (err)
				req_unsolicited(vf, reply[0]);
			if (vf->state != state)
				return -ECONNRESET;
			*disturbed = true;
			end = min(end, ktime_add_us(ktime_get(), REQ_RESEND_US));
		}
		if (test_bit(STRIDE_VF_REMOVING, &vf->flags))
			return -ESHUTDOWN;
		if (late)
			return -ETIMEDOUT;
		usleep_range(us, 2 * us);
		us = min(2 * us, REQ_POLL_MAX_US);
	}
}

/* One try.  Return: as req_wait(). */
static int req_once(struct stride_vf *vf, const u32 *words, unsigned int n,
		    u32 *reply, unsigned int n_reply, bool *disturbed)
{
	enum stride_vf_state state = vf->state;
	u32 old;
	int err;

	err = req_fetch(vf, &old, 1, true);
	if (err < 0)
		return err;
	if (err)
		req_unsolicited(vf, old);
	if (vf->state != state) {
		stride_mbx_drop(&vf->mbx);
		return -ECONNRESET;
	}
	vf->stats.requests++;
	stride_mbx_send(&vf->mbx, words, n);
	return req_wait(vf, words[0], reply, n_reply, disturbed);
}

/* Context: mbx_lock held, may sleep.  Return: as req_wait(). */
static int req_transact(struct stride_vf *vf, const u32 *words, unsigned int n,
			u32 *reply, unsigned int n_reply)
{
	bool reset = words[0] == STRIDE_MSG_RESET;
	bool quick = reset || words[0] == STRIDE_MSG_API_NEGOTIATE;
	unsigned int tries = reset ? REQ_RESET_TRIES :
			     quick ? REQ_API_TRIES : REQ_TRIES;
	ktime_t until = stride_vf_request_hurry(vf, REQ_ALL_US);
	unsigned int try;
	int err = -ETIMEDOUT;

	for (try = 0; try < tries && !req_is_late(vf); try++) {
		bool disturbed = quick;

		if (try)
			vf->stats.resent++;
		err = req_once(vf, words, n, reply, n_reply, &disturbed);
		if (err != -ETIMEDOUT || !disturbed)
			break;
	}
	if (err == -ETIMEDOUT || err == -EBUSY)
		vf->stats.timeouts++;
	vf->until = until;
	return err;
}

/*
 * What an answer says.  In-tree igb and stride_pf alike answer NACK without CTS,
 * whatever it was about, when they take no requests from us at all.
 *
 * Return: 0, an error of stride_msg_get_reason(), -ECONNRESET.
 */
static int req_verdict(struct stride_vf *vf, u32 request, const u32 *reply)
{
	int err = stride_msg_check_reply(request, reply[0]);

	if (err != -EPERM)
		return err;
	if (!(reply[0] & STRIDE_MSG_CTS))
		return -ECONNRESET;
	return vf->peer.features & STRIDE_FEATURE_REASONS ?
	       stride_msg_get_reason(reply) : err;
}

/* The words for stride_vf_link_lose_locked(). */
static const char *req_why(int err)
{
	switch (err) {
	case -ECONNRESET:
		return "it was reset or holds us off";
	case -ENODEV:
		return "the device is gone";
	default:
		return "it does not answer";
	}
}

/* What came with an ACK, checked.  Some PFs grant less instead of refusing. */
static int req_answer(const u32 *words, const u32 *reply,
		      struct stride_answer *answer)
{
	enum stride_msg_type type = words[0] & STRIDE_MSG_TYPE;
	int err = stride_msg_get_answer(reply, type, answer);

	if (err || type != STRIDE_MSG_UPDATE_XCAST_MODE ||
	    answer->xcast == words[1])
		return err;
	return answer->xcast < words[1] ? -EPERM : -EPROTO;
}

/* Ask and understand.  Return: as req_transact() or req_verdict(). */
static int req_ask(struct stride_vf *vf, const u32 *words, unsigned int n,
		   struct stride_answer *answer)
{
	enum stride_msg_type type = words[0] & STRIDE_MSG_TYPE;
	u32 reply[STRIDE_MBX_WORDS] = {};
	unsigned int len;
	int err;

	/* It has told us already. */
	if (vf->peer.port_vlan && req_kind(words) == REQ_VLAN_ADD)
		return -EPERM;
	len = max(stride_msg_answer_words(type), STRIDE_MSG_NACK_WORDS);
	err = req_transact(vf, words, n, reply, len);
	if (!err)
		err = req_verdict(vf, words[0], reply);
	if (err)
		return err;
	err = req_answer(words, reply, answer);
	if (err == -EPROTO)
		vf->stats.stray++;
	return err;
}

/**
 * stride_vf_request_locked() - stride_vf_request() with an answer
 * @vf: function, in state ANSWERED or READY
 * @words: the message
 * @n: its length in words
 * @answer: receives what came with the ACK, checked
 *
 * Of API_NEGOTIATE, which old PFs do not know, silence is an answer like others:
 * if the PF is lost the next request finds out.
 *
 * Context: mbx_lock held, may sleep, about a second at most.
 * Return: as stride_vf_request(); a reply that cannot be counts as refused.
 */
int stride_vf_request_locked(struct stride_vf *vf, const u32 *words,
			     unsigned int n, struct stride_answer *answer)
{
	int err;

	lockdep_assert_held(&vf->mbx_lock);

	err = req_ask(vf, words, n, answer);
	switch (err) {
	case -ETIMEDOUT:
	case -ECONNRESET:
	case -EBUSY:
	case -ENODEV:
	case -ESHUTDOWN:
		if (words[0] == STRIDE_MSG_API_NEGOTIATE)
			return -EOPNOTSUPP;
		stride_vf_link_lose_locked(vf, req_why(err));
		return -ECONNRESET;
	default:
		req_note_verdict(vf, words, err);
		return err;
	}
}

/**
 * stride_vf_request() - ask the PF for something and wait for its answer
 * @vf: function
 * @words: the message, made by a stride_msg_*() function
 * @n: its length in words
 *
 * Whatever the caller wanted must be noted where the next handshake replays it
 * from, since the PF may be absent: that is what -ENOTCONN and -ECONNRESET mean.
 *
 * Context: may sleep, 1.6 s at most, less in a hurry; takes mbx_lock.
 * Return: 0 if granted; -ENOTCONN if the PF takes no requests now; -ECONNRESET if
 * it was lost over this one; else it was refused, see stride_vf_refused(), and
 * that was logged: -EPERM, or another error of stride_msg_get_reason().
 */
int stride_vf_request(struct stride_vf *vf, const u32 *words, unsigned int n)
{
	struct stride_answer answer;
	int err = -ENOTCONN;

	if (!stride_vf_ready(vf) || test_bit(STRIDE_VF_REMOVING, &vf->flags))
		return err;

	mutex_lock(&vf->mbx_lock);
	if (vf->state == STRIDE_VF_READY)
		err = stride_vf_request_locked(vf, words, n, &answer);
	mutex_unlock(&vf->mbx_lock);
	return err;
}

/**
 * stride_vf_request_reset() - send RESET and take the address that comes back
 * @vf: function, just reset, in state RESETTING
 *
 * &stride_vf.assigned is zero afterwards if the PF has assigned no address.
 *
 * Context: mbx_lock held, may sleep, 1.6 s at most.
 * Return: 0 if the PF answered; -ETIMEDOUT, -ECONNRESET, -EBUSY, -ENODEV,
 * -ESHUTDOWN otherwise.
 */
int stride_vf_request_reset(struct stride_vf *vf)
{
	u32 reply[STRIDE_MSG_RESET_REPLY_WORDS];
	u32 words[STRIDE_MSG_RESET_WORDS];
	int err;

	lockdep_assert_held(&vf->mbx_lock);

	/* What was signalled before the reset means nothing now. */
	stride_mbx_vf_events(&vf->mbx, REQ_EVENTS);
	err = req_transact(vf, words, stride_msg_reset(words), reply,
			   ARRAY_SIZE(reply));
	if (err)
		return err;
	/* Refused means that no address was assigned, the reset is done. */
	if (stride_msg_parse_reset_reply(reply, vf->assigned))
		eth_zero_addr(vf->assigned);
	vf->stats.handshakes++;
	return 0;
}

/**
 * stride_vf_request_poll() - take a message that the PF may have sent
 * @vf: function
 *
 * Also notices that the PF was reset.  Reads one register if there is nothing.
 *
 * Context: may sleep; takes mbx_lock.
 */
void stride_vf_request_poll(struct stride_vf *vf)
{
	u32 events, word0;
	int err;

	mutex_lock(&vf->mbx_lock);
	if (vf->state == STRIDE_VF_DETACHED)
		goto unlock;
	events = stride_mbx_vf_events(&vf->mbx, 0);
	if (req_pf_was_reset(events)) {
		stride_vf_link_lose_locked(vf, "it was reset");
		goto unlock;
	}
	if (!(events & STRIDE_V2P_PFSTS))
		goto unlock;
	err = req_fetch(vf, &word0, 1, false);
	if (err == -ECONNRESET)
		stride_vf_link_lose_locked(vf, "it was reset");
	else if (err > 0)
		req_unsolicited(vf, word0);
unlock:
	mutex_unlock(&vf->mbx_lock);
}

/**
 * stride_vf_request_events() - look at the mailbox register, losing nothing
 * @vf: function
 *
 * Context: may sleep; takes mbx_lock.
 * Return: the bits of V2PMAILBOX, those that a read clears as latched so far.
 */
u32 stride_vf_request_events(struct stride_vf *vf)
{
	u32 events;

	mutex_lock(&vf->mbx_lock);
	events = stride_mbx_vf_events(&vf->mbx, 0);
	mutex_unlock(&vf->mbx_lock);
	return events;
}
