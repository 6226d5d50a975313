#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernel: distro
# lab: --nics 2 --append iomem=relaxed
# 16,000 messages from seven hostile VFs, in all that an administrator can set; KUnit
# (stride_pf_fuzz) has another 50,000.
#
# SCALE=125 sends two million, SEED=N repeats a run, PF_DRIVER=igb does the
# same to in-tree igb.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/lib.sh"

driver=${PF_DRIVER:-stride_pf}
scale=${SCALE:-1}
options=(--seed "${SEED:-$RANDOM}" --vfs "0,1,2,3,4,5,6")
if [ "$driver" = igb ]; then
	# It refuses once in two seconds, else it takes a message and says nothing.
	options+=(--silence-ms 10)
fi
programs=$(dirname "$0")/../../../build/hostile
[ -x "$programs/hostile" ] || die "no programs: tools/lab/lab build makes them"

# fuzz NAME COUNT [OPTION...]
fuzz() {
	local name=$1 count status
	count=$(awk "BEGIN { print int($2 * $scale) }")
	shift 2
	"$programs/hostile" fuzz --count $count \
		"${options[@]}" "$@" > /tmp/out 2>&1
	status=$?
	sed 's/^\(# \)\?/# /' /tmp/out
	result $status "$name"
}

set_vfs() {
	local i
	for i in $1; do
		on pf ip link set pf vf "$i" "${@:2}" || return
	done
}

pair "$driver" "$driver"
echo 0 > "$pci/$PF/sriov_drivers_autoprobe"
numvfs 7 || die "sriov_numvfs"

fuzz "T1.fuzz" 6000
fuzz "T6.buffer-changes-while-read" 2000 --mutate
# In-tree igb serves no VF while it is down.
if [ "$driver" != igb ]; then
	check "pf-down" on pf ip link set pf down
	fuzz "T1.fuzz-pf-down" 2000
	check "pf-up" on pf ip link set pf up
fi
check "trust" set_vfs "0 1 2 3 4 5 6" trust on
fuzz "T1.fuzz-trusted" 3000 --trusted
check "no-trust" set_vfs "0 1 2 3 4 5 6" trust off
check "port-vlan" set_vfs "0 1 2" vlan 5
check "addresses" bash -c 'for i in 2 3 4; do
	ip -n pf link set pf vf $i mac 02:22:22:22:22:0$i || exit 1; done'
[ "$driver" = igb ] || check "disable" set_vfs "4 5" state disable
fuzz "T1.fuzz-policy" 3000
check "pf-works" on pf ping -q -c 5 -i 0.05 -W 5 "$(ip4 wire)"
finish
