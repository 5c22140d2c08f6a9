"""Planes through trained weights: random, principal directions of a trajectory, or through two networks."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from depthlimit.errors import UsageError
from depthlimit.landscapes.normalization import OUTPUT_UNITS_FIRST, Axes, NormalizationName, normalized
from depthlimit.landscapes.plane import Parameters, Plane, difference
from depthlimit.seeds import generator

ROUNDING = 1e-12
"""Variances below this share of the largest are rounding errors."""


def random_plane(
    centre: Parameters,
    normalization: NormalizationName = "filter",
    seed: int = 0,
    axes: Mapping[str, Axes] | None = None,
) -> Plane:
    """Return the plane through ``centre`` along two Gaussian directions.

    Args:
        centre: the trained parameters.
        normalization: filter, layer or none; see `normalized`.
        seed: of the directions.
        axes: layout of parameters that are not laid out as `OUTPUT_UNITS_FIRST`.

    Raises:
        UsageError: both directions are zero after normalisation.
    """
    axes = axes or {}
    first: dict[str, Tensor] = {}
    second: dict[str, Tensor] = {}
    for number, (name, weight) in enumerate(centre.items()):
        u, v = (
            torch.from_numpy(generator(seed, "directions", which, number).normal(size=tuple(weight.shape)))
            for which in (0, 1)
        )
        u, v = normalized(u, v, weight.double(), axes.get(name, OUTPUT_UNITS_FIRST), normalization)
        first[name], second[name] = u.to(weight.dtype), v.to(weight.dtype)
    plane = Plane(centre, first, second)
    if min(plane.norms) == 0:
        raise UsageError(
            f"no parameter moves: normalization {normalization} does not move biases, batch norms and "
            "weights that are 0",
            {"normalization": "none"},
        )
    return plane


def plane_through(centre: Parameters, one: Parameters, other: Parameters) -> Plane:
    """Return the plane in which ``one`` is the point (1, 0) and ``other`` the point (0, 1).

    Raises:
        UsageError: the three lie on a line.
    """
    first, second = (
        {name: step.to(centre[name].dtype) for name, step in difference(end, centre).items()}
        for end in (one, other)
    )
    plane = Plane(centre, first, second)
    G = plane.gram
    if np.linalg.det(G) <= ROUNDING * G[0, 0] * G[1, 1]:
        raise UsageError(
            "the three networks lie on a line and do not span a plane: give two that differ from the first "
            "and from each other"
        )
    return plane


def principal_plane(centre: Parameters, states: Sequence[Parameters]) -> Plane:
    """Return the plane through ``centre`` with the least mean square distance to the trajectory ``states``.

    The directions are the two leading right singular vectors of the differences states − centre, with one
    common length, the largest |coordinate| of the trajectory, so that it fits into [−1, 1]². (Li et al.
    subtract the mean first; a plane through the centre is fitted without.)

    Raises:
        UsageError: the trajectory lies on a line.
    """
    names = list(centre)
    rows = [difference(state, centre) for state in states]
    X = torch.stack([torch.cat([row[name].flatten() for name in names]) for row in rows])
    variances, U = torch.linalg.eigh(X @ X.T)
    if len(rows) < 2 or variances[-2] <= ROUNDING * variances[-1]:
        raise UsageError(
            f"the {len(rows)} points of the trajectory lie on a line through the trained weights and do not "
            "span a plane: train again with export_every=1 and keep all"
        )
    directions = (X.T @ U[:, [-1, -2]] / variances[[-1, -2]].sqrt()).T
    directions *= (X @ directions.T).abs().max()
    sizes = [centre[name].numel() for name in names]
    first, second = (
        {
            name: piece.view(centre[name].shape).to(centre[name].dtype)
            for name, piece in zip(names, direction.split(sizes), strict=True)
        }
        for direction in directions
    )
    return Plane(centre, first, second)
