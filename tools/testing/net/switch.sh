#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# The switch between pools: VEB and VEPA, addresses behind the PF.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb

hwmode() {
	on pf bridge -j link show dev pf |
		python3 -c 'import json, sys; print(json.load(sys.stdin)[0].get("hwmode", "none"))' 2> /dev/null
}
set_hwmode() { on pf bridge link set dev pf hwmode "$1"; }
# says TEXT COMMAND...: it fails, and that is why.
says() {
	local why out=$1
	shift
	why=$("$@" 2>&1) && return 1
	grep -q "$out" <<< "$why" || { echo "$why"; return 1; }
}

check "no-vfs.refused" says "write sriov_numvfs first" set_hwmode vepa
is "no-vfs.mode" "$(hwmode)" ""
vfs 2 stride_vf

is "veb.mode" "$(hwmode)" VEB
check "veb.vf0-vf1" pings vf0 vf1
check "veb.vf0-pf" pings vf0 pf
check_not "mode.other" set_hwmode bogus

# The wire is a hub: it sends nothing back, and a VF cannot be heard by its neighbour.
apart() { on "$1" ping -q -c 2 -i 0.2 -W 1 "$(ip4 "$2")"; }
check "vepa.set" set_hwmode vepa
is "vepa.mode" "$(hwmode)" VEPA
check_not "vepa.vf0-vf1" apart vf0 vf1
check_not "vepa.vf0-pf" apart vf0 pf
check "vepa.vf0-wire" pings vf0 wire
check "vepa.vf1-wire" pings vf1 wire
check "vepa.pf-wire" pings pf wire

check "down-up" bash -c "ip -n pf link set pf down && ip -n pf link set pf up"
is "down-up.mode" "$(hwmode)" VEPA
check_not "down-up.vf0-vf1" apart vf0 vf1
check "reset" bash -c "echo 1 > $pci/$PF/reset"
is "reset.mode" "$(hwmode)" VEPA
check "reset.vf0-wire" wait_for 20 pings vf0 wire
check "reset.vf1-wire" wait_for 20 pings vf1 wire
check_not "reset.vf0-vf1" apart vf0 vf1
check "veb.again" set_hwmode veb
is "veb.again.mode" "$(hwmode)" VEB
check "veb.again.vf0-vf1" wait_for 5 pings vf0 vf1

# Addresses behind the PF.  gets MAC: does a frame of VF 0 to it reach the PF's stack?
gets() {
	on pf python3 - "$1" << 'P'
import os, socket, sys
as_bytes = lambda mac: bytes.fromhex(mac.replace(":", ""))
receiver = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
receiver.bind(("pf", 3))
receiver.settimeout(2)
os.setns(os.open("/run/netns/vf0", os.O_RDONLY), os.CLONE_NEWNET)
sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
sender.bind(("vf0", 0))
own = sender.getsockname()[4]
for _ in range(3):
    sender.send(as_bytes(sys.argv[1]) + own + b"\x88\xb5" + bytes(60))
try:
    while True:
        frame = receiver.recv(100)
        if frame[:6] == as_bytes(sys.argv[1]) and frame[12:14] == b"\x88\xb5":
            break
except TimeoutError:
    sys.exit(1)
P
}
behind() { printf '02:00:00:00:bb:%02x' "$1"; }
fdb() { on pf bridge fdb "$1" "$2" dev pf; }
check_not "fdb.before" gets "$(behind 1)"
check "fdb.add" fdb add "$(behind 1)"
check "fdb.received" gets "$(behind 1)"
check_not "fdb.twice" fdb add "$(behind 1)"
check "fdb.del" fdb del "$(behind 1)"
check_not "fdb.gone" gets "$(behind 1)"

check "fdb.a-vfs" says "is a VF's" fdb add "$(on vf1 cat /sys/class/net/vf1/address)"
added=0
for i in $(seq 20 40); do
	fdb add "$(behind "$i")" 2> /dev/null && added=$((added + 1))
done
# (16 - 3) / 2 a VF leaves 4.
is "fdb.share" $added 4
check "fdb.full" says "all receive filters" fdb add "$(behind 50)"
check "fdb.last-received" gets "$(behind 23)"
check "fdb.not-promiscuous" bash -c "! ip -n pf -d link show pf | grep -q 'promiscuity [1-9]'"
check_not "fdb.others-not" gets "$(behind 50)"
for i in $(seq 20 40); do
	fdb del "$(behind "$i")" 2> /dev/null
done
check "fdb.again" fdb add "$(behind 50)"
check "fdb.again.received" gets "$(behind 50)"

# A bridge that filters VLANs knows what is behind it, and leaves the PF unpromiscuous.
ip netns exec pf ip link add br0 type bridge vlan_filtering 1
ip netns exec pf ip link add leaf type veth peer name far netns wire
mac=$(on wire cat /sys/class/net/far/address)
on pf ip link set br0 up
on pf ip link set pf master br0
on pf ip link set leaf master br0
on pf bridge link set dev leaf learning off flood off
on pf ip link set leaf up
on pf bridge fdb add "$mac" dev leaf master static
check "bridge.unpromiscuous" bash -c "ip -n pf -d link show pf | grep -q 'promiscuity 0'"
# The PF's stack, and behind it the bridge, gets it.
check "bridge.received" wait_for 5 gets "$mac"
finish
