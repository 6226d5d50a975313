// SPDX-License-Identifier: GPL-2.0
/*
 * Mailbox endpoint: ownership, copy, acknowledge.  Nothing here waits: whoever
 * finds the buffer taken comes back later, from a context that can sleep.
 */

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <stride/abi/msg.h>
#include <stride/hw/regs.h>
#include <stride/mbx.h>
#include <stride/mmio.h>

#define V2P_READ_CLEARS	(STRIDE_V2P_PFSTS | STRIDE_V2P_PFACK | STRIDE_V2P_RSTD)

static u32 mbx_ctrl(struct stride_mbx *mbx)
{
	u32 val = stride_rd32(mbx->hw, mbx->ctrl);

	if (mbx->mine == STRIDE_MBX_VFU)
		mbx->latched |= val & V2P_READ_CLEARS;
	return val;
}

/**
 * stride_mbx_take() - try once to own the shared buffer
 * @mbx: this end
 *
 * The device grants the bit only while the other end does not hold its own
 * (DS 8.14.1, 8.26.3), so it is read back.
 *
 * Context: any.
 * Return: 0, -EBUSY while the other end owns the buffer, -ENODEV if the device
 * is gone.
 */
int stride_mbx_take(struct stride_mbx *mbx)
{
	u32 val;

	stride_wr32(mbx->hw, mbx->ctrl, mbx->mine);
	val = mbx_ctrl(mbx);
	if (mbx->hw->gone)
		return -ENODEV;
	return val & mbx->mine ? 0 : -EBUSY;
}
EXPORT_SYMBOL(stride_mbx_take);

/**
 * stride_mbx_drop() - give the buffer up without telling the other end
 * @mbx: this end
 *
 * Context: any.
 */
void stride_mbx_drop(struct stride_mbx *mbx)
{
	stride_wr32(mbx->hw, mbx->ctrl, 0);
}
EXPORT_SYMBOL(stride_mbx_drop);

/**
 * stride_mbx_read_at() - copy words out of the shared buffer, each exactly once
 * @mbx: this end, owning the buffer
 * @first: first word, 0..%STRIDE_MBX_WORDS
 * @words: where to
 * @n: how many; what is beyond the buffer is not read
 *
 * The device does not stop the other end from writing meanwhile, so whoever
 * does not trust it validates the copy and never reads again.
 *
 * Context: any.
 */
void stride_mbx_read_at(struct stride_mbx *mbx, unsigned int first, u32 *words,
			unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n && first + i < STRIDE_MBX_WORDS; i++)
		words[i] = stride_rd32(mbx->hw, mbx->mem + 4 * (first + i));
}
EXPORT_SYMBOL(stride_mbx_read_at);

/**
 * stride_mbx_read() - copy the first words out of the shared buffer
 * @mbx: this end, owning the buffer
 * @words: where to
 * @n: how many, at most %STRIDE_MBX_WORDS
 *
 * Context: any.
 */
void stride_mbx_read(struct stride_mbx *mbx, u32 *words, unsigned int n)
{
	stride_mbx_read_at(mbx, 0, words, n);
}
EXPORT_SYMBOL(stride_mbx_read);

/**
 * stride_mbx_write() - copy words into the shared buffer
 * @mbx: this end, owning the buffer
 * @words: where from
 * @n: how many, at most %STRIDE_MBX_WORDS
 *
 * Context: any.
 */
void stride_mbx_write(struct stride_mbx *mbx, const u32 *words, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < min(n, STRIDE_MBX_WORDS); i++)
		stride_wr32(mbx->hw, mbx->mem + 4 * i, words[i]);
}
EXPORT_SYMBOL(stride_mbx_write);

/**
 * stride_mbx_wipe() - zero the shared buffer, whoever owns it
 * @mbx: this end
 *
 * Context: any.
 */
void stride_mbx_wipe(struct stride_mbx *mbx)
{
	static const u32 zero[STRIDE_MBX_WORDS];

	stride_mbx_write(mbx, zero, STRIDE_MBX_WORDS);
}
EXPORT_SYMBOL(stride_mbx_wipe);

/**
 * stride_mbx_ack() - tell the other end that its message was taken
 * @mbx: this end, owning the buffer
 * @keep: go on owning the buffer, to answer
 *
 * Context: any.
 */
void stride_mbx_ack(struct stride_mbx *mbx, bool keep)
{
	stride_wr32(mbx->hw, mbx->ctrl, STRIDE_MBX_ACK | (keep ? mbx->mine : 0));
}
EXPORT_SYMBOL(stride_mbx_ack);

/**
 * stride_mbx_send() - write a message, hand the buffer over and signal
 * @mbx: this end, owning the buffer
 * @words: the message
 * @n: its length in words
 *
 * Context: any.
 */
void stride_mbx_send(struct stride_mbx *mbx, const u32 *words, unsigned int n)
{
	stride_mbx_write(mbx, words, n);
	stride_wr32(mbx->hw, mbx->ctrl, STRIDE_MBX_SEND);
}
EXPORT_SYMBOL(stride_mbx_send);

/**
 * stride_mbx_vf_events() - what the PF signalled to this VF
 * @mbx: a VF's end
 * @take: read-to-clear events to take; the others stay latched
 *
 * Context: any.
 * Return: the control register's bits, with PFSTS, PFACK and RSTD as latched
 * since they were last taken; 0 if the device is gone.
 */
u32 stride_mbx_vf_events(struct stride_mbx *mbx, u32 take)
{
	u32 val = mbx_ctrl(mbx);

	if (mbx->hw->gone)
		return 0;
	val |= mbx->latched;
	mbx->latched &= ~take;
	return val;
}
EXPORT_SYMBOL(stride_mbx_vf_events);
