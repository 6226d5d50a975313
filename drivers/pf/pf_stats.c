// SPDX-License-Identifier: GPL-2.0
/*
 * The device's counters.  They are 32 bits and clear on read, or wrap (a VF's),
 * so a work reads them every few seconds into 64 bits; nobody else has to.
 */

#include <linux/ethtool.h>
#include <linux/string.h>

#include "pf.h"

/*
 * 32 bits of octets wrap after 34 s at 1 Gb/s, but between VFs QEMU's model is faster
 * than that; and the transmit watchdog, which takes it for a hang, barks after 5 s.
 */
#define STATS_JIFFIES	(2 * HZ)

struct stat_reg {
	const char *name;
	u32 reg;
};

static const struct stat_reg stat_regs[] = {
	{ "rx_crc_errors", STRIDE_CRCERRS },
	{ "rx_align_errors", STRIDE_ALGNERRC },
	{ "rx_symbol_errors", STRIDE_SYMERRS },
	{ "rx_errors", STRIDE_RXERRC },
	{ "rx_missed", STRIDE_MPC },
	{ "tx_single_collisions", STRIDE_SCC },
	{ "tx_excessive_collisions", STRIDE_ECOL },
	{ "tx_multiple_collisions", STRIDE_MCC },
	{ "tx_late_collisions", STRIDE_LATECOL },
	{ "collisions", STRIDE_COLC },
	{ "tx_deferred", STRIDE_DC },
	{ "rx_length_errors", STRIDE_RLEC },
	{ "rx_xon", STRIDE_XONRXC },
	{ "tx_xon", STRIDE_XONTXC },
	{ "rx_xoff", STRIDE_XOFFRXC },
	{ "tx_xoff", STRIDE_XOFFTXC },
	{ "rx_64", STRIDE_PRC64 },
	{ "rx_65_to_127", STRIDE_PRC127 },
	{ "rx_128_to_255", STRIDE_PRC255 },
	{ "rx_256_to_511", STRIDE_PRC511 },
	{ "rx_512_to_1023", STRIDE_PRC1023 },
	{ "rx_1024_to_max", STRIDE_PRC1522 },
	{ "rx_good_packets", STRIDE_GPRC },
	{ "rx_broadcast", STRIDE_BPRC },
	{ "rx_multicast", STRIDE_MPRC },
	{ "tx_good_packets", STRIDE_GPTC },
	{ "rx_no_buffer", STRIDE_RNBC },
	{ "rx_undersize", STRIDE_RUC },
	{ "rx_fragments", STRIDE_RFC },
	{ "rx_oversize", STRIDE_ROC },
	{ "rx_jabber", STRIDE_RJC },
	{ "rx_total_packets", STRIDE_TPR },
	{ "tx_total_packets", STRIDE_TPT },
	{ "tx_64", STRIDE_PTC64 },
	{ "tx_65_to_127", STRIDE_PTC127 },
	{ "tx_128_to_255", STRIDE_PTC255 },
	{ "tx_256_to_511", STRIDE_PTC511 },
	{ "tx_512_to_1023", STRIDE_PTC1023 },
	{ "tx_1024_to_max", STRIDE_PTC1522 },
	{ "tx_multicast", STRIDE_MPTC },
	{ "tx_broadcast", STRIDE_BPTC },
	{ "tx_tso_contexts", STRIDE_TSCTC },
	/* 64 bits: the low half must be read before the high half. */
	{ "rx_good_octets", STRIDE_GORCL },
	{ "tx_good_octets", STRIDE_GOTCL },
	{ "rx_total_octets", STRIDE_TORL },
	{ "tx_total_octets", STRIDE_TOTL },
};

static bool stat_is_64(u32 reg)
{
	return reg == STRIDE_GORCL || reg == STRIDE_GOTCL ||
	       reg == STRIDE_TORL || reg == STRIDE_TOTL;
}

/**
 * stride_pf_stats_count() - number of counters
 *
 * Return: entries of &stride_pf.hw_stats.
 */
unsigned int stride_pf_stats_count(void)
{
	return ARRAY_SIZE(stat_regs);
}

/**
 * stride_pf_stats_strings() - names of the counters
 * @data: cursor of ethtool_puts(); stride_pf_stats_count() names are written
 */
void stride_pf_stats_strings(u8 **data)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(stat_regs); i++)
		ethtool_puts(data, stat_regs[i].name);
}

/**
 * stride_pf_stats_get() - a counter by its register
 * @pf: the device
 * @reg: register, a low half for the 64-bit ones
 *
 * Context: @pf->lock held.
 * Return: the count since probe, as of the last stride_pf_stats_update().
 */
u64 stride_pf_stats_get(struct stride_pf *pf, u32 reg)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(stat_regs); i++)
		if (stat_regs[i].reg == reg)
			return pf->hw_stats[i];
	WARN_ON_ONCE(1);
	return 0;
}

static const u32 vf_stat_base[] = {
	STRIDE_PVFGPRC(0), STRIDE_PVFGPTC(0), STRIDE_PVFGORC(0),
	STRIDE_PVFGOTC(0), STRIDE_PVFMPRC(0),
};

static u32 vf_stat_read(struct stride_pf_vf *vf, unsigned int i)
{
	return stride_rd32(&vf->pf->hw, vf_stat_base[i] + 0x100 * vf->idx);
}

/**
 * stride_pf_stats_vf_rebase() - go on counting from what the counters are now
 * @vf: VF
 *
 * For after a reset of the PF, which sets them back.
 *
 * Context: @vf->pf->lock held.
 */
void stride_pf_stats_vf_rebase(struct stride_pf_vf *vf)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vf->stats_hw); i++)
		vf->stats_hw[i] = vf_stat_read(vf, i);
}

/**
 * stride_pf_stats_vf_update() - add what a VF's counters moved since last time
 * @vf: VF
 *
 * The counters wrap at 32 bits and are not cleared by a VF reset (DS 8.18.72,
 * QEMU the same), so unsigned differences are right over both.  A reset of the
 * PF clears them: nothing is read from when it may have begun until
 * stride_pf_vf_restore_all() starts anew.
 *
 * Context: @vf->pf->lock held.
 */
void stride_pf_stats_vf_update(struct stride_pf_vf *vf)
{
	u64 *sum[] = {
		&vf->stats.rx_packets, &vf->stats.tx_packets,
		&vf->stats.rx_bytes, &vf->stats.tx_bytes, &vf->stats.multicast,
	};
	unsigned int i;

	if (test_bit(STRIDE_PF_RESETTING, &vf->pf->flags))
		return;
	for (i = 0; i < ARRAY_SIZE(sum); i++) {
		u32 now = vf_stat_read(vf, i);

		if (vf->pf->hw.gone)
			return;
		/* It wrapped, or it is not the counter that was read. */
		if (now < vf->stats_hw[i] && !stride_pf_hw_present(vf->pf))
			return;
		*sum[i] += (u32)(now - vf->stats_hw[i]);
		vf->stats_hw[i] = now;
	}
}

/**
 * stride_pf_stats_update() - read all counters
 * @pf: the device
 *
 * Context: @pf->lock held.
 */
void stride_pf_stats_update(struct stride_pf *pf)
{
	unsigned int i;

	lockdep_assert_held(&pf->lock);
	for (i = 0; i < ARRAY_SIZE(stat_regs); i++) {
		u64 val = stride_rd32(&pf->hw, stat_regs[i].reg);

		if (stat_is_64(stat_regs[i].reg))
			val |= (u64)stride_rd32(&pf->hw, stat_regs[i].reg + 4) << 32;
		if (pf->hw.gone)
			return;
		pf->hw_stats[i] += val;
	}
	for (i = 0; i < pf->num_vfs; i++)
		stride_pf_stats_vf_update(&pf->vf[i]);
}

/**
 * stride_pf_stats_work() - what is to be done every few seconds
 * @work: &stride_pf.stats_work
 *
 * Read the counters before they wrap, see whether the device is still there, and
 * look after the netdev.
 *
 * Context: work.
 */
void stride_pf_stats_work(struct work_struct *work)
{
	struct stride_pf *pf = container_of(to_delayed_work(work),
					    struct stride_pf, stats_work);

	if (stride_pf_hw_present(pf)) {
		mutex_lock(&pf->lock);
		stride_pf_stats_update(pf);
		mutex_unlock(&pf->lock);
	}
	stride_pf_netdev_look_after(pf);
	queue_delayed_work(pf->wq, &pf->stats_work, STATS_JIFFIES);
}
