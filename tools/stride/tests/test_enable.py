# SPDX-License-Identifier: GPL-2.0
"""stride enable, disable and bind, with a kernel that is made up too."""

import fcntl
import os
import re
import signal
import subprocess
import time

from harness import STRIDE, a_machine, equal, run, run_json
from kernel import Kernel
from machine import Fn, Cap, igb


def drivers(vfs: list) -> list:
    """Who has them."""
    return [(v["driver"], v["netdev"], v["node"]) for v in vfs]


def test_host():
    """N VFs with their netdevs; once more is no change."""
    with a_machine() as m, Kernel(m, igb(m, 0)) as kernel:
        got = run_json(m, "enable", "eth0", "3")
        equal([v["address"] for v in got["vfs"]],
              ["0000:01:10.0", "0000:01:10.2", "0000:01:10.4"])
        equal(drivers(got["vfs"]), [("igbvf", f"eth{i}", None) for i in (10, 11, 12)])
        run(m, "enable", "eth0", "3")
        run(m, "disable", "eth0")
        assert "VF 2 of 3: 0000:01:10.4 igbvf eth12" in run(m, "enable", "eth0", "3")
        equal((kernel.seen, kernel.attr("sriov_drivers_autoprobe")), (["3", "0", "3"], "1"))


def test_progress():
    """What is ready is told at once, not when all is."""
    with a_machine() as m, Kernel(m, igb(m, 0), bound=2):
        text = run(m, "enable", "eth0", "3", "--use", "vfio", "--timeout", "0.5", status=1)
        equal(re.findall(r"VF (\d) of 3: (\S+) vfio-pci", text),
              [("0", "0000:01:10.0"), ("1", "0000:01:10.2")])


def test_stuck():
    """VFs that cannot be disabled again: said so."""
    class Stuck(Kernel):
        """Takes one number only."""
        def number(self, want: int) -> None:
            super().number(want)
            file = self.m.root / self.m.path[self.pf.addr] / "sriov_numvfs"
            file.unlink()
            file.mkdir()

        def attr(self, file: str) -> str:
            return str(self.num) if self.seen and "num" in file else super().attr(file)

    with a_machine() as m, Stuck(m, igb(m, 0), bound=1):
        text = run(m, "enable", "eth0", "2", "--use", "vfio", "--timeout", "0.5", status=1)
        assert "the VFs of 0000:01:00.0 are still on; use stride disable" in text, text


def test_vfio():
    """N VFs with their nodes; the setting for others is as before."""
    with a_machine() as m, Kernel(m, igb(m, 0)) as kernel:
        got = run_json(m, "enable", "eth0", "2", "--use", "vfio")
        equal(drivers(got["vfs"]), [("vfio-pci", None, "/dev/vfio/100"),
                                    ("vfio-pci", None, "/dev/vfio/101")])
        equal(kernel.attr("sriov_drivers_autoprobe"), "1")


def test_none():
    """VFs without a driver, if asked so or if the system is set so."""
    with a_machine() as m, Kernel(m, igb(m, 0)) as kernel:
        equal(drivers(run_json(m, "enable", "eth0", "2", "--use", "none")["vfs"]),
              [(None, None, None)] * 2)
        run(m, "disable", "eth0")
        m.write(m.path["0000:01:00.0"] + "/sriov_drivers_autoprobe", 0)
        equal(drivers(run_json(m, "enable", "eth0", "1")["vfs"]), [(None, None, None)])
        equal(kernel.attr("sriov_drivers_autoprobe"), "0")


def test_all_or_nothing():
    """A VF that does not appear, one that gets no driver: none is left."""
    for lacks, words in (({"limit": 1}, "VF 1 of 0000:01:00.0 did not appear"),
                         ({"bound": 1}, "0000:01:10.2 did not get its driver and netdev")):
        with a_machine() as m, Kernel(m, igb(m, 0), **lacks) as kernel:
            error = run_json(m, "enable", "eth0", "2", "--timeout", "0.5", status=1)
            assert words in error["error"], error
            equal((kernel.seen[0], kernel.attr("sriov_numvfs")), ("2", "0"))
            equal(kernel.attr("sriov_drivers_autoprobe"), "1")


def test_refused_by_doctor():
    """What cannot work is not tried."""
    with a_machine() as m, Kernel(m, igb(m, 0, ari=False)) as kernel:
        error = run_json(m, "enable", "eth0", "2", status=1)
        assert "ARI" in error["error"] and "ARI" in error["remedy"], error
        error = run_json(m, "enable", "eth0", "8", status=1)
        equal(kernel.seen, [])


def test_arguments():
    """What makes no sense."""
    with a_machine() as m:
        igb(m, 0)
        for args in (("eth0", "0"), ("eth0", "x"), ("eth0", "70000"),
                     ("eth0", "1", "--use", "me"), ("eth0", "1", "--timeout", "0")):
            run(m, "enable", *args, status=2)
        run(m, "enable", "eth7", "1", status=3)
        run(m, "bind", "eth0", "vfio", status=2)
        run(m, "bind", "0000:01:10.0", "vfio", status=3)
        run(m, "bind", "0000:01:10.0", "me", status=2)


def test_refused_by_kernel():
    """An attribute that cannot be written, and why."""
    with a_machine() as m:
        pf = igb(m, 0)
        (m.root / m.path[pf.addr] / "sriov_numvfs").unlink()
        os.mkdir(m.root / m.path[pf.addr] / "sriov_numvfs")
        assert "the kernel refused 1 VFs" in run(m, "enable", "eth0", "1", status=1)


def test_busy():
    """Another number is on; a guest has one; a netdev is up."""
    with a_machine() as m:
        pf = igb(m, 2)
        assert "stride disable first" in run(m, "enable", "eth0", "3", status=5)
        vf = m.vf(pf, 1, driver="igbvf", netdev="eth11", up=True)
        assert "0000:01:10.2 is in use: host eth11 (up)" in run(m, "disable", "eth0", status=5)
        assert "is in use" in run(m, "bind", "eth0/1", "vfio", status=5)
        m.bind(vf.addr, "vfio-pci")
        m.process(7, "qemu-kvm", ["qemu", "-name", "db"], ["/dev/vfio/101"])
        for args in (("disable", "eth0"), ("bind", "eth0/1", "host"),
                     ("--force", "disable", "eth0"), ("enable", "eth0", "2", "--use", "host")):
            error = run_json(m, *args, status=5)
            equal(error["error"], "0000:01:10.2 is in use: qemu-kvm (7) guest db")
        run(m, "bind", "eth0/1", "vfio", status=1)
        run(m, "enable", "eth0", "2")
        error = run_json(m, "enable", "eth0", "3", status=5)
        assert "0000:01:10.2, is in use: qemu-kvm (7) guest db" in error["error"], error


def test_disable():
    """Off; a netdev that is up only by force."""
    with a_machine() as m, Kernel(m, igb(m, 0)) as kernel:
        run(m, "enable", "eth0", "2")
        assert "2 VFs disabled" in run(m, "disable", "eth0")
        equal(kernel.attr("sriov_numvfs"), "0")
        equal(run_json(m, "disable", "eth0")["disabled"], 0)
        run(m, "enable", "eth0", "1")
        m.write(m.path["0000:01:10.0"] + "/net/eth10/flags", "0x1003")
        run(m, "disable", "eth0", status=5)
        run(m, "--force", "disable", "eth0")


def test_bind():
    """Several at once, there and back."""
    with a_machine() as m, Kernel(m, igb(m, 0)):
        run(m, "enable", "eth0", "3")
        got = run_json(m, "bind", "eth0/0", "01:10.4", "vfio")
        equal(drivers(got["vfs"]), [("vfio-pci", None, "/dev/vfio/100"),
                                    ("vfio-pci", None, "/dev/vfio/102")])
        got = run_json(m, "bind", "eth0/0", "eth0/1", "host")
        equal(drivers(got["vfs"]), [("igbvf", "eth10", None), ("igbvf", "eth11", None)])


def test_bind_all_or_nothing():
    """One cannot be bound: the others have what they had."""
    with a_machine() as m, Kernel(m, igb(m, 0), bound=1) as kernel:
        run(m, "enable", "eth0", "2", "--use", "none")
        error = run_json(m, "bind", "eth0/0", "eth0/1", "vfio", "--timeout", "0.5", status=1)
        assert "0000:01:10.2 did not get vfio-pci" in error["error"], error
        equal(kernel.read(m.path["0000:01:10.0"] + "/driver_override"), "")


def test_bind_group():
    """A group that another driver has a part of; a VF behind no IOMMU."""
    with a_machine() as m:
        pf = igb(m, 2)
        m.vf(pf, 1, driver="igbvf", group=100)
        error = run_json(m, "bind", "eth0/0", "vfio", status=5)
        assert "in IOMMU group 100 with 0000:01:10.2, which igbvf has" in error["error"], error
        m.bind("0000:01:10.2", "pci-stub")
        error = run_json(m, "bind", "eth0/0", "vfio", "--timeout", "0.1", status=1)
        assert "in IOMMU group" not in error["error"], error
        with a_machine() as other:
            other.pf(Fn("0000:01:00.0", 1, 2, netdev="eth0",
                        cap=Cap(2, 1, 1, 3, num=1, ctrl=9)))
            assert "not behind an IOMMU" in run(other, "bind", "eth0/0", "vfio", status=1)


def test_undone_exactly():
    """What was bound has the very driver again, and the override that it had."""
    with a_machine() as m, Kernel(m, igb(m, 2), bound=1) as kernel:
        vf = "0000:01:10.0"
        m.bind(vf, "stride_vf")
        m.write(m.path[vf] + "/driver_override", "stride_vf")
        run(m, "bind", "eth0/0", "eth0/1", "vfio", "--timeout", "0.3", "--force", status=1)
        equal(kernel.read(m.path[vf] + "/driver_override"), "stride_vf")


def test_untouched():
    """If the number could not be written, none is written: who has VFs now keeps them."""
    with a_machine() as m:
        pf = igb(m, 0)
        os.mkdir(m.root / m.path[pf.addr] / "auto")
        m.link(m.path[pf.addr] + "/sriov_drivers_autoprobe", "auto")
        before = (m.root / m.path[pf.addr] / "sriov_numvfs").read_bytes()
        assert "the kernel refused" in run(m, "enable", "eth0", "2", "--use", "vfio", status=1)
        equal((m.root / m.path[pf.addr] / "sriov_numvfs").read_bytes(), before)


def test_no_autoprobe():
    """A kernel without that attribute."""
    class Old(Kernel):
        """Drivers get all VFs."""
        def attr(self, file: str) -> str:
            return "1" if file == "sriov_drivers_autoprobe" else super().attr(file)

    with a_machine() as m, Old(m, igb(m, 0)):
        (m.root / m.path["0000:01:00.0"] / "sriov_drivers_autoprobe").unlink()
        got = run_json(m, "enable", "eth0", "2", "--use", "vfio")
        equal([v["driver"] for v in got["vfs"]], ["vfio-pci"] * 2)


def start(m, *args, **more) -> subprocess.Popen:
    """Stride, at work."""
    return subprocess.Popen([STRIDE, "--root", str(m.root), *args], text=True,
                            stdout=subprocess.PIPE, **({"stderr": subprocess.PIPE} | more))


def is_at_work(m, kernel) -> None:
    """Wait until it has written the number and has bound the first VF."""
    for _ in range(3000):
        path = m.path.get("0000:01:10.0")
        if kernel.seen and path and (m.root / path / "driver").is_symlink():
            return
        time.sleep(0.01)
    raise AssertionError("it did not begin")


def test_signals():
    """Whatever asks it to end: what was begun is undone, and nothing else is said."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        with a_machine() as m, Kernel(m, igb(m, 0), bound=1) as kernel:
            with start(m, "enable", "eth0", "3", "--use", "vfio", "--timeout", "50") as stride:
                is_at_work(m, kernel)
                stride.send_signal(sign)
                _, err = stride.communicate(timeout=50)
            equal((stride.returncode, "interrupted" in err, err.count("\n")), (1, True, 1))
            equal((kernel.attr("sriov_numvfs"), kernel.attr("sriov_drivers_autoprobe")),
                  ("0", "1"))
    with a_machine() as m, Kernel(m, igb(m, 0), limit=1) as kernel:
        with start(m, "enable", "eth0", "2", "--timeout", "50") as stride:
            is_at_work(m, kernel)
            stride.terminate()
            _, err = stride.communicate(timeout=50)
        assert "interrupted while waiting for VF" in err and "appear" not in err, err


def test_nohup():
    """What is ignored stays so."""
    with a_machine() as m, Kernel(m, igb(m, 0), bound=1) as kernel:
        with start(m, "enable", "eth0", "2", "--use", "vfio", "--timeout", "2",
                   preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as stride:
            is_at_work(m, kernel)
            stride.send_signal(signal.SIGHUP)
            assert "did not get" in stride.communicate(timeout=50)[1]


def test_reader_gone():
    """Nobody reads the progress: the work is done all the same."""
    with a_machine() as m, Kernel(m, igb(m, 0)) as kernel:
        out, into = os.pipe()
        os.close(out)
        with start(m, "enable", "eth0", "3", "--use", "vfio", stderr=into) as stride:
            os.close(into)
            stride.communicate(timeout=50)
        equal((stride.returncode, kernel.attr("sriov_numvfs"),
               kernel.attr("sriov_drivers_autoprobe")), (0, "3", "1"))


def test_one_at_a_time():
    """Two at once: the second waits and is refused, or does it again; the first has its VFs."""
    with a_machine() as m, Kernel(m, igb(m, 0)) as kernel:
        both = [start(m, "enable", "eth0", num, "--timeout", "30") for num in ("2", "3")]
        for stride in both:
            stride.communicate(timeout=100)
        equal(sorted(s.returncode for s in both), [0, 5])
        equal(len(kernel.seen), 1)
    with a_machine() as m, Kernel(m, igb(m, 2)):
        lock = m.root / "run/stride.lock"
        lock.parent.mkdir()
        with open(lock, "w", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            for args in (("enable", "eth0", "2"), ("disable", "eth0"), ("bind", "eth0/0", "host")):
                error = run_json(m, *args, "--timeout", "0.1", status=5)
                equal(error["error"], "another stride is changing something")
        run(m, "disable", "eth0")


def test_device_nodes():
    """A kernel whose VFIO has nodes of devices only."""
    class Cdev(Kernel):
        """Without groups."""
        def binding(self, i: int) -> None:
            super().binding(i)
            if (self.m.root / f"dev/vfio/{100 + i}").exists():
                (self.m.root / f"dev/vfio/{100 + i}").unlink()
                self.m.write(f"{self.m.path[self.where(i)]}/vfio-dev/vfio{i}/dev", "1:1")
                self.m.write(f"dev/vfio/devices/vfio{i}", "")

    with a_machine() as m, Cdev(m, igb(m, 0)):
        got = run_json(m, "enable", "eth0", "2", "--use", "vfio")
        equal([v["node"] for v in got["vfs"]], [f"/dev/vfio/devices/vfio{i}" for i in (0, 1)])
        equal(run(m, "guest", "eth0/1", "--only", "qemu"),
              "-object iommufd,id=iommufd0 -device vfio-pci,host=0000:01:10.2,iommufd=iommufd0\n")


def test_away():
    """A VF whose netdev is in a container is in use, too."""
    with a_machine() as m, Kernel(m, igb(m, 2)) as kernel:
        m.bind("0000:01:10.0", "igbvf")
        error = run_json(m, "disable", "eth0", status=5)
        assert "0000:01:10.0 is in use" in error["error"], error
        assert "network namespace" in error["remedy"], error
        run(m, "bind", "eth0/0", "vfio", status=5)
        run(m, "--force", "disable", "eth0")
        equal(kernel.attr("sriov_numvfs"), "0")
