#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# What the administrator sets for a VF lasts: PF down, PF reset, VF reset, no driver.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
mac=02:11:22:33:44:55

# Six settings, with the netdev down and no driver at the VFs.
echo 0 > "$pci/$PF/sriov_drivers_autoprobe"
numvfs 3 || die "sriov_numvfs"
on pf ip link set pf down
check "down.mac" set_vf 0 mac $mac
check "down.vlan" set_vf 0 vlan 100 qos 3
check "down.rate" set_vf 0 max_tx_rate 250
check "down.spoofchk" set_vf 0 spoofchk off
check "down.trust" set_vf 0 trust on
check "down.state" set_vf 2 state disable
want="$mac 100 3 250 False True auto"
is "down.shown" "$(vf_settings 0)" "$want"
on pf ip link set pf up

for i in 0 1 2; do
	bind "$(vf_bdf $i)" stride_vf || die "stride_vf does not bind to VF $i"
done
no_carrier() { ! has_carrier "$1"; }
endpoint vf0 "$(vf_bdf 0)"
endpoint vf1 "$(vf_bdf 1)"
ip netns add vf2
ip link set "$(netdev_of "$(vf_bdf 2)")" netns vf2 name vf2
on vf2 ip link set vf2 up

# On the wire VF 0 is in VLAN 100.
on wire ip link add link wire name v100 type vlan id 100
on wire ip addr add 10.8.0.1/24 dev v100
on wire ip link set v100 up
on vf0 ip addr add 10.8.0.2/24 dev vf0
tagged() { on vf0 ping -q -c 2 -i 0.05 -W 1 10.8.0.1; }
# reach FROM TO: two pings, quick to say no.
reach() { on "$1" ping -q -c 2 -i 0.05 -W 1 "$(ip4 "$2")"; }

regs="spoof 0 0 tag 40006064 untagged 0 vlan 100 address 33221102 5544 pools 01"
in_force() {
	[ "$(vf_registers 0)" = "$regs" ] && [ "$(vf_settings 0)" = "$want" ] &&
		[ "$(vf_settings 2 | cut -d' ' -f7)" = disable ]
}
# all_hold NAME: after whatever happened, everything is as before.
all_hold() {
	check "$1.traffic" wait_for 20 tagged
	is "$1.shown" "$(vf_settings 0)" "$want"
	is "$1.registers" "$(vf_registers 0)" "$regs"
	is "$1.address" "$(on vf0 cat /sys/class/net/vf0/address)" "$mac"
	check "$1.neighbour" wait_for 20 reach vf1 wire
	check "$1.disabled" no_carrier vf2
	check "$1.stats" forward "$counted"
	counted=$(vf_stats)
}
counted=$(vf_stats)
all_hold bound

on pf ip link set pf down && on pf ip link set pf up
all_hold pf-down-up
echo 1 > "$pci/$PF/reset" || die "no reset"
check "pf-reset.in-force" wait_for 20 in_force
all_hold pf-reset
echo 1 > "$pci/$PF/reset"
all_hold pf-reset-again
echo 1 > "$pci/$(vf_bdf 0)/reset"
echo 1 > "$pci/$(vf_bdf 2)/reset"
all_hold vf-flr
lab-ctl link 0 off > /dev/null
check "link.off" wait_for 10 no_carrier vf0
check "link.off.set" set_vf 0 max_tx_rate 300
want=${want/ 250 / 300 }
lab-ctl link 0 on > /dev/null
check "link.on" wait_for 10 has_carrier vf0
all_hold link
ip netns del vf0
sleep 0.3
echo "$(vf_bdf 0)" > "$pci/$(vf_bdf 0)/driver/unbind"
bind "$(vf_bdf 0)" stride_vf || die "stride_vf does not come back"
endpoint vf0 "$(vf_bdf 0)"
on vf0 ip addr add 10.8.0.2/24 dev vf0
all_hold rebound

# A running VF takes each change without a reload.
check "live.state" set_vf 2 state auto
check "live.state.carrier" wait_for 10 has_carrier vf2
check "live.vlan" set_vf 0 vlan 0
check "live.vlan.traffic" wait_for 10 reach vf0 wire
check_not "live.vlan.gone" tagged
check "live.rate" set_vf 0 max_tx_rate 0
check "live.spoofchk" set_vf 0 spoofchk on
check "live.trust" set_vf 0 trust off
is "live.shown" "$(vf_settings 0)" "$mac 0 0 0 True False auto"
regs="spoof 1 1 tag 00000000 untagged 1 vlan address 33221102 5544 pools 01"
check "live.registers" wait_for 5 bash -c "$(declare -f on vf_registers); [ \"\$(vf_registers 0)\" = '$regs' ]"
check "live.traffic" wait_for 10 reach vf0 wire
check_not "live.mac.guest-cannot" on vf0 ip link set vf0 address 02:66:66:66:66:66
check "live.mac.release" set_vf 0 mac 00:00:00:00:00:00
check "live.mac.guest-can" wait_for 10 on vf0 ip link set vf0 address 02:77:77:77:77:77
check "live.mac.traffic" wait_for 10 reach vf0 wire

# In-tree igbvf obeys "disable" as well.
ip netns del vf1
sleep 0.3
bind "$(vf_bdf 1)" igbvf || die "igbvf does not bind"
endpoint vf1 "$(vf_bdf 1)"
check "igbvf.before" wait_for 20 reach vf1 wire
check "igbvf.disable" set_vf 1 state disable
silent() { ! on "$1" ping -q -c 1 -W 1 "$(ip4 "$2")" && ! on "$2" ping -q -c 1 -W 1 "$(ip4 "$1")"; }
check "igbvf.silent" wait_for 10 silent vf1 wire
check "igbvf.neighbour" reach vf0 wire
check "igbvf.auto" set_vf 1 state auto
check "igbvf.back" wait_for 40 reach vf1 wire
# It does not start over when it is told, and takes the rest all the same.
on vf1 ip addr add 10.8.0.3/24 dev vf1
in_vlan() { on vf1 ping -q -c 2 -i 0.05 -W 1 10.8.0.1; }
check "igbvf.trust" set_vf 1 trust on
check "igbvf.trust.traffic" wait_for 10 reach vf1 wire
check "igbvf.no-trust" set_vf 1 trust off
check "igbvf.vlan" set_vf 1 vlan 100
check "igbvf.vlan.traffic" wait_for 10 in_vlan
check "igbvf.no-vlan" set_vf 1 vlan 0
check "igbvf.no-vlan.traffic" wait_for 10 reach vf1 wire
check "igbvf.mac" set_vf 1 mac 02:11:22:33:44:66
check "igbvf.down-up" on vf1 bash -c "ip link set vf1 down && ip link set vf1 up"
check "igbvf.mac.traffic" wait_for 20 reach vf1 wire
on wire ip neigh flush dev wire

# Bad input: an error number each, and nothing changed.
before="$(vf_settings 0); $(vf_settings 1); $(vf_settings 2); $(vf_registers 0)"
# bad NAME ANSWER WHAT...
bad() {
	local name=$1 want=$2 out
	shift 2
	out=$(LC_ALL=C set_vf "$@" 2>&1) && out="did not fail"
	is "bad.$name" "${out#RTNETLINK answers: }" "$want"
}
while read -r name text; do
	args=${text%%|*}
	# shellcheck disable=SC2086
	bad "$name" "${text##*|}" $args
done << 'T'
vf-3 3 mac 02:00:00:00:00:01|Invalid argument
vf-3-rate 3 rate 10|Invalid argument
vf-3-vlan 3 vlan 5|Invalid argument
vf-3-spoofchk 3 spoofchk on|Invalid argument
vf-3-trust 3 trust on|Invalid argument
vf-3-state 3 state auto|Invalid argument
mac-multicast 0 mac 01:00:5e:00:00:01|Invalid argument
mac-broadcast 0 mac ff:ff:ff:ff:ff:ff|Invalid argument
vlan-4095 0 vlan 4095|Invalid argument
qos-8 0 vlan 5 qos 8|Invalid argument
qos-alone 0 vlan 0 qos 3|Invalid argument
qinq 0 vlan 5 proto 802.1ad|Protocol not supported
rate-min 0 min_tx_rate 10|Operation not supported
rate-min-max 0 min_tx_rate 10 max_tx_rate 20|Operation not supported
rate-1001 0 max_tx_rate 1001|Invalid argument
rate-100000 0 max_tx_rate 100000|Invalid argument
rate-negative 0 max_tx_rate 2147483648|Invalid argument
T
bad mac-pfs "Address already in use" 0 mac "$(on pf cat /sys/class/net/pf/address)"
bad mac-neighbours "Address already in use" 0 mac "$(on vf1 cat /sys/class/net/vf1/address)"
# raw TYPE VALUE...: RTM_SETLINK with what ip(8) does not let through, for VF 0.
raw() {
	on pf python3 - "$@" << 'P'
import errno, socket, struct, sys
def attr(kind, *words):
    data = b"".join(w if isinstance(w, bytes) else struct.pack("I", w) for w in words)
    return struct.pack("HH", 4 + len(data), kind) + data
kind, *values = map(int, sys.argv[1:])
body = struct.pack("BxHiII", 0, 0, socket.if_nametoindex("pf"), 0, 0)
body += attr(22, attr(1, attr(kind, 0, *values)))	# IFLA_VFINFO_LIST, IFLA_VF_INFO
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
s.send(struct.pack("IHHII", 16 + len(body), 19, 5, 1, 0) + body)
print(errno.errorcode.get(-struct.unpack_from("i", s.recv(4096), 16)[0], "none"))
P
}
is "bad.vlan-4096" "$(raw 2 4096 0)" EINVAL
is "bad.state-3" "$(raw 5 3)" EINVAL
is "bad.unchanged" "$(vf_settings 0); $(vf_settings 1); $(vf_settings 2); $(vf_registers 0)" "$before"
finish
