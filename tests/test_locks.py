"""Locks, also where a file system has none."""

import errno
from pathlib import Path

import pytest
from filelock import FileLock

from depthlimit.locks import held_if_possible


def test_work_continues_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system may know no locks; any other error is shown."""
    number = errno.ENOLCK

    def acquire(lock: FileLock) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(FileLock, "acquire", acquire)
    with held_if_possible(tmp_path / "lock") as ours:
        assert ours
    number = errno.EROFS
    with pytest.raises(OSError, match="refused"), held_if_possible(tmp_path / "lock"):
        pass
