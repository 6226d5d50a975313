/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STRIDE_PF_H
#define STRIDE_PF_H

#include <linux/ethtool.h>

#include "pf_types.h"

struct ifla_vf_info;
struct ifla_vf_stats;
struct ndmsg;
struct netlink_ext_ack;
struct nlattr;
struct nlmsghdr;

/* pf_hw.c: reset and initial state of the device */
bool stride_pf_hw_present(struct stride_pf *pf);
int stride_pf_hw_reset(struct stride_pf *pf);
void stride_pf_hw_init(struct stride_pf *pf);
int stride_pf_hw_read_mac(struct stride_pf *pf);
void stride_pf_hw_rx(struct stride_pf *pf);
void stride_pf_hw_quiesce(struct stride_pf *pf);

/* pf_nvm.c: NVM and the semaphores around it and the PHY */
int stride_pf_sync_take(struct stride_pf *pf, u32 resource);
void stride_pf_sync_drop(struct stride_pf *pf, u32 resource);
int stride_pf_nvm_read(struct stride_pf *pf, u16 word, u16 *val);
int stride_pf_nvm_check(struct stride_pf *pf);

/* pf_phy.c: MDIO and auto-negotiation */
int stride_pf_phy_read(struct stride_pf *pf, u8 reg, u16 *val);
int stride_pf_phy_write(struct stride_pf *pf, u8 reg, u16 val);
int stride_pf_phy_advertise(struct stride_pf *pf, u32 modes);
int stride_pf_phy_restart(struct stride_pf *pf);

/* pf_link.c */
void stride_pf_link_work(struct work_struct *work);
void stride_pf_link_update(struct stride_pf *pf);

/* pf_irq.c */
void stride_pf_irq_init(struct stride_pf *pf);
void stride_pf_irq_mask_vf(struct stride_pf_vf *vf, bool masked);
bool stride_pf_irq_rang(struct stride_pf_vf *vf);
void stride_pf_irq_forget(struct stride_pf_vf *vf);
int stride_pf_irq_alloc(struct stride_pf *pf);
void stride_pf_irq_free(struct stride_pf *pf);
void stride_pf_irq_enable(struct stride_pf *pf);
void stride_pf_irq_disable(struct stride_pf *pf);
int stride_pf_irq_request_queues(struct stride_pf *pf);
void stride_pf_irq_free_queues(struct stride_pf *pf);
unsigned int stride_pf_irq_available(unsigned int num_vfs);

/* pf_netdev.c */
int stride_pf_netdev_create(struct stride_pf *pf);
void stride_pf_netdev_destroy(struct stride_pf *pf);
int stride_pf_netdev_set_pools(struct stride_pf *pf, bool vmdq);
int stride_pf_netdev_reset(struct stride_pf *pf);
void stride_pf_netdev_look_after(struct stride_pf *pf);
unsigned int stride_pf_pool_queue(unsigned int i);
unsigned int stride_pf_max_qp(const struct stride_pf *pf);
int stride_pf_netdev_recover(struct stride_pf *pf);
void stride_pf_reset_work(struct work_struct *work);
void stride_pf_rx_mode_work(struct work_struct *work);

/* pf_rss.c */
void stride_pf_rss_init(struct stride_pf *pf);
void stride_pf_rss_spread(struct stride_pf *pf);
void stride_pf_rss_limit(struct stride_pf *pf, unsigned int n);
void stride_pf_rss_apply(struct stride_pf *pf);

/* pf_mac.c: exact addresses */
int stride_pf_mac_may_claim(struct stride_pf *pf, u8 pool, const u8 *addr);
int stride_pf_mac_claim(struct stride_pf *pf, u8 pool, const u8 *addr);
unsigned int stride_pf_mac_quota(const struct stride_pf *pf, u8 pool);
int stride_pf_mac_set_own(struct stride_pf *pf, u8 pool, const u8 *addr);
int stride_pf_mac_add(struct stride_pf *pf, u8 pool, const u8 *addr);
int stride_pf_mac_del(struct stride_pf *pf, u8 pool, const u8 *addr);
void stride_pf_mac_flush(struct stride_pf *pf, u8 pool);
void stride_pf_mac_apply(struct stride_pf *pf);
void stride_pf_mac_apply_vf(struct stride_pf_vf *vf);

/* pf_mcast.c: multicast hash table */
void stride_pf_mcast_apply(struct stride_pf *pf);

/* pf_ucast.c: unicast hash table */
void stride_pf_ucast_write(struct stride_pf *pf);
void stride_pf_ucast_apply(struct stride_pf *pf);

/* pf_vlan.c: VLAN filters of wire and pools */
int stride_pf_vlan_join(struct stride_pf *pf, u8 pool, u16 vid);
void stride_pf_vlan_leave(struct stride_pf *pf, u8 pool, u16 vid);
void stride_pf_vlan_flush(struct stride_pf *pf, u8 pool);
void stride_pf_vlan_apply(struct stride_pf *pf);
unsigned int stride_pf_vlan_quota(unsigned int num_vfs, u8 pool);

/* pf_pool.c: pools of the switch */
void stride_pf_pool_apply(struct stride_pf *pf, u8 pool);
void stride_pf_pool_enable(struct stride_pf *pf, u8 pool, bool on);
void stride_pf_switch_apply(struct stride_pf *pf);

/* pf_bridge.c: the switch as `bridge link` and `bridge fdb` see it */
int stride_pf_bridge_setlink(struct net_device *netdev, struct nlmsghdr *nlh,
			     u16 flags, struct netlink_ext_ack *extack);
int stride_pf_bridge_getlink(struct sk_buff *skb, u32 pid, u32 seq,
			     struct net_device *netdev, u32 filter_mask,
			     int nlflags);
int stride_pf_fdb_add(struct ndmsg *ndm, struct nlattr *tb[],
		      struct net_device *netdev, const unsigned char *addr,
		      u16 vid, u16 flags, struct netlink_ext_ack *extack);

/* pf_rate.c: transmit rate limits of VFs */
#define STRIDE_RATE_MAX	SPEED_1000	/* Mb/s: more than this limits nothing */
void stride_pf_rate_apply(struct stride_pf *pf, unsigned int idx);
void stride_pf_rate_apply_all(struct stride_pf *pf);

/* pf_sriov_cap.c: the SR-IOV Extended Capability */
int stride_sriov_cap_parse(const u8 *raw, struct stride_sriov_cap *cap);
int stride_sriov_cap_check(const struct stride_sriov_cap *cap, const char **why);
int stride_sriov_cap_read(struct pci_dev *pdev, struct stride_sriov_cap *cap);
int stride_sriov_vf_rid(const struct stride_sriov_cap *cap, u16 pf_rid,
			unsigned int idx);
u64 stride_sriov_vf_bar(u64 base, u64 size, unsigned int idx);
u64 stride_sriov_page_bytes(const struct stride_sriov_cap *cap);

/* pf_preflight.c: would pci_enable_sriov() work, and if not, why */
int stride_pf_preflight(struct stride_pf *pf, unsigned int num_vfs);
enum stride_preflight stride_preflight_check(const struct stride_preflight_facts *facts);
const char *stride_preflight_cause(enum stride_preflight reason);
const char *stride_preflight_remedy(enum stride_preflight reason);
int stride_preflight_errno(enum stride_preflight reason);

/* pf_sriov.c: numvfs */
int stride_pf_sriov_configure(struct pci_dev *pdev, int num_vfs);
void stride_pf_sriov_disable(struct stride_pf *pf);
void stride_pf_sriov_hold_vfs(struct stride_pf *pf);
void stride_pf_sriov_restore_vfs(struct stride_pf *pf);
void stride_pf_sriov_save_vfs(struct stride_pf *pf);
void stride_pf_sriov_reload_vfs(struct stride_pf *pf);
void stride_pf_sriov_report(struct stride_pf *pf);
void stride_pf_sriov_why(struct stride_pf *pf, const char *cause,
			 const char *remedy);

/* pf_vf.c: a VF's life */
void stride_pf_vf_init(struct stride_pf *pf, unsigned int idx);
void stride_pf_vf_wipe(struct stride_pf_vf *vf);
void stride_pf_vf_accept(struct stride_pf_vf *vf);
void stride_pf_vf_join_port_vlan(struct stride_pf_vf *vf);
void stride_pf_vf_event(struct stride_pf_vf *vf, unsigned int what);
void stride_pf_vf_kick(struct stride_pf_vf *vf);
void stride_pf_vf_notify_all(struct stride_pf *pf);
void stride_pf_vf_restore_all(struct stride_pf *pf);
bool stride_pf_vf_may_run(const struct stride_pf_vf *vf);
bool stride_pf_vf_may_ask(const struct stride_pf_vf *vf);
bool stride_pf_vf_all_mc(const struct stride_pf_vf *vf);
bool stride_pf_vf_all_uc(const struct stride_pf_vf *vf);
void stride_pf_vf_due_mac(const struct stride_pf *pf, unsigned int idx, u8 *mac);
void stride_pf_vf_derive_mac(const u8 *pf_mac, unsigned int idx, u8 *mac);
void stride_pf_vf_work(struct work_struct *work);

/* pf_vf_msg.c: a VF's requests */
void stride_pf_vf_handle(struct stride_pf_vf *vf, const u32 *words,
			 u32 *reply, unsigned int *reply_words);

/* pf_guard.c: what a VF may use up, and quarantine */
void stride_bucket_init(struct stride_bucket *b, unsigned int tokens);
u64 stride_bucket_take(struct stride_bucket *b, unsigned int tokens, u64 now);
void stride_bucket_spend(struct stride_bucket *b, unsigned int tokens);
bool stride_bucket_has(struct stride_bucket *b, unsigned int tokens, u64 now);
void stride_guard_init(struct stride_vf_guard *g);
u64 stride_guard_charge(struct stride_vf_guard *g, unsigned int tokens, u64 now);
bool stride_guard_blame(struct stride_vf_guard *g, u64 now);
void stride_guard_quarantine(struct stride_vf_guard *g, u64 now);
bool stride_guard_may_lift(const struct stride_vf_guard *g, u64 now);
void stride_guard_lift(struct stride_vf_guard *g, u64 now);
void stride_pf_guard_init(struct stride_pf_vf *vf);
u64 stride_pf_guard_charge(struct stride_pf_vf *vf, unsigned int tokens, u64 now);
void stride_pf_guard_blame(struct stride_pf_vf *vf, u64 now);
void stride_pf_guard_reset(struct stride_pf_vf *vf, bool again, u64 now);
void stride_pf_guard_signal(struct stride_pf_vf *vf, bool reset, bool ack,
			    bool req);
void stride_pf_guard_pardon(struct stride_pf_vf *vf);
void stride_pf_guard_refused(struct stride_pf_vf *vf, u32 word, int err);
__printf(3, 4)
void stride_pf_vf_warn(struct stride_pf_vf *vf, struct ratelimit_state *limit,
		       const char *fmt, ...);

/* pf_vf_api.c: version, features and what a VF may know of the PF */
int stride_pf_vf_api_negotiate(struct stride_pf_vf *vf,
			       const struct stride_request *req,
			       struct stride_answer *answer);
int stride_pf_vf_features_negotiate(struct stride_pf_vf *vf,
				    const struct stride_request *req,
				    struct stride_answer *answer);
int stride_pf_vf_get_queues(struct stride_pf_vf *vf,
			    const struct stride_request *req,
			    struct stride_answer *answer);
int stride_pf_vf_get_link_state(struct stride_pf_vf *vf,
				const struct stride_request *req,
				struct stride_answer *answer);
int stride_pf_vf_get_pf_link_state(struct stride_pf_vf *vf,
				   const struct stride_request *req,
				   struct stride_answer *answer);
int stride_pf_vf_get_limits(struct stride_pf_vf *vf,
			    const struct stride_request *req,
			    struct stride_answer *answer);

/* pf_policy.c: ip link set PF vf N ... */
void stride_pf_vf_restart(struct stride_pf_vf *vf);
int stride_pf_set_vf_mac(struct net_device *netdev, int n, u8 *mac);
int stride_pf_set_vf_vlan(struct net_device *netdev, int n, u16 vlan, u8 qos,
			  __be16 proto);
int stride_pf_set_vf_rate(struct net_device *netdev, int n, int min_tx_rate,
			  int max_tx_rate);
int stride_pf_set_vf_spoofchk(struct net_device *netdev, int n, bool on);
int stride_pf_set_vf_trust(struct net_device *netdev, int n, bool on);
int stride_pf_set_vf_link_state(struct net_device *netdev, int n, int state);
int stride_pf_get_vf_config(struct net_device *netdev, int n,
			    struct ifla_vf_info *ivi);
int stride_pf_get_vf_stats(struct net_device *netdev, int n,
			   struct ifla_vf_stats *stats);

/* pf_stats.c: counters of the device */
void stride_pf_stats_work(struct work_struct *work);
void stride_pf_stats_update(struct stride_pf *pf);
void stride_pf_stats_vf_rebase(struct stride_pf_vf *vf);
void stride_pf_stats_vf_update(struct stride_pf_vf *vf);
unsigned int stride_pf_stats_count(void);
void stride_pf_stats_strings(u8 **data);
u64 stride_pf_stats_get(struct stride_pf *pf, u32 reg);

/* pf_dump.c: registers for ethtool and devlink */
size_t stride_pf_dump_bytes(void);
void stride_pf_dump(struct stride_pf *pf, u32 *out);

/* pf_devlink.c, pf_health.c */
struct stride_pf *stride_pf_devlink_alloc(struct pci_dev *pdev);
int stride_pf_devlink_create(struct stride_pf *pf);
void stride_pf_devlink_destroy(struct stride_pf *pf);
int stride_pf_health_create(struct stride_pf *pf);
void stride_pf_health_destroy(struct stride_pf *pf);
void stride_pf_health_tx(struct stride_pf *pf);
void stride_pf_health_sriov(struct stride_pf *pf);
void stride_pf_health_kick(struct stride_pf *pf);
void stride_pf_health_work(struct work_struct *work);

/* pf_ethtool.c, pf_selftest.c */
extern const struct ethtool_ops stride_pf_ethtool_ops;
void stride_pf_self_test(struct net_device *netdev, struct ethtool_test *test,
			 u64 *result);
unsigned int stride_pf_self_test_count(void);
void stride_pf_self_test_strings(u8 **data);

#endif /* STRIDE_PF_H */
