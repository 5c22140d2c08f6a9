"""Paths that other programs wrote: ``.npy`` and ``.csv``."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from depthlimit.errors import DataError
from depthlimit.npy import read_npy
from depthlimit.paths.text_tables import read_csv

READERS = {".npy": read_npy, ".csv": read_csv}


def load_points(file: Path) -> NDArray[np.float64]:
    """Return the points of a path, one a row, shape (N, …).

    A ``.npy`` file holds real numbers, a ``.csv`` file what `read_csv` accepts.

    Raises:
        DataError: the file is missing, damaged, or of another kind.
    """
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise DataError(f"{file} is of a kind that is not read: give a .npy, .csv or exported .pth file")
    try:
        points = reader(file)
    except FileNotFoundError:
        raise DataError(f"there is no file {file}") from None
    if points.ndim == 0:
        raise DataError(f"{file} holds one number, expected an array of points, one a row")
    if points.size == 0:
        raise DataError(f"{file} holds no points, its shape is {points.shape}")
    return points
