#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The demo, inside the lab's host: every link of the chain is used and looked at."""

import io
import json
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, "/stride/tools/lab")
# pylint: disable=wrong-import-position
import evidence  # noqa: E402
from labkit import guest  # noqa: E402
from progress import Failed, Progress  # noqa: E402

PF, WIRE = "0000:01:00.0", "0000:02:00.0"
PCI = Path("/sys/bus/pci/devices")
GUESTS = ("guest-a", "guest-b")
IP = {"host": "10.9.0.1", "wire": "10.9.0.2", "guest-a": "10.9.0.11", "guest-b": "10.9.0.12"}
PATHS = (("guest-a", "guest-b"), ("guest-a", "host"), ("guest-b", "wire"))
SECONDS = 1
# Packets of neighbour discovery that may come between two looks at counters.
STRAY = 4


def netdev(bdf: str) -> str:
    """The network device of a PCI function, once it is there."""
    for _ in range(50):
        names = [p.name for p in (PCI / bdf / "net").glob("*")]
        if names:
            return names[0]
        time.sleep(0.1)
    raise Failed(f"{bdf}: no network device")


class Chain:
    """The state that steps hand on."""

    def __init__(self, progress: Progress):
        self.p = progress
        self.vfs: list[str] = []
        self.pf = ""
        self.guest_netdev: dict[str, str] = {}
        self.guest_pid: dict[str, int] = {}
        self.maps: list[evidence.Mapping] = []

    def guest(self, name: str, *cmd: str) -> str:
        """Run a command in a guest, return its output."""
        sink = io.BytesIO()
        status = guest.execute(name, list(cmd), 60, sink)
        output = sink.getvalue().decode(errors="replace")
        self.p.log.append(f"{name} $ {' '.join(cmd)}\n{output}")
        if status:
            raise Failed(f"{name}: {' '.join(cmd)}: status {status}")
        return output

    def at(self, place: str, *cmd: str) -> str:
        """Run a command in a guest, on the host, or at the far end of the wire."""
        if place in GUESTS:
            return self.guest(place, *cmd)
        inside = ("ip", "netns", "exec", "wire") if place == "wire" else ()
        return self.p.run(*inside, *cmd)

    def load(self) -> None:
        """stride_pf on port 0; the other port, with the in-tree igb, is the wire's far end."""
        drivers = ((PF, "stride_pf"), (WIRE, "igb"))
        for bdf, driver in drivers:
            (PCI / bdf / "driver_override").write_text(driver + "\n")
        for _, driver in drivers:
            self.p.run("modprobe", driver)
        self.pf = netdev(PF)
        driver = guest.driver_of(PF)
        self.p.check("PF driver", f"{driver} on {PF}, netdev {self.pf}", driver == "stride_pf")
        wire = netdev(WIRE)
        self.p.run("ip", "netns", "add", "wire")
        self.p.run("ip", "link", "set", wire, "netns", "wire", "name", "wire0")
        self.p.run("ip", "-n", "wire", "link", "set", "wire0", "up")
        self.p.run("ip", "-n", "wire", "addr", "add", f"{IP['wire']}/24", "dev", "wire0")
        self.p.run("ip", "link", "set", self.pf, "up")
        self.p.run("ip", "addr", "add", f"{IP['host']}/24", "dev", self.pf)
        for line in self.kernel_log("SR-IOV: capability"):
            self.p.say(line)

    def kernel_log(self, what: str) -> list[str]:
        """The PF driver's lines on a subject."""
        prefix = f"stride_pf {PF}: "
        return [line.split(prefix, 1)[1] for line in self.p.run("dmesg", "-t").splitlines()
                if line.startswith(prefix) and what in line]

    def enable(self) -> None:
        """echo 2 > sriov_numvfs: where the driver computed the VFs is where they are."""
        (PCI / PF / "sriov_numvfs").write_text("2\n")
        self.vfs = [(PCI / PF / f"virtfn{i}").resolve().name for i in range(2)]
        for line in self.kernel_log("SR-IOV: VF "):
            self.p.say(line)
        capability = self.kernel_log("SR-IOV: capability")[-1]
        offset, stride = (int(re.search(rf"{word} (\d+)", capability).group(1))
                          for word in ("First VF Offset", "VF Stride"))
        self.p.fact("SR-IOV capability", f"First VF Offset {offset}, VF Stride {stride}", True)
        for i, bdf in enumerate(self.vfs):
            rid = (1 << 8) + offset + i * stride
            place = f"0000:{rid >> 8:02x}:{rid >> 3 & 31:02x}.{rid & 7}"
            self.p.check(f"VF {i}", f"0x0100 + {offset} + {i} * {stride} = 0x{rid:04x} = {place}",
                         place == bdf)

    def boot(self) -> None:
        """Two guests, each with a VF through VFIO, at the same time."""
        evidence.trace_iommu(True)
        errors: list[Exception] = []

        def start(name: str, bdf: str) -> None:
            try:
                self.guest_pid[name] = guest.start(guest.Wanted(name, [bdf], mem=512))
            except (guest.GuestError, OSError, subprocess.CalledProcessError) as err:
                errors.append(err)

        threads = [threading.Thread(target=start, args=pair) for pair in zip(GUESTS, self.vfs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        evidence.trace_iommu(False)
        if errors:
            raise errors[0]
        self.maps = evidence.mappings()
        for name, bdf in zip(GUESTS, self.vfs):
            group = (PCI / bdf / "iommu_group").resolve().name
            driver = guest.driver_of(bdf)
            alone = len(list((PCI / bdf / "iommu_group" / "devices").iterdir())) == 1
            self.p.check(f"{name} owns", f"{bdf} by {driver}, alone in IOMMU group {group}",
                         driver == "vfio-pci" and alone)

    def drive(self) -> None:
        """modprobe stride_vf in each guest, an address, and the link."""
        script = ("modprobe stride_vf && dev=$(ls /sys/class/net | grep -v lo) &&"
                  "ip addr add $0/24 dev $dev && ip link set $dev up && echo $dev")
        for name in GUESTS:
            self.guest_netdev[name] = self.guest(name, "bash", "-c", script, IP[name]).strip()
        for name in GUESTS:
            self.saw(name)

    def saw(self, name: str) -> None:
        """What a guest sees of its VF."""
        script = ("n=0; until ip link show $0 | grep -q LOWER_UP || [ $n -eq 50 ]; do"
                  " n=$((n + 1)); sleep 0.2; done; ip -j link show $0; ethtool -i $0; ethtool $0")
        dev = self.guest_netdev[name]
        link, rest = self.guest(name, "bash", "-c", script, dev).split("\n", 1)
        link = json.loads(link)[0]
        driver = re.search(r"driver: (\S+)", rest).group(1)
        speed = re.search(r"Speed: (\S+)", rest).group(1)
        self.p.check(f"{name} saw", f"{driver}, {dev} {link['address']}, link {speed}",
                     driver == "stride_vf" and "LOWER_UP" in link["flags"])

    def ping(self) -> None:
        """Every pair, both ways at once by nature."""
        for a, b in PATHS:
            out = self.at(a, "ping", "-q", "-c", "5", "-i", "0.1", "-w", "10", IP[b])
            lost = re.search(r"(\d+)% packet loss", out).group(1)
            rtt = re.search(r"= [\d.]+/([\d.]+)/", out).group(1)
            self.p.check(f"ping {a} -> {b}", f"{lost} % lost, {rtt} ms", lost == "0")

    def iperf(self) -> None:
        """TCP over the same pairs."""
        for place in ("guest-b", "host", "wire"):
            self.at(place, "iperf3", "-s", "-D")
        for a, b in PATHS:
            out = json.loads(self.at(a, "iperf3", "-J", "-t", str(SECONDS), "-c", IP[b]))
            rate = out["end"]["sum_received"]["bits_per_second"] / 1e6
            self.p.check(f"iperf3 {a} -> {b}", f"{rate:.0f} Mbit/s", rate > 1)

    def iommu(self) -> None:
        """The device's address of a ring is the guest's; the IOMMU makes it the host's."""
        for i, name in enumerate(GUESTS):
            iova = evidence.rx_ring(self.pf, i)
            paddr = evidence.translate(self.maps, self.guest_pid[name], iova)
            shown = "not mapped" if paddr is None else f"host physical 0x{paddr:x}"
            self.p.check(f"DMA of VF {i}", f"ring at 0x{iova:x} -> IOMMU -> {shown}",
                         paddr is not None and paddr != iova)
        first, second = (evidence.translate(self.maps, self.guest_pid[name],
                                            evidence.rx_ring(self.pf, 0)) for name in GUESTS)
        self.p.check("the same address in both guests",
                     f"0x{first or 0:x} and 0x{second or 0:x}", first != second)

    def remapping(self) -> None:
        """Interrupts of VFs come in by the remapping table and count up under traffic."""
        before = [evidence.interrupts(bdf) for bdf in self.vfs]
        for name in GUESTS:
            self.at(name, "ping", "-q", "-c", "5", "-i", "0.1", IP["host"])
        for i, bdf in enumerate(self.vfs):
            chip, count = evidence.interrupts(bdf)
            self.p.check(f"interrupts of VF {i}", f"{chip}: {before[i][1]} -> {count} in 5 pings",
                         chip.startswith("IR-") and count > before[i][1])

    def counters(self) -> None:
        """The PF's counters of a VF against the guest's own, over the same pings."""
        before = self.sample()
        for name in GUESTS:
            self.at(name, "ping", "-q", "-c", "20", "-i", "0.02", IP["wire"])
        after = self.sample()
        for i, name in enumerate(GUESTS):
            (rx, tx), (guest_rx, guest_tx) = (
                (b - a for a, b in zip(before[key], after[key])) for key in (i, name))
            self.p.check(f"20 pings of {name}",
                         f"PF counts rx {rx} tx {tx}, guest counts rx {guest_rx} tx {guest_tx}",
                         min(rx, tx) >= 20 and abs(rx - guest_rx) + abs(tx - guest_tx) <= STRAY)

    def sample(self) -> dict:
        """Packet counters of VFs, as the PF and as the guests have them."""
        found = {}
        link = json.loads(self.p.run("ip", "-j", "-s", "link", "show", self.pf))[0]
        for i, vf in enumerate(link["vfinfo_list"]):
            found[i] = (vf["stats"]["rx"]["packets"], vf["stats"]["tx"]["tx_packets"])
        for name in GUESTS:
            show = self.guest(name, "ip", "-j", "-s", "link", "show", self.guest_netdev[name])
            stats = json.loads(show)[0]["stats64"]
            found[name] = (stats["rx"]["packets"], stats["tx"]["packets"])
        return found

    def stop(self) -> None:
        """Guests off, VFs off."""
        for name in GUESTS:
            if guest.stop(name):
                raise Failed(f"{name} did not power off")
        (PCI / PF / "sriov_numvfs").write_text("0\n")
        left = list((PCI / PF).glob("virtfn*")) + [v for v in self.vfs if (PCI / v).exists()]
        self.p.check("after echo 0", f"{len(left)} VFs left", not left)
        self.p.run("modprobe", "-r", "stride_pf")


def main() -> int:
    """All steps, then the table."""
    steps = (("load stride_pf, read the SR-IOV capability", Chain.load),
             ("echo 2 > sriov_numvfs", Chain.enable),
             ("bind the VFs to vfio-pci, boot two guests", Chain.boot),
             ("modprobe stride_vf in the guests", Chain.drive),
             ("ping guest, host and wire", Chain.ping),
             ("iperf3 guest, host and wire", Chain.iperf),
             ("DMA goes through the IOMMU", Chain.iommu),
             ("interrupts go through the remapping table", Chain.remapping),
             ("counters of each VF, from both sides", Chain.counters),
             ("shut the guests down, echo 0 > sriov_numvfs", Chain.stop))
    p = Progress(len(steps))
    chain = Chain(p)
    status = 0
    for title, step in steps:
        try:
            with p.step(title):
                step(chain)
        except Failed:
            print("\nThe kernel's last words:\n" + "\n".join(
                subprocess.run(["dmesg"], capture_output=True, text=True,
                               check=False).stdout.splitlines()[-30:]), flush=True)
            status = 1
            break
    print(f"\n{p.table()}\n{'The chain holds.' if status == 0 else 'The chain is broken.'}",
          flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
