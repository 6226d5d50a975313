# SPDX-License-Identifier: GPL-2.0
"""What is measured, and what is to be reached."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Target:
    """A figure and its bound: a ratio to the side named, or (against "") its own value."""

    figure: str
    bound: float
    at_least: bool = False
    against: str = "intree"

    def met(self, value: float) -> bool:
        """Whether a value is on the right side."""
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.bound:g}" + ("×" if self.against else "")


@dataclass(frozen=True)
class Workload:
    """One of inside/work_*.py."""

    name: str
    title: str
    unit: str
    targets: tuple[Target, ...]
    append: str = "iommu.passthrough=1"
    rounds: dict = field(default_factory=lambda: {"icount": 2, "wall": 5})


# In virtual time, where the device's own work and the wire cost none.
RR = (Target("virtual rate", 2.5, True), Target("p99", 0.4), Target("spurious", 0, against=""))

ALL = {w.name: w for w in (
    Workload("tx", "VF, 64-byte frames sent (pktgen, bursts of 32)", "packet", (
        Target("mmio writes", 0.04, against=""), Target("tx write-backs", 1 / 32, against=""),
        Target("interrupts", 0, against=""), Target("driver", 0.5),
        Target("spurious", 0, against=""), Target("wall", 1.6, True))),
    Workload("rx", "VF, 64-byte frames received by a socket", "packet", (
        Target("driver", 0.55), Target("spurious", 0, against=""), Target("wall", 1.3, True))),
    Workload("xdp_drop", "VF, 64-byte frames dropped by XDP, in the driver or (in-tree) the stack",
             "packet", (Target("receiver", 0.25), Target("spurious", 0, against=""))),
    Workload("udp_rr", "VF, requests and answers over UDP, one at a time", "transaction", RR),
    Workload("tcp_rr", "VF, requests and answers over TCP, one at a time", "transaction", RR),
)}
