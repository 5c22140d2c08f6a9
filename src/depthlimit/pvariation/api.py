"""The one public function: checks its input, picks the engines, certifies their answers."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, overload

import numba
import numpy as np
from numpy.typing import ArrayLike

from depthlimit.pvariation.checks import (
    as_array,
    checked_exponents,
    checked_path,
    is_single,
    refuse_infinite,
    refuse_unknown,
)
from depthlimit.pvariation.diameter import diameter
from depthlimit.pvariation.distances import EUCLIDEAN, KINDS, Floats, Norm, in_safe_unit, link_lengths, radius
from depthlimit.pvariation.general_metric import Metric, general_metric
from depthlimit.pvariation.prefixes import best_of_prefixes
from depthlimit.pvariation.real_line import real_line, turning_points
from depthlimit.pvariation.result import PVariation, Solution, certified, in_power
from depthlimit.pvariation.search import search
from depthlimit.pvariation.total_variation import total_variation

# numba.get_num_threads() would start Numba's own threads, which a fork does not survive
THREADS: int = vars(numba.config)["NUMBA_NUM_THREADS"]


@overload
def p_variation(
    path: ArrayLike, p: float = 2.0, *, metric: Norm | Metric = "euclidean", assume_metric: bool = False
) -> PVariation: ...
@overload
def p_variation(
    path: ArrayLike, p: Sequence[float], *, metric: Norm | Metric = "euclidean", assume_metric: bool = False
) -> list[PVariation]: ...
def p_variation(
    path: ArrayLike,
    p: float | Sequence[float] = 2.0,
    *,
    metric: Norm | Metric = "euclidean",
    assume_metric: bool = False,
) -> Any:
    """The exact p-variation of a path: ``sup Σ ‖X_{t_{i+1}} − X_{t_i}‖^p`` over all its partitions.

    Args:
        path: N points, shape (N,) or (N, D), NumPy or torch; or a batch of B paths, shape (B, N, D),
            which are worked on in parallel and come back as a list of B answers.
        p: an exponent in [1, ∞] (∞: the diameter), or several, which share the distances.
        metric: ``"euclidean"``, ``"l1"`` or ``"linf"``, or a function of two points that returns
            their distance.
        assume_metric: promises that such a function is symmetric and keeps the triangle inequality, so
            that most of its N²/2 values need not be computed; the promise is spot-checked.

    Returns:
        One :class:`PVariation` for one exponent, a list for several: ``.sum`` is the supremum,
        ``.norm`` its p-th root, ``.partition`` attains it, ``.profile`` holds that of every prefix.

    Raises:
        ValueError: an empty path, a wrong shape, NaN or infinity in it, p < 1, or a function that is
            no distance.

    >>> p_variation([0.0, 1.0, 0.0, 2.0], p=2.0).sum  # 1 + 1 + 4
    6.0
    >>> [round(r.norm, 3) for r in p_variation([[0.0, 0.0], [3.0, 4.0], [0.0, 0.0]], p=[1, 2, np.inf])]
    [10.0, 7.071, 5.0]
    """
    exponents = checked_exponents(p)
    if callable(metric):
        return one_or_all(p, general_metric(path, exponents, metric, assume_metric))
    refuse_unknown(metric)
    points = as_array(path)
    if points.ndim != 3 or len(points) == 0:
        return one_or_all(p, results_of(checked_path(points), exponents, KINDS[metric], THREADS))
    with ThreadPoolExecutor(THREADS) as pool:
        each = max(THREADS // len(points), 1)
        batch = pool.map(lambda one: results_of(checked_path(one), exponents, KINDS[metric], each), points)
        return [one_or_all(p, results) for results in batch]


def one_or_all(p: float | Sequence[float], results: list[PVariation]) -> PVariation | list[PVariation]:
    """The one result of a single exponent, or the list of those of several."""
    return results[0] if is_single(p) else results


def results_of(path: Floats, exponents: Sequence[float], kind: int, threads: int) -> list[PVariation]:
    """The certified results of one path (N, D), by at most so many threads."""
    if path.shape[1] == 1:
        return results_on_line(path, exponents)
    points, unit = in_checked_unit(path, path)
    solutions = solve(points, exponents, kind, threads)
    results = []
    for p, (partition, prefixes) in zip(exponents, solutions, strict=True):
        solution = partition, partial(in_unit, prefixes, in_power(unit, p) if p < np.inf else unit)
        results.append(certified(p, solution, link_lengths(points, partition, kind), unit))
    return results


def results_on_line(path: Floats, exponents: Sequence[float]) -> list[PVariation]:
    """The certified results of a real path (N, 1), of which the turning points are enough."""
    turns = turning_points(path[:, 0])
    points, unit = in_checked_unit(path[turns], path)
    results = []
    for p in exponents:
        partition = real_line(points[:, 0], p)
        solution = turns[partition], partial(best_of_prefixes, path[:, 0], p)
        results.append(certified(p, solution, link_lengths(points, partition, EUCLIDEAN), unit))
    return results


def in_checked_unit(points: Floats, path: Floats) -> tuple[Floats, float]:
    """The points of a path in a unit in which squares are safe, and the unit; refuses what is not finite."""
    size = radius(points)
    if not size < np.inf:
        refuse_infinite(path)
    return in_safe_unit(points, size)


def in_unit(prefixes: Callable[[], Floats], factor: float) -> Floats:
    """The values of all prefixes times a power of the unit."""
    return prefixes() * factor


def solve(path: Floats, exponents: Sequence[float], kind: int, threads: int) -> list[Solution]:
    """An optimal partition of a path (N, D), D > 1, for each exponent, each from the engine made for it."""
    between = [p for p in exponents if 1 < p < np.inf]
    solutions = dict(zip(between, search(path, between, kind, threads), strict=True)) if between else {}
    if 1.0 in exponents:
        solutions[1.0] = total_variation(path, kind)
    if np.inf in exponents:
        solutions[np.inf] = diameter(path, kind)
    return [solutions[p] for p in exponents]
