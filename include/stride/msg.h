/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_MSG_H
#define STRIDE_MSG_H

#include <linux/if_ether.h>
#include <linux/types.h>
#include <stride/abi/msg.h>

/**
 * struct stride_request - a VF's request, decoded and checked for form
 * @type: &enum stride_msg_type
 * @mac_op: SET_MAC: &enum stride_mac_op
 * @mac: SET_MAC: address; a valid unicast one unless @mac_op is CLEAR
 * @mc_count: SET_MULTICAST: hashes in @mc_hash
 * @mc_all: SET_MULTICAST: more groups than fit a message
 * @mc_hash: SET_MULTICAST: each at most %STRIDE_MC_HASH_MASK
 * @vlan_add: SET_VLAN: add, else remove
 * @vid: SET_VLAN: 0..4095
 * @max_frame: SET_LPE: bytes, as sent; the handler knows the device's range
 * @promisc: SET_PROMISC: %STRIDE_PROMISC_UNICAST | %STRIDE_PROMISC_MULTICAST
 * @api: API_NEGOTIATE: n of version 1.n, 0..%STRIDE_API_NEWEST
 * @xcast: UPDATE_XCAST_MODE: the mode
 * @features: FEATURES_NEGOTIATE: as sent
 */
struct stride_request {
	enum stride_msg_type type;
	union {
		struct {
			enum stride_mac_op mac_op;
			u8 mac[ETH_ALEN];
		};
		struct {
			u8 mc_count;
			bool mc_all;
			u16 mc_hash[STRIDE_MC_HASHES];
		};
		struct {
			bool vlan_add;
			u16 vid;
		};
		u32 max_frame;
		u32 promisc;
		u8 api;
		enum stride_xcast xcast;
		u32 features;
	};
};

/* Versions as the drivers count them: n of 1.n. */
#define STRIDE_API_NEWEST	7
#define STRIDE_API_QUEUES	1	/* the first with GET_QUEUES */
#define STRIDE_API_XCAST	2	/* UPDATE_XCAST_MODE */
#define STRIDE_API_LINK		2	/* GET_LINK_STATE */
#define STRIDE_API_PROMISC	3	/* all of UPDATE_XCAST_MODE */
#define STRIDE_API_PF_LINK	6	/* GET_PF_LINK_STATE */
#define STRIDE_API_FEATURES	7	/* FEATURES_NEGOTIATE */

/**
 * struct stride_answer - what comes with the ACK of a newer request
 * @api: API_NEGOTIATE: n of version 1.n
 * @tx_queues: GET_QUEUES: transmit queues, at least 1
 * @rx_queues: GET_QUEUES: receive queues, at least 1
 * @port_vlan: GET_QUEUES: VLAN tags are the PF's
 * @xcast: UPDATE_XCAST_MODE: the mode that is on now
 * @up: GET_LINK_STATE: this VF's link; GET_PF_LINK_STATE: the PF's
 * @speed: GET_PF_LINK_STATE: Mb/s, 0: unknown
 * @full: GET_PF_LINK_STATE: full duplex
 * @features: FEATURES_NEGOTIATE: those that are on now
 * @max_frame: GET_LIMITS: bytes, header and FCS included
 * @vlan_join: GET_LIMITS: SET_VLAN is the VF's
 */
struct stride_answer {
	union {
		u8 api;
		struct {
			u8 tx_queues;
			u8 rx_queues;
			bool port_vlan;
		};
		enum stride_xcast xcast;
		struct {
			bool up;
			u16 speed;
			bool full;
		};
		u32 features;
		struct {
			u32 max_frame;
			bool vlan_join;
		};
	};
};

/* Both ends */
int stride_msg_api_from_wire(u32 code);
u32 stride_msg_api_to_wire(unsigned int api);

/* PF end */
unsigned int stride_msg_words(u32 word0);
int stride_msg_decode(const u32 *words, struct stride_request *req);
u32 stride_msg_reply(u32 word0, bool ok, bool cts);
unsigned int stride_msg_reset_reply(u32 *words, const u8 *mac);
unsigned int stride_msg_put_answer(u32 *words, enum stride_msg_type type,
				   const struct stride_answer *answer);
unsigned int stride_msg_put_reason(u32 *words, int err);

/* VF end; each returns the length in words */
unsigned int stride_msg_reset(u32 *words);
unsigned int stride_msg_set_mac(u32 *words, enum stride_mac_op op, const u8 *mac);
unsigned int stride_msg_set_multicast(u32 *words, const u16 *hash, unsigned int n);
unsigned int stride_msg_set_vlan(u32 *words, u16 vid, bool add);
unsigned int stride_msg_set_lpe(u32 *words, u32 max_frame);
unsigned int stride_msg_set_promisc(u32 *words, u32 flags);
unsigned int stride_msg_api_negotiate(u32 *words, unsigned int api);
unsigned int stride_msg_update_xcast_mode(u32 *words, enum stride_xcast mode);
unsigned int stride_msg_features_negotiate(u32 *words, u32 features);
unsigned int stride_msg_query(u32 *words, enum stride_msg_type type);
int stride_msg_check_reply(u32 request, u32 reply);
unsigned int stride_msg_answer_words(enum stride_msg_type type);
int stride_msg_get_answer(const u32 *words, enum stride_msg_type type,
			  struct stride_answer *answer);
int stride_msg_get_reason(const u32 *words);
int stride_msg_parse_reset_reply(const u32 *words, u8 *mac);

u16 stride_mc_hash(const u8 *addr);

#endif /* STRIDE_MSG_H */
