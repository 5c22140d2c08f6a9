"""The IDX format of MNIST and Fashion-MNIST."""

import math

import numpy as np

from depthlimit.data.images import Pixels
from depthlimit.errors import DataError

UNSIGNED_BYTE = 0x08


def parse_idx(content: bytes, origin: object) -> Pixels:
    """Return the array of unsigned bytes in an IDX file.

    The header is two zero bytes, the type of the entries, the number of axes, and the length of each axis
    as a 32-bit big-endian number; the entries follow in C order
    (https://web.archive.org/web/2020/http://yann.lecun.com/exdb/mnist/).

    >>> parse_idx(bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3]) + bytes(range(6)), "an example")
    array([[0, 1, 2],
           [3, 4, 5]], dtype=uint8)

    Raises:
        DataError: the header is not that of an IDX file, or announces another number of entries.
    """
    if len(content) < 4 or content[:3] != bytes([0, 0, UNSIGNED_BYTE]):
        raise DataError(
            f"{origin} starts with the bytes {content[:3].hex(' ') or '(none)'}, expected"
            " 00 00 08, those of an IDX file of bytes: fetch the official file"
        )
    start = 4 + 4 * content[3]
    shape = tuple(np.frombuffer(content[4:start], ">u4").tolist()) if len(content) >= start else ()
    if len(shape) != content[3] or len(content) - start != math.prod(shape):
        announced = f"{shape[:3] or 'unknown'}{' ...' * (len(shape) > 3)}"
        raise DataError(
            f"{origin} declares entries of shape {announced} and holds"
            f" {max(0, len(content) - start):,} bytes of them: fetch the official file"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
