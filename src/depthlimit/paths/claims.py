"""Sizes that a file of ``torch.save`` claims, read before anything in it is allocated or executed."""

import io
import math
import pickle
import zipfile
from pathlib import Path
from typing import BinaryIO, NamedTuple

from depthlimit.errors import DataError
from depthlimit.untrusted import check_size, regular_file

BEFORE = 3
"""Number of pickles before that of the content, in files of PyTorch before 1.6."""
ITEMSIZES = {
    **{"Double": 8, "Float": 4, "Half": 2, "BFloat16": 2, "ComplexDouble": 16, "ComplexFloat": 8},
    **{"Long": 8, "Int": 4, "Short": 2, "QInt32": 4},
}
"""Bytes of a number in a storage of PyTorch, where they are more than one."""


def check_claims(file: Path) -> None:
    """Compare what a file of ``torch.save`` claims to hold with its size, and with the memory that is free.

    Raises:
        DataError: it claims more than it has, or than would fit into memory.
        Exception: any, if it is not a file of ``torch.save``.
    """
    size = regular_file(file)
    if not zipfile.is_zipfile(file):
        with file.open("rb") as stream:
            for _ in range(BEFORE):
                Claims(stream).load()
            claims = Claims(stream)
            claims.load()
        check_size(sum(claims.stored.values()), size, file)
        check_size(claims.dense, None, file)
        return
    with zipfile.ZipFile(file) as archive:
        records = {record.filename: record.file_size for record in archive.infolist()}
        if len({name.lower() for name in records}) < len(archive.infolist()):
            raise DataError(f"{file} holds two records of one name: it is damaged")
        check_size(sum(records.values()), size, file)
        for name in records:
            if name.endswith("data.pkl"):
                claims = Claims(io.BytesIO(archive.read(name)))
                claims.load()
                folder = name.removesuffix("data.pkl")
                for key, claimed in claims.stored.items():
                    check_size(claimed, records.get(f"{folder}data/{key}", 0), file)
                check_size(claims.dense, None, file)


class Stored(NamedTuple):
    """Number of values in a storage, and the bytes of each."""

    number: int
    itemsize: int


class Claims(pickle._Unpickler):
    """Unpickler for ``torch.save`` that looks up no name and adds up the sizes that are claimed.

    It is Python's own, in Python: the one in C allocates the memory that an index in the pickle asks for.

    Attributes:
        stored: the bytes of every storage, by its key.
        dense: the bytes of all tensors if none shared its storage.
    """

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream, encoding="utf-8")
        self.stored: dict[str, int] = {}
        self.dense = 0

    def find_class(self, module: str, name: str) -> type["Placeholder"]:
        """Return a stand-in for a name, never the object itself."""
        return type(name, (Placeholder,), {"claims": self})

    def persistent_load(self, pid: object) -> Stored:
        """Record the size of a storage."""
        match pid:
            case ("storage", storage, key, _, int(count), *_):
                itemsize = ITEMSIZES.get(getattr(storage, "__name__", "").removesuffix("Storage"), 1)
                self.stored[str(key)] = max(count * itemsize, self.stored.get(str(key), 0))
                return Stored(count, itemsize)
        raise pickle.UnpicklingError("it refers to something else than the storage of a tensor")


class Placeholder:
    """Stand-in for every object that a pickle names; it accepts every operation of a pickle."""

    claims: Claims

    def __init__(self, *arguments: object) -> None:
        match arguments:
            case (Stored() as stored, int(offset), tuple(shape), tuple(strides), *_):  # a tensor is made
                if not all(type(number) is int and number >= 0 for number in (offset, *shape, *strides)):
                    raise ValueError("the shape of a tensor is not one of whole numbers")
                self.claims.dense += math.prod(shape) * stored.itemsize
                last = sum((length - 1) * stride for length, stride in zip(shape, strides, strict=True))
                if math.prod(shape) and offset + last >= stored.number:
                    raise ValueError("a tensor has more numbers than are stored for it")

    def __setstate__(self, state: object) -> None:
        """Accept attributes."""

    def __setitem__(self, key: object, value: object) -> None:
        """Accept an item of a mapping."""

    def append(self, value: object) -> None:
        """Accept an item of a list."""

    def extend(self, values: object) -> None:
        """Accept items of a list."""

    def add(self, value: object) -> None:
        """Accept an item of a set."""
