#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2 --smp 1 --mem 5G
# What people manage VFs with, NetworkManager and libvirt, on stride_pf as it is.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

# shown N WORD...: the PF's line of VF N has each of these.
shown() {
	local line word
	line=$(ip link show "$dev" | grep -F "vf $1 ")
	shift
	for word in "$@"; do
		[[ $line == *"$word"* ]] || { echo "$line: no '$word'"; return 1; }
	done
}
not_shown() { ! shown "$@" > /dev/null; }
numvfs_is() { [ "$(cat "$pci/$PF/sriov_numvfs")" = "$1" ]; }
bound() { [ "$(driver_of "$1")" = "$2" ]; }

bind "$PF" stride_pf || die "stride_pf does not bind"
bind "$WIRE" igb || die "igb does not bind"
endpoint wire "$WIRE"
modprobe stride_vf
dev=$(netdev_of "$PF")
mkdir -p /run/dbus
dbus-daemon --system --fork || die "no dbus"
/usr/lib/systemd/systemd-udevd --daemon || die "no udev"
udevadm trigger --settle --action=add

# --- NetworkManager -----------------------------------------------------------

printf '[main]\nno-auto-default=*\n' > /etc/NetworkManager/NetworkManager.conf
NetworkManager || die "no NetworkManager"
manager_runs() { nmcli -t general status; }
check "nm.runs" wait_for 30 manager_runs
dev=$(netdev_of "$PF")
check "nm.add" nmcli connection add type ethernet ifname "$dev" con-name pf \
	autoconnect no ipv4.method disabled ipv6.method disabled sriov.total-vfs 3 sriov.vfs \
	"0 mac=02:00:00:00:00:0a trust=true, 1 vlans=100.2 spoof-check=false, 2 max-tx-rate=200"
check "nm.up" nmcli connection up pf
is "nm.numvfs" "$(cat "$pci/$PF/sriov_numvfs")" 3
check "nm.mac-trust" shown 0 02:00:00:00:00:0a "trust on"
check "nm.vlan-spoofchk" shown 1 "vlan 100, qos 2" "spoof checking off"
check "nm.rate" shown 2 "max_tx_rate 200Mbps"
check "nm.netdev" wait_for 10 has_netdev "$(vf_bdf 2)"

# Another number: the VFs that stay have their settings again.
check "nm.fewer" nmcli connection modify pf sriov.total-vfs 2 sriov.vfs \
	"0 mac=02:00:00:00:00:0a trust=true, 1 vlans=100.2 spoof-check=false"
check "nm.fewer.up" nmcli connection up pf
is "nm.fewer.numvfs" "$(cat "$pci/$PF/sriov_numvfs")" 2
check "nm.fewer.kept" shown 0 02:00:00:00:00:0a "trust on"
check "nm.fewer.vlan" shown 1 "vlan 100, qos 2"
check "nm.down" nmcli connection down pf
check "nm.off" wait_for 10 numvfs_is 0
nmcli connection delete pf > /dev/null
kill "$(cat /run/NetworkManager/NetworkManager.pid)"

# --- libvirt ------------------------------------------------------------------

cat > /etc/libvirt/qemu.conf << 'EOF'
user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = []
namespaces = []
remember_owner = 0
stdio_handler = "file"
EOF
modprobe -q kvm_amd
modprobe vfio-pci
numvfs 2 || die "sriov_numvfs"
ip link set "$dev" up
vf=$(vf_bdf 0)
node=pci_${vf//[:.]/_}
libvirtd -d || die "no libvirtd"
check "virt.runs" wait_for 30 virsh -q list
xml() { virsh nodedev-dumpxml "pci_${1//[:.]/_}" | tr -d ' \n'; }
check "virt.pf" grep -qF "<capabilitytype='virt_functions'maxCount='7'>" <(xml "$PF")
check "virt.vf" grep -qF "<capabilitytype='phys_function'><addressdomain='0x0000'bus='0x01'" \
	<(xml "$vf")
check "virt.detach" virsh nodedev-detach "$node"
check "virt.detach.bound" bound "$vf" vfio-pci
check "virt.reset" virsh nodedev-reset "$node"
check "virt.reattach" virsh nodedev-reattach "$node"
check "virt.reattach.bound" wait_for 5 bound "$vf" stride_vf

# A domain whose interface is the VF, as `stride guest` says; libvirt sets address and VLAN.
domain=/run/domain
mkdir -p "$domain/run"
echo agent > "$domain/run/mode"
ip link set "$dev" vf 0 mac 02:00:00:00:00:0c vlan 100
interface=$(/stride/build/stride/stride guest "$dev/0" --only interface)
ip link set "$dev" vf 0 mac 00:00:00:00:00:00 vlan 0
python3 - "$domain" "$interface" > "$domain/xml" << 'EOF'
import json, sys
from pathlib import Path

domain, interface = sys.argv[1:]
host = json.loads(Path("/run/lab/guest.json").read_text())
share = "".join(
    f"<filesystem type='mount' accessmode='passthrough' multidevs='remap'><source dir='{path}'/>"
    f"<target dir='{tag}'/>{more}</filesystem>"
    for tag, path, more in (("stride", "/stride", ""), ("cache", "/cache", "<readonly/>"),
                            ("run", domain + "/run", "")))
print(f"""<domain type='kvm'>
<name>web</name><memory unit='MiB'>512</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='pc'>hvm</type>
<loader type='rom'>/usr/share/qemu/qboot.rom</loader>
<kernel>{host["image"]}</kernel><initrd>/run/lab/initrd</initrd>
<cmdline>console=ttyS0 loglevel=5 panic=-1 mitigations=off no_timer_check pci=lastbus=0 lsm=
audit=0 lab.role=guest lab.kernel={host["kernel"]} lab.modules={host["modules"]}</cmdline></os>
<features><acpi/><apic/></features><cpu mode='host-passthrough'/>
<devices>
<disk type='block' device='disk'><driver name='qemu' type='raw'/><source dev='/dev/vda'/>
<target dev='vda' bus='virtio'/><readonly/></disk>
{share}{interface}
<serial type='file'><source path='{domain}/console'/><target port='0'/></serial>
<serial type='unix'><source mode='bind' path='{domain}/agent'/><target port='1'/></serial>
<controller type='usb' model='none'/><memballoon model='none'/><video><model type='none'/></video>
</devices></domain>""")
EOF
# inside COMMAND: in the domain, by the lab's agent there.
inside() {
	rm -f "$domain/run/status.1"
	echo "$1" > "$domain/run/cmd.1"
	python3 -c '
import socket, sys
with socket.socket(socket.AF_UNIX) as agent:
    agent.connect(sys.argv[1])
    agent.sendall(b"1\n")' "$domain/agent" || return
	wait_for 60 test -s "$domain/run/status.1"
	cat "$domain/run/out.1"
	return "$(cat "$domain/run/status.1")"
}
check "virt.start" virsh create "$domain/xml"
check "virt.bound" bound "$vf" vfio-pci
check "virt.set" shown 0 02:00:00:00:00:0c "vlan 100"
is "virt.holder" "$(/stride/build/stride/stride --json list | python3 -c '
import json, sys
print(json.load(sys.stdin)["pfs"][0]["vfs"][0]["holder"].get("guest"))')" web
check "virt.boots" wait_for 200 test -e "$domain/run/ready"
check "virt.driver" inside \
	"modprobe stride_vf && ip link set eth0 up && ip link show eth0"
on wire ip link add link wire name w100 type vlan id 100
on wire ip addr add 10.8.0.1/24 dev w100
on wire ip link set w100 up
check "virt.address" grep -q 02:00:00:00:00:0c "$domain/run/out.1"
check "virt.traffic" inside "ip addr add 10.8.0.2/24 dev eth0; ping -q -c 5 -i 0.2 10.8.0.1"
check "virt.stop" virsh destroy web
check "virt.given-back" wait_for 10 bound "$vf" stride_vf
check "virt.own-address-gone" not_shown 0 02:00:00:00:00:0c
check "virt.own-vlan-gone" not_shown 0 "vlan 100"
finish
