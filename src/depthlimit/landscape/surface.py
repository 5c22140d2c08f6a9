"""A rendered landscape, in memory and on disk: an array of losses, and beside it what it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from depthlimit.errors import DataError
from depthlimit.jsonable import json_text
from depthlimit.landscape.plane import Array, Plane
from depthlimit.landscape.trajectory import Trajectory
from depthlimit.paths.tensor_files import torch_bytes
from depthlimit.results import written_together


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
    def has_axes(self) -> bool:
        """Whether x and y are coordinates; otherwise they count steps."""
        return self.centre is not None


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
    with written_together(file, manifest, directions) as (array_part, manifest_part, directions_part):
        with array_part.open("wb") as stream:
            np.save(stream, surface.losses)
        manifest_part.write_text(json_text(described, indent=2), encoding="utf-8")
        directions_part.write_bytes(torch_bytes({"first": dict(plane.first), "second": dict(plane.second)}))


def load_surface(file: Path) -> Surface:
    """Read a surface, ours or any square array of losses in a ``.npy`` file.

    Nothing in the files is executed. Without a manifest beside it, an array has to be square, or a single
    row: a cut.

    Raises:
        DataError: the file or its manifest is missing, damaged, or holds something else.
    """
    losses = read_losses(file)
    manifest = file.with_suffix(".json")
    if not manifest.exists():
        rows, steps = losses.shape
        if rows not in (1, steps):
            raise DataError(
                f"{file} holds {rows} × {steps} numbers, a surface without its .json is square: give a "
                "square array, or put the .json beside it"
            )
        return plain_surface(losses)
    try:
        return described_surface(losses, json.loads(manifest.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{manifest} does not describe {file} ({type(error).__name__}: {error}): put back the one that "
            "was written with it, or move it away"
        ) from None


def read_losses(file: Path) -> Array:
    """The array of a ``.npy`` file, as a table of finite numbers."""
    try:
        losses = np.asarray(np.load(file, allow_pickle=False), dtype=np.float64)
    except FileNotFoundError:
        raise DataError(f"there is no file {file}: `depthlimit ll-render` writes one") from None
    except (ValueError, TypeError, EOFError) as error:
        raise DataError(f"{file} holds no array of numbers: {str(error).splitlines()[0]}") from None
    if losses.ndim not in (1, 2) or losses.size == 0:
        raise DataError(f"{file} holds an array of shape {losses.shape}, needed are the losses on a square")
    bad = int((~np.isfinite(losses)).sum())
    if bad:
        raise DataError(
            f"{bad} of the {losses.size} losses in {file} are NaN or infinite: render with a smaller --radius"
        )
    return np.atleast_2d(losses)


def described_surface(losses: Array, manifest: dict[str, Any]) -> Surface:
    """The surface with the axes of its manifest."""
    x, y = (np.asarray(manifest["axes"][axis], dtype=np.float64) for axis in ("x", "y"))
    if losses.shape != (len(y), len(x)):
        raise ValueError(f"axes of {len(y)} × {len(x)} for losses of {losses.shape[0]} × {losses.shape[1]}")
    centre = float(manifest.pop("centre_loss"))
    found = manifest.pop("trajectory", None)
    trajectory = None if found is None else Trajectory(*(np.array(found[name]) for name in TRAJECTORY))
    del manifest["axes"]
    return Surface(losses, x, y, centre, trajectory, manifest)


TRAJECTORY = ("points", "off_plane", "distance")


def trajectory_record(trajectory: Trajectory | None) -> dict[str, object] | None:
    """The trajectory, ready for JSON."""
    if trajectory is None:
        return None
    return {name: getattr(trajectory, name).tolist() for name in TRAJECTORY}
