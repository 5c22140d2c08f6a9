"""Records of comma-separated values: the one reader of logs, histories of sweeps and tables of numbers."""

import csv
from collections.abc import Iterable, Iterator

from depthlimit.errors import DataError

Record = tuple[int, list[str]]
"""The number of a line, from 1, and its cells."""


def csv_records(
    lines: Iterable[str], origin: object, delimiter: str = ",", strict: bool = False
) -> Iterator[Record]:
    r"""Yield the records of a table that are not empty.

    Args:
        lines: such as an open file, or ``io.StringIO(text, newline="")``.
        origin: name of the table in the error.
        delimiter: between the cells of a line.
        strict: refuse a quotation mark that is not closed, or closed before the end of its cell.

    Raises:
        DataError: a cell is too long, or a quotation mark is refused.

    >>> list(csv_records(["step,loss\n", "\n", '0,"0,5"\n'], "log.csv"))
    [(1, ['step', 'loss']), (3, ['0', '0,5'])]
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=strict)
    try:
        yield from ((reader.line_num, cells) for cells in reader if cells)
    except csv.Error as error:
        raise DataError(f"{origin} is damaged: {error}") from None
