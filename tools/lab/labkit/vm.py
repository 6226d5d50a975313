# SPDX-License-Identifier: GPL-2.0
"""
L1: QEMU as the "host", with an IOMMU, interrupt remapping and igb ports.

Three ways out of it: the console (a log), the command's output (a virtio port,
passed through) and its exit status (another one).  No status is a failure.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import build, rootfs, scan
from .kernel import Kernel
from .paths import CACHE, LAB, RUNS, TREE, say

TIMEOUT, REPORT, LOST = 124, 125, 126
KEEP = 20


@dataclass
class Options:
    """What `lab run` was asked for."""

    cmd: list[str]
    smp: int = 2
    mem: str = "4G"
    nics: int = 1
    icount: bool = False
    share: str = ""
    append: str = ""
    timeout: int = 600
    leak_check: bool = True
    qemu: list[str] = field(default_factory=list)


def kvm_usable() -> bool:
    """A /dev/kvm node alone says little: the CPU must have what guests need."""
    try:
        with open("/dev/kvm", "r+b", buffering=0):
            flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split()
            return "vmx" in flags or "svm" in flags
    except OSError:
        return False


def _accel(opt: Options) -> list[str]:
    if opt.icount:
        # One instruction is one nanosecond; idle time is skipped.
        return ["-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off", "-smp", "1",
                "-machine", "q35", "-cpu", "max"]
    if kvm_usable():
        return ["-accel", "kvm", "-machine", "q35,kernel-irqchip=split", "-cpu", "host",
                "-smp", str(opt.smp)]
    # No 5-level page tables: nested, they are walked 25 deep.
    return ["-accel", "tcg,thread=multi", "-machine", "q35", "-cpu", "max,la57=off",
            "-smp", str(opt.smp)]


def _nics(n: int) -> list[str]:
    """Ports behind root ports of their own, all on one hub: a wire between two."""
    args = []
    for i in range(n):
        args += ["-device", f"pcie-root-port,id=rp{i},bus=pcie.0,chassis={i + 1},slot={i + 1}",
                 "-netdev", f"hubport,id=n{i},hubid=0",
                 "-device", f"igb,id=nic{i},bus=rp{i},netdev=n{i},mac=52:54:00:00:00:{i + 1:02x}"]
    return args


def _shares(opt: Options) -> list[str]:
    args = []
    shares = [("stride", "/stride", ""), ("cache", "/cache", ",readonly=on"),
              ("run", "/tmp/run", "")]
    if opt.share:
        shares.append(("share", "/share", ""))
    for tag, path, ro in shares:
        args += ["-fsdev", f"local,id={tag},path={path},security_model=none,multidevs=remap{ro}",
                 "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag}"]
    return args


def _ports(mode: str, out: int) -> list[str]:
    args = ["-device", "virtio-serial-pci"]
    if mode == "shell":
        args += ["-chardev", "stdio,id=out,signal=off", "-device", "virtconsole,chardev=out"]
    else:
        # Not "stdio": when standard input ends, QEMU closes both directions.
        # Appending: opened otherwise, it would be cut to length 0, which pipes refuse.
        args += ["-add-fd", f"fd={out},set=1",
                 "-chardev", "file,id=out,path=/dev/fdset/1,append=on",
                 "-device", "virtserialport,chardev=out,name=lab.out"]
    return args + ["-chardev", "file,id=status,path=/tmp/run/status",
                   "-device", "virtserialport,chardev=status,name=lab.status",
                   "-chardev", "socket,id=ctl,path=/tmp/run/ctl,server=on,wait=off",
                   "-device", "virtserialport,chardev=ctl,name=lab.ctl"]


def command(kernel: Kernel, opt: Options, run: Path, mode: str, out: int) -> list[str]:
    """The whole command line, bubblewrap included; `out` is a copy of our stdout."""
    # no_timer_check: emulated on a busy machine, the timer seems not to tick at all.
    append = ("console=ttyS0 loglevel=7 panic=-1 oops=panic intel_iommu=on mitigations=off "
              "no_timer_check "
              f"lab.role=host lab.kernel={kernel.name} lab.modules={kernel.inside} {opt.append}")
    binds = ["--bind", str(run), "/tmp/run",
             "--ro-bind", str(kernel.image), "/tmp/vmlinuz",
             "--ro-bind", str(run / "initrd"), "/tmp/initrd",
             "--ro-bind", str(rootfs.image()), "/tmp/root.img"]
    if opt.share:
        binds += ["--bind", opt.share, "/share"]
    return rootfs.bwrap(rootfs.root(), *binds) + [
        "qemu-system-x86_64", "-nodefaults", "-nographic", "-no-reboot", *_accel(opt),
        "-m", opt.mem, "-device", "intel-iommu,intremap=on",
        "-kernel", "/tmp/vmlinuz", "-initrd", "/tmp/initrd", "-append", append,
        "-drive", "if=none,id=root,file=/tmp/root.img,format=raw,readonly=on,file.locking=off",
        "-device", "virtio-blk-pci,drive=root", "-serial", "file:/tmp/run/console.log",
        "-qmp", "unix:/tmp/run/qmp,server=on,wait=off",
        *_ports(mode, out), *_shares(opt), *_nics(opt.nics), *opt.qemu]


def _connect(run: Path, name: str) -> socket.socket:
    """A run's unix socket; by way of /proc, since its path may be too long."""
    fd = os.open(run, os.O_PATH)
    try:
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(f"/proc/self/fd/{fd}/{name}")
        return sock
    finally:
        os.close(fd)


class Control(threading.Thread):
    """Serves `lab-ctl` in L1: a QMP command a line, its answer a line."""

    def __init__(self, run: Path):
        super().__init__(daemon=True)
        self.run_dir = run

    def _serve(self) -> None:
        qmp = _connect(self.run_dir, "qmp").makefile("rw", encoding="utf-8")
        qmp.readline()
        self._ask(qmp, {"execute": "qmp_capabilities"})
        ctl = _connect(self.run_dir, "ctl").makefile("rw", encoding="utf-8")
        for line in ctl:
            try:
                answer = self._ask(qmp, json.loads(line))
            except ValueError:
                answer = {"error": {"desc": "not JSON"}}
            ctl.write(json.dumps(answer) + "\n")
            ctl.flush()

    @staticmethod
    def _ask(qmp, request: dict) -> dict:
        qmp.write(json.dumps(request) + "\n")
        qmp.flush()
        while True:
            answer = json.loads(qmp.readline())
            if "return" in answer or "error" in answer:
                return answer

    def run(self) -> None:
        for _ in range(100):
            try:
                self._serve()
                return
            except (FileNotFoundError, ConnectionRefusedError):
                time.sleep(0.1)
            except (OSError, ValueError):
                return


def _new_run() -> Path:
    RUNS.mkdir(parents=True, exist_ok=True)
    # By name, which begins with the time: another run may remove them meanwhile.
    for path in sorted(RUNS.glob("*-*-*"))[:-KEEP]:
        shutil.rmtree(path, ignore_errors=True)
    run = RUNS / f"{time.strftime('%m%d-%H%M%S')}-{os.getpid()}"
    run.mkdir()
    return run


def _prepare(run: Path, kernel: Kernel, opt: Options, mode: str) -> None:
    """What L1 finds at /run/lab."""
    (run / "mode").write_text(mode)
    (run / "cmd").write_text("exec " + _quote(opt.cmd) + "\n")
    if not opt.leak_check:
        (run / "no-leak-check").touch()
    _initrd(run, kernel)
    # For `guest`: how L1 itself was booted, in L1's paths.
    (run / "guest.json").write_text(json.dumps({
        "kernel": kernel.name, "modules": kernel.inside,
        "image": f"/cache/{kernel.image.relative_to(CACHE)}"}))


def _initrd(run: Path, kernel: Kernel) -> None:
    """The kernel's initramfs and, as /boot in it, our scripts and modules.

    Copies: what runs is not changed by who edits the tree meanwhile.
    """
    shutil.copytree(LAB / "init", run / "boot" / "init")
    build.snapshot(kernel, run / "boot" / "modules")
    shutil.copyfile(kernel.initrd, run / "initrd")
    script = "find boot | cpio -o -H newc --quiet | gzip -1 >> initrd"
    subprocess.run(rootfs.bwrap(rootfs.root(), "--bind", str(run), "/tmp", "--chdir", "/tmp",
                                "bash", "-o", "pipefail", "-c", script), check=True)
    shutil.rmtree(run / "boot")


def _quote(cmd: list[str]) -> str:
    return " ".join("'" + c.replace("'", "'\\''") + "'" for c in cmd)


def _verdict(run: Path, status: int | None, timed_out: bool) -> int:
    text = ""
    for log in [run / "console.log", *sorted(run.glob("guest-*/console.log"))]:
        if log.exists():
            text += log.read_text(encoding="utf-8", errors="replace")
    found = scan.reports(text)
    for line in found:
        say(f"kernel: {line}")
    if found:
        return REPORT
    if timed_out:
        return TIMEOUT
    return LOST if status is None else status


def start(kernel: Kernel, opt: Options, mode: str = "run") -> int:
    """Boot L1, run the command, return the exit status."""
    run = _new_run()
    _prepare(run, kernel, opt, mode)
    Control(run).start()
    timed_out = False
    stdin = None if mode == "shell" else subprocess.DEVNULL
    out = os.dup(1)
    with open(run / "qemu.log", "wb") as log, \
            subprocess.Popen(command(kernel, opt, run, mode, out), stdin=stdin, stderr=log,
                             pass_fds=[out]) as qemu:
        try:
            qemu.wait(opt.timeout)
        except subprocess.TimeoutExpired:
            timed_out = True
            say(f"time-out after {opt.timeout} s")
        finally:
            qemu.terminate()
            try:
                qemu.wait(5)
            except subprocess.TimeoutExpired:
                qemu.kill()
    text = (run / "status").read_text().strip() if (run / "status").exists() else ""
    code = _verdict(run, int(text) if text.isdigit() else None, timed_out)
    if code == LOST:
        say("the machine ended without a status")
        sys.stderr.write((run / "qemu.log").read_text(encoding="utf-8", errors="replace"))
    sys.stdout.flush()
    say(f"status {code}, console log {(run / 'console.log').relative_to(TREE)}")
    return code
