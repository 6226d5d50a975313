#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# Every offload on and off: the bytes arrive the same.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

pair stride_pf igb
vfs 2 stride_vf

set_offload() { on "$1" ethtool -K "$1" "${@:2}"; }

for e in pf vf0; do
	is "$e.defaults" "$(on $e ethtool -k $e | awk -F'[: ]+' '
		/^(rx-checksumming|tx-checksumming|scatter-gather|tcp-segmentation-offload|generic-receive-offload|rx-vlan-offload|tx-vlan-offload):/ {
			print $2 }' | sort -u)" on
	for feature in tso gso gro rx tx sg rxvlan txvlan rxhash; do
		set_offload $e $feature off > /dev/null 2>&1
		check "$e.$feature-off.out" tcp $e wire 1000000
		check "$e.$feature-off.in" tcp wire $e 1000000
		set_offload $e tso on gso on gro on rx on tx on sg on $feature on > /dev/null 2>&1
	done
	check "$e.all-on.out" tcp $e wire
	check "$e.all-on.in" tcp wire $e
	set_offload $e tso off gso off gro off rx off tx off sg off > /dev/null 2>&1
	check "$e.all-off.out" tcp $e wire
	check "$e.all-off.in" tcp wire $e
	check "$e.all-off.udp" udp $e wire
	set_offload $e sg on tx on rx on gro on gso on tso on > /dev/null 2>&1
	check "$e.tso.v6" tcp6 $e wire
done

# With TSO the device gets far fewer packets from us than it sends.
before=$(counter vf0 tx_packets)
tcp vf0 wire > /dev/null
check "tso.works" test $(($(counter vf0 tx_packets) - before)) -lt 3000
check "vf0-vf1.tso" tcp vf0 vf1

# A wrong checksum is told to the stack, not hidden.
bad_checksum() {
	local before
	before=$(on "$1" nstat -asz UdpInCsumErrors | awk '/UdpInCsumErrors/ { print $2 }')
	on wire python3 - "$(ip4 wire)" "$(ip4 "$1")" "$(on "$1" cat "/sys/class/net/$1/address")" << 'P'
import socket, struct, sys
src, dst, mac = sys.argv[1:]
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("wire", 0))
own = bytes.fromhex(open("/sys/class/net/wire/address").read().strip().replace(":", ""))
ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 48, 1, 0, 64, 17, 0, socket.inet_aton(src),
                 socket.inet_aton(dst))
total = sum(struct.unpack("!10H", ip))
ip = ip[:10] + struct.pack("!H", ~(total % 65535) & 0xFFFF) + ip[12:]
udp = struct.pack("!HHHH", 9, 7779, 28, 0xDEAD) + bytes(20)
for _ in range(3):
    s.send(bytes.fromhex(mac.replace(":", "")) + own + b"\x08\x00" + ip + udp)
P
	sleep 0.5
	[ $(($(on "$1" nstat -asz UdpInCsumErrors | awk '/UdpInCsumErrors/ { print $2 }') - before)) -eq 3 ]
}
for e in pf vf0; do
	on $e python3 -c '
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 7779))
time.sleep(60)' &
	listener=$!
	sleep 1
	check "$e.bad-checksum" bad_checksum $e
	kill $listener
done
finish
