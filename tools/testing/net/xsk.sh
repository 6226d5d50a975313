#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# AF_XDP sockets whose memory the devices use: every frame counted and compared byte by
# byte, then everything that can happen to a port while sockets are bound to it.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

build=$(dirname "$0")/../../../build/xdp
xsk=$build/xsk
known=$(dirname "$0")/known.py
[ -x "$xsk" ] || die "no programs: tools/lab/lab build makes them"
mkdir -p /run/bpf && mount -t bpf bpf /run/bpf || die "no bpffs"
bpftool prog loadall "$build/verdicts.bpf.o" /run/bpf/p type xdp pinmaps /run/bpf/m ||
	die "programs do not load"
n=96

mac() { on "$1" cat "/sys/class/net/$1/address"; }
changes() { on "$1" cat "/sys/class/net/$1/carrier_changes"; }
# stat ENDPOINT NAME: the sum over its queues.
stat() { on "$1" ethtool -S "$1" | awk -v n="^ *[rt]x_queue_[0-9]+_$2:" '$0 ~ n { s += $2 } END { print s + 0 }'; }
mtu() { on "$1" ip link set "$1" mtu "$2" && wait_for 10 has_carrier "$1"; }
attach() { on "$1" bpftool net attach xdpdrv pinned "/run/bpf/$2" dev "$1" overwrite; }
detach() { on "$1" bpftool net detach xdpdrv dev "$1"; }

# sockets ENDPOINT: frames of the tests go to its sockets from now on.
sockets() {
	[ -e "/run/bpf/$1" ] ||
		bpftool prog loadall "$build/socket.bpf.o" "/run/bpf/$1" type xdp pinmaps "/run/bpf/m_$1" ||
		die "the program does not load"
	attach "$1" "$1/to_socket" || die "the program does not attach to $1"
}

# sock ENDPOINT OPTIONS WHAT ...: as xsk.c says.  The wire's driver cannot but copy.
sock() {
	local e=$1 opts=$2
	shift 2
	[ "$e" = wire ] && opts+=" -c"
	# shellcheck disable=SC2086
	on "$e" timeout 60 "$xsk" -m "/run/bpf/m_$e/sockets" $opts "$e" "$@"
}

# start ENDPOINT OPTIONS WHAT ...: in the background, bound when this returns.
start() {
	local e=$1 opts=$2 log=/run/$1.log
	shift 2
	[ "$e" = wire ] && opts+=" -c"
	rm -f "/run/$e.status" "$log"
	# Checks are run by shells of their own, so nobody can wait for it.
	# shellcheck disable=SC2086
	(
		ip netns exec "$e" "$xsk" -m "/run/bpf/m_$e/sockets" $opts "$e" "$@" > "$log" 2>&1 &
		echo $! > "/run/$e.pid"
		wait $!
		echo $? > "/run/$e.status"
	) > /dev/null 2>&1 &
	wait_for 30 grep -q ready "$log"
}
ended() {
	wait_for 65 test -s "/run/$1.status" || return 1
	cat "/run/$1.log"
	return "$(cat "/run/$1.status")"
}
stop() { kill "$(cat "/run/$1.pid")"; ended "$1"; }
has_socket() { [ ! -e "/run/$1.status" ]; }

# arrive FROM TO OPTIONS LOW HIGH: what one socket sends another gets.
arrive() {
	start "$2" "$3" recv $n "$4" "$5" || { stop "$2"; return 1; }
	sock "$1" "$3" send "$(mac "$2")" $n "$4" "$5" || { stop "$2"; return 1; }
	ended "$2"
}

# bounce FROM TO OPTIONS [COUNT [LOW HIGH]]: TO forwards.
bounce() { sock "$1" "$3" bounce "$(mac "$2")" "${4:-$n}" "${5:-18}" "${6:-1514}"; }

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

# both_ways ENDPOINT PEER LABEL: each way alone, forwarded, one by one, busy polling.
both_ways() {
	check "$3.send" arrive "$1" "$2" "" 18 1514
	check "$3.recv" arrive "$2" "$1" "" 18 1514
	start "$1" "" forward
	check "$3.forward" bounce "$2" "$1" "" 500
	check "$3.lone" bounce "$2" "$1" "-w 1" 200
	check "$3.counted" counts "$1" xdp_redirect $n bounce "$2" "$1" ""
	check "$3.others-pass" pings wire "$1"
	check "$3.forward.ends" stop "$1"
	start "$1" "-g 8" forward
	check "$3.few-chunks" bounce "$2" "$1" "-w 4" 200
	check "$3.few-chunks.ends" stop "$1"
	start "$1" "-k" forward
	check "$3.no-wake-up" bounce "$2" "$1" "-k"
	check "$3.no-wake-up.ends" stop "$1"
	start "$1" "-f 2048 -r 128" forward
	check "$3.small-chunks" bounce "$2" "$1" "-f 2048"
	check "$3.small-chunks.ends" stop "$1"
	on "$1" bash -c "echo 2 > /sys/class/net/$1/napi_defer_hard_irqs; echo 200000 > /sys/class/net/$1/gro_flush_timeout"
	start "$1" "-b" forward
	check "$3.busy" bounce "$2" "$1" ""
	check "$3.busy.ends" stop "$1"
	on "$1" bash -c "echo 0 > /sys/class/net/$1/napi_defer_hard_irqs; echo 0 > /sys/class/net/$1/gro_flush_timeout"
}

# limits ENDPOINT LABEL: memory and frames that do not fit are refused, nothing changes.
# Frames as long as a buffer come from the PF: the wire's driver cannot.
limits() {
	local e=$1 l=$2
	mtu "$e" 3000
	is "$l.too-small" "$(sock "$e" "-f 2048" forward 2>&1)" "bind: EINVAL"
	is "$l.no-queue" "$(sock "$e" "-q 15" forward 2>&1)" "bind: EINVAL"
	check "$l.refused.traffic" pings wire "$e"
	mtu "$e" 1500
	start "$e" "-f 2048" forward
	check_not "$l.mtu.refused" mtu "$e" 1767
	check "$l.mtu.says-why" grep -q "mtu greater than device maximum" <(on "$e" ip link set "$e" mtu 1767 2>&1)
	check "$l.mtu.1700" mtu "$e" 1700
	check "$l.mtu.still" bounce wire "$e" "" $n 18 1514
	stop "$e" > /dev/null
	mtu "$e" 3050
	if [ "$e" != pf ]; then
		mtu pf 3050
		start "$e" "" forward
		check "$l.long" bounce pf "$e" "" $n 18 3064
		stop "$e" > /dev/null
		mtu pf 1500
	fi
	mtu "$e" 1500
	is "$l.mtu.back" "$(on "$e" ip -j -d link show "$e" | sed 's/.*"max_mtu":\([0-9]*\).*/\1/')" 3050
}

# verdicts ENDPOINT: the others, with frames in a socket's memory.
verdicts() {
	local e=$1 l=$1.verdict
	start "$e" "" forward
	attach "$e" p/drop
	check "$l.drop" counts "$e" xdp_drop $n on wire python3 "$known" send wire "$(mac "$e")" $n 18 1514
	attach "$e" p/aborted
	check "$l.aborted" counts "$e" xdp_aborted $n on wire python3 "$known" send wire "$(mac "$e")" $n 18 1514
	attach "$e" p/tx
	check "$l.tx" counts "$e" xdp_tx $n on wire python3 "$known" bounce wire "$(mac "$e")" $n 18 1514
	attach "$e" p/push_tx
	check "$l.push-tx" on wire python3 "$known" bounce wire "$(mac "$e")" $n 18 1514
	attach "$e" p/meta
	check "$l.meta" pings wire "$e"
	detach "$e"
	check "$l.no-program" pings wire "$e"
	sockets "$e"
	check "$l.again" bounce wire "$e" ""
	stop "$e" > /dev/null
}

# Shorter ones than the device can send get zeroes, not what stands behind them.
runts() {
	local log
	log=$(mktemp)
	on wire timeout 20 python3 -c '
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x88b5))
s.bind(("wire", 0x88b5))
s.settimeout(10)
print("ready", flush=True)
wrong = sum(any(s.recv(2048)[14:]) for _ in range(20))
print(wrong, "wrong")
sys.exit(wrong)' > "$log" 2>&1 &
	wait_for 10 grep -q ready "$log"
	sock "$1" "" send "$(mac wire)" 20 14 16 > /dev/null
	wait $!
	cat "$log"
	grep -q "^0 wrong" "$log"
}

# under_way ENDPOINT COMMAND...: while the wire sends and pings without end, sockets of
# ENDPOINT forward; afterwards they still do, and the link has not changed.
under_way() {
	local e=$1 before status pings
	shift
	before=$(changes "$e")
	start wire "-w 8" send "$(mac "$e")" 1000000 60 1514
	ip netns exec wire ping -q -i 0.01 "$(ip4 "$e")" > /dev/null 2>&1 &
	pings=$!
	sleep 0.2
	"$@"
	status=$?
	kill "$pings"
	stop wire > /dev/null
	[ $status -eq 0 ] || return $status
	has_socket "$e" || start "$e" "" forward || return 1
	wait_for 20 pings_once "$e"
	bounce wire "$e" "" || return 1
	[ "$(changes "$e")" = "$before" ] || { echo "the link changed"; return 1; }
}
pings_once() { on wire ping -q -c 1 -W 1 "$(ip4 "$1")"; }

bind_often() {
	local i
	for i in 1 2 3 4; do
		stop "$1" && sleep 0.1 && start "$1" "" forward || return 1
	done
}
resize_often() {
	local r
	for r in 64 1024 256; do
		on "$1" ethtool -G "$1" rx $r tx $r || return 1
	done
}
mtu_often() {
	local m
	for m in 1400 1800 1500; do
		on "$1" ip link set "$1" mtu $m || return 1
	done
}
programs_often() {
	local i
	for i in 1 2 3; do
		detach "$1" && sockets "$1" || return 1
	done
}
channels_often() {
	on "$1" ethtool -L "$1" combined 1 && on "$1" ethtool -L "$1" combined 4 &&
		on "$1" ethtool -L "$1" combined 2
}
vfs_often() { numvfs 2 && numvfs 0 && numvfs 7 && numvfs 0; }

# What a socket wanted while the port was down is done when it is up, without a call.
call_while_down() {
	start "$1" "-o -w $n" send 02:00:00:00:00:77 $n 60 1514
	on "$1" ip link set "$1" down
	kill -USR1 "$(cat "/run/$1.pid")"
	sleep 0.3
	on "$1" ip link set "$1" up
	ended "$1"
}

# failing ENDPOINT LABEL: memory that cannot be had while a socket is bound.
failing() {
	local c
	[ -e /proc/self/fail-nth ] || { skip "$2.failing" "no fault injection"; return; }
	for c in failslab fail_page_alloc; do
		echo N > /sys/kernel/debug/$c/ignore-gfp-wait
		echo 0 > /sys/kernel/debug/$c/verbose
	done
	echo N > /sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem
	echo 0 > /sys/kernel/debug/fail_page_alloc/min-order
	on "$1" ethtool -G "$1" rx 64 tx 64
	check "$2.failing" start "$1" "-n" forward
	check "$2.failing.failures" grep -Eq "[1-9][0-9] failures" "/run/$1.log"
	check "$2.failing.traffic" bounce wire "$1" ""
	check "$2.failing.ends" stop "$1"
	on "$1" ethtool -G "$1" rx 256 tx 256
}

# life ENDPOINT LABEL
life() {
	local e=$1 l=$2
	start "$e" "" forward
	check "$l.bind" under_way "$e" bind_often "$e"
	check "$l.resize" under_way "$e" resize_often "$e"
	check "$l.mtu" under_way "$e" mtu_often "$e"
	check "$l.program" under_way "$e" programs_often "$e"
	check "$l.down" on "$e" ip link set "$e" down
	check "$l.up" on "$e" ip link set "$e" up
	wait_for 10 has_carrier "$e"
	check "$l.down-up" bounce wire "$e" ""
	on "$e" ip link set "$e" down
	check "$l.end-while-down" stop "$e"
	on "$e" ip link set "$e" up
	wait_for 10 has_carrier "$e"
	check "$l.call-while-down" call_while_down "$e"
	wait_for 10 has_carrier "$e"
	start "$e" "" forward
	check "$l.after" bounce wire "$e" ""
}

pair stride_pf igb
for e in pf wire; do sockets $e; done

# The PF with a queue for XDP.
both_ways pf wire pf
check "pf.own-queue" counts pf xdp_packets $n arrive pf wire "" 18 1514
check "pf.runts" runts pf
limits pf pf
verdicts pf
failing pf pf
life pf pf.life
check "pf.life.channels" under_way pf channels_often pf
check "pf.life.numvfs" under_way pf vfs_often
check "pf.life.reset" devlink health recover "pci/$PF" reporter tx
wait_for 10 has_carrier pf
check "pf.life.reset.after" wait_for 20 bounce wire pf ""

# A queue that the PF does not have with VFs on; its socket waits.
on pf ethtool -L pf combined 4
ip netns exec pf "$xsk" -q 3 pf recv 1 60 60 > /run/other 2>&1 &
other=$!
wait_for 10 grep -q ready /run/other
check_not "pf.queue.kept" on pf ethtool -L pf combined 2
check "pf.queue.gone" under_way pf vfs_often
kill $other
wait $other
check "pf.queue.let-go" wait_for 5 on pf ethtool -L pf combined 2
check "pf.ends" stop pf

# VFs; the PF shares the stack's queue.
vfs 2 stride_vf
for v in 0 1; do
	set_vf $v spoofchk off
	sockets vf$v
done
both_ways vf0 pf vf
check "vf.own-queue" counts vf0 xdp_packets $n arrive vf0 wire "" 18 1514
check "vf.runts" runts vf0
limits vf0 vf
verdicts vf0
check "shared.send" arrive pf wire "" 18 1514
check "shared.recv" arrive vf1 pf "" 18 1514
start pf "" forward
check "shared.forward" bounce vf1 pf "" 500
check "shared.lone" bounce vf1 pf "-w 1" 100
check "shared.tcp" tcp pf wire 1000000
check "shared.life" under_way pf resize_often pf
stop pf > /dev/null
failing vf0 vf
life vf0 vf.life
flr() { echo 1 > "$pci/$1/reset"; }
check "vf.life.flr" flr "$(vf_bdf 0)"
check "vf.life.flr.after" wait_for 20 bounce wire vf0 ""
check "vf.life.pf-reset" flr "$PF"
check "vf.life.pf-reset.after" wait_for 30 bounce wire vf0 ""

# The device goes while its socket works.
start wire "-w 8" send "$(mac vf0)" 1000000 60 1514
bdf=$(vf_bdf 0)
echo "$bdf" > "$pci/$bdf/driver/unbind"
check "gone" wait_for 5 test ! -e "$pci/$bdf/driver"
stop wire > /dev/null
check "gone.ends" stop vf0
start pf "" forward
check "off" numvfs 0
check "off.pf" bounce wire pf ""
on pf ip link set pf down
echo "$PF" > "$pci/$PF/driver/unbind"
check "gone.pf" stop pf
finish
