#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2 --smp 1 --mem 5G
# A VF in a guest through VFIO.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
echo 0 > "$pci/$PF/sriov_drivers_autoprobe"
numvfs 2 || die "sriov_numvfs"
bind "$(vf_bdf 1)" stride_vf || die "VF 1"
endpoint vf1 "$(vf_bdf 1)"
bdf=$(vf_bdf 0)

check "start" guest start g --vf "$bdf" --timeout 400
is "vfio" "$(driver_of "$bdf")" vfio-pci
is "status" "$(guest exec g -- bash -c 'exit 7'; echo $?)" 7
is "output" "$(guest exec g -- uname -n)" guest

# in_guest SCRIPT: with $dev as the VF's netdev.
in_guest() {
	guest exec g -- bash -c "dev=\$(ls /sys/class/net | grep -v -e lo -e sit); $1"
}
# round DRIVER: the guest uses its VF with it.
round() {
	check "$1.load" in_guest "modprobe $1"
	is "$1.bound" "$(in_guest "basename \$(readlink /sys/class/net/\$dev/device/driver)")" "$1"
	check "$1.up" in_guest "ip addr add 10.7.0.200/24 dev \$dev; ip link set \$dev up
		n=0; until ip link show \$dev | grep -q LOWER_UP; do
		sleep 0.2; n=\$((n + 1)); [ \$n -lt 60 ] || exit 1; done"
	for e in wire pf vf1; do
		check "$1.ping-$e" guest exec g -- ping -q -c 5 -i 0.2 -W 5 "$(ip4 $e)"
	done
	on wire python3 "$payload" tcp-serve "$(ip4 wire)" 2000000 7 > /run/wire.log 2>&1 &
	local server=$!
	wait_for 10 grep -q ready /run/wire.log
	check "$1.tcp-send" guest exec g -- python3 /stride/tools/testing/net/payload.py \
		tcp-send "$(ip4 wire)" 2000000 7
	wait $server
	is "$1.tcp-right" "$? $(tail -n 1 /run/wire.log)" "0 ready"
	check "$1.interrupts" grep -qE '[1-9][0-9]* +IR-PCI-MSIX.*vfio-msix' /proc/interrupts
	# The host resets the wire's link and the PF's netdev; the guest goes on.
	on pf ip link set pf down
	check "$1.pf-down" guest exec g -- ping -q -c 5 -i 0.2 -W 5 "$(ip4 wire)"
	on pf ip link set pf up
	wait_for 10 has_carrier pf
	check "$1.unload" in_guest "rmmod $1"
}
round stride_vf
round igbvf
check "held.refused" bash -c "! timeout 5 bash -c 'echo 3 > $pci/$PF/sriov_numvfs' 2> /dev/null"
check "stop" guest stop g
is "unbound" "$(driver_of "$bdf")" ""
check "back-on-host" bind "$bdf" stride_vf
endpoint vf0 "$bdf"
check "back-on-host.traffic" pings vf0 wire
check "off" numvfs 0
finish
