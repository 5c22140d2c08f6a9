"""Hostile pickles run nothing."""

import os
import pickle
import struct
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from depthlimit.data.unpickling import PickledArray, unpickle
from depthlimit.errors import DataError


class Evil:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("protocol", range(5))
def test_code_is_not_run(tmp_path: Path, protocol: int) -> None:
    content = pickle.dumps({"data": Evil(tmp_path / "made"), "labels": []}, protocol)
    with pytest.raises(
        DataError, match=r"it calls posix.mkdir, which no array needs.*: fetch the official file$"
    ):
        unpickle(content, "file")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "name", ["os\nsystem", "builtins\neval", "numpy\nload", "numpy.core.multiarray\n_reconstruct.x", "\n"]
)
def test_names_are_refused(name: str) -> None:
    with pytest.raises(DataError, match="file is not a pickle of plain arrays"):
        unpickle(b"\x80\x02c" + name.encode() + b"\nU\x04true\x85R.", "file")


@pytest.mark.parametrize(
    "content", [b"", b"\x80\x04", b"not a pickle", b"(", b"\x80\x02cnumpy\ndtype\nK\x01R.", b"\x80\xff."]
)
def test_damaged_pickles_are_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(DataError, match=r"^file is not a pickle [^\n]*: fetch the official file$"):
        unpickle(content, "file")


@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_bytes_are_read(order: Literal["C", "F"]) -> None:
    array = np.asarray(np.arange(12, dtype=np.uint8).reshape(3, 4), order=order)
    read = unpickle(pickle.dumps([array], protocol=4), "file")
    assert isinstance(read, list)
    assert isinstance(read[0], PickledArray)
    assert np.array_equal(read[0].unsigned_bytes("file"), array)


@pytest.mark.parametrize(
    "array",
    [np.arange(3.0), np.array([1, 2]), np.array([{}, 1], object), np.array(["a"]), np.zeros(2, ">u2")],
)
def test_other_arrays_are_refused(array: np.ndarray) -> None:
    read = unpickle(pickle.dumps([array], protocol=4), "file")
    assert isinstance(read, list)
    with pytest.raises(DataError, match=r"^file holds an array that is not of unsigned bytes"):
        read[0].unsigned_bytes("file")


@pytest.mark.parametrize("shape", [(5,), (2, 3), (-1, -4), (2**40, 2**40), (4.0,)])
def test_shapes_that_do_not_fit_are_refused(shape: tuple[int, ...]) -> None:
    array = PickledArray()
    dtype = unpickle(b"\x80\x02cnumpy\ndtype\nU\x02u1\x85R.", "file")
    array.__setstate__((1, shape, dtype, False, struct.pack("4B", 1, 2, 3, 4)))
    with pytest.raises(DataError, match="not of unsigned bytes"):
        array.unsigned_bytes("file")
