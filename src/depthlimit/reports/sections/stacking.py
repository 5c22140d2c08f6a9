"""Tables of several groups below each other, with the options that vary as their first columns."""

from collections.abc import Sequence

from depthlimit.comparison import stacked
from depthlimit.reports.blocks import Folded, NamedTable
from depthlimit.reports.findings import SeriesFindings
from depthlimit.tables import Table


def table_of(series: Sequence[SeriesFindings], name: str) -> Table | None:
    """Return a table of all series that have it, None if none has."""
    found = [(one.group, one.tables[name]) for one in series if name in one.tables]
    return stacked(found) if found else None


def without(table: Table, name: str) -> Table:
    """Return the table without a column.

    >>> without(Table(("L", "seeds"), ((8, 1),)), "seeds")
    Table(names=('L',), rows=((8,),))
    """
    kept = [k for k, own in enumerate(table.names) if own != name]
    rows = tuple(tuple(row[k] for k in kept) for row in table.rows)
    return Table(tuple(table.names[k] for k in kept), rows)


def condensed(name: str, caption: str, table: Table, title: str) -> NamedTable:
    """Return a table without empty columns, and with columns that are the same in every row in its caption.

    >>> table = Table(("L", "seeds", "norm"), ((8, 2, 0.5), (16, 2, 0.4)))
    >>> found = condensed("norms", "Norms of the weights.", table, "Norms")
    >>> found.table.names, found.constants
    (('L', 'norm'), (('seeds', 2),))
    """
    shorter, constants = table.condensed()
    return NamedTable(name, caption, shorter, title, constants)


def folded(table: NamedTable) -> Folded | NamedTable:
    """Return a table that is folded under its title, once: a long one folds itself."""
    return table if table.is_long else Folded(table.title, (table,))
