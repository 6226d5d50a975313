# SPDX-License-Identifier: GPL-2.0
"""The manual and the completion know what the command knows."""

import re
import subprocess
from pathlib import Path

from harness import a_machine, equal, run
from machine import igb

TOP = Path(__file__).resolve().parents[3]
MANUAL = (TOP / "Documentation" / "stride.rst").read_text(encoding="utf-8")
MAIN = (TOP / "tools" / "stride" / "main.c").read_text(encoding="utf-8")


def commands() -> set:
    """From the command's own help."""
    with a_machine() as m:
        return set(re.findall(r"^  (\w+) ", run(m, "--help"), re.MULTILINE))


def complete(root: Path, *words: str) -> set:
    """What bash would offer."""
    script = (f". {TOP}/tools/stride/completion.bash; COMP_WORDS=(stride \"$@\"); "
              "COMP_CWORD=$#; _stride; printf '%s\\n' \"${COMPREPLY[@]}\"")
    done = subprocess.run(["bash", "-c", script, "-", *words], text=True, capture_output=True,
                          env={"STRIDE_ROOT": str(root), "PATH": "/usr/bin:/bin"}, check=True)
    return set(done.stdout.split())


def test_manual():
    """rst2man takes it; each command, option and exit code stands in it."""
    done = subprocess.run(["rst2man", "--halt=warning", str(TOP / "Documentation/stride.rst")],
                          text=True, capture_output=True, check=False)
    equal((done.returncode, done.stderr), (0, ""))
    for name in commands():
        assert f"**stride {name}" in MANUAL and f"\n**{name}**\n" in MANUAL, name
    for option in re.findall(r'\{ "(\w+)", (?:no|required)_argument', MAIN):
        assert f"--{option}" in MANUAL, option
    for code in range(6):
        assert re.search(rf"^{code}      \S", MANUAL, re.MULTILINE), code


def test_checks():
    """Each of the doctor's checks stands in the manual."""
    for path in (TOP / "tools/stride").glob("doctor*.c"):
        for check in re.findall(r'finding_add\(all, "(\w+)"', path.read_text(encoding="utf-8")):
            assert re.search(rf"^  {check}  |``{check}``", MANUAL, re.MULTILINE), check


def test_completion():
    """Commands, devices of the right kind, options."""
    with a_machine() as m:
        igb(m, 2)
        assert commands() <= complete(m.root, "")
        equal(complete(m.root, "li"), {"list"})
        equal(complete(m.root, "doctor", ""), {"0000:01:00.0", "eth0", "--json"})
        pf = m.path["0000:01:00.0"]
        for odd in ("$(touch x)", "a b", "`id`", "*", "--force"):
            (m.root / pf / "net" / odd).mkdir()
        equal(complete(m.root, "doctor", ""), {"0000:01:00.0", "eth0", "--force", "--json"})
        equal(complete(m.root, "guest", "0000"), {"0000:01:10.0", "0000:01:10.2"})
        equal(complete(m.root, "enable", "eth0", "1", "--use", ""), {"host", "vfio", "none"})
        equal(complete(m.root, "watch", "eth0", "--count", ""), set())


def test_options():
    """Each option of a command is completed, and stands in the manual's line of it; no other."""
    groups = dict(re.findall(r'\{ "(\w+)", cmd_\w+, \d+, \d+, ([^"]*),\s*"', MAIN))
    equal(set(groups), commands())
    for name, group in groups.items():
        want = {f"--{o.lower()}" for o in re.findall(r"OPT\((\w+)\)", group)}
        lines = re.findall(rf"^\| \*\*stride {name}\b.*$", MANUAL, re.MULTILINE)
        equal(set(re.findall(r"--[a-z]+", " ".join(lines))), want)
        with a_machine() as m:
            equal(complete(m.root, name, "--"), want | {"--json"})
