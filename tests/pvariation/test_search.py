"""The search for D > 1: its engines on paths long enough to use every one of them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from depthlimit.pvariation.blocks import BLOCK, GROUP, blocks_of, middle
from depthlimit.pvariation.distances import EUCLIDEAN, METRICS, distance, link_lengths
from depthlimit.pvariation.reference import reference
from depthlimit.pvariation.search import search

Array = NDArray[np.float64]


def long_path(example: str, N: int, D: int) -> Array:
    rng = np.random.default_rng(11)
    t = np.linspace(0, 1, N)[:, None]
    smooth = np.sin(2 * np.pi * t * rng.uniform(0.5, 2, size=D) + rng.uniform(0, 2 * np.pi, size=D))
    noise = rng.normal(size=(N, D))
    paths: dict[str, Array] = {
        "brownian": noise.cumsum(axis=0) / np.sqrt(N),
        "smooth": smooth,
        "smooth+noise": smooth + 0.1 * noise,
        "monotone": rng.uniform(size=(N, D)).cumsum(axis=0) / N,
        "circle": np.concatenate([np.cos(9 * t), np.sin(9 * t), np.zeros((N, D - 2))], axis=1),
        "rank one": noise[:, :1].cumsum(axis=0) * rng.normal(size=D),
    }
    return paths[example]


@pytest.mark.parametrize("example", ["brownian", "smooth", "smooth+noise", "monotone", "circle", "rank one"])
@pytest.mark.parametrize(("N", "D"), [(1500, 3), (2600, 80)])
def test_equals_the_reference_where_leading_coordinates_are_used(example: str, N: int, D: int) -> None:
    path = long_path(example, N, D)
    squares = (path**2).sum(axis=1)
    distances = np.sqrt(np.maximum(squares[:, None] + squares - 2 * path @ path.T, 0))
    for p in (1.5, 2.0, 3.0):
        ((partition, sums),) = search(path, [p], EUCLIDEAN)
        value = (link_lengths(path, partition, EUCLIDEAN) ** p).sum()
        best = np.zeros(N)
        for j in range(1, N):
            best[j] = (best[:j] + distances[:j, j] ** p).max()
        assert value == pytest.approx(best[-1], rel=1e-8)  # the Gram matrix of this check cancels
        assert value >= best[-1] * (1 - 1e-9)
        scaled, unit = sums()
        assert scaled[-1] * unit**p == pytest.approx(value, rel=1e-12)


def test_all_exponents_together_equal_each_alone() -> None:
    path = long_path("brownian", 3000, 70)
    several = [1.2, 1.7, 2.0, 2.5, 4.0]
    for p, (partition, _) in zip(several, search(path, several, EUCLIDEAN), strict=True):
        ((alone, _),) = search(path, [p], EUCLIDEAN)
        together = (link_lengths(path, partition, EUCLIDEAN) ** p).sum()
        assert together == pytest.approx((link_lengths(path, alone, EUCLIDEAN) ** p).sum(), rel=1e-12)


@pytest.mark.parametrize("metric", METRICS.values())
def test_blocks_hold_their_points(metric: int) -> None:
    path = np.random.default_rng(5).normal(size=(3 * BLOCK + 17, 4)).cumsum(axis=0)
    blocks = blocks_of(path, metric)
    N = len(path)
    longest = max(distance(path, i, path, j, metric) for i in range(N) for j in range(N))
    assert 0.5 <= longest * blocks.scale <= 1.0
    for i in range(N):
        offset = distance(path, i, blocks.means, i // BLOCK, metric) * blocks.scale
        assert offset <= blocks.offsets[i] <= blocks.radii[i // BLOCK]
        radius = distance(path, i, path, middle(i // GROUP, N), metric) * blocks.scale
        assert radius <= blocks.group_radii[i // GROUP]


def test_ties_on_a_lattice() -> None:
    path = np.random.default_rng(6).integers(-1, 2, size=(700, 3)).astype(float)
    for p in (1.5, 2.0, 3.0):
        ((partition, _),) = search(path, [p], EUCLIDEAN)
        assert (link_lengths(path, partition, EUCLIDEAN) ** p).sum() == pytest.approx(
            reference(path, [p])[0].sum, rel=1e-12
        )
