# SPDX-License-Identifier: GPL-2.0
"""
Counts what KTAP says.  Only leaves count: the result of a suite repeats what its
cases said.
"""

import re

RESULT = re.compile(r"^( *)(ok|not ok) \d+(?: - | )?(.*)$")


class Counter:
    """Fed with lines, keeps passed, failed and skipped."""

    def __init__(self) -> None:
        self.passed = self.failed = self.skipped = 0
        self.failures: list[str] = []
        # Depths at which a result was seen since the last shallower one.
        self._deep = -1

    def feed(self, line: str) -> None:
        """One line of output, with or without its end."""
        match = RESULT.match(line.rstrip("\n"))
        if not match:
            return
        depth = len(match.group(1))
        leaf = self._deep <= depth
        self._deep = depth
        if not leaf:
            return
        if "# SKIP" in match.group(3):
            self.skipped += 1
        elif match.group(2) == "ok":
            self.passed += 1
        else:
            self.failed += 1
            self.failures.append(match.group(3))

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
