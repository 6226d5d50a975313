// SPDX-License-Identifier: GPL-2.0
/* What the KUnit suites call; only built with them. */

#include <kunit/visibility.h>

#include "vf.h"

EXPORT_SYMBOL_IF_KUNIT(stride_vf_addr_init);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_addr_set);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_addr_sync);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_filter_max_frame);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_filter_replay);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_filter_sync);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_filter_vlan);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_link_attach);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_link_detach);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_link_init);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_link_kick);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_link_lose);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_link_open);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_link_probe);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_netdev_create);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_netdev_destroy);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_present);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_request);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_request_poll);
EXPORT_SYMBOL_IF_KUNIT(stride_vf_link_halt);
