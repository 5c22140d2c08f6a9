"""Parts of weight paths, their values on other grids, differences and distances."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np

from depthlimit.arguments import wrong_type
from depthlimit.errors import UsageError
from depthlimit.paths.grids import PathNorm, on_grid, path_norm
from depthlimit.paths.manifest import is_whole
from depthlimit.paths.matrix_path import MatrixPath
from depthlimit.paths.values import rescaling, times

P = TypeVar("P", bound=MatrixPath)


def part(path: P, key: slice) -> P:
    """Return the path of several layers in a row; see `WeightPath`."""
    places = range(*key.indices(path.depth))
    if places.step != 1:
        raise UsageError(
            f"the slice has step {places.step}, expected 1: write path.resample(m) for a path on the grid k/m"
        )
    if not places:
        raise UsageError(f"there are no layers {key.start}:{key.stop} in a path of {path.depth} layers")
    numbers = path.provenance.get("layers")
    known = isinstance(numbers, list | tuple) and len(numbers) == path.depth
    layers = [numbers[k] for k in places] if known else list(places)  # type: ignore[index]
    provenance = {**path.provenance, "layers": layers}
    return replace(path, values=path.values[key], provenance=provenance, network_depth=path.L)


def resampled(path: P, depth: int, beta: float) -> P:
    """Return the path on the grid k/m; see `WeightPath.resample`."""
    if not is_whole(depth, 1):
        raise UsageError(f"depth is {depth!r:.60}, expected a whole number, at least 1", {"depth": 64})
    L = max(depth, round(path.L * depth / path.depth))
    factor = path.factor(beta) / rescaling(L, beta)
    provenance = {name: fact for name, fact in path.provenance.items() if name not in ("layers", "L")}
    return replace(
        path,
        values=times(factor, on_grid(path.values, depth)),
        provenance={**provenance, "resampled_from": path.depth},
        network_depth=None if path.network_depth is None else L,
    )


def difference(first: P, second: P) -> P:
    """Return the path of W_k − V_k; see `WeightPath`."""
    check_shapes(first, second)
    if first.depth != second.depth:
        raise UsageError(
            f"paths of depths {first.depth} and {second.depth} cannot be subtracted layer by layer: "
            f"write path.resample({second.depth}) - other"
        )
    if (first.alpha, first.L) != (second.alpha, second.L):
        raise UsageError(
            f"the paths have alpha={first.alpha:g} in a network of depth {first.L} and "
            f"alpha={second.alpha:g} in one of depth {second.L}, expected the same of both: "
            "subtract arrays, as in path.rescaled() - other.rescaled()"
        )
    return replace(
        first,
        values=first.values.astype(np.float64) - second.values,
        provenance=common(first.provenance, second.provenance),
        connection=first.connection if first.connection == second.connection else None,
    )


def distance(
    first: MatrixPath, second: MatrixPath, norm: PathNorm, p: float | None, beta: float | None
) -> float:
    """Return the distance of two paths; see `WeightPath.distance`."""
    if not isinstance(second, MatrixPath):
        raise wrong_type("other", second, "a WeightPath")
    check_shapes(first, second)
    if beta is None and first.beta != second.beta:
        raise UsageError(
            f"the paths have several β = 1 − α ({first.beta:g}, {second.beta:g}), expected one",
            {"beta": first.beta},
        )
    m = min(first.depth, second.depth)
    return path_norm(on_grid(first.rescaled(beta), m) - on_grid(second.rescaled(beta), m), norm, p)


def check_shapes(first: MatrixPath, second: MatrixPath) -> None:
    """Refuse paths of matrices of different shapes.

    Raises:
        UsageError: the shapes differ.
    """
    shapes = [" × ".join(map(str, path.values.shape[1:])) for path in (first, second)]
    if shapes[0] != shapes[1]:
        raise UsageError(
            f"paths of {shapes[0]} and of {shapes[1]} matrices cannot be compared, expected one shape"
        )


def common(first: Mapping[str, object], second: Mapping[str, object]) -> dict[str, object]:
    """Return the entries in which two records agree.

    >>> common({"alpha": 0.5, "model": {"L": 4, "seed": 0}}, {"alpha": 0.5, "model": {"L": 4, "seed": 1}})
    {'alpha': 0.5, 'model': {'L': 4}}
    """
    found: dict[str, object] = {}
    for name, one in first.items():
        two = second.get(name)
        if isinstance(one, Mapping) and isinstance(two, Mapping):
            found[name] = common(one, two)
        elif name in second and type(one) is type(two) and repr(one) == repr(two):
            found[name] = one
    return found
