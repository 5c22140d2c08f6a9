"""Drawn values of a figure in columns of equal length, for a file beside it."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depthlimit.figure_spec import DataSeries, FigureSpec, MapPanel, Panel
from depthlimit.formulas import to_text

Columns = dict[str, NDArray[Any]]
"""Columns of equal length by their names."""


def drawn_values(spec: FigureSpec) -> Columns:
    """Return every value of a figure: a row for each point, or for each cell of a map.

    >>> from depthlimit.figure_spec import Axis, Key
    >>> line = DataSeries("4", np.array([0.0, 0.5]), np.array([1.0, 2.0]))
    >>> panel = Panel(Axis("$k/L$"), Axis("norm"), (line,), Key("$L$", ("4",)))
    >>> [(name, column.tolist()) for name, column in drawn_values(FigureSpec("", "", (panel,))).items()]
    [('L', ['4', '4']), ('k/L', [0.0, 0.5]), ('norm', [1.0, 2.0])]
    """
    panels = different(spec.panels)
    several = len({panel.title for panel in panels}) > 1
    parts: list[dict[str, Any]] = []
    for panel in panels:
        title = {"panel": to_text(panel.title)} if several else {}
        x, y, z = axis_names(panel)
        if isinstance(panel, MapPanel):
            rows, columns = np.meshgrid(np.asarray(panel.rows), np.asarray(panel.columns), indexing="ij")
            parts.append({**title, x: columns.ravel(), y: rows.ravel(), z: panel.values.ravel()})
            continue
        key = to_text(panel.key.title)
        for series in panel.series:
            group = {key if key not in ("", x, y) else "group": to_text(series.group)}
            parts.append({**title, **(group if panel.key.groups else {}), **values_of(series, x, y)})
    return together(parts)


def different(panels: Sequence[Panel | MapPanel]) -> list[Panel | MapPanel]:
    """Return the panels without further views of the same map, such as the contours below a surface."""
    seen: set[int] = set()
    found: list[Panel | MapPanel] = []
    for panel in panels:
        values = id(panel.values) if isinstance(panel, MapPanel) else id(panel)
        if values not in seen:
            found.append(panel)
        seen.add(values)
    return found


def axis_names(panel: Panel | MapPanel) -> tuple[str, str, str]:
    """Return the names of the axes of a panel as those of columns: letters where names are not different."""
    axes = [axis for letter in "xyz" if (axis := getattr(panel, letter, None)) is not None]
    names = [to_text(axis.name) for axis in axes]
    x, y, z = [*names, "z"][:3] if len(set(names)) == len(names) and all(names) else "xyz"
    return x, y, z


def values_of(series: DataSeries, x: str, y: str) -> dict[str, Any]:
    """Return the values of one series."""
    found: dict[str, Any] = {"name": to_text(series.name)} if series.name else {}
    if series.notes:
        found["note"] = np.array(list(map(to_text, series.notes)), dtype=object)
    found |= {x: series.x, y: series.y}
    if series.interval is not None:
        found |= dict(zip(("lower", "upper"), series.interval, strict=True))
    return found


def together(parts: Sequence[dict[str, Any]]) -> Columns:
    """Return columns of all parts below each other; one that a part lacks is empty (None) there."""
    names = dict.fromkeys(name for part in parts for name in part)
    lengths = [
        max((len(value) for value in part.values() if not isinstance(value, str)), default=0)
        for part in parts
    ]

    def column(name: str) -> NDArray[Any]:
        return np.concatenate(
            [filled(part.get(name), length) for part, length in zip(parts, lengths, strict=True)]
        )

    return {name: column(name) for name in names}


def filled(value: Any, length: int) -> NDArray[Any]:
    """Return a column of this length: the values, or one value again and again."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return np.asarray(value)
    return np.full(length, value, dtype=object)
