#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
  fail_nth.py IFACE COMMAND...

Changes the ring sizes of IFACE again and again while a later and later memory
allocation on the way fails, until one change needs no more.  After a failure the
sizes must be the old ones, and COMMAND must succeed.
"""

import ctypes
import errno
import fcntl
import os
import socket
import struct
import subprocess
import sys

SIOCETHTOOL = 0x8946
ETHTOOL_GRINGPARAM = 0x10
ETHTOOL_SRINGPARAM = 0x11


class Rings:
    """A netdev's ring sizes."""

    def __init__(self, iface: str) -> None:
        self.iface = iface.encode()
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.nth = os.open("/proc/thread-self/fail-nth", os.O_RDWR)

    def _prepare(self, cmd: int, sizes: tuple[int, int]) -> tuple[ctypes.Array, bytes]:
        buf = ctypes.create_string_buffer(
            struct.pack("9I", cmd, 0, 0, 0, 0, sizes[0], 0, 0, sizes[1]))
        return buf, struct.pack("16sQ16x", self.iface, ctypes.addressof(buf))

    def get(self) -> tuple[int, int]:
        """Receive and transmit descriptors."""
        buf, request = self._prepare(ETHTOOL_GRINGPARAM, (0, 0))
        fcntl.ioctl(self.sock, SIOCETHTOOL, request)
        got = struct.unpack("9I", buf.raw[:36])
        return got[5], got[8]

    def change(self, sizes: tuple[int, int], nth: int) -> tuple[bool, bool]:
        """Return: whether the nth allocation was made to fail, whether the change did."""
        _buf, request = self._prepare(ETHTOOL_SRINGPARAM, sizes)
        failed = False
        os.write(self.nth, str(nth).encode())
        try:
            fcntl.ioctl(self.sock, SIOCETHTOOL, request)
        except OSError as err:
            if err.errno != errno.ENOMEM:
                raise
            failed = True
        injected = int(os.pread(self.nth, 16, 0)) == 0
        os.write(self.nth, b"0")
        return injected, failed


# Where rings are made each allocation, then some of all those of their buffers.
TRIES = (*range(1, 30), *range(30, 5000, 11))


def main() -> int:
    """Until a change has gone through with no allocation failed."""
    iface, command = sys.argv[1], sys.argv[2:]
    rings = Rings(iface)
    old = rings.get()
    sizes = old, (old[0] + 8, old[1] + 8)
    failures = 0
    for tried, nth in enumerate(TRIES):
        new = sizes[old == sizes[0]]
        injected, failed = rings.change(new, nth)
        now = rings.get()
        if now != (old if failed else new):
            print(f"allocation {nth}: sizes are {now}, were {old}")
            return 1
        failures += failed
        if ((failed or tried % 4 == 0 or not injected) and
                subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode):
            print(f"allocation {nth}: no traffic afterwards")
            return 1
        if not injected:
            print(f"{nth - 1} allocations, {failures} of {tried} that failed were needed")
            return int(failures < 5)
        old = now
    return 1


if __name__ == "__main__":
    sys.exit(main())
