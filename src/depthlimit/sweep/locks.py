"""Locks on files that end with their holder, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(file: Path, wait: bool = False) -> Iterator[bool]:
    """Hold the lock ``file`` during the block; gives False where another process holds it.

    The system takes the lock back when its holder dies. The file itself stays.

    Args:
        file: any file of this name is the lock; it is made if need be.
        wait: wait for another holder in place of giving False.

    >>> import tempfile
    >>> lock = Path(tempfile.mkdtemp()) / "lock"
    >>> with held(lock) as first, held(lock) as second:
    ...     first, second
    (True, False)
    """
    with file.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def is_held(file: Path) -> bool:
    """Whether some process holds the lock."""
    try:
        with file.open() as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
