"""Paths that other programs wrote: ``.npy`` and ``.csv``."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from depthlimit.errors import DataError

READERS = (".npy", ".csv")


def load_points(file: Path) -> NDArray[np.float64]:
    """The points of a path, one a row, shape (N, …).

    A ``.csv`` file holds numbers separated by commas, a point a line; a first line of names is passed over.

    Raises:
        DataError: the file is missing, damaged, or of another kind.
    """
    try:
        if file.suffix == ".npy":
            return np.asarray(np.load(file, allow_pickle=False), dtype=np.float64)
        if file.suffix == ".csv":
            return read_csv(file)
    except FileNotFoundError:
        raise DataError(f"there is no file {file}") from None
    except (ValueError, EOFError) as error:
        reason = str(error).splitlines()[0]
        raise DataError(f"{file} holds no array of numbers: {reason}") from None
    raise DataError(f"{file} is of a kind that is not read: give a .npy, .csv or exported .pth file")


def read_csv(file: Path) -> NDArray[np.float64]:
    """The numbers of a table, without a line of names at its top."""
    with file.open(encoding="utf-8") as lines:
        names = not is_number(lines.readline().split(",")[0])
    return np.loadtxt(file, delimiter=",", skiprows=int(names), ndmin=2)


def is_number(text: str) -> bool:
    """Whether the text is a number.

    >>> is_number("-1e3 "), is_number("x")
    (True, False)
    """
    try:
        float(text)
    except ValueError:
        return False
    return True
