#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Has a VFIO device open and does not let go of it when asked, until it is killed.

vfio_hold.py BDF    prints "ready" when it has it
"""

import fcntl
import os
import signal
import sys

SET_IOMMU = 0x3B66
GROUP_SET_CONTAINER = 0x3B68
GROUP_GET_DEVICE_FD = 0x3B6A
TYPE1 = 1


def main() -> None:
    """Open it as QEMU does."""
    bdf = sys.argv[1]
    group = os.path.basename(os.readlink(f"/sys/bus/pci/devices/{bdf}/iommu_group"))
    container = os.open("/dev/vfio/vfio", os.O_RDWR)
    held = os.open(f"/dev/vfio/{group}", os.O_RDWR)
    fcntl.ioctl(held, GROUP_SET_CONTAINER, container.to_bytes(4, "little"))
    fcntl.ioctl(container, SET_IOMMU, TYPE1)
    fcntl.ioctl(held, GROUP_GET_DEVICE_FD, bdf.encode() + b"\0")
    print("ready", flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
