/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_VF_H
#define STRIDE_VF_H

#include <linux/netdevice.h>
#include <linux/ratelimit.h>
#include <stride/msg.h>
#include "vf_types.h"

#define STRIDE_VF_NAME	"stride_vf"

extern const struct ethtool_ops stride_vf_ethtool_ops;

/* vf_addr.c */
void stride_vf_derive_mac(const char *id, u8 *mac);
void stride_vf_addr_init(struct stride_vf *vf);
int stride_vf_addr_sync(struct stride_vf *vf);
int stride_vf_addr_set(struct stride_vf *vf, const u8 *addr);

/* vf_api.c */
void stride_vf_api_negotiate(struct stride_vf *vf);
void stride_vf_api_get_link(struct stride_vf *vf);

/* vf_filter.c */
int stride_vf_filter_sync(struct stride_vf *vf);
int stride_vf_filter_replay(struct stride_vf *vf);
int stride_vf_filter_vlan(struct stride_vf *vf, u16 vid, bool add);
int stride_vf_filter_max_frame(struct stride_vf *vf, u32 max_frame);

/* vf_irq.c */
int stride_vf_irq_init(struct stride_vf *vf);
void stride_vf_irq_exit(struct stride_vf *vf);
int stride_vf_irq_open(struct stride_vf *vf);
void stride_vf_irq_close(struct stride_vf *vf);
void stride_vf_irq_configure(struct stride_vf *vf);
void stride_vf_irq_mask(struct stride_vf *vf);
void stride_vf_irq_resume(struct stride_vf *vf);
bool stride_vf_irq_test(struct stride_vf *vf);

/* vf_pci.c */
bool stride_vf_present(struct stride_vf *vf);

/* vf_link.c */
void stride_vf_link_init(struct stride_vf *vf);
void stride_vf_link_lose_locked(struct stride_vf *vf, const char *why);
void stride_vf_link_lose(struct stride_vf *vf, const char *why);
void stride_vf_link_invite(struct stride_vf *vf);
void stride_vf_link_kick(struct stride_vf *vf);
void stride_vf_link_detach(struct stride_vf *vf);
void stride_vf_link_attach(struct stride_vf *vf);
void stride_vf_link_probe(struct stride_vf *vf);
int stride_vf_link_open(struct stride_vf *vf);
void stride_vf_link_halt(struct stride_vf *vf);
void stride_vf_link_check(struct stride_vf *vf);
void stride_vf_link_read(struct stride_vf *vf, struct stride_link *link);

/* vf_netdev.c */
int stride_vf_netdev_create(struct stride_vf *vf);
void stride_vf_netdev_destroy(struct stride_vf *vf);
void stride_vf_netdev_limit(struct stride_vf *vf);

/* vf_request.c */
int stride_vf_request(struct stride_vf *vf, const u32 *words, unsigned int n);
int stride_vf_request_locked(struct stride_vf *vf, const u32 *words,
			     unsigned int n, struct stride_answer *answer);
int stride_vf_request_reset(struct stride_vf *vf);
ktime_t stride_vf_request_hurry(struct stride_vf *vf, unsigned long us);
void stride_vf_request_poll(struct stride_vf *vf);
u32 stride_vf_request_events(struct stride_vf *vf);

/**
 * stride_vf_ready() - does the PF take requests
 * @vf: function
 *
 * Context: any; the answer may be outdated at once, and a request then fails.
 * Return: true if so.
 */
static inline bool stride_vf_ready(const struct stride_vf *vf)
{
	return READ_ONCE(vf->state) == STRIDE_VF_READY;
}

/**
 * stride_vf_may_log() - may something that the PF brought about be logged
 * @vf: function
 *
 * Context: any.
 * Return: false if it was too much of late.
 */
static inline bool stride_vf_may_log(struct stride_vf *vf)
{
	return __ratelimit(&vf->log);
}

/**
 * stride_vf_refused() - did the PF refuse
 * @err: what stride_vf_request() returned
 *
 * Context: any.
 * Return: true if so; else it granted, or takes no requests.
 */
static inline bool stride_vf_refused(int err)
{
	return err && err != -ENOTCONN && err != -ECONNRESET;
}

#endif /* STRIDE_VF_H */
