#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# VFs live with SR-IOV, not with the PF's netdev.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
vfs 2 stride_vf

# during NAME COMMAND...: 100 pings a second vf0 -> vf1 and vf0 -> wire go on meanwhile;
# at most 2 are lost in each.
during() {
	local a b sent got
	shift
	on vf0 ping -i 0.01 -c 300 -W 2 -q "$(ip4 vf1)" > /run/a &
	a=$!
	on vf0 ping -i 0.01 -c 300 -W 2 -q "$(ip4 wire)" > /run/b &
	b=$!
	sleep 1
	"$@" || { echo "failed: $*"; return 1; }
	wait $a $b
	cat /run/a /run/b
	for f in /run/a /run/b; do
		read -r sent _ _ got _ < <(grep transmitted "$f")
		[ "$sent" -ge 250 ] && [ $((sent - got)) -le 2 ] || return 1
	done
}

down_up() {
	on pf ip link set pf down && sleep 0.5 && on pf ip link set pf up
}
check "pf-down-up" during - down_up
check "pf.rings" during - on pf ethtool -G pf rx 512 tx 512
check "pf.channels" during - on pf ethtool -L pf combined 1
check "pf.mtu" during - on pf ip link set pf mtu 9000
check "pf.mtu-back" during - on pf ip link set pf mtu 1500
check "pf.promisc" during - on pf ip link set pf promisc on
check "pf.promisc-off" during - on pf ip link set pf promisc off

check "pf.down" on pf ip link set pf down
check "down.vf0-vf1" pings vf0 vf1
check "down.vf0-wire.tcp" tcp vf0 wire
check "down.carrier" has_carrier vf0
on vf1 ip link set vf1 down
check "down.vf-up" on vf1 ip link set vf1 up
wait_for 10 has_carrier vf1
on vf1 ip -6 addr add "$(ip6 vf1)/64" dev vf1 nodad
check "down.vf1-wire" pings vf1 wire
numvfs 0
ip netns del vf0
ip netns del vf1
vfs 3 stride_vf
check "down.new-vfs" pings vf2 wire
check "pf.up" on pf ip link set pf up
wait_for 10 has_carrier pf
on pf ip -6 addr add "$(ip6 pf)/64" dev pf nodad
check "up.pf-vf2" pings pf vf2

# The wire is pulled: all see it, and see it come back.
no_carrier() { ! has_carrier "$1"; }
for e in pf vf0 vf2; do
	lab-ctl link 0 off > /dev/null
	check "pulled.$e" wait_for 10 no_carrier $e
	lab-ctl link 0 on > /dev/null
	check "back.$e" wait_for 10 has_carrier $e
done
check "back.traffic" pings vf2 wire
finish
