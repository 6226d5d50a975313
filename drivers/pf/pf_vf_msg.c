// SPDX-License-Identifier: GPL-2.0
/*
 * What VFs ask for.  A request was copied once and decoded; a handler validates,
 * then commits: a refusal changes nothing.
 */

#include <linux/etherdevice.h>

#include "pf.h"

#define FRAME_MIN	ETH_ZLEN
#define FRAME_MAX	9728	/* DS 1.3: largest jumbo frame */

/* Return: 0, or a negative error and nothing changed. */
static int vf_set_mac(struct stride_pf_vf *vf, const struct stride_request *req)
{
	struct stride_pf *pf = vf->pf;
	int err;

	switch (req->mac_op) {
	case STRIDE_MAC_FILTER_CLEAR:
		stride_pf_mac_flush(pf, vf->idx);
		return 0;
	case STRIDE_MAC_FILTER_ADD:
		/* An assigned address means: this and no other. */
		if (!is_zero_ether_addr(vf->policy.mac) && !vf->policy.trusted)
			return -EPERM;
		return stride_pf_mac_add(pf, vf->idx, req->mac);
	case STRIDE_MAC_SET:
		break;
	}
	if (ether_addr_equal(req->mac, vf->mac))
		return 0;
	if (!is_zero_ether_addr(vf->policy.mac) && !vf->policy.trusted)
		return -EPERM;
	err = stride_pf_mac_set_own(pf, vf->idx, req->mac);
	if (!err)
		ether_addr_copy(vf->mac, req->mac);
	return err;
}

static int vf_set_multicast(struct stride_pf_vf *vf,
			    const struct stride_request *req)
{
	memcpy(vf->mc_hash, req->mc_hash, sizeof(vf->mc_hash));
	vf->mc_count = req->mc_count;
	vf->mc_all = req->mc_all;
	stride_pf_mcast_apply(vf->pf);
	stride_pf_pool_apply(vf->pf, vf->idx);
	return 0;
}

static int vf_set_vlan(struct stride_pf_vf *vf, const struct stride_request *req)
{
	if (vf->policy.vlan)
		return -EPERM;
	/* VLAN 0 is priority tagging: such frames always come in. */
	if (!req->vid)
		return 0;
	if (req->vlan_add)
		return stride_pf_vlan_join(vf->pf, vf->idx, req->vid);
	stride_pf_vlan_leave(vf->pf, vf->idx, req->vid);
	return 0;
}

static int vf_set_lpe(struct stride_pf_vf *vf, const struct stride_request *req)
{
	if (req->max_frame < FRAME_MIN || req->max_frame > FRAME_MAX)
		return -EINVAL;
	vf->max_frame = req->max_frame;
	stride_pf_pool_apply(vf->pf, vf->idx);
	return 0;
}

static int vf_set_promisc(struct stride_pf_vf *vf,
			  const struct stride_request *req)
{
	/* Unknown unicast never reaches a pool of a VF. */
	if (req->promisc & STRIDE_PROMISC_UNICAST)
		return -EPERM;
	vf->mc_all = req->promisc & STRIDE_PROMISC_MULTICAST;
	stride_pf_mcast_apply(vf->pf);
	stride_pf_pool_apply(vf->pf, vf->idx);
	return 0;
}

static int vf_dispatch(struct stride_pf_vf *vf, const struct stride_request *req)
{
	switch (req->type) {
	case STRIDE_MSG_SET_MAC:
		return vf_set_mac(vf, req);
	case STRIDE_MSG_SET_MULTICAST:
		return vf_set_multicast(vf, req);
	case STRIDE_MSG_SET_VLAN:
		return vf_set_vlan(vf, req);
	case STRIDE_MSG_SET_LPE:
		return vf_set_lpe(vf, req);
	case STRIDE_MSG_SET_PROMISC:
		return vf_set_promisc(vf, req);
	default:
		return -EOPNOTSUPP;
	}
}

/**
 * stride_pf_vf_handle() - do what a message asks, or not, and make the answer
 * @vf: who sent it
 * @words: the message, copied, stride_msg_words() long
 * @reply: receives the answer, up to %STRIDE_MBX_WORDS
 * @reply_words: receives its length
 *
 * Context: @pf->lock held, may sleep.
 */
void stride_pf_vf_handle(struct stride_pf_vf *vf, const u32 *words, u32 *reply,
			 unsigned int *reply_words)
{
	struct stride_request req;
	bool ready;
	int err;

	lockdep_assert_held(&vf->pf->lock);
	err = stride_msg_decode(words, &req);
	if (!err && req.type == STRIDE_MSG_RESET) {
		stride_pf_vf_accept(vf);
		stride_mbx_wipe(&vf->mbx);
		*reply_words = stride_msg_reset_reply(reply, vf->mac);
		return;
	}

	ready = stride_pf_vf_may_run(vf);
	if (!err)
		err = ready ? vf_dispatch(vf, &req) : -ENOTCONN;
	if (err)
		stride_pf_guard_refused(vf, words[0], err);
	reply[0] = stride_msg_reply(words[0], !err, ready);
	*reply_words = 1;
}
