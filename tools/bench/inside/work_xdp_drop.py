# SPDX-License-Identifier: GPL-2.0
"""
64-byte frames from the neutral port, dropped by an XDP program behind a VF: in the driver
where it can, else in the stack.
"""

import json

from . import work_rx
from .machine import in_ns, sh, wait_for
from .nics import carrier, gen_of, port_of, rings

PINNED = "/run/bpf"
MODE = {"intree": "xdpgeneric", "tuned": "xdpgeneric", "stride": "xdpdrv"}


def _load() -> None:
    sh(f"""mkdir -p {PINNED}; mountpoint -q {PINNED} || mount -t bpf bpf {PINNED}
           [ -e {PINNED}/drop ] || bpftool prog load /stride/build/bench/drop.bpf.o \
               {PINNED}/drop type xdp pinmaps {PINNED}""")


def _dropped() -> int:
    entry = json.loads(sh(f"bpftool -j map lookup pinned {PINNED}/dropped key 0 0 0 0"))
    return int.from_bytes(bytes(int(x, 16) for x in entry["value"]), "little")


def run(side: str, window, mode: str) -> dict[str, int]:
    """Returns packets sent and dropped."""
    ns = port_of(side)
    _load()
    sh(f"ip netns exec {ns} bpftool net attach {MODE[side]} pinned {PINNED}/drop dev dut")
    wait_for(f"carrier of {ns}", lambda: carrier("dut", ns))
    before = _dropped()
    result = in_ns(gen_of(side), work_rx.send, window, ns, mode)
    received = _dropped() - before
    used = rings()
    sh(f"ip netns exec {ns} bpftool net detach {MODE[side]} dev dut")
    return {**result, "received": received, "units": received, "rings": used}


def base(side: str, window, mode: str) -> dict[str, int]:
    """The sender alone: nobody receives."""
    ns = port_of(side)
    sh(f"ip -n {ns} link set dut down")
    result = in_ns(gen_of(side), work_rx.send, window, ns, mode)
    return {**result, "units": result["sent"]}
