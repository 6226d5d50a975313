# SPDX-License-Identifier: GPL-2.0
"""Host tools: found, or installed when root, or named in a line to type."""

import os
import shutil
import subprocess
from pathlib import Path

from .paths import LabError, say

# What the lab runs on the host itself, and the package that has it.
HOST_TOOLS = {"mmdebstrap": "mmdebstrap", "bwrap": "bubblewrap", "tar": "tar"}
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def ensure() -> None:
    """Make the host tools available.  Raises LabError with the remedy."""
    missing = sorted({pkg for tool, pkg in HOST_TOOLS.items() if not shutil.which(tool)})
    if not KEYRING.exists():
        missing.append("debian-archive-keyring")
    if not missing:
        return
    line = f"apt-get install --no-install-recommends -y {' '.join(missing)}"
    if not shutil.which("apt-get"):
        raise LabError(f"missing: {' '.join(missing)}; install them with your package manager")
    if os.geteuid() != 0:
        raise LabError(f"missing: {' '.join(missing)}; type: sudo {line}")
    say(f"installing {' '.join(missing)}")
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    # Package lists may be absent on a fresh machine or name files long gone.
    subprocess.run(["apt-get", "update", "-qq"], env=env, stdout=subprocess.DEVNULL, check=False)
    done = subprocess.run(line.split(), env=env, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise LabError(f"could not install them; type: {line}")
