// SPDX-License-Identifier: GPL-2.0
/*
 * Which queue a received packet goes to: RSS over all queues without VFs, pools
 * (and RSS over the PF pool's two queues, where the device has it) with VFs.
 */

#include <linux/ethtool.h>
#include <linux/unaligned.h>

#include "pf.h"

#define RSS_FIELDS	(STRIDE_MRQC_TCPIPV4 | STRIDE_MRQC_IPV4 | \
			 STRIDE_MRQC_IPV6 | STRIDE_MRQC_TCPIPV6)

/**
 * stride_pf_rss_spread() - even indirection, unless the user's still fits
 * @pf: the device
 *
 * Context: RTNL held.
 */
void stride_pf_rss_spread(struct stride_pf *pf)
{
	struct stride_pf_net *net = pf->net;
	unsigned int n = net->port.cfg.num_qp, i, max = 0;

	for (i = 0; i < STRIDE_RETA_ENTRIES; i++)
		max = max_t(unsigned int, max, net->reta[i]);
	if (net->reta_user && max < n)
		return;
	net->reta_user = false;
	for (i = 0; i < STRIDE_RETA_ENTRIES; i++)
		net->reta[i] = ethtool_rxfh_indir_default(i, n);
}

/**
 * stride_pf_rss_limit() - sort into the first queues only, before others go
 * @pf: the device
 * @n: queues that stay
 *
 * Context: RTNL held, may sleep.
 */
void stride_pf_rss_limit(struct stride_pf *pf, unsigned int n)
{
	unsigned int i;

	mutex_lock(&pf->lock);
	for (i = 0; i < STRIDE_RETA_ENTRIES; i++)
		if (pf->net->reta[i] >= n)
			pf->net->reta[i] %= n;
	stride_pf_rss_apply(pf);
	mutex_unlock(&pf->lock);
}

/**
 * stride_pf_rss_init() - key and indirection of a new netdev
 * @pf: the device
 *
 * Context: probe.
 */
void stride_pf_rss_init(struct stride_pf *pf)
{
	netdev_rss_key_fill(pf->net->rss_key, sizeof(pf->net->rss_key));
	stride_pf_rss_spread(pf);
}

/*
 * A table entry: without pools the device's queue, with pools the queue within
 * the pool in bit 3 (DS 8.10.17).
 */
static u8 rss_reta(const struct stride_pf *pf, unsigned int i)
{
	u8 q = pf->net->reta[i];

	return pf->vmdq ? q << 3 : q;
}

static u32 rss_mrqc(const struct stride_pf *pf)
{
	if (!pf->vmdq)
		return STRIDE_MRQC_RSS | RSS_FIELDS;
	return pf->net->port.cfg.num_qp > 1 ? STRIDE_MRQC_VMDQ_RSS | RSS_FIELDS :
					      STRIDE_MRQC_VMDQ;
}

/**
 * stride_pf_rss_apply() - write key, indirection and sorting mode
 * @pf: the device
 *
 * Context: @pf->lock held.
 */
void stride_pf_rss_apply(struct stride_pf *pf)
{
	unsigned int i;

	for (i = 0; i < STRIDE_RSSRK_BYTES / 4; i++)
		stride_wr32(&pf->hw, STRIDE_RSSRK(i),
			    get_unaligned_le32(&pf->net->rss_key[4 * i]));
	for (i = 0; i < STRIDE_RETA_ENTRIES; i += 4)
		stride_wr32(&pf->hw, STRIDE_RETA(i / 4),
			    rss_reta(pf, i) | rss_reta(pf, i + 1) << 8 |
			    rss_reta(pf, i + 2) << 16 |
			    (u32)rss_reta(pf, i + 3) << 24);
	stride_wr32(&pf->hw, STRIDE_MRQC, rss_mrqc(pf));
}
