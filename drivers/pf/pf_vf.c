// SPDX-License-Identifier: GPL-2.0
/*
 * A VF's life as the PF sees it: fresh, ready, reset, gone.  Events are latched
 * by the interrupt handler and worked off here, one VF at a time, without ever
 * waiting for a bit that the VF controls.
 */

#include <linux/etherdevice.h>
#include <linux/jhash.h>
#include <linux/unaligned.h>

#include "pf.h"

#define RETRY_JIFFIES	msecs_to_jiffies(2)
#define RETRY_MAX	50	/* turns, 100 ms: then the VF has lost its turn */

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
 * stride_pf_vf_may_run() - may the VF's queues send and receive
 * @vf: VF
 *
 * Context: @pf->lock held.
 * Return: the driver has reset the VF and the administrator does not forbid.
 */
bool stride_pf_vf_may_run(const struct stride_pf_vf *vf)
{
	return vf->state == STRIDE_VF_READY &&
	       vf->policy.link_state != IFLA_VF_LINK_STATE_DISABLE;
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
}

static void vf_wipe_vectors(struct stride_pf_vf *vf)
{
	unsigned int last = 24 - STRIDE_VF_VECTORS * vf->idx;
	struct stride_hw *hw = &vf->pf->hw;
	unsigned int v;

	stride_wr32(hw, STRIDE_IVAR(vf->idx), 0);
	stride_wr32(hw, STRIDE_EIMC, GENMASK(last, last - STRIDE_VF_VECTORS + 1));
	for (v = 0; v < STRIDE_VF_VECTORS; v++)
		stride_wr32(hw, STRIDE_EITR(last - v), 0);
}

/*
 * Zero the mailbox memory, unless the VF has a message in it already: then the
 * RESET that it must be wipes later.
 */
static void vf_wipe_mailbox(struct stride_pf_vf *vf)
{
	struct stride_hw *hw = &vf->pf->hw;

	if (stride_mbx_take(&vf->mbx)) {
		stride_wr32(hw, STRIDE_P2VMAILBOX(vf->idx), STRIDE_P2V_RVFU);
		/* The model clears VFU in one of the two views only. */
		if (vf->pf->is_model)
			stride_wr32(hw, STRIDE_V2PMAILBOX + 4 * vf->idx, 0);
		if (stride_mbx_take(&vf->mbx))
			return;
	}
	if (!test_bit(STRIDE_VF_PENDING_MSG, &vf->pending) &&
	    !(stride_rd32(hw, STRIDE_MBVFICR) & BIT(vf->idx)))
		stride_mbx_wipe(&vf->mbx);
	stride_mbx_drop(&vf->mbx);
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
	if (vf->mc_count || vf->mc_all) {
		vf->mc_count = 0;
		vf->mc_all = false;
		stride_pf_mcast_apply(pf);
	}
	eth_zero_addr(vf->mac);
	vf->max_frame = STRIDE_FRAME(ETH_DATA_LEN);
	stride_pf_pool_apply(pf, vf->idx);
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
	if (is_zero_ether_addr(vf->policy.mac))
		stride_pf_vf_derive_mac(pf->perm_mac, vf->idx, mac);
	else
		ether_addr_copy(mac, vf->policy.mac);
	if (stride_pf_mac_set_own(pf, vf->idx, mac))
		dev_warn(pf->hw.dev, "VF %u: address %pM is in use by another function\n",
			 vf->idx, mac);
	else
		ether_addr_copy(vf->mac, mac);
	if (vf->policy.vlan)
		stride_pf_vlan_join(pf, vf->idx, vf->policy.vlan);
	vf_set_state(vf, STRIDE_VF_READY);
	stride_pf_pool_apply(pf, vf->idx);
	stride_pf_rate_apply(pf, vf->idx);
	stride_pf_pool_enable(pf, vf->idx, stride_pf_vf_may_run(vf));
}

/* The VF was reset (FLR or CTRL.RST): its driver must start over with RESET. */
static void vf_reset(struct stride_pf_vf *vf)
{
	stride_pf_vf_wipe(vf);
	vf_wipe_mailbox(vf);
	clear_bit(STRIDE_VF_UNREAD, &vf->pending);
	clear_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending);
	vf->retries = 0;
	vf_set_state(vf, STRIDE_VF_FRESH);
}

/* Return: true if it has to be tried again. */
static bool vf_message(struct stride_pf_vf *vf)
{
	u32 words[STRIDE_MBX_WORDS] = {}, reply[STRIDE_MBX_WORDS];
	unsigned int n;

	if (stride_mbx_take(&vf->mbx)) {
		if (vf->retries++ < RETRY_MAX) {
			set_bit(STRIDE_VF_PENDING_MSG, &vf->pending);
			return true;
		}
		dev_warn_ratelimited(vf->pf->hw.dev,
				     "VF %u: keeps the mailbox, request dropped\n",
				     vf->idx);
		vf->retries = 0;
		return false;
	}
	vf->retries = 0;
	stride_mbx_read(&vf->mbx, words, 1);
	n = stride_msg_words(words[0]);
	stride_mbx_read_at(&vf->mbx, 1, words + 1, n - 1);
	stride_mbx_ack(&vf->mbx, true);

	stride_pf_vf_handle(vf, words, reply, &n);
	set_bit(STRIDE_VF_UNREAD, &vf->pending);
	stride_mbx_send(&vf->mbx, reply, n);
	return false;
}

/*
 * Tell the VF to look at its link.  The buffer must hold neither a request that
 * we have not seen nor an answer that the VF has not read.
 */
static bool vf_notify(struct stride_pf_vf *vf)
{
	u32 word = STRIDE_MSG_PF_CONTROL;

	if (test_bit(STRIDE_VF_UNREAD, &vf->pending) &&
	    vf->retries++ < RETRY_MAX)
		goto again;
	if (stride_mbx_take(&vf->mbx)) {
		if (vf->retries++ < RETRY_MAX)
			goto again;
		vf->retries = 0;
		return false;
	}
	/* We own the buffer: what is not signalled now was not written. */
	if (stride_rd32(&vf->pf->hw, STRIDE_MBVFICR) & BIT(vf->idx)) {
		stride_mbx_drop(&vf->mbx);
		goto again;
	}
	vf->retries = 0;
	if (stride_pf_vf_may_run(vf))
		word |= STRIDE_MSG_CTS;
	set_bit(STRIDE_VF_UNREAD, &vf->pending);
	stride_mbx_send(&vf->mbx, &word, 1);
	return false;

again:
	set_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending);
	return true;
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
	bool again = false, more = false;

	mutex_lock(&pf->lock);
	if (vf->state != STRIDE_VF_DOWN && !pf->hw.gone) {
		if (test_and_clear_bit(STRIDE_VF_PENDING_RESET, &vf->pending))
			vf_reset(vf);
		if (test_and_clear_bit(STRIDE_VF_PENDING_MSG, &vf->pending))
			again = vf_message(vf);
		else if (test_and_clear_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending))
			again = vf_notify(vf);
		more = vf->pending & ~BIT(STRIDE_VF_UNREAD);
	}
	mutex_unlock(&pf->lock);

	if (again)
		queue_delayed_work(pf->wq, &vf->work, RETRY_JIFFIES);
	else if (more)
		mod_delayed_work(pf->wq, &vf->work, 0);
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
	mod_delayed_work(vf->pf->wq, &vf->work, 0);
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

		vf->pending = 0;
		stride_pf_stats_vf_rebase(vf);
		stride_pf_vf_wipe(vf);
		vf_set_state(vf, STRIDE_VF_FRESH);
		set_bit(STRIDE_VF_PENDING_NOTIFY, &vf->pending);
		mod_delayed_work(pf->wq, &vf->work, RETRY_JIFFIES);
	}
}
