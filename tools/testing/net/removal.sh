#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2 --qemu=-global --qemu=ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off --qemu=-d --qemu=invalid_mem
# stress: SCALE=30
# The PF is pulled out of its slot, or removed by software, or its driver unloaded: idle,
# with VFs, with traffic, with a VF that VFIO holds.  Each ends within 5 s, leaves a device
# that is gone alone, lets no counter jump, and all works when the device is back.
# SCALE: rounds, 1 if not given.  SEED: of the moments.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")
SEED=${SEED:-$RANDOM}
RANDOM=$SEED
echo "# seed $SEED"
# What a device that went may still be told until the hot-plug driver has told its driver.
LATE=400
slot=$(basename "$(dirname "$(readlink -f "$pci/$PF")")")

load=()

# --- the slot -----------------------------------------------------------------

# The machine lets the card go when its power and the power indicator are off (Slot
# Control, PCIe r6.0, 7.5.3.10).  The hot-plug driver sees power on and no card: its
# interrupt is off meanwhile, and comes then.  For the blink of an eye nobody sends: QEMU
# crashes over a doorbell that is being rung when it takes the device away.
pull() {
	local control
	control=$(setpci -s "$slot" CAP_EXP+18.w)
	[ ${#load[@]} -eq 0 ] || kill -STOP "${load[@]}"
	sleep 0.05
	setpci -s "$slot" CAP_EXP+18.w=0700:0720 "CAP_EXP+18.w=$control"
	[ ${#load[@]} -eq 0 ] || kill -CONT "${load[@]}"
}
is_gone() { [ ! -e "$pci/$PF" ]; }
pull_whole() { pull && wait_for 60 is_gone; }
# The hot-plug driver switches the slot off a second after the device is gone.
is_off() { [ $((16#$(setpci -s "$slot" CAP_EXP+18.w) & 16#700)) -eq $((16#700)) ]; }
presses() { dmesg | grep -c "Button press: will power off"; }
# The machine presses the slot's button, too.  If the hot-plug driver sees that only when
# the card is in use, it switches it off again, five seconds later.
plug() {
	local port='"id": "nic0", "bus": "rp0", "netdev": "n0", "mac": "52:54:00:00:00:01"' try n
	n=$(presses)
	for try in 1 2 3; do
		wait_for 20 is_off || return
		lab-ctl qmp "{\"execute\": \"device_add\", \"arguments\": {\"driver\": \"igb\", $port}}" &&
			wait_for 30 test -e "$pci/$PF" || return
		# In-tree igb is there when the driver is through with it.
		wait_for 20 has_netdev "$PF" || return
		sleep 1
		[ "$(presses)" -ne "$n" ] || return 0
		echo "switched off again: try $try"
		n=$(presses)
		wait_for 20 is_gone || return
	done
	return 1
}
remove() { echo 1 > "$pci/$PF/remove"; }
rescan() { echo 1 > /sys/bus/pci/rescan && test -e "$pci/$PF"; }

# Accesses to where registers of the PF and its VFs were, BAR 0 of each, as the machine
# counted them.  The PCI core masks MSI-X, in BAR 3, whether there is a device or not.
touches() {
	local at n=0
	while read -r at; do
		((at >= bar && at < bar + 131072 || at >= vf_bar && at < vf_bar + 131072)) &&
			n=$((n + 1))
	done < <(sed -n 's/^Invalid .* at addr \(0x[0-9A-F]*\),.*/\1/p' /run/lab/qemu.log)
	echo $n
}

# --- the log ------------------------------------------------------------------

expected='pciehp: Slot\(1\): (Card not present|Card present|Link (Up|Down)|Button press.*)$'
expected+='|stride_(pf|vf) [^ ]+ [^ ]+: (link (up|down).*|renamed from .*|entered promiscuous mode)$'
expected+='|stride_vf [^ ]+: (lost the PF: (it does not answer|the device is gone)|device does not answer.*)$'
expected+='|stride_vf [^ ]+: the PF assigned address|(enabling|releasing|disabling) device'
expected+='|stride_pf [^ ]+: SR-IOV: |stride_(pf|vf) .*: device is gone'
expected+='|pci(eport)? [0-9a-f:.]+: '
expected+='|vfio-pci [^ ]+: .*(request|reset|Relaying|enabling)|vfio_bar_restore'
expected+='|igb .*: (renamed|igb: wire NIC Link)|wire: renamed|lab: '
expected+='|VFIO - User Level|kauditd|audit: '
marked=
mark() {
	marked="lab: mark $RANDOM$RANDOM"
	echo "$marked" > /dev/kmsg
}
# The kernel said nothing else since mark().
log_is_clean() {
	! dmesg | sed "1,/$marked/d" | grep -vE "$expected"
}

# --- the life of a PF ---------------------------------------------------------

traffic() {
	local e
	for e in "$@"; do
		ip netns exec "$e" ping -q -f -l 16 -s 1000 "$(ip4 wire)" > /dev/null 2>&1 &
		load+=($!)
	done
	ip netns exec wire ping -q -f -l 16 -s 200 "$(ip4 pf)" > /dev/null 2>&1 &
	load+=($!)
}
traffic_ends() {
	[ ${#load[@]} -gt 0 ] || return
	kill "${load[@]}" 2> /dev/null
	wait "${load[@]}" 2> /dev/null
	load=()
}
a_moment() { sleep "0.$((RANDOM % 900 + 100))"; }

clear_up() {
	local e
	for e in vf0 vf1 pf; do
		[ ! -e "/run/netns/$e" ] || ip netns del $e
	done
	sleep 0.2
}

# start VFS: the PF with VFs 0 and 1 as endpoints, as far as there are, the rest without
# a driver.
start() {
	local i
	bind "$PF" stride_pf || die "stride_pf does not bind"
	bar=$(awk 'NR == 1 { print $1 }' "$pci/$PF/resource")
	vf_bar=$(awk 'NR == 8 { print $1 }' "$pci/$PF/resource")
	endpoint pf "$PF"
	echo 0 > "$pci/$PF/sriov_drivers_autoprobe"
	[ "$1" -eq 0 ] || numvfs "$1" || die "sriov_numvfs"
	for ((i = 0; i < $1 && i < 2; i++)); do
		bind "$(vf_bdf $i)" stride_vf || die "stride_vf does not bind to VF $i"
		endpoint vf$i "$(vf_bdf $i)"
	done
}

# watch_counters: of the PF, until it is gone.
watch_counters() {
	on pf python3 "$here/counters.py" pf 120 > /run/counters 2>&1 &
	counting=$!
	wait_for 20 grep -q ready /run/counters
}
no_jump() {
	sed 's/^/# /' /run/counters
	return "$1"
}

# few_touches NAME: since was=$(touches).
few_touches() {
	local n=$(($(touches) - was))
	echo "# $1: $n accesses to a device that was gone"
	[ $n -le $LATE ]
	result $? "$1"
}
untouched() {
	local n
	n=$(touches)
	sleep 2
	[ "$(touches)" -eq "$n" ]
}

# gone NAME COMMAND...: it takes the PF away; then it is brought back.
gone() {
	local name=$1 was
	was=$(touches)
	mark
	within 5 "${@:2}" > /run/within 2>&1
	result $? "$name.in-time"
	sed 's/^/# /' /run/within
	traffic_ends
	wait $counting
	check "$name.counters" no_jump $?
	few_touches "$name.touches"
	check "$name.log" log_is_clean
	clear_up
}
# --- a VF in VFIO's hands -----------------------------------------------------

holder=
hold() {
	local vf
	vf=$(vf_bdf "$1")
	echo vfio-pci > "$pci/$vf/driver_override"
	echo "$vf" > /sys/bus/pci/drivers_probe
	python3 "$here/vfio_hold.py" "$vf" "${@:2}" > /run/hold 2>&1 &
	holder=$!
	wait_for 20 grep -q ready /run/hold || die "VFIO: $(cat /run/hold)"
}
let_go() { kill $holder && wait_for 60 is_gone; }

modprobe vfio-pci
bar=0 vf_bar=0
bind "$WIRE" igb || die "igb does not bind"
endpoint wire "$WIRE"
lag_keep

# Until its user lets go of VF 2 nobody has the PF's device, but its driver.
held() {
	hold 2
	traffic pf vf0
	watch_counters
	mark
	was=$(touches)
	pull
	check "$1.untouched" wait_for 20 untouched
	few_touches "$1.touches"
	check "$1.is-held" test -e "$pci/$PF"
	gone "$1" let_go
}

for ((round = 1; round <= ${SCALE:-1}; round++)); do
	start 3
	hold 2 polite
	traffic pf vf0 vf1
	watch_counters
	a_moment
	gone "$round.pull" pull_whole
	wait $holder
	is "$round.pull.let-go" $? 0

	check "$round.plug" plug
	start 3
	held "$round.pull-held"

	check "$round.plug-again" plug
	start 2
	check "$round.plug-again.traffic" pings vf0 wire
	traffic pf vf0 vf1
	watch_counters
	a_moment
	gone "$round.remove" remove

	check "$round.rescan" rescan
	start 2
	check "$round.rescan.traffic" pings vf1 wire
	traffic pf vf0 vf1
	watch_counters
	a_moment
	gone "$round.unload" rmmod stride_pf
	check "$round.unload-all" rmmod stride_vf stride
	start 0
	check "$round.load.traffic" pings pf wire
	watch_counters
	gone "$round.pull-idle" pull_whole
	check "$round.pull-idle.plug" plug
done
lag_no_more
finish
