#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# In the lab: the modules that DKMS built, in /share, and the recipes of
# Documentation/install.rst.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/../net/lib.sh"

load() {
	local need
	for need in $(modinfo -F depends "/share/$1.ko.xz" | tr , ' '); do
		[[ $need == stride* ]] || modprobe "$need" || return
	done
	insmod "/share/$1.ko.xz"
}
drivers() { for f in "$@"; do driver_of "0000:$f"; done | xargs; }

for module in stride stride_pf stride_vf; do
	check "insmod-$module" load $module
done
is "pf" "$(drivers 01:00.0)" stride_pf
echo 2 > $pci/$PF/sriov_numvfs
is "vfs" "$(drivers 01:10.0 01:10.2)" "stride_vf stride_vf"
echo 0 > $pci/$PF/sriov_numvfs
check "no-vfs" test ! -e $pci/0000:01:10.0
check "rmmod" rmmod stride_vf stride_pf stride

# One port: from igb, and back.
modprobe igb
is "igb-first" "$(drivers 01:00.0 02:00.0)" "igb igb"
modprobe stride_pf
is "loaded-it-takes-nothing" "$(drivers 01:00.0 02:00.0)" "igb igb"
echo stride_pf > $pci/$PF/driver_override
echo $PF > $pci/$PF/driver/unbind
echo $PF > /sys/bus/pci/drivers_probe
is "override-takes-one" "$(drivers 01:00.0 02:00.0)" "stride_pf igb"
echo > $pci/$PF/driver_override
echo $PF > $pci/$PF/driver/unbind
echo $PF > /sys/bus/pci/drivers/igb/bind
is "override-gives-back" "$(drivers 01:00.0 02:00.0)" "igb igb"

# All of them, and back.
modprobe -r igb stride_pf
cp /share/take-over.conf /etc/modprobe.d/stride.conf
modprobe igb
is "all-taken" "$(drivers 01:00.0 02:00.0)" "stride_pf stride_pf"
rm /etc/modprobe.d/stride.conf
modprobe -r igb stride_pf
modprobe igb
is "all-given-back" "$(drivers 01:00.0 02:00.0)" "igb igb"
finish
