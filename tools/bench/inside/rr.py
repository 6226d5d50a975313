# SPDX-License-Identifier: GPL-2.0
"""Requests from a program behind a VF to one behind the neutral port, one at a time."""

import re
import subprocess

from .nics import ADDRESS, gen_of, port_of

PROGRAM = "/stride/build/bench/rr"
PORT = "7"
COUNT = {"icount": 2000, "wall": 5000}


def _start(ns: str, *args: str):
    # pylint: disable-next=consider-using-with
    program = subprocess.Popen(["ip", "netns", "exec", ns, PROGRAM, *args], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if program.stdout.readline() != "ready\n":
        raise RuntimeError(f"rr {' '.join(args)} in {ns} does not start")
    return program


def run(protocol: str, side: str, window, mode: str) -> dict[str, int]:
    """Returns requests sent, answers received, corrupted, and how long they took."""
    server = _start(gen_of(side), "serve", protocol, PORT)
    try:
        asker = _start(port_of(side), "ask", protocol, ADDRESS["gen"], PORT, str(COUNT[mode]))
        with window:
            asker.stdin.write("\n")
            asker.stdin.flush()
            said = asker.stdout.readline()
        asker.communicate()
    finally:
        server.kill()
        server.communicate()
    result = {name: int(n) for name, n in re.findall(r"(\w+) (\d+)", said)}
    return {**result, "units": result["received"]}
