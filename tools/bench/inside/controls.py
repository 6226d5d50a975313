#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Positive controls of the bench: things done a known number of times, and what the
counters say.  Prints a line each: name, counted, known.
"""

import ctypes
import mmap
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), "/stride/tools/lab"]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
from inside import events, nics, pktgen  # noqa: E402
from inside.machine import Qmp, Window, sh, wait_for  # noqa: E402
from kit import device, instructions, kernel_trace  # noqa: E402

RUN = Path("/run/lab")
PF = "0000:01:00.0"
TRIPS, READS, WRITES, PACKETS = 100000, 300, 200, 640
STATUS = 0x8


def loop():
    """A function of two instructions a trip: dec %edi; jnz."""
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code[0:5] = b"\xff\xcf\x75\xfc\xc3"
    where = ctypes.addressof(ctypes.c_char.from_buffer(code))
    return code, ctypes.CFUNCTYPE(None, ctypes.c_int)(where)


def registers(reads: int, writes: int, window: Window) -> None:
    """Read and write a port that no driver has."""
    with open(nics.PCI / PF / "resource0", "r+b") as f, mmap.mmap(f.fileno(), 0x20000) as bar:
        word = ctypes.c_uint32.from_buffer(bar, STATUS)
        with window:
            for _ in range(reads):
                word.value  # pylint: disable=pointless-statement
            for _ in range(writes):
                word.value = 0
        del word


def packets(window: Window) -> str:
    """Send through the in-tree driver, with the kernel's trace on."""
    nics.bind(PF, "igb")
    dev = nics.netdev_of(PF)
    sh(f"sysctl -qw net.ipv6.conf.all.disable_ipv6=1; ip link set {dev} up arp off")
    wait_for("carrier", lambda: nics.carrier(dev))
    pktgen.prepare(dev, nics.NOBODY, "10.9.0.77", PACKETS, "burst 1")
    before = sum(nics.irqs(PF).values())
    events.start()
    with window:
        pktgen.run(dev)
        time.sleep(0.2)
    events.stop(RUN / "events")
    return str(sum(nics.irqs(PF).values()) - before)


def main() -> int:
    """Do everything, then look at what was counted."""
    sh(f"setpci -s {PF} COMMAND=6:6")
    bars, code, call = nics.bars(), *loop()
    qmp, window = Qmp(), Window()
    qmp.trace(True)
    call(1)
    for trips in (TRIPS, 2 * TRIPS):
        with window:
            call(trips)
    registers(READS, WRITES, window)
    interrupts = packets(window)
    qmp.trace(False)
    del code
    sh(f"cp /proc/kallsyms {RUN}/kallsyms")

    seen = device.Trace({"bars": bars, "results": []}).windows(RUN / "trace.log")
    symbols = instructions.Symbols(RUN / "kallsyms")
    count = [instructions.count(RUN / f"count.{n}", symbols) for n in range(5)]
    traced = kernel_trace.count(RUN / "events", PF, {})
    xmit = count[4][1]["igb", "igb_xmit_frame"]
    # Python's own, around the loop, are not the same twice: 0.01 a trip is 1000.
    print("loop.instructions", f"{(count[2][0]['user'] - count[1][0]['user']) / TRIPS:.2f}", "2.00")
    print("registers.reads", seen[3][PF, f"read {STATUS:#x}"], READS)
    print("registers.writes", seen[3][PF, f"write {STATUS:#x}"], WRITES)
    print("packets.descriptors", seen[4][PF, "tx data"], PACKETS)
    print("packets.packets", seen[4][PF, "tx packets"], PACKETS)
    print("packets.maps", traced["maps"], PACKETS)
    print("packets.unmaps", traced["unmaps"], PACKETS)
    print("packets.driver", "whole" if xmit and not xmit % PACKETS else xmit, "whole")
    print("packets.interrupts", "some" if int(interrupts) else "none", "some")
    return 0


if __name__ == "__main__":
    sys.exit(main())
