// SPDX-License-Identifier: GPL-2.0
/* A VF without a driver. */

#include <errno.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "vf.h"

#define V2P_READ_CLEARS	(STRIDE_V2P_PFSTS | STRIDE_V2P_PFACK | STRIDE_V2P_RSTD)
#define TAKE_US		500000
#define ACK_US		5000000

u64 now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}

void pause_us(unsigned int us)
{
	struct timespec t = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&t, NULL);
}

/* Its BAR and its DMA on. */
void vf_command(struct vf *vf)
{
	u16 command = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;

	if (pwrite(vf->config, &command, 2, PCI_COMMAND) != 2)
		perror("COMMAND");
}

/* Return: offset of a capability, 0 if there is none. */
static u32 vf_capability(struct vf *vf, u8 id)
{
	u8 pos, cap[2] = {};

	if (pread(vf->config, &pos, 1, PCI_CAPABILITY_LIST) != 1)
		return 0;
	while (pos && pread(vf->config, cap, 2, pos) == 2 && cap[0] != id)
		pos = cap[1];
	return pos;
}

/* Return: 0 or -1, with the reason printed. */
int vf_open(struct vf *vf, const char *pf, unsigned int idx)
{
	char path[128], target[128] = {};
	const char *bdf;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/virtfn%u", pf, idx);
	if (readlink(path, target, sizeof(target) - 1) < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	bdf = strrchr(target, '/');
	bdf = bdf ? bdf + 1 : target;
	vf->idx = idx;
	vf->latched = 0;
	vf->silence_ms = 1000;
	vf->config = bar_config_open(bdf);
	if (vf->config < 0 || bar_open(&vf->bar, bdf, VF_BAR_SIZE, true))
		return -1;
	vf->devctl = vf_capability(vf, PCI_CAP_ID_EXP) + PCI_EXP_DEVCTL;
	vf_command(vf);
	if (!vf_rd(vf, STRIDE_STATUS)) {
		fprintf(stderr, "%s: BAR 0 reads zero\n", bdf);
		return -1;
	}
	return 0;
}

/* Function-level reset, as VFIO does it for a guest, without the wait. */
void vf_flr(struct vf *vf)
{
	u16 devctl = 0;

	if (pread(vf->config, &devctl, 2, vf->devctl) != 2)
		perror("DEVCTL");
	devctl |= PCI_EXP_DEVCTL_BCR_FLR;
	if (pwrite(vf->config, &devctl, 2, vf->devctl) != 2)
		perror("DEVCTL");
	vf_command(vf);
}

/* The VF's own reset bit. */
void vf_reset(struct vf *vf)
{
	vf_wr(vf, STRIDE_CTRL, STRIDE_CTRL_RST);
}

static u32 vf_ctrl(struct vf *vf)
{
	u32 val = vf_rd(vf, STRIDE_V2PMAILBOX);

	vf->latched |= val & V2P_READ_CLEARS;
	return val | vf->latched;
}

/* Return: 0, or -1 if the PF does not let go of the buffer. */
int vf_post(struct vf *vf, const u32 *words)
{
	u64 end = now_us() + TAKE_US;
	unsigned int i;

	for (;;) {
		vf_wr(vf, STRIDE_V2PMAILBOX, STRIDE_V2P_VFU);
		if (vf_ctrl(vf) & STRIDE_V2P_VFU)
			break;
		if (now_us() > end)
			return -1;
		pause_us(50);
	}
	/* The PF cannot speak now: what it said before is stale. */
	vf->latched = 0;
	for (i = STRIDE_MBX_WORDS; i--;)
		vf_wr(vf, STRIDE_VF_VMBMEM + 4 * i, words[i]);
	vf_wr(vf, STRIDE_V2PMAILBOX, STRIDE_V2P_REQ);
	return 0;
}

/*
 * The PF takes a message (PFACK), then answers (PFSTS).  @reply gets all words of
 * the buffer.
 */
enum answer vf_wait(struct vf *vf, u32 word0, u32 *reply)
{
	u64 end = now_us() + ACK_US, silent = 0, now;
	unsigned int i;
	u32 ctrl;

	for (;;) {
		ctrl = vf_ctrl(vf);
		if ((ctrl & STRIDE_V2P_PFSTS) && (ctrl & STRIDE_V2P_PFACK))
			break;
		now = now_us();
		if (ctrl & STRIDE_V2P_PFACK && !silent)
			silent = now + 1000ull * vf->silence_ms;
		if (now > end || (silent && now > silent))
			return ANSWER_NONE;
		pause_us(20);
	}
	for (i = 0; i < STRIDE_MBX_WORDS; i++)
		reply[i] = vf_rd(vf, STRIDE_VF_VMBMEM + 4 * i);
	vf->latched = 0;
	vf_wr(vf, STRIDE_V2PMAILBOX, STRIDE_V2P_ACK);

	if ((reply[0] ^ word0) & STRIDE_MSG_TYPE)
		return ANSWER_BAD;
	switch (reply[0] & (STRIDE_MSG_ACK | STRIDE_MSG_NACK)) {
	case STRIDE_MSG_ACK:
		return ANSWER_ACK;
	case STRIDE_MSG_NACK:
		return ANSWER_NACK;
	default:
		return ANSWER_BAD;
	}
}

enum answer vf_say(struct vf *vf, const u32 *words, u32 *reply)
{
	if (vf_post(vf, words))
		return ANSWER_NONE;
	return vf_wait(vf, words[0], reply);
}

enum answer vf_ask(struct vf *vf, u32 type, u32 info, u32 w1, u32 w2)
{
	u32 words[STRIDE_MBX_WORDS] = {
		type | info << STRIDE_MSG_INFO_SHIFT, w1, w2,
	};
	u32 reply[STRIDE_MBX_WORDS];

	return vf_say(vf, words, reply);
}

/* RESET; a refusal means that no address was assigned, and the VF is reset. */
enum answer vf_hello(struct vf *vf)
{
	return vf_ask(vf, STRIDE_MSG_RESET, 0, 0, 0);
}

enum answer vf_ask_mac(struct vf *vf, u32 op, const u8 *mac)
{
	return vf_ask(vf, STRIDE_MSG_SET_MAC, op,
		      mac[0] | mac[1] << 8 | mac[2] << 16 | (u32)mac[3] << 24,
		      mac[4] | mac[5] << 8);
}
