"""The one public function: checks its input, picks the engines, certifies their answers."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from depthlimit.pvariation.checks import (
    as_array,
    checked_exponents,
    checked_path,
    in_checked_unit,
    is_single,
    refuse_unknown,
)
from depthlimit.pvariation.diameter import diameter, running_diameter
from depthlimit.pvariation.distances import EUCLIDEAN, KINDS, Floats, Norm, in_safe_unit, link_lengths, radius
from depthlimit.pvariation.general_metric import Metric, general_metric
from depthlimit.pvariation.importing import THREADS
from depthlimit.pvariation.prefixes import running_span, sums_on_line
from depthlimit.pvariation.profile import ALMOST_INFINITE, profile
from depthlimit.pvariation.real_line import real_line, turning_points
from depthlimit.pvariation.result import PVariation, Solution, Sums, certified, in_unit
from depthlimit.pvariation.search import search
from depthlimit.pvariation.total_variation import total_variation


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
        TypeError: p, or what the metric returns, is not a number.
        ValueError: an empty path, a wrong shape, NaN or infinity in it, p < 1, or a function that fails
            or is not a distance.

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
    return [
        certified(
            p,
            partition,
            link_lengths(points, partition, kind),
            unit,
            partial(prefixes_of, points, p, kind, unit, sums),
        )
        for p, (partition, sums) in zip(exponents, solutions, strict=True)
    ]


def prefixes_of(points: Floats, p: float, kind: int, unit: float, sums: Callable[[], Sums]) -> Floats:
    """The p-variation of every prefix of a path (N, D) in a safe unit; known are its scaled ``sums``."""

    def level(stop: int) -> Sums:
        if stop == len(points):
            scaled, scale = sums()
            return scaled, scale * unit
        first, smaller = in_safe_unit(points[:stop], radius(points[:stop]))
        ((_, of_first),) = solve(first, [p], kind, 1)
        scaled, scale = of_first()
        return scaled, scale * smaller * unit

    return profile(p, len(points), level, lambda: in_unit(running_diameter(points, kind), unit, 1.0))


def results_on_line(path: Floats, exponents: Sequence[float]) -> list[PVariation]:
    """The certified results of a real path (N, 1), of which the turning points are enough."""
    turns = turning_points(path[:, 0])
    points, unit = in_checked_unit(path[turns], path)
    results = []
    for p in exponents:
        partition = real_line(points[:, 0], p)
        links = link_lengths(points, partition, EUCLIDEAN)
        results.append(certified(p, turns[partition], links, unit, partial(prefixes_on_line, path, p)))
    return results


def prefixes_on_line(path: Floats, p: float) -> Floats:
    """The p-variation of every prefix of a real path (N, 1)."""

    def level(stop: int) -> Sums:
        first, unit = in_safe_unit(path[:stop], radius(path[:stop]))
        scaled, scale = sums_on_line(first[:, 0], p)
        return scaled, scale * unit

    def running() -> Floats:
        points, unit = in_safe_unit(path, radius(path))
        return in_unit(running_span(points[:, 0]), unit, 1.0)

    return profile(p, len(path), level, running)


def solve(path: Floats, exponents: Sequence[float], kind: int, threads: int) -> list[Solution]:
    """An optimal partition of a path (N, D), D > 1, for each exponent, each from the engine made for it."""
    between = [p for p in exponents if 1 < p < ALMOST_INFINITE]
    solutions = dict(zip(between, search(path, between, kind, threads), strict=True)) if between else {}
    if 1.0 in exponents:
        solutions[1.0] = total_variation(path, kind)
    beyond = [p for p in exponents if p >= ALMOST_INFINITE]
    if beyond:
        partition = diameter(path, kind)
        for p in beyond:  # their profile is that of the diameter, and asks for no sums
            solutions[p] = partition, lambda: (np.zeros(len(path)), 1.0)
    return [solutions[p] for p in exponents]
