"""Arrays in ``.npy`` files from outside."""

import io
import math
import warnings
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from depthlimit.errors import DataError, first_line
from depthlimit.untrusted import check_size, is_web_page, regular_file

LARGEST_HEADER = 2**16
"""Largest size of a header in bytes; NumPy itself accepts ten thousand."""
LARGEST_EXACT = 2**53
"""Larger whole numbers may not be exact in float64."""

REFUSED = {
    "c": "complex numbers: save real ones, as in np.stack([path.real, path.imag], axis=-1)",
    "O": "Python objects, which could run code: save an array of numbers",
    "V": "records with fields: save one array of numbers, a field a column",
    "M": "dates: save numbers, such as the days since the first",
    "m": "durations: save numbers, as in durations / np.timedelta64(1, 's')",
    "S": "texts: save numbers",
    "U": "texts: save numbers",
    "T": "texts: save numbers",
}
"""Content of arrays that do not hold real numbers, by ``dtype.kind``, and how to save them."""


def read_npy(file: Path) -> NDArray[np.float64]:
    """Return the real numbers in a ``.npy`` file as float64, in the shape they have there.

    Booleans become 0 and 1; NaN and infinities are kept, and the shape may be ``()`` or have zeros.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it is not an array of real numbers, claims to be larger than it is or than the memory, or
            holds whole numbers that are not exact in float64.
    """
    size = regular_file(file)
    with file.open("rb") as stream:
        shape, dtype, start = read_header(stream, file)
        count, held = math.prod(shape), size - start
        check_size(count * dtype.itemsize, held, file)
        check_size(count * max(dtype.itemsize, 8), None, file)
        if count * dtype.itemsize < held:
            raise DataError(f"{file} has more bytes than its array {shape}: save one array per file")
        stream.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about headers of Python 2
            values = npy.read_array(stream, allow_pickle=False)
    if dtype.kind in "iu" and dtype.itemsize == 8 and beyond_float64(values):
        raise DataError(
            f"{file} holds whole numbers beyond 2**53, which are rounded: save path.astype(float)"
        )
    with np.errstate(over="ignore", invalid="ignore"):  # longdouble may become infinite
        return np.asarray(values, dtype=np.float64)


def read_header(stream: BinaryIO, file: Path) -> tuple[tuple[int, ...], np.dtype[np.generic], int]:
    """Return the shape, the ``dtype`` and the offset of the numbers.

    Raises:
        DataError: it is not a ``.npy`` file, has a damaged header, or holds something else than real numbers.
    """
    head = io.BytesIO(stream.read(LARGEST_HEADER))
    try:
        version = npy.read_magic(head)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shape, _, dtype = read(head)
    except Exception as error:  # NumPy raises anything for a damaged header
        raise DataError(f"{file} is not a .npy file{format_of(head.getvalue(), error)}") from None
    if any(length < 0 for length in shape):
        raise DataError(f"{file} is not a .npy file: its shape is {shape}")
    if dtype.kind in REFUSED:
        raise DataError(f"{file} holds no real numbers but {REFUSED[dtype.kind]}")
    return shape, dtype, head.tell()


def format_of(head: bytes, error: Exception) -> str:
    """Return the format of a file with these first bytes, for an error message."""
    if not head:
        return ", it is empty"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return " but an archive, such as .npz or .pth: save one array with np.save, or rename it"
    if is_web_page(head):
        return " but a web page: download the file itself"
    if head.startswith(npy.MAGIC_PREFIX):
        return f", or a damaged one: {first_line(error)[:100]}"
    return ": write one with np.save, or a surface with `depthlimit ll-render`"


def beyond_float64(values: NDArray[np.integer]) -> bool:
    """Return True if float64 may round one of these whole numbers."""
    return bool(values.size and (values.max() > LARGEST_EXACT or values.min() < -LARGEST_EXACT))
