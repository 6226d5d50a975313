#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# Drivers come and go in every order.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

gone() { ! lsmod | grep -q "^$1 "; }
start() {
	pair stride_pf igb
	vfs 2 stride_vf
	pings vf0 wire > /dev/null || die "no traffic to begin with"
}
clear_up() {
	local e
	for e in vf0 vf1 pf wire; do
		ip netns del $e 2> /dev/null
	done
	sleep 0.3
}
works() { pair stride_pf igb && vfs 2 stride_vf && pings vf0 wire && pings vf1 pf; }

start
check "vf-first.rmmod-vf" rmmod stride_vf
check "vf-first.rmmod-pf" rmmod stride_pf
check "vf-first.no-vfs" test ! -e "$pci/$PF/virtfn0"
check "vf-first.rmmod-core" rmmod stride
clear_up
check "vf-first.again" works

check "pf-first.rmmod-pf" rmmod stride_pf
check "pf-first.no-vfs" test ! -e "$pci/$PF/virtfn0"
check "pf-first.rmmod-vf" rmmod stride_vf
check "pf-first.rmmod-core" rmmod stride
check "all-gone" gone stride
clear_up
check "pf-first.again" works

check_not "core-in-use" rmmod stride

# A VF by itself.
check "vf.unbind" bash -c "echo $(vf_bdf 0) > $pci/$(vf_bdf 0)/driver/unbind"
check "vf.neighbour" pings vf1 wire
ip netns del vf0
check "vf.bind" bind "$(vf_bdf 0)" stride_vf
endpoint vf0 "$(vf_bdf 0)"
check "vf.again" pings vf0 wire
check "vf.igbvf" bind "$(vf_bdf 0)" igbvf
ip netns del vf0
endpoint vf0 "$(vf_bdf 0)"
check "vf.igbvf.traffic" pings vf0 wire
check "vf.back" bind "$(vf_bdf 0)" stride_vf
ip netns del vf0
endpoint vf0 "$(vf_bdf 0)"
check "vf.back.traffic" pings vf0 vf1

# The function-level reset that VFIO does.
reset_vf() { echo 1 > "$pci/$(vf_bdf 0)/reset"; }
check "vf.flr" reset_vf
check "vf.flr.traffic" wait_for 10 pings vf0 wire
check "vf.flr.neighbour" pings vf1 wire

# The PF with VFs on.
check "pf.unbind" bash -c "echo $PF > $pci/$PF/driver/unbind"
check "pf.unbind.no-vfs" test ! -e "$pci/$PF/virtfn0"
clear_up
check "pf.bind" works
check "pf.to-igb" bind "$PF" igb
clear_up
check "pf.back" works
for n in 1 2; do
	clear_up
	check "reload-$n.pf" rmmod stride_pf
	check "reload-$n.vf" rmmod stride_vf
	check "reload-$n.works" works
done
finish
