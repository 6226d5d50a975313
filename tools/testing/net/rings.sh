#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# lab: --nics 2
# Rings: what a packet costs in interrupts and mappings, counted; changes of rings in
# which one memory allocation after another fails; the link stays.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

here=$(dirname "$0")
pair stride_pf igb
vfs 2 stride_vf
stat() { on "$1" ethtool -S "$1" | awk -v n="^ *$2:" '$0 ~ n { s += $2 } END { print s + 0 }'; }

# lone FROM TO: a request an interrupt, its answer none.  A frame that comes back to
# its sender interrupts, too.
lone() {
	local irqs rx n frames="rx_queue_[0-9]+_(packets|own_dropped)"
	on "$2" ethtool -C "$2" adaptive-rx off rx-usecs 0
	irqs=$(stat "$2" "queue_[0-9]+_interrupts") rx=$(stat "$2" "$frames")
	on "$1" ping -q -c 50 -i 0.02 -W 5 "$(ip4 "$2")" > /dev/null || return 1
	irqs=$(($(stat "$2" "queue_[0-9]+_interrupts") - irqs))
	n=$(($(stat "$2" "$frames") - rx))
	on "$2" ethtool -C "$2" adaptive-rx on
	echo "$irqs interrupts, $n packets"
	[ $n -ge 50 ] && [ $irqs -le $n ]
}
check "lone.pf" lone wire pf
check "lone.vf" lone wire vf0
check "lone.vf-vf" lone vf1 vf0

# Who only sends is not interrupted, and small packets are not mapped.
silent() {
	local irqs copied
	irqs=$(stat "$1" "queue_[0-9]+_interrupts") copied=$(stat "$1" "tx_queue_[0-9]+_copied")
	on "$1" python3 "$here/known.py" send "$1" 02:00:00:00:00:77 300 60 200
	[ $(($(stat "$1" "tx_queue_[0-9]+_copied") - copied)) -ge 300 ] || return 1
	irqs=$(($(stat "$1" "queue_[0-9]+_interrupts") - irqs))
	echo "$irqs interrupts"
	[ $irqs -le 10 ]
}
check "silent.pf" silent pf
check "silent.vf" silent vf0

[ -e /proc/self/fail-nth ] || { skip "fail" "no fault injection"; finish; }
for c in failslab fail_page_alloc; do
	echo N > /sys/kernel/debug/$c/ignore-gfp-wait
	echo 0 > /sys/kernel/debug/$c/verbose
done
echo N > /sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem
echo 0 > /sys/kernel/debug/fail_page_alloc/min-order
changes() { on "$1" cat "/sys/class/net/$1/carrier_changes"; }
for e in pf vf0; do
	on $e ethtool -G $e rx 64 tx 64
	before=$(changes $e)
	check "fail.$e" on $e python3 "$here/fail_nth.py" $e ping -q -c 1 -W 5 "$(ip4 wire)"
	is "fail.$e.link-stays" "$(changes $e)" "$before"
done
finish
