# SPDX-License-Identifier: GPL-2.0
"""What the tests of the stride command share: they run it on a made-up machine."""

import json
import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from machine import Machine

STRIDE = os.environ.get("STRIDE", "build/stride/stride")


@contextmanager
def a_machine():
    """A machine that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="stride-") as folder:
        yield Machine(Path(folder))


def run(m: Machine | None, *args: str, status: int | None = 0, stdin: str = "") -> str:
    """Run stride; returns what it printed, both ways.  A sanitizer's report is a failure."""
    root = ["--root", str(m.root)] if m else []
    done = subprocess.run([STRIDE, *root, *args], input=stdin, text=True, capture_output=True,
                          timeout=60, check=False)
    assert "Sanitizer" not in done.stderr and "runtime error" not in done.stderr, done.stderr
    if status is not None:
        assert done.returncode == status, \
            f"status {done.returncode}, not {status}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def run_json(m: Machine | None, *args: str, status: int = 0, stdin: str = ""):
    """The same with --json."""
    return json.loads(run(m, "--json", *args, status=status, stdin=stdin))


def equal(got, want) -> None:
    """Assert that two values are the same."""
    assert got == want, f"got  {got!r}\nwant {want!r}"


def levels(findings: list) -> dict:
    """Checks and their levels."""
    return {f["check"]: f["level"] for f in findings}


def remedied(findings: list) -> None:
    """Whatever is wrong has a remedy."""
    for f in findings:
        assert f["level"] == "ok" or f.get("remedy"), f
