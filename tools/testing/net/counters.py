#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
  counters.py IFACE SECONDS

Reads all counters of IFACE, those of `ethtool -S` and those of its VFs, as often as it
can, until it is gone or the time is over.  None may go back, or jump by what a device
that is gone (all ones) would make of it.  Prints how often it looked.
"""

import array
import ctypes
import fcntl
import json
import socket
import struct
import subprocess
import sys
import time

SIOCETHTOOL = 0x8946
ETHTOOL_GDRVINFO = 0x03
ETHTOOL_GSTATS = 0x1D
ETHTOOL_GSTRINGS = 0x1B
JUMP = 1 << 31


class Gone(Exception):
    """The netdev is there no more."""


class Counters:
    """The counters of a netdev."""

    def __init__(self, iface: str) -> None:
        self.iface = iface
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        info = self._ethtool(struct.pack("I192x", ETHTOOL_GDRVINFO))
        self.count = struct.unpack_from("I", info, 180)[0]
        names = self._ethtool(struct.pack("III", ETHTOOL_GSTRINGS, 1, self.count) +
                              bytes(32 * self.count))
        self.names = [names[12 + 32 * i:44 + 32 * i].split(b"\0")[0].decode()
                      for i in range(self.count)]

    def _ethtool(self, request: bytes) -> bytes:
        buf = ctypes.create_string_buffer(request, len(request))
        try:
            fcntl.ioctl(self.sock, SIOCETHTOOL, struct.pack(
                "16sQ16x", self.iface.encode(), ctypes.addressof(buf)))
        except OSError as err:
            raise Gone from err
        return buf.raw

    def own(self) -> dict[str, int]:
        """What `ethtool -S` shows."""
        raw = self._ethtool(struct.pack("II", ETHTOOL_GSTATS, self.count) +
                            bytes(8 * self.count))
        return dict(zip(self.names, array.array("Q", raw[8:])))

    def vfs(self) -> dict[str, int]:
        """What `ip -s link` shows of VFs."""
        done = subprocess.run(["ip", "-j", "-s", "link", "show", self.iface], check=False,
                              capture_output=True)
        if done.returncode:
            raise Gone
        return {f"vf{vf['vf']}.{kind}.{name}": n
                for vf in json.loads(done.stdout)[0].get("vfinfo_list", [])
                for kind, names in vf["stats"].items() for name, n in names.items()}


def compare(was: dict[str, int], now: dict[str, int]) -> int:
    """Return: how many are not as they can be."""
    bad = [(name, was[name], now[name]) for name in was.keys() & now.keys()
           if not 0 <= now[name] - was[name] < JUMP]
    for name, old, new in bad:
        print(f"{name} was {old}, is {new}")
    return len(bad)


def main() -> int:
    """Look."""
    iface, end = sys.argv[1], time.monotonic() + float(sys.argv[2])
    looks = bad = 0
    was: dict[str, int] = {}
    try:
        counters = Counters(iface)
        while time.monotonic() < end and not bad:
            now = counters.own()
            if looks % 8 == 0:
                now |= counters.vfs()
            bad += compare(was, now)
            was |= now
            looks += 1
            if looks == 1:
                print("ready", flush=True)
    except Gone:
        pass
    print(f"{looks} looks at {len(was)} counters")
    return int(bad > 0 or not looks)


if __name__ == "__main__":
    sys.exit(main())
