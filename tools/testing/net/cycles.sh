#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# Twenty times on and off leave nothing behind.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
modprobe stride_vf

cycle() {
	local n=$(($1 % 7 + 1)) i
	numvfs $n || return 1
	for ((i = 0; i < n; i++)); do
		wait_for 5 has_netdev "$(vf_bdf $i)" || return 1
	done
	numvfs 0 && [ ! -e "$pci/$PF/virtfn0" ]
}

inventory() {
	grep -c . /proc/interrupts
	ls "$pci" | wc -l
	ls /sys/class/net | wc -l
	ls /proc/sys/net/ipv4/conf | wc -l
}

cycle 6 || die "the first one fails"
before=$(inventory)
for n in $(seq 20); do
	check "cycle-$n" cycle "$n"
done
is "inventory" "$(inventory)" "$before"
check "pf-wire.ping" pings pf wire
vfs 2 stride_vf
check "vf0-vf1.ping" pings vf0 vf1
check "vf1-wire.tcp" tcp vf1 wire
finish
