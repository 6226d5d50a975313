// SPDX-License-Identifier: GPL-2.0
/*
 * NVM access, and the semaphores that keep firmware and the board's other port
 * off what we use (DS 4.7).
 */

#include <linux/bitfield.h>

#include "pf.h"

#define SYNC_US		(100 * USEC_PER_MSEC)
#define SYNC_DEAD_US	(1 * USEC_PER_SEC)
#define EERD_US		(10 * USEC_PER_MSEC)
#define NVM_SUM_WORDS	0x40
#define NVM_SUM		0xbaba	/* DS 6.2.11 */

/*
 * SWSM guards SW_FW_SYNC: SMBI between drivers, SWESMBI against firmware.  SMBI
 * is taken by the read that finds it clear.  Who has it has it for microseconds:
 * if it is never free its holder is gone, a driver before a crash for instance.
 */
static int swsm_take(struct stride_pf *pf)
{
	u32 val;

	if (stride_poll32(&pf->hw, STRIDE_SWSM, val, !(val & STRIDE_SWSM_SMBI),
			  50, SYNC_US)) {
		if (pf->hw.gone)
			return -ENODEV;
		dev_warn(pf->hw.dev, "somebody left the semaphore taken: freeing it\n");
		stride_rmw32(&pf->hw, STRIDE_SWSM, STRIDE_SWSM_SMBI, 0);
		return -EBUSY;
	}
	stride_rmw32(&pf->hw, STRIDE_SWSM, 0, STRIDE_SWSM_SWESMBI);
	if (stride_poll32(&pf->hw, STRIDE_SWSM, val, val & STRIDE_SWSM_SWESMBI,
			  50, SYNC_US)) {
		stride_rmw32(&pf->hw, STRIDE_SWSM, STRIDE_SWSM_SMBI, 0);
		return -EBUSY;
	}
	return 0;
}

static void swsm_drop(struct stride_pf *pf)
{
	stride_rmw32(&pf->hw, STRIDE_SWSM,
		     STRIDE_SWSM_SMBI | STRIDE_SWSM_SWESMBI, 0);
}

static bool sync_try(struct stride_pf *pf, u32 resource)
{
	u32 taken = resource | resource << STRIDE_SYNC_FW_SHIFT;
	u32 val;
	bool ok;

	if (swsm_take(pf))
		return false;
	val = stride_rd32(&pf->hw, STRIDE_SW_FW_SYNC);
	ok = !(val & taken);
	if (ok)
		stride_wr32(&pf->hw, STRIDE_SW_FW_SYNC, val | resource);
	swsm_drop(pf);
	return ok;
}

/*
 * A driver has it for some milliseconds at most.  Who has had it for a second is gone,
 * as with SMBI, and nobody else would ever drop its bit.  The firmware's is not ours
 * to take.
 */
static int sync_inherit(struct stride_pf *pf, u32 resource)
{
	u32 val = stride_rd32(&pf->hw, STRIDE_SW_FW_SYNC);

	if (pf->hw.gone || val & resource << STRIDE_SYNC_FW_SHIFT ||
	    !(val & resource))
		return -EBUSY;
	dev_warn(pf->hw.dev, "somebody left resource %#x taken: taking it over\n",
		 resource);
	return 0;
}

/**
 * stride_pf_sync_take() - own the NVM or a PHY against firmware and other ports
 * @pf: the device
 * @resource: %STRIDE_SYNC_EEP or STRIDE_SYNC_PHY()
 *
 * Context: may sleep, a second at most unless the device is very slow.
 * Return: 0 or -EBUSY.
 */
int stride_pf_sync_take(struct stride_pf *pf, u32 resource)
{
	bool ok;

	if (!read_poll_timeout(sync_try, ok, ok || pf->hw.gone, USEC_PER_MSEC,
			       SYNC_DEAD_US, false, pf, resource))
		return ok ? 0 : -EBUSY;
	return sync_inherit(pf, resource);
}

/**
 * stride_pf_sync_drop() - give up what stride_pf_sync_take() took
 * @pf: the device
 * @resource: the same
 *
 * Context: may sleep.
 */
void stride_pf_sync_drop(struct stride_pf *pf, u32 resource)
{
	/* Nobody else changes our bit: without the semaphore we still drop it. */
	int err = swsm_take(pf);

	stride_rmw32(&pf->hw, STRIDE_SW_FW_SYNC, resource, 0);
	if (!err)
		swsm_drop(pf);
}

/**
 * stride_pf_nvm_read() - read a word of the NVM
 * @pf: the device
 * @word: address, 0..16383
 * @val: receives it
 *
 * Context: may sleep.
 * Return: 0, -EBUSY if the NVM is not to be had, -EIO if it does not answer.
 */
int stride_pf_nvm_read(struct stride_pf *pf, u16 word, u16 *val)
{
	u32 eerd;
	int err;

	err = stride_pf_sync_take(pf, STRIDE_SYNC_EEP);
	if (err)
		return err;
	stride_wr32(&pf->hw, STRIDE_EERD,
		    FIELD_PREP(STRIDE_EERD_ADDR, word) | STRIDE_EERD_START);
	if (stride_poll32(&pf->hw, STRIDE_EERD, eerd, eerd & STRIDE_EERD_DONE,
			  5, EERD_US))
		err = -EIO;
	else
		*val = FIELD_GET(STRIDE_EERD_DATA, eerd);
	stride_pf_sync_drop(pf, STRIDE_SYNC_EEP);
	return err;
}

/**
 * stride_pf_nvm_check() - verify the NVM's checksum
 * @pf: the device
 *
 * Context: may sleep.
 * Return: 0, -EBADMSG if it is wrong, or an error of stride_pf_nvm_read().
 */
int stride_pf_nvm_check(struct stride_pf *pf)
{
	u16 sum = 0, val;
	unsigned int i;
	int err;

	for (i = 0; i < NVM_SUM_WORDS; i++) {
		err = stride_pf_nvm_read(pf, i, &val);
		if (err)
			return err;
		sum += val;
	}
	return sum == NVM_SUM ? 0 : -EBADMSG;
}
