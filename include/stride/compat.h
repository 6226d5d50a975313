/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_COMPAT_H
#define STRIDE_COMPAT_H

/*
 * The only place that knows kernel versions.  The oldest supported is 6.12; each
 * entry names the release that changed something and goes when that release is
 * the oldest.
 */

#include <linux/dim.h>
#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <linux/version.h>
#include <net/devlink.h>

/* v6.18: "devlink: Move graceful period parameter to reporter ops" */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
#define stride_health_reporter_create(devlink, ops, priv) \
	devlink_health_reporter_create(devlink, ops, priv)
#else
#define stride_health_reporter_create(devlink, ops, priv) \
	devlink_health_reporter_create(devlink, ops, 0, priv)
#endif

/* v6.17: "net: page_pool: allow enabling recycling late, fix false positive warning" */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
#define stride_pool_enable_recycling(pool, napi) \
	page_pool_enable_direct_recycling(pool, napi)
#else
#define stride_pool_enable_recycling(pool, napi_) \
	WRITE_ONCE((pool)->p.napi, napi_)
#endif

/* v6.14: "net: dim: pass dim_sample to net_dim() by reference" */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 14, 0)
#define stride_net_dim(dim, sample)	net_dim(dim, &(sample))
#else
#define stride_net_dim(dim, sample)	net_dim(dim, sample)
#endif

/* v6.13: "hrtimers: Introduce hrtimer_setup() to replace hrtimer_init()" */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define stride_hrtimer_setup(timer, fn) \
	hrtimer_setup(timer, fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL)
#else
static inline void
stride_hrtimer_setup(struct hrtimer *timer,
		     enum hrtimer_restart (*fn)(struct hrtimer *))
{
	hrtimer_init(timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	timer->function = fn;
}
#endif

/* v6.13: "net: napi: Add napi_config" */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
static inline void netif_napi_add_config(struct net_device *dev,
					 struct napi_struct *napi,
					 int (*poll)(struct napi_struct *, int),
					 int index)
{
	netif_napi_add(dev, napi, poll);
}
#endif

/* v6.13: "ndo_fdb_add: Add a parameter to report whether notification was sent" */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define STRIDE_FDB_FLAGS	u16 flags, bool *notified
#else
#define STRIDE_FDB_FLAGS	u16 flags
#endif

/* v6.13: "module: Convert symbol namespace to string literal" */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define STRIDE_IMPORT_NS	"STRIDE"
#define STRIDE_KUNIT_IMPORT_NS	"EXPORTED_FOR_KUNIT_TESTING"
#else
#define STRIDE_IMPORT_NS	STRIDE
#define STRIDE_KUNIT_IMPORT_NS	EXPORTED_FOR_KUNIT_TESTING
#endif

#endif /* STRIDE_COMPAT_H */
