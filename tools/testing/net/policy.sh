#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# What the administrator sets for a VF.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
vfs 2 stride_vf

vf_line() { on pf ip link show pf | grep "vf $1 "; }
address() { on "$1" cat "/sys/class/net/$1/address"; }

# MAC: reaches a running VF; the guest cannot change it; zero gives it back.
mac=02:11:22:33:44:55
check "mac.set" set_vf 0 mac $mac
check "mac.shown" grep -q $mac <(vf_line 0)
is_mac() { [ "$(address vf0)" = "$1" ]; }
check "mac.reaches-vf" wait_for 10 is_mac $mac
check "mac.traffic" wait_for 10 pings vf0 wire
check_not "mac.guest-cannot" on vf0 ip link set vf0 address 02:66:66:66:66:66
check_not "mac.multicast" set_vf 0 mac 01:00:5e:00:00:01
check_not "mac.no-such-vf" set_vf 2 mac $mac
check "mac.pf-down-up" bash -c "ip -n pf link set pf down && ip -n pf link set pf up"
check "mac.survives" grep -q $mac <(vf_line 0)
echo 1 > "$pci/$(vf_bdf 0)/reset"
check "mac.survives-flr" wait_for 10 is_mac $mac
check "mac.release" set_vf 0 mac 00:00:00:00:00:00
sleep 1
check "mac.guest-can-again" on vf0 ip link set vf0 address 02:77:77:77:77:77
check "mac.guest-can-again.traffic" wait_for 10 pings vf0 wire

# The host comes before its guests: its addresses are no guest's, in use or not, with a
# filter or without; and one that a guest chose is the host's when it wants it.
guest_may() { on vf0 ip link set vf0 address "$1" 2>&1; }
permanent=$(address pf) chosen=02:77:77:77:77:77
check "host.pf-changes" on pf ip link set pf address 02:88:00:00:00:01
check_not "host.permanent" guest_may "$permanent"
check_not "host.permanent-for-vf" set_vf 1 mac "$permanent"
for i in $(seq 1 20); do
	on pf ip link add link pf name "mv$i" address "02:88:00:00:01:$(printf %02x "$i")" \
		type macvlan mode private && on pf ip link set "mv$i" up
done
is "host.macvlans" "$(on pf ip -br link show type macvlan | wc -l)" 20
check_not "host.macvlan-without-filter" guest_may 02:88:00:00:01:14
for i in $(seq 1 20); do on pf ip link del "mv$i"; done
check "host.macvlan-gone" wait_for 10 guest_may 02:88:00:00:01:14
check "host.chosen-again" guest_may $chosen
derived=$(address vf1)
check_not "host.derived" guest_may "$derived"
check "host.gives-another" set_vf 1 mac $mac
check_not "host.derived-out-of-use" guest_may "$derived"
check "host.takes" set_vf 1 mac $chosen
is_not_chosen() { [ "$(address vf0)" != $chosen ]; }
has_chosen() { [ "$(address vf1)" = $chosen ]; }
check "host.guest-starts-over" wait_for 10 is_not_chosen
check "host.vf1-has-it" wait_for 10 has_chosen
check "host.vf0.traffic" wait_for 10 pings vf0 wire
check "host.vf1.traffic" wait_for 10 pings vf1 wire
check "host.vf1-gives-back" set_vf 1 mac 00:00:00:00:00:00
check "host.vf1-derived" wait_for 10 bash -c "[ \$(ip netns exec vf1 cat /sys/class/net/vf1/address) = $derived ]"
check "host.guest-chooses" guest_may $chosen
check "host.pf-takes" on pf ip link set pf address $chosen
check "host.pf-took-it" wait_for 10 is_not_chosen
check "host.pf-takes-back" on pf ip link set pf address "$permanent"
check "host.traffic" wait_for 10 pings vf0 wire

# Spoof check: the model of the device does not do it; what is asked of the device is
# in DTXSWC (DS 8.12.5): bits 0-7 addresses, 8-15 VLANs, one a pool.
dtxswc() {
	on pf ethtool -d pf raw on | python3 -c '
import struct, sys
print("%x" % dict(struct.iter_unpack("<II", sys.stdin.buffer.read()))[0x3500])'
}
check "spoofchk.default" grep -q 'spoof checking on' <(vf_line 0)
is "spoofchk.default.device" "$(dtxswc)" 80000303
check "spoofchk.off" set_vf 0 spoofchk off
check "spoofchk.off.shown" grep -q 'spoof checking off' <(vf_line 0)
is "spoofchk.off.device" "$(dtxswc)" 80000202
check "spoofchk.on" set_vf 0 spoofchk on
is "spoofchk.on.device" "$(dtxswc)" 80000303

check "trust.default" grep -q 'trust off' <(vf_line 0)
check "trust.set" set_vf 0 trust on
check "trust.shown" grep -q 'trust on' <(vf_line 0)

no_carrier() { ! has_carrier "$1"; }
check "state.disable" set_vf 1 state disable
check "state.disable.seen" wait_for 10 no_carrier vf1
check_not "state.disable.traffic" pings wire vf1
check "state.disable.neighbour" pings vf0 wire
check "state.auto" set_vf 1 state auto
check "state.auto.seen" wait_for 10 has_carrier vf1
check "state.auto.traffic" wait_for 10 pings wire vf1

check_not "rate.min" set_vf 0 min_tx_rate 10
check_not "vlan.too-large" set_vf 0 vlan 4096
check_not "vlan.qinq" set_vf 0 vlan 5 proto 802.1ad
check "stats" grep -q 'TX: bytes' <(on pf ip -s link show pf)
finish
