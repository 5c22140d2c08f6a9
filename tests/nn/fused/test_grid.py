"""Both engines on the same stacks: a sample of the grid with every pair of values, and all of it if slow."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any, get_args

import numpy as np
import pytest
import torch

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from tests.nn.fused.problems import Problem, distances

AXES: tuple[tuple[Any, ...], ...] = (
    get_args(ConnectionName),
    get_args(ActivationName),
    (1, 2, 15, 16, 33, 64),
    (1, 2, 100, 2000),
    (1, 63, 64, 65, 1000),
    (torch.float64, torch.float32),
)
GRID = list(product(*AXES))
EPSILON = torch.finfo(torch.float32).eps


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


def check_float64(problem: Problem) -> None:
    fused, plain = (problem.solve(engine, torch.float64) for engine in ("fused", "eager"))
    assert max(distances(fused, plain)) < 1e-12


def check_float32(problem: Problem) -> None:
    """At most twice as far from the truth as the plain loop, or within the last digits of what is added up.

    The plain loop may have a few numbers right by luck: where there are few, the worst of many draws counts.
    """
    numbers = problem.d * min(problem.N, problem.d * problem.L)
    fused, plain = [], []
    for seed in range(32 if numbers < 16 else 8 if numbers < 1000 else 1):
        drawn = replace(problem, seed=seed)
        truth = drawn.solve("eager", torch.float64, rounded=True)
        fused.append(distances(drawn.solve("fused", torch.float32), truth))
        plain.append(
            np.maximum(distances(drawn.solve("eager", torch.float32), truth), last_digits(drawn, truth))
        )
    assert np.all(np.max(fused, axis=0) <= 2 * np.max(plain, axis=0))


def last_digits(problem: Problem, truth: list[torch.Tensor]) -> list[float]:
    """Two units in the last place of the result, or of the h or g to which layers add until it is reached."""
    W, h, g = problem.tensors(torch.float64)
    return [
        2 * EPSILON * max(1.0, float(start.abs().max() / result.abs().max())) if result.any() else 0.0
        for start, result in zip((h, 0 * W, g), truth, strict=True)
    ]


@pytest.mark.parametrize("cell", list(pairwise()), ids=str)
def test_every_pair_of_values(cell: tuple[Any, ...]) -> None:
    check(cell)


@pytest.mark.slow
@pytest.mark.parametrize("cell", GRID, ids=str)
def test_every_cell(cell: tuple[Any, ...]) -> None:
    check(cell)
