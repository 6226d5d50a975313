#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# Multicast and promiscuous reception of PF and VFs.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
vfs 2 stride_vf

ended() { ! kill -0 "$1"; }
# gets ENDPOINT MAC: does a frame to that address reach it?  Without tcpdump's own promiscuity.
gets() {
	local job
	ip netns exec "$1" timeout 60 tcpdump -p -i "$1" -c 1 -nn \
		"ether dst $2 and ether proto 0x88b5" > /run/gets 2>&1 &
	job=$!
	wait_for 20 grep -q listening /run/gets
	on "${3:-wire}" python3 - "$2" "${3:-wire}" << 'P'
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind((sys.argv[2], 0))
own = open(f"/sys/class/net/{sys.argv[2]}/address").read().strip()
as_bytes = lambda mac: bytes.fromhex(mac.replace(":", ""))
for _ in range(3):
    s.send(as_bytes(sys.argv[1]) + as_bytes(own) + b"\x88\xb5" + bytes(60))
P
	wait_for 3 ended $job
	kill $job 2> /dev/null
	wait $job
	grep -q '^1 packet captured' /run/gets
}
# The hash is of the last 12 bits, the low byte above four of the other: one for each
# number.  Those of 224.0.0.x are in use.
group() { printf '01:00:5e:01:40:%02x' "$1"; }
join() { on "$1" ip maddr add "$(group "$2")" dev "$1"; }
leave() { on "$1" ip maddr del "$(group "$2")" dev "$1"; }

for e in pf vf0; do
	check_not "$e.before" gets $e "$(group 1)"
	check "$e.join" join $e 1
	sleep 1
	check "$e.joined" gets $e "$(group 1)"
	check_not "$e.other" gets $e "$(group 2)"
	check "$e.leave" leave $e 1
	sleep 1
	check_not "$e.left" gets $e "$(group 1)"
done

# From a neighbour in the switch, not from the wire.
join vf0 5
sleep 1
check "vf0.from-vf1" gets vf0 "$(group 5)" vf1
check "vf0.from-pf" gets vf0 "$(group 5)" pf
leave vf0 5

# More than the 30 that a message can name: without trust as many as fit.
for n in $(seq 10 50); do
	join vf0 "$n"
done
refusals() { dmesg | grep -c 'the PF refused all multicast'; }
refused() { [ "$(refusals)" -ge 1 ]; }
check "many.untrusted.refused" wait_for 5 refused
sleep 1
check "many.untrusted.first" gets vf0 "$(group 10)"
check_not "many.untrusted.last" gets vf0 "$(group 50)"
check_not "many.untrusted.other" gets vf0 "$(group 99)"
is "many.untrusted.logged-once" "$(refusals)" 1
# A VF that gets other rights starts over with the PF.
trust() {
	on pf ip link set pf vf 0 trust "$1" && sleep 1 &&
		wait_for 10 has_carrier vf0 && wait_for 10 pings vf0 wire
}
check "trust" trust on
for n in 10 30 39 45 50; do
	check "many.$n" gets vf0 "$(group "$n")"
done
for n in $(seq 10 50); do
	leave vf0 "$n"
done
sleep 2
check_not "many.left" gets vf0 "$(group 45)"

for e in pf vf0; do
	check "$e.allmulti" on $e ip link set $e allmulticast on
	sleep 1
	check "$e.allmulti.gets" gets $e "$(group 99)"
	on $e ip link set $e allmulticast off
	sleep 1
	check_not "$e.allmulti.off" gets $e "$(group 99)"
done

check "no-trust" trust off
on vf0 ip link set vf0 allmulticast on
sleep 1
check_not "vf0.allmulti.untrusted" gets vf0 "$(group 99)"
on vf0 ip link set vf0 allmulticast off

# Promiscuous: the PF; a VF only if it is trusted.
other=02:00:00:00:aa:01
check_not "pf.unicast.other" gets pf $other
on pf ip link set pf promisc on
sleep 1
check "pf.promisc" gets pf $other
on pf ip link set pf promisc off
sleep 1
check_not "pf.promisc.off" gets pf $other
on vf0 ip link set vf0 promisc on
sleep 1
check_not "vf0.promisc.untrusted" gets vf0 $other
on vf0 ip link set vf0 promisc off

# A second address.
on vf0 ip link add link vf0 name mv0 address $other type macvlan mode bridge
on vf0 ip link set mv0 up
on pf ip link set pf vf 0 trust on
sleep 2
check "vf0.second-address" gets vf0 $other
on vf0 ip link del mv0
sleep 1
check "ping" pings vf0 wire
finish
