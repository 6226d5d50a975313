# SPDX-License-Identifier: GPL-2.0
"""stride doctor."""

from harness import a_machine, equal, levels, remedied, run, run_json
from machine import Cap, Fn, MSE, VFE, config, igb, ixgbe, mlx5


def diagnose(m, *args, status: int = 0) -> dict:
    """Checks and levels, those that are fine left out."""
    got = run_json(m, "doctor", *args, status=status)
    equal(got["works"], status == 0)
    remedied(got["findings"])
    bad = {k: v for k, v in levels(got["findings"]).items() if v != "ok"}
    equal(got["for_guests"], not bad)
    return bad


def test_good():
    """Machines on which it works."""
    for make, dev in ((lambda m: igb(m, 0), "eth0"), (ixgbe, "eth4"),
                      (lambda m: mlx5(m, 0), "ens1f0np0")):
        with a_machine() as m:
            make(m)
            equal(diagnose(m, dev), {})
            assert "work, for guests too" in run(m, "doctor", dev)


def test_count():
    """More than the device has; more than the driver allows."""
    with a_machine() as m:
        igb(m, 0)
        equal(diagnose(m, "eth0", "7"), {})
        equal(diagnose(m, "eth0", "8", status=1), {"count": "fail"})
        assert "allows 7" in run(m, "doctor", "eth0", "8", status=1)
        assert "has 8 VFs, not 9" in run(m, "doctor", "eth0", "9", status=1)
        for word in ("0", "-1", "many", "65536", "1x"):
            run(m, "doctor", "eth0", word, status=2)


def test_ari():
    """VFs with device numbers behind a port that does not forward by ARI."""
    with a_machine() as m:
        igb(m, 0, ari=False)
        equal(diagnose(m, "eth0", "1", status=1), {"ari": "fail"})
        assert "port 0000:00:03.0 has it off" in run(m, "doctor", "eth0", status=1)


def test_ari_as_the_kernel_says():
    """pci=noari: the port could, the kernel does not use it."""
    with a_machine() as m:
        pf = igb(m, 0)
        m.write(m.path[pf.addr] + "/ari_enabled", 0)
        equal(diagnose(m, "eth0", status=1), {"ari": "fail"})
        m.write(m.path[pf.addr] + "/ari_enabled", 1)
        equal(diagnose(m, "eth0"), {})


def test_no_ari():
    """A PF without the capability."""
    with a_machine() as m:
        pf = igb(m, 0, ari=False)
        pf.ari = False
        m.write(m.path[pf.addr] + "/config", config(pf))
        assert "the PF has no ARI capability" in run(m, "doctor", "eth0", status=1)


def test_ari_not_needed():
    """VFs that are functions of device 0, or all on the next bus."""
    for offset, num in ((1, 6), (256, 8)):
        with a_machine() as m:
            port = m.port("0000:00:03.0", 1, 2, ari=False)
            m.pf(Fn("0000:01:00.0", 0x1234, 0x1111, driver="ixgbe", group=1, netdev="eth0",
                    cap=Cap(8, offset, 1, 0x2222)), port)
            equal(diagnose(m, "eth0", str(num)), {})
    with a_machine() as m:
        mlx5(m, 0)
        m.write(m.path["0000:3b:00.0"] + "/ari_enabled", 0)
        equal(diagnose(m, "ens1f0np0", "5"), {})
        equal(diagnose(m, "ens1f0np0", "7", status=1), {"ari": "fail"})


def test_buses():
    """The last VF beyond the port's buses."""
    with a_machine() as m:
        port = m.port("0000:00:02.0", 0x3B, 0x3B)
        m.pf(Fn("0000:3b:00.0", 0x15B3, 0x101D, driver="mlx5_core", netdev="eth0", group=3,
                cap=Cap(1000, 2, 1, 0x101E)), port)
        equal(diagnose(m, "eth0", "254"), {})
        equal(diagnose(m, "eth0", "255", status=1), {"buses": "fail"})
        text = run(m, "doctor", "eth0", "255", status=1)
        assert "VF 254 would be on bus 3c, the port above has buses up to 3b" in text, text


def test_space():
    """A VF BAR that the kernel could not place: no start, unset, not there at all."""
    for bar in ((0, 0x4000, 0x14220C), (0x4000, 0x4000, 0x2014220C), (0, 0, 0)):
        with a_machine() as m:
            pf = igb(m, 0, bars=((0x38000000000, 0x4000, 0x14220C),) + ((0, 0, 0),) * 2 +
                     (bar,) + ((0, 0, 0),) * 2)
            equal(diagnose(m, pf.addr, status=1), {"space": "fail"})
            assert "VF BAR 3 has no address space" in run(m, "doctor", "eth0", status=1)


def test_driver():
    """None; one that cannot; the in-tree one; one that is built in."""
    with a_machine() as m:
        igb(m, 0, driver="")
        equal(diagnose(m, "eth0", status=1), {"driver": "fail"})
    with a_machine() as m:
        igb(m, 0, driver="igb")
        equal(diagnose(m, "eth0"), {"driver": "warn"})
    with a_machine() as m:
        igb(m, 0, driver="other")
        equal(diagnose(m, "eth0"), {})
        m.write("proc/kallsyms", "0 t other_probe\t[other]\n0 t igb_sriov_configure\t[igb]")
        equal(diagnose(m, "eth0", status=1), {"driver": "fail"})


def test_driver_of_many_names():
    """sriov_configure under another name, in a module that the driver uses, in the PCI core."""
    for module, symbol in (("fm10k", "fm10k_iov_configure\t[fm10k]"),
                           ("qat_4xxx", "adf_sriov_configure\t[intel_qat]"),
                           ("nvme", "nvme_probe\t[nvme]")):
        with a_machine() as m:
            igb(m, 0, driver=module)
            m.write("proc/kallsyms", f"0 t x_probe\t[{module}]\n0 t {symbol}")
            m.write("sys/module/intel_qat/holders/qat_4xxx/refcnt", 0)
            equal(diagnose(m, "eth0"), {})
    with a_machine() as m:
        igb(m, 0, driver="alone")
        m.write("proc/kallsyms", "0 t x_probe\t[alone]\n0 t adf_sriov_configure\t[intel_qat]")
        m.write("sys/module/intel_qat/holders/qat_4xxx/refcnt", 0)
        equal(diagnose(m, "eth0", status=1), {"driver": "fail"})


def test_already():
    """Another number is on, and who would be hurt."""
    with a_machine() as m:
        pf = igb(m, 2)
        equal(diagnose(m, "eth0", "2"), {})
        equal(diagnose(m, "eth0", "3", status=1), {"already": "fail"})
        m.vf(pf, 1, driver="vfio-pci")
        m.process(99, "qemu-kvm", ["qemu", "-name", "db"], ["/dev/vfio/101"])
        equal(diagnose(m, "eth0", "3", status=1), {"already": "fail", "busy": "fail"})
        assert "VF 1, 0000:01:10.2, is in use: qemu-kvm (99) guest db" in \
            run(m, "doctor", "eth0", "3", status=1)


def test_iommu():
    """Off; not for this device; without interrupt remapping."""
    with a_machine() as m:
        igb(m, 0)
        (m.root / m.path["0000:01:00.0"] / "iommu_group").unlink()
        equal(diagnose(m, "eth0"), {"iommu": "warn"})
        assert "not behind it" in run(m, "doctor", "eth0")
        (m.root / "sys/class/iommu/dmar0").rename(m.root / "dmar0")
        assert "no IOMMU is on" in run(m, "doctor", "eth0")
    with a_machine() as m:
        igb(m, 0)
        m.write("proc/interrupts", " 24: 5 0 PCI-MSIX-0000:01:00.0 0-edge eth0")
        equal(diagnose(m, "eth0"), {"remapping": "warn"})
        m.write("proc/interrupts", " 24: 5 0 ITS-PCI-MSIX-0000:01:00.0 0 Edge eth0")
        equal(diagnose(m, "eth0"), {})


def test_group():
    """Without ACS the PF shares its group with the port; a VF with another."""
    with a_machine() as m:
        igb(m, 0, acs=False)
        m.group("0000:00:03.0", 12)
        equal(diagnose(m, "eth0"), {"group": "warn"})
        assert "shares IOMMU group 12 with 0000:00:03.0 (port 0000:00:03.0: ACS off)" in \
            run(m, "doctor", "eth0")
    with a_machine() as m:
        igb(m, 2)
        m.group("0000:01:10.2", 100)
        equal(diagnose(m, "eth0", "2"), {"group": "warn"})


def test_vectors():
    """Message interrupts off; a device without MSI-X."""
    with a_machine() as m:
        pf = igb(m, 0)
        m.write(m.path[pf.addr] + "/msi_bus", 0)
        equal(diagnose(m, "eth0", status=1), {"vectors": "fail"})
        m.write(m.path[pf.addr] + "/msi_bus", 1)
        raw = bytearray(config(pf))
        raw[0x41] = 0
        m.write(m.path[pf.addr] + "/config", bytes(raw))
        equal(diagnose(m, "eth0"), {"vectors": "warn"})


def test_host():
    """No VFIO, little memory to lock, a kernel that lacks things, Secure Boot."""
    with a_machine() as m:
        igb(m, 0)
        m.write("lib/modules/6.12.1/modules.dep", "kernel/drivers/net/tun.ko.xz:")
        equal(diagnose(m, "eth0"), {"vfio": "warn"})
        m.write("lib/modules/6.12.1/modules.builtin", "kernel/drivers/vfio/pci/vfio-pci.ko")
        equal(diagnose(m, "eth0"), {})
        m.write("proc/self/limits", "Max locked memory  8388608  8388608  bytes")
        equal(diagnose(m, "eth0"), {"memlock": "warn"})
    with a_machine() as m:
        igb(m, 0)
        m.write("boot/config-6.12.1", "CONFIG_PCI_IOV=y\n# CONFIG_VFIO_PCI is not set\n"
                "CONFIG_IOMMU_API=y")
        equal(diagnose(m, "eth0"), {"kernel": "warn"})
    with a_machine() as m:
        pf = igb(m, 0, driver="igb")
        m.write("sys/kernel/security/lockdown", "none [integrity] confidentiality")
        equal(diagnose(m, "eth0"), {"driver": "warn", "signing": "warn"})
        (m.root / "sys/kernel/security/lockdown").unlink()
        efi = "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
        m.write(efi, b"\6\0\0\0\1")
        equal(diagnose(m, "eth0"), {"driver": "warn", "signing": "warn"})
        m.write(efi, b"\6\0\0\0\0")
        equal(diagnose(m, "eth0"), {"driver": "warn"})
        m.write("sys/module/module/parameters/sig_enforce", "Y")
        equal(diagnose(m, "eth0"), {"driver": "warn", "signing": "warn"})
        m.write("sys/module/module/parameters/sig_enforce", "N")
        for file in ("sriov_totalvfs", "sriov_numvfs"):
            (m.root / m.path[pf.addr] / file).unlink()
        equal(diagnose(m, "eth0", "1", status=1)["kernel"], "fail")


def test_broken_capability():
    """The capability itself; a list that does not end."""
    with a_machine() as m:
        pf = igb(m, 0)
        pf.cap = Cap(8, 128, 2, 0xFFFF, ctrl=VFE | MSE)
        m.write(m.path[pf.addr] + "/config", config(pf))
        equal(diagnose(m, "eth0", status=1),
              {"cap.device": "fail", "cap.enable": "fail"})
        m.write(m.path[pf.addr] + "/config", config(pf)[:0x170])
        equal(diagnose(m, "eth0", status=1)["capability"], "fail")


def test_not_root():
    """The capability cannot be read, the rest can."""
    with a_machine() as m:
        pf = igb(m, 0)
        m.write(m.path[pf.addr] + "/config", config(pf)[:64])
        equal(diagnose(m, "eth0"), {"capability": "warn"})
        equal(diagnose(m, "eth0", "8", status=1)["count"], "fail")
