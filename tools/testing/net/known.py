#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Raw frames that the receiver knows, compared byte by byte.

  known.py send IFACE TO COUNT MIN MAX [FROM]
  known.py recv IFACE COUNT MIN MAX            says "ready", then what it got
  known.py bounce IFACE TO COUNT MIN MAX [CUT] sends and wants them back, cut to
                                               CUT bytes

Sizes are of the whole frame without FCS.  Status 0 if every frame came, once and
right.
"""

import random
import select
import socket
import struct
import sys
import time

ETHERTYPE = 0x88B5
PACKET_OUTGOING = 4
SO_RCVBUFFORCE = 33
WINDOW = 32


def _socket(iface: str) -> socket.socket:
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETHERTYPE))
    s.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
    s.bind((iface, ETHERTYPE))
    return s


def _address(iface: str) -> bytes:
    with open(f"/sys/class/net/{iface}/address", encoding="ascii") as f:
        return bytes.fromhex(f.read().strip().replace(":", ""))


def body(number: int, low: int, high: int) -> bytes:
    """What follows the addresses of frame `number`."""
    rnd = random.Random(number)
    size = rnd.choice((low, high, rnd.randint(low, high)))
    head = struct.pack("!HI", ETHERTYPE, number)
    return head + rnd.randbytes(size - 12 - len(head))


class Receiver:
    """Counts and compares the frames of a run."""

    def __init__(self, sock: socket.socket, low: int, high: int, cut: int = 0) -> None:
        self.sock, self.low, self.high, self.cut = sock, low, high, cut
        self.seen: set[int] = set()
        self.wrong = 0

    def take(self, wanted: int, patience: float) -> None:
        """Receive until `wanted` frames are there or none comes any more."""
        while len(self.seen) < wanted:
            if not select.select([self.sock], [], [], patience)[0]:
                return
            frame, where = self.sock.recvfrom(65536)
            if where[2] == PACKET_OUTGOING:
                continue
            number = struct.unpack("!I", frame[14:18])[0]
            want = body(number, self.low, self.high)
            if self.cut:
                want = want[:self.cut - 12]
            if number in self.seen or frame[12:] != want.ljust(48, b"\0"):
                self.wrong += 1
                print(f"frame {number}: {len(frame)} bytes, {len(want) + 12} wanted")
            self.seen.add(number)

    def verdict(self, count: int) -> int:
        """Say how it went."""
        print(f"{len(self.seen)} of {count} came, {self.wrong} wrong")
        return int(len(self.seen) != count or self.wrong > 0)


def send(sock: socket.socket, to: bytes, number: int, low: int, high: int) -> None:
    """Send one frame."""
    sock.send(to + _address(sock.getsockname()[0]) + body(number, low, high))


def main() -> int:
    """Send, receive or both."""
    what, iface, *rest = sys.argv[1:]
    sock = _socket(iface)
    if what == "recv":
        count, low, high = map(int, rest)
        receiver = Receiver(sock, low, high)
        print("ready", flush=True)
        # The sender may take its time to start.
        receiver.take(1, 60)
        receiver.take(count, 5)
        # One that comes twice would come now.
        receiver.take(count + 1, 0.3)
        return receiver.verdict(count)
    to = bytes.fromhex(rest[0].replace(":", ""))
    count, low, high = map(int, rest[1:4])
    receiver = Receiver(sock, low, high, int(rest[4]) if len(rest) > 4 else 0)
    for number in range(count):
        send(sock, to, number, low, high)
        if what == "bounce" and (number + 1) % WINDOW == 0:
            receiver.take(number + 1, 5)
            if len(receiver.seen) <= number:
                break
        elif (number + 1) % WINDOW == 0:
            time.sleep(0.005)
    if what == "send":
        return 0
    receiver.take(count, 5)
    receiver.take(count + 1, 0.3)
    return receiver.verdict(count)


if __name__ == "__main__":
    sys.exit(main())
