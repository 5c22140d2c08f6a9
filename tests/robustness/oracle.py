"""Invariants of a folder of results at any moment, with killed and concurrent processes."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
import yaml

LOGS = ("metrics.csv", "hparams.yaml", "run.log", "output.log", "attempts.jsonl")
"""Logs grow while a command runs, and readers pass over half a row."""
REPLACED = ("table.csv", "table.parquet", "manifest.json", "series.json", "config.yaml", "result.json")
"""Results that a later, fuller one of the same name replaces."""


def refuse(name: str) -> None:
    raise ValueError(f"{name} in JSON")


def ends_with(end: bytes) -> Callable[[Path], None]:
    """The check of a format that ends with a mark."""

    def check(file: Path) -> None:
        if not file.read_bytes().rstrip().endswith(end):
            raise ValueError(f"it lacks {end!r} at its end")

    return check


def check_csv(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    if not text.endswith("\n") or len({len(row) for row in rows}) > 1:
        raise ValueError("it has half a row")


CHECKS: dict[str, Callable[[Path], object]] = {
    ".pth": lambda file: torch.load(file, weights_only=True),
    ".ckpt": lambda file: torch.load(file, weights_only=True),
    ".npy": lambda file: np.load(file, allow_pickle=False),
    ".json": lambda file: json.loads(file.read_text(encoding="utf-8"), parse_constant=refuse),
    ".csv": check_csv,
    ".yaml": lambda file: yaml.safe_load(file.read_text(encoding="utf-8"))["model"],
    ".png": ends_with(b"IEND\xaeB`\x82"),
    ".pdf": ends_with(b"%%EOF"),
    ".html": ends_with(b"</html>"),
}


def visible(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and below it that are not hidden."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
            yield file


def check_whole(folder: Path) -> None:
    """Check that every visible file can be read, that exports have manifests, and that none is temporary."""
    for file in visible(folder):
        assert file.suffix not in (".part", ".tmp"), f"{file} is a temporary file"
        if file.suffix in CHECKS and file.name not in LOGS:
            try:
                CHECKS[file.suffix](file)
            except Exception as error:
                raise AssertionError(f"{file} is not whole: {error!r}") from error
        if file.suffix == ".pth" and file.name.startswith("resnet_"):
            assert file.with_suffix(".json").is_file(), f"{file} came without its manifest"


def finished(folder: Path) -> dict[str, str]:
    """Return names and hashes of the finished results in a folder, which must never be lost."""
    return {
        hashlib.sha256(file.read_bytes()).hexdigest(): str(file.relative_to(folder))
        for file in visible(folder)
        if file.suffix in CHECKS
        and file.suffix != ".ckpt"
        and file.name not in (*LOGS, *REPLACED)
        and file.parent.name != "plans"  # a plan is written anew by everybody who has the same
        and not any(
            part.endswith(".partial") for part in file.parts
        )  # rows of a surface that is not there yet
    }


def check_kept(before: dict[str, str], folder: Path) -> None:
    """Check that every earlier result is still in the folder."""
    now = finished(folder)
    lost = {name for digest, name in before.items() if digest not in now}
    assert not lost, f"lost: {sorted(lost)}"
