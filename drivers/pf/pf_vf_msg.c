// SPDX-License-Identifier: GPL-2.0
/*
 * What VFs ask for.  A request was copied once and decoded; a handler validates,
 * then commits: a refusal changes nothing.
 */

#include <linux/etherdevice.h>

#include "pf.h"

#define FRAME_MIN	ETH_ZLEN
#define FRAME_MAX	9728	/* DS 1.3: largest jumbo frame */

/* Tokens that it costs beyond the one of every request: about the time that it takes. */
#define RESET_MSG_MORE	15
#define TABLE_MSG_MORE	7

/* Each returns 0, or a negative error and nothing changed. */

static int vf_set_mac(struct stride_pf_vf *vf, const struct stride_request *req,
		      struct stride_answer *answer)
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
	if (err)
		return err;
	ether_addr_copy(vf->mac, req->mac);
	eth_zero_addr(vf->kept);
	return 0;
}

/* What the VF wants to receive by table changed. */
static void vf_apply_rx(struct stride_pf_vf *vf)
{
	stride_bucket_spend(&vf->guard.bucket, TABLE_MSG_MORE);
	stride_pf_mcast_apply(vf->pf);
	stride_pf_ucast_apply(vf->pf);
	stride_pf_pool_apply(vf->pf, vf->idx);
}

static int vf_set_multicast(struct stride_pf_vf *vf,
			    const struct stride_request *req,
			    struct stride_answer *answer)
{
	if (req->mc_all && !vf->policy.trusted)
		return -EPERM;
	memcpy(vf->mc_hash, req->mc_hash, sizeof(vf->mc_hash));
	vf->mc_count = req->mc_count;
	vf->mc_all = req->mc_all;
	vf_apply_rx(vf);
	return 0;
}

static int vf_set_vlan(struct stride_pf_vf *vf, const struct stride_request *req,
		       struct stride_answer *answer)
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

static int vf_set_lpe(struct stride_pf_vf *vf, const struct stride_request *req,
		      struct stride_answer *answer)
{
	if (req->max_frame < FRAME_MIN || req->max_frame > FRAME_MAX)
		return -EINVAL;
	vf->max_frame = req->max_frame;
	stride_pf_pool_apply(vf->pf, vf->idx);
	return 0;
}

/* In-tree igb has one switch for this and a long SET_MULTICAST: so have we. */
static int vf_set_promisc(struct stride_pf_vf *vf,
			  const struct stride_request *req,
			  struct stride_answer *answer)
{
	if (req->promisc && !vf->policy.trusted)
		return -EPERM;
	vf->uc_all = req->promisc & STRIDE_PROMISC_UNICAST;
	vf->mc_all = req->promisc & STRIDE_PROMISC_MULTICAST;
	vf_apply_rx(vf);
	return 0;
}

static int vf_update_xcast_mode(struct stride_pf_vf *vf,
				const struct stride_request *req,
				struct stride_answer *answer)
{
	if (req->xcast == STRIDE_XCAST_PROMISC && vf->api < STRIDE_API_PROMISC)
		return -EOPNOTSUPP;
	if (req->xcast >= STRIDE_XCAST_ALLMULTI && !vf->policy.trusted)
		return -EPERM;
	vf->xcast = req->xcast;
	answer->xcast = req->xcast;
	vf_apply_rx(vf);
	return 0;
}

/*
 * RESET stands apart.  Lengths are the codec's.  @api and @features are what must
 * have been agreed on, else the type is one that we do not know.
 */
static const struct vf_request {
	enum stride_msg_type type;
	u8 api;
	u32 features;
	int (*handle)(struct stride_pf_vf *vf, const struct stride_request *req,
		      struct stride_answer *answer);
} vf_requests[] = {
	{ STRIDE_MSG_SET_MAC, 0, 0, vf_set_mac },
	{ STRIDE_MSG_SET_MULTICAST, 0, 0, vf_set_multicast },
	{ STRIDE_MSG_SET_VLAN, 0, 0, vf_set_vlan },
	{ STRIDE_MSG_SET_LPE, 0, 0, vf_set_lpe },
	{ STRIDE_MSG_SET_PROMISC, 0, 0, vf_set_promisc },
	{ STRIDE_MSG_API_NEGOTIATE, 0, 0, stride_pf_vf_api_negotiate },
	{ STRIDE_MSG_GET_QUEUES, STRIDE_API_QUEUES, 0, stride_pf_vf_get_queues },
	{ STRIDE_MSG_UPDATE_XCAST_MODE, STRIDE_API_XCAST, 0,
	  vf_update_xcast_mode },
	{ STRIDE_MSG_GET_LINK_STATE, STRIDE_API_LINK, 0,
	  stride_pf_vf_get_link_state },
	{ STRIDE_MSG_GET_PF_LINK_STATE, STRIDE_API_PF_LINK, 0,
	  stride_pf_vf_get_pf_link_state },
	{ STRIDE_MSG_FEATURES_NEGOTIATE, STRIDE_API_FEATURES, 0,
	  stride_pf_vf_features_negotiate },
	{ STRIDE_MSG_GET_LIMITS, STRIDE_API_FEATURES, STRIDE_FEATURE_LIMITS,
	  stride_pf_vf_get_limits },
};

static int vf_dispatch(struct stride_pf_vf *vf, const struct stride_request *req,
		       struct stride_answer *answer)
{
	unsigned int i;

	/* A disabled VF can say that it is one that needs no CTS for that. */
	if (!stride_pf_vf_may_ask(vf) &&
	    (vf->state != STRIDE_VF_READY ||
	     req->type != STRIDE_MSG_API_NEGOTIATE))
		return -EAGAIN;
	for (i = 0; i < ARRAY_SIZE(vf_requests); i++) {
		const struct vf_request *r = &vf_requests[i];

		if (r->type == req->type && r->api <= vf->api &&
		    (r->features & vf->features) == r->features)
			return r->handle(vf, req, answer);
	}
	return -EOPNOTSUPP;
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
	struct stride_answer answer = {};
	struct stride_request req;
	int err;

	lockdep_assert_held(&vf->pf->lock);
	err = stride_msg_decode(words, &req);
	if (!err && req.type == STRIDE_MSG_RESET) {
		stride_bucket_spend(&vf->guard.bucket, RESET_MSG_MORE);
		stride_pf_vf_accept(vf);
		stride_mbx_wipe(&vf->mbx);
		*reply_words = stride_msg_reset_reply(reply, vf->mac);
		return;
	}

	if (!err)
		err = vf_dispatch(vf, &req, &answer);
	reply[0] = stride_msg_reply(words[0], !err, stride_pf_vf_may_ask(vf));
	*reply_words = 1;
	if (!err)
		*reply_words = stride_msg_put_answer(reply, req.type, &answer);
	else if (vf->features & STRIDE_FEATURE_REASONS)
		*reply_words = stride_msg_put_reason(reply, err);
	if (err)
		stride_pf_guard_refused(vf, words[0], err);
}
