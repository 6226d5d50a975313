#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# XDP on PF and VF: every verdict counted exactly, frames compared byte by byte;
# the PF with a queue for XDP (no VFs) and sharing the stack's (VFs on).
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

object=$(dirname "$0")/../../../build/xdp/verdicts.bpf.o
frames=$(dirname "$0")/known.py
[ -e "$object" ] || die "no programs: tools/lab/lab build makes them"
mkdir -p /run/bpf && mount -t bpf bpf /run/bpf || die "no bpffs"
bpftool prog loadall "$object" /run/bpf/p type xdp pinmaps /run/bpf/m || die "programs do not load"

pair stride_pf igb
n=96

attach() { on "$1" bpftool net attach xdpdrv pinned "/run/bpf/p/$2" dev "$1" overwrite; }
detach() { on "$1" bpftool net detach xdpdrv dev "$1"; }
mac() { on "$1" cat "/sys/class/net/$1/address"; }
# stat ENDPOINT NAME: the sum over its queues.
stat() { on "$1" ethtool -S "$1" | awk -v n="^ *[rt]x_queue_[0-9]+_$2:" '$0 ~ n { s += $2 } END { print s + 0 }'; }
mtu() { on "$1" ip link set "$1" mtu "$2" && wait_for 10 has_carrier "$1"; }
bounce() { on wire python3 "$frames" bounce wire "$(mac "$1")" "${@:2}"; }

# counts ENDPOINT NAME N COMMAND...: NAME grows by N.
counts() {
	local endpoint=$1 name=$2 want=$3 before status
	shift 3
	before=$(stat "$endpoint" "$name")
	"$@"
	status=$?
	grown() { [ $(($(stat "$endpoint" "$name") - before)) -eq "$want" ]; }
	wait_for 3 grown || { echo "$name grew by $(($(stat "$endpoint" "$name") - before)), not $want"; return 1; }
	return $status
}

# arrive ENDPOINT COUNT MIN MAX: what the wire sends comes out of its socket.
arrive() {
	local log server
	log=$(mktemp)
	on "$1" python3 "$frames" recv "$1" "${@:2}" > "$log" 2>&1 &
	server=$!
	wait_for 20 grep -q ready "$log"
	on wire python3 "$frames" send wire "$(mac "$1")" "${@:2}"
	wait $server && return
	cat "$log"
	return 1
}
discard() { on wire python3 "$frames" send wire "$(mac "$1")" $n 18 1514; }

# verdicts ENDPOINT LABEL
verdicts() {
	local e=$1 l=$2
	on "$e" ethtool -G "$e" rx 1024
	check "$l.pass.attach" attach "$e" pass
	check "$l.pass" arrive "$e" $n 18 1514
	attach "$e" drop
	check "$l.drop" counts "$e" xdp_drop $n discard "$e"
	attach "$e" aborted
	check "$l.aborted" counts "$e" xdp_aborted $n discard "$e"
	attach "$e" invalid
	check "$l.invalid" counts "$e" xdp_aborted $n discard "$e"
	attach "$e" tx
	check "$l.tx" counts "$e" xdp_tx $n bounce "$e" $n 18 1514
	check "$l.tx.sent" counts "$e" xdp_packets $n bounce "$e" $n 18 60
	is "$l.tx.errors" "$(stat "$e" xdp_tx_errors)" 0
	attach "$e" push_tx
	check "$l.push-tx" bounce "$e" $n 18 1514
	attach "$e" meta
	check "$l.meta" arrive "$e" $n 18 1514
	check "$l.others-pass" pings wire "$e"
	check "$l.detach" detach "$e"
	check "$l.detached" arrive "$e" $n 18 1514
}

# jumbo ENDPOINT LABEL: frames of several buffers.
jumbo() {
	local e=$1 l=$2
	check_not "$l.no-frags.refused" attach "$e" tx
	check "$l.no-frags.says-why" grep -q "without frags support" <(attach "$e" tx 2>&1)
	attach "$e" pass_frags
	check "$l.jumbo.pass" arrive "$e" $n 18 9014
	attach "$e" drop_frags
	check "$l.jumbo.drop" counts "$e" xdp_drop $n on wire python3 "$frames" send wire "$(mac "$e")" $n 18 9014
	attach "$e" tx_frags
	check "$l.jumbo.tx" counts "$e" xdp_tx $n bounce "$e" $n 18 9014
	attach "$e" cut_tx
	check "$l.jumbo.cut-tx" bounce "$e" $n 18 9014 1000
	attach "$e" meta
	check "$l.jumbo.meta" arrive "$e" $n 18 9014
	detach "$e"
}

# redirects FROM TO LABEL MAX: received by FROM, sent by TO.
redirects() {
	local index
	index=$(on "$2" cat "/sys/class/net/$2/ifindex")
	# The map takes devices of the name space that we are in.
	# shellcheck disable=SC2046
	on "$2" bpftool map update pinned /run/bpf/m/target key 0 0 0 0 value $(
		printf '%d %d %d %d' $((index & 255)) $((index >> 8 & 255)) $((index >> 16 & 255)) 0)
	attach "$1" redirect_frags
	check "$3.in" counts "$1" xdp_redirect $n bounce "$1" $n 18 "$4"
	check "$3.out" counts "$2" xdp_xmit $n bounce "$1" $n 18 "$4"
	is "$3.errors" "$(($(stat "$1" xdp_redirect_errors) + $(stat "$2" xdp_xmit_errors)))" 0
	detach "$1"
}

# busy ENDPOINT LABEL: attach, replace, detach while traffic runs; the link stays.
busy() {
	local e=$1 job before i=0
	before=$(on "$e" cat "/sys/class/net/$e/carrier_changes")
	# Not on(): the job is to be ping itself.
	ip netns exec wire ping -q -i 0.005 "$(ip4 "$e")" > /dev/null &
	job=$!
	for _ in 1 2 3; do
		attach "$e" pass && attach "$e" tx && attach "$e" drop && detach "$e" && i=$((i + 1))
	done
	kill $job
	wait $job
	is "$2.busy.changes" "$i" 3
	is "$2.busy.link-stays" "$(on "$e" cat "/sys/class/net/$e/carrier_changes")" "$before"
	check "$2.busy.traffic" pings wire "$e"
}

limits() {
	attach "$1" drop
	check_not "$2.mtu.refused" on "$1" ip link set "$1" mtu 4000
	check "$2.mtu.says-why" grep -q "mtu greater than device maximum" <(on "$1" ip link set "$1" mtu 4000 2>&1)
	check "$2.mtu.3050" mtu "$1" 3050
	attach "$1" drop_frags
	check "$2.mtu.frags" mtu "$1" 9000
	mtu "$1" 1500
	detach "$1"
	is "$2.mtu.back" "$(on "$1" ip -j -d link show "$1" | sed 's/.*"max_mtu":\([0-9]*\).*/\1/')" 9216
}

verdicts pf pf
busy pf pf
limits pf pf
mtu wire 9000
mtu pf 9000
jumbo pf pf

# VFs come while a program is attached: its queue becomes a VF's.
attach pf tx_frags
vfs 2 stride_vf
check "shared.tx" counts pf xdp_tx $n bounce pf $n 18 9014
detach pf
on pf ip link set pf vf 0 spoofchk off
on pf ip link set pf vf 1 spoofchk off
verdicts vf0 vf
busy vf0 vf
limits vf0 vf
mtu vf0 9000
jumbo vf0 vf
mtu vf1 9000
redirects vf0 vf1 vf-to-vf 9014
redirects pf vf0 pf-to-vf 9014
redirects vf0 pf vf-to-pf 9014
attach vf1 drop_frags
redirects vf0 vf1 own-queue 1514
detach vf1
# What a port holds is given back: nothing is left when the drivers go.
check "gone.down" on vf0 ip link set vf0 down
check "attached-while-down" attach vf0 tx_frags
on vf0 ip link set vf0 up
check "attached-while-down.up" wait_for 10 has_carrier vf0
check "attached-while-down.tx" bounce vf0 $n 18 9014
endpoint_gone vf0
endpoint_gone vf1
check "unload.vfs" numvfs 0
finish
