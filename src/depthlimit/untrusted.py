"""Files from outside the program, hostile until they have been read.

Readers raise ``FileNotFoundError`` for a missing file, so that callers can name the command that writes it,
and a `DataError` with one sentence for every other problem.
"""

import stat
from pathlib import Path

from depthlimit.errors import DataError
from depthlimit.machine import available_memory

LARGEST_TEXT = 2**26
"""Largest size of a text file in bytes; the largest JSON file we write has some megabytes."""


def regular_file(file: Path) -> int:
    """Return the size in bytes of a regular file; a folder, a device or a pipe is refused.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it is not a regular file.
    """
    try:
        status = file.stat()
    except NotADirectoryError:
        raise FileNotFoundError(2, "No such file or directory", str(file)) from None
    except ValueError:  # a null byte in the name
        raise DataError(f"{printable(str(file))} is not the name of a file") from None
    if not stat.S_ISREG(status.st_mode):
        found = "a folder" if stat.S_ISDIR(status.st_mode) else "a device or a pipe"
        raise DataError(f"{file} is {found}, expected a file")
    return status.st_size


def read_bytes(file: Path, limit: int = LARGEST_TEXT) -> bytes:
    """Return the content of a regular file of at most ``limit`` bytes.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it is not a regular file, or is larger.
    """
    regular_file(file)
    with file.open("rb") as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise DataError(f"{file} has more than {size_text(limit)}, the limit for such files")
    return content


def read_text(file: Path, limit: int = LARGEST_TEXT) -> str:
    """Return the text of a UTF-8 file, without its byte-order mark.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it is not a regular file, is too large, or is not UTF-8.
    """
    content = read_bytes(file, limit)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{file} is not UTF-8 text: save it as UTF-8") from None


def check_size(claimed: int, held: int | None, origin: object) -> None:
    """Check the bytes that a file claims to hold against those it has, and against the free memory.

    Args:
        claimed: bytes according to its header.
        held: bytes in the file; None where they are compressed, so that they cannot be compared.
        origin: name of the file in the error.

    Raises:
        DataError: it claims more than it has, or than fits into memory.
    """
    if held is not None and claimed > held:
        raise DataError(
            f"{origin} claims {size_text(claimed)} of numbers but holds {size_text(held)}: it is cut short "
            "or damaged"
        )
    free = available_memory()
    if claimed > free:
        raise DataError(f"{origin} takes {size_text(claimed)} of memory, but only {size_text(free)} are free")


def size_text(size: int) -> str:
    """Return a number of bytes with its unit.

    >>> size_text(12), size_text(2_500), size_text(4 * 10**12)
    ('12 bytes', '2.5 kB', '4 TB')
    """
    if size < 1000:
        return f"{size} bytes"
    size = min(size, 10**21)  # of which a claim may have thousands of digits
    if size >= 1000**7:
        return "more than 1000 EB"
    exponent = min((len(str(size)) - 1) // 3, 6)
    return f"{size / 1000**exponent:.3g} {'kMGTPE'[exponent - 1]}B"


def is_web_page(head: bytes) -> bool:
    """Return True if a file with these first bytes is HTML, which servers send in place of a missing file.

    >>> is_web_page(b"  <!DOCTYPE html><html>"), is_web_page(bytes(16))
    (True, False)
    """
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml"))


def printable(text: str, keep: str = "") -> str:
    r"""Return the text with control characters and lone surrogates escaped, but for those to ``keep``.

    A name in a file may hold control codes of terminals.

    >>> printable("a\x1b[31mb\n"), printable("two\nlines", keep="\n"), printable("β ≤ 1")
    ('a\\x1b[31mb\\n', 'two\nlines', 'β ≤ 1')
    """
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() or sign in keep else sign.encode("unicode_escape").decode()
        for sign in text
    )
