#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# lab: --nics 2
# stride_pf against the in-tree igb at the other end of the wire, and against itself.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
both pf wire
for size in 0 1 17 18 46 500 1472 1473 4000 20000; do
	check "ping.size-$size" pings pf wire -s $size
done
rx=$(counter pf rx_packets)
tx=$(counter pf tx_packets)
on pf ping -q -c 30 -i 0.02 "$(ip4 wire)" > /dev/null
check "counters.rx" test $(($(counter pf rx_packets) - rx)) -ge 30
check "counters.tx" test $(($(counter pf tx_packets) - tx)) -ge 30
check "counters.no-errors" test "$(($(counter pf rx_errors) + $(counter pf tx_errors)))" -eq 0

down() { on pf ip link set pf down && ! has_carrier pf; }
up() { on pf ip link set pf up && wait_for 10 has_carrier pf; }
check "down" down
check_not "down.no-traffic" on wire ping -q -c 2 -i 0.2 -W 1 "$(ip4 pf)"
check "up" up
on pf ip -6 addr add "$(ip6 pf)/64" dev pf nodad 2> /dev/null
check "up.traffic" pings pf wire

endpoint_gone wire
bind "$WIRE" stride_pf || die "wire does not rebind"
endpoint wire "$WIRE"
both pf wire
finish
