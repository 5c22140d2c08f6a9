"""The state of a search, which every kernel of the search takes as one argument."""

from typing import NamedTuple

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.blocks import Blocks, blocks_of


class State(NamedTuple):
    """A search for optimal partitions of all prefixes of a path, for several exponents at once.

    Kernels update ``best`` and ``last`` in place. Lengths are scaled by ``blocks.scale``, so that no link is
    longer than 1.

    Attributes:
        path: the points, (N, D).
        metric: the code of the norm, one of ``distances.METRICS``.
        blocks: balls around the points.
        p: the exponents, (E,).
        best: the largest sum known over partitions of ``X_0, …, X_j``, (E, N): a lower bound of F_j.
        last: the index from which the last link of that partition starts, (E, N).
    """

    path: Floats
    metric: int
    blocks: Blocks
    p: Floats
    best: Floats
    last: Indices


def initial_state(path: Floats, metric: int, p: Floats, scale: float = 0.0) -> State:
    """Return the state before the first column; a ``scale`` of 0 stands for one that is measured."""
    shape = len(p), len(path)
    return State(path, metric, blocks_of(path, metric, scale), p, np.zeros(shape), np.zeros(shape, np.intp))
