# SPDX-License-Identifier: GPL-2.0
"""The plugin's counts of a run: instructions by function and by module."""

import bisect
from collections import Counter
from pathlib import Path


class Symbols:
    """/proc/kallsyms of the boot."""

    def __init__(self, path: Path):
        rows = []
        for line in path.read_text(encoding="ascii").split("\n"):
            word = line.split()
            if len(word) < 3 or word[1] not in "tTwW":
                continue
            module = word[3].strip("[]") if len(word) > 3 else "vmlinux"
            rows.append((int(word[0], 16), word[2], module))
        rows.sort()
        self.rows, self.starts = rows, [row[0] for row in rows]

    def at(self, slot: int) -> tuple[str, str]:
        """Function and module of the 16 bytes at an address."""
        i = bisect.bisect_right(self.starts, slot) - 1
        return self.rows[i][1:] if i >= 0 else ("unknown", "unknown")


def count(path: Path, symbols: Symbols) -> tuple[Counter, Counter]:
    """Instructions by module ("user" and "other" apart), and by (module, function)."""
    modules, functions = Counter(), Counter()
    for line in path.read_text(encoding="ascii").split("\n"):
        if not line:
            continue
        where, n = line.split()
        if where in ("user", "other"):
            modules[where] += int(n)
            continue
        function, module = symbols.at(int(where, 16))
        modules[module] += int(n)
        functions[module, function] += int(n)
    return modules, functions
