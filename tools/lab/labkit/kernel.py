# SPDX-License-Identifier: GPL-2.0
"""
Kernels: Debian's own ("distro"), one built from linux-source with every checker
on ("debug"), and the newest that Debian has for this release ("next").  Each
comes with an initramfs that finds the root image.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import rootfs
from .paths import CACHE, LAB, LabError, key, say

NAMES = ("distro", "debug", "next")
DEBUG_CONFIG = LAB / "debug.config"
SOURCE = "/usr/src/linux-source-6.12.tar.xz"

# What the distro kernel has as modules and the initramfs needs.
INITRD_MODULES = ["virtio_pci", "virtio_blk", "ext4", "overlay", "9pnet_virtio", "9p",
                  "virtio_console"]

BUILD_SCRIPT = r"""
set -e
mkdir src && tar -C src --strip-components=1 -xf "$1"
cd src
make -s tinyconfig
scripts/kconfig/merge_config.sh -m .config /stride/tools/lab/debug.config > /dev/null
make -s olddefconfig
missing=$(grep '^CONFIG' /stride/tools/lab/debug.config | while read -r line; do
	grep -qx "$line" .config || echo "$line"
done)
if [ -n "$missing" ]; then
	echo "debug.config: these do not hold in this kernel:" >&2
	echo "$missing" >&2
	exit 1
fi
make -s -j"$(nproc)" bzImage modules
make -s INSTALL_MOD_PATH=/tmp/out/mod modules_install
cp arch/x86/boot/bzImage /tmp/out/vmlinuz
cp .config /tmp/out/config
make -s kernelrelease > /tmp/out/release
"""

NEXT_SUITE = f"{rootfs.SUITE}-backports"

# Unpacked, not installed: the root folder has one kernel.  What the headers name by
# absolute paths is where they were unpacked.
NEXT_SCRIPT = r"""
set -e
sed "s/ $2 main/ $1 main/; /-security/d" /etc/apt/sources.list > /etc/apt/sources.list.d/next.list
apt="env DEBIAN_FRONTEND=noninteractive apt-get -qq -o APT::Sandbox::User=root"
$apt update
$apt install -y --download-only --no-install-recommends -t "$1" linux-image-amd64 \
	linux-headers-amd64
cd /share
mkdir files
for deb in /var/cache/apt/archives/linux-*.deb; do
	dpkg-deb -x "$deb" files
done
if [ -d files/usr/lib/modules ] && [ ! -e files/lib ]; then
	ln -s usr/lib files/lib
fi
release=$(cd files/lib/modules; ls)
headers=files/usr/src/linux-headers-$release
sed -i "s,/usr/src/,/cache/$3/files/usr/src/,g" "$headers/Makefile"
find files/usr/src -type l -lname '/usr/*' | while read -r link; do
	ln -sfn "/cache/$3/files$(readlink "$link")" "$link"
done
rm -f "files/lib/modules/$release/build" "files/lib/modules/$release/source"
mkdir -p "files/lib/modules/$release/updates"
depmod -b files "$release"
mv "$(find files -name 'vmlinuz*' -type f)" vmlinuz
echo "$release" > release
"""

# Kept of the source: what building external modules and checking style takes.
PRUNE_SCRIPT = r"""
set -e
cd src
find . -name '*.o' ! -path './scripts/*' ! -path './tools/*' ! -path './arch/x86/*' -delete
find . \( -name '*.ko' -o -name '*.mod' -o -name '*.mod.c' -o -name '*.a' -o \
	-name '.*.cmd' \) -delete
rm -rf vmlinux* drivers/[!p]* Documentation sound fs/[!.]*/ samples .tmp_*
"""


@dataclass(frozen=True)
class Kernel:
    """Paths as the host sees them; `build` as the root folder sees it."""

    name: str
    release: str
    image: Path
    initrd: Path
    modules: Path
    build: str
    source: str
    # Where L1 and L2 find the modules.
    inside: str


def _debug_folder() -> Path:
    """Of the root file system only what the kernel is made of and with counts."""
    made_of = rootfs.versions("linux-source-6.12", "gcc", "binutils")
    return CACHE / f"debug-{key(DEBUG_CONFIG.read_text(), BUILD_SCRIPT, made_of)}"


def _build_debug(part: Path) -> None:
    say("debug kernel: building (about 20 minutes on two cores, once)")
    log = part / "build.log"
    with open(log, "w", encoding="utf-8") as out:
        done = subprocess.run(
            ["nice", *rootfs.bwrap(rootfs.root(), "--bind", str(part), "/tmp/out",
                                   "--chdir", "/tmp/out", "bash", "-c", BUILD_SCRIPT, "build",
                                   SOURCE)],
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise LabError("debug kernel: build failed:\n" + log.read_text(encoding="utf-8")[-3000:])
    subprocess.run(rootfs.bwrap(rootfs.root(), "--bind", str(part), "/tmp/out", "--chdir",
                                "/tmp/out", "bash", "-c", PRUNE_SCRIPT), check=True)
    release = (part / "release").read_text().strip()
    modules = part / "mod" / "lib" / "modules" / release
    (modules / "updates").mkdir(exist_ok=True)
    (modules / "build").unlink(missing_ok=True)


def _next_folder() -> Path:
    return CACHE / f"next-{key(NEXT_SUITE, NEXT_SCRIPT)}"


def _fetch_next(part: Path, folder: Path) -> None:
    say(f"next kernel: {NEXT_SUITE}")
    if rootfs.run_scratch("bash", "-c", NEXT_SCRIPT, "next", NEXT_SUITE, rootfs.SUITE, folder.name,
                          share=str(part)):
        raise LabError("next kernel: cannot be had")


def _initrd(target: Path, release: str, modules: Path | None, base: str = "/") -> Path:
    """Build an initramfs: busybox, our init, and modules, from below base, if the kernel
    needs them."""
    init = LAB / "init" / "initramfs"
    path = target / f"initrd-{key(init.read_text(), ' '.join(INITRD_MODULES))}.cpio.gz"
    if path.exists():
        return path
    script = r"""
set -e
d=$(mktemp -d); cd "$d"
mkdir -p bin dev proc sys lower rw new mod
cp /usr/bin/busybox bin/busybox
cp /stride/tools/lab/init/initramfs init
chmod 755 init
n=0
if [ -n "$2" ]; then
	modprobe -d "$4" -S "$1" -a --show-depends $2 | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' |
	while read -r ko; do
		n=$((n + 1))
		f=mod/$(printf %03d $n)-$(basename "$ko" .xz)
		case $ko in *.xz) xz -dc "$ko" > "$f" ;; *) cp "$ko" "$f" ;; esac
	done
fi
find . | cpio -o -H newc --quiet | gzip -1 > "/tmp/out/$3"
"""
    wanted = " ".join(INITRD_MODULES) if modules else ""
    # Several may do this at once: the last one wins, all are the same.
    part = f"initrd-{os.getpid()}.part"
    subprocess.run(rootfs.bwrap(rootfs.root(), "--bind", str(target), "/tmp/out", "bash", "-c",
                                script, "initrd", release, wanted, part, base), check=True)
    (target / part).rename(path)
    return path


def get(name: str) -> Kernel:
    """The kernel, built if it is not there."""
    rootfs.ensure()
    if name == "distro":
        release = rootfs.distro_release()
        modules = rootfs.root() / "lib" / "modules" / release
        return Kernel(name, release, rootfs.root() / "boot" / f"vmlinuz-{release}",
                      _initrd(rootfs.folder(), release, modules), modules,
                      f"/usr/src/linux-headers-{release}", "", f"/lib/modules/{release}")
    if name == "next":
        return _next()
    folder = _debug_folder()
    if not folder.exists():
        with rootfs.building(folder) as part:
            if part:
                _build_debug(part)
    release = (folder / "release").read_text().strip()
    inside = f"/cache/{folder.name}"
    return Kernel(name, release, folder / "vmlinuz", _initrd(folder, release, None),
                  folder / "mod" / "lib" / "modules" / release, f"{inside}/src", f"{inside}/src",
                  f"{inside}/mod/lib/modules/{release}")


def _next() -> Kernel:
    folder = _next_folder()
    if not folder.exists():
        with rootfs.building(folder) as part:
            if part:
                _fetch_next(part, folder)
    release = (folder / "release").read_text().strip()
    inside = f"/cache/{folder.name}/files"
    modules = folder / "files" / "lib" / "modules" / release
    return Kernel("next", release, folder / "vmlinuz",
                  _initrd(folder, release, modules, inside), modules,
                  f"{inside}/usr/src/linux-headers-{release}", "",
                  f"{inside}/lib/modules/{release}")


def forget() -> None:
    """Remove everything that the lab cached."""
    shutil.rmtree(CACHE, ignore_errors=True)
