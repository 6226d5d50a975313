/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef STRIDE_ABI_MSG_H
#define STRIDE_ABI_MSG_H

#include <linux/const.h>
#include <linux/types.h>

/*
 * The mailbox protocol between a PF driver and a VF driver of the Intel 82576.
 *
 * This header is the wire and nothing else: it includes no driver header, both
 * ends and the user-space tools are built from it, and it is bit-exact with
 * what in-tree igb (PF) and igbvf (VF) exchange.  Documentation/mailbox.rst
 * tells the sequences; here stands the format.
 *
 * A message is 1 to 16 words of 32 bits.  Word 0:
 *
 *   31    30     29    28-24     23-16          15-0
 *  +-----+------+-----+-----+-------------+-----------------+
 *  | ACK | NACK | CTS |  0  | information |      type       |
 *  +-----+------+-----+-----+-------------+-----------------+
 *
 * A request carries type and information, all else zero.  A reply echoes word 0
 * of its request with ACK or NACK and, once the PF takes requests, CTS ("clear
 * to send").  A NACK is one word, or two with &enum stride_reason in word 1 once
 * %STRIDE_FEATURE_REASONS was agreed on.  Multi-byte values are in CPU (PCI,
 * little-endian) word order; MAC addresses are bytes in memory order: byte 0 is
 * bits 7:0 of word 1.
 */

#define STRIDE_MBX_WORDS	16	/* 64 bytes a VF, 82576 DS 8.14.3 VMBMEM */

#define STRIDE_MSG_ACK		_UL(0x80000000)
#define STRIDE_MSG_NACK		_UL(0x40000000)
#define STRIDE_MSG_CTS		_UL(0x20000000)
#define STRIDE_MSG_INFO		_UL(0x00ff0000)
#define STRIDE_MSG_INFO_SHIFT	16
#define STRIDE_MSG_TYPE		_UL(0x0000ffff)

/**
 * enum stride_msg_type - what a message asks for or tells
 * @STRIDE_MSG_RESET: VF → PF, 1 word, word 0 exactly 0x01.  Reply: 3 words, ACK
 *	and the VF's MAC address in words 1-2; or NACK, which means "reset done,
 *	but no address was assigned: choose one".  The reply carries no CTS; the
 *	VF is clear to send from then on.
 * @STRIDE_MSG_SET_MAC: VF → PF, 3 words, the address in words 1-2; the
 *	information field is a &enum stride_mac_op.  Reply: 1 word.
 * @STRIDE_MSG_SET_MULTICAST: VF → PF, 16 words, information = number of 12-bit
 *	hashes, packed as 16-bit values from word 1.  A count above
 *	%STRIDE_MC_HASHES means "all multicast".  Reply: 1 word.
 * @STRIDE_MSG_SET_VLAN: VF → PF, 2 words, information 1 = add, 0 = remove,
 *	word 1 = VLAN id.  Refused under a port VLAN.  Reply: 1 word.
 * @STRIDE_MSG_SET_LPE: VF → PF, 2 words, word 1 = largest frame in bytes,
 *	headers and FCS included.  Reply: 1 word.
 * @STRIDE_MSG_SET_PROMISC: VF → PF, 1 word, the information field is a set of
 *	%STRIDE_PROMISC_UNICAST and %STRIDE_PROMISC_MULTICAST.  Reply: 1 word.
 * @STRIDE_MSG_API_NEGOTIATE: VF → PF, 3 words, word 1 = &enum stride_api_code,
 *	word 2 = 0.  Reply: 2 words, the version again.  NACK: not spoken here,
 *	what was agreed on before stays.
 * @STRIDE_MSG_GET_QUEUES: VF → PF, 1 word, from 1.1.  Reply: 5 words: transmit
 *	queues, receive queues, 1 if VLAN tags are the PF's (a port VLAN) else 0,
 *	default queue.
 * @STRIDE_MSG_UPDATE_XCAST_MODE: VF → PF, 2 words, from 1.2; word 1 = &enum
 *	stride_xcast.  Reply: 2 words, the mode again.
 * @STRIDE_MSG_GET_LINK_STATE: VF → PF, 1 word, from 1.2.  Reply: 2 words, word
 *	1 = 1 if this VF has a link, else 0: what the administrator says, or, if
 *	he leaves it to the device, what the PF has.
 * @STRIDE_MSG_GET_PF_LINK_STATE: VF → PF, 1 word, from 1.6.  Reply: 3 words,
 *	word 1 = %STRIDE_LINK_10_FULL ..., one of them or 0 for unknown, word 2 =
 *	1 if the PF has a link, else 0.
 * @STRIDE_MSG_FEATURES_NEGOTIATE: VF → PF, 2 words, from 1.7; word 1 = features
 *	that the VF knows, %STRIDE_FEATURE_REASONS ....  Reply: 2 words, those of
 *	them that are on from now.
 * @STRIDE_MSG_PF_CONTROL: PF → VF, 1 word: "look at the link and at CTS".  The
 *	VF acknowledges by reading; without CTS it must reset itself.
 * @STRIDE_MSG_GET_LIMITS: VF → PF, 1 word, with %STRIDE_FEATURE_LIMITS.  Reply:
 *	3 words: longest frame in bytes that can reach the VF, header and FCS
 *	included; %STRIDE_LIMIT_VLAN_JOIN or 0.
 *
 * 0x07 and up are ixgbe's, number and meaning; what ixgbe has no number for
 * stands from 0x8000 on and is used only if its feature was agreed on.
 */
enum stride_msg_type {
	STRIDE_MSG_RESET		= 0x0001,
	STRIDE_MSG_SET_MAC		= 0x0002,
	STRIDE_MSG_SET_MULTICAST	= 0x0003,
	STRIDE_MSG_SET_VLAN		= 0x0004,
	STRIDE_MSG_SET_LPE		= 0x0005,
	STRIDE_MSG_SET_PROMISC		= 0x0006,
	STRIDE_MSG_API_NEGOTIATE	= 0x0008,
	STRIDE_MSG_GET_QUEUES		= 0x0009,
	STRIDE_MSG_UPDATE_XCAST_MODE	= 0x000c,
	STRIDE_MSG_GET_LINK_STATE	= 0x0010,
	STRIDE_MSG_GET_PF_LINK_STATE	= 0x0011,
	STRIDE_MSG_FEATURES_NEGOTIATE	= 0x0012,
	STRIDE_MSG_PF_CONTROL		= 0x0100,
	STRIDE_MSG_GET_LIMITS		= 0x8001,
};

/**
 * enum stride_api_code - a version on the wire, ixgbe's coding
 * @STRIDE_API_1_0: types 0x01-0x06 and 0x0100; nothing was negotiated
 * @STRIDE_API_2_0: another operating system's, never spoken here
 * @STRIDE_API_1_1: GET_QUEUES
 * @STRIDE_API_1_2: UPDATE_XCAST_MODE without promiscuity, GET_LINK_STATE
 * @STRIDE_API_1_3: UPDATE_XCAST_MODE
 * @STRIDE_API_1_4: nothing more here; IPsec in ixgbe
 * @STRIDE_API_1_5: nothing more here; another mailbox in ixgbe
 * @STRIDE_API_1_6: GET_PF_LINK_STATE
 * @STRIDE_API_1_7: FEATURES_NEGOTIATE
 *
 * Each 1.x has all that those before it have.
 */
enum stride_api_code {
	STRIDE_API_1_0			= 0,
	STRIDE_API_2_0			= 1,
	STRIDE_API_1_1			= 2,
	STRIDE_API_1_2			= 3,
	STRIDE_API_1_3			= 4,
	STRIDE_API_1_4			= 5,
	STRIDE_API_1_5			= 6,
	STRIDE_API_1_6			= 7,
	STRIDE_API_1_7			= 8,
};

/**
 * enum stride_reason - word 1 of a NACK, with %STRIDE_FEATURE_REASONS
 * @STRIDE_REASON_NONE: none given
 * @STRIDE_REASON_POLICY: the administrator does not permit it
 * @STRIDE_REASON_RANGE: a value that is not valid or not in range
 * @STRIDE_REASON_ROOM: the VF's share of a table is used up
 * @STRIDE_REASON_IN_USE: another function has it
 * @STRIDE_REASON_UNKNOWN: no such message or operation, in the agreed version
 * @STRIDE_REASON_NOT_READY: not now; what comes before it is missing
 * @STRIDE_REASON_FORM: bits set that must be zero
 *
 * A receiver takes one that it does not know for %STRIDE_REASON_NONE.
 */
enum stride_reason {
	STRIDE_REASON_NONE		= 0,
	STRIDE_REASON_POLICY		= 1,
	STRIDE_REASON_RANGE		= 2,
	STRIDE_REASON_ROOM		= 3,
	STRIDE_REASON_IN_USE		= 4,
	STRIDE_REASON_UNKNOWN		= 5,
	STRIDE_REASON_NOT_READY		= 6,
	STRIDE_REASON_FORM		= 7,
};

/**
 * enum stride_xcast - word 1 of UPDATE_XCAST_MODE: what a VF receives besides
 *	unicast to its addresses
 * @STRIDE_XCAST_NONE: nothing
 * @STRIDE_XCAST_MULTI: broadcast, and multicast by SET_MULTICAST; after RESET
 * @STRIDE_XCAST_ALLMULTI: broadcast and all multicast
 * @STRIDE_XCAST_PROMISC: that and unicast to nobody in the switch; from 1.3
 */
enum stride_xcast {
	STRIDE_XCAST_NONE		= 0,
	STRIDE_XCAST_MULTI		= 1,
	STRIDE_XCAST_ALLMULTI		= 2,
	STRIDE_XCAST_PROMISC		= 3,
};

/**
 * enum stride_mac_op - information field of %STRIDE_MSG_SET_MAC
 * @STRIDE_MAC_SET: this is the VF's own address
 * @STRIDE_MAC_FILTER_CLEAR: forget all extra unicast filters (address ignored)
 * @STRIDE_MAC_FILTER_ADD: receive this unicast address too
 */
enum stride_mac_op {
	STRIDE_MAC_SET			= 0,
	STRIDE_MAC_FILTER_CLEAR		= 1,
	STRIDE_MAC_FILTER_ADD		= 2,
};

#define STRIDE_VLAN_ADD		1	/* information field of SET_VLAN */
#define STRIDE_PROMISC_UNICAST	0x01	/* information field of SET_PROMISC */
#define STRIDE_PROMISC_MULTICAST 0x02

/* Features.  Bits 0 and 1 are ixgbe's (IPsec, another mailbox): never agreed to. */
#define STRIDE_FEATURE_REASONS	_UL(0x80000000)
#define STRIDE_FEATURE_LIMITS	_UL(0x40000000)

/* GET_PF_LINK_STATE, word 1: ixgbe's bits, and for half duplex those beside them. */
#define STRIDE_LINK_10_HALF	0x0001
#define STRIDE_LINK_10_FULL	0x0002
#define STRIDE_LINK_100_HALF	0x0004
#define STRIDE_LINK_100_FULL	0x0008
#define STRIDE_LINK_1000_FULL	0x0020

/* GET_LIMITS, word 2; the other bits are zero. */
#define STRIDE_LIMIT_VLAN_JOIN	0x1	/* SET_VLAN is the VF's: no port VLAN */

#define STRIDE_MC_HASHES	30	/* most hashes that fit 15 words */
#define STRIDE_MC_HASH_MASK	0x0fff	/* 4096-bit table, DS 7.1.1.1.1 */

/* Lengths in words, as in the kernel-doc above. */
#define STRIDE_MSG_RESET_WORDS		1
#define STRIDE_MSG_RESET_REPLY_WORDS	3
#define STRIDE_MSG_SET_MAC_WORDS	3
#define STRIDE_MSG_SET_VLAN_WORDS	2
#define STRIDE_MSG_SET_LPE_WORDS	2
#define STRIDE_MSG_API_NEGOTIATE_WORDS	3
#define STRIDE_MSG_XCAST_MODE_WORDS	2
#define STRIDE_MSG_FEATURES_WORDS	2
#define STRIDE_MSG_NACK_WORDS		2	/* with a reason */
#define STRIDE_MSG_QUEUES_REPLY_WORDS	5
#define STRIDE_MSG_LINK_REPLY_WORDS	2
#define STRIDE_MSG_PF_LINK_REPLY_WORDS	3
#define STRIDE_MSG_LIMITS_REPLY_WORDS	3

#endif /* STRIDE_ABI_MSG_H */
