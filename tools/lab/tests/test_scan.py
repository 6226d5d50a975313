#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What the console scanner takes for a report of the kernel, and what not.  KTAP."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.dont_write_bytecode = True
from labkit.scan import reports  # noqa: E402  pylint: disable=wrong-import-position

FAULTS = {
    "panic": "[    1.0] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000200",
    "kasan": "[    1.0] BUG: KASAN: slab-use-after-free in stride_tx_poll+0x1/0x2 [stride]",
    "null": "[    1.0] BUG: kernel NULL pointer dereference, address: 0000000000000010",
    "oops": "[    1.0] Oops: Oops: 0002 [#1] PREEMPT SMP KASAN",
    "warn": "[    1.0] WARNING: CPU: 1 PID: 77 at drivers/iommu/iommu.c:99 foo+0x1/0x2",
    "cut": "[    1.0] ------------[ cut here ]------------",
    "lockdep": "[    1.0] WARNING: possible circular locking dependency detected",
    "recursion": "[    1.0] WARNING: possible recursive locking detected",
    "inconsistent": "[    1.0] WARNING: inconsistent lock state",
    "key": "INFO: trying to register non-static key.",
    "atomic": "[    1.0] BUG: sleeping function called from invalid context at mm/slab.h:1",
    "hung": "[  120.0] INFO: task kworker/0:1:8 blocked for more than 120 seconds.",
    "soft": "[   30.0] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [bash:1]",
    "rcu": "[   30.0] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
    "ubsan": "[    1.0] UBSAN: array-index-out-of-bounds in pf_vf.c:1:2",
    "leak": "kmemleak: leak: unreferenced object 0xffff888000000000 (size 64):",
    "dma": "[    1.0] DMA-API: igb 0000:01:00.0: device driver frees DMA memory with wrong size",
    "refcount": "[    1.0] refcount_t: underflow; use-after-free.",
    "odebug": "[    1.0] ODEBUG: free active (active state 0) object: 0 object type: timer_list",
    "unregister": "[    9.0] unregister_netdevice: waiting for eth0 to become free",
    "watchdog": "[    9.0] stride_pf 0000:01:00.0 eth0: NETDEV WATCHDOG: CPU: 0: transmit queue 0",
    "list": "[    9.0] list_del corruption. prev->next should be x, but was y",
    "dmar-fault": "[    9.0] DMAR: [DMA Write NO_PASID] Request device [01:10.0] fault addr 0x0 ",
    "dmar-other": "[    8.0] lab: DMA faults of 01:10.2 are expected\n"
                  "[    9.0] DMAR: [DMA Read NO_PASID] Request device [01:10.0] fault addr 0x0 ",
    "remap-fault": "[    8.0] lab: DMA faults of 01:10.0 are expected\n"
                   "[    9.0] DMAR: [INTR-REMAP] Request device [01:10.0] fault index 0x7 [fault "
                   "reason 0x26] Blocked",
    "gpf": "[    9.0] general protection fault, probably for non-canonical address 0x1: 0000",
}
HARMLESS = {
    "taint": "[    1.0] stride: loading out-of-tree module taints kernel.",
    "warning-word": "[    1.0] stride_pf 0000:01:00.0: warning: link is slow",
    "acpi": "[    1.0] ACPI: PM: Preparing to enter system sleep state S5",
    "kvm": "[    1.0] kvm: kvm [213]: vcpu0, guest rIP: 0xff Unhandled WRMSR(0xc0010007) = 0xffff",
    "dmar": "[    1.0] DMAR: Intel(R) Virtualization Technology for Directed I/O",
    "dmar-excused": "[    8.0] lab: DMA faults of 01:10.0 are expected\n"
                    "[    9.0] DMAR: [DMA Read NO_PASID] Request device [01:10.0] fault addr 0x0 ",
    "remap-excused": "[    8.0] lab: interrupt faults of 01:10.0 are expected\n"
                     "[    9.0] DMAR: [INTR-REMAP] Request device [01:10.0] fault index 0x7 [fault "
                     "reason 0x26] Blocked",
    "debug-objects": "[    1.0] DMA-API: preallocated 65536 debug entries",
    "leak-start": "[    1.0] kmemleak: Kernel memory leak detector initialized (mem pool: 15700)",
    "rcu-info": "[    1.0] rcu: RCU lockdep checking is enabled.",
}


def main() -> int:
    """A result a line."""
    cases = [(name, text, True) for name, text in FAULTS.items()]
    cases += [(name, text, False) for name, text in HARMLESS.items()]
    print(f"KTAP version 1\n1..{len(cases)}")
    failed = 0
    for n, (name, text, fault) in enumerate(cases, 1):
        good = bool(reports("[    0.5] before\n" + text + "\nafter\n")) == fault
        failed += not good
        print(f"{'ok' if good else 'not ok'} {n} scan.{name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
