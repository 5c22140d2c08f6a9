"""Paths in arrays and tables of other programs: ``.npy`` and ``.csv``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depthlimit.errors import DataError
from depthlimit.npy import read_npy
from depthlimit.paths.manifest import read_manifest
from depthlimit.paths.text_tables import read_csv
from depthlimit.paths.values import Values, path_values

READERS = {".npy": read_npy, ".csv": read_csv}


def read_weights(file: Path) -> tuple[Values, Mapping[str, Any]]:
    """Return the matrices (L, d, d) of an array, and the manifest beside the file.

    Raises:
        DataError: the file or its manifest is missing, damaged, or holds something else.
    """
    return path_values(load_points(file), file), read_manifest(file.with_suffix(".json"))


def load_points(file: Path) -> NDArray[np.float64]:
    """Return the points of a path, one a row, shape (N, …).

    A ``.npy`` file holds real numbers, a ``.csv`` file what `read_csv` accepts.

    Raises:
        DataError: the file is missing, damaged, or of another format.
    """
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise DataError(f"{file} is of an unsupported format: give a .npy, .csv or exported .pth file")
    try:
        points = reader(file)
    except FileNotFoundError:
        raise DataError(f"there is no file {file}") from None
    if points.ndim == 0:
        raise DataError(f"{file} holds one number, expected an array of points, one per row")
    if points.size == 0:
        raise DataError(f"{file} holds no points, its shape is {points.shape}")
    return points
