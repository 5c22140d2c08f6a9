"""Arrays from outside."""

from pathlib import Path

import numpy as np
import pytest

from depthlimit.errors import DataError
from depthlimit.npy import read_npy

ARRAYS: dict[str, np.ndarray] = {
    "half": np.arange(3, dtype=np.float16),
    "long double": np.arange(3, dtype=np.longdouble),
    "whole": np.arange(3),
    "unsigned": np.arange(3, dtype=np.uint64),
    "boolean": np.array([False, True]),
    "big-endian": np.arange(3, dtype=">f8"),
    "Fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "0-d": np.array(1.5),
    "empty": np.zeros((0, 3)),
    "not finite": np.array([np.nan, np.inf]),
}


@pytest.mark.parametrize("kind", ARRAYS)
def test_real_numbers_become_float64_and_keep_their_shape(kind: str, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", ARRAYS[kind])
    found = read_npy(tmp_path / "a.npy")
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, ARRAYS[kind].astype(np.float64), strict=True)


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.ones(2) * 1j, r"complex numbers: save real ones, as in np\.stack"),
        (np.array([{}]), "Python objects"),
        (np.array(["2020-01-01"], "M8[D]"), "dates"),
        (np.array([1], "m8[s]"), "durations"),
        (np.array(["a"]), "texts"),
        (np.array([b"a"]), "texts"),
        (np.zeros(2, [("a", float), ("b", float)]), "records with fields"),
        (np.array([2**53 + 1]), r"beyond 2\*\*53"),
        (np.array([-(2**53) - 1]), r"beyond 2\*\*53"),
        (np.array([2**64 - 1], np.uint64), r"beyond 2\*\*53"),
    ],
)
def test_arrays_of_other_types_are_refused(array: np.ndarray, said: str, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", array, allow_pickle=True)
    with pytest.raises(DataError, match=said):
        read_npy(tmp_path / "a.npy")


def with_header(text: str, numbers: bytes = b"", version: int = 1) -> bytes:
    """A ``.npy`` file with a header of any text."""
    length = len(text).to_bytes(2 if version == 1 else 4, "little")
    return b"\x93NUMPY" + bytes([version, 0]) + length + text.encode() + numbers


def claiming(shape: str) -> bytes:
    return with_header(f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}", bytes(16))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"text", r"write one with np\.save"),
        (b"\x80\x02]q\x00.", r"write one with np\.save"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"PK\x03\x04" + bytes(40), r"archive, such as \.npz"),
        (b"\x93NUM", r"write one with np\.save"),
        (with_header("[1, 2]"), "not a dictionary"),
        (with_header("__import__('os').system('touch evil')"), "damaged"),
        (with_header("(" * 5000), "damaged"),
        (with_header("{1: 2, 'a': 3, None: 4}"), "damaged"),
        (with_header("{'descr': 'zz', 'fortran_order': False, 'shape': (1,)}"), "damaged"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff{", "damaged"),
        (claiming("(-1,)"), "its shape is"),
        (claiming("(1000000000000,)"), "claims 8 TB of numbers but holds 16 bytes"),
        (claiming(f"({10**4000},)"), "claims .* EB of numbers but holds 16 bytes"),
        (claiming("(1,)"), "save one array per file"),
    ],
)
def test_damaged_files_and_other_formats_are_refused(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.npy").write_bytes(content)
    with pytest.raises(DataError, match=said):
        read_npy(tmp_path / "a.npy")


def test_memory_is_checked_before_it_is_allocated(tmp_path: Path) -> None:
    with (tmp_path / "a.npy").open("wb") as stream:
        stream.write(claiming(f"({2**39},)")[:-16])
        stream.truncate(stream.tell() + 8 * 2**39)  # a sparse file: it has the size it claims
    with pytest.raises(DataError, match=r"takes 4\.4 TB of memory"):
        read_npy(tmp_path / "a.npy")


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.npy").symlink_to("/dev/zero")
    for file, said in (tmp_path / "a.npy", "device"), (tmp_path, "folder"):
        with pytest.raises(DataError, match=said):
            read_npy(file)
    with pytest.raises(FileNotFoundError):
        read_npy(tmp_path / "absent.npy")
