#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
  fail_walk.py BDF TRIES SEED ADDRESS OPERATION...

Lets one memory allocation after another fail that the drivers cause in an operation on
the function BDF.  After a failure all must be as it was before; when the operation
succeeds all the same, as if nothing had failed; at the end it succeeds and ADDRESS
answers.  TRIES: how many allocations of an operation are chosen by SEED; 0: each.
"""

import ctypes
import errno
import fcntl
import os
import random
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

SIOCGIFFLAGS, SIOCSIFFLAGS, SIOCSIFMTU, SIOCETHTOOL = 0x8913, 0x8914, 0x8922, 0x8946
GRINGPARAM, SRINGPARAM, GCHANNELS, SCHANNELS = 0x10, 0x11, 0x3C, 0x3D
IFF_UP = 1
RTM_SETLINK, NLM_F_REQUEST_ACK, IFLA_XDP, NLA_NESTED = 19, 5, 43, 1 << 15
IFLA_XDP_FD, IFLA_XDP_FLAGS, XDP_FLAGS_DRV_MODE = 1, 3, 4
NR_BPF, BPF_PROG_LOAD, BPF_PROG_TYPE_XDP = 321, 5, 6
MANY = 1 << 20		# more allocations than an operation can need
LACK = (errno.ENOMEM, errno.ENOSPC, errno.ENOBUFS)


class Function:
    """A PCI function and its netdev, by system calls of this thread alone."""

    def __init__(self, bdf: str, address: str) -> None:
        self.path = Path("/sys/bus/pci/devices") / bdf
        self.bdf, self.address = bdf, address
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.prog = load_xdp()

    def write(self, path: str, text: str) -> None:
        """Write to a file of the function, or to one with a whole path."""
        fd = os.open(self.path / path, os.O_WRONLY)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)

    def read(self, path: str) -> str:
        """Read a file of the function."""
        return (self.path / path).read_text(encoding="ascii").strip()

    def bound(self) -> bool:
        """Has it a driver?"""
        return (self.path / "driver").exists()

    def name(self) -> str:
        """Its netdev."""
        return next((self.path / "net").iterdir()).name

    def ioctl(self, request: int, data: bytes) -> bytes:
        """Of the netdev, with @data after the name."""
        return fcntl.ioctl(self.sock, request, struct.pack("16s24s", self.name().encode(), data))

    def up(self) -> bool:
        """Is the netdev up?"""
        flags = struct.unpack_from("H", self.ioctl(SIOCGIFFLAGS, b""), 16)[0]
        return bool(flags & IFF_UP)

    def set_up(self, yes: bool) -> None:
        """Up or down."""
        self.ioctl(SIOCSIFFLAGS, struct.pack("H", IFF_UP * yes))

    def ethtool(self, words: list[int]) -> list[int]:
        """A request of ethtool's that is 9 words or less."""
        buf = ctypes.create_string_buffer(struct.pack("9I", *words, *[0] * (9 - len(words))))
        self.ioctl(SIOCETHTOOL, struct.pack("Q", ctypes.addressof(buf)))
        return list(struct.unpack("9I", buf.raw[:36]))

    def rings(self) -> int:
        """Receive descriptors."""
        return self.ethtool([GRINGPARAM])[5]

    def set_rings(self, count: int) -> None:
        """Receive and transmit descriptors."""
        self.ethtool([SRINGPARAM, 0, 0, 0, 0, count, 0, 0, count])

    def channels(self) -> int:
        """Queue pairs."""
        return self.ethtool([GCHANNELS])[8]

    def set_channels(self, count: int) -> None:
        """Queue pairs."""
        self.ethtool([SCHANNELS, *self.ethtool([GCHANNELS])[1:8], count])

    def mtu(self) -> int:
        """Of the netdev."""
        return int(self.read(f"net/{self.name()}/mtu"))

    def set_mtu(self, mtu: int) -> None:
        """Of the netdev."""
        self.ioctl(SIOCSIFMTU, struct.pack("i", mtu))

    def xdp(self) -> bool:
        """Is a program attached?"""
        done = subprocess.run(["ip", "link", "show", self.name()], check=True,
                              capture_output=True, text=True)
        return "prog/xdp" in done.stdout

    def set_xdp(self, yes: bool) -> None:
        """Attach one that passes all, or none."""
        attrs = (struct.pack("HHi", 8, IFLA_XDP_FD, self.prog if yes else -1) +
                 struct.pack("HHI", 8, IFLA_XDP_FLAGS, XDP_FLAGS_DRV_MODE))
        body = (struct.pack("BxHiII", 0, 0, socket.if_nametoindex(self.name()), 0, 0) +
                struct.pack("HH", 4 + len(attrs), IFLA_XDP | NLA_NESTED) + attrs)
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as link:
            link.send(struct.pack("IHHII", 16 + len(body), RTM_SETLINK, NLM_F_REQUEST_ACK,
                                  1, 0) + body)
            code = struct.unpack_from("i", link.recv(4096), 16)[0]
        if code:
            raise OSError(-code, os.strerror(-code))

    def numvfs(self) -> int:
        """VFs that are on."""
        return int(self.read("sriov_numvfs"))

    def bind(self, yes: bool) -> None:
        """Its driver, by driver_override, or none."""
        driver = self.read("driver_override")
        self.write(f"/sys/bus/pci/drivers/{driver}/{'bind' if yes else 'unbind'}", self.bdf)

    def answered(self, seconds: int = 20) -> bool:
        """Does ADDRESS answer us within that time?"""
        end = time.monotonic() + seconds
        while True:
            done = subprocess.run(["ping", "-q", "-c", "1", "-W", "1", self.address],
                                  check=False, stdout=subprocess.DEVNULL)
            if not done.returncode:
                return True
            if time.monotonic() > end:
                return False


def load_xdp() -> int:
    """A program that passes all: r0 = XDP_PASS; exit."""
    code = ctypes.create_string_buffer(struct.pack("<QQ", 0x00000002000000B7, 0x95))
    name = ctypes.create_string_buffer(b"GPL")
    attr = ctypes.create_string_buffer(
        struct.pack("IIQQ", BPF_PROG_TYPE_XDP, 2, ctypes.addressof(code),
                    ctypes.addressof(name)).ljust(128, b"\0"), 128)
    prog = ctypes.CDLL(None).syscall(NR_BPF, BPF_PROG_LOAD, ctypes.byref(attr), 128)
    if prog < 0:
        raise RuntimeError("no XDP program")
    return prog


class Walk:
    """Failures of an operation that moves a state between two values."""

    # name: values of the state without and with it, how to get and to set it.  The
    # kernel resets a function in place: there is but one state.
    OPERATIONS = {
        "probe": (False, True, Function.bound, Function.bind),
        "open": (False, True, Function.up, Function.set_up),
        "rings": (256, 264, Function.rings, Function.set_rings),
        "channels": (1, 2, Function.channels, Function.set_channels),
        "mtu": (1500, 4000, Function.mtu, Function.set_mtu),
        "xdp": (False, True, Function.xdp, Function.set_xdp),
        "numvfs": (0, 2, Function.numvfs,
                   lambda fn, n: fn.write("sriov_numvfs", str(n))),
        "reset": (0, 0, lambda fn: 0, lambda fn, _: fn.write("reset", "1")),
    }

    def __init__(self, fn: Function, name: str) -> None:
        self.fn, self.name = fn, name
        self.old, self.new, self.get, self.set = self.OPERATIONS[name]
        self.nth = os.open("/proc/thread-self/fail-nth", os.O_RDWR)
        self.failed = 0

    def go(self, nth: int) -> int:
        """With that allocation failing.  Returns how many were not needed."""
        err = None
        os.write(self.nth, str(nth).encode())
        try:
            self.set(self.fn, self.new)
        except OSError as caught:
            err = caught
        left = int(os.pread(self.nth, 16, 0))
        os.write(self.nth, b"0")
        if err and (left or err.errno not in LACK):
            raise err
        self.failed += err is not None
        now, want = self.get(self.fn), self.old if err else self.new
        if now != want:
            raise RuntimeError(f"allocation {nth}: it is {now}, should be {want}")
        return left

    def back(self) -> None:
        """Undo the operation, if it was done."""
        if self.get(self.fn) == self.new != self.old:
            self.set(self.fn, self.old)

    def walk(self, tries: int, choose: random.Random) -> None:
        """All of it."""
        if self.get(self.fn) != self.old:
            self.set(self.fn, self.old)
        total = MANY - self.go(MANY)
        self.back()
        points = range(1, total + 1)
        if tries and tries < total:
            # Most are of buffers, and can be done without; what cannot comes first.
            points = sorted({*choose.sample(points[:4 * tries], tries // 2),
                             *choose.sample(points, tries // 2)})
        for nth in points:
            self.go(nth)
            if self.name == "reset" and not self.fn.answered():
                raise RuntimeError(f"allocation {nth}: no answer afterwards")
            self.back()
        failed, self.failed = self.failed, 0
        if self.go(0) or self.failed:
            raise RuntimeError("it fails although nothing does")
        print(f"{self.name}: {total} allocations, {len(points)} failed, "
              f"of which {failed} failed the operation")
        if not total:
            raise RuntimeError("nothing was made to fail")


def main() -> int:
    """Walk."""
    bdf, tries, seed, address = sys.argv[1:5]
    fn, choose = Function(bdf, address), random.Random(int(seed))
    for name in sys.argv[5:]:
        walk = Walk(fn, name)
        try:
            walk.walk(int(tries), choose)
        except (OSError, RuntimeError) as err:
            print(f"{name}: {err}")
            return 1
        if name != "probe" and not fn.answered():
            print(f"{name}: no answer afterwards")
            return 1
        if name not in ("probe", "open"):
            walk.back()
        os.close(walk.nth)
    return 0


if __name__ == "__main__":
    sys.exit(main())
