#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# ethtool on PF and VF: what it shows, takes and refuses.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
et() { on "$1" ethtool "$2" "$1" "${@:3}"; }

ring() { et "$1" -g | awk '/^Current/ { now = 1 } now && /^'"$2"':/ { print $2 }'; }

common() {
	local e=$1 driver=$2
	check "$e.info" grep -q "driver: $driver" <(et "$e" -i)
	check "$e.bus" grep -qE 'bus-info: 0000:01' <(et "$e" -i)
	check "$e.link" grep -q 'Link detected: yes' <(on "$e" ethtool "$e")
	check "$e.speed" grep -q 'Speed: 1000Mb/s' <(on "$e" ethtool "$e")
	for size in 64 512 4096; do
		check "$e.ring-$size" et "$e" -G rx $size tx $size
		is "$e.ring-$size.rx" "$(ring "$e" RX)" $size
		is "$e.ring-$size.tx" "$(ring "$e" TX)" $size
		check "$e.ring-$size.carrier" wait_for 10 has_carrier "$e"
		check "$e.ring-$size.traffic" tcp "$e" wire 500000
	done
	check_not "$e.ring-too-large" et "$e" -G rx 8192
	is "$e.ring-too-large.kept" "$(ring "$e" RX)" 4096
	et "$e" -G rx 512 tx 512
	check "$e.coalesce" et "$e" -C adaptive-rx off rx-usecs 50
	check "$e.coalesce.shown" grep -q 'rx-usecs:.*50' <(et "$e" -c)
	check "$e.coalesce.traffic" pings "$e" wire
	check_not "$e.coalesce.too-large" et "$e" -C rx-usecs 100000
	check "$e.coalesce.kept" grep -q 'rx-usecs:.*50' <(et "$e" -c)
	check "$e.coalesce.adaptive" et "$e" -C adaptive-rx on
	check "$e.regs" test "$(et "$e" -d raw on | wc -c)" -gt 64
	check "$e.stats" test "$(et "$e" -S | wc -l)" -gt 10
	check "$e.timestamps" et "$e" -T
	check "$e.self-test" et "$e" -t offline
	wait_for 10 has_carrier "$e"
	# The link is negotiated anew after the offline test.
	self_test_passes() { grep -q PASS <(et "$e" -t online); }
	check "$e.self-test.pass" wait_for 10 self_test_passes
	wait_for 10 has_carrier "$e"
	on "$e" ip -6 addr add "$(ip6 "$e")/64" dev "$e" nodad 2> /dev/null
	check "$e.self-test.after" wait_for 10 pings "$e" wire
}

common pf stride_pf

# What is advertised, which is what the user chose and no pause, outlives a reset.
check "pf.advertise" on pf ethtool -s pf advertise 0x020
wait_for 10 has_carrier pf
et pf -t offline > /dev/null
wait_for 10 has_carrier pf
check "pf.advertise.after-reset" grep -q 'Advertised link modes: *1000baseT/Full' <(on pf ethtool pf)
check "pf.advertise.no-pause" grep -q 'Advertised pause frame use: No' <(on pf ethtool pf)
check "pf.advertise.all" on pf ethtool -s pf advertise 0x02f
wait_for 10 has_carrier pf
queues=$(et pf -l | awk '/^Combined/ { print $2; exit }')
is "pf.channels.max" "$queues" 8
for n in 1 2 8; do
	check "pf.channels-$n" et pf -L combined $n
	is "pf.channels-$n.shown" "$(et pf -l | awk '/^Combined/ { n = $2 } END { print n }')" $n
	check "pf.channels-$n.traffic" tcp wire pf 500000
done
check_not "pf.channels-0" et pf -L combined 0
check_not "pf.channels-9" et pf -L combined 9

# RSS: what the table says, and refuses.
check "pf.rss.shown" grep -q 'RX flow hash indirection table' <(et pf -x)
check "pf.rss.equal" et pf -X equal 2
check "pf.rss.equal.traffic" tcp wire pf 500000
check "pf.rss.default" et pf -X default
check_not "pf.rss.bad" et pf -X equal 9

vfs 1 stride_vf
common vf0 stride_vf
check "pf.with-vfs" pings pf wire
check "pf.nway" et pf -r
check "pf.nway.back" wait_for 10 has_carrier pf
finish
