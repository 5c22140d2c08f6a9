"""Two halves at once: the same values as one search, and no thread left running."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.coordinates import Coordinates
from depthlimit.pvariation.distances import EUCLIDEAN, link_lengths
from depthlimit.pvariation.halves import solve_halves
from depthlimit.pvariation.joint import crossing_links
from depthlimit.pvariation.search import LONG, search
from depthlimit.pvariation.state import initial_state

Array = NDArray[np.float64]
Partition = NDArray[np.intp]


def path_of(example: str, N: int, D: int) -> Array:
    rng = np.random.default_rng(12)
    t = np.linspace(0, 1, N)[:, None]
    paths: dict[str, Array] = {
        "brownian": rng.normal(size=(N, D)).cumsum(axis=0),
        "smooth": np.sin(2 * np.pi * t * rng.uniform(0.5, 2, size=D) + rng.uniform(0, 6, size=D)),
        "white": rng.normal(size=(N, D)),
        "lattice": rng.integers(-1, 2, size=(N, D)).astype(float),
        "constant": np.ones((N, D)),
    }
    return paths[example]


def halved(path: Array, exponents: list[float], panel: int = 0) -> list[Partition]:
    """Return the partitions found from both ends."""
    return solve_halves(initial_state(path, EUCLIDEAN, np.array(exponents)), panel)


@pytest.mark.parametrize("example", ["brownian", "smooth", "white", "lattice", "constant"])
@pytest.mark.parametrize(("N", "D"), [(2 * BLOCK + 5, 2), (1500, 3), (2700, 80)])
def test_two_halves_give_the_values_of_one_search(example: str, N: int, D: int) -> None:
    path, several = path_of(example, N, D), [1.2, 1.5, 2.0, 2.7, 3.0]
    for p, partition, (one, _) in zip(
        several, halved(path, several), search(path, several, EUCLIDEAN), strict=True
    ):
        assert (partition[0], partition[-1]) == (0, N - 1)
        assert (np.diff(partition) > 0).all()
        value = (link_lengths(path, partition, EUCLIDEAN) ** p).sum()
        assert value == pytest.approx((link_lengths(path, one, EUCLIDEAN) ** p).sum(), rel=1e-12)


@pytest.mark.parametrize("p", [1.5, 2.0, 3.0])
def test_the_crossing_link_is_the_best_of_all(p: float) -> None:
    rng = np.random.default_rng(13)
    N, half = 5 * BLOCK + 9, 2
    path, m = path_of("brownian", N, 4), half * BLOCK
    state = initial_state(path, EUCLIDEAN, np.array([p]))
    state.best[:] = np.sort(rng.uniform(0, 0.05, size=(1, N)))
    after = np.sort(rng.uniform(0, 0.05, size=(1, N - m)))
    distances = np.linalg.norm(path[:m, None] - path[None, m:], axis=2) * state.blocks.scale
    totals = state.best[0, :m, None] + distances**p + after[0, ::-1]
    ((i, j),) = crossing_links(state, after, half, Coordinates(path, state.blocks.scale))
    assert totals[i, j - m] == pytest.approx(totals.max(), rel=1e-14)


def test_threads_do_not_change_the_answer_and_the_profile_is_that_of_one_search() -> None:
    path = path_of("brownian", (LONG + 4) * BLOCK, 70)
    ((first, sums),) = search(path, [3.0], EUCLIDEAN, 2)
    ((again, _),) = search(path, [3.0], EUCLIDEAN, 2)
    ((one, expected),) = search(path, [3.0], EUCLIDEAN)
    assert first.tolist() == again.tolist() == one.tolist()  # unique here
    assert (sums()[0] == expected()[0]).all()


def test_a_forked_process_can_go_on() -> None:
    script = f"""
import os, threading
import numpy as np
from depthlimit import p_variation
path = np.random.default_rng(0).normal(size=({(LONG + 4) * BLOCK}, 70)).cumsum(axis=0)
value = p_variation(path, 3.0).sum
assert threading.active_count() == 1
child = os.fork()
if child == 0:
    os._exit(0 if p_variation(path, 3.0).sum == value else 1)
assert os.waitpid(child, 0)[1] == 0
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=100)
