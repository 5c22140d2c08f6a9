"""Tables of numbers in text files of spreadsheets and other programs."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from depthlimit.csv_files import Record, csv_records
from depthlimit.errors import DataError
from depthlimit.untrusted import read_text

LARGEST = 2**30
"""Largest size of a table in bytes; ``.npy`` is better for a larger one."""
COMMENT = "#"


def read_csv(file: Path) -> NDArray[np.float64]:
    """Return the numbers of a table, shape (N, D).

    Cells are separated by commas, semicolons, tabs or spaces. A first line of names is skipped, and so
    are blank lines, lines that begin with ``#``, and a last column that is empty everywhere. Ambiguous tables
    are refused.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it is not UTF-8 text, or not a table of numbers.
    """
    rows = without_last_empty(records_of(read_text(file, LARGEST), file))
    if rows and all(is_name(cell) or not cell for cell in rows[0][1]):
        check_column_names(rows[0], file)
        rows = rows[1:]
    if not rows:
        raise DataError(f"{file} holds no points: write numbers, one point per line")
    width = len(rows[0][1])
    for number, cells in rows:
        if len(cells) != width:
            raise DataError(f"line {number} of {file} has {len(cells)} cells, the first point has {width}")
        for cell in cells:
            if not is_number(cell):
                raise DataError(f"line {number} of {file} has {mistake(cell)}")
    check_first_line(rows, file)
    return np.array([[float(cell) for cell in cells] for _, cells in rows])


def records_of(text: str, file: Path) -> list[Record]:
    """Return the lines of a table that are neither blank nor comments, split into cells."""
    lines = enumerate(re.split("\r\n|\r|\n", text), start=1)
    held = [
        (number, line) for number, line in lines if line.strip() and not line.lstrip().startswith(COMMENT)
    ]
    sign = next((sign for sign in "\t;," if any(sign in line for _, line in held)), None)
    if sign is None:
        return [(number, line.split()) for number, line in held]
    return [  # line by line: a point ends with its line, within quotation marks, too
        (number, [cell.strip() for cell in cells])
        for number, line in held
        for _, cells in csv_records([line], file, sign, strict=True)
    ]


def without_last_empty(rows: list[Record]) -> list[Record]:
    """Return the rows without the empty cell that a comma at the end of every line makes."""
    if rows and all(len(cells) > 1 and not cells[-1] for _, cells in rows):
        return [(number, cells[:-1]) for number, cells in rows]
    return rows


def check_column_names(names: Record, file: Path) -> None:
    """Check that every column has a name; one without counts the rows, or was forgotten.

    Raises:
        DataError: a column has no name.
    """
    if "" in names[1]:
        raise DataError(
            f"column {names[1].index('') + 1} of {file} has no name: leave it out if it counts the rows "
            "(index=False in pandas), or name it"
        )


def check_first_line(rows: Sequence[Record], file: Path) -> None:
    """Check that the first line is not 0, 1, 2, … above numbers with decimals: these may name the columns.

    Raises:
        DataError: it is.
    """
    first = rows[0][1]
    counted = len(first) > 1 and first == [str(place) for place in range(len(first))]
    if counted and not all(cell.lstrip("+-").isdecimal() for _, cells in rows for cell in cells):
        raise DataError(
            f"the first line of {file} may be a point or name the columns: leave it out (header=False in "
            "pandas), or write it with decimals, as 0.0,1.0"
        )


def is_number(cell: str) -> bool:
    """Return True if the text is a number; ``nan`` and ``inf`` are some.

    >>> [is_number(cell) for cell in ("-1e3", "nan", "", "x", "1_000", "1,5")]
    [True, True, False, False, False, False]
    """
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def is_name(cell: str) -> bool:
    """Return True for the name of a column: neither a number in any notation nor a missing value.

    >>> [is_name(cell) for cell in ("x", "W 2", "nan", "N/A", "1,5", "$1", "2nd", "")]
    [True, True, False, False, False, False, False, False]
    """
    number_like = is_number(cell) or re.match(r"\W*\d", cell)
    return (
        bool(cell) and not number_like and cell.lower() not in ("na", "n/a", "none", "null", "nil", "-", "?")
    )


def mistake(cell: str) -> str:
    """Return the mistake in a cell, for an error message."""
    if not cell:
        return "an empty cell, expected a number"
    if re.fullmatch(r"[+-]?\d+,\d+([eE][+-]?\d+)?", cell):
        return f"{cell}: write decimal points, not commas"
    return f"{cell[:30]!r}, expected a number"
