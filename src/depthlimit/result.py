"""Base of the results that analyses and workflows return: numbers that describe themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from depthlimit.atomic import atomic_write_all
from depthlimit.errors import UsageError
from depthlimit.figure_spec import Backend, FigureSpec
from depthlimit.jsonable import json_text, to_jsonable
from depthlimit.provenance import provenance
from depthlimit.requirements import require_package
from depthlimit.tables import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from pandas import DataFrame

FIGURES = "depthlimit.figures"
"""Imported when the first figure is drawn, as pandas does with its plotting backend."""
MOST_ROWS = 50
"""Rows of a table that a notebook shows."""
MOST_ITEMS, MOST_SIGNS, MOST_CONTENT = 6, 40, 220
"""Items of a sequence, characters of a value, and characters of all values that a ``repr`` shows."""


class Result:
    """Base of all results: frozen dataclasses of numbers, arrays and other results.

    Decorate subclasses with ``@dataclass(frozen=True, repr=False)``; define `table` where the
    numbers make one, and register the description of a figure with `depthlimit.figures.describe` where they
    can be drawn.
    """

    def __repr__(self) -> str:
        # every subclass is a dataclass, which `fields` needs, but the base is not
        content = [f"{field.name}={short(getattr(self, field.name))}" for field in fields(self)]  # type: ignore[arg-type]
        while len(content) > 1 and sum(map(len, content)) > MOST_CONTENT:
            content = [*content[:-2], "…"]
        return f"{type(self).__name__}({', '.join(content)})"

    def _repr_html_(self) -> str:
        """Return the result as a notebook shows it."""
        head = f"<code>{escape(repr(self))}</code>"
        if (table := self.table()) is None:
            return head
        shown, number = Table(table.names, table.rows[:MOST_ROWS]), len(table.rows)
        foot = f"<p>{MOST_ROWS} of {number} rows</p>" if number > MOST_ROWS else ""
        return f"{head}{shown.rendered('html')}{foot}"

    def table(self) -> Table | None:
        """Return the numbers as a table, or None where they do not make one."""
        return None

    def to_json(self) -> dict[str, Any]:
        """Return a mapping that JSON can hold: NaN becomes null, an infinite p ``"inf"``."""
        content: dict[str, Any] = to_jsonable(self)
        return content

    def to_pandas(self) -> "DataFrame":
        """Return the table as a data frame.

        Raises:
            UsageError: the result is not a table, or pandas is not installed.
        """
        if (table := self.table()) is None:
            raise UsageError(f"{type(self).__name__} is not a table: use .to_json()")
        pandas = require_package("pandas", "pandas")
        frame: DataFrame = pandas.DataFrame.from_records(list(table.rows), columns=list(table.names))
        return frame

    def figure_spec(self, **options: Any) -> FigureSpec:
        """Return the description of the figure: panels, series, axes, colours and caption.

        Raises:
            UsageError: there is no figure of such a result.
        """
        spec: FigureSpec = import_module(FIGURES).describe(self, **options)
        return spec

    def figure(
        self,
        backend: Backend = "matplotlib",
        ax: "Axes | Figure | SubFigure | Sequence[Axes] | None" = None,
        *,
        bands: bool = True,
        **options: Any,
    ) -> Any:
        """Draw the result; a notebook shows the figure.

        Figures by Matplotlib are for print: their title and caption are those of `figure_spec`.

        Args:
            backend: ``matplotlib`` returns a Matplotlib figure, ``plotly`` an interactive one with its title.
            ax: axes of Matplotlib to draw on, one for each panel, or a figure or subfigure that gets them;
                that figure is returned. By default a new one in the style of this package.
            bands: draw intervals: bands around curves, and bars at points.
            **options: of the description, see `figure_spec`.

        Raises:
            UsageError: there is no figure of such a result, or the axes do not fit.
        """
        return import_module(FIGURES).render(self.figure_spec(**options), backend, ax, bands)

    def save(
        self,
        folder: str | Path,
        name: str,
        formats: Sequence[str] = ("png", "pdf"),
        record: Mapping[str, object] | None = None,
        *,
        bands: bool = True,
    ) -> list[Path]:
        """Write the numbers to ``folder/name.json`` and the figure beside them; return the files.

        Earlier files of these names move together to ``previous/``.

        Args:
            folder: where to.
            name: of the files.
            formats: of the figure; none writes the numbers only.
            record: entries of the JSON file beside those of `to_json` and of the provenance.
            bands: draw intervals: bands around curves, and bars at points.

        Raises:
            UsageError: there is no figure of such a result.
            OSError: the folder cannot be written to.
        """
        figure = self.figure(bands=bands) if formats else None
        file = Path(folder) / f"{name}.json"
        files = [file, *(file.with_suffix(f".{ending}") for ending in formats)]
        with atomic_write_all(*files) as (numbers, *drawn):
            content = {**(record or {}), **self.to_json(), **provenance()}
            numbers.write_text(json_text(content), encoding="utf-8")
            if figure is not None:
                import_module(FIGURES).draw(figure, drawn, formats)
        return files


def short(value: object) -> str:
    """Return a value in a few characters: arrays by their shape, results by their class.

    >>> short(np.zeros((2, 3))), short(0.1 + 0.2), short((1, 2)), short(range(10_000))
    ('array(2, 3)', '0.3', '(1, 2)', 'range(0, 10000)')
    """
    if isinstance(value, np.ndarray):
        return f"array({', '.join(map(str, value.shape))})"
    if is_dataclass(value):
        return type(value).__name__
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return items(list(value.values()))
    if isinstance(value, tuple | list):
        inner = f"({', '.join(map(short, value))})" if len(value) <= MOST_ITEMS else ""
        of_results = bool(value) and isinstance(value[0], Result)
        return items(value) if of_results or not 0 < len(inner) <= MOST_SIGNS else inner
    written = repr(value)
    return written if len(written) <= MOST_SIGNS else f"{written[: MOST_SIGNS - 3]}..."


def items(values: Sequence[object]) -> str:
    """Return the number of values, and their class where they are results.

    >>> items([1.0, 2.0])
    '2 items'
    """
    of_results = bool(values) and isinstance(values[0], Result)
    return f"{len(values)} × {type(values[0]).__name__}" if of_results else f"{len(values)} items"
