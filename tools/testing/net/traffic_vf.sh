#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# VFs on the host: to each other, to the PF, over the wire.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
vfs 2 stride_vf
both vf0 vf1
both vf0 pf
both vf1 wire
check "pf-wire.ping" pings pf wire
check "pf-wire.tcp" tcp pf wire

# All seven at once: each reaches the wire.
endpoint_gone vf0
endpoint_gone vf1
numvfs 0
vfs 7 stride_vf
for i in 0 1 2 3 4 5 6; do
	check "seven.vf$i-wire" pings "vf$i" wire
done
check "seven.vf0-vf6" pings vf0 vf6
is "seven.addresses-differ" "$(for i in 0 1 2 3 4 5 6; do
	on "vf$i" cat "/sys/class/net/vf$i/address"; done | sort -u | wc -l)" 7

# What the PF counts for a VF is what the VF counts.
vf_stats() { on pf ip -j -s link show pf | python3 -c "
import json, sys
s = json.load(sys.stdin)[0]['vfinfo_list'][$1]['stats']
print(s['rx']['packets'], s['tx']['tx_packets'])"; }
read -r rx tx < <(vf_stats 3)
own_rx=$(counter vf3 rx_packets) own_tx=$(counter vf3 tx_packets)
on vf3 ping -q -c 20 -i 0.02 "$(ip4 wire)" > /dev/null
read -r rx2 tx2 < <(vf_stats 3)
# Neighbour discovery may send something between two looks.
near() { [ $(($1 - $2)) -le 3 ] && [ $(($2 - $1)) -le 3 ]; }
check "counters.rx" near $((rx2 - rx)) $(($(counter vf3 rx_packets) - own_rx))
check "counters.tx" near $((tx2 - tx)) $(($(counter vf3 tx_packets) - own_tx))
check "counters.moved" test $((tx2 - tx)) -ge 20
finish
