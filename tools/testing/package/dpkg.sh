#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Install, upgrade, remove, purge, in a root file system of our own.  What DKMS
# built is left in /share.
# shellcheck source=tools/testing/net/lib.sh
. "$(dirname "$0")/../net/lib.sh"

debs=/stride/build/deb
release=$(basename /lib/modules/*-amd64)
old=6.1.0-1-amd64
port=pci:v00008086d000010C9sv00008086sd0000A03Cbc02sc00i00
vf=pci:v00008086d000010CAsv00008086sd0000A03Cbc02sc00i00

# Everything but what dpkg writes down, and DKMS's own signing key.
files() {
	find / -xdev \( -path /proc -o -path /dev -o -path /tmp -o -path /run -o -path /stride \
		-o -path /cache -o -path /share -o -path /var/lib/dpkg -o -path /var/log \
		-o -path '/var/lib/dkms/mok.*' -o -path /var/cache \) -prune -o -print | sort
}
# Where modprobe finds a module, and in what order it would load.
found() { modinfo -k "$release" -n "$1"; }
names() { sed -n 's,.*/\([a-z_]*\)\.ko.*,\1,p' | grep -E 'igb|stride' | xargs; }
loads() { modprobe -S "$release" --show-depends "$@" | names; }
by_alias() { loads -b "$1"; }
owned() { dpkg -L stride-dkms stride-tools | grep -qx "$1" && [ -e "$1" ]; }
dkms_says() { dkms status -m stride | sort | xargs; }
wrong_magic() {
	local m
	for m in stride stride_pf stride_vf; do
		[[ $(modinfo -k "$release" -F vermagic $m) == "$release "* ]] || echo $m
	done
}

# --- install ------------------------------------------------------------------

# A kernel too old for the drivers must not keep the package from being installed.
mkdir -p /lib/modules/$old/build/include
# The lab's mount point; DKMS removes empty folders.
rmdir "/lib/modules/$release/updates"
files > /tmp/before
rm -f $debs/*.deb
check "builds" /stride/tools/scripts/deb --inside
now=$(dpkg-deb -f $debs/stride-dkms_*.deb Version) next=$now+next
check "installs" dpkg -i $debs/stride-dkms_*.deb $debs/stride-tools_*.deb
for f in usr/src/stride-"$now"/{dkms.conf,Kbuild,drivers/pf/pf_sriov.c,include/stride/abi/msg.h} \
	usr/lib/modprobe.d/stride.conf usr/sbin/stride \
	usr/share/man/man8/stride.8.gz usr/share/bash-completion/completions/stride \
	usr/share/doc/stride-dkms/{copyright,install.rst,examples/take-over.conf}; do
	check "owns-${f##*/}" owned "/$f"
done
is "no-tests-in-it" "$(dpkg -L stride-dkms | grep -c /tests)" 0
is "dkms-status" "$(dkms_says)" "stride/$now, $release, x86_64: installed"
is "found" "$(found stride; found stride_pf; found stride_vf)" \
	"$(printf "/lib/modules/$release/updates/dkms/%s.ko.xz\n" stride stride_pf stride_vf)"
is "vermagic" "$(wrong_magic)" ""
is "modprobe-loads" "$(loads stride_pf)/$(loads stride_vf)" "stride stride_pf/stride stride_vf"
is "command-runs" "$(stride --version)" "stride $now"

# --- who has the device -------------------------------------------------------

is "igb-keeps-its-device" "$(by_alias $port)/$(by_alias $vf)" "igb/igbvf"
cp /usr/share/doc/stride-dkms/examples/take-over.conf /etc/modprobe.d/stride.conf
is "taken-over" "$(loads igb)/$(loads igbvf)" "stride stride_pf igb/stride stride_vf igbvf"
rm /etc/modprobe.d/stride.conf
is "given-back" "$(by_alias $port)/$(by_alias $vf)" "igb/igbvf"

# --- upgrade ------------------------------------------------------------------

/stride/tools/scripts/deb --inside "$next" > /dev/null
check "upgrades" dpkg -i $debs/*_"${next}"_*.deb
rm -f $debs/*_"${next}"_*.deb
is "versions" "$(dpkg-query -W stride-dkms stride-tools | cut -f 2 | xargs)" "$next $next"
is "upgraded" "$(dkms_says)" "stride/$next, $release, x86_64: installed"
is "old-one-gone" "$(ls -d /usr/src/stride-*)" "/usr/src/stride-$next"
is "upgraded-found" "$(found stride_pf)" "/lib/modules/$release/updates/dkms/stride_pf.ko.xz"
cp /lib/modules/"$release"/updates/dkms/stride*.ko.xz /share/
cp /usr/share/doc/stride-dkms/examples/take-over.conf /share/

# --- remove -------------------------------------------------------------------

check "removes" dpkg -r stride-dkms stride-tools
check_not "removed-not-found" found stride_pf
is "removed-from-dkms" "$(dkms_says)" ""
check "purges" dpkg -P stride-dkms stride-tools
files > /tmp/after
is "nothing-left" "$(diff /tmp/before /tmp/after)" ""
is "not-in-modules.dep" "$(grep -c stride "/lib/modules/$release/modules.dep")" 0

# --- make install, make modules_install ---------------------------------------

check "install" make -s -C /stride DESTDIR=/tmp/tools install
is "installed" "$(cd /tmp/tools && find . -type f | sort | xargs)" \
	"./usr/sbin/stride ./usr/share/bash-completion/completions/stride ./usr/share/man/man8/stride.8"

# With what `lab build` built: this is of the installing alone.
check "modules_install" make -s -C /stride/build/distro -f /stride/Makefile \
	KDIR="/usr/src/linux-headers-$release" INSTALL_MOD_PATH=/tmp/dest modules_install
is "modules_installed" "$(find /tmp/dest -name 'stride*.ko.xz' -printf '%P\n' | sort)" \
	"$(printf "lib/modules/$release/updates/drivers/%s.ko.xz\n" \
		core/stride pf/stride_pf vf/stride_vf)"
finish
