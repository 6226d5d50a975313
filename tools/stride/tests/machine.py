# SPDX-License-Identifier: GPL-2.0
"""Machines as /sys, /proc and so on show them, made up to measure, below a folder."""

import os
import struct
from dataclasses import dataclass, field
from pathlib import Path

PCI = "sys/bus/pci/devices"
VFE, MSE, ARI = 0x01, 0x08, 0x10


@dataclass
class Cap:
    """An SR-IOV capability; what is not given is in order."""
    total: int
    offset: int
    stride: int
    device: int
    num: int = 0
    initial: int = -1
    ctrl: int = 0
    cap: int = 0
    sup: int = 0x553
    page: int = 1
    bars: tuple = (0x0000000C, 0x380, 0, 0x4000000C, 0x380, 0)

    def raw(self) -> bytes:
        """As in configuration space, without the header."""
        initial = self.total if self.initial < 0 else self.initial
        return struct.pack("<IHHHHHBBHHHHII6II", self.cap, self.ctrl, 0, initial, self.total,
                           self.num, 0, 0, self.offset, self.stride, 0, self.device, self.sup,
                           self.page, *self.bars, 0)


@dataclass
class Fn:
    """A function, with what its folder in sysfs says."""
    addr: str
    vendor: int
    device: int
    klass: int = 0x020000
    driver: str = ""
    netdev: str = ""
    mac: str = ""
    up: bool = False
    group: int = -1
    numa: int = -1
    cap: Cap | None = None
    ari: bool = True
    msix: int = 10
    total: int = -1
    bars: tuple = ((0x38000000000, 0x4000, 0x14220C), (0, 0, 0), (0, 0, 0),
                   (0x38040000000, 0x4000, 0x14220C), (0, 0, 0), (0, 0, 0))
    files: dict = field(default_factory=dict)

    @property
    def rid(self) -> int:
        """Its routing id."""
        _, bus, slot = self.addr.split(":")
        dev, func = slot.split(".")
        return int(bus, 16) << 8 | int(dev, 16) << 3 | int(func)


def name(rid: int, domain: int = 0) -> str:
    """What the kernel calls a place."""
    return f"{domain:04x}:{rid >> 8:02x}:{rid >> 3 & 31:02x}.{rid & 7}"


def config(fn: Fn) -> bytes:
    """Configuration space: PCIe, MSI-X, then AER, ARI and SR-IOV as in the 82576."""
    raw = bytearray(4096)
    struct.pack_into("<HHHH", raw, 0, fn.vendor, fn.device, 6, 0x10)
    raw[9:12] = struct.pack("<I", fn.klass)[:3]
    raw[0x34] = 0x40
    struct.pack_into("<BBH", raw, 0x40, 0x10, 0x80, 0x2)
    struct.pack_into("<BBH", raw, 0x80, 0x11, 0, fn.msix - 1)
    chain = [(1, b"")] + ([(0x0E, b"\0" * 4)] if fn.ari else [])
    if fn.cap:
        chain.append((0x10, fn.cap.raw()))
    places = [0x100, 0x150, 0x160] if fn.ari else [0x100, 0x160]
    for i, (ident, body) in enumerate(chain):
        after = places[i + 1] if i + 1 < len(chain) else 0
        struct.pack_into("<I", raw, places[i], ident | 1 << 16 | after << 20)
        raw[places[i] + 4:places[i] + 4 + len(body)] = body
    return bytes(raw)


class Machine:
    """A root folder for stride --root."""

    def __init__(self, root: Path):
        self.root = root
        self.path: dict[str, str] = {}
        self.fns: dict[str, Fn] = {}
        (root / PCI).mkdir(parents=True)
        (root / "proc").mkdir()
        self.host()

    def write(self, path: str, data) -> None:
        """A file."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else f"{data}\n".encode())

    def link(self, path: str, target: str) -> None:
        """A symbolic link."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        os.symlink(target, file)

    @staticmethod
    def up(folder: str, target: str) -> str:
        """A target as seen from a folder."""
        return os.path.relpath("/" + target, "/" + folder)

    def host(self) -> None:
        """A kernel in order: IOMMU with interrupt remapping, VFIO, PCI_IOV."""
        self.write("proc/sys/kernel/osrelease", "6.12.1")
        self.write("proc/interrupts", " 24: 5 0 IR-PCI-MSIX-0000:01:00.0 0-edge eth0")
        self.write("proc/self/limits", "Max locked memory  unlimited  unlimited  bytes")
        self.write("proc/kallsyms", "\n".join(
            f"0000000000000000 t {module}_sriov_configure\t[{module}]"
            for module in ("stride_pf", "mlx5_core", "ixgbe", "igb")))
        self.write("boot/config-6.12.1", "CONFIG_PCI_IOV=y\nCONFIG_VFIO_PCI=m\nCONFIG_IOMMU_API=y")
        self.write("lib/modules/6.12.1/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko.xz:")
        self.write("sys/class/iommu/dmar0/intel-iommu/ecap", "f020df")
        self.write("sys/kernel/security/lockdown", "[none] integrity confidentiality")

    def port(self, addr: str, first: int, last: int, ari: bool = True, acs: bool = True) -> str:
        """A root port with buses below it."""
        fn = Fn(addr, 0x8086, 0x3420, klass=0x060400)
        raw = bytearray(config(fn))
        raw[0x0E] = 1
        raw[0x18:0x1B] = bytes([0, first, last])
        struct.pack_into("<H", raw, 0x42, 0x42)
        struct.pack_into("<I", raw, 0x64, 0x20)
        struct.pack_into("<H", raw, 0x68, 0x20 if ari else 0)
        struct.pack_into("<I", raw, 0x100, 0x0D | 1 << 16)
        struct.pack_into("<HH", raw, 0x104, 0x1D, 0x1D if acs else 0)
        self._function(fn, "sys/devices/pci0000:00", bytes(raw))
        return addr

    def _function(self, fn: Fn, parent: str, raw: bytes) -> None:
        path = f"{parent}/{fn.addr}"
        self.path[fn.addr], self.fns[fn.addr] = path, fn
        self.link(f"{PCI}/{fn.addr}", "../../../" + path.removeprefix("sys/"))
        for file, text in (("vendor", f"0x{fn.vendor:04x}"), ("device", f"0x{fn.device:04x}"),
                           ("class", f"0x{fn.klass:06x}"), ("numa_node", fn.numa),
                           ("driver_override", "(null)")):
            self.write(f"{path}/{file}", text)
        for file, text in fn.files.items():
            self.write(f"{path}/{file}", text)
        self.write(f"{path}/config", raw)
        if fn.driver:
            self.bind(fn.addr, fn.driver)
        if fn.group >= 0:
            self.group(fn.addr, fn.group)
        if fn.netdev:
            self.netdev(fn)

    def bind(self, addr: str, driver: str) -> None:
        """Have a driver."""
        path = self.path[addr]
        self.link(f"{path}/driver", self.up(path, f"sys/bus/pci/drivers/{driver}"))
        (self.root / f"sys/bus/pci/drivers/{driver}").mkdir(parents=True, exist_ok=True)

    def netdev(self, fn: Fn) -> None:
        """Have a netdev."""
        net = f"{self.path[fn.addr]}/net/{fn.netdev}"
        self.write(f"{net}/address", fn.mac or "02:00:00:00:00:01")
        self.write(f"{net}/flags", "0x1003" if fn.up else "0x1002")
        self.link(f"{net}/device", f"../../../{fn.addr}")
        self.link(f"sys/class/net/{fn.netdev}", "../../" + net.removeprefix("sys/"))

    def group(self, addr: str, group: int) -> None:
        """Be in an IOMMU group."""
        path = self.path[addr]
        self.link(f"{path}/iommu_group", self.up(path, f"sys/kernel/iommu_groups/{group}"))
        self.link(f"sys/kernel/iommu_groups/{group}/devices/{addr}", f"../../../{addr}")

    def pf(self, fn: Fn, port: str = "") -> Fn:
        """A PF below a port."""
        cap = fn.cap
        parent = self.path[port] if port else "sys/devices/pci0000:00"
        total = fn.total if fn.total >= 0 else cap.total
        fn.files |= {"sriov_totalvfs": total, "sriov_numvfs": cap.num if cap.ctrl & VFE else 0,
                     "sriov_offset": cap.offset, "sriov_stride": cap.stride,
                     "sriov_vf_device": f"{cap.device:x}", "sriov_drivers_autoprobe": 1}
        lines = ["0x0 0x0 0x0"] * 7
        for start, size, flags in fn.bars:
            end = start + size * cap.total - 1 if flags else 0
            lines.append(f"0x{start:016x} 0x{end:016x} 0x{flags:016x}")
        fn.files["resource"] = "\n".join(lines)
        self._function(fn, parent, config(fn))
        for i in range(cap.num if cap.ctrl & VFE else 0):
            self.vf(fn, i)
        return fn

    def vf(self, pf: Fn, idx: int, **more) -> Fn:
        """VF idx of a PF, where the PF's capability says."""
        rid = pf.rid + pf.cap.offset + idx * pf.cap.stride
        parent = self.path[pf.addr].rsplit("/", 1)[0]
        more = {"group": 100 + idx if pf.group >= 0 else -1} | more
        vf = Fn(name(rid), pf.vendor, pf.cap.device, **more)
        self._function(vf, parent, config(vf))
        self.link(f"{self.path[vf.addr]}/physfn", f"../{pf.addr}")
        self.link(f"{self.path[pf.addr]}/virtfn{idx}", f"../{vf.addr}")
        return vf

    def process(self, pid: int, comm: str, cmdline: list[str], nodes: list[str]) -> None:
        """A process with files open."""
        self.write(f"proc/{pid}/comm", comm)
        self.write(f"proc/{pid}/cmdline", b"\0".join(c.encode() for c in cmdline) + b"\0")
        for i, node in enumerate(nodes):
            self.link(f"proc/{pid}/fd/{i + 10}", node)


def dump(fn: Fn, title: str = "Ethernet controller", size: int = 4096) -> str:
    """What lspci -xxxx prints of a function."""
    raw = config(fn)[:size]
    rows = (f"{i:02x}: " + " ".join(f"{b:02x}" for b in raw[i:i + 16])
            for i in range(0, len(raw), 16))
    return f"{fn.addr.removeprefix('0000:')} {title}\n" + "\n".join(rows) + "\n\n"


# --- machines that there are --------------------------------------------------

def igb(m: Machine, num: int = 2, **more) -> Fn:
    """The lab's: an 82576 behind a root port, its VFs on its own bus."""
    port = m.port("0000:00:03.0", 1, 1, **{k: more.pop(k) for k in ("ari", "acs") if k in more})
    cap = Cap(8, 0x80, 2, 0x10CA, num=num, ctrl=(VFE | MSE | ARI) if num else 0)
    fn = Fn("0000:01:00.0", 0x8086, 0x10C9, cap=cap, total=7, group=12, numa=0,
            **({"driver": "stride_pf", "netdev": "eth0", "mac": "02:da:54:ea:5e:00"} | more))
    return m.pf(fn, port)


def mlx5(m: Machine, num: int = 400) -> Fn:
    """A ConnectX with hundreds of VFs, over three buses."""
    port = m.port("0000:00:02.0", 0x3B, 0x40)
    cap = Cap(1000, 2, 1, 0x101E, num=num, ctrl=(VFE | MSE | ARI) if num else 0,
              bars=(0x0000000C, 0x383, 0, 0, 0, 0))
    return m.pf(Fn("0000:3b:00.0", 0x15B3, 0x101D, driver="mlx5_core", netdev="ens1f0np0",
                   cap=cap, group=30, numa=1, msix=64,
                   bars=((0x38300000000, 0x200000, 0x14220C),) + ((0, 0, 0),) * 5), port)


def ixgbe(m: Machine, num: int = 0) -> Fn:
    """An 82599: VFs from device 16 of the PF's bus, on the next one after 64 of them."""
    port = m.port("0000:80:01.0", 0x81, 0x82)
    cap = Cap(64, 0x80, 2, 0x10ED, num=num, ctrl=(VFE | MSE | ARI) if num else 0)
    return m.pf(Fn("0000:81:00.0", 0x8086, 0x10FB, driver="ixgbe", netdev="eth4", cap=cap,
                   total=63, group=40, numa=1, msix=64), port)
