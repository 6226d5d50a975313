/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HOSTILE_VF_H
#define HOSTILE_VF_H

#include <stride/abi/msg.h>
#include <stride/hw/regs.h>

#include "bar.h"

/* A VF without a driver: its BAR, its configuration space, its mailbox. */
struct vf {
	unsigned int idx;
	struct bar bar;
	int config;
	u32 devctl;		/* offset of Device Control */
	u32 latched;		/* V2PMAILBOX bits that a read has cleared */
	unsigned int silence_ms;
};

enum answer {
	ANSWER_NONE,		/* the PF took it and said nothing, or not even that */
	ANSWER_ACK,
	ANSWER_NACK,
	ANSWER_BAD,		/* neither, or of another type */
};

int vf_open(struct vf *vf, const char *pf, unsigned int idx);
void vf_command(struct vf *vf);
void vf_flr(struct vf *vf);
void vf_reset(struct vf *vf);

/* One message: post, then wait.  @words has STRIDE_MBX_WORDS words. */
int vf_post(struct vf *vf, const u32 *words);
enum answer vf_wait(struct vf *vf, u32 word0, u32 *reply);
enum answer vf_say(struct vf *vf, const u32 *words, u32 *reply);

/* Short forms. */
enum answer vf_ask(struct vf *vf, u32 type, u32 info, u32 w1, u32 w2);
enum answer vf_hello(struct vf *vf);
enum answer vf_ask_mac(struct vf *vf, u32 op, const u8 *mac);

static inline u32 vf_rd(struct vf *vf, u32 reg)
{
	return bar_rd(&vf->bar, reg);
}

static inline void vf_wr(struct vf *vf, u32 reg, u32 val)
{
	bar_wr(&vf->bar, reg, val);
}

u64 now_us(void);
void pause_us(unsigned int us);

#endif /* HOSTILE_VF_H */
