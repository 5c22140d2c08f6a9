"""The two published forms of CIFAR-10, binary and pickled."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from depthlimit.data.files import OfficialFile, find, read, read_members
from depthlimit.data.images import Pixels
from depthlimit.data.unpickling import PickledArray, unpickle
from depthlimit.errors import DataError

PIXELS = 3 * 32 * 32
RECORD = 1 + PIXELS

Batch = tuple[Pixels, Pixels]
"""Images (n, 3072), red then green then blue rows, and labels (n,)."""


def parse_binary(content: bytes, origin: object) -> Batch:
    """Return images and labels of records of one label and 3072 pixels (https://www.cs.toronto.edu/~kriz/cifar.html).

    Raises:
        DataError: the last record is incomplete, or there is none.
    """
    if not content or len(content) % RECORD:
        raise DataError(
            f"{origin} has {len(content):,} bytes, which is not a whole number of records of {RECORD:,} bytes"
            f" (a label and {PIXELS:,} pixels): fetch it again"
        )
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    return records[:, 1:], records[:, 0]


def parse_pickled(content: bytes, origin: object) -> Batch:
    """Return the array ``data`` and the list ``labels`` of a pickled dictionary, without executing anything.

    Raises:
        DataError: the content is something else.
    """
    batch = unpickle(content, origin)
    fields = batch if isinstance(batch, dict) else {}
    data, labels = (fields.get(name, fields.get(name.encode())) for name in ("data", "labels"))
    if not isinstance(data, PickledArray) or not isinstance(labels, list):
        raise DataError(f"{origin} holds no array 'data' and list 'labels': fetch the official file")
    if not all(isinstance(label, int) and 0 <= label <= 255 for label in labels):
        raise DataError(f"{origin} holds labels that are not small numbers: fetch the official file")
    return data.unsigned_bytes(origin), np.array(labels, np.uint8)


@dataclass(frozen=True)
class Form:
    """One form: five training batches, then the test batch.

    Args:
        folder: Name of the folder of the batches, in the archive and unpacked.
        archive: Name of the archive.
        archive_md5: Checksum of the archive.
        batches: The six files.
        parse: Reader of one of them.
    """

    folder: str
    archive: str
    archive_md5: str
    batches: tuple[OfficialFile, ...]
    parse: Callable[[bytes, object], Batch]


BINARY = Form(
    folder="cifar-10-batches-bin",
    archive="cifar-10-binary.tar.gz",
    archive_md5="c32a1d4ab5d03f1284b67883e8d87530",
    batches=(
        OfficialFile("data_batch_1.bin", 10_000 * RECORD, "5dd7e06a14cb22eb9f671a540d1b7c25"),
        OfficialFile("data_batch_2.bin", 10_000 * RECORD, "5ea93a67294ea407fff1d09f752e9692"),
        OfficialFile("data_batch_3.bin", 10_000 * RECORD, "942cd6a4bcdd0dd3c604fbe906cb4421"),
        OfficialFile("data_batch_4.bin", 10_000 * RECORD, "ae636b3ba5c66a11e91e8cb52e771fcb"),
        OfficialFile("data_batch_5.bin", 10_000 * RECORD, "53f37980c15c3d472c316c40844f3f0d"),
        OfficialFile("test_batch.bin", 10_000 * RECORD, "803d5f7f4d78ea53de84dbe85f74fb6d"),
    ),
    parse=parse_binary,
)

PICKLED = Form(
    folder="cifar-10-batches-py",
    archive="cifar-10-python.tar.gz",
    archive_md5="c58f30108f718f92721af3b95e74349a",
    batches=(
        OfficialFile("data_batch_1", 31_035_704, "c99cafc152244af753f735de768cd75f"),
        OfficialFile("data_batch_2", 31_035_320, "d4bba439e000b95fd0a9bffe97cbabec"),
        OfficialFile("data_batch_3", 31_035_999, "54ebc095f3ab1f0389bbae665268c751"),
        OfficialFile("data_batch_4", 31_035_696, "634d18415352ddfa80567beed471001a"),
        OfficialFile("data_batch_5", 31_035_623, "482c414d41f54cd18b22e5b47cb7c3cb"),
        OfficialFile("test_batch", 31_035_526, "40351d587109b95175f43aff81a1287e"),
    ),
    parse=parse_pickled,
)


def find_copy(path: Path, forms: tuple[Form, ...]) -> tuple[Form, Path] | None:
    """Return the first copy in ``path``: unpacked batches of one of the ``forms``, else one of the archives.

    Returns:
        The form, and the folder or archive; None if there is none.
    """
    for form in forms:
        if batch := find([official.name for official in form.batches], [path / form.folder, path]):
            return form, batch.parent
    for form in forms:
        if archive := find([form.archive], [path]):
            return form, archive
    return None


def read_batches(form: Form, copy: Path, which: slice, verify: bool) -> Batch:
    """Return images and labels of some of the six batches of a copy, a folder or an archive.

    Raises:
        DataError: a batch is missing, truncated, altered or of another format.
    """
    officials = form.batches[which]
    if copy.is_dir():
        contents = [read(copy / official.name, official, verify) for official in officials]
    else:
        contents = read_members(copy, form.folder, officials, verify)
    batches = [
        form.parse(content, copy / official.name)
        for content, official in zip(contents, officials, strict=True)
    ]
    images, labels = zip(*batches, strict=True)
    return np.concatenate(images), np.concatenate(labels)
