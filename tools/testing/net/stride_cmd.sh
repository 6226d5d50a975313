#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 1 --smp 1 --mem 5G
# The stride command on a real device: what it says is what is, and what it does lasts.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

stride=/stride/build/stride/stride

# path KEY...: a value in JSON from standard input.
path() {
	python3 -c '
import json, sys
d = json.load(sys.stdin)
for key in sys.argv[1:]:
    d = [e[key] for e in d] if isinstance(d, list) and not key.isdigit() else \
        d[int(key) if key.isdigit() else key]
print(*d) if isinstance(d, list) else print(d)' "$@"
}
# bad: the checks that are not ok.
bad() {
	python3 -c '
import json, sys
print(*(f["check"] + "=" + f["level"] for f in json.load(sys.stdin)["findings"]
        if f["level"] != "ok"))'
}
# status NAME WANT ARGS...
status() {
	local name=$1 want=$2
	shift 2
	"$stride" "$@" > /run/out 2>&1
	is "$name" "$?" "$want"
}

bind "$PF" igb || die "igb does not bind"
is "doctor.igb" "$($stride --json doctor "$PF" 7 | bad)" "driver=warn"
bind "$PF" stride_pf || die "stride_pf does not bind"
dev=$(netdev_of "$PF")
is "doctor.good" "$($stride --json doctor "$dev" 7 | path for_guests)" True
is "doctor.many" "$($stride --json doctor "$dev" 8 | bad)" "count=fail"
is "show.off" "$($stride --json show "$dev" | path findings)" ""
status "enable.many" 1 enable "$dev" 8

# No driver for VFs is there (the lab blacklists igbvf): none is left.
status "enable.no-driver" 1 enable "$dev" 2 --timeout 2
check "enable.why" grep -q 'did not get its driver and netdev in time; load' /run/out
is "enable.undone" "$(cat "$pci/$PF/sriov_numvfs")" 0

# The terminal is gone: none is left.
are_on() { [ "$(cat "$pci/$PF/sriov_numvfs")" = 2 ]; }
"$stride" enable "$dev" 2 --timeout 120 2> /run/out &
enable=$!
wait_for 60 are_on
kill -HUP "$enable"
wait "$enable"
check "enable.hangup" grep -q interrupted /run/out
is "enable.hangup-undone" "$(cat "$pci/$PF/sriov_numvfs")" 0

# Each VF where the kernel has it, with a netdev.
modprobe stride_vf
status "enable" 0 enable "$dev" 3 --timeout 30
is "list.places" "$($stride --json list | path pfs 0 vfs address)" \
	"$(vf_bdf 0) $(vf_bdf 1) $(vf_bdf 2)"
is "list.netdevs" "$($stride --json list | path pfs 0 vfs netdev)" \
	"$(netdev_of "$(vf_bdf 0)") $(netdev_of "$(vf_bdf 1)") $(netdev_of "$(vf_bdf 2)")"
is "show.on" "$($stride --json show "$dev" | path findings)" ""
lspci -xxxx > /run/dump
is "show.dump" "$($stride --json show --file /run/dump "$PF" | path vfs address)" \
	"$(vf_bdf 0) $(vf_bdf 1) $(vf_bdf 2)"
status "enable.again" 0 enable "$dev" 3
status "enable.other" 5 enable "$dev" 2

# One whose netdev is in another namespace is in use.
vf2=$(netdev_of "$(vf_bdf 2)")
ip netns add away
ip link set "$vf2" netns away
status "away.disable" 5 disable "$dev"
check "away.remedy" grep -q 'from its network namespace' /run/out
status "away.bind" 5 bind "$dev/2" vfio
ip -n away link set "$vf2" netns 1
ip netns del away
wait_for 10 has_netdev "$(vf_bdf 2)"

# Mailboxes, by devlink: that of a VF that is up, and of one that has no driver.
look() { $stride --json watch "$dev" --interval 1 --count 1 | path "$@"; }
ip link set "$(netdev_of "$(vf_bdf 0)")" up
echo "$(vf_bdf 2)" > "$pci/$(vf_bdf 2)/driver/unbind"
is "watch.mailboxes" "$(look vfs mailbox state | cut -d' ' -f1,3)" "ready fresh"
is "watch.refused" "$(look vfs 0 mailbox refused)" 0
is "watch.quarantined" "$(look vfs 0 mailbox quarantined)" False
is "watch.health" "$(look health reporter | tr ' ' '\n' | sort | xargs)" "sriov tx vf"
is "watch.healthy" "$(look health error)" "False False False"
check "watch.text" grep -q ' ready ' <($stride watch "$dev" --interval 1 --count 1)
ip link set "$(netdev_of "$(vf_bdf 0)")" down
echo "$(vf_bdf 2)" > /sys/bus/pci/drivers_probe
wait_for 10 has_netdev "$(vf_bdf 2)"

# What was set on the PF is seen, passed on, and kept.
ip link set "$dev" vf 1 mac 02:11:22:33:44:55 vlan 100 qos 3 spoofchk off trust on
is "list.mac" "$($stride --json list | path pfs 0 vfs mac | cut -d' ' -f2)" 02:11:22:33:44:55
is "list.vlan" "$($stride --json list | path pfs 0 vfs vlan)" "0 100 0"
check "guest.interface" grep -q 02:11:22:33:44:55 <($stride guest "$dev/1" --only interface)
check "persist" "$stride" persist "$dev" --write
link=/etc/systemd/network/10-stride-$PF.link
for line in MACAddress=02:11:22:33:44:55 VLANId=100 QualityOfService=3 MACSpoofCheck=no Trust=yes
do
	check "persist.${line%%=*}" grep -qx "$line" "$link"
done

# systemd-udevd brings the settings back.
ip link set "$dev" vf 1 mac 02:11:22:33:44:66 vlan 0 spoofchk on trust off
/usr/lib/systemd/systemd-udevd --daemon
ip link set "$dev" down
udevadm trigger --settle --action=add "/sys/class/net/$dev"
dev=$(netdev_of "$PF")
vf1() { ip link show "$dev" | grep -F 'vf 1 '; }
is_back() { [[ $(vf1) == *02:11:22:33:44:55*vlan\ 100*"spoof checking off"*"trust on"* ]]; }
wait_for 10 is_back
check "persist.back" grep -E '55.*vlan 100, qos 3.*spoof checking off.*trust on' <(vf1)
udevadm control --exit
status "persist.remove" 0 persist "$dev" --remove
check_not "persist.removed" test -e "$link"

# VFIO, and a guest that has it.
status "bind.vfio" 0 bind "$dev/0" vfio
is "bind.holder" "$($stride --json list | path pfs 0 vfs holder kind)" "vfio host host"
words=$($stride guest "$dev/0" --only qemu)
is "guest.qemu" "$words" "-device vfio-pci,host=$(vf_bdf 0)"
check "guest.start" guest start web --vf "${words##*host=}" --timeout 400
is "guest.holder" "$($stride --json list | path pfs 0 vfs 0 holder guest)" web
status "disable.busy" 5 disable "$dev"
check "disable.names" grep -q "$(vf_bdf 0) is in use: qemu.* guest web" /run/out
status "bind.busy" 5 bind "$dev/0" host
is "busy.no-change" "$(cat "$pci/$PF/sriov_numvfs")" 3
check "guest.stop" guest stop web
status "bind.host" 0 bind "$dev/0" host --timeout 30
check "bind.netdev" has_netdev "$(vf_bdf 0)"
status "disable" 0 disable "$dev"
is "disable.all" "$(cat "$pci/$PF/sriov_numvfs")" 0

# All for VFIO.
status "enable.vfio" 0 enable "$dev" 2 --use vfio
is "enable.nodes" "$($stride --json list | path pfs 0 vfs driver)" "vfio-pci vfio-pci"
status "disable.vfio" 0 disable "$dev"

# What the driver refused, and that it is over.
modprobe 8021q
for vid in $(seq 100 130); do
	ip link add link "$dev" name "v$vid" type vlan id "$vid"
done
status "health.refused" 1 enable "$dev" 7 --use vfio
is "health.bad" "$($stride --json doctor "$dev" 7 | bad)" "health=warn"
check "health.remedy" grep -q "devlink health diagnose pci/$PF reporter sriov" \
	<($stride doctor "$dev" 7)
is "health.watch" "$(look health error | tr ' ' '\n' | sort | xargs)" "False False True"
for vid in $(seq 100 130); do
	ip link del "v$vid"
done
status "health.taken" 0 enable "$dev" 7 --use vfio
is "health.good" "$($stride --json doctor "$dev" 7 | bad)" ""
status "health.off" 0 disable "$dev"
finish
