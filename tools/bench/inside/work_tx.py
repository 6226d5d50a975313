# SPDX-License-Identifier: GPL-2.0
"""64-byte frames from a VF to nobody, bursts of 32."""

from . import pktgen
from .machine import in_ns
from .nics import NOBODY, port_of

COUNT = {"icount": 19200, "wall": 192000}


def _send(window, count: int) -> dict[str, int]:
    pktgen.prepare("dut", NOBODY, "10.9.0.77", count)
    with window:
        result = pktgen.run("dut")
    pktgen.forget()
    # The window also holds the wait for pktgen's thread.
    return {**result, "ns": 1000 * result["pktgen_us"]}


def run(side: str, window, mode: str) -> dict[str, int]:
    """Returns packets sent and how long it took."""
    result = in_ns(port_of(side), _send, window, COUNT[mode])
    return {**result, "units": result["sent"]}
