"""Rows of ``metrics.csv``: of one run, or of all attempts at a trial as one; damaged ones are skipped."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from depthlimit.csv_files import csv_records
from depthlimit.discovery import METRICS
from depthlimit.errors import DataError
from depthlimit.untrusted import read_bytes

Row = dict[str, str]

EPOCH, STEP = "epoch", "step"
WHOLE = re.compile(r"[0-9]{1,18}")
LARGEST_LOG = 2**32
"""Largest log that is read, in bytes."""


def merged_rows(runs: Sequence[Path]) -> list[Row]:
    """Return the rows of ``metrics.csv`` of all run folders, one per step, in order of steps.

    Training is deterministic: where two attempts made the same step, their rows are equal; the last is taken.

    Args:
        runs: the run folders in the order of the attempts.
    """
    rows: dict[int, Row] = {}
    for run in runs:
        for row in read_rows(run / METRICS):
            step = int(row[STEP])
            rows[step] = {**rows.get(step, {}), **{name: value for name, value in row.items() if value}}
    return [rows[step] for step in sorted(rows)]


def read_rows(file: Path) -> list[Row]:
    """Return the complete rows of a log, which may be cut short or damaged; none where it cannot be read."""
    try:
        text = read_bytes(file, LARGEST_LOG).decode(errors="replace").replace("\0", "")
        records = csv_records(io.StringIO(text[: text.rfind("\n") + 1], newline=""), file)
        _, names = next(records, (1, []))
        complete = [dict(zip(names, cells, strict=True)) for _, cells in records if len(cells) == len(names)]
    except (FileNotFoundError, DataError):
        return []
    return [row for row in complete if WHOLE.fullmatch(row.get(STEP, ""))]


def columns(rows: Sequence[Row]) -> list[str]:
    """Return the names of the columns: epoch and step, then the others in alphabetical order."""
    names = {name for row in rows for name in row}
    return [name for name in (EPOCH, STEP) if name in names] + sorted(names - {EPOCH, STEP})


def as_csv(rows: Sequence[Row]) -> str:
    """Return the rows as comma-separated values."""
    text = io.StringIO()
    table = csv.DictWriter(text, columns(rows), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def last_values(rows: Sequence[Row]) -> dict[str, float]:
    """Return the last number of every column: that of the last step at which it was logged.

    >>> last_values([{"step": "0", "max_norm": "3.0"}, {"step": "1", "max_norm": "", "train_loss": "0.5"}])
    {'max_norm': 3.0, 'train_loss': 0.5}
    """
    found = {name: value for row in rows for name, value in row.items() if value}
    numbers = {name: number_of(found[name]) for name in sorted(found.keys() - {EPOCH, STEP})}
    return {name: number for name, number in numbers.items() if number is not None}


def number_of(text: str) -> float | None:
    """Return the text as a number, or None."""
    try:
        return float(text)
    except ValueError:
        return None
