# SPDX-License-Identifier: GPL-2.0
"""
Kernels: Debian's own ("distro"), and one built from linux-source with every
checker on ("debug").  Each comes with an initramfs that finds the root image.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import rootfs
from .paths import CACHE, LAB, LabError, key, say

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


def _initrd(target: Path, release: str, modules: Path | None) -> Path:
    """Build an initramfs: busybox, our init, and modules if the kernel needs them."""
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
	modprobe -S "$1" -a --show-depends $2 | grep -o '/lib/modules[^ ]*' | awk '!seen[$0]++' |
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
                                script, "initrd", release, wanted, part), check=True)
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


def forget() -> None:
    """Remove everything that the lab cached."""
    shutil.rmtree(CACHE, ignore_errors=True)
