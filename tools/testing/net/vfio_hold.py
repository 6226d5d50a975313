#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""
Has a VFIO device open.

vfio_hold.py BDF            prints "ready" when it has it; does not let go of it when
                            asked, until it is killed
vfio_hold.py BDF polite     lets go of it when asked, as QEMU does
"""

import fcntl
import os
import signal
import struct
import sys

SET_IOMMU = 0x3B66
GROUP_SET_CONTAINER = 0x3B68
GROUP_GET_DEVICE_FD = 0x3B6A
DEVICE_SET_IRQS = 0x3B6E
TYPE1 = 1
EVENTFD_TRIGGER = 1 << 2 | 1 << 5
REQUEST_IRQ = 4		# VFIO_PCI_REQ_IRQ_INDEX: "let go, please"


def asked(device: int) -> int:
    """An eventfd that is signalled when the kernel wants the device back."""
    event = os.eventfd(0)
    fcntl.ioctl(device, DEVICE_SET_IRQS,
                struct.pack("6I", 24, EVENTFD_TRIGGER, REQUEST_IRQ, 0, 1, event))
    return event


def main() -> None:
    """Open it as QEMU does."""
    bdf = sys.argv[1]
    group = os.path.basename(os.readlink(f"/sys/bus/pci/devices/{bdf}/iommu_group"))
    container = os.open("/dev/vfio/vfio", os.O_RDWR)
    held = os.open(f"/dev/vfio/{group}", os.O_RDWR)
    fcntl.ioctl(held, GROUP_SET_CONTAINER, container.to_bytes(4, "little"))
    fcntl.ioctl(container, SET_IOMMU, TYPE1)
    device = fcntl.ioctl(held, GROUP_GET_DEVICE_FD, bytearray(bdf.encode() + b"\0"))
    event = asked(device) if "polite" in sys.argv[2:] else None
    print("ready", flush=True)
    if event is None:
        signal.pause()
    os.eventfd_read(event)


if __name__ == "__main__":
    main()
