# SPDX-License-Identifier: GPL-2.0
"""stride list."""

from harness import a_machine, equal, run, run_json
from machine import Fn, Cap, igb, ixgbe, mlx5


def test_igb_places():
    """PF + First VF Offset + n * VF Stride."""
    with a_machine() as m:
        igb(m, 3)
        pf, = run_json(m, "list")["pfs"]
        equal((pf["address"], pf["driver"], pf["netdev"], pf["num_vfs"], pf["total_vfs"]),
              ("0000:01:00.0", "stride_pf", "eth0", 3, 7))
        equal((pf["first_vf_offset"], pf["vf_stride"], pf["iommu_group"], pf["numa_node"]),
              (128, 2, 12, 0))
        equal([(v["index"], v["routing_id"], v["address"], v["present"]) for v in pf["vfs"]],
              [(0, "0x0180", "0000:01:10.0", True), (1, "0x0182", "0000:01:10.2", True),
               (2, "0x0184", "0000:01:10.4", True)])


def test_mlx5_over_buses():
    """A carry goes into the bus number."""
    with a_machine() as m:
        mlx5(m)
        vfs = run_json(m, "list", "0000:3b:00.0")["pfs"][0]["vfs"]
        equal(len(vfs), 400)
        assert all(v["present"] for v in vfs)
        equal([vfs[i]["address"] for i in (0, 253, 254, 399)],
              ["0000:3b:00.2", "0000:3b:1f.7", "0000:3c:00.0", "0000:3c:12.1"])


def test_ixgbe_over_buses():
    """63 VFs of stride 2 from device 16: the last on the next bus would be the 65th."""
    with a_machine() as m:
        ixgbe(m, 63)
        vfs = run_json(m, "list")["pfs"][0]["vfs"]
        equal([vfs[i]["address"] for i in (0, 1, 62)],
              ["0000:81:10.0", "0000:81:10.2", "0000:81:1f.4"])


def test_holders():
    """Free, a host's netdev, VFIO that nobody has open, a guest, one by its device node."""
    with a_machine() as m:
        pf = igb(m, 5)
        m.vf(pf, 1, driver="stride_vf", netdev="eth5", mac="02:00:00:00:00:05", up=True)
        for i in (2, 3, 4):
            m.vf(pf, i, driver="vfio-pci")
        m.process(4242, "qemu-system-x86",
                  ["qemu-system-x86_64", "-name", "guest=web1,debug-threads=on"],
                  ["/dev/vfio/vfio", "/dev/vfio/103"])
        m.write(m.path["0000:01:11.0"] + "/vfio-dev/vfio7/dev", "1:1")
        m.process(77, "dpdk-testpmd", ["dpdk-testpmd"], ["/dev/vfio/devices/vfio7"])
        vfs = run_json(m, "list")["pfs"][0]["vfs"]
        equal([v["holder"]["kind"] for v in vfs], ["free", "host", "vfio", "process", "process"])
        equal([v["holder"]["busy"] for v in vfs], [False, True, False, True, True])
        equal(vfs[3]["holder"], {"kind": "process", "busy": True, "pid": 4242,
                                 "command": "qemu-system-x86", "guest": "web1"})
        equal(vfs[4]["holder"]["pid"], 77)
        equal((vfs[1]["netdev"], vfs[1]["mac"]), ("eth5", "02:00:00:00:00:05"))
        text = run(m, "list")
        for words in ("qemu-system-x86 (4242) guest web1", "host eth5 (up)", "vfio, not open",
                      "free", "0x0186 0000:01:10.6"):
            assert words in text, text


def test_moved_vf_is_missed():
    """A VF that is not where the capability puts it."""
    with a_machine() as m:
        pf = igb(m, 2)
        m.write(m.path[pf.addr] + "/config", b"")
        m.write(m.path[pf.addr] + "/sriov_stride", 4)
        equal([v["present"] for v in run_json(m, "list")["pfs"][0]["vfs"]], [True, False])
        assert "not on the bus" in run(m, "list")


def test_domain():
    """A segment of 32 bits, as VMD makes them, and no root port."""
    with a_machine() as m:
        m.pf(Fn("10000:e1:00.0", 0x144D, 0xA824, klass=0x010802,
                cap=Cap(32, 1, 1, 0xA824, num=1, ctrl=9)))
        pf, = run_json(m, "list")["pfs"]
        equal(pf["vfs"][0]["address"], "10000:e1:00.1")


def test_nothing():
    """No SR-IOV here."""
    with a_machine() as m:
        equal(run_json(m, "list"), {"pfs": []})
        for command in ("list", "map"):
            assert "no PCI function here has SR-IOV" in run(m, command)
        equal(run_json(m, "map"), {"pfs": []})


def test_names():
    """A device by its netdev, without its domain, a VF by its PF; and what is none."""
    with a_machine() as m:
        igb(m, 2)
        for dev in ("eth0", "01:00.0", "0000:01:00.0"):
            equal(len(run_json(m, "list", dev)["pfs"]), 1)
        for dev in ("eth9", "01:00.8", "01:20.0", "01:00.0x", "../../etc", "", "eth0/x", "1"):
            assert run_json(m, "list", dev, status=3)["remedy"]
        assert "is a VF, of 0000:01:00.0" in run(m, "list", "eth0/1", status=3)


def test_usage():
    """Words that are none."""
    with a_machine() as m:
        for args in ((), ("lisst",), ("list", "a", "b"), ("--nonsense", "list"), ("--root",)):
            error = run_json(m, *args, status=2)
            equal(error["code"], 2)
            assert error["remedy"]
        assert "usage: stride" in run(m, "--help")
    assert "cannot be read" in run(None, "--root", "/nonexistent", "list", status=1)
