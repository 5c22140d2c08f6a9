"""Exact p-variation of the weights at every depth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthlimit.analysis.norms import LEVEL, half_width
from depthlimit.errors import UsageError
from depthlimit.paths import PathCollection, WeightPath
from depthlimit.progress import Progress
from depthlimit.pvariation import p_variation_batch
from depthlimit.result import Result
from depthlimit.tables import Cell, Table

Floats = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class VariationRow(Result):
    """p-variation norms ‖L^β W‖_p-var at one depth.

    Attributes:
        depth: L.
        norms: one row for every seed, one column for every p, shape (seeds, exponents).
        mean: over the seeds, shape (exponents,).
        half_width: of the confidence interval of the mean, shape (exponents,); None for one seed.
    """

    depth: int
    norms: Floats
    mean: Floats
    half_width: Floats | None


@dataclass(frozen=True, repr=False)
class VariationTable(Result):
    """p-variation at every depth, from the shallowest to the deepest, for one β and several p."""

    beta: float
    exponents: tuple[float, ...]
    level: float
    rows: tuple[VariationRow, ...]

    def table(self) -> Table:
        """Return a row for every depth: the mean over seeds and half of its confidence interval."""
        several = any(row.half_width is not None for row in self.rows)
        names = [f"p={p:g}" for p in self.exponents]
        columns = [part for name in names for part in ((name, f"± {name}") if several else (name,))]
        rows: list[tuple[Cell, ...]] = []
        for row in self.rows:
            cells: list[Cell] = [row.depth, len(row.norms)]
            for k, mean in enumerate(row.mean):
                cells.append(float(mean))
                if several:
                    cells.append(None if row.half_width is None else float(row.half_width[k]))
            rows.append(tuple(cells))
        return Table(("L", "seeds", *columns), tuple(rows))


def variation_table(
    collection: PathCollection,
    exponents: Sequence[float],
    beta: float | None = None,
    level: float = LEVEL,
    progress: Progress = iter,
) -> VariationTable:
    """Return the exact p-variation of k ↦ L^β W_k for every depth, seed and exponent.

    Args:
        collection: the paths.
        exponents: p, each in [1, ∞].
        beta: the exponent of the rescaling, by default the paths' own.
        level: the confidence of the intervals.
        progress: takes the depths and yields them again, as ``tqdm`` does.

    Raises:
        UsageError: an exponent below 1, weights that are not finite, or several β and none given.
    """
    beta = collection.beta if beta is None else beta
    rows = []
    for depth in progress(collection.depths):
        norms = variations(collection.at(depth), exponents, beta)
        rows.append(VariationRow(depth, norms, norms.mean(axis=0), half_width(norms, level)))
    return VariationTable(beta, tuple(exponents), level, tuple(rows))


def variations(paths: Sequence[WeightPath], exponents: Sequence[float], beta: float) -> Floats:
    """Return the p-variation norms of paths of one depth, shape (paths, exponents)."""
    points = np.stack([path.rescaled(beta).reshape(path.depth, -1) for path in paths])
    try:
        results = p_variation_batch(points, list(exponents))
    except ValueError as error:
        raise UsageError(f"at depth {points.shape[1]}: {error}") from None
    return np.array([[one.norm for one in results_of_path] for results_of_path in results])
