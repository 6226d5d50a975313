#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 1
# The VF driver and a PF that is silent, lies or goes mad (tools/testing/hostile).
#
#	hostile_pf.sh [GARBAGE]		messages of garbage, 2000 if not given
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

garbage=${1:-2000}
tree=$(dirname "$0")/../../..
tmp=$(mktemp -d)
pid=
vf=
dev=

pf_ends() {
	[ -n "$pid" ] || return
	kill "$pid" 2> /dev/null
	wait "$pid"
	pid=
}

# pf MODE [OPTION...]: the PF plays that from now on.
pf() {
	pf_ends
	"$tmp/hostile_pf" "$PF" "$@" > "$tmp/log" 2>&1 &
	pid=$!
	wait_for 30 grep -q ready "$tmp/log" || die "no PF: $(cat "$tmp/log")"
}

# choose N: the VF that is meant from now on; it was captured by vfio-pci.
choose() {
	vf=$(vf_bdf "$1")
	[ -z "$(driver_of "$vf")" ] || unbind
	echo stride_vf > "$pci/$vf/driver_override"
}
probe() { echo "$vf" > /sys/bus/pci/drivers_probe && has_netdev "$vf"; }
unbind() { echo "$vf" > "$pci/$vf/driver/unbind"; }
has_link() { [ "$(cat "/sys/class/net/$dev/carrier")" = 1 ]; }
carrier() { wait_for 20 has_link; }
no_carrier() { ! has_link; }
either() { true; }
address_is_sane() { [ $((16#$(cut -c1-2 "/sys/class/net/$dev/address") & 1)) -eq 0 ]; }

# Messages of the PF that the VF took; CPU time of all work queues, in ms.
taken() { ethtool -S "$dev" | awk '/mbx_(pf_messages|stray_words):/ { n += $2 } END { print n }'; }
kworkers() { cat /proc/[0-9]*/stat 2> /dev/null | awk '/kworker/ { n += $14 + $15 } END { print n * 10 }'; }
irqs() { awk -v n="stride_vf-mbx.*$vf" '$0 ~ n { for (i = 2; $i ~ /^[0-9]+$/; i++) sum += $i }
	END { print sum + 0 }' /proc/interrupts; }
log_lines() { dmesg | grep -c "stride_vf $vf"; }

# A second: at most so many messages and interrupts a second, and a fourth of one
# processor.
is_bounded() {
	local begin lag t c n
	begin=$(now_ms) lag=$(lag_now) t=$(taken) c=$(kworkers) n=$(irqs)
	sleep 1
	t=$(($(taken) - t)) c=$(($(kworkers) - c)) n=$(($(irqs) - n))
	begin=$(($(now_ms) - begin)) lag=$(($(lag_now) - lag))
	echo "$t messages, $n interrupts and $c ms of work in $begin ms, of them $lag ms away"
	[ $((t * 1000)) -le $((150 * begin)) ] && [ $((n * 1000)) -le $((250 * begin)) ] &&
		[ $(((c - lag) * 4)) -le $begin ]
}

# few_lines N MS: ten, and twenty a minute, since there were N, at the time MS.
few_lines() {
	local n=$(($(log_lines) - $1)) ms=$(($(now_ms) - $2))
	echo "$n lines in $ms ms"
	[ $n -le $((30 + 20 * (ms / 60000))) ]
}

# hostile MODE CARRIER: a VF's life with such a PF, with a good one, with the other
# again.
hostile() {
	local mode=$1 lines begin
	lines=$(log_lines) begin=$(now_ms)
	pf "$mode"
	check "$mode.probe" within 5 probe
	dev=$(netdev_of "$vf")
	check "$mode.open" within 5 ip link set "$dev" up
	check "$mode.bounded" is_bounded
	check "$mode.$2" "$2"
	check "$mode.address" address_is_sane
	pf good
	check "$mode.recovers" carrier
	pf "$mode"
	check "$mode.bounded-when-up" is_bounded
	check "$mode.unbind" within 5 unbind
	check "$mode.log" few_lines "$lines" "$begin"
}

gcc -O2 -Wall -I "$tree/include" -o "$tmp/hostile_pf" \
	"$tree/tools/testing/hostile/hostile_pf.c" || die "cannot build"
lag_keep
modprobe stride_vf
modprobe vfio-pci
echo 1 > /sys/module/vfio_pci/parameters/enable_sriov
echo vfio-pci > "$pci/$PF/driver_override"
echo "$PF" > /sys/bus/pci/drivers_probe
echo 0 > "$pci/$PF/sriov_drivers_autoprobe"
numvfs 7 || die "no VFs"

choose 0
hostile silent no_carrier
hostile flags no_carrier
hostile mac carrier
# Not even the frame size is granted.
hostile nack no_carrier
hostile bare-nack no_carrier
hostile held-off no_carrier
hostile storm carrier
hostile storm-reset either
hostile hold no_carrier
hostile rsti no_carrier
hostile rstd either
hostile late no_carrier
hostile slow either

# Garbage for all.  all COMMAND...: of each VF.
all() {
	local i
	for i in 0 1 2 3 4 5 6; do
		vf=$(vf_bdf $i)
		dev=$(netdev_of "$vf")
		"$@" || return
	done
}
has_ended() { ! kill -0 "$pid" 2> /dev/null; }
pf garbage seed=42 "taken=$garbage"
start() { probe && ip link set "$(netdev_of "$vf")" up; }
for i in 0 1 2 3 4 5 6; do
	choose $i
	check "garbage.vf$i" start
done
check "garbage.taken" wait_for $((60 + garbage / 50)) has_ended
sed 's/^/# /' "$tmp/log"
check "garbage.addresses" all address_is_sane
pf good
check "garbage.recovers" all carrier
endpoint vf0 "$(vf_bdf 0)"
endpoint vf1 "$(vf_bdf 1)"
check "garbage.traffic" pings vf0 vf1
for i in 2 3 4 5 6; do
	vf=$(vf_bdf $i)
	check "garbage.unbind$i" within 5 unbind
done
pf silent
check "rmmod" within 5 rmmod stride_vf
pf_ends
lag_no_more
finish
