#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A kernel upgrade: with the package installed comes the newest kernel that Debian
# has, and DKMS builds the drivers for it.  Needs a mirror, so it is not part of
# `make check`.
#
#	next.sh [SUITE]		trixie-backports if not given
set -euo pipefail

if [ "${1:-}" != --inside ]; then
	exec "$(dirname "$0")/../../lab/lab" exec --scratch -- \
		bash /stride/tools/testing/package/next.sh --inside "$@"
fi

suite=${2:-trixie-backports}
apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o APT::Sandbox::User=root)
quietly() { "$@" > /tmp/log 2>&1 || { cat /tmp/log; exit 1; }; }

sed "s/ trixie main/ $suite main/; /-security/d" /etc/apt/sources.list \
	> /etc/apt/sources.list.d/next.list
quietly "${apt[@]}" update
quietly /stride/tools/scripts/deb --inside
quietly dpkg -i /stride/build/deb/stride-dkms_*_all.deb
quietly "${apt[@]}" install -y --no-install-recommends -t "$suite" linux-headers-amd64
dkms status -m stride
release=$(find /lib/modules -mindepth 1 -maxdepth 1 -name '*-amd64' -printf '%f\n' |
	sort -V | tail -n 1)
for module in stride stride_pf stride_vf; do
	magic=$(modinfo -k "$release" -F vermagic $module)
	[[ $magic == "$release "* ]] || { echo "$module: for $magic"; exit 1; }
done
! grep -H warning: /var/lib/dkms/stride/*/"$release"/*/log/make.log
