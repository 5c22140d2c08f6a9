"""Rendered landscapes, in memory and on disk: an array of losses, and a manifest beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from depthlimit.atomic import atomic_write_all
from depthlimit.discovery import DIRECTIONS
from depthlimit.jsonable import json_text
from depthlimit.landscapes.plane import Array, Plane
from depthlimit.landscapes.sharpness import Sharpness
from depthlimit.landscapes.trajectory import Trajectory
from depthlimit.paths.tensor_files import torch_bytes
from depthlimit.result import Result
from depthlimit.spacing import evenly_spaced
from depthlimit.tables import Table

MOST_STEPS, MOST_ALONG_CUT = 501, 10_001
"""Points that are drawn along an axis of a surface, and along a cut."""


@dataclass(frozen=True, repr=False)
class Surface(Result):
    """Losses on a grid of a plane through the trained weights.

    Attributes:
        losses: losses[i, j] is the loss at (x[j], y[i]), shape (rows, steps).
        x: values of a, along the first direction, shape (steps,).
        y: values of b, along the second direction, shape (rows,).
        centre: loss at (0, 0), which need not be a point of the grid; None if unknown.
        trajectory: projection of a training run on the plane.
        description: how the surface was made; part of its manifest.
    """

    losses: Array
    x: Array
    y: Array
    centre: float | None = None
    trajectory: Trajectory | None = None
    description: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_cut(self) -> bool:
        """True if the losses lie along one direction only."""
        return len(self.losses) == 1

    @property
    def drawable(self) -> "Surface":
        """Surface with at most as many points as a figure shows."""
        return self.thinned(MOST_ALONG_CUT if self.is_cut else MOST_STEPS)

    def thinned(self, most: int) -> "Surface":
        """Return the surface with at most ``most`` rows and columns, evenly spaced, first and last included.

        >>> unlabelled_surface(np.eye(9)).thinned(3).x
        array([0., 4., 8.])
        """
        rows, columns = (evenly_spaced(length, most) for length in self.losses.shape)
        return replace(self, losses=self.losses[np.ix_(rows, columns)], x=self.x[columns], y=self.y[rows])

    @property
    def has_axes(self) -> bool:
        """True if x and y are coordinates in the plane; otherwise they count steps."""
        return self.centre is not None

    @property
    def extent(self) -> tuple[float, float]:
        """Smallest and largest finite loss; NaN if none is finite."""
        finite = self.losses[np.isfinite(self.losses)]
        return (float(finite.min()), float(finite.max())) if finite.size else (np.nan, np.nan)

    @property
    def sharpness(self) -> Sharpness | None:
        """Second derivatives at the centre, if they were computed."""
        found = self.description.get("sharpness")
        return Sharpness(**found) if isinstance(found, Mapping) else None

    def table(self) -> Table:
        """Return a row (a, b, loss) for every point of the grid."""
        rows = [
            (float(a), float(b), float(loss))
            for b, row in zip(self.y, self.losses, strict=True)
            for a, loss in zip(self.x, row, strict=True)
        ]
        return Table(("a", "b", "loss"), tuple(rows))

    def _repr_html_(self) -> str:
        """Return the extent of the surface: its table is too long for a notebook."""
        return f"<code>{escape(repr(self))}</code>"


def unlabelled_surface(losses: Array) -> Surface:
    """Return the surface of an array of losses without coordinates: its axes count steps."""
    rows, steps = losses.shape
    return Surface(losses, np.arange(steps, dtype=np.float64), np.arange(rows, dtype=np.float64))


def save_surface(surface: Surface, file: Path, plane: Plane) -> None:
    """Write the losses to ``file`` (.npy), and the manifest and the two directions beside it.

    The manifest is a ``.json`` file; the directions, in ``.directions.pth``, are read by
    ``torch.load(file, weights_only=True)``. Earlier files of these names move to ``previous/``.
    """
    manifest, directions = file.with_suffix(".json"), file.with_suffix(DIRECTIONS)
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
    """Return the trajectory as a mapping for JSON."""
    if trajectory is None:
        return None
    return {name: getattr(trajectory, name).tolist() for name in TRAJECTORY}
