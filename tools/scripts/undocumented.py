#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Functions that other files can call must have kernel-doc; prints those without."""

import re
import sys

# A definition at the start of a line, not static, whose body follows.
FUNCTION = re.compile(r"^(?!static\b|#|\s|typedef\b|struct \w+ \w+ =)[a-z][\w \*]*?[ \*](\w+)\(",
                      re.MULTILINE)
# Names that the kernel calls by convention.
EXEMPT = {"module_init", "module_exit"}


def undocumented(text: str) -> list[str]:
    """The names of public functions without kernel-doc in a C file."""
    found = []
    for match in FUNCTION.finditer(text):
        end = text.find(")", match.end())
        brace, semicolon = text.find("{", end), text.find(";", end)
        if brace < 0 or 0 <= semicolon < brace or match.group(1) in EXEMPT:
            continue
        before = text[:match.start()].rstrip()
        comment = before[before.rfind("/*"):] if before.endswith("*/") else ""
        if not comment.startswith("/**"):
            found.append(match.group(1))
    return found


def main() -> int:
    """Look at every file named."""
    bad = 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as source:
            for name in undocumented(source.read()):
                print(f"{path}: {name}() has no kernel-doc")
                bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
