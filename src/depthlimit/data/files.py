"""Files from outside: hostile until they are read, and the official ones known by their contents."""

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
"""Bytes that tell a web page."""
GZIP = b"\x1f\x8b"
"""The first bytes of a compressed file."""


@dataclass(frozen=True)
class OfficialFile:
    """A file as its authors published it.

    Size and checksum are those of the unpacked contents, so that one pair of them serves the file unpacked,
    the file compressed by whomever (Debian compresses Fashion-MNIST anew) and the file inside an archive.

    Args:
        name: Its name, unpacked.
        size: Its length in bytes.
        md5: The MD5 of its contents, in hexadecimal.
    """

    name: str
    size: int
    md5: str

    def check(self, content: bytes, origin: object, verify: bool) -> None:
        """Refuse ``content`` that cannot be this file, read from ``origin``.

        Args:
            content: At most ``size + 1`` bytes of it.
            origin: What to call it in the error.
            verify: Whether size and checksum must be the official ones; otherwise it may be a shorter copy.

        Raises:
            DataError: If it is refused; says what was found and what is official.
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
            f"{origin} has {found}, the official {self.name} has {official}: fetch it again, or write"
            " --data.verify=false to use it as it is"
        )


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Turn what goes wrong in reading and unpacking ``path`` into one sentence."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as error:
        raise DataError(f"{path} is cut short or damaged ({error}): fetch it again") from error
    except OSError as error:
        raise DataError(f"{path} cannot be read ({os_error_sentence(error)})") from error


def find(names: Sequence[str], folders: Iterable[Path]) -> Path | None:
    """The first file called one of ``names``, folder by folder; None if there is none.

    Raises:
        DataError: If a folder may not be looked into, or something else than a file has such a name.
    """
    for folder in folders:
        with whole(folder):
            for name in names:
                if (folder / name).exists():
                    regular_file(folder / name)
                    return folder / name
    return None


def read(path: Path, official: OfficialFile, verify: bool) -> bytes:
    """Read the copy of ``official`` at ``path``, unpacked or ``.gz``, and check it.

    Raises:
        DataError: If it cannot be read, is cut short, or is not the official one (see
            ``OfficialFile.check``).
    """
    with whole(path):
        refuse_web_page(path)
    with whole(path), gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
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
        raise DataError(f"{path} is a web page, saved under the name of the data: fetch the file again")


def read_members(archive: Path, folder: str, files: Iterable[OfficialFile], verify: bool) -> list[bytes]:
    """Read and check the copies of ``files`` in ``folder`` of a ``.tar.gz``, in one pass.

    Nothing is written to disk, so nothing in the archive can leave its folder.

    Raises:
        DataError: If the archive cannot be read, is cut short, lacks a file, or holds another than the
            official.
    """
    wanted = {f"{folder}/{official.name}": official for official in files}
    contents: dict[str, bytes] = {}
    with whole(archive):
        refuse_web_page(archive)
    with whole(archive), tarfile.open(archive, "r|gz") as stream:
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
