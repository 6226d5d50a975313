# SPDX-License-Identifier: GPL-2.0
"""The kernel's packet generator, in the caller's network namespace."""

import re

from .machine import get, put, sh, wait_for

PAYLOAD = 18		# of a frame of 60 bytes, FCS apart


def _say(where: str, *lines: str) -> None:
    for line in lines:
        put(f"/proc/net/pktgen/{where}", line)


def prepare(dev: str, mac: str, address: str, count: int, *extra: str,
            cpu: int = 0) -> None:
    """64-byte frames (with FCS) in bursts of 32 from a processor; more settings may follow."""
    sh("modprobe pktgen")
    _say(f"kpktgend_{cpu}", "rem_device_all", f"add_device {dev}")
    _say(dev, f"count {count}", "clone_skb 0", "pkt_size 60", "delay 0", "burst 32",
         f"dst {address}", f"dst_mac {mac}", "udp_dst_min 9", "udp_dst_max 9",
         "udp_src_min 9", "udp_src_max 9", "flag NO_TIMESTAMP", *extra)


def run(dev: str) -> dict[str, int]:
    """Send; returns when the device has taken it all."""
    _say("pgctrl", "start")
    # "start" returns when the thread is done, a moment before it says so.
    wait_for("pktgen's result", lambda: "OK: " in get(f"/proc/net/pktgen/{dev}"))
    text = get(f"/proc/net/pktgen/{dev}")
    sent = int(re.search(r"pkts-sofar: (\d+)", text).group(1))
    errors = int(re.search(r"errors: (\d+)", text).group(1))
    usec = int(re.search(r"OK: (\d+)\(", text).group(1))
    return {"sent": sent, "errors": errors, "pktgen_us": usec}


def forget(cpu: int = 0) -> None:
    """Release the device."""
    _say(f"kpktgend_{cpu}", "rem_device_all")
