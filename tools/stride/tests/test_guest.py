# SPDX-License-Identifier: GPL-2.0
"""stride guest and persist."""

import re
import subprocess
import tempfile
from pathlib import Path

from harness import STRIDE, a_machine, equal, run, run_json
from machine import Cap, Fn, config, igb, mlx5, name

# The operator's CRD sriovnetworknodepolicies v1, spec: types, enums, what is required.
POLICY = {"resourceName": str, "nodeSelector": dict, "numVfs": int, "nicSelector": dict,
          "deviceType": ("netdevice", "vfio-pci"), "priority": int, "mtu": int, "isRdma": bool,
          "linkType": ("eth", "ETH", "ib", "IB"), "needVhostNet": bool, "excludeTopology": bool,
          "externallyManaged": bool, "eSwitchMode": ("legacy", "switchdev"),
          "vdpaType": ("virtio", "vhost"), "bridge": dict}
POLICY_NEEDS = {"nicSelector", "nodeSelector", "numVfs", "resourceName"}
NIC = {"deviceID": str, "netFilter": str, "pfNames": list, "rootDevices": list, "vendor": str}
# The device plugin's selectors of network devices.
SELECTORS = {"vendors", "devices", "drivers", "pciAddresses", "pfNames", "rootDevices",
             "linkTypes", "ddpProfiles", "isRdma", "needVhostNet", "acpiIndexes", "vdpaType",
             "pKeys"}
DOMAIN = """<domain type='kvm'><name>a</name><memory>1024</memory><vcpu>1</vcpu>
<os><type arch='x86_64'>hvm</type></os><devices>%s</devices></domain>"""


def fits(value: dict, schema: dict) -> None:
    """Members and their types are the schema's."""
    for key, val in value.items():
        want = schema[key]
        assert val in want if isinstance(want, tuple) else isinstance(val, want), (key, val)


def yaml(text: str):
    """The YAML that is printed here: mappings, lists of texts, texts, numbers."""
    def block(indent: int):
        got: dict | list = {}
        while lines and len(lines[0]) - len(lines[0].lstrip()) == indent:
            line = lines[0].strip()
            if line.startswith("- "):
                got = got or []
                got.append(line[2:].strip('"'))
                lines.pop(0)
                continue
            if isinstance(got, list):
                break
            key, _, value = lines.pop(0).strip().partition(":")
            if value:
                value = value.strip()
                got[key] = value.strip('"') if value[0] == '"' else int(value)
            else:
                got[key] = block(indent if lines[0].strip().startswith("- ") else indent + 2)
        return got
    lines = text.rstrip("\n").split("\n")
    return block(0)


def test_qemu():
    """The argument, and nothing else."""
    with a_machine() as m:
        igb(m, 2)
        equal(run(m, "guest", "eth0/1", "--only", "qemu"),
              "-device vfio-pci,host=0000:01:10.2\n")


def test_libvirt():
    """Both forms, against libvirt's schema."""
    with a_machine() as m:
        mlx5(m)
        got = run_json(m, "guest", "ens1f0np0/254")
        address = "domain='0x0000' bus='0x3c' slot='0x00' function='0x0'/>"
        for form in ("hostdev", "interface"):
            assert address in got[form], got[form]
            with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
                file.write(DOMAIN % got[form])
                file.flush()
                done = subprocess.run(["virt-xml-validate", file.name, "domain"], text=True,
                                      capture_output=True, check=False)
                equal(done.returncode, 0)
        equal(subprocess.run(["virt-xml-validate", "/dev/stdin", "domain"], check=False,
                             input=DOMAIN % "<hostdev/>", text=True,
                             capture_output=True).returncode == 0, False)


def test_operator():
    """A policy against the operator's schema, and as YAML."""
    with a_machine() as m:
        pf = igb(m, 2)
        policy = run_json(m, "guest", "eth0/1", "--only", "operator")["operator"]
        equal((policy["apiVersion"], policy["kind"]),
              ("sriovnetwork.openshift.io/v1", "SriovNetworkNodePolicy"))
        assert re.fullmatch(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", policy["metadata"]["name"])
        spec = policy["spec"]
        fits(spec, POLICY)
        fits(spec["nicSelector"], NIC)
        assert POLICY_NEEDS <= set(spec), spec
        equal(spec["nicSelector"], {"vendor": "8086", "deviceID": "10c9",
                                    "rootDevices": ["0000:01:00.0"]})
        equal((spec["numVfs"], spec["deviceType"]), (2, "netdevice"))
        equal(yaml(run(m, "guest", "eth0/1", "--only", "operator")), policy)
        m.vf(pf, 1, driver="vfio-pci")
        equal(run_json(m, "guest", "eth0/1")["operator"]["spec"]["deviceType"], "vfio-pci")


def test_plugin():
    """The device plugin selects by the VF's ids, not the PF's."""
    with a_machine() as m:
        m.vf(igb(m, 2), 1, driver="stride_vf")
        resource, = run_json(m, "guest", "eth0/1")["plugin"]["resourceList"]
        assert re.fullmatch(r"[a-zA-Z0-9_]+", resource["resourceName"])
        assert set(resource["selectors"]) <= SELECTORS
        equal(resource["selectors"], {"vendors": ["8086"], "devices": ["10ca"],
                                      "drivers": ["stride_vf"], "rootDevices": ["0000:01:00.0"]})


def test_link():
    """A .link names the PF, keeps the naming policy, and the VF."""
    with a_machine() as m:
        igb(m, 2)
        text = run(m, "guest", "eth0/1", "--only", "link")
        for line in ("Path=pci-0000:01:00.0", "SR-IOVVirtualFunctions=2", "VirtualFunction=1",
                     "NamePolicy=keep kernel database onboard slot path"):
            assert f"{line}\n" in text, text


def test_guest_all():
    """Everything at once has every form; what makes no sense is refused."""
    with a_machine() as m:
        igb(m, 2)
        text = run(m, "guest", "eth0/0")
        for words in ("vfio-pci,host=", "<hostdev", "<interface", "[SR-IOV]", "kind: ",
                      "resourceList"):
            assert words in text, words
        run(m, "guest", "eth0/0", "--only", "xen", status=2)
        run(m, "guest", "eth0", status=2)
        run(m, "guest", "eth0/2", status=3)


def test_persist_files():
    """Written, written again without VFIO, removed."""
    with a_machine() as m:
        pf = igb(m, 2)
        vf = m.vf(pf, 1, driver="vfio-pci")
        link = m.root / "etc/systemd/network/10-stride-0000:01:00.0.link"
        rule = m.root / "etc/udev/rules.d/80-stride-0000:01:00.0.rules"
        run(m, "persist", "eth0")
        assert not link.exists()
        run(m, "persist", "eth0", "--write")
        assert "SR-IOVVirtualFunctions=2" in link.read_text()
        lines = rule.read_text().splitlines()
        equal(len(lines), 1)
        assert lines[0].startswith('ACTION=="add", SUBSYSTEM=="pci", KERNEL=="0000:01:10.2", '
                                   'ATTR{driver_override}="vfio-pci"'), lines
        m.bind(vf.addr, "igbvf")
        run(m, "persist", "eth0", "--write")
        assert not rule.exists() and link.exists()
        run(m, "persist", "eth0", "--remove")
        assert not link.exists()
        run(m, "persist", "eth0", "--remove")


def test_persist_many():
    """Thousands of VFs: each has its line, and the last is whole."""
    with a_machine() as m:
        pf = m.pf(Fn("10000:05:00.0", 1, 2, klass=0x0B4000, driver="4xxx", group=5,
                     cap=Cap(3000, 8, 1, 0x4941)))
        pf.cap.num, pf.cap.ctrl = 3000, 9
        m.write(m.path[pf.addr] + "/config", config(pf))
        m.write(m.path[pf.addr] + "/sriov_numvfs", 3000)
        m.write(m.path[pf.addr] + "/sriov_drivers_autoprobe", 0)
        for i in range(3000):
            at = f"sys/bus/pci/devices/{name(pf.rid + 8 + i, 0x10000)}"
            m.write(f"{at}/vendor", "0x1")
            m.link(f"{at}/driver", "../../drivers/vfio-pci")
        lines = run(m, "persist", pf.addr).splitlines()
        equal(len(lines), 1 + 2 + 3000)
        assert 'ATTR{sriov_drivers_autoprobe}="0"' in lines[1], lines[1]
        assert all(line.endswith("drivers_probe'\"") for line in lines[3:])


def test_persist_unknown():
    """If the kernel does not tell a live VF's settings, no .link without them is written."""
    with a_machine() as m:
        pf = igb(m, 2)
        m.write(m.path[pf.addr] + "/net/eth0/ifindex", 987654)
        etc = m.root / "etc"
        etc.mkdir()
        script = ('mount --bind "$1/sys" /sys && mount --bind "$1/etc" /etc && '
                  'exec "$2" --json persist eth0 --write')
        done = subprocess.run(["unshare", "-m", "sh", "-c", script, "-", str(m.root), STRIDE],
                              text=True, capture_output=True, check=False)
        assert "settings of its VFs cannot be read" in done.stdout, done
        equal((done.returncode, list(etc.iterdir())), (3, []))


def test_persist_rules_are_rules():
    """udev takes them, also that of a PF without netdev."""
    with a_machine() as m:
        m.pf(Fn("0000:05:00.0", 0x8086, 0x4940, klass=0x0B4000, driver="4xxx", group=5,
                cap=Cap(16, 8, 1, 0x4941, num=16, ctrl=9)))
        pf = m.fns["0000:05:00.0"]
        for i in range(16):
            m.vf(pf, i, driver="vfio-pci")
        run(m, "persist", pf.addr, "--write")
        rule = m.root / f"etc/udev/rules.d/80-stride-{pf.addr}.rules"
        assert 'KERNEL=="0000:05:00.0", ATTR{sriov_numvfs}="16"' in rule.read_text()
        done = subprocess.run(["udevadm", "verify", str(rule)], text=True, capture_output=True,
                              check=False)
        equal((done.returncode, done.stdout[-400:] if done.returncode else ""), (0, ""))
        assert not list(Path(m.root / "etc").glob("systemd/network/*"))
