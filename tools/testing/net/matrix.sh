#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# Our drivers and the in-tree ones work with each other: the protocol is the same.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

# round PF-DRIVER VF-DRIVER
round() {
	local name=$1-$2
	pair "$1" igb
	vfs 2 "$2"
	check "$name.vf0-wire.ping" pings vf0 wire
	check "$name.vf0-wire.tcp" tcp vf0 wire 1000000
	check "$name.wire-vf1.tcp" tcp wire vf1 1000000
	check "$name.vf0-vf1.ping" pings vf0 vf1
	check "$name.vf0-pf.ping" pings vf0 pf
	check "$name.pf-vf1.udp" udp pf vf1
	on vf0 ip link add link vf0 name v9 type vlan id 9
	on wire ip link add link wire name v9 type vlan id 9
	on vf0 ip addr add 10.9.9.1/24 dev v9
	on wire ip addr add 10.9.9.2/24 dev v9
	on vf0 ip link set v9 up
	on wire ip link set v9 up
	check "$name.vlan" on vf0 ping -q -c 3 -i 0.1 -W 2 10.9.9.2
	on vf0 ip link del v9
	check "$name.vf-down" on vf0 ip link set vf0 down
	check "$name.vf-up" on vf0 ip link set vf0 up
	check "$name.vf-up.carrier" wait_for 10 has_carrier vf0
	on vf0 ip -6 addr add "$(ip6 vf0)/64" dev vf0 nodad
	check "$name.again" pings vf0 wire
	# The PF resets under its VFs.
	check "$name.pf-down" on pf ip link set pf down
	check "$name.pf-up" on pf ip link set pf up
	wait_for 10 has_carrier pf
	wait_for 20 pings vf0 wire
	check "$name.after-pf-reset" pings vf0 wire
	endpoint_gone vf0
	endpoint_gone vf1
	numvfs 0
	endpoint_gone pf
	endpoint_gone wire
	echo "$PF" > "$pci/$PF/driver/unbind"
}

for pf in stride_pf igb; do
	for vf in stride_vf igbvf; do
		round $pf $vf
	done
done
finish
