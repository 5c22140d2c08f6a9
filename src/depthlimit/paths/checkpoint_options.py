"""Options in a checkpoint, which may be any objects, as data that JSON can hold."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

import numpy as np
from torch import Tensor

from depthlimit.errors import DataError
from depthlimit.jsonable import encodable
from depthlimit.paths.values import obstacle

MOST_OPTIONS = 10_000
"""Largest number of options in a checkpoint, nested ones included."""
MOST_LEVELS = 32
"""Largest number of levels of nested options."""


def to_plain_data(value: object, origin: object) -> Any:
    """Return a value as mappings, lists, tuples, text, numbers and None.

    Scalars of NumPy and tensors of one number become that number, a namespace a mapping; of anything else
    only the name of its class is left, as ``<Tensor>``.

    Args:
        value: a value in a checkpoint.
        origin: name of the file in the error.

    Raises:
        DataError: it has too many values, or contains itself.

    >>> to_plain_data({"lr": np.float64(0.5), 3: [argparse.Namespace(p=2)], "W": np.zeros(2)}, "here")
    {'lr': 0.5, '3': [{'p': 2}], 'W': '<ndarray>'}
    """
    return converted(value, origin, MOST_LEVELS, iter(range(MOST_OPTIONS)))


def converted(value: object, origin: object, levels: int, left: Iterator[int]) -> Any:
    """Return the value as `to_plain_data` does; ``left`` ends when there are too many."""
    if levels == 0 or next(left, None) is None:
        raise DataError(f"{origin} has too many options: more than {MOST_OPTIONS:,}, or one inside of itself")
    if isinstance(value, argparse.Namespace):
        value = vars(value)
    if isinstance(value, Mapping):
        return {key_text(key): converted(part, origin, levels - 1, left) for key, part in value.items()}
    if isinstance(value, list | tuple):
        parts = [converted(part, origin, levels - 1, left) for part in value]
        return tuple(parts) if isinstance(value, tuple) else parts
    return scalar(value)


def scalar(value: object) -> str | int | float | None:
    """Return a value that is not a container."""
    if isinstance(value, Tensor):
        value = value.item() if not obstacle(value) and value.numel() == 1 else value
    elif isinstance(value, np.generic | np.ndarray):
        value = value.item() if value.size == 1 else value
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, str | PurePath):
        return encodable(str(value))
    return value if isinstance(value, int) and is_short(value) else f"<{type(value).__name__}>"


def key_text(key: object) -> str:
    """Return the key of a mapping as text."""
    return str(scalar(key))


def is_short(number: int) -> bool:
    """Return True for a whole number that can be written in decimals."""
    return number.bit_length() <= 64
