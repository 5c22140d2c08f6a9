"""Tables of several groups below each other, with the options that vary as their first columns."""

from collections.abc import Sequence

from depthlimit.comparison import Group
from depthlimit.reports.findings import SeriesFindings
from depthlimit.tables import Cell, Table


def stacked(tables: Sequence[tuple[Group, Table]]) -> Table:
    """Return the tables of all groups as one; a column that a table lacks is empty there.

    >>> one, other = (Group((("init", name),)) for name in ("fbm", "smooth"))
    >>> stacked([(one, Table(("L",), ((8,),))), (other, Table(("L", "p"), ((8, 2.0),)))])
    Table(names=('init', 'L', 'p'), rows=(('fbm', 8, None), ('smooth', 8, 2.0)))
    """
    options = tuple(name for name, _ in tables[0][0].values) if tables else ()
    names = tuple(dict.fromkeys(name for _, table in tables for name in table.names))
    rows: list[tuple[Cell, ...]] = []
    for group, table in tables:
        for row in table.rows:
            cells = dict(zip(table.names, row, strict=True))
            rows.append((*group.cells, *(cells.get(name) for name in names)))
    return Table((*options, *names), tuple(rows))


def table_of(series: Sequence[SeriesFindings], name: str) -> Table | None:
    """Return a table of all series that have it, None if none has."""
    found = [(one.group, one.tables[name]) for one in series if name in one.tables]
    return stacked(found) if found else None
