"""Cores and memory of this machine, on every operating system."""

import os
from pathlib import Path

import psutil

PROC = Path("/proc/self/status")
"""Where Linux tells the peak, which psutil does not; that of ``getrusage`` may be a parent's."""


def cores() -> int:
    """Return the number of CPU cores that this process may use.

    >>> 1 <= cores() <= (os.cpu_count() or 1)
    True
    """
    try:
        return len(psutil.Process().cpu_affinity() or [0])
    except (AttributeError, psutil.Error):  # AttributeError: macOS has no affinity
        return os.cpu_count() or 1


def available_memory() -> int:
    """Return the bytes of memory that can be taken without swapping."""
    return int(psutil.virtual_memory().available)


def resident_memory() -> int:
    """Return the bytes of memory that this process holds."""
    return int(psutil.Process().memory_info().rss)


def peak_memory() -> int:
    """Return the most bytes of memory that this process has held, or holds now where no peak is known.

    >>> 0 < resident_memory() <= 1.1 * peak_memory()
    True
    """
    try:
        lines = PROC.read_text(encoding="utf-8").splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        held = psutil.Process().memory_info()
        return int(getattr(held, "peak_wset", held.rss))
