"""Products of tall and small matrices, by the BLAS that Numba calls."""

import numpy as np

from depthlimit.pvariation.arrays import Floats
from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.compiling import compiled

SMALL = 2**18  # multiply-adds up to which OpenBLAS works in the calling thread and without packing


@compiled
def product(rows: Floats, columns: Floats, out: Floats) -> None:
    """Write ``rows @ columns.T`` into ``out``, in pieces small enough to stay in this thread.

    Waking the threads of BLAS for a tile costs more than it saves, and milliseconds where the cores are busy.
    """
    width, K = columns.shape
    height = max(SMALL // (width * K), 4)
    for start in range(0, len(rows), height):
        stop = min(start + height, len(rows))
        np.dot(rows[start:stop], columns.T, out[start:stop])


@compiled
def padded(points: Floats, first: int, stop: int) -> Floats:
    """Return a panel of points, padded with zeros to a whole block: every product has the same width."""
    panel = np.zeros((BLOCK, points.shape[1]))
    for j in range(first, stop):
        for k in range(points.shape[1]):
            panel[j - first, k] = points[j, k]
    return panel
