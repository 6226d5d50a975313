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
	};
};

/* PF end */
unsigned int stride_msg_words(u32 word0);
int stride_msg_decode(const u32 *words, struct stride_request *req);
u32 stride_msg_reply(u32 word0, bool ok, bool cts);
unsigned int stride_msg_reset_reply(u32 *words, const u8 *mac);

/* VF end; each returns the length in words */
unsigned int stride_msg_reset(u32 *words);
unsigned int stride_msg_set_mac(u32 *words, enum stride_mac_op op, const u8 *mac);
unsigned int stride_msg_set_multicast(u32 *words, const u16 *hash, unsigned int n);
unsigned int stride_msg_set_vlan(u32 *words, u16 vid, bool add);
unsigned int stride_msg_set_lpe(u32 *words, u32 max_frame);
unsigned int stride_msg_set_promisc(u32 *words, u32 flags);
int stride_msg_check_reply(u32 request, u32 reply);
int stride_msg_parse_reset_reply(const u32 *words, u8 *mac);

u16 stride_mc_hash(const u8 *addr);

#endif /* STRIDE_MSG_H */
