"""Digits of the numbers in a table: three, or more where values that differ would read the same."""

from collections.abc import Sequence
from itertools import pairwise

from depthlimit.tables import Cell, Table

FEWEST, MOST = 3, 6
APART = 0.9
"""Part of the values of a column that have to read differently."""
BOUNDS = ("lower", "upper", "from", "to")
"""Last words of the names of the ends of an interval, whose columns follow that of the value."""
WHOLE = (1e3, 1e6)
"""Range of sizes that are shown without an exponent."""


def short_number(value: float, digits: int = FEWEST) -> str:
    """Return a number with some significant digits.

    >>> short_number(-0.123456), short_number(4812.3), short_number(0.999512, 4)
    ('−0.123', '4812', '0.9995')
    """
    large = WHOLE[0] <= abs(value) < WHOLE[1] and digits <= len(f"{abs(value):.0f}")
    return (f"{value:.0f}" if large else f"{value:.{digits}g}").replace("-", "−")


def digits_of(table: Table) -> tuple[int, ...]:
    """Return the digits of every column, the same for a value and the ends of its interval.

    >>> digits_of(Table(("loss", "rate"), ((0.5001, 1.0), (0.5002, 2.0))))
    (4, 3)
    """
    starts = [k for k, name in enumerate(table.names) if k == 0 or not name.endswith(BOUNDS)]
    found: list[int] = []
    for start, end in pairwise([*starts, len(table.names)]):
        columns = [[row[k] for row in table.rows] for k in range(start, end)]
        digits = next((one for one in range(FEWEST, MOST) if are_apart(columns, one)), MOST)
        found += [digits] * (end - start)
    return tuple(found)


def are_apart(columns: Sequence[Sequence[Cell]], digits: int) -> bool:
    """Return True if most numbers of each column, and of all rows, read differently where they differ."""
    rows = list(zip(*columns, strict=True)) if len(columns) > 1 else []
    lost_in_rows = sum(differing(row) - readable(row, digits) for row in rows)
    return lost_in_rows <= (1 - APART) * len(rows) and all(
        readable(column, digits) >= APART * differing(column) for column in columns
    )


def differing(cells: Sequence[Cell]) -> int:
    """Return the number of different numbers."""
    return len({cell for cell in cells if isinstance(cell, float)})


def readable(cells: Sequence[Cell], digits: int) -> int:
    """Return the number of numbers that read differently."""
    return len({short_number(cell, digits) for cell in cells if isinstance(cell, float)})
