"""Tables of several groups below each other, with the options that vary as their first columns."""

from collections.abc import Sequence

from depthlimit.comparison.facts import Group
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
