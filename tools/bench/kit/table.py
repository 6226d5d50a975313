# SPDX-License-Identifier: GPL-2.0
"""Rows of the report: figure, each side, ratios, target, whether it is met."""

from .workloads import ALL

# In the order of the report; those that are 0 everywhere are left out.
FIGURES = ("driver", "rest", "instructions", "receiver", "mmio writes", "mmio reads",
           "interrupts", "spurious", "tx descriptors", "tx contexts", "tx write-backs",
           "rx write-backs", "maps", "unmaps", "maps + unmaps", "iotlb invalidations",
           "virtual rate", "p50", "p99")
LABEL = {"driver": "instructions, driver", "rest": "instructions, rest",
         "instructions": "instructions, all", "receiver": "instructions, without sender",
         "spurious": "spurious interrupts",
         "virtual rate": "rate, virtual seconds", "p50": "median, virtual ns",
         "p99": "99th percentile, virtual ns"}
HEAD = ("figure", "in-tree", "tuned", "Stride", "ratio", "to tuned", "target", "met")


def _number(x: float) -> str:
    if x == 0:
        return "0"
    if abs(x) >= 100:
        return f"{x:.0f}"
    return f"{x:.1f}" if abs(x) >= 10 else f"{x:.3f}"


def _ratio(a: float, b: float) -> str:
    return f"{a / b:.2f}×" if b else ("1.00×" if not a else "—")


def verdict(target, own: float, other: float) -> bool:
    """Whether a target is met by a figure and the one it is compared with."""
    if not target.against:
        return target.met(own)
    return target.met(own / other) if other else own == 0


def _exact(result: dict, name: str) -> list[str]:
    values = [result["exact"][side]["per_unit"].get(name, 0)
              for side in ("intree", "tuned", "stride")]
    intree, tuned, stride = values
    target = next((t for t in ALL[result["workload"]].targets if t.figure == name), None)
    met = "" if not target else "yes" if verdict(target, stride, intree) else "no"
    return [LABEL.get(name, name), *map(_number, values), _ratio(stride, intree),
            _ratio(stride, tuned), str(target or ""), met]


def _wall(result: dict) -> list[str]:
    label = f"{ALL[result['workload']].unit}s a second, wall"
    if not result["wall"]:
        return [label, *["—"] * 3, "not measured", "", "", ""]
    rates = result["wall"]["rates"]
    ratios = result["wall"]["ratios"]
    middle = [sorted(rates[s])[len(rates[s]) // 2] for s in ("intree", "tuned", "stride")]
    text = [f"{r['median']:.2f}× ({r['low']:.2f}–{r['high']:.2f})"
            for r in (ratios["intree"], ratios["tuned"])]
    target = next((t for t in ALL[result["workload"]].targets if t.figure == "wall"), None)
    met = "" if not target else "yes" if target.met(ratios["intree"]["median"]) else "no"
    return [label, *map(_number, middle), *text, str(target or ""), met]


def rows(result: dict) -> list[list[str]]:
    """The table of a workload."""
    found = []
    for name in FIGURES:
        if any(result["exact"][s]["per_unit"].get(name) for s in result["exact"]) or \
           any(t.figure == name for t in ALL[result["workload"]].targets):
            found.append(_exact(result, name))
    found.append(_wall(result))
    if result["wall"]:
        lost = result["wall"]["lost"]
        if any(lost.values()):
            found.append(["lost, wall", *(f"{lost[s]:.1%}" for s in ("intree", "tuned", "stride")),
                          "", "", "", ""])
    return found


def text(lines: list[list[str]]) -> str:
    """For a terminal, and a simple table of rst."""
    every = [list(HEAD), *lines]
    width = [max(len(row[i]) for row in every) for i in range(len(HEAD))]
    rule = "  ".join("=" * w for w in width)
    # An empty first column would continue the row above: none is.
    body = ["  ".join(f"{cell:{w}}" for cell, w in zip(row, width)).rstrip() for row in every]
    return "\n".join([rule, body[0], rule, *body[1:], rule])
