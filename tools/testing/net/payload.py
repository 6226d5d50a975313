#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Sends bytes that the receiver knows, and compares every one of them.

  payload.py tcp-serve ADDRESS BYTES SEED       status 0 if all bytes are right
  payload.py tcp-send ADDRESS BYTES SEED
  payload.py udp-serve ADDRESS COUNT SEED MAX   status 0 if all datagrams are right
  payload.py udp-send ADDRESS COUNT SEED MAX    sizes from 1 to MAX
"""

import random
import socket
import sys
import time

PORT = 7777
SO_RCVBUFFORCE = 33


def _socket(address: str, kind: int) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)


def _compare(got: bytes, want: bytes) -> int:
    if got == want:
        return 0
    where = next((i for i, (a, b) in enumerate(zip(got, want)) if a != b), min(len(got), len(want)))
    print(f"{len(got)} of {len(want)} bytes, first difference at {where}")
    return 1


def tcp_serve(address: str, count: int, seed: int) -> int:
    """Take one connection, compare what it brings."""
    with _socket(address, socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.settimeout(60)
        s.bind((address, PORT))
        s.listen()
        print("ready", flush=True)
        conn, _ = s.accept()
        conn.settimeout(60)
        got = bytearray()
        while chunk := conn.recv(262144):
            got += chunk
    return _compare(bytes(got), random.Random(seed).randbytes(count))


def tcp_send(address: str, count: int, seed: int) -> int:
    """Connect, send, close; small and large writes."""
    data = random.Random(seed).randbytes(count)
    with _socket(address, socket.SOCK_STREAM) as s:
        s.settimeout(60)
        s.connect((address, PORT))
        sizes, at = random.Random(seed + 1), 0
        while at < count:
            size = sizes.choice((1, 100, 1448, 9000, 65536))
            s.sendall(data[at:at + size])
            at += size
    return 0


def _datagrams(count: int, seed: int, largest: int) -> list[bytes]:
    rng = random.Random(seed)
    return [i.to_bytes(4, "big") + rng.randbytes(rng.randint(0, largest - 4))
            for i in range(count)]


def udp_serve(address: str, count: int, seed: int, largest: int) -> int:
    """Take datagrams until all came or nothing comes any more."""
    want = dict(enumerate(_datagrams(count, seed, largest)))
    with _socket(address, socket.SOCK_DGRAM) as s:
        # All of them, should the receiver get no processor meanwhile.
        s.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
        s.bind((address, PORT))
        s.settimeout(8)
        print("ready", flush=True)
        try:
            while want:
                got = s.recv(65536)
                number = int.from_bytes(got[:4], "big")
                if _compare(got, want.pop(number, b"")):
                    return 1
        except TimeoutError:
            print(f"{len(want)} of {count} datagrams did not come")
            return 1
    return 0


def udp_send(address: str, count: int, seed: int, largest: int) -> int:
    """Send them, not faster than a slow receiver takes them."""
    with _socket(address, socket.SOCK_DGRAM) as s:
        s.connect((address, PORT))
        for data in _datagrams(count, seed, largest):
            s.send(data)
            time.sleep(0.001)
    return 0


if __name__ == "__main__":
    sys.exit({"tcp-serve": tcp_serve, "tcp-send": tcp_send, "udp-serve": udp_serve,
              "udp-send": udp_send}[sys.argv[1]](sys.argv[2], *map(int, sys.argv[3:])))
