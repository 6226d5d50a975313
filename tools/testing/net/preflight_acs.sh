#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# lab: --nics 1 --qemu=-global --qemu=pcie-root-port.disable-acs=on
# Without ACS all VFs are in one IOMMU group: enabled, but the log says what it means.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

group_of() { basename "$(readlink "$pci/$1/iommu_group")"; }

bind "$PF" stride_pf || die "stride_pf does not bind"
dmesg -C
check "enabled" numvfs 2
is "one-group" "$(group_of "$(vf_bdf 0)") $(group_of "$(vf_bdf 1)")" \
	"$(group_of "$PF") $(group_of "$PF")"
check "said" grep -q "IOMMU group $(group_of "$PF") is shared with .*ACS" <(dmesg)
check "doctor" grep -q "^warn group .*shares IOMMU group $(group_of "$PF")" \
	<(/stride/build/stride/stride doctor "$PF" 2)
check "off" numvfs 0
finish
