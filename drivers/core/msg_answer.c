// SPDX-License-Identifier: GPL-2.0
/*
 * Mailbox codec, the negotiated part: versions, what newer requests are answered
 * with, and reasons.  Pure functions like those of msg.c; one function writes and
 * one reads each thing.
 */

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <stride/msg.h>

/**
 * stride_msg_api_from_wire() - version behind a code of API_NEGOTIATE
 * @code: word 1
 *
 * Context: any.
 * Return: n of 1.n, 0..%STRIDE_API_NEWEST; -EOPNOTSUPP for any other.
 */
int stride_msg_api_from_wire(u32 code)
{
	if (code == STRIDE_API_1_0)
		return 0;
	if (code < STRIDE_API_1_1 || code > STRIDE_API_1_7)
		return -EOPNOTSUPP;
	return code - STRIDE_API_1_1 + 1;
}
EXPORT_SYMBOL(stride_msg_api_from_wire);

/**
 * stride_msg_api_to_wire() - code of a version
 * @api: n of 1.n, 0..%STRIDE_API_NEWEST
 *
 * Context: any.
 * Return: &enum stride_api_code.
 */
u32 stride_msg_api_to_wire(unsigned int api)
{
	return api ? STRIDE_API_1_1 + api - 1 : STRIDE_API_1_0;
}
EXPORT_SYMBOL(stride_msg_api_to_wire);

/**
 * stride_msg_api_negotiate() - ask for a version
 * @words: room for the message
 * @api: n of 1.n, 0..%STRIDE_API_NEWEST
 *
 * Context: any.
 * Return: length in words.
 */
unsigned int stride_msg_api_negotiate(u32 *words, unsigned int api)
{
	words[0] = STRIDE_MSG_API_NEGOTIATE;
	words[1] = stride_msg_api_to_wire(api);
	words[2] = 0;
	return STRIDE_MSG_API_NEGOTIATE_WORDS;
}
EXPORT_SYMBOL(stride_msg_api_negotiate);

/**
 * stride_msg_update_xcast_mode() - ask for a receive mode
 * @words: room for the message
 * @mode: the mode
 *
 * Context: any.
 * Return: length in words.
 */
unsigned int stride_msg_update_xcast_mode(u32 *words, enum stride_xcast mode)
{
	words[0] = STRIDE_MSG_UPDATE_XCAST_MODE;
	words[1] = mode;
	return STRIDE_MSG_XCAST_MODE_WORDS;
}
EXPORT_SYMBOL(stride_msg_update_xcast_mode);

/**
 * stride_msg_features_negotiate() - offer features
 * @words: room for the message
 * @features: %STRIDE_FEATURE_REASONS, %STRIDE_FEATURE_LIMITS
 *
 * Context: any.
 * Return: length in words.
 */
unsigned int stride_msg_features_negotiate(u32 *words, u32 features)
{
	words[0] = STRIDE_MSG_FEATURES_NEGOTIATE;
	words[1] = features;
	return STRIDE_MSG_FEATURES_WORDS;
}
EXPORT_SYMBOL(stride_msg_features_negotiate);

/**
 * stride_msg_query() - ask for something, without an argument
 * @words: room for the message
 * @type: one of the GET types
 *
 * Context: any.
 * Return: length in words.
 */
unsigned int stride_msg_query(u32 *words, enum stride_msg_type type)
{
	words[0] = type;
	return 1;
}
EXPORT_SYMBOL(stride_msg_query);

/**
 * stride_msg_answer_words() - length of the ACK of a request
 * @type: the request's; not RESET
 *
 * Context: any.
 * Return: length in words, word 0 included; 1 for all types of version 1.0.
 */
unsigned int stride_msg_answer_words(enum stride_msg_type type)
{
	switch (type) {
	case STRIDE_MSG_API_NEGOTIATE:
	case STRIDE_MSG_UPDATE_XCAST_MODE:
	case STRIDE_MSG_FEATURES_NEGOTIATE:
	case STRIDE_MSG_GET_LINK_STATE:
		return STRIDE_MSG_LINK_REPLY_WORDS;
	case STRIDE_MSG_GET_PF_LINK_STATE:
		return STRIDE_MSG_PF_LINK_REPLY_WORDS;
	case STRIDE_MSG_GET_LIMITS:
		return STRIDE_MSG_LIMITS_REPLY_WORDS;
	case STRIDE_MSG_GET_QUEUES:
		return STRIDE_MSG_QUEUES_REPLY_WORDS;
	default:
		return 1;
	}
}
EXPORT_SYMBOL(stride_msg_answer_words);

static const struct {
	u32 bit;
	u16 speed;
	bool full;
} answer_speed[] = {
	{ STRIDE_LINK_10_HALF, 10, false },
	{ STRIDE_LINK_10_FULL, 10, true },
	{ STRIDE_LINK_100_HALF, 100, false },
	{ STRIDE_LINK_100_FULL, 100, true },
	{ STRIDE_LINK_1000_FULL, 1000, true },
};

static u32 answer_put_speed(u16 speed, bool full)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(answer_speed); i++)
		if (answer_speed[i].speed == speed &&
		    answer_speed[i].full == full)
			return answer_speed[i].bit;
	return 0;
}

static int answer_get_speed(u32 word, struct stride_answer *answer)
{
	unsigned int i;

	if (!word)
		return 0;
	for (i = 0; i < ARRAY_SIZE(answer_speed); i++) {
		if (answer_speed[i].bit != word)
			continue;
		answer->speed = answer_speed[i].speed;
		answer->full = answer_speed[i].full;
		return 0;
	}
	return -EPROTO;
}

/**
 * stride_msg_put_answer() - what follows word 0 of an ACK
 * @words: the reply, word 0 excepted written in full length
 * @type: the request's type; not RESET
 * @answer: what to say; the fields that are not of @type do not matter
 *
 * Context: any.
 * Return: length in words, word 0 included.
 */
unsigned int stride_msg_put_answer(u32 *words, enum stride_msg_type type,
				   const struct stride_answer *answer)
{
	switch (type) {
	case STRIDE_MSG_API_NEGOTIATE:
		words[1] = stride_msg_api_to_wire(answer->api);
		break;
	case STRIDE_MSG_GET_QUEUES:
		words[1] = answer->tx_queues;
		words[2] = answer->rx_queues;
		words[3] = answer->port_vlan;
		words[4] = 0;
		break;
	case STRIDE_MSG_UPDATE_XCAST_MODE:
		words[1] = answer->xcast;
		break;
	case STRIDE_MSG_GET_LINK_STATE:
		words[1] = answer->up;
		break;
	case STRIDE_MSG_GET_PF_LINK_STATE:
		words[1] = answer_put_speed(answer->speed, answer->full);
		words[2] = answer->up;
		break;
	case STRIDE_MSG_FEATURES_NEGOTIATE:
		words[1] = answer->features;
		break;
	case STRIDE_MSG_GET_LIMITS:
		words[1] = answer->max_frame;
		words[2] = answer->vlan_join ? STRIDE_LIMIT_VLAN_JOIN : 0;
		break;
	default:
		break;
	}
	return stride_msg_answer_words(type);
}
EXPORT_SYMBOL(stride_msg_put_answer);

static int answer_get_queues(const u32 *words, struct stride_answer *answer)
{
	/* Two queue pairs are a pool; word 3 may be a number of classes in ixgbe. */
	if (!words[1] || words[1] > 2 || !words[2] || words[2] > 2 ||
	    words[4] >= words[2])
		return -EPROTO;
	answer->tx_queues = words[1];
	answer->rx_queues = words[2];
	answer->port_vlan = words[3];
	return 0;
}

static int answer_get_bool(u32 word, bool *val)
{
	*val = word;
	return word > 1 ? -EPROTO : 0;
}

/**
 * stride_msg_get_answer() - read and check what follows word 0 of an ACK
 * @words: the reply, stride_msg_answer_words() long
 * @type: the request's type; not RESET
 * @answer: receives it; defined only on success
 *
 * Whether it fits what was asked for is for the caller to see.
 *
 * Context: any.
 * Return: 0, or -EPROTO if a word has a value that it cannot have.
 */
int stride_msg_get_answer(const u32 *words, enum stride_msg_type type,
			  struct stride_answer *answer)
{
	int api;

	memset(answer, 0, sizeof(*answer));
	switch (type) {
	case STRIDE_MSG_API_NEGOTIATE:
		api = stride_msg_api_from_wire(words[1]);
		answer->api = max(api, 0);
		return api < 0 ? -EPROTO : 0;
	case STRIDE_MSG_GET_QUEUES:
		return answer_get_queues(words, answer);
	case STRIDE_MSG_UPDATE_XCAST_MODE:
		answer->xcast = words[1];
		return words[1] > STRIDE_XCAST_PROMISC ? -EPROTO : 0;
	case STRIDE_MSG_GET_LINK_STATE:
		return answer_get_bool(words[1], &answer->up);
	case STRIDE_MSG_GET_PF_LINK_STATE:
		return answer_get_speed(words[1], answer) ?:
		       answer_get_bool(words[2], &answer->up);
	case STRIDE_MSG_FEATURES_NEGOTIATE:
		answer->features = words[1];
		return 0;
	case STRIDE_MSG_GET_LIMITS:
		answer->max_frame = words[1];
		answer->vlan_join = words[2] & STRIDE_LIMIT_VLAN_JOIN;
		return words[2] & ~STRIDE_LIMIT_VLAN_JOIN ? -EPROTO : 0;
	default:
		return 0;
	}
}
EXPORT_SYMBOL(stride_msg_get_answer);

/* The one place where errors and reasons meet. */
static const struct {
	enum stride_reason reason;
	int err;
} answer_reason[] = {
	{ STRIDE_REASON_POLICY,		-EPERM },
	{ STRIDE_REASON_RANGE,		-EINVAL },
	{ STRIDE_REASON_ROOM,		-ENOSPC },
	{ STRIDE_REASON_IN_USE,		-EADDRINUSE },
	{ STRIDE_REASON_UNKNOWN,	-EOPNOTSUPP },
	{ STRIDE_REASON_NOT_READY,	-EAGAIN },
	{ STRIDE_REASON_FORM,		-EPROTO },
};

/**
 * stride_msg_put_reason() - what follows word 0 of a NACK
 * @words: the reply
 * @err: why it was refused, a negative error
 *
 * Only for a VF with which %STRIDE_FEATURE_REASONS was agreed on.
 *
 * Context: any.
 * Return: length in words, word 0 included.
 */
unsigned int stride_msg_put_reason(u32 *words, int err)
{
	unsigned int i;

	words[1] = STRIDE_REASON_NONE;
	for (i = 0; i < ARRAY_SIZE(answer_reason); i++)
		if (answer_reason[i].err == err)
			words[1] = answer_reason[i].reason;
	return STRIDE_MSG_NACK_WORDS;
}
EXPORT_SYMBOL(stride_msg_put_reason);

/**
 * stride_msg_get_reason() - why a request was refused
 * @words: a NACK of %STRIDE_MSG_NACK_WORDS words
 *
 * Context: any.
 * Return: -EPERM (also if no reason that we know was given), -EINVAL, -ENOSPC,
 * -EADDRINUSE, -EOPNOTSUPP, -EAGAIN or -EPROTO, see &enum stride_reason.
 */
int stride_msg_get_reason(const u32 *words)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(answer_reason); i++)
		if (answer_reason[i].reason == words[1])
			return answer_reason[i].err;
	return -EPERM;
}
EXPORT_SYMBOL(stride_msg_get_reason);
