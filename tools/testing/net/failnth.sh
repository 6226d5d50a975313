#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# lab: --nics 2
# stress: TRIES=0
# when: stress
# Every memory allocation that the drivers cause in a system call fails once: either the
# call fails and all is as before, or it succeeds and all is as if nothing had failed; the
# next one succeeds.  Then they fail by chance, with traffic.
# TRIES: allocations of each call, chosen by SEED, 6 if not given; 0: each.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")
TRIES=${TRIES:-6}
SEED=${SEED:-$RANDOM}
echo "# seed $SEED"
pair stride_pf igb
modprobe stride_vf
[ -e /proc/self/fail-nth ] || { skip "fail" "no fault injection"; finish; }

# Only where our code is on the stack.  Its modules lie side by side.
low=$((2 ** 62)) high=$((-2 ** 63))
for m in stride stride_pf stride_vf; do
	at=$(($(cat /sys/module/$m/sections/.text)))
	size=$(awk -v m=$m '$1 == m { print $2 }' /proc/modules)
	[ $low -lt $((2 ** 62)) ] && [ $low -lt $at ] || low=$at
	[ $high -gt $((at + size)) ] || high=$((at + size))
done
# But not where the PCI core warns of what it does not unwind: pci_device_add().
read -r add end < <(sort /proc/kallsyms | awk '
	add && $1 != add { print add, $1; exit }
	$3 == "pci_device_add" { add = $1 }')
for c in failslab fail_page_alloc; do
	c=/sys/kernel/debug/$c
	echo "0x$add" > $c/reject-start
	echo "0x$end" > $c/reject-end
	echo N > $c/ignore-gfp-wait
	echo 0 > $c/verbose
	echo 32 > $c/stacktrace-depth
	printf '%#x' $low > $c/require-start
	printf '%#x' $high > $c/require-end
done
echo N > /sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem
echo 0 > /sys/kernel/debug/fail_page_alloc/min-order

# walk NAME ENDPOINT BDF OPERATION...
walk() {
	local name=$1 where=$2 bdf=$3 op
	shift 3
	for op in "$@"; do
		on "$where" python3 "$here/fail_walk.py" "$bdf" "$TRIES" "$SEED" "$(ip4 wire)" "$op" \
			> /run/walk 2>&1
		result $? "$name.$op"
		sed 's/^/# /' /run/walk
	done
}
walk pf pf "$PF" open rings channels mtu xdp reset numvfs

echo 0 > "$pci/$PF/sriov_drivers_autoprobe"
vfs 1 stride_vf
vf=$(vf_bdf 0)
walk vf vf0 "$vf" open rings mtu xdp
endpoint_gone vf0
unbind() { echo "$1" > "$pci/$1/driver/unbind"; }
unbind "$vf"
ip netns add none
walk vf none "$vf" probe
endpoint vf0 "$vf"
check "vf.traffic" pings vf0 wire

# By chance, with traffic, two of a hundred.
chance() {
	local c
	for c in failslab fail_page_alloc; do
		c=/sys/kernel/debug/$c
		echo 1 > $c/interval
		echo -1 > $c/times
		echo "$1" > $c/probability
	done
}
load=()
for e in pf vf0; do
	ip netns exec $e ping -q -f -l 8 -s 1000 "$(ip4 wire)" > /dev/null 2>&1 &
	load+=($!)
done
by_chance() {
	local end=$((SECONDS + 6)) tried=0 failed=0 e
	chance 2
	while [ $SECONDS -lt $end ]; do
		for e in pf vf0; do
			on $e ethtool -G $e rx $((RANDOM % 32 * 8 + 64)) > /dev/null 2>&1 ||
				failed=$((failed + 1))
			on $e ip link set $e mtu $((RANDOM % 8000 + 1000)) > /dev/null 2>&1 ||
				failed=$((failed + 1))
			tried=$((tried + 2))
		done
	done
	chance 0
	echo "# $failed of $tried failed"
	[ $failed -gt 0 ]
}
by_chance
result $? "chance"
kill "${load[@]}"
wait "${load[@]}" 2> /dev/null
for e in pf vf0; do
	check "chance.$e.mtu" on $e ip link set $e mtu 1500
	check "chance.$e" wait_for 20 pings $e wire
done

endpoint_gone vf0
numvfs 0
endpoint_gone pf
unbind "$PF"
walk pf none "$PF" probe
endpoint pf "$PF"
check "pf.traffic" pings pf wire
finish
