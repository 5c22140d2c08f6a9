"""The engine made for each path and exponent, and the certified results of their partitions."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from depthlimit.pvariation.arrays import Floats
from depthlimit.pvariation.checks import as_array, checked_path, in_checked_unit
from depthlimit.pvariation.diameter import diameter, running_diameter
from depthlimit.pvariation.distances import EUCLIDEAN, METRICS, Norm, in_safe_unit, link_lengths, radius
from depthlimit.pvariation.general_metric import Metric, general_metric
from depthlimit.pvariation.prefixes import running_span, sums_on_line
from depthlimit.pvariation.profile import ALMOST_INFINITE, profile
from depthlimit.pvariation.real_line import real_line, turning_points
from depthlimit.pvariation.result import PVariation, Solution, Sums, certified, in_unit
from depthlimit.pvariation.search import search
from depthlimit.pvariation.total_variation import total_variation


def results_of(
    path: ArrayLike, exponents: Sequence[float], metric: Norm | Metric, assume_metric: bool, threads: int
) -> list[PVariation]:
    """Return the results of one path for checked exponents and metric, using at most ``threads`` threads."""
    if callable(metric):
        return general_metric(path, exponents, metric, assume_metric)
    points = checked_path(as_array(path))
    if points.shape[1] == 1:
        return results_on_line(points, exponents)
    return results_in_space(points, exponents, METRICS[metric], threads)


def results_in_space(path: Floats, exponents: Sequence[float], metric: int, threads: int) -> list[PVariation]:
    """Return the certified results of a path (N, D), D > 1."""
    points, unit = in_checked_unit(path, path)
    solutions = solve(points, exponents, metric, threads)
    return [
        certified(
            p,
            partition,
            link_lengths(points, partition, metric),
            unit,
            partial(prefixes_in_space, points, p, metric, unit, sums),
        )
        for p, (partition, sums) in zip(exponents, solutions, strict=True)
    ]


def prefixes_in_space(points: Floats, p: float, metric: int, unit: float, sums: Callable[[], Sums]) -> Floats:
    """Return the supremum over every prefix of a path (N, D) in a safe unit, given its scaled ``sums``."""

    def level(stop: int) -> Sums:
        if stop == len(points):
            scaled, scale = sums()
            return scaled, scale * unit
        first, smaller = in_safe_unit(points[:stop], radius(points[:stop]))
        ((_, sums_of_first),) = solve(first, [p], metric, 1)
        scaled, scale = sums_of_first()
        return scaled, scale * smaller * unit

    return profile(p, len(points), level, lambda: in_unit(running_diameter(points, metric), unit, 1.0))


def results_on_line(path: Floats, exponents: Sequence[float]) -> list[PVariation]:
    """Return the certified results of a real path (N, 1); only its turning points are searched."""
    turns = turning_points(path[:, 0])
    points, unit = in_checked_unit(path[turns], path)
    results = []
    for p in exponents:
        partition = real_line(points[:, 0], p)
        links = link_lengths(points, partition, EUCLIDEAN)
        results.append(certified(p, turns[partition], links, unit, partial(prefixes_on_line, path, p)))
    return results


def prefixes_on_line(path: Floats, p: float) -> Floats:
    """Return the supremum over every prefix of a real path (N, 1)."""

    def level(stop: int) -> Sums:
        first, unit = in_safe_unit(path[:stop], radius(path[:stop]))
        scaled, scale = sums_on_line(first[:, 0], p)
        return scaled, scale * unit

    def running() -> Floats:
        points, unit = in_safe_unit(path, radius(path))
        return in_unit(running_span(points[:, 0]), unit, 1.0)

    return profile(p, len(path), level, running)


def solve(path: Floats, exponents: Sequence[float], metric: int, threads: int) -> list[Solution]:
    """Return an optimal partition of a path (N, D), D > 1, for each exponent, from the engine made for it."""
    between = [p for p in exponents if 1 < p < ALMOST_INFINITE]
    solutions = dict(zip(between, search(path, between, metric, threads), strict=True)) if between else {}
    if 1.0 in exponents:
        solutions[1.0] = total_variation(path, metric)
    beyond = [p for p in exponents if p >= ALMOST_INFINITE]
    if beyond:
        partition = diameter(path, metric)
        for p in beyond:  # their profile is that of the diameter, and needs no sums
            solutions[p] = partition, lambda: (np.zeros(len(path)), 1.0)
    return [solutions[p] for p in exponents]
