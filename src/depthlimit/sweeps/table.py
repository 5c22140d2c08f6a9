"""The tidy table: one row for every trial that has ended, as CSV and Parquet."""

import csv
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from depthlimit.atomic import atomic_write
from depthlimit.discovery import TRIALS
from depthlimit.sweeps.folder import TrialFolder

Row = Mapping[str, Any]

TABLE = "table"
RUN_COLUMNS = ("seconds", "host", "attempts", "ended")
"""What differs when the same trial is run again; all other columns are the same bit for bit."""
OWN_COLUMNS = ("model.L", "seed_everything")
"""Options that have a column under their short names."""

logger = logging.getLogger(__name__)


def collect(out: Path) -> list[Row]:
    """The rows of all trials in a sweep's folder that have ended, ordered by series, seed and depth."""
    found = (TrialFolder(path).read_result() for path in (out / TRIALS).glob("*"))
    results = sorted(
        (result for result in found if result),
        key=lambda result: (place_of(result["series"]), result["seed"], result["L"]),
    )
    return [row_of(result) for result in results]


def place_of(series: Mapping[str, str]) -> tuple[str, str]:
    """Return the place of the trials of a series in the table."""
    return series["label"], series["id"]


def row_of(result: Mapping[str, Any]) -> Row:
    """The row of one result: what the trial is, how it ended, what came out, all options, and the run."""
    config = result["config"]
    alpha = config.get("model.alpha")
    known = isinstance(alpha, int | float) and 0 <= alpha <= 1
    return {
        "trial": result["trial"],
        "series": result["series"]["id"],
        "L": result["L"],
        "seed": result["seed"],
        "status": result["status"],
        "reason": result["reason"],
        "steps": result["steps"],
        **{name: as_number(value) for name, value in result["values"].items()},
        "beta": 1 - alpha if known else None,
        "delta": result["L"] ** -alpha if known else None,
        "threads": result["threads"],
        **{name: value for name, value in config.items() if name not in OWN_COLUMNS},
        **{name: result["run"].get(name) for name in RUN_COLUMNS},
    }


def as_number(value: Any) -> Any:
    """Return a value of a result with what JSON has no number for as a number again.

    >>> as_number("-inf"), as_number(0.5), as_number(None)
    (-inf, 0.5, None)
    """
    return float(value) if value in ("inf", "-inf") else value


def write_table(out: Path) -> list[Path]:
    """Collect, and write ``table.csv`` and, where pyarrow is installed, ``table.parquet``; gives the files.

    A table replaces the earlier one: it is made of results, which stay.
    """
    columns = as_columns(collect(out))
    files = [out / f"{TABLE}.csv"]
    with atomic_write(files[0]) as part, part.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(columns)
        table.writerows(zip(*columns.values(), strict=True))
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        logger.info("table.parquet needs pyarrow: pip install 'depthlimit[parquet]'")
        return files
    files.append(out / f"{TABLE}.parquet")
    with atomic_write(files[1]) as part:
        parquet.write_table(pyarrow.table(columns), part)
    return files


def as_columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """The columns that hold a value somewhere, each of one type.

    >>> as_columns([{"L": 8, "cap": None, "lr": 1}, {"L": 16, "cap": None, "lr": 0.5}])
    {'L': [8, 16], 'lr': [1.0, 0.5]}
    """
    names = dict.fromkeys(name for row in rows for name in row if row[name] is not None)
    ordered = sorted(names, key=lambda name: name in RUN_COLUMNS)  # these come last in every row
    return {name: of_one_type([row.get(name) for row in rows]) for name in ordered}


def of_one_type(values: Iterable[Any]) -> list[Any]:
    """The values of a column as numbers, truth values or, where these are mixed, as text."""
    column = list(values)
    kinds = {type(value) for value in column if value is not None}
    if kinds == {int, float}:
        return [None if value is None else float(value) for value in column]
    if len(kinds) == 1 and kinds <= {int, float, bool, str}:
        return column
    return [value if value is None or isinstance(value, str) else json.dumps(value) for value in column]
