# SPDX-License-Identifier: GPL-2.0
"""
Guests (L2) inside the lab's host (L1): QEMU with KVM, the host's own kernel and
root file system, and VFs through VFIO.  Used by the `guest` command and the demo.
"""

import fcntl
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

LAB = Path("/run/lab")
GUESTS = Path("/tmp/guests")
PCI = Path("/sys/bus/pci")
HUGEPAGES = Path("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages")
TIMEOUT, LOST = 124, 126
_numbers = itertools.count()


class GuestError(Exception):
    """What went wrong, for the user."""


@contextmanager
def _alone():
    """Bindings and the huge page pool are read, then written: one guest at a time."""
    GUESTS.mkdir(parents=True, exist_ok=True)
    with open(GUESTS / ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- VFIO ---------------------------------------------------------------------

def driver_of(bdf: str) -> str:
    """The driver that a function is bound to, or nothing."""
    link = PCI / "devices" / bdf / "driver"
    return link.resolve().name if link.exists() else ""


def _rebind(bdf: str, override: str) -> None:
    """Give a function to the driver `override`; to none if it is empty."""
    device = PCI / "devices" / bdf
    if driver_of(bdf):
        (device / "driver" / "unbind").write_text(bdf)
    (device / "driver_override").write_text(override + "\n")
    if override:
        (PCI / "drivers_probe").write_text(bdf)


def vfio_take(bdf: str) -> str:
    """Bind to vfio-pci.  Returns the driver it had, for vfio_give()."""
    device = PCI / "devices" / bdf
    if not device.exists():
        raise GuestError(f"{bdf}: no such PCI function (write a number to sriov_numvfs first?)")
    if not (device / "iommu_group").exists():
        raise GuestError(f"{bdf}: not behind an IOMMU")
    before = driver_of(bdf)
    if before == "vfio-pci":
        return before
    subprocess.run(["modprobe", "vfio-pci"], check=True)
    _rebind(bdf, "vfio-pci")
    if driver_of(bdf) != "vfio-pci":
        raise GuestError(f"{bdf}: vfio-pci did not bind, see dmesg")
    return before


def vfio_give(bdf: str, before: str) -> None:
    """Undo vfio_take()."""
    if before == "vfio-pci" or not (PCI / "devices" / bdf).exists():
        return
    _rebind(bdf, "")
    if before:
        (PCI / "drivers" / before / "bind").write_text(bdf)


# --- QEMU ---------------------------------------------------------------------

def _accel() -> list[str]:
    """KVM; the host's processor is emulated, and has AMD's SVM then."""
    for module in ("kvm_amd", "kvm_intel"):
        if os.path.exists("/dev/kvm"):
            break
        subprocess.run(["modprobe", "-q", module], stderr=subprocess.DEVNULL, check=False)
    if os.path.exists("/dev/kvm"):
        if os.cpu_count() > 1 and "QEMU TCG" in Path("/proc/cpuinfo").read_text():
            print("guest: KVM on several emulated processors loses guests now and then: "
                  "lab run --smp 1", file=sys.stderr)
        return ["-accel", "kvm", "-cpu", "host"]
    print("guest: no /dev/kvm: emulating, 16 times slower", file=sys.stderr)
    return ["-accel", "tcg", "-cpu", "max"]


def _memory(mib: int) -> list[str]:
    """Guest memory on huge pages: VFIO pins and maps all of it."""
    have = int(HUGEPAGES.read_text())
    HUGEPAGES.write_text(str(have + mib // 2))
    huge = "on" if int(HUGEPAGES.read_text()) >= have + mib // 2 else "off"
    return ["-m", f"{mib}M", "-machine", "q35,memory-backend=ram", "-object",
            f"memory-backend-memfd,id=ram,size={mib}M,share=on,hugetlb={huge}"]


def _free_memory(mib: int) -> None:
    have = int(HUGEPAGES.read_text())
    HUGEPAGES.write_text(str(max(0, have - mib // 2)))


def _qemu(state: dict, private: Path, log: Path) -> list[str]:
    host = json.loads((LAB / "guest.json").read_text())
    # A guest's way out costs a millisecond when all is emulated.  Each character of the
    # console is one, so is each look for a bus beyond 0, and SeaBIOS has ten thousand.
    append = ("console=ttyS0 loglevel=5 panic=-1 oops=panic mitigations=off no_timer_check "
              "pci=lastbus=0 lsm= audit=0 lab.role=guest "
              f"lab.kernel={host['kernel']} lab.modules={host['modules']} {state['append']}")
    cmd = ["qemu-system-x86_64", "-nodefaults", "-nographic", "-no-reboot", "-bios", "qboot.rom",
           "-name", state["name"],
           *_accel(), "-smp", str(state["smp"]), *_memory(state["mem"]),
           "-kernel", host["image"], "-initrd", str(LAB / "initrd"), "-append", append,
           "-drive", "if=none,id=root,file=/dev/vda,format=raw,readonly=on,file.locking=off",
           "-device", "virtio-blk-pci,drive=root", "-serial", f"file:{log / 'console.log'}",
           "-serial", f"unix:{private / 'agent'},server=on,wait=off"]
    for tag, path, ro in (("stride", "/stride", ""), ("cache", "/cache", ",readonly=on"),
                          ("run", str(private / "run"), "")):
        cmd += ["-fsdev", f"local,id={tag},path={path},security_model=none,multidevs=remap{ro}",
                "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag}"]
    for i, bdf in enumerate(state["vfs"]):
        cmd += ["-device", f"vfio-pci,host={bdf},id=vf{i}"]
    for i, tap in enumerate(state["taps"]):
        cmd += ["-netdev", f"tap,id=tap{i},ifname={tap},script=no,downscript=no,vhost=on",
                "-device", f"virtio-net-pci,netdev=tap{i}"]
    return cmd


# --- a guest's life -----------------------------------------------------------

def _folder(name: str) -> Path:
    if not name or "/" in name or name.startswith("."):
        raise GuestError(f"{name!r} is not a name for a guest")
    return GUESTS / name


def _load(name: str) -> dict:
    try:
        return json.loads((_folder(name) / "state.json").read_text())
    except FileNotFoundError:
        raise GuestError(f"{name}: no such guest, see `guest list`") from None


def alive(state: dict) -> bool:
    """QEMU is there; also as a zombie, which may still hold the VFs."""
    try:
        os.waitpid(state["pid"], os.WNOHANG)
    except ChildProcessError:
        pass
    try:
        return Path(f"/proc/{state['pid']}/comm").read_text(encoding="ascii").startswith("qemu")
    except OSError:
        return False


def _launch(state: dict, vfs: list[str], private: Path, log: Path) -> subprocess.Popen:
    """Take the VFs, start QEMU, note both in `state` and on file."""
    for bdf in vfs:
        state["vfs"][bdf] = vfio_take(bdf)
    with open(log / "qemu.log", "ab") as out:
        qemu = subprocess.Popen(
            _qemu(state, private, log), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True)
    state["pid"] = qemu.pid
    (private / "state.json").write_text(json.dumps(state))
    return qemu


@dataclass
class Wanted:
    """
    A guest to be: its VFs, the host's taps that it has virtio-net on, memory in MiB,
    processors, more kernel parameters.
    """

    name: str
    vf: list[str] = field(default_factory=list)
    tap: list[str] = field(default_factory=list)
    mem: int = 768
    smp: int = 1
    append: str = ""
    timeout: float = 300


def start(want: Wanted) -> int:
    """Boot a guest, wait until it takes commands.  Returns QEMU's process id."""
    private, log = _folder(want.name), LAB / f"guest-{want.name}"
    if (private / "state.json").exists():
        raise GuestError(f"{want.name}: is there already")
    (private / "run").mkdir(parents=True, exist_ok=True)
    log.mkdir(exist_ok=True)
    (private / "run" / "mode").write_text("agent")
    state = {"name": want.name, "vfs": {}, "taps": want.tap, "mem": want.mem,
             "smp": want.smp, "pid": 0, "append": want.append}
    try:
        with _alone():
            qemu = _launch(state, want.vf, private, log)
        deadline = time.monotonic() + want.timeout
        while not (private / "run" / "ready").exists():
            if qemu.poll() is not None:
                raise GuestError(f"{want.name}: QEMU ended: {(log / 'qemu.log').read_text()}")
            if time.monotonic() > deadline:
                raise GuestError(f"{want.name}: did not boot in {want.timeout} s: "
                                 f"see `guest log {want.name}`")
            time.sleep(0.2)
        return qemu.pid
    except (GuestError, subprocess.CalledProcessError, KeyboardInterrupt):
        _destroy(state)
        raise


def execute(name: str, cmd: list[str], timeout: float, sink: BinaryIO) -> int:
    """Run a command in a guest, its output into `sink`, return its status."""
    state, folder = _load(name), _folder(name)
    run = folder / "run"
    number = f"{os.getpid()}-{next(_numbers)}"
    quoted = " ".join("'" + c.replace("'", "'\\''") + "'" for c in cmd)
    (run / f"cmd.{number}").write_text(f"exec {quoted}\n")
    (run / f"out.{number}").touch()
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(str(folder / "agent"))
        sock.sendall(f"{number}\n".encode())
    deadline = time.monotonic() + timeout
    status = run / f"status.{number}"
    with open(run / f"out.{number}", "rb") as out:
        while True:
            done = status.exists() and status.read_text().endswith("\n")
            data = out.read()
            if data:
                sink.write(data)
                sink.flush()
            elif done:
                break
            elif not alive(state):
                raise GuestError(f"{name}: is gone, see `guest log {name}`")
            elif time.monotonic() > deadline:
                print(f"guest: {name}: time-out after {timeout} s", file=sys.stderr)
                return TIMEOUT
            else:
                time.sleep(0.05)
    return int(status.read_text())


def _destroy(state: dict, patience: float = 0) -> bool:
    """End QEMU, give the VFs back.  False if the guest had to be killed."""
    deadline = time.monotonic() + patience
    while alive(state) and time.monotonic() < deadline:
        time.sleep(0.05)
    clean = not alive(state)
    if not clean:
        os.kill(state["pid"], signal.SIGKILL)
        while alive(state):
            time.sleep(0.02)
    with _alone():
        for bdf, before in state["vfs"].items():
            vfio_give(bdf, before)
        if state["pid"]:
            _free_memory(state["mem"])
    shutil.rmtree(_folder(state["name"]), ignore_errors=True)
    return clean


def stop(name: str, patience: float = 30) -> int:
    """Power a guest off; kill it if it does not listen."""
    state = _load(name)
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect(str(_folder(name) / "agent"))
            sock.sendall(b"stop\n")
    except OSError:
        pass
    if _destroy(state, patience):
        return 0
    print(f"guest: {name}: did not power off, killed", file=sys.stderr)
    return LOST
