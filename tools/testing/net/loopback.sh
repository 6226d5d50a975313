#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# The model sends frames to groups back to their sender.  Duplicate address detection
# and bridges must not notice.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
vfs 2 stride_vf

# dad NAMESPACE DEVICE ADDRESS: added with detection on, it is found to be unique.
dad_state() { on "$1" ip -6 addr show dev "$2" to "$3/128"; }
settled() { ! dad_state "$@" | grep -q tentative; }
dad() {
	on "$1" sysctl -qw "net.ipv6.conf.$2.accept_dad=1" "net.ipv6.conf.$2.dad_transmits=3"
	on "$1" ip -6 addr add "$3/64" dev "$2"
	wait_for 15 settled "$@"
	dad_state "$@"
	dad_state "$@" | grep -q inet6 && ! dad_state "$@" | grep -q 'dadfailed\|tentative'
}
own() { on "$1" ethtool -S "$1" | awk '/rx_queue_[0-9]+_own_dropped:/ { n += $2 } END { print n + 0 }'; }

for e in vf0 vf1 pf; do
	before=$(own $e)
	check "$e.dad" dad $e $e "fd08::$(ip6 $e | cut -d: -f3)"
	check "$e.reflected" test "$(own $e)" -gt "$before"
done
# A true duplicate is still found, in the switch and on the wire.
check_not "duplicate.vf1" dad vf1 vf1 "fd08::$(ip6 vf0 | cut -d: -f3)"
on wire ip -6 addr add fd08::abcd/64 dev wire nodad
check_not "duplicate.wire" dad vf0 vf0 fd08::abcd

# A second address on top of a port.
for e in vf0 pf; do
	on $e ip link add link $e name mv$e type macvlan mode bridge
	on $e ip link set mv$e up
	check "$e.macvlan.dad" dad $e mv$e "fd09::$(ip6 $e | cut -d: -f3)"
	on $e ip addr add "10.9.0.$(ip4 $e | cut -d. -f4)/24" dev mv$e
done
on wire ip addr add 10.9.0.1/24 dev wire
check "vf0.macvlan.ping" on vf0 ping -q -c 3 -i 0.1 -W 2 -I mvvf0 10.9.0.1
check "pf.macvlan.ping" on pf ping -q -c 3 -i 0.1 -W 2 -I mvpf 10.9.0.1
for e in vf0 pf; do
	on $e ip link del mv$e
done

# bridged ENDPOINT FAR: a host in namespace FAR behind a bridge on top of ENDPOINT.
bridged() {
	on "$1" ip link add br0 type bridge forward_delay 0
	ip netns add "$2"
	on "$1" ip link add leaf type veth peer name "$2" netns "$2"
	on "$1" ip link set "$1" master br0
	on "$1" ip link set leaf master br0
	for dev in br0 leaf; do
		on "$1" ip link set $dev up
	done
	on "$2" ip link set lo up
	on "$2" ip link set "$2" up
	on "$2" ip addr add "$(ip4 "$2")/24" dev "$2"
	on "$2" ip -6 addr add "$(ip6 "$2")/64" dev "$2" nodad
}
address() { on "$1" cat "/sys/class/net/$1/address"; }
quick() { on "$1" ping -q -c 2 -i 0.2 -W 1 "$(ip4 "$2")"; }
# learned ENDPOINT FAR: the port at which the bridge looks for FAR.
learned() { on "$1" bridge fdb show br br0 | awk -v mac="$(address "$2")" '$1 == mac && /master/ { print $3 }'; }

# Behind the PF, which is promiscuous then.  VFs find a host there by a filter.
bridged pf farpf
check "pf.bridge.dad" dad farpf farpf fd08::77
check "pf.bridge.wire" pings farpf wire
is "pf.bridge.learned" "$(learned pf farpf)" leaf
check "pf.bridge.from-wire" pings wire farpf
check_not "pf.bridge.vf0-unknown" quick vf0 farpf
check "pf.bridge.fdb" on pf bridge fdb add "$(address farpf)" dev pf
check "pf.bridge.vf0" pings vf0 farpf
check "pf.bridge.to-vf0" pings farpf vf0

# Behind a VF: needs a filter, and on silicon no spoof check.
on pf ip link set pf vf 1 spoofchk off
bridged vf1 farvf
check_not "vf1.bridge.unknown" quick farvf wire
check "vf1.bridge.fdb" on vf1 bridge fdb add "$(address farvf)" dev vf1
check "vf1.bridge.dad" dad farvf farvf fd08::78
check "vf1.bridge.wire" wait_for 5 pings farvf wire
is "vf1.bridge.learned" "$(learned vf1 farvf)" leaf
check "vf1.bridge.vf0" pings farvf vf0
check "vf1.bridge.farpf" pings farvf farpf
finish
