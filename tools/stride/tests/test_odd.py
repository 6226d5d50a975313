# SPDX-License-Identifier: GPL-2.0
"""Machines and words that nobody expects."""

import json
import os
import struct
import subprocess
import xml.dom.minidom

from harness import STRIDE, a_machine, equal, run, run_json
from machine import Cap, Fn, config, igb, mlx5

# Names with an escape sequence, quotes, a line break, no UTF-8 (alone, cut, a surrogate),
# C1, what XML has not; and one that is allowed.
WORDS = (b"\x1b[31m", b"a\"b\\c<&>'", b"\x01\n\x7f", b"\xff\xfe", b"ok\xc3", b"\xed\xa0\x80",
         b"\xc2\x9b1m", b"\xef\xbf\xbf", b"\xc0\xaf", "\u00e9\u20ac\U0001f600".encode())


def raw(m, *args) -> bytes:
    """What stride prints, both ways, as bytes."""
    done = subprocess.run([STRIDE, "--root", str(m.root), *args], capture_output=True, timeout=60,
                          check=False)
    assert b"Sanitizer" not in done.stderr and b"runtime error" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def named(m, word: bytes) -> None:
    """A PF with netdev and driver, and a process with a guest, that are called so."""
    pf = igb(m, 2, driver="", netdev="")
    path = os.fsencode(m.root / m.path[pf.addr])
    os.makedirs(path + b"/net/" + word)
    with open(path + b"/net/" + word + b"/address", "wb") as file:
        file.write(b"02:00:00:00:00:09\n")
    os.symlink(b"../../../bus/pci/drivers/" + word, path + b"/driver")
    m.vf(pf, 0, driver="vfio-pci")
    m.process(9, "", [], ["/dev/vfio/100"])
    m.write("proc/9/comm", word)
    m.write("proc/9/cmdline", b"qemu\0-name\0" + word + b"\0")


def test_words():
    """Nothing that a terminal obeys, JSON and XML that are such, whatever others are called."""
    pf = "0000:01:00.0"
    for word in WORDS:
        with a_machine() as m:
            named(m, word)
            for args in (("list",), ("map",), ("doctor", pf), ("disable", pf), ("list", word),
                         ("watch", pf, "--interval", "0.01", "--count", "1"),
                         ("guest", "0000:01:10.0"), ("show", "--file", word)):
                got = json.loads(raw(m, "--json", *args).decode())
                shown = raw(m, *args).decode()
                assert not any(c < " " or "\x7f" <= c < "\xa0" for c in shown.replace("\n", "")), \
                    (args, shown)
                if args == ("list",):
                    mac = got["pfs"][0]["mac"]
                    equal(mac, "02:00:00:00:00:09")
            xml.dom.minidom.parseString(raw(m, "map", "--svg"))
    with a_machine() as m:
        named(m, WORDS[-1])
        equal(run_json(m, "list")["pfs"][0]["netdev"], WORDS[-1].decode())


def test_long_guest():
    """A guest's name that is too long for its box is cut, at a character."""
    with a_machine() as m:
        named(m, ("\u20ac" * 40).encode())
        svg = xml.dom.minidom.parseString(raw(m, "map", "--svg")).documentElement
        texts = [t.firstChild.data for t in svg.getElementsByTagName("text")]
        assert max(map(len, texts)) < 47 and any("\u20ac" in t for t in texts), texts


def test_numbers():
    """Counts that are none are 0; none makes stride read or write what is not there."""
    for text in (b"4294967295", b"65536", b"4294967298", b"-1", b"two", b"", b"9" * 5000, b"\0"):
        for file in ("sriov_numvfs", "sriov_totalvfs", "sriov_offset"):
            with a_machine() as m:
                pf = igb(m, 2)
                m.write(m.path[pf.addr] + "/config", config(pf)[:64])
                m.write(f"{m.path[pf.addr]}/{file}", text)
                got = run_json(m, "list")["pfs"][0]
                if file == "sriov_numvfs":
                    equal((got["num_vfs"], got["vfs"]), (0, []))
                for args in (("doctor", "eth0"), ("map",), ("persist", "eth0"),
                             ("guest", "0000:01:10.0"), ("disable", "eth0")):
                    json.loads(raw(m, "--json", *args))


def test_files():
    """Each file of the machine missing, a folder, a loop, or full of something else."""
    with a_machine() as m:
        igb(m, 2)
        files = [f.relative_to(m.root) for f in m.root.rglob("*")
                 if f.is_file() and not f.is_symlink() and "bus/pci/devices" not in str(f)]
    for rel in files:
        for odd in (None, "folder", "loop", b"\0" * 5000, b"9" * 5000):
            with a_machine() as m:
                igb(m, 2)
                file = m.root / rel
                file.unlink()
                if odd == "folder":
                    file.mkdir()
                elif odd == "loop":
                    file.symlink_to(file.name)
                elif odd:
                    file.write_bytes(odd)
                for args in (("list",), ("show", "0000:01:00.0"), ("doctor", "eth0", "2")):
                    json.loads(raw(m, "--json", *args))


def test_no_vfs_at_all():
    """TotalVFs 0."""
    with a_machine() as m:
        pf = igb(m, 0)
        pf.cap.total = 0
        m.write(m.path[pf.addr] + "/config", config(pf))
        m.write(m.path[pf.addr] + "/sriov_totalvfs", 0)
        text = run(m, "doctor", "eth0", status=1)
        assert "TotalVFs is 0" in text and "4294967295" not in text, text
        run(m, "enable", "eth0", "1", status=1)


def test_most_vfs():
    """TotalVFs 65535, of which most are beyond bus ff."""
    with a_machine() as m:
        pf = m.pf(Fn("0000:f0:00.0", 1, 2, netdev="eth0", driver="ixgbe",
                     cap=Cap(65535, 1, 1, 3)))
        equal(len(run_json(m, "show", "eth0")["vfs"]), 0xFFFF - pf.rid)
        assert "VF 65534 would be beyond bus ff" in run(m, "doctor", "eth0", status=1)


def test_port():
    """What is above a PF: nothing on a root bus, a port in VMD's segment, a deep tree."""
    with a_machine() as m:
        m.pf(Fn("0000:00:05.0", 1, 2, cap=Cap(8, 1, 1, 3)))
        equal(run(m, "map"), "root bus\n`- PF 0000:00:05.0 \n")
        equal(run_json(m, "map")["pfs"][0]["port"], None)
    with a_machine() as m:
        m.pf(Fn("10000:e1:00.0", 1, 2, cap=Cap(8, 1, 1, 3)), m.port("10000:e0:02.0", 0xE1, 0xE1))
        equal(run_json(m, "map")["pfs"][0]["port"], "10000:e0:02.0")
    with a_machine() as m:
        port = m.port("0000:00:01.0", 1, 0x1F)
        for bus in range(1, 0x1E):
            addr = f"0000:{bus:02x}:00.0"
            m.path[addr] = f"{m.path[port]}/{addr}"
            m.write(f"{m.path[addr]}/vendor", "0x8086")
            m.link(f"sys/bus/pci/devices/{addr}", "../../../" + m.path[addr][4:])
            port = addr
        m.pf(Fn("0000:1e:00.0", 1, 2, cap=Cap(8, 1, 1, 3)), port)
        equal(run_json(m, "map")["pfs"][0]["port"], "0000:1d:00.0")


def test_virtio():
    """A PF whose netdev a virtio device below it has."""
    with a_machine() as m:
        pf = igb(m, 0, netdev="", driver="virtio-pci")
        net = f"{m.path[pf.addr]}/virtio3/net/eth0"
        m.write(f"{net}/flags", "0x1003")
        m.write(f"{net}/address", "02:00:00:00:00:07")
        m.link(f"{net}/device", "../../../virtio3")
        m.link("sys/class/net/eth0", "../../" + net.removeprefix("sys/"))
        got, = run_json(m, "list", "eth0")["pfs"]
        equal((got["address"], got["netdev"], got["mac"]),
              (pf.addr, "eth0", "02:00:00:00:00:07"))


def test_representors():
    """In switchdev mode a PF has its VFs' representors too: they are not its netdev."""
    with a_machine() as m:
        pf = mlx5(m, 0)
        m.write(m.path[pf.addr] + "/net/a0/phys_port_name", "pf0vf3")
        m.write(m.path[pf.addr] + "/net/a1/phys_port_name", "c1pf0sf88")
        m.write(m.path[pf.addr] + "/net/ens1f0np0/phys_port_name", "p0")
        equal(run_json(m, "list")["pfs"][0]["netdev"], "ens1f0np0")


def test_upper_case():
    """A place in capitals, in a dump and on a machine."""
    with a_machine() as m:
        mlx5(m, 1)
        equal(run_json(m, "list", "3B:00.0")["pfs"][0]["address"], "0000:3b:00.0")
        equal(run_json(m, "guest", "0000:3B:00.0/0")["address"], "0000:3b:00.2")
        raw_config = config(m.fns["0000:3b:00.0"])
        rows = (struct.unpack_from("16B", raw_config, i) for i in range(0, 4096, 16))
        dump = "0000:3B:00.0 x\n" + "\n".join(
            f"{16 * i:02X}: " + " ".join(f"{b:02X}" for b in row) for i, row in enumerate(rows))
        got = json.loads(run(None, "--json", "show", "--file", "-", "3b:00.0", stdin=dump))
        equal(got["address"], "0000:3b:00.0")


def test_options():
    """An option that the command does not have is refused, not ignored."""
    with a_machine() as m:
        igb(m, 2)
        for args in (("list", "--svg"), ("list", "--file", "x"), ("map", "--force"),
                     ("doctor", "eth0", "--use", "vfio"), ("watch", "eth0", "--timeout", "1"),
                     ("show", "eth0", "--count", "1"), ("disable", "eth0", "--use", "host")):
            error = run_json(m, *args, status=2)["error"]
            assert "has no --" in error, error
        for args in (("persist", "eth0", "--write", "--remove"), ("enable", "eth0", " 2"),
                     ("enable", "eth0", "+2"), ("enable", "eth0", "")):
            run(m, *args, status=2)
        assert "stride: -x: no such option" in run(m, "-xj", "list", status=2)
        assert "stride: --nope: no such option" in run(m, "list", "--nope", status=2)
        assert "stride: --root: no such option, or no value" in run(m, "--root", status=2)


def test_output():
    """Full or closed: said, once, whatever was asked; watch ends."""
    with a_machine() as m:
        igb(m, 2)
        for args in (("list",), ("--help",), ("--version",), ("--json", "list"),
                     ("--json", "list", "nothing"), ("map", "--svg"),
                     ("watch", "eth0", "--interval", "0.01")):
            for shell in ("exec \"$@\" > /dev/full", "exec \"$@\" >&-"):
                words = [STRIDE, "--root", str(m.root), *args]
                done = subprocess.run(["sh", "-c", shell, "-", *words], stderr=subprocess.PIPE,
                                      text=True, timeout=60, check=False)
                equal((done.returncode, done.stderr),
                      (1, "stride: the output could not be written; make room\n"))


def test_null():
    """What is not there is null."""
    with a_machine() as m:
        pf = m.pf(Fn("0000:05:00.0", 1, 2, cap=Cap(4, 1, 1, 3, num=1, ctrl=9)))
        got, = run_json(m, "list", pf.addr)["pfs"]
        equal([got["vfs"][0][k] for k in ("driver", "netdev", "mac", "vlan", "iommu_group",
                                          "numa_node")], [None] * 6)
        equal([got[k] for k in ("driver", "iommu_group", "numa_node")], [None] * 3)
        equal(run_json(m, "map")["pfs"][0]["iommu_group"], None)


def test_unreadable():
    """A dump that is a folder, or not there; standard input that is closed."""
    for file in ("/", "/nonexistent", "/proc/self/mem"):
        assert f"{file} cannot be read: " in run(None, "show", "--file", file, status=1)
    done = subprocess.run(["sh", "-c", "exec \"$0\" show --file - <&-", STRIDE], text=True,
                          capture_output=True, check=False)
    equal((done.returncode, "- cannot be read: " in done.stderr), (1, True))
    with a_machine() as m:
        pf = igb(m, 0)
        m.write(m.path[pf.addr] + "/resource", b"")
        found = run_json(m, "doctor", "eth0")["findings"]
        equal([f["level"] for f in found if f["check"] == "space"], ["warn"])


def test_twice():
    """A VF that is named twice."""
    with a_machine() as m:
        igb(m, 2)
        error = run_json(m, "bind", "eth0/0", "0000:01:10.0", "vfio", status=2)
        equal(error["error"], "0000:01:10.0 is eth0/0, too")


def test_not_root():
    """Who may not change anything is told so, and may look."""
    script = ('mount --bind "$1/sys" /sys && shift && '
              'exec setpriv --reuid 65534 --clear-groups "$@"')
    with a_machine() as m:
        igb(m, 2)
        m.root.chmod(0o755)
        (m.root / m.path["0000:01:00.0"] / "config").chmod(0o600)
        for args, status in ((("list",), 0), (("map",), 0), (("guest", "eth0/0"), 0),
                             (("doctor", "eth0", "2"), 0), (("show", "eth0"), 4),
                             (("enable", "eth0", "2"), 4), (("disable", "eth0"), 4),
                             (("bind", "eth0/0", "vfio"), 4), (("persist", "eth0", "--write"), 4)):
            done = subprocess.run(["unshare", "-m", "sh", "-c", script, "-", str(m.root), STRIDE,
                                   "--json", *args], text=True, capture_output=True, check=False)
            equal((done.returncode, done.stderr), (status, ""))
            got = json.loads(done.stdout)
            assert not status or got["remedy"].startswith("run as root"), got
