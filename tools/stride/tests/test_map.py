# SPDX-License-Identifier: GPL-2.0
"""stride map and watch."""

import json
import xml.dom.minidom

from harness import a_machine, equal, run, run_json
from machine import igb, ixgbe


def full(m):
    """Two PFs, one with a guest whose name is not to be trusted."""
    pf = igb(m, 2)
    ixgbe(m)
    m.vf(pf, 0, driver="vfio-pci")
    m.process(9, "qemu-kvm", ["qemu", "-name", "</text><script>&'"], ["/dev/vfio/100"])


def test_text():
    """Port, PF, VFs and holders."""
    with a_machine() as m:
        full(m)
        equal(run(m, "map"),
              "0000:00:03.0\n`- PF 0000:01:00.0 stride_pf group 12\n"
              "   |- VF 0 0000:01:10.0 group 100: qemu-kvm (9) guest </text><script>&'\n"
              "   `- VF 1 0000:01:10.2 group 101: free\n"
              "0000:80:01.0\n`- PF 0000:81:00.0 ixgbe group 40\n")


def test_json():
    """The same as an object."""
    with a_machine() as m:
        full(m)
        got = run_json(m, "map")["pfs"]
        equal([(p["port"], p["address"], p["iommu_group"]) for p in got],
              [("0000:00:03.0", "0000:01:00.0", 12), ("0000:80:01.0", "0000:81:00.0", 40)])
        equal([v["holder"]["kind"] for v in got[0]["vfs"]], ["process", "free"])


def test_svg():
    """A picture that is well-formed whatever a guest is called, with all boxes inside."""
    with a_machine() as m:
        full(m)
        svg = xml.dom.minidom.parseString(run(m, "map", "--svg")).documentElement
        texts = [t.firstChild.data for t in svg.getElementsByTagName("text")]
        assert "qemu-kvm (9) guest </text><script>&'" in texts, texts
        assert not svg.getElementsByTagName("script")
        height = int(svg.getAttribute("height"))
        boxes = [r for r in svg.getElementsByTagName("rect") if r.hasAttribute("y")]
        equal(len(boxes), 8)
        assert all(int(r.getAttribute("y")) + 20 <= height for r in boxes)
        assert all(int(r.getAttribute("x")) + int(r.getAttribute("width")) <=
                   int(svg.getAttribute("width")) for r in boxes)
        # A character is 7.2 pixels wide.
        for box, text in zip(boxes, svg.getElementsByTagName("text")):
            assert 7.2 * len(text.firstChild.data) + 6 <= int(box.getAttribute("width")), \
                text.toxml()
        assert "PF 0000:01:00.0 stride_pf group 12" in texts, texts


def test_watch_rounds():
    """As many rounds as asked, each an object; rates only where a kernel counts."""
    with a_machine() as m:
        full(m)
        out = run(m, "--json", "watch", "eth0", "--interval", "0.05", "--count", "3")
        rounds = [json.loads(line) for line in out.splitlines()]
        equal(len(rounds), 3)
        equal([v["address"] for v in rounds[0]["vfs"]], ["0000:01:10.0", "0000:01:10.2"])
        assert "rx_pps" not in rounds[0]["vfs"][0]
        assert "guest" in run(m, "watch", "eth0", "--interval", "0.05", "--count", "1")
        run(m, "watch", "eth0", "--count", "0", status=2)
