"""The tidy table of a sweep: one row for every trial that has ended, as CSV and Parquet."""

import csv
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depthlimit.atomic import atomic_write
from depthlimit.discovery import TABLE, trial_folders
from depthlimit.requirements import install_line
from depthlimit.result import Result
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.tables import Table

Row = Mapping[str, Any]

RUN_COLUMNS = ("seconds", "host", "attempts", "ended")
"""Columns that differ when a trial is run again; all others are the same bit for bit."""
LAST = "threads"
"""Column before those of the options."""
ALWAYS = ("L", "seed", "status")
"""Columns that a reader always sees."""
UNREAD = ("trial", "series", "beta", "delta", "host", "attempts", "ended")
"""Columns that say nothing to a reader: identities, what the options decide, and the machine."""
OWN_COLUMNS = ("model.L", "seed_everything")
"""Options that have a column of another name: L and seed."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class TrialTable(Result):
    """The tidy table of a sweep.

    Attributes:
        columns: values of all trials that have ended, by the name of the column; each column has one type,
            and None where a trial has no value.
    """

    columns: Mapping[str, Sequence[Any]]

    def table(self) -> Table:
        """Return the table, one row per trial."""
        return Table(tuple(self.columns), tuple(zip(*self.columns.values(), strict=True)))

    def varying(self) -> Table:
        """Return the table for a reader: the options that vary, how trials ended, and their results.

        Left out are identities, the machine, and columns that are the same for all trials.

        >>> columns = {"series": ["a", "b"], "L": [8, 8], "loss": [0.5, 0.4], "threads": [1, 1], "lr": [1, 2]}
        >>> TrialTable(columns).varying()
        Table(names=('L', 'lr', 'loss'), rows=((8, 1, 0.5), (8, 2, 0.4)))
        """
        names = list(self.columns)
        after = names[names.index(LAST) + 1 :] if LAST in names else []
        options = [name for name in after if name not in RUN_COLUMNS]
        ordered = ["L", "seed", *options, *(name for name in names if name not in options)]
        kept = [
            name
            for name in dict.fromkeys(ordered)
            if name in self.columns
            and (name in ALWAYS or (name not in UNREAD and len(set(self.columns[name])) > 1))
        ]
        rows = zip(*(self.columns[name] for name in kept), strict=True)
        return Table(tuple(kept), tuple(rows))

    def write(self, out: Path) -> list[Path]:
        """Write ``table.csv`` and, if pyarrow is installed, ``table.parquet``; return the files.

        Earlier files are replaced: the table can be made again from the results of the trials.
        """
        files = [out / f"{TABLE}.csv"]
        with atomic_write(files[0]) as part, part.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(self.columns)
            writer.writerows(zip(*self.columns.values(), strict=True))
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError:
            logger.info("table.parquet is not written without pyarrow: run %s", install_line("parquet"))
            return files
        files.append(out / f"{TABLE}.parquet")
        with atomic_write(files[1]) as part:
            parquet.write_table(pyarrow.table(dict(self.columns)), part)
        return files


def trial_table(out: Path) -> TrialTable:
    """Return the table of all trials in the folder of a sweep that have ended."""
    return TrialTable(as_columns(collect(out)))


def collect(out: Path) -> list[Row]:
    """Return the rows of all trials that have ended, ordered by series, seed and depth."""
    found = (TrialFolder(path).read_result() for path in trial_folders(out))
    results = sorted(
        (result for result in found if result),
        key=lambda result: (order_of(result["series"]), result["seed"], result["L"]),
    )
    return [row_of(result) for result in results]


def order_of(series: Mapping[str, str]) -> tuple[str, str]:
    """Return the sort key of a series."""
    return series["label"], series["id"]


def row_of(result: Mapping[str, Any]) -> Row:
    """Return the row of one result: the trial, its status, its last values, all options, and the run."""
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
    """Return a value of a result; infinities, which JSON holds as text, become numbers again.

    >>> as_number("-inf"), as_number(0.5), as_number(None)
    (-inf, 0.5, None)
    """
    return float(value) if value in ("inf", "-inf") else value


def as_columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Return the columns that have a value in some row, each of one type.

    >>> as_columns([{"L": 8, "cap": None, "lr": 1}, {"L": 16, "cap": None, "lr": 0.5}])
    {'L': [8, 16], 'lr': [1.0, 0.5]}
    """
    names = dict.fromkeys(name for row in rows for name in row if row[name] is not None)
    ordered = sorted(names, key=lambda name: name in RUN_COLUMNS)  # these come last in every row
    return {name: of_one_type([row.get(name) for row in rows]) for name in ordered}


def of_one_type(values: Iterable[Any]) -> list[Any]:
    """Return the values of a column as numbers or truth values, or as text if their types are mixed."""
    column = list(values)
    types = {type(value) for value in column if value is not None}
    if types == {int, float}:
        return [None if value is None else float(value) for value in column]
    if len(types) == 1 and types <= {int, float, bool, str}:
        return column
    return [value if value is None or isinstance(value, str) else json.dumps(value) for value in column]
