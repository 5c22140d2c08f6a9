"""Threads of the CPU engine: every thread takes an equal run of tasks.

Nothing here runs in PyTorch's own threads, and a forked process starts threads of its own, so that it waits
for none of its parent's.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache

import torch


def thread_count(tasks: int) -> int:
    """Return how many threads share the tasks."""
    return max(1, min(torch.get_num_threads(), tasks))


def run_in_threads(work: Callable[[int, int, int], None], tasks: int) -> None:
    """Run ``work(thread, first, last)`` on equal runs of tasks, the first one in the calling thread.

    If the calling thread only waited, the system would now and then put two of the others on its core.
    """
    count = thread_count(tasks)
    bounds = [tasks * i // count for i in range(count + 1)]
    others = [pool(count - 1).submit(work, i, bounds[i], bounds[i + 1]) for i in range(1, count)]
    try:
        work(0, bounds[0], bounds[1])
    finally:
        wait(others)
    for other in others:
        other.result()


@cache
def pool(count: int) -> ThreadPoolExecutor:
    """Return threads that wait for work between calls; starting them takes as long as hundreds of layers."""
    return ThreadPoolExecutor(count, "depthlimit")


if hasattr(os, "register_at_fork"):  # a forked process has none of its parent's threads
    os.register_at_fork(after_in_child=pool.cache_clear)
