"""Cores and memory of this machine, on every operating system."""

import os

import psutil


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
