"""Reading surfaces from files, ours or others', with every number checked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from depthlimit.documents import read_mapping
from depthlimit.errors import DataError
from depthlimit.landscapes.grid import LARGEST
from depthlimit.landscapes.plane import Array
from depthlimit.landscapes.surface import TRAJECTORY, Surface, unlabelled_surface
from depthlimit.landscapes.trajectory import Trajectory
from depthlimit.npy import read_npy


def load_surface(file: Path) -> Surface:
    """Read a surface, ours or any square array of losses in a ``.npy`` file.

    Nothing in the files is executed. Without a manifest beside it, an array has to be square, or a single
    row: a cut.

    Raises:
        DataError: the file or its manifest is missing, damaged, or holds something else.
    """
    losses = read_losses(file)
    manifest = file.with_suffix(".json")
    try:
        described = read_mapping(manifest)
    except FileNotFoundError:
        rows, steps = losses.shape
        if rows not in (1, steps):
            raise DataError(
                f"{file} holds {rows} × {steps} numbers, but a surface without a .json beside it is square: "
                "give a square array, or put the .json beside it"
            ) from None
        return unlabelled_surface(losses)
    try:
        return surface_with_manifest(losses, described)
    except ValueError as error:
        raise DataError(
            f"{manifest} does not describe {file} ({error}): put back the one that was written with it, or "
            "move it away"
        ) from None


def read_losses(file: Path) -> Array:
    """Return the array of a ``.npy`` file with two axes; its numbers are finite.

    Raises:
        DataError: there is no such file, or it holds something else.
    """
    try:
        losses = read_npy(file)
    except FileNotFoundError:
        raise DataError(f"there is no file {file}: `depthlimit ll-render` writes one") from None
    if losses.ndim not in (1, 2) or losses.size == 0:
        raise DataError(f"{file} holds an array of shape {losses.shape}, expected the losses on a square")
    bad = int((~np.isfinite(losses)).sum())
    if bad:
        raise DataError(
            f"{bad} of the {losses.size} losses in {file} are NaN or infinite: render with a smaller radius"
        )
    if np.abs(losses).max() > LARGEST:
        raise DataError(
            f"losses in {file} exceed {LARGEST:g}, which cannot be drawn: render with a smaller radius"
        )
    return np.atleast_2d(losses)


def surface_with_manifest(losses: Array, manifest: Mapping[str, Any]) -> Surface:
    """Return the surface with the axes of its manifest.

    Raises:
        ValueError: the manifest describes something else.
    """
    rows, steps = losses.shape
    if steps == 1 < rows:
        raise ValueError(f"it has {rows} rows of one loss each, and a cut is one row")
    axes = mapping_in(manifest, "axes")
    x, y = (axis(axes, name, length) for name, length in (("x", steps), ("y", rows)))
    (centre,) = numbers([manifest.get("centre_loss")], "centre_loss", (1,))
    trajectory = manifest.get("trajectory")
    own = ("axes", "centre_loss", "trajectory")
    return Surface(
        losses,
        x,
        y,
        float(centre),
        None if trajectory is None else trajectory_of(mapping_in(manifest, "trajectory")),
        {name: value for name, value in manifest.items() if name not in own},
    )


def trajectory_of(found: Mapping[str, Any]) -> Trajectory:
    """Return the trajectory that a manifest describes.

    Raises:
        ValueError: it has no points, lists of several lengths, or negative distances.
    """
    points = found.get("points")
    T = len(points) if isinstance(points, list) else 0
    if T == 0:
        raise ValueError("its trajectory has no points")
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(TRAJECTORY, (T,)) | {"points": (T, 2)}
    arrays = {name: numbers(found.get(name), name, shape) for name, shape in shapes.items()}
    if min(arrays["off_plane"].min(), arrays["distance"].min()) < 0:
        raise ValueError("its trajectory has negative distances")
    return Trajectory(**arrays)


def axis(axes: Mapping[str, Any], name: str, length: int) -> Array:
    """Return the coordinates along one axis, ascending, shape (length,)."""
    found = numbers(axes.get(name), f"axes.{name}", (length,))
    if (np.diff(found) <= 0).any():
        raise ValueError(f"axes.{name} does not ascend")
    return found


def mapping_in(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the mapping of this name."""
    found = content.get(name)
    if not isinstance(found, Mapping):
        raise ValueError(f"{name} is {json_type(found)}, expected a mapping")
    return found


def numbers(value: object, name: str, shape: tuple[int, ...]) -> Array:
    """Return nested lists of numbers as an array of this shape.

    >>> numbers([[1, 2.5]], "points", (1, 2))
    array([[1. , 2.5]])
    """
    flat = [value]
    for length in shape:
        if not all(isinstance(part, list) and len(part) == length for part in flat):
            raise ValueError(f"{name} is not a list of shape {shape}")
        flat = [inner for part in flat if isinstance(part, list) for inner in part]
    for number in flat:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise ValueError(f"{name} holds {json_type(number)}, expected numbers")
        if not abs(number) <= LARGEST:
            raise ValueError(f"{name} holds numbers above {LARGEST:g}")
    return np.array(flat, dtype=np.float64).reshape(shape)


def json_type(value: object) -> str:
    """Return the type of a value of JSON in words."""
    return "nothing" if value is None else f"a {type(value).__name__}"
