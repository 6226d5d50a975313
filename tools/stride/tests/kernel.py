# SPDX-License-Identifier: GPL-2.0
"""A kernel for made-up machines: it does what is written to sysfs, a little later."""

import shutil
import threading
import time

from machine import Fn, Machine, name

HOST, VFIO = "igbvf", "vfio-pci"


class Kernel(threading.Thread):
    """Makes VFs of a PF and binds them.  `limit` VFs appear, `bound` get a driver."""

    def __init__(self, m: Machine, pf: Fn, limit: int = 99, bound: int = 99):
        super().__init__(daemon=True)
        self.m, self.pf, self.limit, self.bound = m, pf, limit, bound
        self.num, self.over = pf.cap.num, False
        self.seen: list[str] = []
        m.write("sys/bus/pci/drivers_probe", "")
        for driver in (HOST, VFIO):
            m.write(f"sys/bus/pci/drivers/{driver}/unbind", "")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over = True
        self.join()

    def read(self, path: str) -> str:
        """A file's text."""
        return (self.m.root / path).read_text(encoding="ascii").strip()

    def attr(self, file: str) -> str:
        """An attribute of the PF."""
        return self.read(f"{self.m.path[self.pf.addr]}/{file}")

    def run(self) -> None:
        while not self.over:
            time.sleep(0.005)
            want = self.attr("sriov_numvfs")
            if want and int(want) != self.num:
                self.seen.append(want)
                self.number(int(want))
            for i in range(min(self.num, self.limit)):
                self.binding(i)

    def number(self, want: int) -> None:
        """VFs come and go."""
        for i in range(min(self.num, self.limit)):
            path = self.m.path.pop(self.where(i))
            shutil.rmtree(self.m.root / path)
            (self.m.root / f"sys/bus/pci/devices/{self.where(i)}").unlink()
            (self.m.root / f"{self.m.path[self.pf.addr]}/virtfn{i}").unlink()
        self.num = want
        for i in range(min(want, self.limit)):
            self.m.vf(self.pf, i)
            self.m.write(f"{self.m.path[self.where(i)]}/autoprobed",
                         self.attr("sriov_drivers_autoprobe"))

    def where(self, i: int) -> str:
        """A VF's name."""
        return name(self.pf.rid + self.pf.cap.offset + i * self.pf.cap.stride)

    def binding(self, i: int) -> None:
        """A VF gets the driver that its override asks for."""
        path = self.m.path[self.where(i)]
        override = self.read(f"{path}/driver_override")
        if override == "(null)":
            auto = self.m.root / f"{path}/autoprobed"
            override = "" if auto.exists() and self.read(f"{path}/autoprobed") == "1" else "none"
        driver = {"": HOST, VFIO: VFIO}.get(override)
        link = self.m.root / f"{path}/driver"
        if not driver or i >= self.bound or (link.is_symlink() and link.readlink().name == driver):
            return
        self.m.bind(self.where(i), driver)
        shutil.rmtree(self.m.root / f"{path}/net", ignore_errors=True)
        if driver == VFIO:
            self.m.write(f"dev/vfio/{100 + i}", "")
        else:
            self.m.write(f"{path}/net/eth{10 + i}/flags", "0x1002")
