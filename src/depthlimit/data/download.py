"""Download of official files."""

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from depthlimit.errors import DataError, os_error_sentence

RETRIES = 3
TIMEOUT = 30
"""Seconds without an answer after which an attempt has failed."""
CHUNK = 1 << 16


fetching: ContextVar[bool] = ContextVar("fetching", default=True)
"""True if files may be downloaded."""


@contextmanager
def no_downloads() -> Iterator[None]:
    """Download nothing in this block: data are read where they are, or refused."""
    token = fetching.set(False)
    try:
        yield
    finally:
        fetching.reset(token)


def download(url: str, md5: str, folder: Path, looked: Sequence[Path]) -> Path:
    """Download ``url`` to ``folder`` and return the path of the file, which then has the checksum ``md5``.

    The file arrives under a temporary name and takes its own once its checksum is right, so that what an
    interruption leaves is never taken for the file. A progress bar shows on a terminal.

    Args:
        url: official address.
        md5: checksum of the file there.
        folder: where to; it is made if need be.
        looked: folders in which no copy was found, for the error.

    Raises:
        DataError: the file cannot be downloaded or written, is another one, or nothing may be downloaded.
    """
    if not fetching.get():
        raise DataError(
            f"{url.rpartition('/')[2]} is in none of {', '.join(map(str, looked))}, the recorded folders "
            "of the data: put the file there"
        )
    import pooch

    pooch.get_logger().setLevel(logging.WARNING)
    base, _, name = url.rpartition("/")
    shelf = pooch.create(folder, f"{base}/", registry={name: f"md5:{md5}"}, retry_if_failed=RETRIES)
    downloader = pooch.HTTPDownloader(progressbar=sys.stderr.isatty(), chunk_size=CHUNK, timeout=TIMEOUT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return Path(shelf.fetch(name, downloader=downloader))
    except (OSError, ValueError) as error:
        places = ", ".join(map(str, looked))
        raise DataError(
            f"{name} is in none of {places}, and downloading {url} to {folder} failed ({_reason(error)});"
            " put the file there, or give its folder",
            {"data.path": "FOLDER"},
        ) from error


def _reason(error: OSError | ValueError) -> str:
    from requests import RequestException

    if isinstance(error, RequestException):  # its text is long and of several sentences
        status = "" if error.response is None else f" {error.response.status_code}"
        return f"{type(error).__name__}{status}"
    if isinstance(error, OSError):
        return os_error_sentence(error)
    return "the file has another checksum than the official one"
