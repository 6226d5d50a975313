# SPDX-License-Identifier: GPL-2.0
"""Where things are, and the lab's own errors."""

import hashlib
import os
import sys
import time
from pathlib import Path

LAB = Path(__file__).resolve().parent.parent
TREE = LAB.parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stride"
RUNS = TREE / "build" / "lab"

_start = time.monotonic()


class LabError(Exception):
    """Something the user must know; printed without a traceback."""


def say(text: str) -> None:
    """A progress line on stderr, with the seconds since the start."""
    print(f"lab: [{time.monotonic() - _start:6.1f}s] {text}", file=sys.stderr, flush=True)


def key(*parts: str) -> str:
    """A short name for whatever depends on these texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
