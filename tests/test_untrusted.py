"""Files from outside, and their claims, are checked before they are read."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthlimit import untrusted
from depthlimit.errors import DataError
from depthlimit.untrusted import check_size, printable, read_text


def test_folders_and_devices_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    for name in ("pipe", "endless"):
        with pytest.raises(DataError, match="is a device or a pipe, expected a file"):
            read_text(tmp_path / name)
    with pytest.raises(DataError, match="is a folder, expected a file"):
        read_text(tmp_path)
    for name in ("absent", "pipe/inside"):
        with pytest.raises(FileNotFoundError):
            read_text(tmp_path / name)
    with pytest.raises(DataError, match="not the name of a file"):
        read_text(tmp_path / "a\0b")


def test_a_large_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as stream:
        stream.truncate(2**40)  # a hole
    with pytest.raises(DataError, match="more than"):
        read_text(file)


def test_claims_are_compared_with_the_file_and_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(untrusted, "available_memory", lambda: 1000)
    check_size(1000, 1000, "x")
    with pytest.raises(DataError, match="x claims 4 TB of numbers but holds 999 bytes"):
        check_size(4 * 10**12, 999, "x")
    with pytest.raises(DataError, match="x takes 2 kB of memory, but only 1 kB are free"):
        check_size(2000, None, "x")


@given(st.text())
def test_printed_names_have_no_control_codes(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert "\x1b" not in shown
    shown.encode()
