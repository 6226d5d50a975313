# SPDX-License-Identifier: GPL-2.0
"""QEMU's trace of a run: register accesses and descriptors, by function."""

import bisect
import re
from collections import Counter

LINE = re.compile(r"memory_region_ops_(read|write) .* addr 0x([0-9a-f]+) value 0x[0-9a-f]+ "
                  r"size \d+ name 'igb(?:vf)?-mmio'")
TX = re.compile(r"e1000e_tx_descr \S+ : ([0-9a-f]+) ")
RX = re.compile(r"e1000e_rx_descr .*PA: 0x([0-9a-f]+)")
MARK = re.compile(r"bench: (begin|end) (\d+)")
INVALIDATE = re.compile(r"vtd_inv_desc_iotlb")

# DS 7.2.2.3: the descriptor's type and the bits that matter here.
TX_TYPE, TX_CONTEXT, TX_EOP, TX_RS = 0x00F00000, 0x00200000, 0x01000000, 0x08000000


def _owner(starts: list, ranges: list, addr: int):
    i = bisect.bisect_right(starts, addr) - 1
    return ranges[i][2] if i >= 0 and addr <= ranges[i][1] else None


class Trace:
    """Counts of each window, as Counter of (function, what)."""

    def __init__(self, facts: dict):
        bars = sorted((low, high, bdf) for bdf, (low, high) in facts["bars"].items())
        self.bars, self.bar_starts = bars, [b[0] for b in bars]
        # Each run's own: a netdev that was down and up has them elsewhere.
        self.all_rings = {r["window"]: r["rings"] for r in facts["results"]}
        self.rings, self.ring_starts = [], []
        self.base = {bdf: low for low, _, bdf in bars}

    def _begin(self, window: int) -> Counter:
        self.rings = sorted((int(base, 16), int(base, 16) + r["bytes"] - 1,
                             f"{r['side']} {r['queue']}")
                            for base, r in self.all_rings.get(window, {}).items())
        self.ring_starts = [r[0] for r in self.rings]
        return Counter()

    def _line(self, line: str, into: Counter, last: str) -> str:
        """Count one event; returns the function that was written to last."""
        match = LINE.search(line)
        if match:
            addr = int(match.group(2), 16)
            bdf = _owner(self.bar_starts, self.bars, addr)
            if bdf:
                into[bdf, match.group(1)] += 1
                into[bdf, f"{match.group(1)} {addr - self.base[bdf]:#x}"] += 1
                return bdf if match.group(1) == "write" else last
            return last
        match = TX.search(line)
        if match:
            # Transmission happens inside the write to the tail.
            command = int(match.group(1), 16)
            context = command & TX_TYPE == TX_CONTEXT
            into[last, "tx context" if context else "tx data"] += 1
            into[last, "tx packets"] += not context and bool(command & TX_EOP)
            into[last, "tx write-backs"] += bool(command & TX_RS)
            return last
        match = RX.search(line)
        if match:
            ring = _owner(self.ring_starts, self.rings, int(match.group(1), 16))
            into[ring or "unknown ring", "rx"] += 1
        elif INVALIDATE.search(line):
            into["iommu", "invalidations"] += 1
        return last

    def windows(self, path) -> dict[int, Counter]:
        """All windows of a log."""
        found, now, last = {}, None, ""
        with open(path, encoding="utf-8", errors="replace") as log:
            for line in log:
                mark = MARK.search(line)
                if mark:
                    now = None
                    if mark.group(1) == "begin":
                        now = found[int(mark.group(2))] = self._begin(int(mark.group(2)))
                elif now is not None:
                    last = self._line(line, now, last)
        return found
