# SPDX-License-Identifier: GPL-2.0
"""64-byte frames from the neutral port to a socket behind a VF, in bursts of 32."""

import os
import re
import subprocess
import time

from . import pktgen
from .machine import in_ns
from .nics import ADDRESS, MAC, gen_of, port_of

COUNT = {"icount": 9600, "wall": 48000}
# Counted, a burst comes when the one before it is done; else as fast as it goes.
GAP_NS = {"icount": 400000, "wall": 0}

# By the clock, the sender has a processor for itself.
SENDER = os.cpu_count() - 1


def send(window, side: str, mode: str) -> dict[str, int]:
    """Frames for a side's VF, from the neutral port's namespace."""
    pktgen.prepare("gen", MAC[side], ADDRESS[side], COUNT[mode],
                   f"delay {GAP_NS[mode]}", cpu=SENDER)
    with window:
        result = pktgen.run("gen")
        # The last burst is on its way, at most for one interval of moderation.
        time.sleep(0.002)
    pktgen.forget(SENDER)
    # The window also holds the wait for pktgen's thread.
    return {**result, "ns": 1000 * result["pktgen_us"]}


def run(side: str, window, mode: str) -> dict[str, int]:
    """Returns packets sent, received by the program, corrupted."""
    ns = port_of(side)
    with subprocess.Popen(["ip", "netns", "exec", ns, "/stride/build/bench/sink", "9",
                           str(pktgen.PAYLOAD), "1"], stdout=subprocess.PIPE, text=True) as sink:
        sink.stdout.readline()
        result = in_ns(gen_of(side), send, window, ns, mode)
        said = sink.stdout.read()
    for name, n in re.findall(r"(\w+) (\d+)", said):
        result[name] = int(n)
    return {**result, "units": result["received"]}
