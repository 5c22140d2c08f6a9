"""A rendered landscape, in memory and on disk: an array of losses, and beside it what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depthlimit.atomic import atomic_write_all
from depthlimit.jsonable import json_text
from depthlimit.landscapes.plane import Array, Plane
from depthlimit.landscapes.trajectory import Trajectory
from depthlimit.paths.tensor_files import torch_bytes

MOST_STEPS, MOST_ALONG_CUT = 501, 10_001
"""Along an axis of a surface, and along a cut, as they are drawn."""


@dataclass(frozen=True)
class Surface:
    """Losses on a grid of a plane through the trained weights.

    Attributes:
        losses: losses[i, j] is the loss at (x[j], y[i]), shape (rows, steps).
        x: the values of a, along the first direction, shape (steps,).
        y: the values of b, along the second direction, shape (rows,).
        centre: the loss at (0, 0), which need not be a point of the grid; None where it is not known.
        trajectory: a training, projected on the plane.
        description: what made the surface; written beside it.
    """

    losses: Array
    x: Array
    y: Array
    centre: float | None = None
    trajectory: Trajectory | None = None
    description: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_cut(self) -> bool:
        """Whether the losses lie along one direction only."""
        return len(self.losses) == 1

    @property
    def drawable(self) -> "Surface":
        """The surface with as many points as a picture shows."""
        return self.thinned(MOST_ALONG_CUT if self.is_cut else MOST_STEPS)

    def thinned(self, most: int) -> "Surface":
        """Return at most ``most`` rows and columns, evenly spaced, the first and the last among them.

        >>> plain_surface(np.eye(9)).thinned(3).x
        array([0., 4., 8.])
        """
        rows, columns = (evenly(length, most) for length in self.losses.shape)
        return replace(self, losses=self.losses[np.ix_(rows, columns)], x=self.x[columns], y=self.y[rows])

    @property
    def has_axes(self) -> bool:
        """Whether x and y are coordinates; otherwise they count steps."""
        return self.centre is not None


def evenly(length: int, most: int) -> NDArray[np.intp]:
    """Return at most ``most`` indices from 0 to the last, evenly spaced.

    >>> evenly(3, 101), len(evenly(1000, 101)), evenly(1000, 101)[-1]
    (array([0, 1, 2]), 101, np.int64(999))
    """
    return np.unique(np.linspace(0, length - 1, min(length, most)).round().astype(np.intp))


def plain_surface(losses: Array) -> Surface:
    """An array of losses of which nothing is known: its axes count steps."""
    rows, steps = losses.shape
    return Surface(losses, np.arange(steps, dtype=np.float64), np.arange(rows, dtype=np.float64))


def save_surface(surface: Surface, file: Path, plane: Plane) -> None:
    """Write the losses to ``file`` (.npy), what they are and the two directions beside it.

    The description is a ``.json``; the directions, in ``.directions.pth``, are read by
    ``torch.load(file, weights_only=True)``. Earlier files of these names move to ``previous/``.
    """
    manifest, directions = file.with_suffix(".json"), file.with_suffix(".directions.pth")
    described = {
        "axes": {"x": surface.x.tolist(), "y": surface.y.tolist()},
        "centre_loss": surface.centre,
        "trajectory": trajectory_record(surface.trajectory),
        **surface.description,
    }
    with atomic_write_all(file, manifest, directions) as (array_part, manifest_part, directions_part):
        with array_part.open("wb") as stream:
            np.save(stream, surface.losses)
        manifest_part.write_text(json_text(described, indent=2), encoding="utf-8")
        directions_part.write_bytes(torch_bytes({"first": dict(plane.first), "second": dict(plane.second)}))


TRAJECTORY = ("points", "off_plane", "distance")


def trajectory_record(trajectory: Trajectory | None) -> dict[str, object] | None:
    """The trajectory, ready for JSON."""
    if trajectory is None:
        return None
    return {name: getattr(trajectory, name).tolist() for name in TRAJECTORY}
