// SPDX-License-Identifier: GPL-2.0
/*
 * The negotiated part of the mailbox: a VF's version and features, and what it
 * may know of the PF.
 */

#include <linux/if_link.h>

#include "pf.h"

#define API_FEATURES	(STRIDE_FEATURE_REASONS | STRIDE_FEATURE_LIMITS)

/**
 * stride_pf_vf_api_negotiate() - agree on a version
 * @vf: VF
 * @req: all versions that decode are spoken
 * @answer: receives the version
 *
 * Features are agreed on anew afterwards.
 *
 * Context: @pf->lock held.
 * Return: 0.
 */
int stride_pf_vf_api_negotiate(struct stride_pf_vf *vf,
			       const struct stride_request *req,
			       struct stride_answer *answer)
{
	vf->api = req->api;
	vf->features = 0;
	answer->api = vf->api;
	dev_dbg(vf->pf->hw.dev, "VF %u: mailbox version 1.%u\n", vf->idx, vf->api);
	return 0;
}

/**
 * stride_pf_vf_features_negotiate() - agree on features
 * @vf: VF
 * @req: those that the VF knows
 * @answer: receives those of them that we know too
 *
 * Context: @pf->lock held.
 * Return: 0.
 */
int stride_pf_vf_features_negotiate(struct stride_pf_vf *vf,
				    const struct stride_request *req,
				    struct stride_answer *answer)
{
	vf->features = req->features & API_FEATURES;
	answer->features = vf->features;
	return 0;
}

/**
 * stride_pf_vf_get_queues() - tell a VF its queues
 * @vf: VF
 * @req: without argument
 * @answer: receives one queue pair: what is sent from a pool's second queue would
 *	arrive at a neighbour's second queue too
 *
 * Context: @pf->lock held.
 * Return: 0.
 */
int stride_pf_vf_get_queues(struct stride_pf_vf *vf,
			    const struct stride_request *req,
			    struct stride_answer *answer)
{
	answer->tx_queues = 1;
	answer->rx_queues = 1;
	answer->port_vlan = vf->policy.vlan;
	return 0;
}

/**
 * stride_pf_vf_get_link_state() - tell a VF whether it has a link
 * @vf: VF
 * @req: without argument
 * @answer: receives what the administrator says, else what the PF has
 *
 * Context: @pf->lock held.
 * Return: 0.
 */
int stride_pf_vf_get_link_state(struct stride_pf_vf *vf,
				const struct stride_request *req,
				struct stride_answer *answer)
{
	switch (vf->policy.link_state) {
	case IFLA_VF_LINK_STATE_ENABLE:
		answer->up = true;
		break;
	case IFLA_VF_LINK_STATE_DISABLE:
		answer->up = false;
		break;
	default:
		answer->up = vf->pf->link.up;
	}
	return 0;
}

/**
 * stride_pf_vf_get_pf_link_state() - tell a VF the PF's link
 * @vf: VF
 * @req: without argument
 * @answer: receives it
 *
 * Context: @pf->lock held.
 * Return: 0.
 */
int stride_pf_vf_get_pf_link_state(struct stride_pf_vf *vf,
				   const struct stride_request *req,
				   struct stride_answer *answer)
{
	const struct stride_link *link = &vf->pf->link;

	answer->up = link->up;
	answer->speed = link->speed;
	answer->full = link->full;
	return 0;
}

/**
 * stride_pf_vf_get_limits() - tell a VF what it need not ask for
 * @vf: VF
 * @req: without argument
 * @answer: receives the limits
 *
 * Context: @pf->lock held.
 * Return: 0.
 */
int stride_pf_vf_get_limits(struct stride_pf_vf *vf,
			    const struct stride_request *req,
			    struct stride_answer *answer)
{
	/* RLPML's, which is one for all pools. */
	answer->max_frame = STRIDE_FRAME(STRIDE_MAX_MTU);
	answer->vlan_join = !vf->policy.vlan;
	return 0;
}
