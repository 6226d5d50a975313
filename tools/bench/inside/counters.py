# SPDX-License-Identifier: GPL-2.0
"""Counters read before and after a run."""

from .machine import get, in_ns
from .nics import irqs, port_of, vf_of

NETDEV = ("rx_packets", "tx_packets", "rx_dropped", "tx_dropped", "rx_errors", "tx_errors")


def _link(dev: str) -> dict[str, int]:
    lines = [x.split(":") for x in get("/proc/thread-self/net/dev").split("\n") if ":" in x]
    values = {name.strip(): rest.split() for name, rest in lines}[dev]
    return {"rx_packets": int(values[1]), "rx_errors": int(values[2]), "rx_dropped": int(values[3]),
            "tx_packets": int(values[9]), "tx_errors": int(values[10]),
            "tx_dropped": int(values[11])}


def _udp() -> dict[str, int]:
    rows = [x.split() for x in get("/proc/thread-self/net/snmp").split("\n")
            if x.startswith("Udp:")]
    values = dict(zip(rows[0][1:], map(int, rows[1][1:])))
    return {"udp_in": values["InDatagrams"], "udp_lost": values["RcvbufErrors"],
            "udp_errors": values["InErrors"]}


def snapshot(side: str) -> dict[str, int]:
    """The VF under test: what its netdev, its interrupts and UDP in its namespace count."""
    ns = port_of(side)
    found = in_ns(ns, lambda: {**_link("dut"), **_udp()})
    for name, n in irqs(vf_of(side)).items():
        found[f"irq {name}"] = n
    return found


def difference(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """What came in between."""
    return {name: after[name] - before.get(name, 0) for name in after}
