#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2 --append iomem=relaxed
# devlink on the PF: what it is, its registers, and what its reporters say.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
dl=pci/$PF

# path FILTER...: a value in JSON from standard input, by keys and indices.
path() {
	python3 -c '
import json, sys
d = json.load(sys.stdin)
for key in sys.argv[1:]:
    d = list(d.values())[0] if key == "*" else d[int(key) if key.isdigit() else key]
print(d)' "$@"
}
health() { devlink -j health show "$dl" reporter "$1" | path health '*' 0 "$2"; }
is_health() { [ "$(health "$1" "$2")" = "$3" ]; }
diagnose() { devlink -j health diagnose "$dl" reporter "$1" | path "${@:2}"; }

info() { devlink -j dev info "$dl" | path info '*' "$@"; }
is "info.driver" "$(info driver)" stride_pf
is "info.asic" "$(info versions fixed asic.id)" 82576
is "info.rev" "$(info versions fixed asic.rev)" $((16#$(setpci -s "$PF" REVISION.b)))
# The board's number as igb reads it from the same NVM.
pba=$(dmesg | sed -n 's/.*igb.*PBA No: //p' | head -n 1)
is "info.board" "$(info versions fixed board.id)" "$pba"
is "port" "$(devlink -j port show "$dl/0" | path port '*' type)" eth

# The region has what ethtool -d has.
check "region.new" devlink region new "$dl/registers" snapshot 1
values() {
	python3 -c '
import struct, sys
moving = range(0xc000, 0xf000)
for reg, val in struct.iter_unpack("<II", sys.stdin.buffer.read()):
    if reg not in moving:
        print(hex(reg), hex(val))'
}
region() {
	devlink region dump "$dl/registers" snapshot 1 | python3 -c '
import sys
for line in sys.stdin:
    sys.stdout.buffer.write(bytes.fromhex("".join(line.split()[1:])))'
}
check "region.dump" diff <(region | values) <(on pf ethtool -d pf raw on | values)
is "region.all" "$(region | wc -c)" "$(on pf ethtool -d pf raw on | wc -c)"
check "region.del" devlink region del "$dl/registers" snapshot 1

for r in tx vf sriov; do
	is "health.$r" "$(health $r state)" healthy
done

# sriov: why it failed, and healthy again after a success.
is "sriov.none" "$(diagnose sriov cause)" none
modprobe 8021q
for vid in $(seq 100 130); do
	on pf ip link add link pf name "v$vid" type vlan id "$vid"
done
check_not "sriov.refused" numvfs 7
is "sriov.state" "$(health sriov state)" error
is "sriov.wanted" "$(diagnose sriov wanted)" 7
check "sriov.cause" grep VLANs <(diagnose sriov cause)
check "sriov.remedy" grep 'remove VLANs' <(diagnose sriov remedy)
check "sriov.errno" grep -E 'ENOSPC|-28' <(diagnose sriov errno)
check "sriov.dump" grep 'remove VLANs' <(devlink health dump show "$dl" reporter sriov)
for vid in $(seq 100 130); do
	on pf ip link del "v$vid"
done
check "sriov.taken" numvfs 2
is "sriov.healthy" "$(health sriov state)" healthy
is "sriov.healthy.cause" "$(diagnose sriov wanted) $(diagnose sriov cause)" "2 none"

# vf: every VF, and what was refused it.
bind "$(vf_bdf 0)" stride_vf || die "VF 0"
endpoint vf0 "$(vf_bdf 0)"
mac=02:11:22:33:44:55
on pf ip link set pf vf 1 mac $mac
is "vf.state" "$(diagnose vf vfs 0 state)" ready
is "vf.mac" "$(diagnose vf vfs 0 mac)" "$(on vf0 cat /sys/class/net/vf0/address)"
is "vf.policy" "$(diagnose vf vfs 1 policy mac)" $mac
is "vf.nacks" "$(diagnose vf vfs 0 nacks)" 0
check_not "vf.refused" on vf0 ip link set vf0 address "$(on pf cat /sys/class/net/pf/address)"
nacks=$(diagnose vf vfs 0 nacks)
check "vf.refused.nacks" test "$nacks" -ge 1
is "vf.refused.type" "$(($(diagnose vf vfs 0 refused) & 0xffff))" 2
check "vf.dump" grep $mac <(devlink health dump show "$dl" reporter vf)

# tx: the device is kept from sending behind the driver's back (TXDCTL, DS 8.12.14), in
# the PF's pool; what is recovered sends again, and VFs come back as they were.
mute() {
	python3 -c '
import mmap, os, struct, sys
fd = os.open(sys.argv[1], os.O_RDWR)
bar = mmap.mmap(fd, 0x20000)
for q in 7, 15:
    struct.pack_into("<I", bar, 0xe028 + 0x40 * q, 0)' "$pci/$PF/resource0"
}
check "tx.before" pings pf wire
check "tx.vf0-before" pings vf0 wire
check "tx.spoofchk" on pf ip link set pf vf 1 spoofchk off
policy() { on pf ip link show pf | grep '^ *vf '; }
before=$(policy)
# The watchdog's line would be a fault to the lab, and is wanted here: off the console
# with it, and a look at the log for others instead.
dmesg -C
dmesg -n 1
mute || die "resource0"
on pf ping -q -i 0.01 -c 3000 -s 1400 "$(ip4 wire)" > /dev/null 2>&1 &
check "tx.reported" wait_for 60 is_health tx error 1
check "tx.recovered" wait_for 20 is_health tx recover 1
is "tx.healthy" "$(health tx state)" healthy
check "tx.dump" grep next_to_use <(devlink health dump show "$dl" reporter tx)
check "tx.dump.hung" grep hung <(devlink health dump show "$dl" reporter tx)
kill %%
dmesg -n 7
check_not "tx.no-fault" grep -E 'cut here|BUG: |WARNING: ' <(dmesg)
check "tx.after" wait_for 20 pings pf wire
check "tx.vf0-after" wait_for 20 pings vf0 wire
is "tx.policy" "$(policy)" "$before"
is "tx.vf1.mac" "$(diagnose vf vfs 1 policy mac)" $mac
is "tx.vf0.state" "$(diagnose vf vfs 0 state)" ready
check "off" numvfs 0
check "unload" rmmod stride_pf
finish
