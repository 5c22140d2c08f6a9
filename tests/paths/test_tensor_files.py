"""Files of ``torch.save`` from outside."""

import argparse
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.errors import DataError
from depthlimit.paths.tensor_files import read_torch

BOTH = pytest.mark.parametrize("new", [True, False])
"""The format of files, before and since PyTorch 1.6."""


def save(content: object, file: Path, new: bool = True) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.save(content, file, _use_new_zipfile_serialization=new)
    return file


def altered(file: Path, old: bytes, new: bytes, compression: int = zipfile.ZIP_STORED) -> Path:
    """Replace bytes in one record of a file."""
    with zipfile.ZipFile(file) as archive:
        records = {name: archive.read(name) for name in archive.namelist()}
    assert any(old in content for content in records.values())
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in records.items():
            archive.writestr(name, content.replace(old, new))
    return file


@BOTH
def test_harmless_objects_beside_tensors_are_read(new: bool, tmp_path: Path) -> None:
    content: dict[str, Any] = {
        "state_dict": {"a": torch.ones(2)},
        "loss": np.float64(3),
        "step": np.int64(2),
        "state": np.arange(3, dtype=np.uint32),
        "options": argparse.Namespace(lr=0.5, folder=tmp_path),
    }
    found = read_torch(save(content, tmp_path / "a.pth", new))
    assert (found["loss"], found["step"], found["options"].lr) == (3.0, 2, 0.5)
    np.testing.assert_array_equal(found["state"], [0, 1, 2])


@BOTH
def test_an_expanded_tensor_counts_with_all_its_numbers(new: bool, tmp_path: Path) -> None:
    file = save([torch.ones(1, 1).expand(2**20, 2**20)], tmp_path / "a.pth", new)
    assert file.stat().st_size < 2000
    with pytest.raises(DataError, match=r"takes 4\.4 TB of memory"):
        read_torch(file)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"K\x10tq", b"J\x00\x00\x00\x40tq", r"claims 4\.29 GB of numbers but holds 64 bytes"),
        (b"K\x04K\x04\x86", b"J\x00\x00\x00\x40K\x04\x86", "takes 17.2 GB|more numbers than are stored"),
        (b"K\x00K\x04K\x04\x86", b"K\x01K\x04K\x04\x86", "more numbers than are stored"),
        (b"K\x04K\x01\x86", b"K\x05K\x01\x86", "more numbers than are stored"),
    ],
)
def test_claims_beyond_the_storage_are_refused(old: bytes, new: bytes, said: str, tmp_path: Path) -> None:
    file = altered(save([torch.ones(4, 4)], tmp_path / "a.pth"), old, new)
    with pytest.raises(DataError, match=said):
        read_torch(file)


def test_claims_of_the_old_format_are_refused(tmp_path: Path) -> None:
    file = save([torch.ones(4, 4)], tmp_path / "a.pth", new=False)
    content = file.read_bytes()
    assert b"K\x10N" in content
    file.write_bytes(content.replace(b"K\x10N", b"\x8a\x06\x00\x00\x00\x00\x00\x10N"))
    with pytest.raises(DataError, match=r"claims 70\.4 TB of numbers"):
        read_torch(file)


def test_a_compressed_bomb_is_refused(tmp_path: Path) -> None:
    file = save([torch.full((4, 4), 1.0)], tmp_path / "a.pth")
    altered(file, torch.ones(16).numpy().tobytes(), bytes(10**7), zipfile.ZIP_DEFLATED)
    with pytest.raises(DataError, match="claims 10 MB of numbers but holds"):
        read_torch(file)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"text", "not a file of torch.save"),
        (b"<html>", "web page"),
        (b"\x93NUMPY\x01\x00", r"name it \.npy"),
        (b"PK\x03\x04" + bytes(40), "cannot be read as weights"),
        (b"\x80\x02r\xff\xff\xff\xff.", "cannot be read as weights"),  # an index that would take 64 GB
    ],
)
def test_files_of_another_kind_are_named(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.pth").write_bytes(content)
    with pytest.raises(DataError, match=said):
        read_torch(tmp_path / "a.pth")


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.pth").symlink_to("/dev/zero")
    for file, said in (tmp_path / "a.pth", "device"), (tmp_path, "folder"), (tmp_path / "b", "no file"):
        with pytest.raises(DataError, match=said):
            read_torch(file)
