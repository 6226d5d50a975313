#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# stress: SCALE=50
# Twenty times VFs on and off, sixty resets of a VF with traffic, twenty times all
# modules loaded and unloaded, leave nothing behind.  Under the debug kernel DMA mappings
# are counted as well, and kmemleak is asked at the end; memory that KASAN keeps back
# makes a count of slabs worthless there.
# SCALE: how many times as often, 1 if not given; of resets then 200 are scaled.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

SCALE=${SCALE:-1}

# What may not grow: interrupts, DMA mappings, netdevs, devices; and slab memory, in KiB.
inventory() {
	grep -c . /proc/interrupts
	[ ! -e /sys/kernel/debug/dma-api/num_free_entries ] ||
		echo $(($(cat /sys/kernel/debug/dma-api/nr_total_entries) -
			$(cat /sys/kernel/debug/dma-api/num_free_entries)))
	ls "$pci" | wc -l
	ls /sys/class/net | wc -l
	ls /proc/sys/net/ipv4/conf | wc -l
	ls /sys/kernel/debug/iommu 2> /dev/null | wc -l
}
slab() {
	sync
	echo 3 > /proc/sys/vm/drop_caches
	sleep 1
	awk '/^SUnreclaim:/ { print $2 }' /proc/meminfo
}

# no_leak NAME TIMES KIB COMMAND...: as often, and each time it may cost so many KiB.
no_leak() {
	local name=$1 times=$(($2 * SCALE)) i before after kib
	local most=$((1024 + times * $3 / 1024))
	shift 3
	"$@" && "$@" || die "$name fails at once"
	before=$(inventory)
	kib=$(slab)
	for ((i = 1; i <= times; i++)); do
		"$@" || break
	done
	is "$name.times" $((i - 1)) $times
	after=$(inventory)
	is "$name.inventory" "$after" "$before"
	[ ! -e /sys/kernel/debug/kmemleak ] || return
	kib=$(($(slab) - kib))
	echo "# $name: $kib KiB more after $times, at most $most"
	[ $kib -le $most ]
	result $? "$name.slab"
}
# Bytes that each may leave: less than the smallest thing that could be lost.
BYTES=256

bind "$WIRE" igb || die "igb does not bind"
endpoint wire "$WIRE"

on_off() { numvfs 7 && numvfs 0; }
load_unload() {
	modprobe stride_vf && modprobe stride_pf && rmmod stride_vf stride_pf stride
}
flr() { echo 1 > "$pci/$(vf_bdf 0)/reset"; }

bind "$PF" stride_pf || die "stride_pf does not bind"
endpoint pf "$PF"
modprobe stride_vf
no_leak "numvfs" 20 $BYTES on_off
check "numvfs.traffic" pings pf wire

vfs 2 stride_vf
load=()
for e in vf0 vf1; do
	ip netns exec $e ping -q -f -l 8 "$(ip4 wire)" > /dev/null 2>&1 &
	load+=($!)
done
no_leak "flr" $((SCALE > 1 ? 200 : 60)) $BYTES flr
kill "${load[@]}"
wait "${load[@]}" 2> /dev/null
check "flr.traffic" wait_for 20 pings vf0 wire
check "flr.neighbour" pings vf1 wire

for e in vf0 vf1 pf; do
	endpoint_gone $e
done
check "unload" rmmod stride_vf stride_pf stride
echo stride_pf > "$pci/$PF/driver_override"
no_leak "load" 20 4096 load_unload
bind "$PF" stride_pf || die "stride_pf does not bind"
endpoint pf "$PF"
check "load.traffic" pings pf wire
finish
