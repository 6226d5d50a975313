# SPDX-License-Identifier: GPL-2.0
"""Reports of the kernel in a console log: each of them is a failure."""

import re

# One expression a kind of report.  They match what the kernel prints, not the
# words alone: a driver may well log "warning".
_REPORTS = [
    r"Kernel panic",
    r"\bBUG: ",
    r"\bOops: ",
    r"kernel BUG at ",
    r"------------\[ cut here \]------------",
    r"WARNING: (CPU: \d+ PID|possible|inconsistent|suspicious|bad unlock|lock held|held lock)",
    r"WARNING: .*(circular locking|recursive locking|lock inversion)",
    r"INFO: (task .* blocked for more|possible|inconsistent|suspicious|trying to register|rcu)",
    r"INFO: .*(lock.*possible|detected stall)",
    r"UBSAN: ",
    r"KCSAN: ",
    r"KMSAN: ",
    r"kmemleak: (leak: )?\s*unreferenced object",
    r"kmemleak: \d+ new suspected memory leaks",
    r"DMA-API: .*(device driver|cacheline tracking|debugging out of memory)",
    r"refcount_t: ",
    r"ODEBUG: ",
    r"rcu: INFO: ",
    r"soft lockup",
    r"hung_task: blocked",
    r"workqueue: .* lockup",
    r"scheduling while atomic",
    r"sleeping function called from invalid context",
    r"unregister_netdevice: waiting for",
    r"NETDEV WATCHDOG",
    r"list_(add|del) corruption",
    r"general protection fault",
    r"unable to handle (page fault|kernel)",
    r"DMAR: \[(DMA|INTR-REMAP)[^\]]*\].*fault",
]
_REPORT = re.compile("|".join(f"(?:{r})" for r in _REPORTS))
# A test that has a device reach for memory, or send interrupts, that are not its own
# says so beforehand, in the kernel's log; only the IOMMU's refusals of that kind, of
# that device, are excused.
_EXCUSE = re.compile(r"lab: (DMA|interrupt) faults of ([0-9a-f:.]+) are expected")
_FAULT = re.compile(r"DMAR: \[(DMA|INTR-REMAP)[^\]]*\] Request device \[([0-9a-f:.]+)\]")
_KIND = {"DMA": "DMA", "INTR-REMAP": "interrupt"}


def reports(text: str, limit: int = 20) -> list[str]:
    """The lines of a console log that report a fault, at most `limit`."""
    found, excused = [], set()
    for line in text.splitlines():
        excused.update(_EXCUSE.findall(line))
        fault = _FAULT.search(line)
        if fault and (_KIND[fault.group(1)], fault.group(2)) in excused:
            continue
        if _REPORT.search(line):
            found.append(line.strip())
            if len(found) == limit:
                break
    return found
