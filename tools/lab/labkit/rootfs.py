# SPDX-License-Identifier: GPL-2.0
"""
The root file system: Debian trixie, built once into the cache.

It is there twice: as a folder, from which compilers and QEMU run (bubblewrap),
so that the host's release does not matter; and as an ext4 image, from which L1
and L2 boot.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from . import tools
from .paths import CACHE, TREE, LabError, key, say

SUITE = "trixie"
PACKAGES = """
    linux-image-amd64 linux-headers-amd64 linux-source-6.12 qemu-system-x86
    gcc make bc bison flex libelf-dev libssl-dev xz-utils cpio kmod e2fsprogs
    libarchive13t64 busybox-static udev iproute2 iputils-ping ethtool netperf
    iperf3 pciutils tcpdump procps python3 perl strace bridge-utils
    bsdextrautils sparse shellcheck codespell libmnl-dev libpci-dev
    python3-docutils dpdk-dev librte-net-e1000-25 librte-mempool-ring25
    libjson-c-dev clang libclang-rt-dev xdp-tools bpftool dkms debhelper
    kexec-tools network-manager libvirt-daemon-system libvirt-clients
    libvirt-daemon-driver-qemu python3-sphinx
""".split()
IMAGE_SIZE = "4G"


def folder() -> Path:
    return CACHE / f"root-{key(SUITE, *PACKAGES)}"


def root() -> Path:
    return folder() / "root"


def image() -> Path:
    return folder() / "root.img"


@contextmanager
def building(target: Path):
    """Yield a scratch folder that becomes `target`; None if another made it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{target.name}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if target.exists():
            yield None
            return
        scratch = CACHE / f"{target.name}.part"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        yield scratch
        scratch.rename(target)


def _mirrors() -> list[str]:
    """The machine's own Debian mirrors; none: mmdebstrap knows one."""
    done = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)|$(CODENAME)|$(ORIGIN)|$(COMPONENT)"],
        capture_output=True, text=True, check=False)
    lines = []
    for row in sorted(set(done.stdout.split("\n"))):
        uri, codename, origin, component = (row.split("|") + [""] * 4)[:4]
        if origin != "Debian" or component != "main":
            continue
        if codename.endswith("-security"):
            lines.append(f"deb {uri} {SUITE}-security main")
        elif "-" not in codename:
            lines.insert(0, f"deb {uri} {SUITE} main")
    return lines if any("-security" not in line for line in lines) else []


def bwrap(base: Path, *args: str) -> list[str]:
    """The command prefix that enters a root folder."""
    cmd = ["bwrap", "--die-with-parent", "--bind", str(base), "/", "--dev", "/dev",
           "--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", "/run",
           "--dev-bind-try", "/dev/kvm", "/dev/kvm",
           "--bind", str(TREE), "/stride", "--bind", str(CACHE), "/cache",
           "--setenv", "HOME", "/root", "--setenv", "LC_ALL", "C.UTF-8",
           "--setenv", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin"]
    if os.geteuid() != 0:
        cmd += ["--unshare-user", "--uid", "0", "--gid", "0"]
    return cmd + list(args)


def _build(part: Path) -> None:
    tar, base = part / "root.tar", part / "root"
    say(f"root file system: Debian {SUITE}, {len(PACKAGES)} packages and what they need")
    with open(part / "mmdebstrap.log", "w", encoding="utf-8") as log:
        done = subprocess.run(
            ["mmdebstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}",
             SUITE, str(tar), *_mirrors()],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        tail = (part / "mmdebstrap.log").read_text(encoding="utf-8").split("\n")[-12:]
        raise LabError("mmdebstrap failed:\n" + "\n".join(tail))
    base.mkdir()
    subprocess.run(["tar", "-C", str(base), "-xf", str(tar), "--exclude=./dev/*"], check=True)
    # Mount points that the lab needs inside.
    for name in ("stride", "cache", "share"):
        (base / name).mkdir(exist_ok=True)
    release = next((base / "lib" / "modules").iterdir())
    (release / "updates").mkdir(exist_ok=True)
    say("root file system: image")
    # From the archive, not the folder: owners are right without being root.
    subprocess.run(
        bwrap(base, "--bind", str(part), "/tmp", "mke2fs", "-q", "-t", "ext4", "-O",
              "^has_journal", "-d", "/tmp/root.tar", "/tmp/root.img", IMAGE_SIZE),
        check=True)
    tar.unlink()


def ensure() -> None:
    """Build the root file system unless it is there."""
    if folder().exists():
        return
    tools.ensure()
    with building(folder()) as part:
        if part:
            _build(part)


def versions(*packages: str) -> str:
    """Versions of packages in the root file system, one a line."""
    return run("dpkg-query", "-W", *packages, stdout=subprocess.PIPE, text=True).stdout


def distro_release() -> str:
    return next((root() / "lib" / "modules").iterdir()).name


def run(*cmd: str, check: bool = True, **kwargs) -> subprocess.CompletedProcess:
    """Run a command inside the root folder, in the working tree."""
    return subprocess.run(bwrap(root(), "--chdir", "/stride", *cmd), check=check, **kwargs)


# Arguments: a folder for the mounts, the root folder, more mount options, the command.
SCRATCH = r"""
cd "$0"; lower=$1; more=$2; shift 2
mount -t tmpfs scratch .
cd "$0"; mkdir upper work root
mount -t overlay scratch -o "lowerdir=$lower,upperdir=upper,workdir=work$more" root
exec "$@"
"""


def run_scratch(*cmd: str, share: str = "") -> int:
    """The same in a root folder that may be written to and is gone afterwards."""
    binds = ["--bind", share, "/share"] if share else []
    unshare, more = ["unshare", "--mount"], ""
    if os.geteuid():
        # The overlay's own attributes: else no folder can be renamed, as dpkg does.
        unshare, more = [*unshare, "--user", "--map-root-user"], ",userxattr"
    with tempfile.TemporaryDirectory(prefix="stride-") as base:
        inside = bwrap(Path(base) / "root", *binds, "--chdir", "/stride", *cmd)
        return subprocess.run(
            [*unshare, "sh", "-ec", SCRATCH, base, str(root()), more, *inside],
            check=False).returncode
