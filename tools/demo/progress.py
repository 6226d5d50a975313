# SPDX-License-Identifier: GPL-2.0
"""Steps with elapsed times, facts that are true or false, one table at the end."""

import subprocess
import time
from contextlib import contextmanager


class Failed(Exception):
    """A step found what should not be."""


class Progress:
    """Prints what is going on and keeps what was found out."""

    def __init__(self, total: int):
        self.total, self.done = total, 0
        self.start = time.monotonic()
        self.rows: list[tuple[str, str, bool]] = []
        self.log: list[str] = []

    def say(self, text: str) -> None:
        """A line of detail."""
        print(f"[{time.monotonic() - self.start:5.1f}s]       {text}", flush=True)

    @contextmanager
    def step(self, title: str):
        """A step; its commands' output is kept until the next one starts."""
        self.done += 1
        self.log = []
        begin = time.monotonic()
        print(f"[{begin - self.start:5.1f}s] {self.done:2}/{self.total} {title}", flush=True)
        try:
            yield
        except Exception as err:  # pylint: disable=broad-exception-caught
            self.log.append(f"{type(err).__name__}: {err}")
            self.fact(title, f"failed: {err}", False)
            print(f"\nStep {self.done} failed: {title}\n" + "\n".join(self.log), flush=True)
            raise Failed(title) from err
        took = time.monotonic() - begin
        print(f"[{time.monotonic() - self.start:5.1f}s]       done in {took:.1f} s", flush=True)

    def fact(self, what: str, value: str, holds: bool) -> None:
        """A row of the table."""
        self.rows.append((what, value, holds))

    def check(self, what: str, value: str, holds: bool) -> None:
        """A fact that must hold for the chain to go on."""
        if not holds:
            raise Failed(f"{what}: {value}")
        self.fact(what, value, True)

    def run(self, *cmd: str, timeout: float = 120) -> str:
        """Run a command, return its output.  Raises Failed if it fails."""
        try:
            done = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                  errors="replace", timeout=timeout, check=False)
        except subprocess.TimeoutExpired as err:
            raise Failed(f"{' '.join(cmd)}: no end after {timeout:.0f} s") from err
        self.log.append(f"$ {' '.join(cmd)}\n{done.stdout}")
        if done.returncode:
            raise Failed(f"{' '.join(cmd)}: status {done.returncode}")
        return done.stdout

    def table(self) -> str:
        """All facts, one a line."""
        wide = max(len(what) for what, _, _ in self.rows)
        rule = "-" * (wide + 66)
        lines = [f"{'ok ' if holds else 'BAD'} | {what:{wide}} | {value}"
                 for what, value, holds in self.rows]
        return "\n".join([rule, *lines, rule])
