"""Surfaces: arrays of losses with a description of their axes beside them."""

from collections.abc import Iterable
from pathlib import Path

from depthlimit.documents import read_mapping
from depthlimit.errors import DataError


def surfaces_among(files: Iterable[Path]) -> list[Path]:
    """Return the losses on planes, in order: also those whose description is damaged, for a note about it."""
    return sorted(file for file in files if is_surface(file) or is_damaged_surface(file))


def is_surface(file: Path) -> bool:
    """Return True for an array with a description of its axes beside it."""
    try:
        return describes_axes(file)
    except DataError:
        return False


def is_damaged_surface(file: Path) -> bool:
    """Return True for an array with a description beside it that cannot be read."""
    try:
        describes_axes(file)
    except DataError:
        return True
    return False


def describes_axes(file: Path) -> bool:
    """Return True if the description beside an array has axes.

    Raises:
        DataError: it is damaged.
    """
    try:
        return file.suffix == ".npy" and "axes" in read_mapping(file.with_suffix(".json"))
    except OSError:
        return False
