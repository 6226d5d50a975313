#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Frames from a raw socket, and what of them comes in.

frames.py noise IFACE COUNT SEED MAC...
    frames of all lengths and kinds to these addresses, to groups and to all
frames.py long IFACE COUNT MAC
    COUNT frames of 1514 bytes, and three times as many that are longer
frames.py count IFACE SECONDS
    prints "ready", then how many of those came in, and the longest
"""

import random
import select
import socket
import struct
import sys
import time

EXPERIMENTAL = 0x88B5
GROUPS = ("ffffffffffff", "01005e000001", "333300000001", "0180c2000000", "0180c2000001",
          "0180c200000e")
LONG = (1519, 3000, 9000)


def raw(iface: str, protocol: int) -> socket.socket:
    """A socket that sends and receives whole frames."""
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(protocol))
    s.bind((iface, protocol))
    return s


def send(s: socket.socket, frame: bytes) -> None:
    """Send it, or do without: a queue may be full, a length may be refused."""
    try:
        s.send(frame)
    except OSError:
        time.sleep(0.001)


def noise(iface: str, count: int, seed: int, macs: list[str]) -> None:
    """Addresses are real, the rest is not."""
    rnd = random.Random(seed)
    s = raw(iface, 0)
    targets = [bytes.fromhex(m.replace(":", "")) for m in (*macs, *GROUPS)]
    source = bytes.fromhex("02abcdef0001")
    kinds = (
        lambda: rnd.randbytes(2),
        lambda: struct.pack("!HBB", 0x0800, 0x40 | rnd.randrange(16), 0),
        lambda: struct.pack("!HIHBB", 0x86DD, 0x60000000, rnd.randrange(65536), 6, 64),
        lambda: struct.pack("!HHHH", 0x8100, rnd.randrange(65536), 0x8100, rnd.randrange(65536)),
        lambda: struct.pack("!HHH", 0x88A8, rnd.randrange(65536), 0x0800),
        lambda: struct.pack("!HH", 0x8808, 1),
        lambda: struct.pack("!H", rnd.randrange(1536)),
        lambda: struct.pack("!H", 0x0806),
    )
    for _ in range(count):
        length = rnd.choice((rnd.randrange(46), rnd.randrange(46, 1500), rnd.randrange(1500, 8900)))
        send(s, rnd.choice(targets) + source + rnd.choice(kinds)() + rnd.randbytes(length))
    print(count)


def too_long(iface: str, count: int, mac: str) -> None:
    """What fits a VF, and what does not."""
    s = raw(iface, 0)
    head = bytes.fromhex(mac.replace(":", "")) + bytes.fromhex("02abcdef0001")
    head += struct.pack("!H", EXPERIMENTAL)
    for _ in range(count):
        for length in (1514, *LONG):
            send(s, head + bytes(length - len(head)))
            time.sleep(0.002)


def count_frames(iface: str, seconds: float) -> None:
    """Listen."""
    s = raw(iface, EXPERIMENTAL)
    end = time.monotonic() + seconds
    lengths = []
    print("ready", flush=True)
    while (left := end - time.monotonic()) > 0:
        if select.select([s], [], [], left)[0]:
            lengths.append(len(s.recv(16384)))
    print(len(lengths), max(lengths, default=0))


def main() -> None:
    """As the usage says."""
    what, iface, *rest = sys.argv[1:]
    if what == "noise":
        noise(iface, int(rest[0]), int(rest[1]), rest[2:])
    elif what == "long":
        too_long(iface, int(rest[0]), rest[1])
    elif what == "count":
        count_frames(iface, float(rest[0]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
