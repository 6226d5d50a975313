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
 * to send").  Multi-byte values are in CPU (PCI, little-endian) word order; MAC
 * addresses are bytes in memory order: byte 0 is bits 7:0 of word 1.
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
 * @STRIDE_MSG_PF_CONTROL: PF → VF, 1 word: "look at the link and at CTS".  The
 *	VF acknowledges by reading; without CTS it must reset itself.
 */
enum stride_msg_type {
	STRIDE_MSG_RESET		= 0x0001,
	STRIDE_MSG_SET_MAC		= 0x0002,
	STRIDE_MSG_SET_MULTICAST	= 0x0003,
	STRIDE_MSG_SET_VLAN		= 0x0004,
	STRIDE_MSG_SET_LPE		= 0x0005,
	STRIDE_MSG_SET_PROMISC		= 0x0006,
	STRIDE_MSG_PF_CONTROL		= 0x0100,
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

#define STRIDE_MC_HASHES	30	/* most hashes that fit 15 words */
#define STRIDE_MC_HASH_MASK	0x0fff	/* 4096-bit table, DS 7.1.1.1.1 */

/* Lengths in words, as in the kernel-doc above. */
#define STRIDE_MSG_RESET_WORDS		1
#define STRIDE_MSG_RESET_REPLY_WORDS	3
#define STRIDE_MSG_SET_MAC_WORDS	3
#define STRIDE_MSG_SET_VLAN_WORDS	2
#define STRIDE_MSG_SET_LPE_WORDS	2

#endif /* STRIDE_ABI_MSG_H */
