# SPDX-License-Identifier: GPL-2.0
"""What a workload asks of the machine it runs in: files, commands, namespaces, QMP, marks."""

import ctypes
import json
import mmap
import os
import pickle
import struct
import subprocess
import time
from pathlib import Path

SHARE = Path("/share")
TRACED = ("memory_region_ops_write", "memory_region_ops_read", "e1000e_tx_descr",
          "e1000e_rx_descr", "vtd_inv_desc_iotlb_*")
# prog/count.c looks for these.
MARKS = {"begin": 0x57D1BEB1, "end": 0x57D1BE0E}


def sh(command: str, check: bool = True) -> str:
    """A shell command's output."""
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise RuntimeError(f"{command}: status {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def put(path: str, text: str) -> None:
    """Write to a file of the kernel's."""
    try:
        with open(path, "w", encoding="ascii") as f:
            f.write(text + "\n")
    except OSError as err:
        raise RuntimeError(f"{path}: {text}: {err.strerror}") from err


def get(path: str) -> str:
    """What a file of the kernel's says."""
    with open(path, encoding="ascii") as f:
        return f.read().strip()


def wait_for(what: str, test, seconds: float = 20) -> None:
    """Until test() is true."""
    end = time.monotonic() + seconds
    while not test():
        if time.monotonic() > end:
            raise RuntimeError(f"never came: {what}")
        time.sleep(0.02)


def in_ns(name: str, function, *args):
    """Call a function in a network namespace; its result comes back."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            with open(f"/run/netns/{name}", encoding="ascii") as ns:
                os.setns(ns.fileno(), os.CLONE_NEWNET)
            result = (True, function(*args))
        except BaseException as err:  # pylint: disable=broad-except
            result = (False, f"{type(err).__name__}: {err}")
        with os.fdopen(into, "wb") as f:
            pickle.dump(result, f)
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as f:
        good, result = pickle.load(f)
    os.waitpid(pid, 0)
    if not good:
        raise RuntimeError(result)
    return result


class Qmp:
    """The lab's way to QEMU's monitor."""

    def __init__(self):
        for port in Path("/sys/class/virtio-ports").iterdir():
            if (port / "name").read_text().strip() == "lab.ctl":
                # pylint: disable-next=consider-using-with
                self.file = open(f"/dev/{port.name}", "r+b", buffering=0)

    def ask(self, execute: str, **arguments) -> dict:
        """One command."""
        request = json.dumps({"execute": execute, "arguments": arguments}) + "\n"
        self.file.write(request.encode())
        answer = b""
        while not answer.endswith(b"\n"):
            answer += self.file.read(4096)
        answer = json.loads(answer)
        if "return" not in answer:
            raise RuntimeError(f"{execute}: {answer}")
        return answer["return"]

    def trace(self, on: bool) -> None:
        """QEMU's trace events that are counted."""
        for name in TRACED:
            self.ask("trace-event-set-state", name=name, enable=on)


class Window:
    """
    What is measured: `with window:`.  Under count.so the marks say where it begins
    and ends; its length is kept in any case.
    """

    def __init__(self):
        self.code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        self.call = {}
        where = ctypes.addressof(ctypes.c_char.from_buffer(self.code))
        for i, (name, mark) in enumerate(MARKS.items()):
            # nopl mark(%rax,%rax); ret
            self.code[16 * i:16 * i + 9] = struct.pack("<4sIB", b"\x0f\x1f\x84\x00", mark, 0xC3)
            self.call[name] = ctypes.CFUNCTYPE(None)(where + 16 * i)
        self.ns = 0
        for call in self.call.values():
            call()

    def __enter__(self):
        self.ns = time.monotonic_ns()
        self.call["begin"]()
        return self

    def __exit__(self, *_):
        self.call["end"]()
        self.ns = time.monotonic_ns() - self.ns
