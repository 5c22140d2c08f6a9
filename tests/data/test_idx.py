"""IDX headers, right and wrong."""

import struct

import numpy as np
import pytest

from depthlimit.data.idx import parse_idx
from depthlimit.errors import DataError


def test_written_arrays_are_read() -> None:
    array = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    content = struct.pack(">HBB3I", 0, 8, 3, 2, 3, 4) + array.tobytes()
    assert np.array_equal(parse_idx(content, "file"), array)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0",
        b"\x1f\x8b\x08\x00",  # a .gz that lost its ending
        b"<html>not found</html>",
        struct.pack(">HBBI", 0, 13, 1, 1) + b"\0\0\0\0",  # floats
        struct.pack(">HBB", 0, 8, 3) + b"\0\0\0\2",  # ends within the header
        struct.pack(">HBB", 0, 8, 255),
        struct.pack(">HBBI", 0, 8, 1, 5) + b"1234",  # an entry is missing
        struct.pack(">HBBI", 0, 8, 1, 5) + b"123456",  # one too many
        struct.pack(">HBB3I", 0, 8, 3, 2**32 - 1, 2**32 - 1, 2**32 - 1),
    ],
)
def test_refuses_in_one_sentence(content: bytes) -> None:
    with pytest.raises(DataError, match=r"^some/file [^\n]*: fetch the official file$"):
        parse_idx(content, "some/file")
