/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_MBX_H
#define STRIDE_MBX_H

#include <linux/types.h>

struct stride_hw;

/**
 * struct stride_mbx - one end of one VF's mailbox
 * @hw: register window of this end's function
 * @ctrl: this end's control register (P2VMAILBOX or V2PMAILBOX)
 * @mem: first of the 16 words of shared memory, as this end sees it
 * @mine: ownership bit that this end sets
 * @latched: VF end: PFSTS, PFACK and RSTD, which a read of V2PMAILBOX clears,
 *	kept until taken
 *
 * The two ends see mirror images of the same thing, so one engine serves both.
 * The caller serialises all calls for one end.
 */
struct stride_mbx {
	struct stride_hw *hw;
	u32 ctrl;
	u32 mem;
	u32 mine;
	u32 latched;
};

/* The bits that mean the same at both ends. */
#define STRIDE_MBX_SEND		0x1	/* P2V.STS, V2P.REQ */
#define STRIDE_MBX_ACK		0x2
#define STRIDE_MBX_VFU		0x4
#define STRIDE_MBX_PFU		0x8

int stride_mbx_take(struct stride_mbx *mbx);
void stride_mbx_drop(struct stride_mbx *mbx);
void stride_mbx_read(struct stride_mbx *mbx, u32 *words, unsigned int n);
void stride_mbx_read_at(struct stride_mbx *mbx, unsigned int first, u32 *words,
			unsigned int n);
void stride_mbx_write(struct stride_mbx *mbx, const u32 *words, unsigned int n);
void stride_mbx_wipe(struct stride_mbx *mbx);
void stride_mbx_ack(struct stride_mbx *mbx, bool keep);
void stride_mbx_send(struct stride_mbx *mbx, const u32 *words, unsigned int n);
u32 stride_mbx_vf_events(struct stride_mbx *mbx, u32 take);

#endif /* STRIDE_MBX_H */
