#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How near to native: a VF on the host, the same VF in a guest, virtio-net in that guest
# on a tap that a bridge joins with the PF.  Runs in the lab's host:
#
#	lab run --nics 2 --smp 1 --mem 5G --timeout 1800 -- bash /stride/tools/bench/native.sh
#
# Three rounds, in each of them all three in turn: the machine is not alone.  Exits are
# those of KVM, all of the guest's, counted by the kernel.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/../testing/net/lib.sh"

ROUNDS=${ROUNDS:-3}
RR_COUNT=${RR_COUNT:-500}
STREAM_BYTES=${STREAM_BYTES:-4000000}
out=/run/native
exits() { cat /sys/kernel/debug/kvm/exits; }

# measure WHERE TEST OPTION...: netperf from the wire; its rate and the guest's exits.
measure() {
	local where=$1 test=$2 before
	shift 2
	before=$(exits)
	on wire netperf -H "$address" -t "$test" -P 0 -v 0 "$@" > $out.rate || die "netperf $test"
	echo "$where $test $(tr -d ' \n' < $out.rate) $(($(exits) - before))" | tee -a $out
}
# all WHERE ADDRESS: three kinds of traffic.
all() {
	local where=$1
	address=$2
	on wire ping -q -c 3 -W 10 "$address" > /dev/null || die "$where does not answer"
	measure "$where" UDP_RR -l "-$RR_COUNT"
	measure "$where" TCP_STREAM -l "-$STREAM_BYTES"
	measure "$where" TCP_MAERTS -l "-$STREAM_BYTES"
}
in_guest() { guest exec g -- bash -c "$1"; }
# guest_up ADDRESS DRIVER: the guest's netdev of that driver.
guest_up() {
	in_guest "modprobe $2; for d in /sys/class/net/*; do
		[[ \$(readlink \$d/device/driver) == */$2 ]] || continue
		ip addr add $1/24 dev \${d##*/} && ip link set \${d##*/} up; done" ||
		die "$2 in the guest"
}

pair stride_pf stride_pf
numvfs 1 || die "sriov_numvfs"
modprobe -a tun vhost_net kvm_amd
ip tuntap add dev tap0 mode tap
on pf ip link set pf netns 1
ip link add br0 type bridge
for dev in pf tap0; do
	ip link set "$dev" master br0 up
done
ip link set br0 up
bdf=$(vf_bdf 0)
on wire netserver > /dev/null

rm -f $out
for round in $(seq "$ROUNDS"); do
	echo "# round $round"
	bind "$bdf" stride_vf || die "VF 0"
	endpoint vf0 "$bdf"
	on vf0 netserver > /dev/null
	all host "$(ip4 vf0)"
	on vf0 pkill -x netserver
	endpoint_gone vf0
	guest start g --vf "$bdf" --tap tap0 --timeout 400 || die "no guest"
	guest_up 10.7.0.251 stride_vf
	in_guest netserver > /dev/null || die "no netserver"
	all guest 10.7.0.251
	in_guest "rmmod stride_vf"
	guest_up 10.7.0.252 virtio_net
	all virtio 10.7.0.252
	guest stop g
done

# Each to the host's of its round, and the guest's exits; of the rounds the middle.
awk '$1 == "host" { host[$2] = $3 } { print $2, $1, $3 / host[$2], $4 }' $out |
	sort -k 1,2 -k 3n > $out.ratios
for key in $(cut -d' ' -f1,2 --output-delimiter=/ $out.ratios | uniq); do
	ratios=$(grep "^${key%/*} ${key#*/} " $out.ratios)
	printf '%-11s %-7s %5.2f %8d exits\n' "${key%/*}" "${key#*/}" \
		"$(cut -d' ' -f3 <<< "$ratios" | sort -n | sed -n "$(((ROUNDS + 1) / 2))p")" \
		"$(cut -d' ' -f4 <<< "$ratios" | sort -n | sed -n "$(((ROUNDS + 1) / 2))p")"
done
