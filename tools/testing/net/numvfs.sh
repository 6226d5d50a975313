#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# lab: --nics 1
# What sriov_numvfs takes and refuses; a refusal changes nothing.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

bind "$PF" stride_pf || die "stride_pf does not bind"
ip link set "$(netdev_of "$PF")" up
wait_for 5 ip -br link show "$(netdev_of "$PF")" up

write_numvfs() { errno_of_write "$pci/$PF/sriov_numvfs" "$1"; }

# All that must not change: the capability, the device's registers, the VFs.
state() {
	lspci -s "$PF" -xxxx | tail -n +2
	ethtool -d "$(netdev_of "$PF")" raw on | python3 -c '
import struct, sys
moving = range(0xc000, 0xf000)
for reg, val in struct.iter_unpack("<II", sys.stdin.buffer.read()):
    if reg not in moving:
        print(hex(reg), hex(val))'
	ls -d "$pci/$PF"/virtfn* 2> /dev/null
	cat "$pci/$PF/sriov_numvfs"
}

refused() {
	local before after
	before=$(state)
	is "$1.errno" "$(write_numvfs "$2")" "$3"
	after=$(state)
	check "$1.no-change" diff <(echo "$before") <(echo "$after")
}

is "totalvfs" "$(cat "$pci/$PF/sriov_totalvfs")" 7
for n in 1 2 3 4 5 6 7; do
	is "$n.taken" "$(write_numvfs $n)" OK
	is "$n.read" "$(cat "$pci/$PF/sriov_numvfs")" "$n"
	is "$n.virtfns" "$(ls -d "$pci/$PF"/virtfn* | wc -l)" "$n"
	# PCIe r6.0, 9.2.1.2: routing id of VF n is the PF's + First VF Offset + n * VF Stride.
	offset=$((16#$(setpci -s "$PF" ECAP_SRIOV+0x14.w)))
	stride=$((16#$(setpci -s "$PF" ECAP_SRIOV+0x16.w)))
	good=0
	for ((i = 0; i < n; i++)); do
		rid=$((0x100 + offset + i * stride))
		where=$(printf '0000:%02x:%02x.%d' $((rid >> 8)) $((rid >> 3 & 31)) $((rid & 7)))
		[ "$(vf_bdf $i)" = "$where" ] && good=$((good + 1))
	done
	is "$n.places" $good "$n"
	is "$n.vf-ids" "$(lspci -n -d 8086:10ca | wc -l)" "$n"
	[ $n -eq 7 ] || is "$n.off" "$(write_numvfs 0)" OK
done
is "same-again" "$(write_numvfs 7)" OK
refused "while-on.3" 3 EBUSY
is "off" "$(write_numvfs 0)" OK
is "off.virtfns" "$(ls -d "$pci/$PF"/virtfn* 2> /dev/null | wc -l)" 0
is "off.again" "$(write_numvfs 0)" OK
refused "8" 8 ERANGE
refused "255" 255 ERANGE
refused "65536" 65536 EINVAL
refused "minus-1" -1 EINVAL
refused "text" many EINVAL
refused "1x" 1x EINVAL
refused "empty" " " EINVAL

# Its port has ACS: nothing to say about IOMMU groups.
check_not "group.alone" grep -q 'is shared with' <(dmesg)

# The PF's VLANs beyond its share: the reason and the remedy stand in the log.
dev=$(netdev_of "$PF")
modprobe 8021q
for vid in $(seq 100 130); do
	ip link add link "$dev" name "v$vid" type vlan id "$vid"
done
dmesg -C
refused "too-many-vlans" 7 ENOSPC
check "too-many-vlans.log" grep -q VLAN <(dmesg)
finish
