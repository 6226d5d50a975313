#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# Frames up to 9216 bytes on PF and VFs; MTU changes while traffic runs.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
vfs 2 stride_vf

mtu() { on "$1" ip link set "$1" mtu "$2" && wait_for 10 has_carrier "$1"; }
# The largest that fits, not to be broken up.
fits() { on "$1" ping -q -M "do" -c 3 -i 0.1 -W 2 -s $(($3 - 28)) "$(ip4 "$2")"; }

for size in 9000 9216; do
	for e in wire pf vf0 vf1; do
		check "$size.$e.mtu" mtu $e $size
	done
	check "$size.pf-wire" fits pf wire $size
	check "$size.vf0-wire" fits vf0 wire $size
	check "$size.wire-vf1" fits wire vf1 $size
	check "$size.vf0-vf1" fits vf0 vf1 $size
	check "$size.vf0-pf" fits vf0 pf $size
	check "$size.pf-wire.tcp" tcp pf wire
	check "$size.wire-vf0.tcp" tcp wire vf0
	check "$size.vf0-vf1.udp" udp vf0 vf1 $((size - 28))
	check "$size.wire-pf.udp" udp wire pf $((size - 28))
done
check_not "9217.pf" on pf ip link set pf mtu 9217
check_not "9217.vf0" on vf0 ip link set vf0 mtu 9217
check_not "67.pf" on pf ip link set pf mtu 67

# A VF that asked for no more gets no more, and is not disturbed by it.
check "back.vf1" mtu vf1 1500
check_not "back.vf1.long" on wire ping -q -M "do" -c 2 -i 0.1 -W 1 -s 8000 "$(ip4 vf1)"
check "back.vf1.short" pings wire vf1
for size in 1500 1501 2000 3000 4074 4075 8000; do
	mtu pf $size
	mtu vf0 $size
	check "$size.wire-pf.udp" udp wire pf $((size - 28))
	check "$size.wire-vf0.udp" udp wire vf0 $((size - 28))
done

under_traffic() {
	local job
	on wire ping -q -i 0.02 -c 400 -W 2 "$(ip4 "$1")" > "/run/flood.$1" &
	job=$!
	for size in 1400 9000 1500 4000; do
		on "$1" ip link set "$1" mtu $size || return 1
		sleep 0.5
	done
	kill -INT $job
	wait $job
	cat "/run/flood.$1"
	pings wire "$1"
}
check "change.pf" under_traffic pf
check "change.vf0" under_traffic vf0
finish
