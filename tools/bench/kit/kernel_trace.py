# SPDX-License-Identifier: GPL-2.0
"""The kernel's trace of a run: DMA mappings, and interrupts that found nothing to do."""

import re
from collections import Counter

MAP = re.compile(r" (dma_(?:un)?map)_page: ([0-9a-f:.]+) .*dir=(\w+)")
IRQ = re.compile(r" irq_handler_entry: irq=(\d+) ")
POLL = re.compile(r" napi_poll: .* for device (\S+) work (\d+) ")


def _kinds(name: str) -> set[str]:
    """What a vector's interrupt may announce; the mailbox's announces neither."""
    if "-tx-" in name:
        return {"tx"}
    if "-rx-" in name:
        return {"rx"}
    return {"rx", "tx"} if "TxRx" in name else set()


def count(path, vf: str, vectors: dict[str, str]) -> Counter:
    """
    @vectors: number to name of the function's interrupts.  An interrupt is spurious if
    until the next one of that vector no packet was received by a poll nor any released
    after transmission, as far as the vector is for that.
    """
    found = Counter()
    # Vector to what was done since its last interrupt.
    since: dict[str, set] = {}

    def close(irq: str) -> None:
        if irq in since and not since[irq] & _kinds(vectors[irq]):
            found["spurious"] += 1

    with open(path, encoding="utf-8", errors="replace") as text:
        for line in text:
            if match := MAP.search(line):
                if match.group(2) == vf:
                    found[match.group(1).replace("dma_", "") + "s"] += 1
                    if match.group(1) == "dma_unmap" and match.group(3) == "TO_DEVICE":
                        for done in since.values():
                            done.add("tx")
            elif match := IRQ.search(line):
                irq = match.group(1)
                if irq in vectors and _kinds(vectors[irq]):
                    close(irq)
                    since[irq] = set()
                    found["interrupts"] += 1
            elif match := POLL.search(line):
                if match.group(1) == "dut":
                    found["polls"] += 1
                    if int(match.group(2)):
                        for done in since.values():
                            done.add("rx")
    for irq in since:
        close(irq)
    return found
