#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2 --append iomem=relaxed --qemu=-global --qemu=ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off
# stress: SCALE=50
# Whatever resets the PF, it is back with all that was set for its seven VFs, and their
# traffic goes on.  What is promised is half as long as what is allowed, or less: these
# machines are emulated, many at once.
# SCALE: rounds, 1 if not given.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

PF_MS=10000	# from the reset to the PF's traffic
OURS_MS=3000	# from there to that of VFs with stride_vf
IGBVF_MS=20000	# and with in-tree igbvf

modprobe aer_inject
pair stride_pf igb
echo 0 > "$pci/$PF/sriov_drivers_autoprobe"
numvfs 7 || die "sriov_numvfs"
set_vf 0 mac 02:11:22:33:44:50
set_vf 0 vlan 100 qos 3
set_vf 0 max_tx_rate 250
set_vf 0 spoofchk off
set_vf 1 mac 02:11:22:33:44:51
set_vf 1 trust on
set_vf 2 mac 02:11:22:33:44:52
set_vf 2 max_tx_rate 100
set_vf 3 mac 02:11:22:33:44:53
set_vf 3 vlan 7
set_vf 4 mac 02:11:22:33:44:54
set_vf 4 spoofchk off
set_vf 5 mac 02:11:22:33:44:55
set_vf 5 state disable
set_vf 6 mac 02:11:22:33:44:56
want=$(vf_settings)
regs="spoof 0 0 tag 40006064 untagged 0 vlan 100 address 33221102 5044 pools 01"

for i in 0 1 2 3 4 5; do
	bind "$(vf_bdf $i)" stride_vf || die "stride_vf does not bind to VF $i"
done
bind "$(vf_bdf 6)" igbvf || die "igbvf does not bind to VF 6"
for i in 0 1 2 6; do
	endpoint vf$i "$(vf_bdf $i)"
done
on wire ip link add link wire name v100 type vlan id 100
on wire ip addr add 10.8.0.1/24 dev v100
on wire ip link set v100 up
on vf0 ip addr add 10.8.0.2/24 dev vf0
for e in vf1 vf2 vf6 pf; do
	know $e wire
done
on vf0 ip neigh replace 10.8.0.1 dev vf0 nud permanent \
	lladdr "$(on wire cat /sys/class/net/v100/address)"
on wire ip neigh replace 10.8.0.2 dev v100 nud permanent lladdr 02:11:22:33:44:50

watched="pf vf0 vf1 vf2 vf6"
for e in $watched; do
	watch "$e" "$([ "$e" = vf0 ] && echo 10.8.0.1 || ip4 wire)"
done
all_answered() {
	local e
	for e in $watched; do
		answered "$e" "$1" || { echo "$e is silent"; return 1; }
	done
}
sleep 1
wait_for 10 all_answered "$(date +%s.%N)" || die "no traffic to begin with"

in_force() { [ "$(vf_settings)" = "$want" ] && [ "$(vf_registers 0)" = "$regs" ]; }

# at_most NAME MS MOST
at_most() {
	echo "# $1: $2 ms, at most $3"
	[ "$2" -le "$3" ]
	result $? "$1"
}

# trouble NAME COMMAND...: it returns when the PF has been reset; when that began is in
# /run/since.
trouble() {
	local name=$1 since end pf e most
	counted=$(vf_stats)
	echo "$EPOCHREALTIME" > /run/since
	check "$name" "${@:2}"
	since=$(cat /run/since)
	check "$name.all-back" wait_for 25 all_answered "$EPOCHREALTIME"
	sleep 0.3
	pf=$(outage pf "$since")
	at_most "$name.pf" "$pf" $PF_MS
	for e in vf0 vf1 vf2 vf6; do
		most=$OURS_MS
		[ $e = vf6 ] && most=$IGBVF_MS
		end=$(outage $e "$since")
		at_most "$name.$e" $((end > pf ? end - pf : 0)) $most
	done
	check "$name.in-force" wait_for 5 in_force
	is "$name.settings" "$(vf_settings)" "$want"
	is "$name.registers" "$(vf_registers 0)" "$regs"
	check "$name.counters" forward "$counted"
}

flr() { echo 1 > "$pci/$PF/reset"; }

down_up() { on pf ip link set pf down && sleep 0.2 && on pf ip link set pf up; }

# Queues off behind the driver's back (TXDCTL, DS 8.12.14).  The watchdog's line would be
# a fault to the lab, and is wanted here: off the console with it.
recoveries() { devlink -j health show "pci/$PF" reporter tx | grep -o '"recover":[0-9]*'; }
recovered_since() { [ "$(recoveries)" != "$1" ]; }
tx_hang() {
	local was load status
	was=$(recoveries)
	dmesg -n 1
	python3 -c '
import mmap, os, struct, sys
bar = mmap.mmap(os.open(sys.argv[1], os.O_RDWR), 0x20000)
for q in (7, 15):
    struct.pack_into("<I", bar, 0xe028 + 0x40 * q, 0)' "$pci/$PF/resource0" || return 1
	on pf ping -q -i 0.01 -s 1400 "$(ip4 wire)" > /dev/null 2>&1 &
	load=$!
	wait_for 40 recovered_since "$was"
	status=$?
	kill $load
	dmesg -n 7
	# It began when the watchdog said so.
	awk -v now="$EPOCHREALTIME" '
		NR == FNR { up = $1; next }
		/hangs, resetting/ { split($0, part, /[][ ]+/); at = part[2] }
		END { printf "%.3f\n", now - up + at }' /proc/uptime <(dmesg) > /run/since
	return $status
}

# aer UNCORRECTABLE CORRECTABLE: bits of the PF's AER registers (PCIe r6.0, 7.8.4).
reports() { dmesg | grep -c "$1"; }
more_reports() { [ "$(reports "$1")" -gt "$2" ]; }
aer() {
	local text="device recovery" was
	[ "$1" = 0 ] && text="severity=Correct"
	was=$(reports "$text")
	python3 -c '
import struct, sys
with open("/dev/aer_inject", "wb", buffering=0) as f:
    f.write(struct.pack("<BBBxIIIIIII", 1, 0, 0, int(sys.argv[1], 0), int(sys.argv[2], 0),
                        0, 0, 0, 0, 0))' "$1" "$2" || return 1
	wait_for 20 more_reports "$text" "$was" || return 1
	[ "$1" = 0 ] || dmesg | grep "$text" | tail -n 1 | grep -q successful
}

for ((round = 1; round <= ${SCALE:-1}; round++)); do
	trouble "flr-$round" flr
	trouble "down-up-$round" down_up
	trouble "correctable-$round" aer 0 0x40
	trouble "non-fatal-$round" aer 0x4000 0
	trouble "fatal-$round" aer 0x40000 0
	trouble "tx-hang-$round" tx_hang
done
check "vf5.disabled" bash -c "! ip -n pf -d link show pf | grep 'vf 5' | grep -q auto"
watch_no_more
check "off" numvfs 0
finish
