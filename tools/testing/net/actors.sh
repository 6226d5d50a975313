#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# stress: PAIRS=20
# Twelve who do not know of each other, on one PF and its VFs, all at once: every call
# returns within 30 s, and all works afterwards.
# PAIRS: seconds for each two of them as well, none if not given.  TIME: seconds for all,
# 30 if not given.  SEED: of what they do.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")
SEED=${SEED:-$RANDOM}
TIME=${TIME:-30}
CALL=30
echo "# seed $SEED"
gcc -O2 -Wall -Werror -o /run/flood "$here/../hostile/flood.c" || die "flood.c"
mkdir -p /run/bpf && mount -t bpf bpf /run/bpf || die "no bpffs"
bpftool prog loadall "$here/../../../build/xdp/verdicts.bpf.o" /run/bpf/p type xdp \
	pinmaps /run/bpf/m || die "programs do not load"

bind "$WIRE" igb || die "igb does not bind"
endpoint wire "$WIRE"
modprobe stride_vf
modprobe stride_pf
echo stride_pf > "$pci/$PF/driver_override"

# --- who they are -------------------------------------------------------------

pick() { shift $((RANDOM % $#)); echo "$1"; }
dev() { netdev_of "$PF"; }
a_vf() { vf_bdf $((RANDOM % 7)); }
a_netdev() { pick "$(dev)" "$(netdev_of "$(a_vf)")"; }

act_numvfs() { numvfs 0; numvfs $((RANDOM % 7 + 1)); }
act_settings() {
	local n=$((RANDOM % 7))
	ip link set "$(dev)" vf $n "$(pick spoofchk trust)" "$(pick on off)"
	ip link set "$(dev)" vf $n vlan $((RANDOM % 3))
	ip link set "$(dev)" vf $n max_tx_rate $((RANDOM % 1000))
	ip link set "$(dev)" vf $n mac "02:00:00:00:$(pick 01 02):0$n"
	ip link set "$(dev)" vf $n state "$(pick auto enable disable)"
}
act_ethtool() {
	local d
	d=$(a_netdev)
	ethtool -G "$d" rx $((RANDOM % 64 * 8 + 64)) tx $((RANDOM % 64 * 8 + 64))
	ethtool -L "$d" combined $((RANDOM % 2 + 1))
	ethtool -C "$d" adaptive-rx "$(pick on off)"
	ethtool -K "$d" rx "$(pick on off)" tso "$(pick on off)" rxvlan "$(pick on off)"
	ethtool -d "$d" raw on > /dev/null
	ethtool "$d"
}
act_up_down() {
	local d
	d=$(a_netdev)
	ip link set "$d" "$(pick up down)"
	ip link set "$d" up
}
act_mtu() { ip link set "$(a_netdev)" mtu $((RANDOM % 9000 + 68)); }
act_xdp() {
	local d
	d=$(a_netdev)
	bpftool net attach xdpdrv pinned "$(pick /run/bpf/p/*)" dev "$d" overwrite
	bpftool net detach xdpdrv dev "$d"
}
# One at a time.  In the PCI core of 6.12 a reset of the PF has its bridge locked and waits
# for the PF; one of a VF waits for the bridge, in the VF's sysfs; and who disables SR-IOV
# has the PF locked and waits until nobody is in there: for ever, whatever the driver.
one_reset() { flock /run/one_reset bash -c "echo 1 > $pci/$1/reset"; }
act_reset() { one_reset "$(a_vf)"; }
act_rebind() {
	echo "$PF" > /sys/bus/pci/drivers/stride_pf/unbind
	echo "$PF" > /sys/bus/pci/drivers/stride_pf/bind
}
act_readers() {
	local d
	for d in "$(dev)" "$(netdev_of "$(a_vf)")"; do
		ethtool -S "$d"
		ip -s -s link show "$d"
		ethtool -S "$d" --all-groups
	done
	devlink health diagnose "pci/$PF" reporter "$(pick tx vf sriov)"
	devlink health dump show "pci/$PF" reporter vf
}
act_traffic() {
	local d
	for d in "$(dev)" "$(netdev_of "$(a_vf)")"; do
		[ -n "$d" ] || continue
		ip addr replace "$(ip4 pf)/24" dev "$d"
		ip link set "$d" up
		on wire ping -q -f -c 300 -w 2 -s 1400 "$(ip4 pf)"
		ping -q -f -c 300 -w 2 -I "$d" "$(ip4 wire)"
	done
}
act_hostile() {
	local vf
	vf=$(a_vf)
	echo "$vf" > /sys/bus/pci/drivers/stride_vf/unbind
	/run/flood "$(pick req ack hold reset)" 1 "$vf"
	echo "$vf" > /sys/bus/pci/drivers/stride_vf/bind
}
act_pf_reset() { one_reset "$PF"; }
actors="numvfs settings ethtool up_down mtu xdp reset rebind readers traffic hostile pf_reset"

# --- what they do together ----------------------------------------------------

# Each command of an actor is a call; what it returns is its own affair: much is refused.
act() {
	local name=$1 begin
	RANDOM=$((SEED + $2))
	# Before each command: what it is, and when it began.
	set -T
	trap 'echo "$((${EPOCHREALTIME/./} / 1000)) $BASH_COMMAND" > "/run/act.$name"' DEBUG
	while [ ! -e /run/over ]; do
		begin=$(now_ms)
		"act_$name" > /dev/null 2>&1
		echo "$(($(now_ms) - begin))" >> "/run/took.$name"
	done
	trap - DEBUG
	rm -f "/run/act.$name"
}

# late ACTOR...: whose call is longer under way than it may be, the machine's lag aside?
late() {
	local a at call now lag status=1
	now=$(now_ms) lag=$(lag_now)
	for a in "$@"; do
		read -r at call 2> /dev/null < "/run/act.$a" || continue
		if [ $((now - at)) -gt $((CALL * 1000 + lag - lag_before)) ]; then
			echo "# $a: $((now - at)) ms: $call"
			status=0
		fi
	done
	return $status
}

none_left() { ! ls /run/act.* > /dev/null 2>&1; }

# together NAME SECONDS ACTOR...
together() {
	local name=$1 end=$((SECONDS + $2)) a n=0 late=1 pids=()
	shift 2
	rm -f /run/over /run/took.* /run/act.*
	lag_before=$(lag_now)
	for a in "$@"; do
		n=$((n + 1))
		act "$a" $n &
		pids+=($!)
	done
	while [ $SECONDS -lt $end ]; do
		sleep 2
		late "$@" && late=0 && break
	done
	touch /run/over
	while ! none_left; do
		sleep 0.5
		late "$@" && late=0 && break
	done
	for a in "$@"; do
		[ ! -e "/run/took.$a" ] || sort -n "/run/took.$a" |
			awk -v a="$a" '{ most = $1 } END { print "# " a ": " NR " times, " most " ms at most" }'
		[ -s "/run/took.$a" ] || [ $late = 0 ] || { late=0; echo "# $a: never"; }
	done
	[ $late -ne 0 ]
	result $? "$name.in-time"
	[ $late -ne 0 ] || { echo w > /proc/sysrq-trigger; finish; }
	wait "${pids[@]}"
	works "$name"
}

works() {
	local i
	[ -z "$(driver_of "$PF")" ] || echo "$PF" > "$pci/$PF/driver/unbind"
	check "$1.bind" bind "$PF" stride_pf
	endpoint pf "$PF"
	vfs 2 stride_vf
	check "$1.pf" pings pf wire
	for i in 0 1; do
		check "$1.vf$i" pings vf$i wire
	done
	for i in vf0 vf1 pf; do
		endpoint_gone $i
	done
	echo 1 > "$pci/$PF/sriov_drivers_autoprobe"
}

lag_keep
bind "$PF" stride_pf || die "stride_pf does not bind"
numvfs 3 || die "sriov_numvfs"
# shellcheck disable=SC2086
together all "$TIME" $actors

for a in ${PAIRS:+$actors}; do
	for b in ${actors#*"$a"}; do
		together "$a-$b" "$PAIRS" "$a" "$b"
	done
done
check "unload" rmmod stride_vf stride_pf stride
lag_no_more
finish
