// SPDX-License-Identifier: GPL-2.0
/*
 * What the PF can do and says of itself: version, features, limits, our link.
 * A PF that knows nothing of this speaks version 1.0, and STATUS tells the link.
 */

#include <linux/netdevice.h>
#include <stride/msg.h>
#include "vf.h"

#define API_FEATURES	(STRIDE_FEATURE_REASONS | STRIDE_FEATURE_LIMITS)

/* Return: 0 with the answer, or an error of stride_vf_request(). */
static int api_query(struct stride_vf *vf, enum stride_msg_type type,
		     struct stride_answer *answer)
{
	u32 words[STRIDE_MBX_WORDS];

	return stride_vf_request_locked(vf, words, stride_msg_query(words, type),
					answer);
}

static void api_features(struct stride_vf *vf)
{
	u32 words[STRIDE_MBX_WORDS];
	struct stride_answer answer;
	int err;

	err = stride_vf_request_locked(vf, words,
				       stride_msg_features_negotiate(words, API_FEATURES),
				       &answer);
	/* One that we did not offer would change the form of what follows. */
	if (!err && !(answer.features & ~API_FEATURES))
		vf->peer.features = answer.features;
}

static void api_limits(struct stride_vf *vf)
{
	struct stride_answer answer;

	if (api_query(vf, STRIDE_MSG_GET_LIMITS, &answer))
		return;
	vf->peer.port_vlan = !answer.vlan_join;
	/* What no network could live with is no limit but a mistake. */
	if (answer.max_frame >= STRIDE_FRAME(ETH_MIN_MTU))
		vf->peer.max_frame = answer.max_frame;
}

/**
 * stride_vf_api_get_link() - ask the PF for our link
 * @vf: function, in state ANSWERED or READY, @vf->peer.api at least
 *	%STRIDE_API_LINK
 *
 * Whether there is one the PF decides; its speed is the wire's, if that is up.
 * A PF that does not answer properly is not asked again: STATUS serves.
 *
 * Context: mbx_lock held, may sleep.
 */
void stride_vf_api_get_link(struct stride_vf *vf)
{
	struct stride_vf_peer *peer = &vf->peer;
	struct stride_answer answer;

	lockdep_assert_held(&vf->mbx_lock);

	peer->lu = stride_rd32(&vf->hw, STRIDE_STATUS) & STRIDE_STATUS_LU;
	peer->tells_link = !api_query(vf, STRIDE_MSG_GET_LINK_STATE, &answer);
	if (!peer->tells_link)
		return;
	peer->link = (struct stride_link) { .up = answer.up };
	if (peer->api < STRIDE_API_PF_LINK ||
	    api_query(vf, STRIDE_MSG_GET_PF_LINK_STATE, &answer) || !answer.up)
		return;
	peer->link.speed = answer.speed;
	peer->link.full = answer.full;
}

/**
 * stride_vf_api_negotiate() - find out what the PF can do, after RESET
 * @vf: function, in state ANSWERED; another state afterwards if the PF was lost
 *
 * One version is offered, the newest: each that in-tree igb does not know costs an
 * error line in its log.
 *
 * Context: mbx_lock held, may sleep, less than a second if the PF does not answer.
 */
void stride_vf_api_negotiate(struct stride_vf *vf)
{
	struct stride_vf_peer *peer = &vf->peer;
	u32 words[STRIDE_MBX_WORDS];
	struct stride_answer answer;
	int err;

	lockdep_assert_held(&vf->mbx_lock);

	err = stride_vf_request_locked(vf, words,
				       stride_msg_api_negotiate(words, STRIDE_API_NEWEST),
				       &answer);
	if (!err)
		peer->api = answer.api;
	vf->stats.api = peer->api;
	dev_dbg(vf->hw.dev, "mailbox version 1.%u\n", peer->api);

	if (peer->api >= STRIDE_API_FEATURES)
		api_features(vf);
	if (vf->state == STRIDE_VF_ANSWERED &&
	    peer->features & STRIDE_FEATURE_LIMITS)
		api_limits(vf);
	if (vf->state == STRIDE_VF_ANSWERED && peer->api >= STRIDE_API_LINK)
		stride_vf_api_get_link(vf);
}
