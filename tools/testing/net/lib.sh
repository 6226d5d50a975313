#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# For the tests of this folder: results in KTAP, drivers, endpoints, traffic.
# An endpoint is a port in a network namespace of its own: pf, wire, vf0, vf1 ...

PF=0000:01:00.0
WIRE=0000:02:00.0
pci=/sys/bus/pci/devices
ktap_n=0
ktap_failed=0

echo "KTAP version 1"

# Each ping has the kernel patch its receive path twice, for time stamps, and QEMU's TCG
# may run into the breakpoint that is gone by then ("Oops: int3").  One that stays keeps
# it patched.
(setsid ping -q -i 3600 127.0.0.1 < /dev/null > /dev/null 2>&1 &)

# --- results ------------------------------------------------------------------

result() {
	ktap_n=$((ktap_n + 1))
	[ "$1" -eq 0 ] || ktap_failed=$((ktap_failed + 1))
	[ "$1" -eq 0 ] && echo "ok $ktap_n $2" || echo "not ok $ktap_n $2"
}

# check NAME COMMAND...: the command succeeds; its output is shown if not.
check() {
	local name=$1 out status
	shift
	out=$("$@" 2>&1)
	status=$?
	[ $status -eq 0 ] || { echo "$* (status $status)"; echo "$out"; } | sed 's/^/# /'
	result $status "$name"
}

# check_not NAME COMMAND...: the command fails.
check_not() {
	local name=$1 out status=1
	shift
	out=$("$@" 2>&1) || status=0
	[ $status -eq 0 ] || { echo "$* did not fail"; echo "$out"; } | sed 's/^/# /'
	result $status "$name"
}

# is NAME GOT WANT
is() {
	[ "$2" = "$3" ] || printf 'got  %s\nwant %s\n' "$2" "$3" | sed 's/^/# /'
	[ "$2" = "$3" ]
	result $? "$1"
}

skip() {
	ktap_n=$((ktap_n + 1))
	echo "ok $ktap_n $1 # SKIP $2"
}

# The plan comes last: a test that ends early has none, and fails.
finish() {
	echo "1..$ktap_n"
	exit $((ktap_failed > 0))
}

die() {
	echo "Bail out! $*"
	exit 1
}

# --- drivers ------------------------------------------------------------------

# wait_for SECONDS COMMAND...
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@" > /dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.1
	done
}

driver_of() { basename "$(readlink "$pci/$1/driver" 2> /dev/null)" 2> /dev/null; }
netdev_of() { ls "$pci/$1/net" 2> /dev/null; }
has_netdev() { [ -n "$(netdev_of "$1")" ]; }

# bind BDF DRIVER: to that driver and no other.
bind() {
	[ "$(driver_of "$1")" = "$2" ] && return
	[ -n "$(driver_of "$1")" ] && echo "$1" > "$pci/$1/driver/unbind"
	echo "$2" > "$pci/$1/driver_override"
	modprobe "$2" || return
	[ "$(driver_of "$1")" = "$2" ] || echo "$1" > /sys/bus/pci/drivers_probe
	[ "$(driver_of "$1")" = "$2" ] && wait_for 5 has_netdev "$1"
}

# errno_of_write FILE TEXT: by name, OK if it was taken.
errno_of_write() {
	python3 -c '
import errno, os, sys
fd = os.open(sys.argv[1], os.O_WRONLY)
try:
    os.write(fd, sys.argv[2].encode())
    print("OK")
except OSError as err:
    print(errno.errorcode[err.errno])
' "$1" "$2"
}

numvfs() { echo "$1" > "$pci/$PF/sriov_numvfs"; }
vf_bdf() { basename "$(readlink "$pci/$PF/virtfn$1")"; }

# --- time ---------------------------------------------------------------------

now_ms() { echo $((${EPOCHREALTIME/./} / 1000)); }

# Notes what a busy machine takes from us: how much later than asked for a sleep ends.
lag_keep() {
	local ms=0 begin
	lag_log=$(mktemp)
	while :; do
		begin=$(now_ms)
		read -rt 0.1 -u 9
		ms=$((ms + $(now_ms) - begin - 100))
		echo $ms >> "$lag_log"
	done 9<> <(:) &
	lag_pid=$!
}
lag_now() { tail -n 1 "$lag_log"; }
lag_no_more() { kill $lag_pid; }

# within SECONDS COMMAND...: it succeeds, and no later.
within() {
	local limit=$(($1 * 1000)) begin took lag
	begin=$(now_ms) lag=$(lag_now)
	shift
	"$@" || return
	took=$(($(now_ms) - begin)) lag=$(($(lag_now) - lag))
	echo "took $took ms; $lag of them the machine did something else"
	[ $((took - lag)) -le $limit ]
}

# --- endpoints ----------------------------------------------------------------

on() {
	local where=$1
	shift
	ip netns exec "$where" "$@"
}

ip4() { echo "10.7.0.$((16#$(printf %s "$1" | md5sum | cut -c1-2) % 250 + 2))"; }
ip6() { echo "fd07::$(printf %s "$1" | md5sum | cut -c1-2)"; }

has_carrier() { on "$1" ip link show "$1" | grep -q LOWER_UP; }

# endpoint NAME BDF: its netdev into namespace NAME, named NAME, up, with addresses.
endpoint() {
	local dev
	dev=$(netdev_of "$2")
	[ -n "$dev" ] || die "$2 has no netdev"
	ip netns add "$1" 2> /dev/null
	ip link set "$dev" netns "$1" name "$1" || die "cannot move $dev"
	on "$1" ip link set lo up
	on "$1" sysctl -qw "net.ipv6.conf.$1.accept_dad=0"
	on "$1" ip addr add "$(ip4 "$1")/24" dev "$1"
	on "$1" ip -6 addr add "$(ip6 "$1")/64" dev "$1" nodad
	on "$1" ip link set "$1" up
	wait_for 10 has_carrier "$1" || die "$1 has no carrier"
}

# Back to the first namespace, so that a name can be used again.
endpoint_gone() { ip netns del "$1" && sleep 0.2; }

# pair PF-DRIVER WIRE-DRIVER: the two ports, at both ends of the wire.
pair() {
	bind "$PF" "$1" || die "$1 does not bind to $PF"
	bind "$WIRE" "$2" || die "$2 does not bind to $WIRE"
	endpoint pf "$PF"
	endpoint wire "$WIRE"
}

# vfs N DRIVER: N VFs on the host as vf0 ...
vfs() {
	local i
	echo 0 > "$pci/$PF/sriov_drivers_autoprobe"
	numvfs "$1" || die "sriov_numvfs"
	for ((i = 0; i < $1; i++)); do
		bind "$(vf_bdf $i)" "$2" || die "$2 does not bind to VF $i"
		endpoint "vf$i" "$(vf_bdf $i)"
	done
}

# --- traffic ------------------------------------------------------------------

# pings FROM TO [PING OPTION...]: five, none lost, over IPv4 and IPv6.
pings() {
	local from=$1 to=$2
	shift 2
	on "$from" ping -q -c 5 -i 0.05 -W 5 "$@" "$(ip4 "$to")" &&
		on "$from" ping -6 -q -c 5 -i 0.05 -W 5 "$@" "$(ip6 "$to")"
}

payload=$(dirname "${BASH_SOURCE[0]}")/payload.py

# transfer tcp|udp FROM ADDRESS-OF TO ...: what payload.py takes after the address.
transfer() {
	local kind=$1 from=$2 to=$3 address=$4 log server
	shift 4
	log=$(mktemp)
	on "$to" python3 "$payload" "$kind-serve" "$address" "$@" > "$log" 2>&1 &
	server=$!
	wait_for 20 grep -q ready "$log"
	on "$from" timeout 90 python3 "$payload" "$kind-send" "$address" "$@"
	wait $server && return
	cat "$log"
	return 1
}

tcp() { transfer tcp "$1" "$2" "$(ip4 "$2")" "${3:-4000000}" $RANDOM; }
tcp6() { transfer tcp "$1" "$2" "$(ip6 "$2")" "${3:-4000000}" $RANDOM; }
udp() { transfer udp "$1" "$2" "$(ip4 "$2")" 300 $RANDOM "${3:-1472}"; }

# both FROM TO: everything in both directions.
both() {
	check "$1-$2.ping" pings "$1" "$2"
	check "$1-$2.tcp" tcp "$1" "$2"
	check "$2-$1.tcp" tcp "$2" "$1"
	check "$1-$2.tcp6" tcp6 "$1" "$2"
	check "$1-$2.udp" udp "$1" "$2"
	check "$2-$1.udp" udp "$2" "$1"
}

# counter ENDPOINT NAME
counter() { on "$1" cat "/sys/class/net/$1/statistics/$2"; }

# --- what the administrator set -----------------------------------------------

set_vf() { on pf ip link set pf vf "$@"; }

# vf_settings [N]: six settings of VF N, or of each, a line each, as the kernel tells them.
vf_settings() {
	on pf ip -d -j link show pf | python3 -c '
import json, sys
vfs = json.load(sys.stdin)[0]["vfinfo_list"]
for v in [vfs[int(n)] for n in sys.argv[1:]] or vfs:
    vlan = v.get("vlan_list", [{}])[0]
    print(v["address"], vlan.get("vlan", 0), vlan.get("qos", 0), v["rate"]["max_tx"],
          v["spoofchk"], v["trust"], v["link_state"])' "$@"
}

# vf_registers N: of VF N's pool: spoof checks, tag, untagged frames taken, members of
# its VLAN, its address and whose it is.
vf_registers() {
	on pf ethtool -d pf raw on | python3 -c '
import struct, sys
n = int(sys.argv[1])
r = dict(struct.iter_unpack("<II", sys.stdin.buffer.read()))
vlvf = [r[x] for x in range(0x5D00, 0x5D80, 4) if r[x] >> 12 + n & 1]
print("spoof", r[0x3500] >> n & 1, r[0x3500] >> 8 + n & 1, "tag %08x" % r[0x3700 + 4 * n],
      "untagged", r[0x5AD0 + 4 * n] >> 24 & 1, "vlan", *(v & 0xFFF for v in vlvf),
      "address %08x %04x pools %02x" % (r[0x5408 + 8 * n], r[0x540C + 8 * n] & 0xFFFF,
                                        r[0x540C + 8 * n] >> 18 & 0xFF))' "$1"
}

# vf_stats: packets and bytes of VF 0 in both directions, 64 bits that never go back.
vf_stats() {
	on pf ip -j -s link show pf | python3 -c '
import json, sys
s = json.load(sys.stdin)[0]["vfinfo_list"][0]["stats"]
print(s["rx"]["packets"], s["rx"]["bytes"], s["tx"]["tx_packets"], s["tx"]["tx_bytes"])'
}

# forward BEFORE [AFTER]: they grew since, or until then, by no more than can have been.
forward() {
	python3 -c '
import sys
was, now = [list(map(int, x.split())) for x in sys.argv[1:]]
print(was, now)
sys.exit(any(n < w or n - w > 10**7 for w, n in zip(was, now)))' "$1" "${2:-$(vf_stats)}"
}

# --- outages ------------------------------------------------------------------

watching=()

# watch FROM ADDRESS: ten pings a second from now on, the answers' times noted.
watch() {
	on "$1" ping -D -n -i 0.1 -W 5 "$2" > "/run/watch.$1" 2> /dev/null &
	watching+=($!)
}

watch_no_more() {
	kill "${watching[@]}" 2> /dev/null
	wait "${watching[@]}" 2> /dev/null
	watching=()
}

# answered FROM SINCE: was there an answer after that time (as EPOCHREALTIME)?
answered() {
	awk -v since="$2" '/bytes from/ { t = substr($1, 2) + 0 } END { exit t <= since }' \
		"/run/watch.$1"
}

# outage FROM SINCE: milliseconds from SINCE until answers came again, after the last half
# second or more without any; 0 if there was none.
outage() {
	awk -v since="$2" '/bytes from/ {
			t = substr($1, 2) + 0
			if (was && t > since && t - was > 0.5) end = t - since
			was = t
		}
		END { printf "%d\n", end * 1000 }' "/run/watch.$1"
}

# know A B: both know the other's address, so that nothing waits for ARP.
know() {
	on "$1" ip neigh replace "$(ip4 "$2")" dev "$1" nud permanent \
		lladdr "$(on "$2" cat "/sys/class/net/$2/address")"
	on "$2" ip neigh replace "$(ip4 "$1")" dev "$2" nud permanent \
		lladdr "$(on "$1" cat "/sys/class/net/$1/address")"
}
