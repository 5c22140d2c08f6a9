"""A pickle of plain containers and arrays of bytes, read without running anything in it."""

import io
import math
import pickle
from collections.abc import Callable
from typing import ClassVar

import numpy as np

from depthlimit.data.images import Pixels
from depthlimit.errors import DataError


class PickledDtype:
    """What stands for ``numpy.dtype`` while a pickle is read: it remembers the name of the type."""

    def __init__(self, name: object = None, *_: object) -> None:
        self.name = name

    def __setstate__(self, state: object) -> None:
        """Byte order and the like, which unsigned bytes have none of."""


class PickledArray:
    """What stands for ``numpy.ndarray`` while a pickle is read: it remembers what numpy would be told."""

    def __init__(self, *_: object) -> None:
        self.state: object = None

    def __setstate__(self, state: object) -> None:
        self.state = state

    def unsigned_bytes(self, origin: object) -> Pixels:
        """The array, if it is one of unsigned bytes and of a shape that fits them.

        Raises:
            DataError: If it is another.
        """
        match self.state:
            case (_, tuple(shape), PickledDtype(name="u1" | b"u1"), bool(fortran), bytes(data)) if fits(
                shape, len(data)
            ):
                return np.frombuffer(data, np.uint8).reshape(shape, order="F" if fortran else "C")
        raise DataError(f"{origin} holds an array that is not of unsigned bytes: fetch the official file")


def fits(shape: tuple[object, ...], size: int) -> bool:
    """Whether an array of this shape has ``size`` entries."""
    lengths = [length for length in shape if isinstance(length, int) and length >= 0]
    return len(lengths) == len(shape) and math.prod(lengths) == size


class PlainUnpickler(pickle.Unpickler):
    """Reads containers, numbers, texts and arrays; what a pickle wants called beyond that is refused.

    A pickle names the functions that are called when it is read. Of the names in an official CIFAR-10
    batch, three in all, none is looked up either: two classes above take their place, which only remember
    what they are given.
    """

    known: ClassVar[dict[str, Callable[..., object]]] = {
        "numpy.core.multiarray._reconstruct": PickledArray,
        "numpy._core.multiarray._reconstruct": PickledArray,  # the name since numpy 2
        "numpy.ndarray": PickledArray,
        "numpy.dtype": PickledDtype,
    }

    def find_class(self, module: str, name: str) -> Callable[..., object]:
        """Give the stand-in for a name, never the thing itself."""
        try:
            return self.known[f"{module}.{name}"]
        except KeyError:
            raise pickle.UnpicklingError(f"it wants {module}.{name} called, which no array needs") from None


def unpickle(content: bytes, origin: object) -> object:
    """Read a pickle, as Python 2 or 3 wrote it; Python 2's texts come as bytes.

    Raises:
        DataError: If it is not a pickle, or not one of plain containers and arrays.
    """
    try:
        return PlainUnpickler(io.BytesIO(content), encoding="bytes").load()
    except Exception as error:  # a hostile pickle can raise anything: IndexError, MemoryError, …
        raise DataError(
            f"{origin} is not a pickle of plain arrays ({error}): fetch the official file"
        ) from error
