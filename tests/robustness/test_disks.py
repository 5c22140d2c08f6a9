"""Disks that are full or read-only: one sentence, and nothing finished is lost or half-written."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.robustness.commands import COMMANDS, finish
from tests.robustness.oracle import check_kept, check_whole, finished

SIZES = (0, 100, 3_000, 20_000)
"""Bytes that no file may exceed: nothing fits, only configurations do, only small results do."""


def told(folder: Path) -> str:
    """Return the printed lines, without those of a sweep about every trial."""
    printed = (folder / "printed").read_text(encoding="utf-8")
    assert "Traceback" not in printed, printed
    (folder / "printed").unlink()
    return printed


def refused(context: ForkServerContext, folder: Path, command: str, largest: int) -> str:
    """Run a command that cannot write its results, and check that nothing is lost."""
    before = finished(folder)
    (folder / "printed").write_text("")
    line = COMMANDS[command]
    assert finish(context, folder, line, largest) == 2, (folder / "printed").read_text()
    check_whole(folder)
    check_kept(before, folder)
    return told(folder)


@pytest.mark.parametrize("command", ["fit", "sweep", "path-norm"])
def test_a_limit_on_the_size_of_files(command: str, context: ForkServerContext, folder: Path) -> None:
    said = refused(context, folder, command, largest=3_000)
    assert "too large" in said
    assert finish(context, folder, COMMANDS[command]) == 0, (folder / "printed").read_text()
    check_whole(folder)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("largest", SIZES)
def test_any_limit_on_the_size_of_files(
    largest: int, command: str, context: ForkServerContext, folder: Path
) -> None:
    before = finished(folder)
    assert finish(context, folder, COMMANDS[command], largest) in (0, 2)  # its files may be as small as that
    check_whole(folder)
    check_kept(before, folder)
    assert "Traceback" not in (folder / "printed").read_text(encoding="utf-8")
    assert finish(context, folder, COMMANDS[command]) == 0, (folder / "printed").read_text()
    check_whole(folder)


def mount(*options: str) -> None:
    subprocess.run(["mount", *options], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path, template: Path) -> Iterator[Path]:
    """Separate, almost full disk with the inputs of the commands."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        if not hasattr(os, "geteuid") or os.geteuid() != 0:
            pytest.skip(
                "only root mounts a disk of its own; the limits on the size of files are tested instead"
            )
        mount("-t", "tmpfs", "-o", "size=64M", "tmpfs", str(place))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here; the limits on the size of files are tested instead")
    try:
        yield shutil.copytree(template, place / "work")
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path, free: int) -> None:
    """Fill the disk up to a number of free bytes."""
    left = os.statvfs(disk)
    with (disk.parent / "filler").open("wb") as stream:
        stream.truncate(0)
        os.posix_fallocate(stream.fileno(), 0, left.f_bavail * left.f_frsize - free)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("free", [0, 8_192, 65_536])
def test_a_full_disk(free: int, command: str, context: ForkServerContext, disk: Path) -> None:
    (disk / "printed").unlink(missing_ok=True)
    (disk / "printed").symlink_to(disk.parents[1] / "printed")  # on another disk
    before = finished(disk)
    fill(disk, free)
    code = finish(context, disk, COMMANDS[command])
    said = (disk / "printed").read_text()
    assert "Traceback" not in said, said
    assert code == 2 or (code == 0 and free), said
    assert code == 0 or "no space left on device" in said.lower(), said
    check_whole(disk)
    check_kept(before, disk)
    (disk.parent / "filler").unlink()
    assert finish(context, disk, COMMANDS[command]) == 0, (disk / "printed").read_text()
    check_whole(disk)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_disk_that_is_read_only(command: str, context: ForkServerContext, disk: Path) -> None:
    before = finished(disk)
    (disk / "printed").unlink(missing_ok=True)
    (disk / "printed").symlink_to(disk.parents[1] / "printed")
    mount("-o", "remount,ro", str(disk.parent))
    assert finish(context, disk, COMMANDS[command]) == 2
    said = (disk / "printed").read_text()
    assert "Traceback" not in said, said
    assert said.splitlines()[-1].startswith("depthlimit: read-only file system: "), said
    check_kept(before, disk)
