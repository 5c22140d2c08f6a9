"""Commands on files of any content end with exit 0, or 2 and one sentence, and write in their folder only."""

import os
import shutil
import signal
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import numpy as np
import pytest

from depthlimit.cli import main
from tests.fuzz.mutations import mutated
from tests.fuzz.specimens import SPECIMENS, Specimen, make

pytestmark = pytest.mark.filterwarnings("default")  # notes to the user

CASES = 500
SLOW_CASES = 5000
BLOCKS = 20
LIMIT = 120
"""Seconds after which a case counts as hanging."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A working directory with specimens in ``in/``, and room around it that must stay empty."""
    work = tmp_path_factory.mktemp("fuzz") / "around" / "work"
    work.mkdir(parents=True)
    make(work / "in")
    before = Path.cwd()
    os.chdir(work)
    yield work
    os.chdir(before)


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda specimen: specimen.line.split()[0])
def test_the_specimens_are_valid(specimen: Specimen, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(specimen, place) == 0, capsys.readouterr().err
    assert files_of(specimen, place), specimen.reads


@pytest.mark.parametrize("block", range(BLOCKS))
def test_files_gone_wrong(block: int, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for case in range(block, CASES, BLOCKS):
        try_case(case, place, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(BLOCKS))
def test_many_more_files_gone_wrong(block: int, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for case in range(CASES + block, CASES + SLOW_CASES, BLOCKS):
        try_case(case, place, capsys)


def try_case(case: int, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Run one command on one file gone wrong, and put the file back."""
    rng = np.random.default_rng([17, case])
    shares = np.array([specimen.share for specimen in SPECIMENS], dtype=float)
    specimen = SPECIMENS[int(rng.choice(len(SPECIMENS), p=shares / shares.sum()))]
    files = files_of(specimen, place)
    file = files[int(rng.integers(len(files)))]
    kept = file.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch, about the tensors that are made here
        content = mutated(file, rng)
    told = f"case {case}: {specimen.line} with {file.relative_to(place)} gone wrong"
    before = seen(place)
    file.write_bytes(content)
    try:
        code = run(specimen, place)
    except Exception as error:
        raise AssertionError(f"{told}: {type(error).__name__}: {error}") from error
    finally:
        file.write_bytes(kept)
    printed = capsys.readouterr()
    complaints = [line for line in printed.err.splitlines() if not line.startswith("depthlimit: note: ")]
    assert code in (0, 2), f"{told}: exit {code}"
    if code == 2:
        sentences = [line for line in complaints if line.startswith("depthlimit: ")]
        assert len(sentences) == 1, f"{told}: {printed.err}"
    assert "Traceback" not in printed.err, f"{told}: {printed.err}"
    assert not set(printed.err + printed.out) & {"\x1b", "\0"}, told
    assert seen(place) == before, f"{told}: files outside of out/ changed"


def run(specimen: Specimen, place: Path) -> int:
    """Run the command with an empty folder ``out/``; it may not hang."""

    def hangs(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"no end after {LIMIT} s")

    shutil.rmtree(place / "out", ignore_errors=True)
    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(LIMIT)
    try:
        return main(specimen.line.split())
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def files_of(specimen: Specimen, place: Path) -> list[Path]:
    """The files that the command reads."""
    found = {file for pattern in specimen.reads for file in (place / "in").glob(pattern) if file.is_file()}
    return sorted(found)


def seen(place: Path) -> set[tuple[str, int]]:
    """The files around and in the working directory, with their sizes, but for those in ``out/``."""
    root = place.parent.parent
    return {
        (str(file), file.stat().st_size)
        for file in root.rglob("*")
        if file.is_file() and place / "out" not in file.parents
    }
