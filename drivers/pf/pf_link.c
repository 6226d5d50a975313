// SPDX-License-Identifier: GPL-2.0
/*
 * The link as the MAC sees it, the netdev's carrier, and who else must know.
 */

#include <linux/netdevice.h>

#include "pf.h"

/**
 * stride_pf_link_update() - read the link and tell netdev and VFs of a change
 * @pf: the device
 *
 * Context: @pf->lock held, may sleep.
 */
void stride_pf_link_update(struct stride_pf *pf)
{
	struct stride_link now, was = pf->link;

	lockdep_assert_held(&pf->lock);
	stride_link_read(&pf->hw, &now);
	pf->link = now;

	if (now.up && !netif_carrier_ok(pf->netdev))
		netif_carrier_on(pf->netdev);
	else if (!now.up && netif_carrier_ok(pf->netdev))
		netif_carrier_off(pf->netdev);

	if (now.up == was.up && now.speed == was.speed && now.full == was.full)
		return;
	if (now.up)
		netdev_info(pf->netdev, "link is up, %u Mb/s %s duplex\n",
			    now.speed, now.full ? "full" : "half");
	else
		netdev_info(pf->netdev, "link is down\n");
	stride_pf_rate_apply_all(pf);
	stride_pf_vf_notify_all(pf);
}

/**
 * stride_pf_link_work() - after a link status change interrupt
 * @work: &stride_pf.link_work
 *
 * Context: work.
 */
void stride_pf_link_work(struct work_struct *work)
{
	struct stride_pf *pf = container_of(work, struct stride_pf, link_work);

	mutex_lock(&pf->lock);
	stride_pf_link_update(pf);
	mutex_unlock(&pf->lock);
}
