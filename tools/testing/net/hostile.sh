#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2 --append iomem=relaxed
# A guest that wants more than its own, beside two that only want to be left alone.
# PF_DRIVER=igb runs the same against in-tree igb, SEED=N repeats a run.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

driver=${PF_DRIVER:-stride_pf}
vf_driver=stride_vf
options=(--seed "${SEED:-$RANDOM}")
if [ "$driver" = igb ]; then
	# It refuses once in two seconds, else it takes a message and says nothing.
	vf_driver=igbvf
	options+=(--silence-ms 10)
fi
programs=$(dirname "$0")/../../../build/hostile
[ -x "$programs/hostile" ] || die "no programs: tools/lab/lab build makes them"
frames=$(dirname "$0")/frames.py
gcc -O2 -Wall -Werror -o /run/flood "$(dirname "$0")/../hostile/flood.c" || die "flood.c"

# attack NAME ATTACK [OPTION...]: holds; what it says is shown.
attack() {
	local name=$1 status
	shift
	timeout 300 "$programs/hostile" "${options[@]}" "$@" > /tmp/out 2>&1
	status=$?
	sed 's/^\(# \)\?/# /' /tmp/out
	result $status "$name"
}

oracle() { "$programs/oracle" "$PF" "$@"; }

pair "$driver" "$driver"
echo 0 > "$pci/$PF/sriov_drivers_autoprobe"
numvfs 7 || die "sriov_numvfs"
for i in 5 6; do
	bind "$(vf_bdf $i)" "$vf_driver" || die "$vf_driver does not bind to VF $i"
	endpoint "vf$i" "$(vf_bdf $i)"
done
hostile=0,1,2,3,4
# What these reach for, the IOMMU refuses.
for i in 0 1 2 3 4; do
	bdf=$(vf_bdf $i)
	echo "<2>lab: DMA faults of ${bdf#*:} are expected" > /dev/kmsg
done

# neighbour FROM TO: 200 a second, in batches that end when all answers are there.
neighbour() {
	while [ ! -e /tmp/stop ]; do
		on "$1" ping -q -c 200 -i 0.005 -W 20 "$(ip4 "$2")" >> "/tmp/ping.$1"
	done
}
check "neighbours.ping" pings vf5 vf6
check "neighbours.ping-pf" pings vf6 pf
neighbour vf5 vf6 &
neighbour vf6 pf &

attack "T2.lpe" lpe
attack "T3.claim" claim --vfs $hostile
attack "T4.greedy" greedy --vfs $hostile
# And VLAN 0, of priority tags.
for i in 1 2 3 4; do
	on pf ip link add link pf name "pf.$i" type vlan id $((100 + i))
	on pf ip link set "pf.$i" up
done
for i in 1 2 3; do
	on pf ip link add link pf name "mv$i" type macvlan mode private
	on pf ip link set "mv$i" up
done
pf_has_its_own() {
	local _ pool addresses vlans
	read -r _ pool _ addresses _ vlans < <(oracle pool)
	echo "pool $pool: $addresses addresses, $vlans VLANs"
	[ "$addresses" -ge 4 ] && [ "$vlans" -ge 5 ]
}
check "T4.greedy-pf" wait_for 5 pf_has_its_own
for i in 1 2 3; do on pf ip link del "mv$i"; done
for i in 1 2 3 4; do on pf ip link del "pf.$i"; done
attack "T7.resets" reset --vfs $hostile --count "${RESETS:-20}"
attack "T8.trust" trust --trust-on "ip -n pf link set pf vf 0 trust on" \
	--trust-off "ip -n pf link set pf vf 0 trust off"
check "T8.port-vlan" on pf ip link set pf vf 1 vlan 5
attack "T8.untagged-under-port-vlan" lpe --vfs 1 --count 50
attack "T8.vlans-under-port-vlan" fuzz --vfs 1 --count 500
check "T8.no-port-vlan" on pf ip link set pf vf 1 vlan 0
# Groups asked for so far go: what follows looks for changes.
"$programs/hostile" hello --vfs $hostile > /dev/null
attack "T10.rings" rings --vfs $hostile
to_vfio() {
	modprobe vfio-pci && echo vfio-pci > "$pci/$1/driver_override" &&
		echo "$1" > /sys/bus/pci/drivers_probe && [ "$(driver_of "$1")" = vfio-pci ]
}
check "T10.vfio" to_vfio "$(vf_bdf 4)"
attack "T10.descriptors" descriptors --vfs 4
echo "$(vf_bdf 4)" > "$pci/$(vf_bdf 4)/driver/unbind"
attack "T11.T12.residue" residue
attack "T14.walk" walk --vfs $hostile

# Three that ring as fast as they can: what of it comes through.  igb's vector has the
# name of the netdev.
vector0() {
	awk -v pf="$PF" '$NF == pf || $NF == "pf" {
		for (i = 2; $i ~ /^[0-9]+$/; i++) n += $i } END { print n + 0 }' /proc/interrupts
}
flood() {
	local begin=${EPOCHREALTIME/./} n
	n=$(vector0)
	/run/flood req 5 "$(vf_bdf 0)" "$(vf_bdf 1)" "$(vf_bdf 2)" > /dev/null
	begin=$(((${EPOCHREALTIME/./} - begin) / 1000)) n=$(($(vector0) - n))
	[ $n -le $((256 + begin * 205 / 1000)) ] && echo -n "# T5 held" || echo -n "# T5 broken"
	echo ": three VFs that ring without end: $n interrupts of the PF in $begin ms"
	[ $n -le $((256 + begin * 205 / 1000)) ]
}
flood
result $? "T5.flood"

touch /tmp/stop
wait
# Batches of 200: the sums of what was sent, and of what came back.
lost() { awk '/transmitted/ { sent += $1; got += $4 } END { print sent - got " of " sent }' "$@"; }
echo "# neighbours lost $(lost /tmp/ping.vf5) and $(lost /tmp/ping.vf6) pings"
is "G5.vf5-vf6" "$(lost /tmp/ping.vf5 | cut -d ' ' -f 1)" 0
is "G5.vf6-pf" "$(lost /tmp/ping.vf6 | cut -d ' ' -f 1)" 0

# Frames that make no sense, to everybody: all go on.
addresses=("$(on pf cat /sys/class/net/pf/address)")
for i in 5 6; do addresses+=("$(on "vf$i" cat "/sys/class/net/vf$i/address")"); done
check "T15.mtu" on wire ip link set wire mtu 9000
check "T15.noise" on wire "$frames" noise wire 4000 "${SEED:-$RANDOM}" "${addresses[@]}"
for i in pf vf5 vf6; do check "T15.$i" wait_for 20 pings $i wire; done
# Nor does a VF get what is longer than it asked for.
on vf5 "$frames" count vf5 6 > /tmp/count &
wait_for 5 grep -q ready /tmp/count
on wire "$frames" long wire 100 "${addresses[1]}"
wait %%
is "T15.too-long" "$(tail -n 1 /tmp/count)" "100 1514"

# VFs that take nothing: the others do not wait for them.
attack "T16.starve" starve --vfs $hostile
mapfile -t starved < <(on pf ip -j link show pf | python3 -c '
import json, sys
for v in json.load(sys.stdin)[0]["vfinfo_list"][:5]:
    print(v["address"])')
on wire "$frames" noise wire 4000 1 "${starved[@]}" > /dev/null &
check "T16.vf5-vf6" pings vf5 vf6 -c 200
check "T16.pf-wire" pings pf wire -c 200
wait

# A guest that keeps its VF while SR-IOV is disabled: only that write waits.
check "T13.vfio" to_vfio "$(vf_bdf 0)"
python3 "$(dirname "$0")/vfio_hold.py" "$(vf_bdf 0)" > /tmp/hold &
holder=$!
check "T13.held" wait_for 10 grep -q ready /tmp/hold
numvfs 0 &
write=$!
waits() { kill -0 $write 2> /dev/null && grep -q vfio "/proc/$write/stack"; }
check "T13.waits" wait_for 10 waits
at_once() { timeout 5 ip netns exec pf "$@"; }
check "T13.link-show" at_once ip link show pf
check "T13.vf-set" at_once ip link set pf vf 3 spoofchk on
check "T13.ethtool" at_once ethtool pf
check "T13.pf-down" at_once ip link set pf down
check "T13.pf-up" at_once ip link set pf up
# Down and up took its IPv6 address.
check "T13.pf-ping" wait_for 10 on pf ping -q -c 5 -i 0.05 -W 5 "$(ip4 wire)"
check "T13.still-waits" waits
kill $holder
check "T13.ends" wait_for 20 bash -c "! kill -0 $write 2> /dev/null"
is "T13.off" "$(cat "$pci/$PF/sriov_numvfs")" 0
wait

# The next tenant after SR-IOV was off.
endpoint_gone vf5
endpoint_gone vf6
again() { numvfs 0 && numvfs 7 && "$programs/hostile" hello --vfs 0,1,2,3,4,5,6; }
check "T12.enable" again
check "T12.image" oracle save /tmp/fresh
attack "T12.litter" litter --vfs 0,1,2,3,4,5,6
check_not "T12.litter-is-seen" oracle compare /tmp/fresh
check "T12.disable-enable" again
check "T12.fresh-again" oracle compare /tmp/fresh
finish
