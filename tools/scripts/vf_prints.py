#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
No VF gets a line into the log but by stride_pf_vf_warn(), which limits it.

Follows calls by name, through the files given, from the work that serves a VF; in
what only the interrupt handler reaches, a global rate limit is enough.
"""

import re
import sys
from pathlib import Path

ROOTS = {"stride_pf_vf_work": False, "irq_other": True, "irq_poll_work": True}
# The latter prints once, when the device is gone.
LIMITED = {"stride_pf_vf_warn", "stride_rd32"}
HEAD = re.compile(r"^(?:[a-z_][\w \t*]*?[ \t*])?(\w+)\((?:[^;{}]|\n)*?\)\n\{\n(.*?)^\}",
                  re.M | re.S)
CALL = re.compile(r"\b(\w+)\s*\(")
PRINT = re.compile(r"\b((?:dev|netdev|netif|pci|pr)_(?:emerg|alert|crit|err|warn|notice|info)\w*"
                   r"|printk\w*|WARN\w*|BUG\w*)\s*\(")


def functions(paths: list[str]) -> dict[str, tuple[str, str]]:
    """Every function: its file and its body, comments taken out."""
    found = {}
    for path in paths:
        text = re.sub(r"/\*.*?\*/", "", Path(path).read_text(encoding="utf-8"), flags=re.S)
        for match in HEAD.finditer(text):
            found[match.group(1)] = (path, match.group(2))
    return found


def check(root: str, limit_is_enough: bool, known: dict[str, tuple[str, str]]) -> list[str]:
    """What is reachable from a function and prints as it must not."""
    bad, seen, todo = [], {root}, [root]
    while todo:
        name = todo.pop()
        path, body = known[name]
        for call in PRINT.findall(body):
            if not (limit_is_enough and call.endswith(("_ratelimited", "_once", "_ONCE"))):
                bad.append(f"{path}: {name}() calls {call}(), and a VF can reach it")
        for call in CALL.findall(body):
            if call in known and call not in seen and call not in LIMITED:
                seen.add(call)
                todo.append(call)
    return bad


def main() -> int:
    """Check the files given; the roots must be among what they define."""
    known = functions(sys.argv[1:])
    bad = [f"no function {root}()" for root in ROOTS if root not in known]
    for root, limit_is_enough in ROOTS.items():
        if root in known:
            bad += check(root, limit_is_enough, known)
    print("\n".join(bad), end="\n" if bad else "")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
