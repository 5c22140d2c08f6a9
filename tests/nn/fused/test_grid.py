"""Both engines on the same stacks: a sample of the grid with every pair of values, and all of it if slow."""

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.nn.fused.cpu.activations import FORMULAS
from depthlimit.nn.fused.cpu.layers import LAYERS
from tests.nn.fused.agreement import check_float32, check_float64
from tests.nn.fused.problems import Problem

AXES: tuple[tuple[Any, ...], ...] = (
    tuple(LAYERS),
    tuple(FORMULAS),
    (1, 2, 15, 16, 33, 64),
    (1, 2, 100, 2000),
    (1, 63, 64, 65, 1000),
    (torch.float64, torch.float32),
)
GRID = list(product(*AXES))


def pairs(cell: tuple[Any, ...]) -> set[tuple[int, Any, int, Any]]:
    """The pairs of values in a cell, with the axes they stand on."""
    return {(i, cell[i], j, cell[j]) for i, j in combinations(range(len(AXES)), 2)}


def pairwise() -> Iterator[tuple[Any, ...]]:
    """Cells until every pair of values has been seen, but for those of the slowest plain loops."""
    cells = [cell for cell in GRID if cell[2] * cell[3] * cell[4] <= 64 * 64 * 1000]
    missing = set().union(*(pairs(cell) for cell in cells))
    rng = np.random.default_rng(0)
    while missing:
        candidates = [cells[i] for i in rng.choice(len(cells), 1000, replace=False)]
        best = max(candidates, key=lambda cell: len(pairs(cell) & missing))
        if pairs(best) & missing:
            missing -= pairs(best)
            yield best


def check(cell: tuple[Any, ...]) -> None:
    *problem, dtype = cell
    if dtype == torch.float64:
        check_float64(Problem(*problem))
    else:
        check_float32(Problem(*problem))


@pytest.mark.parametrize("cell", list(pairwise()), ids=str)
def test_every_pair_of_values(cell: tuple[Any, ...]) -> None:
    check(cell)


@pytest.mark.slow
@pytest.mark.parametrize("cell", GRID, ids=str)
def test_every_cell(cell: tuple[Any, ...]) -> None:
    check(cell)
