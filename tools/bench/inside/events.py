# SPDX-License-Identifier: GPL-2.0
"""The kernel's own trace: DMA mappings, interrupts, NAPI polls."""

from pathlib import Path

from .machine import put, sh

TRACE = "/sys/kernel/tracing"
EVENTS = ("dma/dma_map_page", "dma/dma_unmap_page", "irq/irq_handler_entry", "napi/napi_poll")


def start() -> None:
    """Empty the buffer and record."""
    if not Path(f"{TRACE}/trace").exists():
        sh(f"mount -t tracefs tracefs {TRACE}")
    put(f"{TRACE}/buffer_size_kb", "65536")
    put(f"{TRACE}/trace", "")
    for event in EVENTS:
        put(f"{TRACE}/events/{event}/enable", "1")
    put(f"{TRACE}/tracing_on", "1")


def stop(to: Path) -> None:
    """Stop, and leave the text for the host to read."""
    put(f"{TRACE}/tracing_on", "0")
    for event in EVENTS:
        put(f"{TRACE}/events/{event}/enable", "0")
    sh(f"cat {TRACE}/trace > {to}")
