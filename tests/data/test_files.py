"""Copies on disk: found, read no further than needed, and known by their contents."""

import gzip
import hashlib
import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from depthlimit.data import CIFAR10DataModule, MNISTDataModule
from depthlimit.data.files import OfficialFile, find, read, read_members
from depthlimit.errors import DataError

CONTENT = b"0123456789" * 100
OFFICIAL = OfficialFile("file", 1000, "9c8c8bf92e8b81bd3a0a7a5c0e2b9c1e")
GOOD = OfficialFile("file", 1000, hashlib.md5(CONTENT).hexdigest())


def test_reads_either_form(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(CONTENT)
    (tmp_path / "file.gz").write_bytes(gzip.compress(CONTENT, 1))
    assert read(tmp_path / "file", GOOD, verify=True) == CONTENT
    assert read(tmp_path / "file.gz", GOOD, verify=True) == CONTENT


@pytest.mark.parametrize("name", ["file", "file.gz"])
def test_errors_name_the_found_and_the_official_checksum(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    pack = gzip.compress if name.endswith(".gz") else bytes
    path.write_bytes(pack(CONTENT[:-1] + b"X"))
    with pytest.raises(DataError, match=rf"{name} has the MD5 [0-9a-f]{{32}}, .*{GOOD.md5}; .*verify=False"):
        read(path, GOOD, verify=True)
    path.write_bytes(pack(CONTENT[:-1]))
    with pytest.raises(
        DataError, match=rf"{name} has 999 bytes, the official file has 1,000; .*verify=False"
    ):
        read(path, GOOD, verify=True)
    assert read(path, GOOD, verify=False) == CONTENT[:-1]
    path.write_bytes(pack(CONTENT + b"0"))
    for verify in (True, False):
        with pytest.raises(DataError, match=f"{name} has more than the 1,000 bytes"):
            read(path, GOOD, verify=verify)


def test_a_gz_is_not_unpacked_beyond_the_official_size(tmp_path: Path) -> None:
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(200_000_000), 9))
    with pytest.raises(DataError, match="more than the 1,000 bytes"):
        read(tmp_path / "bomb.gz", GOOD, verify=False)


@pytest.mark.parametrize("verify", [True, False])
def test_cut_or_damaged_gz_is_refused(tmp_path: Path, verify: bool) -> None:
    packed = gzip.compress(CONTENT)
    damaged = packed[:20] + bytes([packed[20] ^ 0xFF]) + packed[21:]
    for number, content in enumerate((packed[:-9], packed[:15], b"no gzip at all", damaged)):
        path = tmp_path / f"{number}.gz"
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"cut short or damaged \([^\n]*\): fetch it again$"):
            read(path, GOOD, verify=verify)


def test_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read(tmp_path / "absent", GOOD, verify=True)
    with pytest.raises(DataError, match="cannot be read"):
        find(["x" * 10_000], [tmp_path])


def test_finds_folder_by_folder(tmp_path: Path) -> None:
    for name in ("a/two", "b/one", "b/two"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    folders = [tmp_path / "absent", tmp_path / "a", tmp_path / "b"]
    assert find(["one", "two"], folders) == tmp_path / "a" / "two"
    assert find(["one"], folders) == tmp_path / "b" / "one"
    assert find(["three"], folders) is None


def test_reads_members_of_an_archive(
    tmp_path: Path, write_tar: Callable[[Path, dict[str, bytes]], None]
) -> None:
    path = tmp_path / "x.tar.gz"
    write_tar(path, {"f/other": b"1", "../file": b"2", "/f/file": b"3", "f/file": CONTENT})
    assert read_members(path, "f", [GOOD], verify=True) == [CONTENT]
    assert list(tmp_path.iterdir()) == [path]  # nothing was unpacked
    with pytest.raises(DataError, match="f/absent is missing from"):
        read_members(path, "f", [OfficialFile("absent", 1, "")], verify=False)
    with pytest.raises(DataError, match=r"f/file in .*x.tar.gz has the MD5"):
        read_members(path, "f", [OFFICIAL], verify=True)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match="cut short or damaged"):
        read_members(path, "f", [GOOD, OfficialFile("absent", 1, "")], verify=False)


def test_links_in_an_archive_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(CONTENT)
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as archive:
        for name, kind in (("f/file", tarfile.SYMTYPE), ("f/hard", tarfile.LNKTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, str(tmp_path / "secret")
            archive.addfile(member, io.BytesIO())
    with pytest.raises(DataError, match="f/file is missing"):
        read_members(tmp_path / "x.tar.gz", "f", [GOOD], verify=True)


PAGE = b"<!DOCTYPE html>\n<html><title>Log in</title></html>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("train-images-idx3-ubyte", PAGE),
        ("train-images-idx3-ubyte.gz", PAGE),
        ("train-images-idx3-ubyte.gz", gzip.compress(PAGE, mtime=0)),
    ],
    ids=["unpacked", "named as packed", "packed"],
)
@pytest.mark.parametrize("verify", [True, False])
def test_a_web_page_in_place_of_the_data(name: str, content: bytes, verify: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match="is a web page, saved in place of the data"):
        MNISTDataModule(path=str(tmp_path), verify=verify).load_training()


@pytest.mark.parametrize("name", ["cifar-10-binary.tar.gz", "cifar-10-python.tar.gz"])
def test_a_web_page_in_place_of_the_archive(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(PAGE)
    with pytest.raises(DataError, match="is a web page"):
        CIFAR10DataModule(path=str(tmp_path)).load_test()


@pytest.mark.parametrize("name", ["cifar-10-binary.tar.gz", "cifar-10-batches-bin/data_batch_1.bin"])
@pytest.mark.parametrize("what", ["pipe", "endless", "folder"])
def test_folders_pipes_and_devices_are_refused(name: str, what: str, tmp_path: Path) -> None:
    place = tmp_path / name
    place.parent.mkdir(exist_ok=True)
    if what == "pipe":
        os.mkfifo(place)
    elif what == "endless":
        place.symlink_to("/dev/zero")
    else:
        place.mkdir()
    with pytest.raises(DataError, match="expected a file"):
        CIFAR10DataModule(path=str(tmp_path)).load_test()
