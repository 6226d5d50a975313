#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# lab: --nics 2
# VFIO and the IOMMU, step by step and by both of VFIO's ways, with VFs driven from user
# space: what a VF reaches, and what it does not.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

program=$(dirname "$0")/../../../build/vfio/passthrough
[ -x "$program" ] || die "no program: tools/lab/lab build makes it"

pair stride_pf igb
echo 0 > "$pci/$PF/sriov_drivers_autoprobe"
numvfs 2 || die "sriov_numvfs"
modprobe vfio-pci || die "vfio-pci"
for i in 0 1; do
	bdf=$(vf_bdf $i)
	on pf ip link set pf vf $i mac "52:54:00:00:01:0$i"
	echo vfio-pci > "$pci/$bdf/driver_override"
	echo "$bdf" > /sys/bus/pci/drivers_probe
	[ "$(driver_of "$bdf")" = vfio-pci ] || die "vfio-pci does not bind to VF $i"
	# What these reach for, the IOMMU refuses.
	echo "<2>lab: DMA faults of ${bdf#*:} are expected" > /dev/kmsg
	echo "<2>lab: interrupt faults of ${bdf#*:} are expected" > /dev/kmsg
done
# QEMU does not say whose a message was that came as DMA.
echo "<2>lab: interrupt faults of ff:1f.7 are expected" > /dev/kmsg

# The results, the plan and the status are the program's.
on wire "$program" "$PF" wire | tail -n +2
exit "${PIPESTATUS[0]}"
