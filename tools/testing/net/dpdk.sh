#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# DPDK's igb_vf, a third VF driver, on stride_pf and on in-tree igb.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

echo 128 > /proc/sys/vm/nr_hugepages
mount -t hugetlbfs hugetlbfs /dev/hugepages 2> /dev/null
modprobe vfio-pci
log=/run/testpmd.log

# A port that answers ARP and ping for any address; it ends with its input.  Not
# to be called in a subshell: the program is a job of ours.
testpmd_start() {
	rm -f /run/testpmd
	mkfifo /run/testpmd
	dpdk-testpmd -l 0-1 -a "$1" --in-memory -m 64 -- --forward-mode=icmpecho --auto-start \
		--total-num-mbufs=4096 < /run/testpmd > $log 2>&1 &
	testpmd=$!
	exec 3> /run/testpmd
	wait_for 60 grep -q '^Port 0:' $log
}
testpmd_stop() {
	echo >&3
	exec 3>&-
	wait "$testpmd"
}

to_vfio() {
	[ -n "$(driver_of "$1")" ] && echo "$1" > "$pci/$1/driver/unbind"
	echo vfio-pci > "$pci/$1/driver_override"
	echo "$1" > /sys/bus/pci/drivers_probe
	[ "$(driver_of "$1")" = vfio-pci ]
}

# Any address of the network that is nobody's.
echoes() { on "$1" ping -q -c 3 -i 0.1 -W 5 10.7.0.254; }

# round PF-DRIVER
round() {
	local vf
	pair "$1" igb
	echo 0 > "$pci/$PF/sriov_drivers_autoprobe"
	numvfs 2 || die "sriov_numvfs"
	vf=$(vf_bdf 0)
	bind "$(vf_bdf 1)" stride_vf || die "VF 1"
	endpoint vf1 "$(vf_bdf 1)"
	on pf ip link set pf vf 0 mac 02:00:00:00:d0:01
	check "$1.vfio" to_vfio "$vf"
	for n in 1 2; do
		testpmd_start "$vf"
		result $? "$1.$n.start"
		is "$1.$n.address" "$(sed -n 's/^Port 0: //p' $log)" 02:00:00:00:D0:01
		# Forwarding begins when testpmd has looked at the link.
		check "$1.$n.wire" wait_for 30 echoes wire
		check "$1.$n.pf" echoes pf
		check "$1.$n.vf1" echoes vf1
		check "$1.$n.neighbour" pings vf1 wire
		testpmd_stop
		result $? "$1.$n.stop"
		check_not "$1.$n.stopped" echoes wire
	done
	# Another driver finds a clean VF.
	check "$1.stride_vf" bind "$vf" stride_vf
	endpoint vf0 "$vf"
	check "$1.stride_vf.traffic" wait_for 20 pings vf0 wire
	endpoint_gone vf0
	endpoint_gone vf1
	numvfs 0
	endpoint_gone pf
	endpoint_gone wire
	echo "$PF" > "$pci/$PF/driver/unbind"
}

round stride_pf
round igb
finish
