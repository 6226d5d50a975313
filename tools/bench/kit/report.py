# SPDX-License-Identifier: GPL-2.0
"""Documentation/benchmarks.rst, from the JSON of all workloads."""

import json

from . import table
from .boots import OUT, TOP
from .workloads import ALL

TARGET = TOP / "Documentation" / "benchmarks.rst"
PLOTS = TOP / "Documentation" / "benchmarks"

HEAD = """.. SPDX-License-Identifier: GPL-2.0

==========
Benchmarks
==========

Made by ``make bench``; do not edit.  {facts}

What is compared
================

In one boot, side by side: the in-tree pair igb and igbvf as they come, the same pair tuned,
and Stride.  Each port under test is alone on a wire with a neutral one, igb without
moderation, that sends and answers.  Every run begins with the netdev down and up.  The sums of
packets sent, received, dropped and corrupted are checked in every run, and a run in which they
do not agree is refused.

{tune}

Instructions, register accesses, interrupts, descriptors, write-backs and mappings are **exact**:
QEMU executes one instruction a virtual nanosecond (``-icount``), a plugin
(``tools/bench/prog/count.c``) counts instructions by function, QEMU's trace events show what the
device did, the kernel's what was mapped.  "Driver" is what was executed inside the driver's own
modules, "rest" everything else, the sender included, which runs on the same machine.  As icount
does, each repetition of a string instruction counts as one (clearing a page is 4096).  Each is
counted twice; a difference of more than 2 % (and 12 events) is a defect of the bench.  Under icount
the device's work costs no time.

Wall-clock rates are of interleaved rounds on a shared machine: only ratios within a round are
used; given are their median, lowest and highest.  All this is of QEMU's model, not of silicon.
A target without "×" is the figure itself, one with it the ratio to in-tree as it comes.
"""


def _tune(tune: dict) -> str:
    rows = [["setting", "why"]] + [[f"``{c}``", "no interrupt is held back"] for c in tune["on"]]
    width = [max(len(r[i]) for r in rows) for i in range(2)]
    rule = "  ".join("=" * w for w in width)
    body = ["  ".join(f"{c:{w}}" for c, w in zip(r, width)).rstrip() for r in rows]
    return "\"Tuned\" sets:\n\n" + "\n".join([rule, body[0], rule, *body[1:], rule])


def _heaviest(result: dict) -> str:
    """Where the driver's instructions go."""
    lines = []
    for side in ("intree", "stride"):
        units = result["exact"][side]["raw"][0]["units"]
        top = [f"{name.split(':')[1]} {n / units:.0f}"
               for name, n in result["exact"][side]["detail"]["driver"][:6] if n / units >= 1]
        lines.append(f"* {'in-tree' if side == 'intree' else 'Stride'}: {', '.join(top)}")
    return "Instructions of the driver, by function:\n\n" + "\n".join(lines)


def _defects(result: dict) -> list[str]:
    if not result["defects"]:
        return []
    return ["Not repeatable, so not to be relied on:", "",
            *(f"* {defect}" for defect in result["defects"]), ""]


def write() -> None:
    """The report and its plots."""
    results = [json.loads((OUT / f"{n}.json").read_text()) for n in ALL
               if (OUT / f"{n}.json").exists()]
    if not results:
        raise SystemExit("bench: nothing was measured yet")
    first = results[0]
    facts = (f"Linux {first['kernel']}, QEMU {first['versions']['qemu']}, "
             f"Stride at {first['versions']['commit']}, {first['date']}.")
    PLOTS.mkdir(exist_ok=True)
    parts = [HEAD.format(facts=facts, tune=_tune(first["tune"]))]
    for result in results:
        work = ALL[result["workload"]]
        (PLOTS / f"{work.name}.svg").write_text((OUT / f"{work.name}.svg").read_text())
        parts.append("\n".join([
            "", work.title, "=" * len(work.title), "",
            f"``make bench T={work.name}``, kernel parameters ``{work.append}``; "
            f"figures are per {work.unit}.", "",
            table.text(table.rows(result)), "", f".. image:: benchmarks/{work.name}.svg", "",
            _heaviest(result), "", *_defects(result)]))
    TARGET.write_text("\n".join(parts))
