// SPDX-License-Identifier: GPL-2.0
/*
 * A VF's life as the PF sees it: fresh, ready, reset, gone.  Events are latched
 * by the interrupt handler and worked off here, one VF at a time, without ever
 * waiting for a bit that the VF controls.
 */

#include <linux/etherdevice.h>
#include <linux/jhash.h>
#include <linux/ktime.h>
#include <linux/unaligned.h>

#include "pf.h"

#define RETRY_NS	(2 * NSEC_PER_MSEC)	/* then twice that, and so on */
#define RETRY_MAX	6	/* turns, 126 ms: then the VF has lost its turn */
#define WIPE_RETRIES	3	/* turns; who gets the VF after an FLR waits 100 ms */
#define RESET_TOKENS	8	/* what a reset costs, as it takes; a request one */

/**
 * stride_pf_vf_derive_mac() - a VF's address if the administrator gave none
 * @pf_mac: the PF's permanent address
 * @idx: VF, 0-based
 * @mac: receives a locally administered unicast address
 *
 * The same after every boot and reload, so that guests keep their leases.
 *
 * Context: any.
 */
void stride_pf_vf_derive_mac(const u8 *pf_mac, unsigned int idx, u8 *mac)
{
	u32 lo = jhash(pf_mac, ETH_ALEN, idx);
	u32 hi = jhash(pf_mac, ETH_ALEN, ~idx);

	put_unaligned_be32(lo, mac);
	put_unaligned_be16(hi, mac + 4);
	mac[0] = (mac[0] & ~1) | 2;
}

/**
 * stride_pf_vf_due_mac() - the address that a VF is to have after its next RESET
 * @pf: the device
 * @idx: VF, 0-based
 * @mac: receives it
 *
 * Context: @pf->lock held.
 */
void stride_pf_vf_due_mac(const struct stride_pf *pf, unsigned int idx, u8 *mac)
{
	const u8 *assigned = pf->vf[idx].policy.mac;

	if (is_zero_ether_addr(assigned))
		stride_pf_vf_derive_mac(pf->perm_mac, idx, mac);
	else
		ether_addr_copy(mac, assigned);
}

/**
 * stride_pf_vf_may_run() - may the VF's queues send and receive
 * @vf: VF
 *
 * Context: @pf->lock held.
 * Return: the driver has reset the VF, no reset waits to be worked off, and neither
 * the administrator nor a quarantine forbids.
 */
bool stride_pf_vf_may_run(const struct stride_pf_vf *vf)
{
	return vf->state == STRIDE_VF_READY && !vf->guard.quarantined &&
	       !test_bit(STRIDE_VF_PENDING_RESET, &vf->pending) &&
	       vf->policy.link_state != IFLA_VF_LINK_STATE_DISABLE;
}

/**
 * stride_pf_vf_may_ask() - is the VF clear to send
 * @vf: VF
 *
 * A VF whose link the administrator has disabled loses CTS, which is all that old
 * drivers understand.  One that can ask for its link keeps it.
 *
 * Context: @pf->lock held.
 * Return: true if its requests are taken.
 */
bool stride_pf_vf_may_ask(const struct stride_pf_vf *vf)
{
	return stride_pf_vf_may_run(vf) ||
	       (vf->state == STRIDE_VF_READY && vf->api >= STRIDE_API_LINK);
}

static void vf_set_state(struct stride_pf_vf *vf, enum stride_vf_state state)
{
	static const char * const name[] = { "down", "fresh", "ready" };

	if (vf->state != state)
		dev_dbg(vf->pf->hw.dev, "VF %u: %s -> %s\n", vf->idx,
			name[vf->state], name[state]);
	vf->state = state;
}

/**
 * stride_pf_vf_init() - a VF is about to exist: default policy, nobody's yet
 * @pf: the device, @pf->vf allocated
 * @idx: VF, 0-based
 *
 * Context: @pf->lock held.
 */
void stride_pf_vf_init(struct stride_pf *pf, unsigned int idx)
{
	struct stride_pf_vf *vf = &pf->vf[idx];

	vf->pf = pf;
	vf->idx = idx;
	vf->mbx.hw = &pf->hw;
	vf->mbx.ctrl = STRIDE_P2VMAILBOX(idx);
	vf->mbx.mem = STRIDE_PF_VMBMEM(idx);
	vf->mbx.mine = STRIDE_MBX_PFU;
	vf->policy.spoofchk = true;
	vf->policy.link_state = IFLA_VF_LINK_STATE_AUTO;
	INIT_DELAYED_WORK(&vf->work, stride_pf_vf_work);
	stride_pf_guard_init(vf);
	stride_pf_vf_wipe(vf);
	/* Count from now: the device's counters outlive SR-IOV. */
	stride_pf_stats_vf_rebase(vf);
	vf_set_state(vf, STRIDE_VF_FRESH);
}

/*
 * A VF reset clears only the queues' enable bits (DS 4.6.11.2.3; QEMU the same):
 * rings, head write-back and vectors would go on at the next tenant.
 */
static void vf_wipe_queue(struct stride_pf *pf, unsigned int queue)
{
	static const u32 rx_regs[] = {
		STRIDE_RX_RXDCTL, STRIDE_RX_SRRCTL, STRIDE_RX_RDBAL,
		STRIDE_RX_RDBAH, STRIDE_RX_RDLEN, STRIDE_RX_RDH, STRIDE_RX_RDT,
	};
	static const u32 tx_regs[] = {
		STRIDE_TX_TXDCTL, STRIDE_TX_TDWBAL, STRIDE_TX_TDWBAH,
		STRIDE_TX_TDBAL, STRIDE_TX_TDBAH, STRIDE_TX_TDLEN,
		STRIDE_TX_TDH, STRIDE_TX_TDT,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rx_regs); i++)
		stride_wr32(&pf->hw, STRIDE_PF_RXQ(queue) + rx_regs[i], 0);
	for (i = 0; i < ARRAY_SIZE(tx_regs); i++)
		stride_wr32(&pf->hw, STRIDE_PF_TXQ(queue) + tx_regs[i], 0);
	/* Ordering and cache hints of the tenant's choice: back to reset values. */
	stride_wr32(&pf->hw, STRIDE_PF_RXQ(queue) + STRIDE_RX_RXCTL,
		    STRIDE_RXCTL_DEFAULT);
	stride_wr32(&pf->hw, STRIDE_PF_TXQ(queue) + STRIDE_TX_TXCTL,
		    STRIDE_TXCTL_DEFAULT);
}

static void vf_wipe_vectors(struct stride_pf_vf *vf)
{
	unsigned int last = 24 - STRIDE_VF_VECTORS * vf->idx;
	struct stride_hw *hw = &vf->pf->hw;
	unsigned int v;

	stride_wr32(hw, STRIDE_IVAR(vf->idx), 0);
	stride_wr32(hw, STRIDE_PSRTYPE(vf->idx), 0);
	stride_wr32(hw, STRIDE_EIMC, GENMASK(last, last - STRIDE_VF_VECTORS + 1));
	for (v = 0; v < STRIDE_VF_VECTORS; v++)
		stride_wr32(hw, STRIDE_EITR(last - v), 0);
}

/* Return: 0 with the buffer ours, though the VF had it, or -EBUSY, -ENODEV. */
static int vf_seize_mailbox(struct stride_pf_vf *vf)
{
	struct stride_hw *hw = &vf->pf->hw;

	if (!stride_mbx_take(&vf->mbx))
		return 0;
	stride_wr32(hw, STRIDE_P2VMAILBOX(vf->idx), STRIDE_P2V_RVFU);
	/* The model clears VFU in one of the two views only. */
	if (vf->pf->is_model)
		stride_wr32(hw, STRIDE_V2PMAILBOX + 4 * vf->idx, 0);
	return stride_mbx_take(&vf->mbx);
}

/*
 * Zero the mailbox memory after a reset.  A driver that was quick may be writing its
 * RESET: it is let finish, and the word is spared.  Any other message is from before.
 *
 * Return: nanoseconds until it has to be tried again, or 0.
 */
static u64 vf_wipe_mailbox(struct stride_pf_vf *vf)
{
	u32 word = 0;

	if (stride_mbx_take(&vf->mbx) && vf->retries.wipe++ < WIPE_RETRIES)
		return RETRY_NS;
	vf->retries.wipe = 0;
	clear_bit(STRIDE_VF_PENDING_WIPE, &vf->pending);
	if (vf_seize_mailbox(vf))
		return 0;
	if (stride_pf_irq_rang(vf)) {
		stride_mbx_read(&vf->mbx, &word, 1);
		if (word != STRIDE_MSG_RESET)
			stride_pf_irq_forget(vf);
	}
	stride_mbx_wipe(&vf->mbx);
	if (word == STRIDE_MSG_RESET)
		stride_mbx_write(&vf->mbx, &word, 1);
	stride_mbx_drop(&vf->mbx);
	return 0;
}

/**
 * stride_pf_vf_wipe() - remove all that a tenant left behind
 * @vf: VF
 *
 * What the administrator set stays.  The VF's queues are off afterwards.
 *
 * Context: @pf->lock held.
 */
void stride_pf_vf_wipe(struct stride_pf_vf *vf)
{
	struct stride_pf *pf = vf->pf;

	lockdep_assert_held(&pf->lock);
	stride_pf_pool_enable(pf, vf->idx, false);
	vf_wipe_queue(pf, vf->idx);
	vf_wipe_queue(pf, vf->idx + STRIDE_POOLS);
	vf_wipe_vectors(vf);

	stride_pf_mac_set_own(pf, vf->idx, NULL);
	stride_pf_mac_flush(pf, vf->idx);
	stride_pf_vlan_flush(pf, vf->idx);
	if (vf->mc_count || vf->mc_all || vf->uc_all ||
	    vf->xcast != STRIDE_XCAST_MULTI) {
		vf->mc_count = 0;
		vf->mc_all = false;
		vf->uc_all = false;
		vf->xcast = STRIDE_XCAST_MULTI;
		stride_pf_mcast_apply(pf);
		stride_pf_ucast_apply(pf);
	}
	vf->api = 0;
	vf->features = 0;
	vf->port_vlan = 0;
	eth_zero_addr(vf->mac);
	vf->max_frame = STRIDE_FRAME(ETH_DATA_LEN);
	stride_pf_pool_apply(pf, vf->idx);
}

/**
 * stride_pf_vf_join_port_vlan() - put a VF into the VLAN that it is to be in
 * @vf: VF, in no VLAN
 *
 * Context: @pf->lock held.
 */
void stride_pf_vf_join_port_vlan(struct stride_pf_vf *vf)
{
	if (vf->policy.vlan)
		stride_pf_vlan_join(vf->pf, vf->idx, vf->policy.vlan);
	vf->port_vlan = vf->policy.vlan;
}

/**
 * stride_pf_vf_accept() - a driver sent RESET: give the VF what it is to have
 * @vf: VF
 *
 * Afterwards the VF is clear to send and @vf->mac is its address, zero if the
 * one it should have is in use elsewhere.
 *
 * Context: @pf->lock held.
 */
void stride_pf_vf_accept(struct stride_pf_vf *vf)
{
	struct stride_pf *pf = vf->pf;
	u8 mac[ETH_ALEN];

	stride_pf_vf_wipe(vf);
	stride_pf_vf_due_mac(pf, vf->idx, mac);
	if (stride_pf_mac_set_own(pf, vf->idx, mac))
		stride_pf_vf_warn(vf, &vf->log,
				  "address %pM is in use by another function\n",
				  mac);
	else
		ether_addr_copy(vf->mac, mac);
	stride_pf_vf_join_port_vlan(vf);
	vf_set_state(vf, STRIDE_VF_READY);
	stride_pf_pool_apply(pf, vf->idx);
	stride_pf_rate_apply(pf, vf->idx);
	stride_pf_pool_enable(pf, vf->idx, stride_pf_vf_may_run(vf));
}

static void vf_forget_turns(struct stride_pf_vf *vf)
{
	memset(&vf->retries, 0, sizeof(vf->retries));
	vf->paid = false;
}

/* The VF was reset (FLR or CTRL.RST): its driver must start over with RESET. */
static void vf_reset(struct stride_pf_vf *vf)
{
	stride_pf_vf_wipe(vf);
	set_bit(STRIDE_VF_PENDING_WIPE, &vf->pending);
	clear_bit(STRIDE_VF_UNREAD, &vf->pending);
	clear_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending);
	vf_forget_turns(vf);
	vf_set_state(vf, STRIDE_VF_FRESH);
}

/* Return: nanoseconds until the next try, 0: there is none. */
static u64 vf_retry(unsigned int *retries)
{
	u64 wait = RETRY_NS << *retries;

	if ((*retries)++ < RETRY_MAX)
		return wait;
	*retries = 0;
	return 0;
}

/*
 * The VF rang and then kept the buffer: its request is lost, and the buffer taken
 * from it, so that a driver which died over it can be told to start over.
 */
static void vf_give_up(struct stride_pf_vf *vf, u64 now)
{
	clear_bit(STRIDE_VF_PENDING_MSG, &vf->pending);
	vf->paid = false;
	vf->guard.held++;
	stride_pf_vf_warn(vf, &vf->log, "keeps the mailbox, request dropped\n");
	if (!vf_seize_mailbox(vf))
		stride_mbx_drop(&vf->mbx);
	stride_pf_guard_blame(vf, now);
}

/* Return: nanoseconds until it has to be tried again, or 0. */
static u64 vf_message(struct stride_pf_vf *vf, u64 now)
{
	u32 words[STRIDE_MBX_WORDS] = {}, reply[STRIDE_MBX_WORDS] = {};
	unsigned int n;
	bool rude;
	u64 wait;

	if (!vf->paid) {
		wait = stride_pf_guard_charge(vf, 1, now);
		if (wait)
			return wait;
		vf->paid = true;
	}
	if (stride_mbx_take(&vf->mbx)) {
		wait = vf_retry(&vf->retries.message);
		if (!wait)
			vf_give_up(vf, now);
		return wait;
	}
	vf->retries.message = 0;
	vf->paid = false;
	clear_bit(STRIDE_VF_PENDING_MSG, &vf->pending);
	stride_mbx_read(&vf->mbx, words, 1);
	n = stride_msg_words(words[0]);
	stride_mbx_read_at(&vf->mbx, 1, words + 1, n - 1);
	stride_mbx_ack(&vf->mbx, true);

	vf->guard.messages++;
	stride_pf_vf_handle(vf, words, reply, &n);
	/* Once more, before it was answered? */
	rude = stride_pf_irq_rang(vf);
	set_bit(STRIDE_VF_UNREAD, &vf->pending);
	stride_mbx_send(&vf->mbx, reply, n);
	if (rude)
		stride_pf_guard_blame(vf, now);
	return 0;
}

/*
 * Tell the VF to look at its link.  The buffer must hold neither a request that
 * we have not seen nor an answer that the VF has not read.
 *
 * Return: nanoseconds until it has to be tried again, or 0.
 */
static u64 vf_notify(struct stride_pf_vf *vf)
{
	bool unread = test_bit(STRIDE_VF_UNREAD, &vf->pending);
	u32 word = STRIDE_MSG_PF_CONTROL;
	u64 wait;

	if (unread) {
		wait = vf_retry(&vf->retries.notify);
		if (wait)
			return wait;
	}
	if (stride_mbx_take(&vf->mbx)) {
		/* One that neither reads nor lets go is not told. */
		wait = unread ? 0 : vf_retry(&vf->retries.notify);
		if (!wait)
			clear_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending);
		return wait;
	}
	/* We own the buffer: what is not signalled now was not written. */
	if (stride_pf_irq_rang(vf)) {
		stride_mbx_drop(&vf->mbx);
		return RETRY_NS;
	}
	vf->retries.notify = 0;
	clear_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending);
	if (stride_pf_vf_may_ask(vf))
		word |= STRIDE_MSG_CTS;
	set_bit(STRIDE_VF_UNREAD, &vf->pending);
	stride_mbx_send(&vf->mbx, &word, 1);
	return 0;
}

/* Return: nanoseconds until it has to be tried again, or 0. */
static u64 vf_serve(struct stride_pf_vf *vf, u64 now)
{
	bool again = vf->state == STRIDE_VF_FRESH;
	u64 wait;

	if (atomic_xchg(&vf->rude, 0))
		stride_pf_guard_blame(vf, now);
	if (test_bit(STRIDE_VF_PENDING_RESET, &vf->pending)) {
		wait = stride_pf_guard_charge(vf, RESET_TOKENS, now);
		if (wait)
			return wait;
		clear_bit(STRIDE_VF_PENDING_RESET, &vf->pending);
		vf_reset(vf);
		stride_pf_guard_reset(vf, again, now);
	}
	if (test_bit(STRIDE_VF_PENDING_WIPE, &vf->pending)) {
		wait = vf_wipe_mailbox(vf);
		if (wait)
			return wait;
	}
	if (vf->guard.quarantined) {
		clear_bit(STRIDE_VF_PENDING_MSG, &vf->pending);
		clear_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending);
		return 0;
	}
	if (test_bit(STRIDE_VF_PENDING_MSG, &vf->pending))
		return vf_message(vf, now);
	if (test_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending))
		return vf_notify(vf);
	return 0;
}

/**
 * stride_pf_vf_work() - work off what the interrupt handler latched
 * @work: &stride_pf_vf.work
 *
 * Context: work.
 */
void stride_pf_vf_work(struct work_struct *work)
{
	struct stride_pf_vf *vf = container_of(to_delayed_work(work),
					       struct stride_pf_vf, work);
	struct stride_pf *pf = vf->pf;
	unsigned long delay;
	bool again = false;
	u64 wait = 0, now;

	mutex_lock(&pf->lock);
	now = ktime_get_ns();
	if (vf->state != STRIDE_VF_DOWN && !pf->hw.gone &&
	    !test_bit(STRIDE_PF_RESETTING, &pf->flags)) {
		wait = vf_serve(vf, now);
		again = READ_ONCE(vf->pending) & ~BIT(STRIDE_VF_UNREAD);
	}
	vf->guard.busy_ns += ktime_get_ns() - now;
	mutex_unlock(&pf->lock);

	if (wait) {
		delay = nsecs_to_jiffies(wait) + 1;
		WRITE_ONCE(vf->not_before, jiffies + delay);
		queue_delayed_work(pf->wq, &vf->work, delay);
	} else if (again) {
		stride_pf_vf_kick(vf);
	}
}

/**
 * stride_pf_vf_kick() - have a VF's work look, but not earlier than it wanted to
 * @vf: VF
 *
 * Context: any, also hard IRQ.
 */
void stride_pf_vf_kick(struct stride_pf_vf *vf)
{
	unsigned long not_before = READ_ONCE(vf->not_before), delay = 0;

	/* The bound is for one that is so old that it seems to lie ahead. */
	if (time_after(not_before, jiffies))
		delay = min(not_before - jiffies, HZ);
	mod_delayed_work(vf->pf->wq, &vf->work, delay);
}

/**
 * stride_pf_vf_event() - latch something for a VF's work
 * @vf: VF
 * @what: STRIDE_VF_PENDING_*
 *
 * Context: any, also hard IRQ.
 */
void stride_pf_vf_event(struct stride_pf_vf *vf, unsigned int what)
{
	set_bit(what, &vf->pending);
	stride_pf_vf_kick(vf);
}

/**
 * stride_pf_vf_notify_all() - have every VF look at its link
 * @pf: the device
 *
 * Context: @pf->lock held.
 */
void stride_pf_vf_notify_all(struct stride_pf *pf)
{
	unsigned int i;

	for (i = 0; i < pf->num_vfs; i++)
		if (pf->vf[i].state == STRIDE_VF_READY)
			stride_pf_vf_event(&pf->vf[i], STRIDE_VF_PENDING_NOTIFY);
}

/**
 * stride_pf_vf_restore_all() - the PF was reset, and all VFs with it
 * @pf: the device, between stride_pf_hw_reset() and stride_pf_hw_init()
 *
 * VFs see RSTI and start over; what they asked for is forgotten, what the
 * administrator set is not.
 *
 * Context: @pf->lock held.
 */
void stride_pf_vf_restore_all(struct stride_pf *pf)
{
	unsigned int i;

	for (i = 0; i < pf->num_vfs; i++) {
		struct stride_pf_vf *vf = &pf->vf[i];

		vf->guard.waiting = false;
		stride_pf_irq_mask_vf(vf, vf->guard.quarantined);
		vf->pending = 0;
		stride_pf_stats_vf_rebase(vf);
		stride_pf_vf_wipe(vf);
		vf_set_state(vf, STRIDE_VF_FRESH);
		vf_forget_turns(vf);
		stride_pf_vf_event(vf, STRIDE_VF_PENDING_NOTIFY);
	}
}
