# SPDX-License-Identifier: GPL-2.0
"""
The ports and who drives them: two under test, each alone on a wire with a neutral one
that sends and answers.
"""

import mmap
import os
import re
import struct
from pathlib import Path

from labkit.guest import driver_of

from .machine import get, put, sh, wait_for

PCI = Path("/sys/bus/pci/devices")
# Side: its port's address, its two drivers.
PORT = {"intree": "0000:01:00.0", "stride": "0000:02:00.0"}
GEN = {"intree": "0000:03:00.0", "stride": "0000:04:00.0"}
PF_DRIVER = {"intree": "igb", "stride": "stride_pf"}
VF_DRIVER = {"intree": "igbvf", "stride": "stride_vf"}
SIDES = ("intree", "tuned", "stride")
ADDRESS = {"gen": "10.9.0.9", "intree": "10.9.0.1", "stride": "10.9.0.2"}
MAC = {"intree": "02:00:00:00:b0:01", "stride": "02:00:00:00:b0:02"}
GEN_MAC = {"intree": "52:54:00:00:00:03", "stride": "52:54:00:00:00:04"}
# A frame for this one leaves the port and reaches nobody.
NOBODY = "02:00:00:00:dd:dd"


def port_of(side: str) -> str:
    """Tuned is the in-tree pair with other settings: the port and namespace are the same."""
    return "intree" if side == "tuned" else side


def netdev_of(bdf: str) -> str:
    """The netdev's name, in our namespace, or nothing."""
    folder = PCI / bdf / "net"
    return next((p.name for p in folder.iterdir()), "") if folder.exists() else ""


def bind(bdf: str, driver: str) -> None:
    """To that driver and no other."""
    if driver_of(bdf) == driver:
        return
    if driver_of(bdf):
        put(f"{PCI}/{bdf}/driver/unbind", bdf)
    put(f"{PCI}/{bdf}/driver_override", driver)
    sh(f"modprobe {driver}")
    if driver_of(bdf) != driver:
        put("/sys/bus/pci/drivers_probe", bdf)
    wait_for(f"{driver} on {bdf}", lambda: driver_of(bdf) == driver)
    wait_for(f"netdev of {bdf}", lambda: netdev_of(bdf))


def vf_of(side: str, i: int = 0) -> str:
    """A VF's address."""
    return os.path.basename(os.readlink(PCI / PORT[port_of(side)] / f"virtfn{i}"))


def carrier(dev: str, ns: str = "") -> bool:
    """Whether the link is up."""
    prefix = f"ip netns exec {ns} " if ns else ""
    return "LOWER_UP" in sh(f"{prefix}ip link show {dev}")


def gen_of(side: str) -> str:
    """The neutral port's namespace."""
    return f"gen-{port_of(side)}"


def _endpoint(ns: str, dev: str, own: str, mine: str, other: str, mac: str) -> None:
    """A netdev into a namespace, renamed to `own`, up, its only neighbour known."""
    sh(f"""
        ip netns add {ns}
        ip link set {dev} netns {ns} name {own}
        exec ip netns exec {ns} bash -c '
            sysctl -qw net.ipv6.conf.all.disable_ipv6=1
            ip link set lo up
            ip link set {own} up arp off
            ip addr add {mine}/24 dev {own}
            ip neigh replace {other} lladdr {mac} dev {own} nud permanent'""")
    wait_for(f"carrier in {ns}", lambda: carrier(own, ns))


def set_up_port(side: str) -> None:
    """A PF, up, here, and its peer."""
    pf, gen = PORT[side], GEN[side]
    for bdf in (pf, gen):
        put(f"{PCI}/{bdf}/sriov_drivers_autoprobe", "0")
    bind(gen, "igb")
    _endpoint(gen_of(side), netdev_of(gen), "gen", ADDRESS["gen"], ADDRESS[side], MAC[side])
    # No interrupt of its own is held back.
    sh(f"ip netns exec {gen_of(side)} ethtool -C gen rx-usecs 0")
    bind(pf, PF_DRIVER[side])
    sh(f"ip link set {netdev_of(pf)} up")
    wait_for(f"carrier of {pf}", lambda: carrier(netdev_of(pf)))


def set_up_vf(side: str) -> None:
    """One VF, its netdev in the side's namespace."""
    pf = PORT[side]
    put(f"{PCI}/{pf}/sriov_numvfs", "1")
    wait_for(f"carrier of {pf}", lambda: carrier(netdev_of(pf)))
    sh(f"ip link set {netdev_of(pf)} vf 0 mac {MAC[side]}")
    bind(vf_of(side), VF_DRIVER[side])
    _endpoint(side, netdev_of(vf_of(side)), "dut", ADDRESS[side], ADDRESS["gen"], GEN_MAC[side])


def fresh(side: str) -> None:
    """Down and up: what the driver has learnt of earlier runs is forgotten."""
    ns = port_of(side)
    sh(f"""ip -n {ns} link set dut down
           ip -n {ns} link set dut up
           ip -n {ns} neigh replace {ADDRESS['gen']} lladdr {GEN_MAC[ns]} dev dut nud permanent""")
    wait_for(f"carrier of {ns}", lambda: carrier("dut", ns))


TUNE = {"on": ("ethtool -C dut rx-usecs 0",), "off": ("ethtool -C dut rx-usecs 3",)}


def tune(side: str, how: str) -> None:
    """In-tree's other settings, before and after."""
    if side == "tuned":
        for command in TUNE[how]:
            sh(f"ip netns exec intree {command}")


def bars() -> dict[str, list[int]]:
    """First BAR of every function, for the trace."""
    found = {}
    for path in PCI.iterdir():
        if (path / "vendor").read_text().strip() == "0x8086" and \
           (path / "device").read_text().strip() in ("0x10c9", "0x10ca"):
            begin, end, _ = (path / "resource").read_text().split("\n")[0].split()
            found[path.name] = [int(begin, 16), int(end, 16)]
    return found


def irqs(bdf: str) -> dict[str, int]:
    """Interrupts of a function by name, so far."""
    folder = PCI / bdf / "msi_irqs"
    mine = {p.name for p in folder.iterdir()} if folder.exists() else set()
    found = {}
    for line in get("/proc/interrupts").split("\n"):
        match = re.match(r"\s*(\d+):((?:\s+\d+)+)\s+(.*)", line)
        if match and match.group(1) in mine:
            name = f"{match.group(1)} {match.group(3).split()[-1]}"
            found[name] = sum(map(int, match.group(2).split()))
    return found


def rings() -> dict[str, dict[str, int]]:
    """Receive rings in memory, base address to function and queue, from the registers."""
    found = {}
    for side, bdf in PORT.items():
        with open(PCI / bdf / "resource0", "r+b") as f, \
                mmap.mmap(f.fileno(), 0x20000) as bar:
            for queue in range(16):
                low, high, length = struct.unpack_from("<III", bar, 0xC000 + 0x40 * queue)
                if length:
                    base = low | high << 32
                    found[f"{base:x}"] = {"side": side, "queue": queue, "bytes": length}
    return found
