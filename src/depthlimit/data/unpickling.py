"""Pickles of containers and arrays of bytes, read without executing anything in them."""

import io
import math
import pickle
from collections.abc import Callable
from typing import ClassVar

import numpy as np

from depthlimit.data.images import Pixels
from depthlimit.errors import DataError


class PickledDtype:
    """Stand-in for ``numpy.dtype`` while a pickle is read; it keeps the name of the type."""

    def __init__(self, name: object = None, *_: object) -> None:
        self.name = name

    def __setstate__(self, state: object) -> None:
        """Ignore byte order and the like, which unsigned bytes do not have."""


class PickledArray:
    """Stand-in for ``numpy.ndarray`` while a pickle is read; it keeps the state of the array."""

    def __init__(self, *_: object) -> None:
        self.state: object = None

    def __setstate__(self, state: object) -> None:
        self.state = state

    def unsigned_bytes(self, origin: object) -> Pixels:
        """Return the array, if it holds unsigned bytes in a shape of their number.

        Raises:
            DataError: the array is another one.
        """
        match self.state:
            case (_, tuple(shape), PickledDtype(name="u1" | b"u1"), bool(fortran), bytes(data)) if fits(
                shape, len(data)
            ):
                return np.frombuffer(data, np.uint8).reshape(shape, order="F" if fortran else "C")
        raise DataError(f"{origin} holds an array that is not of unsigned bytes: fetch the official file")


def fits(shape: tuple[object, ...], size: int) -> bool:
    """Return True if an array of this shape has ``size`` entries."""
    lengths = [length for length in shape if isinstance(length, int) and length >= 0]
    return len(lengths) == len(shape) and math.prod(lengths) == size


class PlainUnpickler(pickle.Unpickler):
    """Reader of containers, numbers, text and arrays, which refuses to call any other function.

    A pickle names the functions that are called when it is read. The three names in an official CIFAR-10
    batch are not looked up: the two classes above take their place and only keep their arguments.
    """

    known: ClassVar[dict[str, Callable[..., object]]] = {
        "numpy.core.multiarray._reconstruct": PickledArray,
        "numpy._core.multiarray._reconstruct": PickledArray,  # the name since numpy 2
        "numpy.ndarray": PickledArray,
        "numpy.dtype": PickledDtype,
    }

    def find_class(self, module: str, name: str) -> Callable[..., object]:
        """Return the stand-in for a name, never the object of that name."""
        try:
            return self.known[f"{module}.{name}"]
        except KeyError:
            raise pickle.UnpicklingError(f"it calls {module}.{name}, which no array needs") from None


def unpickle(content: bytes, origin: object) -> object:
    """Return the content of a pickle of Python 2 or 3; text of Python 2 is returned as bytes.

    Raises:
        DataError: the content is not a pickle of containers and arrays.
    """
    try:
        return PlainUnpickler(io.BytesIO(content), encoding="bytes").load()
    except Exception as error:  # a hostile pickle can raise anything: IndexError, MemoryError, …
        raise DataError(
            f"{origin} is not a pickle of plain arrays ({error}): fetch the official file"
        ) from error
