"""Small files in the official formats, and official tables to go with them."""

import gzip
import hashlib
import io
import os
import struct
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from depthlimit.data.cifar_files import BINARY, PICKLED, Form
from depthlimit.data.files import OfficialFile
from depthlimit.data.idx_images import Checksums
from depthlimit.data.images import Pixels

TRAINING, TEST = 20, 6


def md5(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()


def pixels(*shape: int) -> Pixels:
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


def classes(size: int) -> Pixels:
    return (np.arange(size) % 10).astype(np.uint8)


def idx(array: Pixels) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


def python2_pickle(data: Pixels, labels: list[int]) -> bytes:
    """The opcodes that Python 2 and its numpy wrote for {'data': data, 'labels': labels}."""
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01M"
        + struct.pack("<H", data.shape[0])
        + b"M"
        + struct.pack("<H", data.shape[1])
        + b"\x86cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNN"
        + b"J\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T"
        + struct.pack("<I", data.size)
        + data.tobytes()
        + b"tb"
    )
    numbers = b"".join(b"K" + bytes([label]) for label in labels)
    return b"\x80\x02}(U\x04data" + array + b"U\x06labels](" + numbers + b"eu."


def tar_gz(path: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


@pytest.fixture
def idx_contents() -> dict[str, bytes]:
    """The four files of a data set of 20 + 6 images."""
    return {
        "train-images-idx3-ubyte": idx(pixels(TRAINING, 28, 28)),
        "train-labels-idx1-ubyte": idx(classes(TRAINING)),
        "t10k-images-idx3-ubyte": idx(pixels(TEST, 28, 28)),
        "t10k-labels-idx1-ubyte": idx(classes(TEST)),
    }


@pytest.fixture
def idx_tables(idx_contents: dict[str, bytes]) -> dict[str, object]:
    """Return class attributes for which these four files are the official ones."""
    return {
        "sizes": {name: len(content) for name, content in idx_contents.items()},
        "checksums": {
            name: Checksums(md5(content), md5(gzip.compress(content, mtime=0)))
            for name, content in idx_contents.items()
        },
        "url": "http://127.0.0.1:9/",
    }


def small_form(form: Form, make: Callable[[Pixels, Pixels], bytes]) -> tuple[Form, dict[str, bytes]]:
    """A form of six batches of four images that is official, and its contents."""
    images = pixels(24, 3072)
    contents = {
        official.name: make(images[4 * k : 4 * k + 4], classes(4) + np.uint8(k))
        for k, official in enumerate(form.batches)
    }
    batches = tuple(OfficialFile(name, len(content), md5(content)) for name, content in contents.items())
    return replace(form, batches=batches), contents


@pytest.fixture
def binary() -> tuple[Form, dict[str, bytes]]:
    return small_form(BINARY, lambda x, y: np.hstack([y[:, None], x]).tobytes())


@pytest.fixture
def pickled() -> tuple[Form, dict[str, bytes]]:
    return small_form(PICKLED, lambda x, y: python2_pickle(x, y.tolist()))


@pytest.fixture
def write_tar() -> Callable[[Path, dict[str, bytes]], None]:
    return tar_gz


@pytest.fixture
def shared() -> Path:
    """A folder of real files, ``data/mnist`` and so on; without it the test is skipped."""
    if "DEPTHLIMIT_SHARED" not in os.environ:
        pytest.skip("DEPTHLIMIT_SHARED names no folder of real files")
    return Path(os.environ["DEPTHLIMIT_SHARED"]) / "data"
