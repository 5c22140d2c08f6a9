"""Locks between processes and threads, which end with their holder, however it ends.

filelock locks; ours are the removal of the file, the probe that does not wait, and the use of file systems
without locks.
"""

import errno
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

PROBE = 0.2
"""Seconds for which a lock is tried: `is_held` takes it for an instant."""
NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP)
"""The errors of a file system that has no locks."""


@contextmanager
def held(file: Path, wait: bool = False) -> Iterator[bool]:
    """Hold the lock ``file`` during the block; yields False where another process or thread holds it.

    The file exists while the lock is held. One that a killed process left behind is not held.

    Args:
        file: the lock file.
        wait: wait for another holder instead of yielding False.

    Raises:
        OSError: the file cannot be made.

    >>> import tempfile
    >>> lock = Path(tempfile.mkdtemp()) / "lock"
    >>> with held(lock) as first, held(lock) as second:
    ...     first, second, is_held(lock)
    (True, False, True)
    >>> is_held(lock), lock.exists()
    (False, False)
    """
    lock = FileLock(file, timeout=-1 if wait else PROBE, poll_interval=0.02, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        with suppress(OSError):  # Windows keeps a file that is open
            file.unlink()
        lock.release()


@contextmanager
def held_if_possible(file: Path, wait: bool = False) -> Iterator[bool]:
    """Hold the lock as `held` does; where the file system has no locks, run the block without one.

    Raises:
        OSError: the file cannot be made.
    """
    with ExitStack() as stack:
        try:
            ours = stack.enter_context(held(file, wait))
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            ours = True
        yield ours


def is_held(file: Path) -> bool:
    """Return True if some process or thread holds the lock."""
    if not file.exists():
        return False
    lock = FileLock(file, blocking=False, thread_local=False)
    try:
        lock.acquire()
    except (Timeout, OSError):  # OSError: in a folder that cannot be written to
        return True
    lock.release()
    return False
