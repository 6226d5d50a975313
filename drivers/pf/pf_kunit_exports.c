// SPDX-License-Identifier: GPL-2.0
/* What the KUnit suites call; only built with them. */

#include <kunit/visibility.h>

#include "pf.h"

EXPORT_SYMBOL_IF_KUNIT(stride_sriov_cap_parse);
EXPORT_SYMBOL_IF_KUNIT(stride_sriov_cap_check);
EXPORT_SYMBOL_IF_KUNIT(stride_sriov_cap_read);
EXPORT_SYMBOL_IF_KUNIT(stride_sriov_vf_rid);
EXPORT_SYMBOL_IF_KUNIT(stride_sriov_vf_bar);
EXPORT_SYMBOL_IF_KUNIT(stride_sriov_page_bytes);
EXPORT_SYMBOL_IF_KUNIT(stride_preflight_check);
EXPORT_SYMBOL_IF_KUNIT(stride_preflight_cause);
EXPORT_SYMBOL_IF_KUNIT(stride_preflight_remedy);
EXPORT_SYMBOL_IF_KUNIT(stride_preflight_errno);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_mac_set_own);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_mac_add);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_mac_del);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_mac_flush);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_mac_apply);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_mcast_apply);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vlan_join);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vlan_leave);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vlan_flush);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vlan_apply);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vlan_quota);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_switch_apply);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vf_init);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vf_wipe);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vf_work);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vf_event);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vf_handle);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vf_derive_mac);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_vf_restore_all);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_pool_queue);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_irq_available);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_stats_vf_update);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_hw_rx);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_link_update);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_rate_apply_all);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_set_vf_rate);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_get_vf_config);
EXPORT_SYMBOL_IF_KUNIT(stride_pf_stats_vf_rebase);
