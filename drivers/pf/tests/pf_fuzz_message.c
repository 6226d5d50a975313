// SPDX-License-Identifier: GPL-2.0
/*
 * Messages by the grammar, with flipped bits, and noise; and what the protocol
 * (stride/abi/msg.h) says of an answer, told once more.
 */

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/if_link.h>
#include <linux/unaligned.h>
#include "pf_fuzz.h"

#define ACK	0x80000000u
#define NACK	0x40000000u
#define CTS	0x20000000u
#define REASONS	0x80000000u
#define LIMITS	0x40000000u

/**
 * fuzz_below() - a number by chance
 * @f: run
 * @n: bound, not reached
 *
 * Return: 0..@n - 1.
 */
u32 fuzz_below(struct fuzz *f, u32 n)
{
	return prandom_u32_state(&f->rnd) % n;
}

static void message_mac(struct fuzz *f, u32 *words)
{
	u32 i = fuzz_below(f, STRIDE_RAR_ENTRIES);
	u8 mac[8] = {};

	switch (fuzz_below(f, 8)) {
	case 0:
	case 1:
		words[0] = pf_bed_reg(f->bed, STRIDE_RAL(i));
		words[1] = pf_bed_reg(f->bed, STRIDE_RAH(i)) & STRIDE_RAH_ADDR;
		return;
	case 2:
		stride_pf_vf_derive_mac(f->bed->pf.perm_mac, i % STRIDE_MAX_VFS, mac);
		memcpy(words, mac, sizeof(mac));
		return;
	case 3:
		words[0] = prandom_u32_state(&f->rnd);
		words[1] = prandom_u32_state(&f->rnd);
		return;
	default:
		words[0] = 0x00006602;
		words[1] = fuzz_below(f, 64) << 8;
	}
}

static void message_newer(struct fuzz *f, u32 *words)
{
	static const u16 types[] = {
		0x07, 0x08, 0x09, 0x0c, 0x0c, 0x10, 0x11, 0x12, 0x100, 0x8001,
	};

	words[0] = types[fuzz_below(f, ARRAY_SIZE(types))];
	words[1] = fuzz_below(f, 10);
	words[2] = 0;
	if (words[0] == 0x08 && fuzz_below(f, 2))
		words[1] = STRIDE_API_1_7;
	if (words[0] == 0x12)
		words[1] = prandom_u32_state(&f->rnd);
}

static void message_valid(struct fuzz *f, u32 *words)
{
	u32 info = 0;

	switch (fuzz_below(f, 64)) {
	case 0 ... 1:
		words[0] = STRIDE_MSG_RESET;
		break;
	case 2 ... 5:
		words[0] = STRIDE_MSG_SET_MULTICAST;
		info = fuzz_below(f, fuzz_below(f, 2) ? 31 : 256);
		break;
	case 6 ... 9:
		words[0] = STRIDE_MSG_SET_PROMISC;
		info = fuzz_below(f, 5);
		break;
	case 10 ... 26:
		words[0] = STRIDE_MSG_SET_MAC;
		info = fuzz_below(f, 4);
		message_mac(f, &words[1]);
		break;
	case 27 ... 42:
		words[0] = STRIDE_MSG_SET_VLAN;
		info = fuzz_below(f, 8) ? fuzz_below(f, 2) : 2;
		words[1] = fuzz_below(f, fuzz_below(f, 2) ? 16 : 4200);
		break;
	case 43 ... 51:
		words[0] = STRIDE_MSG_SET_LPE;
		words[1] = fuzz_below(f, 16) ? fuzz_below(f, 12000) :
			   prandom_u32_state(&f->rnd);
		break;
	default:
		message_newer(f, words);
	}
	words[0] |= info << STRIDE_MSG_INFO_SHIFT;
}

/**
 * fuzz_message() - what a VF says next
 * @f: run; receives it in @f->words, all 16 of them
 *
 * Half by the grammar, three tenths with one to four bits flipped, the rest noise,
 * half of it with a type that there is.
 */
void fuzz_message(struct fuzz *f)
{
	u32 kind = fuzz_below(f, 10), n;

	prandom_bytes_state(&f->rnd, f->words, sizeof(f->words));
	if (kind < 8)
		message_valid(f, f->words);
	for (n = kind >= 5 && kind < 8 ? 1 + fuzz_below(f, 4) : 0; n; n--)
		f->words[fuzz_below(f, 3)] ^= BIT(fuzz_below(f, 32));
	if (kind == 9)
		f->words[0] &= 0x00ff001f;
}

/* What the PF must have agreed to before it grants a type; ~0: it never does. */
static u32 answer_api(u32 type)
{
	switch (type) {
	case 0x02 ... 0x06:
	case 0x08:
		return 0;
	case 0x09:
		return 1;
	case 0x0c:
	case 0x10:
		return 2;
	case 0x11:
		return 6;
	case 0x12:
	case 0x8001:
		return 7;
	default:
		return ~0;
	}
}

static bool answer_link(const struct fuzz *f)
{
	switch (f->bed->vf[f->vf].policy.link_state) {
	case IFLA_VF_LINK_STATE_ENABLE:
		return true;
	case IFLA_VF_LINK_STATE_DISABLE:
		return false;
	default:
		return f->bed->pf.link.up;
	}
}

/* Return: length of the ACK that is to be, which is put into @want, or 0. */
static unsigned int answer_ack(const struct fuzz *f, u32 *want)
{
	const struct stride_pf_vf *vf = &f->bed->vf[f->vf];
	u32 type = f->words[0] & 0xffff, info = f->words[0] >> 16;

	if (info > 0xff || answer_api(type) > vf->api)
		return 0;
	switch (type) {
	case 0x02:
		return info <= 2;
	case 0x03:
		return info <= 30 || vf->policy.trusted;
	case 0x04:
		return info <= 1 && f->words[1] <= 4095 && !vf->policy.vlan;
	case 0x05:
		return !info && f->words[1] >= 60 && f->words[1] <= 9728;
	case 0x06:
		return info <= 3 && (!info || vf->policy.trusted);
	case 0x08:
		want[1] = f->words[1];
		return info || want[1] == 1 || want[1] > 8 || f->words[2] ? 0 : 2;
	case 0x09:
		want[1] = 1;
		want[2] = 1;
		want[3] = !!vf->policy.vlan;
		want[4] = 0;
		return info ? 0 : 5;
	case 0x0c:
		want[1] = f->words[1];
		if (info || want[1] > 3 || (want[1] == 3 && vf->api < 3) ||
		    (want[1] > 1 && !vf->policy.trusted))
			return 0;
		return 2;
	case 0x10:
		want[1] = answer_link(f);
		return info ? 0 : 2;
	case 0x11:
		want[1] = 0x20;
		want[2] = f->bed->pf.link.up;
		return info ? 0 : 3;
	case 0x12:
		want[1] = f->words[1] & (REASONS | LIMITS);
		return info ? 0 : 2;
	case 0x8001:
		want[1] = 9238;
		want[2] = !vf->policy.vlan;
		return info || !(vf->features & LIMITS) ? 0 : 3;
	}
	return 0;
}

static bool answer_reset_is_right(const struct fuzz *f, const u32 *reply)
{
	const struct stride_mac_entry *own = &f->bed->pf.filters.mac[1 + f->vf];
	u32 rah = pf_bed_reg(f->bed, STRIDE_RAH(1 + f->vf));
	bool disabled = f->bed->vf[f->vf].policy.link_state == IFLA_VF_LINK_STATE_DISABLE;
	unsigned int i;

	for (i = 3; i < STRIDE_MBX_WORDS; i++)
		if (reply[i])
			return false;
	if (!!(rah & STRIDE_RAH_AV) != (own->used && !disabled))
		return false;
	return reply[0] == (STRIDE_MSG_RESET | (own->used ? ACK : NACK)) &&
	       reply[1] == (own->used ? get_unaligned_le32(own->addr) : 0) &&
	       reply[2] == (own->used ? get_unaligned_le16(own->addr + 4) : 0);
}

/**
 * fuzz_answer_is_right() - is every word of the buffer what it must be
 * @f: run, @f->words as the VF sent them
 * @reply: the buffer after the PF's answer
 *
 * Words beyond the answer are the VF's own, or zero after RESET.
 *
 * Return: yes or no.
 */
bool fuzz_answer_is_right(const struct fuzz *f, const u32 *reply)
{
	const struct stride_pf_vf *vf = &f->bed->vf[f->vf];
	u32 want[STRIDE_MBX_WORDS];
	unsigned int n;
	bool cts;

	if (f->words[0] == STRIDE_MSG_RESET)
		return answer_reset_is_right(f, reply);
	cts = stride_pf_vf_may_run(vf) ||
	      (vf->state == STRIDE_VF_READY && vf->api >= 2);
	memcpy(want, f->words, sizeof(want));
	want[0] = (f->words[0] & 0x1fffffff) | (cts ? CTS : 0);
	if (reply[0] & ACK) {
		want[0] |= ACK;
		n = answer_ack(f, want);
		if (!n || (!cts && (f->words[0] & 0xffff) != 0x08))
			return false;
	} else {
		want[0] |= NACK;
		n = 1;
		if (vf->features & REASONS) {
			if (!reply[1] || reply[1] > 7)
				return false;
			want[1] = reply[1];
		}
	}
	return !memcmp(reply, want, sizeof(want));
}
