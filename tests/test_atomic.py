"""Atomic results: complete or missing, together, never replaced; refused folders."""

import os
import threading
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest

from depthlimit.atomic import PREVIOUS, atomic_write, atomic_write_all, backup, claim_folder, claimed
from depthlimit.errors import UsageError, os_error_sentence
from depthlimit.locks import held, is_held

FORK = get_context("fork")


def visible(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def interrupted_write(target: Path) -> None:
    with atomic_write(target) as part:
        part.write_text("half")
        raise RuntimeError("power is off")


def test_a_failed_write_keeps_the_earlier_result_and_leaves_no_temporary_file(tmp_path: Path) -> None:
    target = tmp_path / "result.txt"
    target.write_text("earlier")
    with pytest.raises(RuntimeError, match="power"):
        interrupted_write(target)
    assert target.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [target]


def write_pair(folder: Path, text: str) -> None:
    names = ("norms.json", "norms.png", "norms.pdf")
    with atomic_write_all(*(folder / name for name in names)) as parts:
        for part in parts:
            part.write_text(text)


def many_pairs(folder: Path, writer: int, number: int) -> None:
    for k in range(number):
        write_pair(folder, f"{writer}.{k}")


@pytest.mark.parametrize("kind", [FORK.Process, threading.Thread])
def test_results_of_many_at_once_are_all_kept_and_never_mixed(
    kind: Callable[..., threading.Thread], tmp_path: Path
) -> None:
    writers = [kind(target=many_pairs, args=(tmp_path, writer, 10)) for writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found: dict[str, set[str]] = {}
    for file in tmp_path.rglob("norms.*"):
        found.setdefault(file.name.rpartition(".")[0], set()).add(file.read_text())
    assert all(
        len(texts) == 1 for texts in found.values()
    )  # figures and numbers of one number belong together
    texts = [next(iter(texts)) for texts in found.values()]
    assert sorted(texts) == sorted(f"{writer}.{k}" for writer in range(4) for k in range(10))
    assert len(list(tmp_path.rglob("norms.*"))) == 3 * 40
    assert not list(tmp_path.rglob(".*"))


def test_the_first_file_of_a_group_appears_last_and_is_moved_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pair(tmp_path, "earlier")
    moved: list[str] = []
    replace = os.replace

    def noted(source: Path, goal: Path) -> None:
        moved.append(f"{goal.parent.name}/{goal.name}".removeprefix(f"{tmp_path.name}/"))
        replace(source, goal)

    monkeypatch.setattr("os.replace", noted)
    write_pair(tmp_path, "later")
    assert moved == [
        "previous/norms.1.json", "previous/norms.1.png", "previous/norms.1.pdf",
        "norms.pdf", "norms.png", "norms.json",
    ]  # fmt: skip


def test_the_disk_has_a_result_before_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    replace = os.replace

    def noted(source: Path, goal: Path) -> None:
        calls.append("replace")
        replace(source, goal)

    monkeypatch.setattr("os.fsync", lambda stream: calls.append("fsync"))
    monkeypatch.setattr("os.replace", noted)
    write_pair(tmp_path, "x")
    assert calls == ["fsync"] * 3 + ["replace"] * 3


def test_earlier_results_move_together_and_folders_too(tmp_path: Path) -> None:
    rows = tmp_path / "out.partial"
    for number in (1, 2):
        rows.mkdir()
        (rows / "row").write_text(str(number))
        backup(rows, tmp_path / "absent.json")
        assert (tmp_path / PREVIOUS / f"out.{number}.partial" / "row").read_text() == str(number)
    assert not rows.exists()


@pytest.mark.parametrize("name", ["x" * 251 + ".txt", "β" * 125 + ".txt", "a\nb [c]*.txt", "\udcff.txt", "-"])
def test_names_of_any_kind_and_length(name: str, tmp_path: Path) -> None:
    for text in ("first", "second", "third"):
        with atomic_write_all(tmp_path / name) as (part,):
            part.write_text(text)
    assert (tmp_path / name).read_text() == "third"
    assert sorted(file.read_text() for file in (tmp_path / PREVIOUS).iterdir()) == ["first", "second"]


def refused(target: Path) -> str:
    """Return the error of writing to a folder that cannot be written to."""
    with pytest.raises(OSError) as caught, atomic_write_all(target) as (part,):  # noqa: PT011
        part.write_text("x")
    return os_error_sentence(caught.value)


def test_places_that_cannot_be_written_to_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    assert refused(tmp_path / "file" / "a.txt") == f"not a directory: {tmp_path / 'file'}"
    assert refused(tmp_path / ("x" * 300)).startswith(f"file name too long: {tmp_path / ('x' * 300)}")
    monkeypatch.setattr(Path, "open", denied)
    assert refused(tmp_path / "a.txt") == f"permission denied: {tmp_path / 'a.txt'}"
    assert visible(tmp_path) == ["file"]


def denied(self: Path, *more: object, **other: object) -> None:
    raise PermissionError(13, "Permission denied", str(self))


def many_folders(parent: Path, number: int) -> None:
    for _ in range(number):
        (claim_folder(parent) / "mine").write_text("")


def test_concurrent_claims_get_different_folders(tmp_path: Path) -> None:
    (tmp_path / "version_4").mkdir()
    (tmp_path / "version_x").mkdir()
    (tmp_path / "version_99999999999999999999").mkdir()
    writers = [FORK.Process(target=many_folders, args=(tmp_path, 20)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    mine = sorted(int(file.parent.name.rpartition("_")[2]) for file in tmp_path.rglob("mine"))
    assert mine == list(range(5, 85))


def hold(file: Path, taken: threading.Event) -> None:
    with held(file):
        taken.set()
        threading.Event().wait()


def test_a_lock_ends_with_its_holder(tmp_path: Path) -> None:
    taken = FORK.Event()
    process = FORK.Process(target=hold, args=(tmp_path / "lock", taken))
    process.start()
    taken.wait()
    assert is_held(tmp_path / "lock")
    with held(tmp_path / "lock") as ours:
        assert not ours
    process.kill()
    process.join()
    assert (tmp_path / "lock").exists()
    assert not is_held(tmp_path / "lock")
    with held(tmp_path / "lock") as ours:
        assert ours


def test_a_second_writer_of_a_result_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "new" / "surface.npy"
    with claimed(target):
        told = pytest.raises(
            UsageError, match=r"another depthlimit process is writing .*surface.npy: write --seed=1"
        )
        with told, claimed(target, "write --seed=1"):
            pass
        with claimed(target.with_suffix(".json")):
            pass
    assert visible(tmp_path) == []


def test_the_second_may_wait_for_the_first(tmp_path: Path) -> None:
    taken, order = threading.Event(), []

    def first() -> None:
        with claimed(tmp_path / "report.html"):
            taken.set()
            threading.Event().wait(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    taken.wait()
    with claimed(tmp_path / "report.html", wait=True):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_results_are_written_on_file_systems_without_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*arguments: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("filelock.FileLock.acquire", no_locks)
    for text in ("first", "second"):
        write_pair(tmp_path, text)
    assert (tmp_path / "norms.json").read_text() == "second"
    assert (tmp_path / PREVIOUS / "norms.1.json").read_text() == "first"
