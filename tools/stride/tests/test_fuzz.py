# SPDX-License-Identifier: GPL-2.0
"""libFuzzer on the parsers, for a short while; STRIDE_FUZZ_SECONDS for longer."""

import os
import re
import struct
import subprocess
import tempfile
from pathlib import Path

from machine import Cap, Fn, config, dump

RECORDED = Path(__file__).parent / "lab.lspci"


def fmsg(*pairs) -> bytes:
    """An object of named values, as devlink passes it on."""
    def attr(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", 4 + len(body), kind) + body + b"\0" * (-len(body) % 4)
    # DEVLINK_ATTR_FMSG_OBJ_NEST_START and what follows it.
    text = attr(107)
    for name, kind, value in pairs:
        text += attr(108) + attr(111, name.encode() + b"\0") + attr(112, bytes([kind]))
        text += attr(113, value) + attr(110)
    return text + attr(110)


def test_parsers():
    """No report of a sanitizer, and it did reach the capability."""
    seconds = os.environ.get("STRIDE_FUZZ_SECONDS", "20")
    fn = Fn("0000:01:00.0", 0x8086, 0x10C9, cap=Cap(8, 128, 2, 0x10CA, num=2, ctrl=0x19))
    with tempfile.TemporaryDirectory(prefix="stride-fuzz-") as folder:
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        (seeds / "config").write_bytes(b"\1" + config(fn))
        (seeds / "dump").write_bytes(b"\0" + (dump(fn) + dump(fn, size=256)).encode())
        (seeds / "text").write_bytes(b"\2" + "a\u00e9\u20ac\U0001f600\ufffd".encode())
        (seeds / "fmsg").write_bytes(b"\4" + fmsg(("vfs", 3, b"\1\0\0\0"), ("on", 6, b"\1"),
                                                 ("state", 10, b"up\0\0")))
        (seeds / "lab").write_bytes(b"\0" + RECORDED.read_bytes())
        done = subprocess.run(
            [os.environ["STRIDE_FUZZ"], f"-max_total_time={seconds}", "-max_len=32768",
             "-timeout=10", "-print_final_stats=1", f"-artifact_prefix={folder}/", str(seeds)],
            text=True, errors="replace", capture_output=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        runs = int(re.search(r"number_of_executed_units: (\d+)", done.stderr).group(1))
        assert runs > 1000, f"{runs} runs only"
        assert len(list(seeds.iterdir())) > 20, "found nothing new"
