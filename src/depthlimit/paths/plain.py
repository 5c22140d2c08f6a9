"""Options in a checkpoint may be any objects; what is made of them is data that JSON can hold."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

import numpy as np
from torch import Tensor

from depthlimit.errors import DataError
from depthlimit.jsonable import encodable
from depthlimit.paths.values import obstacle

MOST = 10_000
"""Options in a checkpoint, those inside of others counted."""
DEEPEST = 32
"""Levels of options inside of others."""


def plain(value: object, origin: object) -> Any:
    """Return a value as mappings, lists, tuples, text, numbers and None.

    Scalars of NumPy and tensors of one number become that number, a namespace a mapping; of anything else
    only the name of its class is left, as ``<Tensor>``.

    Args:
        value: what a checkpoint holds.
        origin: where it was read, for the error.

    Raises:
        DataError: there are too many values in it, or it contains itself.

    >>> plain({"lr": np.float64(0.5), 3: [argparse.Namespace(p=2)], "W": np.zeros(2)}, "here")
    {'lr': 0.5, '3': [{'p': 2}], 'W': '<ndarray>'}
    """
    return visited(value, origin, DEEPEST, iter(range(MOST)))


def visited(value: object, origin: object, levels: int, left: Iterator[int]) -> Any:
    """Return the value as `plain` does; ``left`` ends when there are too many."""
    if levels == 0 or next(left, None) is None:
        raise DataError(f"{origin} holds too many options: more than {MOST:,}, or one inside of itself")
    if isinstance(value, argparse.Namespace):
        value = vars(value)
    if isinstance(value, Mapping):
        return {key_text(key): visited(part, origin, levels - 1, left) for key, part in value.items()}
    if isinstance(value, list | tuple):
        parts = [visited(part, origin, levels - 1, left) for part in value]
        return tuple(parts) if isinstance(value, tuple) else parts
    return scalar(value)


def scalar(value: object) -> str | int | float | None:
    """Return a value that holds no others."""
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
    """Return the text for a name in a mapping."""
    return str(scalar(key))


def is_short(number: int) -> bool:
    """Return True for a whole number that can be written in decimals."""
    return number.bit_length() <= 64
