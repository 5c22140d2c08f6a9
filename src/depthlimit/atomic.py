"""Atomic writing: results appear complete or not at all, and never replace an earlier one.

A result is written to a hidden file beside its place and then renamed, while the folder is locked. A process
that is killed leaves at most hidden files behind: ``.NAME.….part`` and locks.
"""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

from depthlimit.errors import UsageError
from depthlimit.locks import held_if_possible

PREVIOUS = "previous"
"""Sub-folder for earlier results of the same name, ignored by readers of collections."""
TRAJECTORY = "trajectory"
"""Sub-folder of a run for its weights during training, ignored by readers of collections."""
LOCK = ".depthlimit.lock"
"""Lock file of a folder while results are moved."""
LONGEST_NAME = 255
"""Largest length of a file name in bytes."""


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``, which replaces ``path`` when the block succeeds.

    Raises:
        OSError: the folder cannot be written to.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "result.txt"
    >>> with atomic_write(target) as temporary:
    ...     _ = temporary.write_text("done")
    ...     target.exists()
    False
    >>> target.read_text()
    'done'
    """
    with temporary_files([path]) as (part,):
        yield part
        appear([path], [part])


@contextmanager
def atomic_write_all(*paths: Path) -> Iterator[list[Path]]:
    """Yield temporary paths for several files that make one result.

    When the block succeeds, existing files of these names move to ``previous/`` as by `backup`, and the new
    ones replace them. No other process sees, or moves, a part of the result. The first file appears last:
    where it exists, so do the others.

    Raises:
        OSError: the folder cannot be written to.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for text in ("first", "second"):
    ...     with atomic_write_all(folder / "a.txt", folder / "a.json") as parts:
    ...         for part in parts:
    ...             _ = part.write_text(text)
    >>> (folder / "a.txt").read_text(), (folder / "previous" / "a.1.txt").read_text()
    ('second', 'first')
    """
    with temporary_files(paths) as parts:
        yield parts
        with locked(paths):
            move_to_backup(paths)
            appear(paths, parts)


def backup(*paths: Path) -> None:
    """Move the files among ``paths`` that exist to ``previous/`` beside them, under a new number.

    ``resnet_8.pth`` and ``resnet_8.json`` go together to ``previous/resnet_8.1.pth`` and
    ``previous/resnet_8.1.json``, the next pair to ``resnet_8.2.*``.

    Raises:
        OSError: the folder cannot be written to.
    """
    if any(map(os.path.lexists, paths)):
        with locked(paths):
            move_to_backup(paths)


def claim_folder(parent: Path, name: str = "version") -> Path:
    """Make the folder ``parent/name_N`` and return it; N is the first number after the last, and unique.

    Raises:
        OSError: the folder cannot be written to.

    >>> import tempfile
    >>> parent = Path(tempfile.mkdtemp())
    >>> [claim_folder(parent).name for _ in range(2)]
    ['version_0', 'version_1']
    """
    make_folder(parent)
    ends = [entry.name.removeprefix(f"{name}_") for entry in parent.glob(f"{name}_*")]
    first = 1 + max((int(end) for end in ends if end.isdecimal() and len(end) < 10), default=-1)
    for number in count(first):
        try:
            (folder := parent / f"{name}_{number}").mkdir()
        except FileExistsError:
            continue  # another process was faster
        return folder
    raise AssertionError("unreachable")


@contextmanager
def claimed(
    path: Path, advice: str = "wait until it has ended, or write elsewhere", wait: bool = False
) -> Iterator[None]:
    """Reserve the result ``path`` (a file or a folder) for this process and thread during the block.

    Args:
        path: the result.
        advice: end of the error message.
        wait: wait for the other one instead of raising an error.

    Raises:
        UsageError: another process or thread is writing it.
        OSError: the folder cannot be written to.

    >>> with claimed(Path("surface.npy")), claimed(Path("surface.npy")):  # doctest: +ELLIPSIS
    ...     pass
    Traceback (most recent call last):
    depthlimit.errors.UsageError: another depthlimit process is writing surface.npy: wait until it ...
    """
    make_folder(path.parent)
    lock = hidden(path, "lock")
    with naming([lock], [path]), held_if_possible(lock, wait) as ours:
        if not ours:
            raise UsageError(f"another depthlimit process is writing {path}: {advice}")
        yield


def make_folder(folder: Path) -> None:
    """Make a folder and its parents where they are missing.

    Raises:
        NotADirectoryError: there is a file of this name, or of one above it.
        OSError: the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, "Not a directory", str(folder)) from None


@contextmanager
def temporary_files(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield temporary paths beside ``paths``, removed after the block; errors name the final paths."""
    token = secrets.token_hex(4)
    parts = [hidden(path, f"{token}.part") for path in paths]
    try:
        with naming(parts, paths):
            for path in paths:
                make_folder(path.parent)
                with suppress(FileNotFoundError):
                    path.lstat()  # raises for a name that is too long, before the work
            yield parts
    finally:
        for part in parts:
            if part.is_dir():
                shutil.rmtree(part, ignore_errors=True)
            else:
                with suppress(OSError):  # must not replace an error of the block
                    part.unlink(missing_ok=True)


def appear(paths: Sequence[Path], parts: Sequence[Path]) -> None:
    """Rename finished parts, the first last, once the disk has them: a power cut leaves no empty result."""
    for part in parts:
        if part.is_file():
            with part.open("r+b") as stream:
                os.fsync(stream.fileno())
    for path, part in reversed(list(zip(paths, parts, strict=True))):
        os.replace(part, path)


def move_to_backup(paths: Sequence[Path]) -> None:
    """Move existing files, the first one first; the folders are locked."""
    existing = [path for path in paths if os.path.lexists(path)]
    for path in existing:
        make_folder(path.parent / PREVIOUS)
    for number in count(1):
        if not any(os.path.lexists(numbered(path, number)) for path in paths):
            break
    for path in existing:
        os.replace(path, numbered(path, number))


def numbered(path: Path, number: int) -> Path:
    """Return the path of an earlier result.

    >>> numbered(Path("plots/norms.png"), 2).as_posix()
    'plots/previous/norms.2.png'
    """
    end = f".{number}{path.suffix}"
    return path.parent / PREVIOUS / (shortened(path.stem, LONGEST_NAME - len(os.fsencode(end))) + end)


def hidden(path: Path, end: str) -> Path:
    """Return the hidden file beside ``path`` with this ending."""
    return path.with_name(f".{shortened(path.name, LONGEST_NAME - len(end) - 2)}.{end}")


def shortened(name: str, size: int) -> str:
    """Return a name cut to a number of bytes.

    >>> shortened("norms", 3), shortened("ββ", 3)
    ('nor', 'β')
    """
    while len(os.fsencode(name)) > size:
        name = name[:-1]
    return name


@contextmanager
def locked(paths: Sequence[Path]) -> Iterator[None]:
    """Lock the folders of the paths, always in the same order, while results are moved."""
    folders = sorted({path.parent for path in paths})
    locks = [folder / LOCK for folder in folders]
    with naming(locks, folders), ExitStack() as stack:
        for lock in locks:
            stack.enter_context(held_if_possible(lock, wait=True))
        yield


@contextmanager
def naming(files: Sequence[Path], meant: Sequence[Path]) -> Iterator[None]:
    """Replace hidden files by the ``meant`` paths in errors of the block."""
    try:
        yield
    except OSError as error:
        names = {str(file): str(known) for file, known in zip(files, meant, strict=True)}
        if (found := names.get(str(error.filename))) is not None:
            error.filename, error.filename2 = found, None
        raise
