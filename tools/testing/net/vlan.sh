#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# VLANs of PF and VFs: who is in gets it, with the tag in or out of the packet.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
vfs 2 stride_vf

# vlan ENDPOINT VID: an interface with an address of the VID's own network.
vlan() {
	on "$1" ip link add link "$1" name "v$2" type vlan id "$2" || return
	on "$1" ip addr add "10.8.$(($2 % 250)).$(ip4 "$1" | cut -d. -f4)/24" dev "v$2"
	on "$1" ip link set "v$2" up
}
no_vlan() { on "$1" ip link del "v$2"; }
vaddr() { echo "10.8.$(($2 % 250)).$(ip4 "$1" | cut -d. -f4)"; }
vping() { on "$1" ping -q -c 3 -i 0.1 -W 2 "$(vaddr "$2" "$3")"; }
vtcp() { transfer tcp "$1" "$2" "$(vaddr "$2" "$3")" 1000000 $RANDOM; }

for e in pf wire vf0 vf1; do
	check "$e.join" vlan $e 100
done
for e in pf vf0 vf1; do
	check "$e-wire.ping" vping $e wire 100
	check "$e-wire.tcp" vtcp $e wire 100
	check "wire-$e.tcp" vtcp wire $e 100
done
check "vf0-vf1.ping" vping vf0 vf1 100
check "vf0-pf.ping" vping vf0 pf 100
check "vf0-pf.tcp" vtcp vf0 pf 100
check "untagged" pings vf0 wire

# Tagging in software at either end: the same frames on the wire.
for flag in on off; do
	for e in pf vf0; do
		on $e ethtool -K $e txvlan $flag rxvlan $flag > /dev/null 2>&1
		check "offload-$flag.$e-wire" vtcp $e wire 100
		check "offload-$flag.wire-$e" vtcp wire $e 100
	done
done

# The PF's offloads are the PF's: a VF's tags go out all the same.
on vf0 ethtool -K vf0 txvlan on > /dev/null 2>&1
check "offload.pf-off.vf0-wire" vtcp vf0 wire 100
on pf ethtool -K pf txvlan on rxvlan on > /dev/null
on vf0 ethtool -K vf0 txvlan on rxvlan on > /dev/null

# seen ENDPOINT VID: does a tagged frame that the wire sends to all get there?
seen() {
	local count
	on "$1" timeout 4 tcpdump -p -i "$1" -c 1 -nn vlan "$2" and ether broadcast > /run/seen 2>&1 &
	count=$!
	wait_for 3 grep -q listening /run/seen
	on wire python3 - "$2" << 'P'
import socket, struct, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("wire", 0))
mac = bytes.fromhex(open("/sys/class/net/wire/address").read().strip().replace(":", ""))
frame = b"\xff" * 6 + mac + struct.pack("!HHH", 0x8100, int(sys.argv[1]), 0x88B5) + bytes(60)
for _ in range(5):
    s.send(frame)
P
	wait $count
}
check "filter.member-sees" seen vf0 100
check_not "filter.other-id" seen vf0 101
vlan vf1 101
check_not "filter.neighbour-joins" seen vf0 101
check "filter.neighbour-sees" seen vf1 101
check "leave" no_vlan vf1 101
check_not "leave.gone" seen vf1 101
check_not "pf.other-id" seen pf 101

# Many: each VF may have its share, and they come back.
joined=0
for vid in $(seq 200 240); do
	vlan vf0 "$vid" 2> /dev/null && joined=$((joined + 1))
done
check "share.some" test $joined -ge 2
check "share.not-all" test $joined -lt 32
check "share.neighbour" vlan vf1 150
for vid in $(seq 200 240); do
	no_vlan vf0 "$vid" 2> /dev/null
done
check "share.again" vlan vf0 250
check "still.vf0-wire" vping vf0 wire 100

# Port VLAN: the guest sends and gets untagged frames, the wire sees the tag.
no_vlan vf0 100
no_vlan vf0 250
check "port.set" on pf ip link set pf vf 0 vlan 100 qos 3
sleep 2
on vf0 ip addr add 10.8.100.77/24 dev vf0
check "port.wire" on vf0 ping -q -c 3 -i 0.1 -W 2 "$(vaddr wire 100)"
check "port.pf" on vf0 ping -q -c 3 -i 0.1 -W 2 "$(vaddr pf 100)"
check_not "port.untagged-stays-out" on wire ping -q -c 2 -i 0.1 -W 1 "$(ip4 vf0)"
check "port.shown" grep -q 'vlan 100, qos 3' <(on pf ip link show pf)
check "port.clear" on pf ip link set pf vf 0 vlan 0
sleep 2
check "port.cleared" pings wire vf0
finish
