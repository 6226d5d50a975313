# SPDX-License-Identifier: GPL-2.0
"""stride show."""

import json
import random
import re
import struct
import subprocess
import tempfile
from pathlib import Path

from harness import a_machine, equal, levels, remedied, run, run_json
from machine import ARI, MSE, VFE, Cap, Fn, config, dump, igb, mlx5

RECORDED = Path(__file__).parent / "lab.lspci"


def test_igb():
    """Every field, in both forms."""
    with a_machine() as m:
        igb(m, 2)
        got = run_json(m, "show", "eth0")
        equal(got.pop("findings"), [])
        equal([v["address"] for v in got.pop("vfs")], ["0000:01:10.0", "0000:01:10.2"])
        equal([(b["bar"], b["base"], b["bits"], b["prefetchable"], b["bytes_per_vf"])
               for b in got.pop("vf_bars")],
              [(0, "0x38000000000", 64, True, 0x4000), (3, "0x38040000000", 64, True, 0x4000)])
        equal(got.pop("control"),
              {"value": "0x0019", "VF-enable": True, "VF-migration-enable": False,
               "VF-migration-interrupt": False, "VF-memory-enable": True,
               "ARI-capable-hierarchy": True, "10-bit-tag-requests": False})
        equal(got.pop("capabilities")["value"], "0x0000")
        equal(got, {"address": "0000:01:00.0", "vendor": "0x8086", "device": "0x10c9",
                    "position": "0x160", "status": "0x0000", "initial_vfs": 8, "total_vfs": 8,
                    "num_vfs": 2, "function_link": 0, "first_vf_offset": 128, "vf_stride": 2,
                    "vf_device": "0x10ca", "supported_pages": "0x00000553",
                    "system_page": "0x00000001", "migration_states": "0x00000000"})
        text = run(m, "show", "eth0")
        assert "VF 1   is at 0x0100 + 128 + 1 * 2 = 0x0182 = 0000:01:10.2" in text, text
        assert "16 KiB a VF" in text and "82576" in text, text


def test_recorded_lab():
    """The lab's device, as lspci -xxxx wrote it down."""
    got = run_json(None, "show", "--file", str(RECORDED))
    equal((got["address"], got["first_vf_offset"], got["vf_stride"], got["total_vfs"],
           got["vf_device"], got["position"], got["findings"]),
          ("0000:01:00.0", 128, 2, 8, "0x10ca", "0x160", []))
    equal(len(got["vfs"]), got["num_vfs"])


def test_dump_of_several():
    """A function by name, from standard input, and the first that has the capability."""
    with a_machine() as m:
        text = (dump(Fn("0000:00:1f.2", 0x8086, 0x2922)) + dump(igb(m, 0)) + dump(mlx5(m)))
    equal(run_json(None, "show", "--file", "-", stdin=text)["vf_device"], "0x10ca")
    got = run_json(None, "show", "--file", "-", "3b:00.0", stdin=text)
    equal((got["vf_device"], len(got["vfs"])), ("0x101e", 400))
    error = run_json(None, "show", "--file", "-", "0000:07:00.0", stdin=text, status=3)
    assert "has no function 0000:07:00.0" in error["error"]
    assert "has no SR-IOV" in run(None, "show", "--file", "-", "00:1f.2", stdin=text, status=3)
    assert "no PCI address" in run(None, "show", "--file", "-", "eth0", stdin=text, status=2)


def test_dump_short():
    """lspci -xxx, or not as root: the capability is not in it."""
    with a_machine() as m:
        text = dump(igb(m, 0), size=256)
    assert "beyond 256 bytes" in run(None, "show", "--file", "-", stdin=text, status=4)


def test_dump_broken():
    """Bytes missing, doubled, too many, no hex; nothing at all."""
    with a_machine() as m:
        text = dump(igb(m, 0))
    for bad in (text.rstrip("\n") + "\n1000: " + " ".join(["00"] * 16),
                text.replace("20: ", "30: "), text.replace("\n10: ", "\n00: "),
                re.sub("(20: .*)", r"\1 00", text), text.replace("00 ", "0g ", 1)):
        assert bad != text
        assert "out of order" in run(None, "show", "--file", "-", stdin=bad, status=1)
    assert "has no function" in run(None, "show", "--file", "-", stdin="", status=3)
    assert "cannot be read" in run(None, "show", "--file", "/nonexistent", status=1)
    run(None, "show", status=2)


# What is wrong with a capability, and what finds it.
ODD = (
    ("cap.total", {"total": 0}, "fail"),
    ("cap.initial", {"initial": 9}, "fail"),
    ("cap.initial", {"initial": 4}, "fail"),
    ("cap.num", {"num": 9}, "fail"),
    ("cap.device", {"device": 0xFFFF}, "fail"),
    ("cap.device", {"device": 0}, "fail"),
    ("cap.enable", {"num": 0, "ctrl": VFE | MSE}, "fail"),
    ("cap.memory", {"num": 2, "ctrl": VFE | ARI}, "warn"),
    ("cap.migration", {"ctrl": 2}, "fail"),
    ("cap.offset", {"num": 2, "offset": 0}, "fail"),
    ("cap.stride", {"num": 2, "stride": 0}, "fail"),
    ("cap.range", {"num": 8, "stride": 0x4000}, "fail"),
    ("cap.pages", {"sup": 0x552, "page": 2}, "fail"),
    ("cap.page", {"page": 0}, "fail"),
    ("cap.page", {"page": 3}, "fail"),
    ("cap.page", {"page": 4}, "fail"),
    ("cap.bar", {"bars": (1, 0, 0, 0, 0, 0)}, "fail"),
    ("cap.bar", {"bars": (0, 0, 0, 0, 0, 0xC)}, "fail"),
    ("cap.bar", {"bars": (2, 0, 0, 0, 0, 0)}, "fail"),
    ("cap.ari", {"num": 2, "ctrl": VFE | MSE}, "warn"),
)


def test_contradictions():
    """Each is found, alone, with a remedy."""
    good = {"total": 8, "offset": 128, "stride": 2, "device": 0x10CA}
    for check, odd, level in ODD:
        text = dump(Fn("0000:01:00.0", 0x8086, 0x10C9, cap=Cap(**(good | odd))))
        found = run_json(None, "show", "--file", "-", stdin=text,
                         status=1 if level == "fail" else 0)["findings"]
        equal(levels(found).get(check), level)
        assert len(found) == 1 or check == "cap.total", (odd, found)
        remedied(found)


def test_in_order():
    """And what is unusual but allowed is not found."""
    for odd in ({"cap": 1, "initial": 0}, {"num": 0, "offset": 0, "stride": 0},
                {"num": 1, "stride": 0}, {"bars": (0, 0, 0, 0, 0xC, 5)},
                {"num": 64, "total": 64, "ctrl": VFE | MSE, "offset": 256, "stride": 1}):
        good = {"total": 8, "offset": 128, "stride": 2, "device": 0x10CA}
        text = dump(Fn("0000:01:00.0", 0x8086, 0x10C9, cap=Cap(**(good | odd))))
        equal(run_json(None, "show", "--file", "-", stdin=text)["findings"], [])


def test_no_ari_capability():
    """ARI Capable Hierarchy without the capability."""
    with a_machine() as m:
        pf = igb(m, 2)
        pf.ari = False
        m.write(m.path[pf.addr] + "/config", config(pf))
        equal(levels(run_json(m, "show", "eth0")["findings"]), {"cap.ari": "warn"})


def test_chain_broken():
    """A list of capabilities that goes round, or out."""
    with a_machine() as m:
        pf = igb(m, 0)
        for header, words in ((1 | 1 << 16 | 0x100 << 20, "does not end"),
                              (1 | 1 << 16 | 0x040 << 20, "leads out"),
                              (1 | 1 << 16 | 0xFFC << 20, "no SR-IOV")):
            raw = bytearray(config(pf))
            struct.pack_into("<I", raw, 0x100, header)
            m.write(m.path[pf.addr] + "/config", bytes(raw))
            text = run(m, "show", "eth0", status=None)
            assert words in text, text
        raw = config(pf)[:0x170]
        m.write(m.path[pf.addr] + "/config", raw)
        assert "leads out" in run(m, "show", "eth0", status=1)
        m.write(m.path[pf.addr] + "/config", raw[:64])
        assert "run as root" in run(m, "show", "eth0", status=4)


def test_kernel_disagrees():
    """What the kernel has against what the capability says."""
    for file, value, check in (("sriov_numvfs", 1, "sys.num"), ("sriov_offset", 64, "sys.offset"),
                               ("sriov_stride", 1, "sys.stride"),
                               ("sriov_totalvfs", 9, "sys.total")):
        with a_machine() as m:
            pf = igb(m, 2)
            m.write(f"{m.path[pf.addr]}/{file}", value)
            found = run_json(m, "show", "eth0", status=1)["findings"]
            equal(levels(found), {check: "fail"})
            remedied(found)


def test_wrong_stride():
    """VFs that are not where First VF Offset and VF Stride put them."""
    with a_machine() as m:
        pf = igb(m, 3)
        pf.cap.stride = 4
        m.write(m.path[pf.addr] + "/config", config(pf))
        m.write(m.path[pf.addr] + "/sriov_stride", 4)
        found = run_json(m, "show", "eth0", status=1)["findings"]
        equal([f["text"] for f in found],
              ["VF 1 must be 0000:01:10.4, the kernel has 0000:01:10.2",
               "VF 2 must be 0000:01:11.0, the kernel has 0000:01:10.4"])


def test_other_pf():
    """A VF that another PF has."""
    with a_machine() as m:
        pf = igb(m, 1)
        m.link(m.path["0000:01:10.0"] + "/physfn", "../0000:01:00.1")
        equal(levels(run_json(m, "show", pf.addr, status=1)["findings"]), {"sys.physfn": "fail"})


def test_without_pci_iov():
    """A kernel without SR-IOV."""
    with a_machine() as m:
        pf = igb(m, 0)
        for file in ("sriov_totalvfs", "sriov_numvfs"):
            (m.root / m.path[pf.addr] / file).unlink()
        equal(levels(run_json(m, "show", "eth0", status=1)["findings"]), {"sys.iov": "fail"})


def bars(rng) -> tuple:
    """Six registers with VF BARs of all kinds, or none."""
    regs: list[int] = []
    while len(regs) < 6:
        kind = rng.choice([0, 0, 8, 4, 12])
        base = rng.randrange(1, 1 << 20) << 12
        if kind & 4 and len(regs) < 5:
            regs += [base | kind, rng.randrange(1 << 16)]
        elif not kind & 4:
            regs.append(base | kind if rng.random() < 0.5 else 0)
    return tuple(regs)


def lspci(text: str) -> dict:
    """What lspci -vvv makes of a dump."""
    with tempfile.NamedTemporaryFile("w", suffix=".lspci") as file:
        file.write(text)
        file.flush()
        done = subprocess.run(["lspci", "-F", file.name, "-vvv"], text=True, check=True,
                              capture_output=True)
    said = done.stdout[done.stdout.index("Single Root"):]

    def find(pattern: str) -> tuple:
        return re.search(pattern, said).groups()

    regions = re.findall(r"Region (\d): Memory at (\w+) \((\d+)-bit, (non-)?pref", said)
    return {"vfs": find(r"Initial VFs: (\d+), Total VFs: (\d+), Number of VFs: (\d+)"),
            "places": find(r"VF offset: (\d+), stride: (\d+), Device ID: (\w+)"),
            "pages": find(r"Supported Page Size: (\w+), System Page Size: (\w+)"),
            "control": find(r"IOVCtl:\t(.*)")[0].split(),
            "bars": [(int(n), int(base, 16), int(bits), not non)
                     for n, base, bits, non in regions]}


def as_lspci(got: dict) -> dict:
    """What stride makes of it, in lspci's words."""
    names = (("Enable", "VF-enable"), ("Migration", "VF-migration-enable"),
             ("Interrupt", "VF-migration-interrupt"), ("MSE", "VF-memory-enable"),
             ("ARIHierarchy", "ARI-capable-hierarchy"), ("10BitTagReq", "10-bit-tag-requests"))
    return {"vfs": tuple(str(got[k]) for k in ("initial_vfs", "total_vfs", "num_vfs")),
            "places": (str(got["first_vf_offset"]), str(got["vf_stride"]), got["vf_device"][2:]),
            "pages": (got["supported_pages"][2:], got["system_page"][2:]),
            "control": [lspci_name + "-+"[got["control"][name]] for lspci_name, name in names],
            "bars": [(b["bar"], int(b["base"], 16), b["bits"], b["prefetchable"])
                     for b in got["vf_bars"]]}


def test_same_as_lspci():
    """Whatever the registers hold, lspci -vvv reads the same in them."""
    rng = random.Random(1)
    for _ in range(20):
        word = [rng.randrange(1 << 16) for _ in range(7)]
        cap = Cap(word[0], word[1], word[2], word[3], num=word[4] & 7, initial=word[5],
                  ctrl=word[6] & 0x3F, sup=rng.randrange(1 << 32), page=rng.randrange(1 << 32),
                  bars=bars(rng))
        text = dump(Fn("0000:01:00.0", 0x8086, 0x10C9, cap=cap))
        got = json.loads(run(None, "--json", "show", "--file", "-", stdin=text, status=None))
        equal(as_lspci(got), lspci(text))
