// SPDX-License-Identifier: GPL-2.0
/*
 * Mailbox codec: words to requests and back.  Pure functions: no I/O, no
 * allocation, no state.  The format is stride/abi/msg.h.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/export.h>
#include <linux/if_vlan.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <stride/msg.h>

#define MSG_FLAGS	(STRIDE_MSG_ACK | STRIDE_MSG_NACK | STRIDE_MSG_CTS)

static u32 msg_word0(enum stride_msg_type type, u32 info)
{
	return FIELD_PREP(STRIDE_MSG_TYPE, type) |
	       FIELD_PREP(STRIDE_MSG_INFO, info);
}

static void msg_put_mac(u32 *words, const u8 *mac)
{
	words[0] = get_unaligned_le32(mac);
	words[1] = get_unaligned_le16(mac + 4);
}

static void msg_get_mac(const u32 *words, u8 *mac)
{
	put_unaligned_le32(words[0], mac);
	put_unaligned_le16(words[1] & 0xffff, mac + 4);
}

/**
 * stride_msg_words() - length of a request
 * @word0: its first word
 *
 * Context: any.
 * Return: words to read, word 0 included; 1 for a type that is not known.
 */
unsigned int stride_msg_words(u32 word0)
{
	switch (FIELD_GET(STRIDE_MSG_TYPE, word0)) {
	case STRIDE_MSG_SET_MAC:
		return STRIDE_MSG_SET_MAC_WORDS;
	case STRIDE_MSG_SET_MULTICAST:
		return STRIDE_MBX_WORDS;
	case STRIDE_MSG_SET_VLAN:
		return STRIDE_MSG_SET_VLAN_WORDS;
	case STRIDE_MSG_SET_LPE:
		return STRIDE_MSG_SET_LPE_WORDS;
	case STRIDE_MSG_API_NEGOTIATE:
		return STRIDE_MSG_API_NEGOTIATE_WORDS;
	case STRIDE_MSG_UPDATE_XCAST_MODE:
		return STRIDE_MSG_XCAST_MODE_WORDS;
	case STRIDE_MSG_FEATURES_NEGOTIATE:
		return STRIDE_MSG_FEATURES_WORDS;
	default:
		return 1;
	}
}
EXPORT_SYMBOL(stride_msg_words);

static int decode_set_mac(const u32 *words, u32 info, struct stride_request *req)
{
	if (info > STRIDE_MAC_FILTER_ADD)
		return -EOPNOTSUPP;
	req->mac_op = info;
	msg_get_mac(&words[1], req->mac);
	/* CLEAR carries no address: in-tree igbvf sends zeros. */
	if (info != STRIDE_MAC_FILTER_CLEAR && !is_valid_ether_addr(req->mac))
		return -EINVAL;
	return 0;
}

static void decode_set_multicast(const u32 *words, u32 info,
				 struct stride_request *req)
{
	unsigned int i;

	req->mc_all = info > STRIDE_MC_HASHES;
	req->mc_count = min_t(u32, info, STRIDE_MC_HASHES);
	for (i = 0; i < req->mc_count; i++)
		req->mc_hash[i] = (words[1 + i / 2] >> (16 * (i % 2))) &
				  STRIDE_MC_HASH_MASK;
}

static int decode_set_vlan(const u32 *words, u32 info, struct stride_request *req)
{
	if (info > STRIDE_VLAN_ADD || words[1] >= VLAN_N_VID)
		return -EINVAL;
	req->vlan_add = info == STRIDE_VLAN_ADD;
	req->vid = words[1];
	return 0;
}

static int decode_api_negotiate(const u32 *words, struct stride_request *req)
{
	int api = stride_msg_api_from_wire(words[1]);

	if (words[2])
		return -EPROTO;
	if (api < 0)
		return api;
	req->api = api;
	return 0;
}

/* Types above those of in-tree igb.  Their information field is zero. */
static int decode_newer(const u32 *words, u32 info, struct stride_request *req)
{
	switch (req->type) {
	case STRIDE_MSG_API_NEGOTIATE:
	case STRIDE_MSG_GET_QUEUES:
	case STRIDE_MSG_UPDATE_XCAST_MODE:
	case STRIDE_MSG_GET_LINK_STATE:
	case STRIDE_MSG_GET_PF_LINK_STATE:
	case STRIDE_MSG_FEATURES_NEGOTIATE:
	case STRIDE_MSG_GET_LIMITS:
		break;
	default:
		return -EOPNOTSUPP;
	}
	if (info)
		return -EPROTO;
	if (req->type == STRIDE_MSG_API_NEGOTIATE)
		return decode_api_negotiate(words, req);
	if (req->type == STRIDE_MSG_FEATURES_NEGOTIATE)
		req->features = words[1];
	if (req->type == STRIDE_MSG_UPDATE_XCAST_MODE) {
		if (words[1] > STRIDE_XCAST_PROMISC)
			return -EINVAL;
		req->xcast = words[1];
	}
	return 0;
}

/**
 * stride_msg_decode() - check a request's form and take it apart
 * @words: the copied message, stride_msg_words() long
 * @req: decoded request; defined only on success
 *
 * RESET is taken only as the bare word 0x01: PFs in the field know no other.
 *
 * Context: any.
 * Return: 0; -EINVAL for a known type with a field out of range, -EOPNOTSUPP
 * for a type or operation that is not known, -EPROTO for bits that a request
 * must not carry.
 */
int stride_msg_decode(const u32 *words, struct stride_request *req)
{
	u32 info = FIELD_GET(STRIDE_MSG_INFO, words[0]);

	if (words[0] & ~(STRIDE_MSG_TYPE | STRIDE_MSG_INFO))
		return -EPROTO;

	memset(req, 0, sizeof(*req));
	req->type = FIELD_GET(STRIDE_MSG_TYPE, words[0]);
	switch (req->type) {
	case STRIDE_MSG_RESET:
		return info ? -EPROTO : 0;
	case STRIDE_MSG_SET_MAC:
		return decode_set_mac(words, info, req);
	case STRIDE_MSG_SET_MULTICAST:
		decode_set_multicast(words, info, req);
		return 0;
	case STRIDE_MSG_SET_VLAN:
		return decode_set_vlan(words, info, req);
	case STRIDE_MSG_SET_LPE:
		req->max_frame = words[1];
		return info ? -EINVAL : 0;
	case STRIDE_MSG_SET_PROMISC:
		req->promisc = info;
		return info & ~(STRIDE_PROMISC_UNICAST | STRIDE_PROMISC_MULTICAST) ?
		       -EINVAL : 0;
	default:
		return decode_newer(words, info, req);
	}
}
EXPORT_SYMBOL(stride_msg_decode);

/**
 * stride_msg_reply() - word 0 of the answer to a request
 * @word0: the request's
 * @ok: granted
 * @cts: the PF takes further requests
 *
 * Context: any.
 * Return: the word.
 */
u32 stride_msg_reply(u32 word0, bool ok, bool cts)
{
	return (word0 & ~MSG_FLAGS) | (ok ? STRIDE_MSG_ACK : STRIDE_MSG_NACK) |
	       (cts ? STRIDE_MSG_CTS : 0);
}
EXPORT_SYMBOL(stride_msg_reply);

/**
 * stride_msg_reset_reply() - answer to RESET
 * @words: room for %STRIDE_MSG_RESET_REPLY_WORDS
 * @mac: the VF's address; %NULL or all zero: none assigned, the VF chooses
 *
 * Context: any.
 * Return: length in words.
 */
unsigned int stride_msg_reset_reply(u32 *words, const u8 *mac)
{
	static const u8 none[ETH_ALEN];
	bool assigned = mac && !is_zero_ether_addr(mac);

	words[0] = stride_msg_reply(STRIDE_MSG_RESET, assigned, false);
	msg_put_mac(&words[1], assigned ? mac : none);
	return STRIDE_MSG_RESET_REPLY_WORDS;
}
EXPORT_SYMBOL(stride_msg_reset_reply);

/**
 * stride_msg_reset() - ask for a reset
 * @words: room for the message
 *
 * Context: any.
 * Return: length in words.
 */
unsigned int stride_msg_reset(u32 *words)
{
	words[0] = msg_word0(STRIDE_MSG_RESET, 0);
	return STRIDE_MSG_RESET_WORDS;
}
EXPORT_SYMBOL(stride_msg_reset);

/**
 * stride_msg_set_mac() - set the VF's address or change its extra filters
 * @words: room for the message
 * @op: what to do
 * @mac: the address; %NULL for %STRIDE_MAC_FILTER_CLEAR
 *
 * Context: any.
 * Return: length in words.
 */
unsigned int stride_msg_set_mac(u32 *words, enum stride_mac_op op, const u8 *mac)
{
	static const u8 none[ETH_ALEN];

	words[0] = msg_word0(STRIDE_MSG_SET_MAC, op);
	msg_put_mac(&words[1], mac ?: none);
	return STRIDE_MSG_SET_MAC_WORDS;
}
EXPORT_SYMBOL(stride_msg_set_mac);

/**
 * stride_msg_set_multicast() - replace the VF's multicast hashes
 * @words: room for %STRIDE_MBX_WORDS
 * @hash: stride_mc_hash() values; not read when @n is too large
 * @n: how many; above %STRIDE_MC_HASHES asks for all multicast
 *
 * Context: any.
 * Return: length in words.
 */
unsigned int stride_msg_set_multicast(u32 *words, const u16 *hash, unsigned int n)
{
	unsigned int i;

	memset(words, 0, STRIDE_MBX_WORDS * sizeof(*words));
	if (n > STRIDE_MC_HASHES) {
		words[0] = msg_word0(STRIDE_MSG_SET_MULTICAST,
				     STRIDE_MC_HASHES + 1);
		return STRIDE_MBX_WORDS;
	}
	words[0] = msg_word0(STRIDE_MSG_SET_MULTICAST, n);
	for (i = 0; i < n; i++)
		words[1 + i / 2] |= (u32)(hash[i] & STRIDE_MC_HASH_MASK) <<
				    (16 * (i % 2));
	return STRIDE_MBX_WORDS;
}
EXPORT_SYMBOL(stride_msg_set_multicast);

/**
 * stride_msg_set_vlan() - join or leave a VLAN
 * @words: room for the message
 * @vid: VLAN id, 0..4095
 * @add: join, else leave
 *
 * Context: any.
 * Return: length in words.
 */
unsigned int stride_msg_set_vlan(u32 *words, u16 vid, bool add)
{
	words[0] = msg_word0(STRIDE_MSG_SET_VLAN, add ? STRIDE_VLAN_ADD : 0);
	words[1] = vid;
	return STRIDE_MSG_SET_VLAN_WORDS;
}
EXPORT_SYMBOL(stride_msg_set_vlan);

/**
 * stride_msg_set_lpe() - set the largest frame that the VF receives
 * @words: room for the message
 * @max_frame: bytes, headers and FCS included
 *
 * Context: any.
 * Return: length in words.
 */
unsigned int stride_msg_set_lpe(u32 *words, u32 max_frame)
{
	words[0] = msg_word0(STRIDE_MSG_SET_LPE, 0);
	words[1] = max_frame;
	return STRIDE_MSG_SET_LPE_WORDS;
}
EXPORT_SYMBOL(stride_msg_set_lpe);

/**
 * stride_msg_set_promisc() - ask for promiscuous modes
 * @words: room for the message
 * @flags: %STRIDE_PROMISC_UNICAST, %STRIDE_PROMISC_MULTICAST; 0 ends both
 *
 * Context: any.
 * Return: length in words.
 */
unsigned int stride_msg_set_promisc(u32 *words, u32 flags)
{
	words[0] = msg_word0(STRIDE_MSG_SET_PROMISC, flags);
	return 1;
}
EXPORT_SYMBOL(stride_msg_set_promisc);

/**
 * stride_msg_check_reply() - does this word answer that request, and how
 * @request: word 0 of the request
 * @reply: word 0 that came back
 *
 * Context: any.
 * Return: 0 if granted, -EPERM if refused, -ECONNRESET if the PF lost track of
 * this VF (a bare NACK: reset first), -EPROTO if it is no answer to @request.
 */
int stride_msg_check_reply(u32 request, u32 reply)
{
	u32 verdict = reply & (STRIDE_MSG_ACK | STRIDE_MSG_NACK);

	if ((reply & ~STRIDE_MSG_CTS) == STRIDE_MSG_NACK)
		return -ECONNRESET;
	if ((reply & STRIDE_MSG_TYPE) != (request & STRIDE_MSG_TYPE))
		return -EPROTO;
	if (verdict == STRIDE_MSG_ACK)
		return 0;
	return verdict == STRIDE_MSG_NACK ? -EPERM : -EPROTO;
}
EXPORT_SYMBOL(stride_msg_check_reply);

/**
 * stride_msg_parse_reset_reply() - read the answer to RESET
 * @words: %STRIDE_MSG_RESET_REPLY_WORDS words
 * @mac: receives the assigned address; untouched unless 0 is returned
 *
 * Context: any.
 * Return: 0; -ENODATA if the reset is done but no usable address was assigned;
 * -EPROTO if this is no answer to RESET.
 */
int stride_msg_parse_reset_reply(const u32 *words, u8 *mac)
{
	u8 addr[ETH_ALEN];
	int err = stride_msg_check_reply(STRIDE_MSG_RESET, words[0]);

	if (err == -EPERM)
		return -ENODATA;
	if (err)
		return -EPROTO;
	msg_get_mac(&words[1], addr);
	if (!is_valid_ether_addr(addr))
		return -ENODATA;
	ether_addr_copy(mac, addr);
	return 0;
}
EXPORT_SYMBOL(stride_msg_parse_reset_reply);

/**
 * stride_mc_hash() - position of a multicast address in the 4096-bit table
 * @addr: the address
 *
 * Both ends use the top 12 bits of the address (RCTL.MO = 0, DS 7.1.1.1.1).
 *
 * Context: any.
 * Return: 0..4095.
 */
u16 stride_mc_hash(const u8 *addr)
{
	return ((addr[4] >> 4) | ((u16)addr[5] << 4)) & STRIDE_MC_HASH_MASK;
}
EXPORT_SYMBOL(stride_mc_hash);
