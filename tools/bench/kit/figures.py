# SPDX-License-Identifier: GPL-2.0
"""From what one boot left behind to figures per packet, with the checks that refuse them."""

import json
from pathlib import Path
from statistics import median

from . import device, instructions, kernel_trace

DRIVER = {"intree": {"igbvf"}, "tuned": {"igbvf"}, "stride": {"stride", "stride_vf"}}
# Apart from this many events, two runs must agree to 2 %: igbvf's watchdog reads ten
# registers every two seconds.
QUANTUM, TOLERANCE = 12, 0.02


class Refused(Exception):
    """Sums that do not agree, or a figure that does not repeat."""


def _port(side: str) -> str:
    return "intree" if side == "tuned" else side


def check_sums(run: dict) -> None:
    """Sent, received, dropped and corrupted must add up."""
    def refuse(why: str) -> None:
        raise Refused(f"{run['workload']} {run['side']} {run['kind']}: {why}")

    delta = run["delta"]
    if run.get("corrupted") or run.get("disordered"):
        refuse(f"{run['corrupted']} corrupted, {run['disordered']} disordered")
    if delta["rx_errors"] or delta["tx_errors"] or delta["tx_dropped"] or run.get("errors"):
        refuse(f"errors: {delta}")
    if run["kind"] == "base":
        return
    if run["workload"].startswith("tx") and run["sent"] != delta["tx_packets"]:
        refuse(f"pktgen sent {run['sent']}, the netdev {delta['tx_packets']}")
    if run["workload"] == "xdp_drop" and run["sent"] != run["received"] and \
       run["kind"] != "wall":
        refuse(f"{run['sent']} sent, {run['received']} dropped")
    if run["workload"].endswith("_rr"):
        if run["sent"] != run["received"]:
            refuse(f"{run['sent']} asked, {run['received']} answered")
        if min(delta["tx_packets"], delta["rx_packets"]) < run["sent"]:
            refuse(f"{run['sent']} transactions, but packets: {delta}")
    if run["workload"].startswith("rx"):
        up = run["received"] + delta["udp_lost"] + delta["rx_dropped"]
        if up != delta["rx_packets"]:
            refuse(f"the netdev received {delta['rx_packets']}, of which {up} are accounted for")
        if run["sent"] != run["received"] and run["kind"] != "wall":
            refuse(f"{run['sent']} sent, {run['received']} received")


class Boot:
    """The folder that one boot wrote to."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.facts = json.loads((folder / "results.json").read_text())
        self.windows, self.symbols = {}, None
        if self.facts["mode"] == "icount":
            self.windows = device.Trace(self.facts).windows(folder / "trace.log")
            self.symbols = instructions.Symbols(folder / "kallsyms")

    def runs(self, workload: str, side: str, kind: str) -> list[dict]:
        """The checked runs of a kind."""
        chosen = [r for r in self.facts["results"]
                  if (r["workload"], r["side"], r["kind"]) == (workload, side, kind)]
        for run in chosen:
            check_sums(run)
        return chosen

    def _irqs(self, run: dict) -> int:
        return sum(n for name, n in run["delta"].items() if name.startswith("irq "))

    def counted(self, run: dict) -> dict[str, int]:
        """Totals of a run that QEMU watched."""
        side = _port(run["side"])
        vf = self.facts["vf"][side]
        seen = self.windows[run["window"]]
        modules, functions = instructions.count(self.folder / f"count.{run['window']}",
                                                self.symbols)
        driver = sum(modules[m] for m in DRIVER[run["side"]])
        total = sum(modules.values())
        if run["workload"].startswith("tx") and seen[vf, "tx packets"] != run["sent"]:
            raise Refused(f"{run['workload']} {run['side']}: {run['sent']} sent, the device saw "
                          f"{seen[vf, 'tx packets']}")
        return {"driver": driver, "rest": total - driver, "instructions": total,
                "mmio writes": seen[vf, "write"], "mmio reads": seen[vf, "read"],
                "interrupts": self._irqs(run),
                "tx descriptors": seen[vf, "tx data"] + seen[vf, "tx context"],
                "tx contexts": seen[vf, "tx context"], "tx write-backs": seen[vf, "tx write-backs"],
                "rx write-backs": seen[f"{side} 0", "rx"],
                "iotlb invalidations": seen["iommu", "invalidations"],
                "_modules": modules.most_common(12),
                "_functions": [(f"{m}:{f}", n) for (m, f), n in functions.most_common(40)],
                "_driver": [(f"{m}:{f}", n) for (m, f), n in functions.most_common()
                            if m in DRIVER[run["side"]]][:25],
                "_registers": {what.split()[1] + " " + what.split()[0]: n
                               for (f, what), n in sorted(seen.items())
                               if f == vf and " 0x" in what}}

    def traced(self, run: dict) -> dict[str, int]:
        """Totals of a run that the kernel traced."""
        names = [name.split(" ", 2) for name in run["delta"] if name.startswith("irq ")]
        vectors = {number: name for _, number, name in names}
        found = kernel_trace.count(self.folder / f"events.{run['n']}",
                                   self.facts["vf"][_port(run["side"])], vectors)
        return {"maps": found["maps"], "unmaps": found["unmaps"],
                "maps + unmaps": found["maps"] + found["unmaps"], "spurious": found["spurious"]}


def per_unit(totals: dict, units: int) -> dict:
    """Only the public ones."""
    return {name: n / units for name, n in totals.items() if not name.startswith("_")}


def _repeat(totals: list[dict], where: str) -> list[str]:
    """Figures that differ between two runs by more than they may."""
    bad = []
    for name in totals[0]:
        if name.startswith("_"):
            continue
        low, high = min(t[name] for t in totals), max(t[name] for t in totals)
        if high - low > QUANTUM and high - low > TOLERANCE * high:
            bad.append(f"{where}: {name} {low} to {high}")
    return bad


def exact(boot: Boot, workload: str, side: str) -> dict:
    """Figures per unit of a side, from the boot that counted."""
    runs = boot.runs(workload, side, "count")
    totals = [boot.counted(run) for run in runs]
    result = {"per_unit": per_unit(totals[0], runs[0]["units"]),
              "defects": _repeat(totals, f"{workload} {side}"),
              "virtual_rate": [run["units"] / run["ns"] * 1e9 for run in runs],
              "packets": {k: runs[0].get(k, 0) for k in ("sent", "received", "corrupted")},
              "detail": {k[1:]: v for k, v in totals[0].items() if k.startswith("_")},
              "raw": [dict(r, totals={k: v for k, v in t.items() if k[0] != "_"})
                      for r, t in zip(runs, totals)]}
    result["per_unit"].update({name: runs[0][name] for name in ("p50", "p99") if name in runs[0]})
    if not workload.startswith(("rx", "xdp")):  # whose sender is paced
        result["per_unit"]["virtual rate"] = result["virtual_rate"][0]
    for run in boot.runs(workload, side, "base"):
        base = boot.counted(run)["instructions"] / run["units"]
        result["per_unit"]["receiver"] = result["per_unit"]["instructions"] - base
    for run in boot.runs(workload, side, "events"):
        result["per_unit"].update(per_unit(boot.traced(run), run["units"]))
    return result


def wall(boot: Boot, workload: str) -> dict:
    """Ratios of rates, round by round: each round has all sides next to each other."""
    rates = {side: [r["units"] / r["ns"] * 1e9 for r in boot.runs(workload, side, "wall")]
             for side in DRIVER}
    ratios = {}
    for side in ("intree", "tuned"):
        if rates[side]:
            each = sorted(a / b for a, b in zip(rates["stride"], rates[side]))
            ratios[side] = {"median": median(each), "low": each[0], "high": each[-1],
                            "rounds": len(each)}
    lost = {side: median(1 - r["received"] / r["sent"] if "received" in r else 0
                         for r in boot.runs(workload, side, "wall")) for side in DRIVER}
    return {"rates": rates, "ratios": ratios, "lost": lost}
