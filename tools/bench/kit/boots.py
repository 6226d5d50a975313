# SPDX-License-Identifier: GPL-2.0
"""Starting the lab for a workload: once to count, once by the clock."""

import shutil
import subprocess
from pathlib import Path

from .figures import Refused
from .workloads import Workload

TOP = Path(__file__).resolve().parent.parent.parent.parent
OUT = TOP / "build" / "bench"
LAB = str(TOP / "tools" / "lab" / "lab")
# Two wires, each with a port under test (the first two) and a neutral one.
NICS = [arg for i in range(4) for arg in (
    "--qemu=-device", f"--qemu=pcie-root-port,id=rp{i},bus=pcie.0,chassis={i + 1},slot={i + 1}",
    "--qemu=-netdev", f"--qemu=hubport,id=n{i},hubid={i % 2}",
    "--qemu=-device",
    f"--qemu=igb,id=nic{i},bus=rp{i},netdev=n{i},mac=52:54:00:00:00:{i + 1:02x}")]
COUNTING = ["--icount", "--qemu=-D", "--qemu=/share/trace.log", "--qemu=-d", "--qemu=plugin",
            "--qemu=-plugin", "--qemu=/stride/build/bench/count.so,out=/share/count"]


def programs() -> None:
    """Build the modules and the bench's own programs."""
    subprocess.run([LAB, "build"], check=True)


def boot(work: Workload, mode: str) -> Path:
    """Run a workload in a fresh machine; returns the folder it wrote to."""
    share = OUT / f"{work.name}-{mode}"
    shutil.rmtree(share, ignore_errors=True)
    share.mkdir()
    # Fixed addresses: the counts are by address.  Relaxed: ring registers are read.
    done = subprocess.run(
        [LAB, "run", "--no-build", "--nics", "0", *NICS, "--timeout", "1200",
         "--share", str(share),
         "--append", f"nokaslr iomem=relaxed {work.append}",
         *(COUNTING if mode == "icount" else []), "--", "python3",
         "/stride/tools/bench/inside/main.py", mode, str(work.rounds[mode]), work.name],
        stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Refused(f"{work.name} {mode}: the lab ended with status {done.returncode}")
    return share


def versions() -> dict[str, str]:
    """What was measured, and with what."""
    def out(*cmd: str) -> str:
        return subprocess.run(cmd, cwd=TOP, capture_output=True, text=True, check=False).stdout

    packages = out(LAB, "exec", "dpkg-query", "-W", "-f", "${Package} ${Version}\n",
                   "qemu-system-x86", "gcc")
    found = dict(line.split() for line in packages.split("\n") if line)
    return {"commit": out("git", "log", "-1", "--format=%h", "--", "drivers", "include").strip()
            + (" and changes" if out("git", "status", "--porcelain", "--", "drivers", "include")
               else ""),
            "qemu": found.get("qemu-system-x86", ""), "gcc": found.get("gcc", "")}
