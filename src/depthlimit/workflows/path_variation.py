"""Exact p-variation of one path: the command ``pvar``."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan
from pathlib import Path
from typing import TYPE_CHECKING

from depthlimit.arguments import check_arguments, several
from depthlimit.errors import UsageError
from depthlimit.requirements import BETA, require
from depthlimit.result import Result
from depthlimit.tables import Table
from depthlimit.weight_formats import POINT_FORMATS, WEIGHT_FORMATS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from depthlimit.paths import WeightPath
    from depthlimit.paths.values import Array, Values
    from depthlimit.workflows.weight_sources import HasPath

WEIGHTS = WEIGHT_FORMATS.keys() - POINT_FORMATS
"""Endings of files that are read as weights; others hold points."""


@dataclass(frozen=True, repr=False)
class Variation(Result):
    """p-variation of a path for one p.

    Attributes:
        p: the exponent.
        norm: ‖X‖_p-var.
        sum: its p-th power, the supremum over all partitions; for p = ∞ the diameter.
        grid_sum: the sum over the partition into single steps; NaN for p = ∞.
        partition: indices t_0 = 0 < … < t_m = N − 1 that attain the supremum.
    """

    p: float
    norm: float
    sum: float
    grid_sum: float
    partition: tuple[int, ...]


@dataclass(frozen=True, repr=False)
class PathVariation(Result):
    """p-variation of N points in R^D, multiplied by N^β, or by L^β where they are a slice of a network.

    Attributes:
        file: the file, or the class of the object in memory.
        N: number of points.
        D: their dimension.
        beta: the exponent of the rescaling.
        results: one for each p.
    """

    file: str
    N: int
    D: int
    beta: float
    results: tuple[Variation, ...]

    def table(self) -> Table:
        """Return a row for each p; the grid sum shows what the supremum adds."""
        rows = tuple((one.p, one.norm, one.sum, one.grid_sum, len(one.partition) - 1) for one in self.results)
        return Table(("p", "norm", "sum", "grid sum", "links"), rows)


def path_variation(
    file: "str | Path | WeightPath | HasPath | ArrayLike",
    *,
    p: float | Sequence[float] = (2.0,),
    beta: float | None = None,
) -> PathVariation:
    """Compute the exact p-variation of a path.

    Args:
        file: A .npy or .csv file, one point per row, or weights: .pth, .pt, .ckpt; or weights, a run or an
            array (N, D) in memory.
        p: Exponents; inf is the diameter.
        beta: Multiply the N points by N^beta (default: 1 - alpha for exported weights, else 0), those of a
            slice of a network by L^beta.

    Raises:
        DataError: the file is missing, damaged, or holds something else.
        UsageError: the points are not finite, or an option is out of its range.

    >>> result = path_variation([[0.0], [1.0], [0.0]], p=[1, 2])
    >>> [float(one.norm) for one in result.results]
    [2.0, 1.4142135623730951]
    """
    check_arguments(path_variation, locals())
    from depthlimit.paths.values import rescaling, times
    from depthlimit.pvariation import grid_variation, p_variation

    require({"beta": beta}, {"beta": BETA})
    name = str(file) if isinstance(file, str | Path) else type(file).__name__
    values, default, L = points_of(file)
    used = default if beta is None else beta
    N = len(values)
    points: Array = times(rescaling(L, used), values.reshape(N, -1))
    try:
        found = p_variation(points, several(p))
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from None
    results = tuple(
        Variation(
            p=one.p,
            norm=one.norm,
            sum=one.sum,
            grid_sum=float(grid_variation(points, one.p)) if one.p < inf else nan,
            partition=tuple(one.partition.tolist()),
        )
        for one in found
    )
    return PathVariation(name, N, points.shape[1], used, results)


def points_of(file: "str | Path | WeightPath | HasPath | ArrayLike") -> "tuple[Values, float, int]":
    """Return the points of a path, shape (N, …), the exponent β unless one is given, and the L of L^β.

    Raises:
        DataError: the file is missing, damaged, or holds something else.
        UsageError: the object holds no real numbers.
    """
    from depthlimit.paths import WeightPath, load_path, load_points
    from depthlimit.paths.values import real_values
    from depthlimit.workflows.weight_sources import HasPath

    if isinstance(file, str | Path) and Path(file).suffix.lower() not in WEIGHTS:
        read = load_points(Path(file))
        return read, 0.0, len(read)
    if isinstance(file, str | Path | WeightPath | HasPath):
        path = load_path(file) if isinstance(file, str | Path) else file
        weights = path if isinstance(path, WeightPath) else path.path()
        return weights.values, weights.beta, weights.L
    points = real_values(file, "the path")
    if points.size == 0 or points.ndim not in (1, 2):
        raise UsageError(
            f"the path has shape {points.shape}, expected (N,) or (N, D): write path.reshape(len(path), -1)"
        )
    return (points[:, None] if points.ndim == 1 else points), 0.0, len(points)
