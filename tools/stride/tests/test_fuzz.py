# SPDX-License-Identifier: GPL-2.0
"""libFuzzer on the parsers, for a short while; STRIDE_FUZZ_SECONDS for longer."""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from machine import Cap, Fn, config, dump

RECORDED = Path(__file__).parent / "lab.lspci"


def test_parsers():
    """No report of a sanitizer, and it did reach the capability."""
    seconds = os.environ.get("STRIDE_FUZZ_SECONDS", "20")
    fn = Fn("0000:01:00.0", 0x8086, 0x10C9, cap=Cap(8, 128, 2, 0x10CA, num=2, ctrl=0x19))
    with tempfile.TemporaryDirectory(prefix="stride-fuzz-") as folder:
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        (seeds / "config").write_bytes(b"\1" + config(fn))
        (seeds / "dump").write_bytes(b"\0" + (dump(fn) + dump(fn, size=256)).encode())
        (seeds / "lab").write_bytes(b"\0" + RECORDED.read_bytes())
        done = subprocess.run(
            [os.environ["STRIDE_FUZZ"], f"-max_total_time={seconds}", "-max_len=32768",
             "-timeout=10", "-print_final_stats=1", f"-artifact_prefix={folder}/", str(seeds)],
            text=True, errors="replace", capture_output=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        runs = int(re.search(r"number_of_executed_units: (\d+)", done.stderr).group(1))
        assert runs > 1000, f"{runs} runs only"
        assert len(list(seeds.iterdir())) > 20, "found nothing new"
