"""Where the two directions of a landscape come from: chance, a trajectory, or two other networks."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from depthlimit.errors import UsageError
from depthlimit.landscapes.normalization import ORDINARY, Axes, NormalizationName, normalized
from depthlimit.landscapes.plane import Parameters, Plane, difference
from depthlimit.seeds import generator

NOTHING = 1e-12
"""Below this share of the largest, a variance is rounding."""


def random_plane(
    centre: Parameters,
    normalization: NormalizationName = "filter",
    seed: int = 0,
    axes: Mapping[str, Axes] | None = None,
) -> Plane:
    """The plane through ``centre`` along two Gaussian directions.

    Args:
        centre: the trained parameters.
        normalization: filter, layer or none, see `normalized`.
        seed: what the directions are drawn from.
        axes: what the axes of parameters count, where it is not `ORDINARY`.

    Raises:
        UsageError: the normalisation leaves nothing to move.
    """
    axes = axes or {}
    first: dict[str, Tensor] = {}
    second: dict[str, Tensor] = {}
    for number, (name, weight) in enumerate(centre.items()):
        u, v = (
            torch.from_numpy(generator(seed, "directions", which, number).normal(size=tuple(weight.shape)))
            for which in (0, 1)
        )
        u, v = normalized(u, v, weight.double(), axes.get(name, ORDINARY), normalization)
        first[name], second[name] = u.to(weight.dtype), v.to(weight.dtype)
    plane = Plane(centre, first, second)
    if min(plane.norms) == 0:
        raise UsageError(
            f"no direction is left: with normalization {normalization}, biases, batch norm and weights that "
            "are 0 are not moved: write --normalization=none"
        )
    return plane


def plane_through(centre: Parameters, one: Parameters, other: Parameters) -> Plane:
    """The plane in which ``one`` is the point (1, 0) and ``other`` the point (0, 1).

    Raises:
        UsageError: the three lie on a line.
    """
    first, second = (
        {name: step.to(centre[name].dtype) for name, step in difference(end, centre).items()}
        for end in (one, other)
    )
    plane = Plane(centre, first, second)
    G = plane.gram
    if np.linalg.det(G) <= NOTHING * G[0, 0] * G[1, 1]:
        raise UsageError(
            "the three networks lie on a line, and no plane is spanned: give two that differ from the first "
            "and from each other"
        )
    return plane


def principal_plane(centre: Parameters, states: Sequence[Parameters]) -> Plane:
    """The plane through ``centre`` that the trajectory ``states`` is closest to, in the mean square.

    The directions are the two leading right singular vectors of the differences states − centre, with one
    common length, the largest |coordinate| of the trajectory, so that it fits into [−1, 1]². (Li et al. take
    the mean off first; the best plane through the trained weights, which are the centre, has none to take.)

    Raises:
        UsageError: the trajectory lies on a line.
    """
    names = list(centre)
    rows = [difference(state, centre) for state in states]
    X = torch.stack([torch.cat([row[name].flatten() for name in names]) for row in rows])
    variances, U = torch.linalg.eigh(X @ X.T)
    if len(rows) < 2 or variances[-2] <= NOTHING * variances[-1]:
        raise UsageError(
            f"the {len(rows)} points of the trajectory lie on a line through the trained weights, and no "
            "plane is spanned: keep more of them with fit --export_every=1"
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
