"""Tables of several groups below each other, with the options that vary as their first columns."""

from collections.abc import Sequence

from depthlimit.comparison import Group
from depthlimit.reports.blocks import NamedTable
from depthlimit.reports.findings import SeriesFindings
from depthlimit.tables import Cell, Table


def stacked(tables: Sequence[tuple[Group, Table]]) -> Table:
    """Return the tables of all groups as one; a column that a table lacks is empty there.

    >>> one, other = (Group((("init", name),)) for name in ("fbm", "smooth"))
    >>> stacked([(one, Table(("L",), ((8,),))), (other, Table(("L", "p"), ((8, 2.0),)))])
    Table(names=('init', 'L', 'p'), rows=(('fbm', 8, None), ('smooth', 8, 2.0)))
    """
    options = tuple(name for name, _ in tables[0][0].values) if tables else ()
    fullest: tuple[str, ...] = max((table.names for _, table in tables), key=len, default=())
    rows: list[tuple[Cell, ...]] = []
    for group, table in tables:
        places = matched(table.names, fullest)
        for row in table.rows:
            rows.append((*group.cells, *(None if place is None else row[place] for place in places)))
    return Table((*options, *fullest), tuple(rows))


def matched(names: Sequence[str], all_names: Sequence[str]) -> list[int | None]:
    """Return the place of each column in a table that may lack some; names may occur several times.

    >>> matched(["p", "lower", "lower"], ["p", "W", "lower", "lower"])
    [0, None, 1, 2]
    """
    places: list[int | None] = []
    for number, name in enumerate(all_names):
        found = [place for place, own in enumerate(names) if own == name]
        occurrence = list(all_names[:number]).count(name)
        places.append(found[occurrence] if occurrence < len(found) else None)
    return places


def table_of(series: Sequence[SeriesFindings], name: str) -> Table | None:
    """Return a table of all series that have it, None if none has."""
    found = [(one.group, one.tables[name]) for one in series if name in one.tables]
    return stacked(found) if found else None


def condensed(name: str, caption: str, table: Table, title: str) -> NamedTable:
    """Return a table without empty columns, and with columns that are the same in every row in its caption.

    >>> table = Table(("L", "seeds", "norm"), ((8, 2, 0.5), (16, 2, 0.4)))
    >>> found = condensed("norms", "Norms of the weights.", table, "Norms")
    >>> found.table.names, found.constants
    (('L', 'norm'), (('seeds', 2),))
    """
    columns = [[row[k] for row in table.rows] for k in range(len(table.names))]
    filled = [k for k, column in enumerate(columns) if any(cell not in (None, "") for cell in column)]
    constant = [k for k in filled if len(table.rows) > 1 and len(set(columns[k])) == 1]
    kept = [k for k in filled if k not in constant] or filled
    constants = tuple((table.names[k], columns[k][0]) for k in constant if k not in kept)
    shorter = Table(
        tuple(table.names[k] for k in kept), tuple(tuple(row[k] for k in kept) for row in table.rows)
    )
    return NamedTable(name, caption, shorter, title, constants)
