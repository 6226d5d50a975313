# SPDX-License-Identifier: GPL-2.0
"""
What the host can see of a VF that a guest owns: where its rings are (the PF's
registers), what the IOMMU maps there (the kernel's iommu tracepoint), how its
interrupts come in (/proc/interrupts).
"""

import re
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

TRACING = Path("/sys/kernel/tracing")

# 82576 datasheet, 8.10: receive queue n has its registers at 0xc000 + 0x40 * n.
# With VFs on, queue n belongs to pool n, and that to VF n.
RXQ, RXQ_STRIDE = 0xC000, 0x40


@dataclass
class Mapping:
    """One piece of memory that a process gave a device."""

    pid: int
    iova: int
    paddr: int
    size: int


def trace_iommu(on: bool) -> None:
    """Let the kernel note what it maps in an IOMMU."""
    if not (TRACING / "events").exists():
        subprocess.run(["mount", "-t", "tracefs", "tracefs", TRACING], check=True)
    (TRACING / "buffer_size_kb").write_text("8192")
    (TRACING / "events/iommu/map/enable").write_text("1" if on else "0")


def mappings() -> list[Mapping]:
    """What was mapped since trace_iommu(True)."""
    found = []
    line = re.compile(r"-(\d+)\s.*\bmap: IOMMU: iova=(0x\w+).*?paddr=(0x\w+) size=(\d+)")
    for match in line.finditer((TRACING / "trace").read_text(errors="replace")):
        pid, iova, paddr, size = match.groups()
        found.append(Mapping(int(pid), int(iova, 16), int(paddr, 16), int(size)))
    return found


def translate(maps: list[Mapping], pid: int, iova: int) -> int | None:
    """The physical address behind an address of a guest's VF."""
    for one in reversed(maps):
        if one.pid == pid and one.iova <= iova < one.iova + one.size:
            return one.paddr + iova - one.iova
    return None


def rx_ring(netdev: str, vf: int) -> int:
    """Address of a VF's receive ring, as the device uses it, from the PF's registers."""
    raw = subprocess.run(["ethtool", "-d", netdev, "raw", "on"], capture_output=True,
                         check=True).stdout
    regs = dict(struct.iter_unpack("<II", raw))
    base = RXQ + RXQ_STRIDE * vf
    return regs[base] | regs[base + 4] << 32


def interrupts(bdf: str) -> tuple[str, int]:
    """The chip that a function's MSI-X vectors come through, and how many came."""
    chip, count = "", 0
    for line in Path("/proc/interrupts").read_text().splitlines():
        match = re.match(r"\s*\d+:((?:\s+\d+)+)\s+(\S+MSIX?)-" + re.escape(bdf), line)
        if match:
            chip = match.group(2)
            count += sum(int(n) for n in match.group(1).split())
    return chip, count
