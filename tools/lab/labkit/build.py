# SPDX-License-Identifier: GPL-2.0
"""
Modules of the working tree for a kernel, under build/<kernel>/: a farm of links
to the sources, so that the tree stays clean and two kernels do not meet.  And the
stride command and the programs that tests and the bench run in the lab.
"""

import fcntl
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from . import rootfs
from .kernel import Kernel
from .paths import TREE, LabError

SOURCES = ("Kbuild", "drivers", "include")
PROGRAMS = (("stride", "tools/stride"), ("hostile", "tools/testing/hostile"),
            ("vfio", "tools/testing/vfio"), ("xdp", "tools/testing/xdp"),
            ("bench", "tools/bench/prog"))
SUFFIXES = {".c", ".h", ""}


def _farm(target: Path) -> None:
    """Mirror the sources as relative links; drop links to what is gone."""
    wanted = set()
    for top in SOURCES:
        path = TREE / top
        files = [path] if path.is_file() else path.rglob("*")
        for src in files:
            if not src.is_file() or not (src.suffix in SUFFIXES or src.name == "Kbuild"):
                continue
            link = target / src.relative_to(TREE)
            wanted.add(link)
            if link.is_symlink():
                continue
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(os.path.relpath(src, link.parent))
    for top in SOURCES:
        for link in [target / top, *(target / top).rglob("*")]:
            if link.is_symlink() and link not in wanted:
                link.unlink()


def _index(kernel: Kernel, target: Path) -> None:
    """Collect the modules and run depmod over the kernel's and ours."""
    updates, out = target / "updates", target / "index"
    built = sorted(p for p in (target / "drivers").rglob("*.ko"))
    newest = max((p.stat().st_mtime for p in built), default=0)
    stamp = out / "stamp"
    names = "\n".join([kernel.release, *(p.name for p in built)])
    if stamp.exists() and stamp.stat().st_mtime > newest and stamp.read_text() == names:
        return
    shutil.rmtree(updates, ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)
    updates.mkdir()
    out.mkdir()
    for ko in built:
        shutil.copy2(ko, updates / ko.name)
    rel = kernel.release
    subprocess.run(
        rootfs.bwrap(rootfs.root(), "--bind", str(kernel.modules), f"/tmp/lib/modules/{rel}",
                     "--bind", str(updates), f"/tmp/lib/modules/{rel}/updates",
                     "--bind", str(out), "/share", "sh", "-ec",
                     'strip -g "/tmp/lib/modules/$1/updates/"*.ko; depmod -b /tmp -o /run "$1";'
                     # modprobe reads the binary forms only.
                     'cd "/run/lib/modules/$1"; cp *.bin *.softdep *.devname /share', "index", rel),
        check=True)
    stamp.write_text(names)


@contextmanager
def _folder(kernel: Kernel):
    """The kernel's build folder, for us alone."""
    target = TREE / "build" / kernel.name
    target.mkdir(parents=True, exist_ok=True)
    with open(target / ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield target


def _programs() -> None:
    """The stride command and the tests' own programs: L1 has no time to compile."""
    for name, source in PROGRAMS:
        target = TREE / "build" / name
        target.mkdir(parents=True, exist_ok=True)
        with open(target / ".lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = rootfs.run("make", "-s", "-C", f"/stride/{source}", f"O=/stride/build/{name}",
                              check=False, stdin=subprocess.DEVNULL, stdout=2)
        if done.returncode:
            raise LabError(f"the programs of {source} do not build")


def build(kernel: Kernel, *args: str) -> None:
    """Build the modules and the tests' programs.  Raises LabError if make fails."""
    _programs()
    with _folder(kernel) as target:
        _make(kernel, target, *args)


def snapshot(kernel: Kernel, where: Path) -> None:
    """Copy the modules and their index: a later build must not reach a run."""
    with _folder(kernel) as target:
        for name in ("updates", "index"):
            if (target / name).exists():
                shutil.copytree(target / name, where / name)


def _make(kernel: Kernel, target: Path, *args: str) -> None:
    _farm(target)
    extra = ["CONFIG_STRIDE_KUNIT_TEST=m"] if kernel.name == "debug" else []
    done = rootfs.run("make", "-s", "-C", kernel.build, f"M=/stride/build/{kernel.name}", "W=1",
                      f"-j{os.cpu_count() or 1}", *extra, *args, "modules", check=False,
                      stdin=subprocess.DEVNULL, stdout=2)
    if done.returncode:
        raise LabError(f"the modules do not build for the {kernel.name} kernel")
    _index(kernel, target)
