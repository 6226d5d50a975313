#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# lab: --nics 1 --append pci=noari
# Without ARI forwarding VFs cannot be addressed: refused, with the reason in the log.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

bind "$PF" stride_pf || die "stride_pf does not bind"
before=$(lspci -s "$PF" -xxxx)
dmesg -C
for n in 1 7; do
	is "$n.errno" "$(errno_of_write "$pci/$PF/sriov_numvfs" $n)" ENODEV
	is "$n.read" "$(cat "$pci/$PF/sriov_numvfs")" 0
	check "$n.cause" grep -q "cannot enable $n VFs: .*ARI" <(dmesg)
	check "$n.remedy" grep -q "cannot enable $n VFs: .*; enable ARI forwarding" <(dmesg)
done
stride=/stride/build/stride/stride
check_not "doctor" $stride doctor "$PF" 1
check "doctor.cause" grep -q '^fail ari .*VFs need ARI forwarding' <($stride doctor "$PF" 1)
check_not "enable" $stride enable "$PF" 1
is "no-vfs" "$(lspci -n -d 8086:10ca | wc -l)" 0
is "no-change" "$(lspci -s "$PF" -xxxx)" "$before"
finish
