#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2
# What PF and VF agree on beyond the old protocol, and that they get on without.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

stat() { on "$1" ethtool -S "$1" | awk -v n="$2:" '$1 == n { print $2 }'; }
count() { dmesg | grep -c "$1"; }
no_carrier() { ! has_carrier "$1"; }
ready() { pings "$1" wire; }
other=02:00:00:00:aa:01

# foreign ENDPOINT SECONDS: does it receive unicast that is nobody's?  From the
# wire, each with a broadcast, which shows that the waiting was not in vain.
foreign() {
	on "$1" python3 - "$1" "$2" "$other" << 'P'
import ctypes, os, socket, sys, time
name, seconds, other = sys.argv[1], float(sys.argv[2]), bytes.fromhex(sys.argv[3].replace(":", ""))
def port(dev):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x88b5))
    s.bind((dev, 0x88b5))
    return s
rx = port(name)
rx.settimeout(0.2)
setns = ctypes.CDLL(None).setns
setns(os.open("/run/netns/wire", os.O_RDONLY), 0)
tx = port("wire")
end, seen, marks = time.time() + seconds, False, 0
while not seen and (time.time() < end or marks < 3):
    for to in (other, bytes([255] * 6)):
        tx.send(to + bytes([2, 0, 0, 0, 0, 9]) + b"\x88\xb5" + bytes(60))
    try:
        while not seen:
            to = rx.recv(2048)[:6]
            seen = to == other
            marks += to == bytes([255] * 6)
    except TimeoutError:
        pass
    if time.time() > end + 30:
        sys.exit("nothing arrives at all")
print("seen" if seen else "not seen")
P
}

# --- old ends -----------------------------------------------------------------

# 1.0 with in-tree igb, by one question, and without losing the handshake over it.
pair igb igb
vfs 1 stride_vf
is "igb.version" "$(stat vf0 mbx_version_1)" 0
is "igb.handshakes" "$(stat vf0 pf_handshakes)" 1
is "igb.timeouts" "$(stat vf0 mbx_timeouts)" 0
is "igb.asked-once" "$(count 'Unhandled Msg 00000008')" 1
check "igb.traffic" pings vf0 wire
endpoint_gone vf0
numvfs 0
endpoint_gone pf
endpoint_gone wire
echo "$PF" > "$pci/$PF/driver/unbind"

pair stride_pf igb
vfs 1 igbvf
check "igbvf.traffic" pings vf0 wire
is "igbvf.refused" "$(count 'refused message')" 0
endpoint_gone vf0
echo "$(vf_bdf 0)" > "$pci/$(vf_bdf 0)/driver/unbind"
numvfs 0

# --- both new -----------------------------------------------------------------

dmesg -C
vfs 2 stride_vf
is "new.version" "$(stat vf0 mbx_version_1)" 7
is "new.handshakes" "$(stat vf0 pf_handshakes)" 1
is "new.refused" "$(count 'refused message')" 0
is "new.speed" "$(on vf0 ethtool vf0 | awk '/Speed/ { print $2 }')" 1000Mb/s
check "new.traffic" pings vf0 vf1

# Reasons: an address that is another's, and promiscuity without trust.
check_not "reason.in-use" on vf0 ip link set vf0 address "$(on vf1 cat /sys/class/net/vf1/address)"
is "reason.in-use.log" "$(count 'refused this MAC address: another function has it')" 1

on vf0 ip link set vf0 promisc on
refused() { [ "$(stat vf0 mbx_refused)" -ge 2 ]; }
check "promisc.untrusted.refused" wait_for 5 refused
is "promisc.untrusted" "$(foreign vf0 1)" "not seen"
on vf0 ip link set vf0 promisc off
on vf0 ip link set vf0 promisc on
sleep 0.5
is "promisc.untrusted.log" "$(count "refused promiscuous mode: the host's policy does not permit it")" 1

# Trust reaches the running VF, and what was granted on it goes with it at once.
set_vf 0 trust on
is "promisc.trusted" "$(foreign vf0 20)" "seen"
# VMOLR of VF 0: ROPE (26), ROMPE (25) and MPME (28).
vmolr() {
	on pf ethtool -d pf raw on | python3 -c '
import struct, sys
print("%x" % (dict(struct.iter_unpack("<II", sys.stdin.buffer.read()))[0x5ad0] & 0x16000000))'
}
is "promisc.trusted.device" "$(vmolr)" 16000000
set_vf 0 trust off
# At once: nothing was waited for.
is "promisc.revoked.device" "$((0x$(vmolr) & 0x04000000))" 0
is "promisc.revoked" "$(foreign vf0 1)" "not seen"
check "promisc.revoked.traffic" wait_for 10 ready vf0
on vf0 ip link set vf0 promisc off

# A port VLAN: the guest's VLANs are not asked for, and it is told why.
set_vf 1 vlan 5
in_vlan() { [ "$(stat vf1 pf_handshakes)" -ge 2 ] && has_carrier vf1; }
check "vlan.restart" wait_for 10 in_vlan
check_not "vlan.join" on vf1 ip link add link vf1 name v9 type vlan id 9
is "vlan.join.log" "$(count "refused to join a VLAN: the host's policy does not permit it")" 1
is "vlan.join.not-asked" "$(count 'refused message 0x10004')" 0
set_vf 1 vlan 0
again() { [ "$(stat vf1 pf_handshakes)" -ge 3 ] && has_carrier vf1; }
check "vlan.release" wait_for 10 again

# Disabled: no carrier and no traffic, but the handshake stays.
before=$(stat vf1 pf_handshakes)
set_vf 1 state disable
check "state.disable" wait_for 10 no_carrier vf1
check_not "state.disable.traffic" pings wire vf1 -c 1 -W 1
sleep 3
is "state.disable.handshakes" "$(stat vf1 pf_handshakes)" "$before"
check_not "state.disable.busy" [ "$(stat vf1 mbx_timeouts)" -gt 0 ]
on vf1 ip link set vf1 down
on vf1 ip link set vf1 up
on vf1 ip -6 addr add "$(ip6 vf1)/64" dev vf1 nodad
sleep 0.5
check_not "state.disable.reopened" has_carrier vf1
set_vf 1 state auto
check "state.auto" wait_for 10 ready vf1

# Without a wire: enabled keeps its carrier, auto has none.  (The model receives
# nothing then, so no traffic here.)
set_vf 1 state enable
check "state.enable" wait_for 10 has_carrier vf1
lab-ctl link 0 off > /dev/null
check "wire.off.auto" wait_for 10 no_carrier vf0
sleep 0.5
check "wire.off.enable" has_carrier vf1
is "wire.off.enable.speed" "$(on vf1 ethtool vf1 | awk '/Speed/ { print $2 }')" "Unknown!"
lab-ctl link 0 on > /dev/null
check "wire.on.auto" wait_for 20 has_carrier vf0
check "wire.on.traffic" wait_for 10 pings vf0 vf1
finish
