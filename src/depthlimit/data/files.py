"""Files of published data sets, identified by their contents; they are hostile until they have been read."""

import gzip
import hashlib
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from depthlimit.errors import DataError, os_error_sentence
from depthlimit.untrusted import is_web_page, regular_file

HEAD = 512
"""Bytes in which a web page is recognised."""
GZIP = b"\x1f\x8b"
"""The first bytes of a compressed file."""


@dataclass(frozen=True)
class OfficialFile:
    """A file as its authors published it.

    Size and checksum are those of the unpacked contents, so that they hold for the file unpacked, compressed
    by anybody (Debian compresses Fashion-MNIST again) and inside an archive.

    Args:
        name: Name of the file, unpacked.
        size: Length in bytes.
        md5: MD5 of the contents, in hexadecimal.
    """

    name: str
    size: int
    md5: str

    def check(self, content: bytes, origin: object, verify: bool) -> None:
        """Refuse ``content`` that cannot be this file, read from ``origin``.

        Args:
            content: at most ``size + 1`` bytes of it.
            origin: name of the file in the error.
            verify: require the official size and checksum; otherwise it may be a shorter copy.

        Raises:
            DataError: the content is not that of the official file.
        """
        if len(content) > self.size:
            raise DataError(
                f"{origin} has more than the {self.size:,} bytes of the official {self.name}: fetch it again"
            )
        if not verify:
            return
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if len(content) < self.size:
            found, official = f"{len(content):,} bytes", f"{self.size:,}"
        elif md5 != self.md5:
            found, official = f"the MD5 {md5}", self.md5
        else:
            return
        raise DataError(
            f"{origin} has {found}, the official {self.name} has {official}; fetch it again, or use it as is",
            {"data.verify": False},
        )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise a `DataError` with one sentence for errors in reading and unpacking ``path``."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as error:
        raise DataError(f"{path} is cut short or damaged ({error}): fetch it again") from error
    except OSError as error:
        raise DataError(f"{path} cannot be read ({os_error_sentence(error)})") from error


def find(names: Sequence[str], folders: Iterable[Path]) -> Path | None:
    """Return the first file with one of the names, folder by folder; None if there is none.

    Raises:
        DataError: a folder cannot be read, or something else than a file has such a name.
    """
    for folder in folders:
        with reading(folder):
            for name in names:
                if (folder / name).exists():
                    regular_file(folder / name)
                    return folder / name
    return None


def read(path: Path, official: OfficialFile, verify: bool) -> bytes:
    """Return the content of a copy of an official file, unpacked or ``.gz``, checked.

    Raises:
        DataError: it cannot be read, is truncated, or is not the official one (see
            ``OfficialFile.check``).
    """
    with reading(path):
        refuse_web_page(path)
    with reading(path), gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        content = stream.read(official.size + 1)  # never more, whatever a compressed file would swell to
    official.check(content, path, verify)
    return content


def refuse_web_page(path: Path) -> None:
    """Refuse HTML under the name of a data file: servers and proxies send it in place of what was asked for.

    Raises:
        DataError: it is a web page.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if path.suffix == ".gz" and head.startswith(GZIP):
        with gzip.open(path) as unpacked:
            head = unpacked.read(HEAD)
    if is_web_page(head):
        raise DataError(f"{path} is a web page, saved in place of the data: fetch the file again")


def read_members(archive: Path, folder: str, files: Iterable[OfficialFile], verify: bool) -> list[bytes]:
    """Return the contents of files in a folder of a ``.tar.gz``, checked, in one pass.

    Nothing is written to disk, so nothing in the archive can leave its folder.

    Raises:
        DataError: the archive cannot be read, is truncated, lacks a file, or holds another than the
            official one.
    """
    wanted = {f"{folder}/{official.name}": official for official in files}
    contents: dict[str, bytes] = {}
    with reading(archive):
        refuse_web_page(archive)
    with reading(archive), tarfile.open(archive, "r|gz") as stream:
        for member in stream:
            if member.name in wanted and member.isreg() and (opened := stream.extractfile(member)):
                content = opened.read(wanted[member.name].size + 1)
                wanted[member.name].check(content, f"{member.name} in {archive}", verify)
                contents[member.name] = content
            if len(contents) == len(wanted):
                break
    if missing := [name for name in wanted if name not in contents]:
        raise DataError(f"{missing[0]} is missing from {archive}: fetch the archive again")
    return [contents[name] for name in wanted]
