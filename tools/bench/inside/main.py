#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Runs workloads in the lab's host and leaves what was counted in /share.

  main.py icount|wall ROUNDS WORKLOAD...
"""

import importlib
import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), "/stride/tools/lab"]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
from inside import counters, events, nics  # noqa: E402
from inside.machine import SHARE, Qmp, Window, get, sh  # noqa: E402


class Runner:
    """One boot's runs, in order."""

    def __init__(self, mode: str):
        self.mode = mode
        self.qmp = Qmp()
        self.window = Window()
        self.results = []
        self.windows = 0
        if mode == "icount":
            # The constructor executed both marks.
            self.windows = 1

    def run(self, workload: str, side: str, kind: str) -> None:
        """
        One run.  Kinds: warm (thrown away), count (QEMU's eyes only), base (likewise, of
        what is to be subtracted), events (the kernel's tracing on: it costs instructions,
        so only its own counts are used), wall.
        """
        module = importlib.import_module(f"inside.work_{workload}")
        nics.fresh(side)
        nics.tune(side, "on")
        before = counters.snapshot(side)
        if kind in ("base", "count"):
            self.qmp.trace(True)
        if kind == "events":
            events.start()
        run = module.base if kind == "base" else module.run
        result = run(side, self.window, self.mode)
        if kind in ("base", "count"):
            self.qmp.trace(False)
        if kind == "events":
            events.stop(SHARE / f"events.{len(self.results)}")
        after = counters.snapshot(side)
        nics.tune(side, "off")
        self.results.append({"workload": workload, "side": side, "kind": kind,
                             "n": len(self.results), "window": self.windows,
                             "rings": nics.rings(), **result,
                             "delta": counters.difference(before, after)})
        if self.mode == "icount":
            self.windows += 1
        print(f"{workload} {side} {kind}: {result}", flush=True)

    def save(self) -> None:
        """For the host."""
        facts = {"mode": self.mode, "kernel": get("/proc/sys/kernel/osrelease"),
                 "cmdline": get("/proc/cmdline"), "bars": nics.bars(),
                 "vf": {side: nics.vf_of(side) for side in nics.PORT},
                 "pf": nics.PORT,
                 "tune": nics.TUNE, "results": self.results}
        (SHARE / "results.json").write_text(json.dumps(facts, indent=1))
        sh(f"cp /proc/kallsyms {SHARE}/kallsyms")


def has_base(workload: str) -> bool:
    """Whether something of it can be measured alone, to be subtracted."""
    return hasattr(importlib.import_module(f"inside.work_{workload}"), "base")


def main() -> int:
    """Warm-up, then rounds in which each side has its turn."""
    mode, rounds, workloads = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    runner = Runner(mode)
    for side in nics.PORT:
        nics.set_up_port(side)
        nics.set_up_vf(side)
    for workload in workloads:
        for side in nics.SIDES:
            runner.run(workload, side, "warm")
        for n in range(rounds):
            for side in nics.SIDES if n % 2 == 0 else reversed(nics.SIDES):
                runner.run(workload, side, "count" if mode == "icount" else "wall")
        if mode == "icount":
            for kind in ("base", "events") if has_base(workload) else ("events",):
                for side in nics.SIDES:
                    runner.run(workload, side, kind)
    runner.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
