"""Tables of numbers as text, CSV, LaTeX, Markdown and HTML."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

TableFormat = Literal["text", "csv", "latex", "markdown", "html"]
WHOLE = re.compile(r"[+-]\d+")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a text that a spreadsheet reads as a formula."""
Cell = str | int | float | None

LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$",
    "{": r"\{", "}": r"\}", "^": r"\^{}", "~": r"\~{}",
    "±": r"$\pm$", "β": r"$\beta$", "ρ": r"$\rho$", "₀": "$_0$", "²": "$^2$", "−": "$-$", "‖": r"$\|$",
    "Δ": r"$\Delta$", "Σ": r"$\Sigma$", "√": r"$\surd$", "ν": r"$\nu$", "α": r"$\alpha$", "η": r"$\eta$",
    "σ": r"$\sigma$", "ₖ": "$_k$", "≤": r"$\le$", "≥": r"$\ge$", "∞": r"$\infty$", "×": r"$\times$",
    "·": r"$\cdot$", "½": r"$\frac12$", "⟨": r"$\langle$", "⟩": r"$\rangle$", "ξ": r"$\xi$",
    "δ": r"$\delta$", "₁": "$_1$", "¼": r"$\frac14$", "–": "--",
}  # fmt: skip
"""Characters that pdfLaTeX does not read."""


@dataclass(frozen=True)
class Table:
    """Names of columns, and rows of cells; None and NaN are empty cells.

    >>> print(Table(("L", "p=1"), ((4, 0.5), (16, None))).rendered("markdown"))
    | L | p=1 |
    |--:|--:|
    | 4 | 0.5 |
    | 16 |  |
    """

    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        """Empty the cells that hold no number."""
        rows = tuple(tuple(None if cell != cell else cell for cell in row) for row in self.rows)
        object.__setattr__(self, "rows", rows)

    def with_first(self, name: str, value: Cell) -> "Table":
        """Return the table with one more column in front, of one value."""
        return Table((name, *self.names), tuple((value, *row) for row in self.rows))

    def without(self, name: str, value: Cell) -> "Table":
        """Return the table without a column that says nothing: every cell of it has one value.

        >>> Table(("L", "seeds"), ((4, 1), (8, 1))).without("seeds", 1).names
        ('L',)
        """
        places = [k for k, other in enumerate(self.names) if other == name]
        if not self.rows or not places or any(row[k] != value for row in self.rows for k in places):
            return self
        kept = [k for k in range(len(self.names)) if k not in places]
        return Table(
            tuple(self.names[k] for k in kept), tuple(tuple(row[k] for k in kept) for row in self.rows)
        )

    def condensed(self) -> tuple["Table", tuple[tuple[str, Cell], ...]]:
        """Return the table without empty columns and without those that are the same in every row.

        The latter are returned with their values.

        >>> table = Table(("L", "seeds", "norm", ""), ((8, 2, 0.5, None), (16, 2, 0.4, "")))
        >>> found, constants = table.condensed()
        >>> found.names, constants
        (('L', 'norm'), (('seeds', 2),))
        """
        columns = [[row[k] for row in self.rows] for k in range(len(self.names))]
        filled = [k for k, column in enumerate(columns) if any(cell not in (None, "") for cell in column)]
        constant = [k for k in filled if len(self.rows) > 1 and len(set(columns[k])) == 1]
        kept = [k for k in filled if k not in constant] or filled
        constants = tuple((self.names[k], columns[k][0]) for k in constant if k not in kept)
        rows = tuple(tuple(row[k] for k in kept) for row in self.rows)
        return Table(tuple(self.names[k] for k in kept), rows), constants

    def readable(self, note: str = "") -> str:
        """Return the table for a terminal: what is the same in every row is said once, above.

        Args:
            note: a line below the table.

        >>> print(Table(("L", "seeds", "p=1"), ((8, 2, 0.123456), (16, 2, None))).readable())
        In every row: seeds = 2
         L     p=1
         8  0.1235
        16
        """
        table, constants = self.condensed()
        said = ", ".join(f"{name} = {digits(cell, 4)}" for name, cell in constants)
        lines = [f"In every row: {said}" if said else "", text(table), note]
        return "\n".join(filter(None, lines))

    def rendered(self, style: TableFormat = "text") -> str:
        """Return the table as text; numbers have four digits in ``text``, all in ``csv``, else six."""
        return RENDERERS[style](self)


def number(value: object) -> int | float | None:
    """Return a recorded value if it is a number, None (an empty cell) if it is not.

    >>> number(0.5), number("0.5"), number(True)
    (0.5, None, None)
    """
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def text(table: Table) -> str:
    """Return columns aligned to the right, those with words to the left."""
    lines = [list(table.names), *[[digits(cell, 4) for cell in row] for row in table.rows]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    words = [any(isinstance(row[k], str) for row in table.rows) for k in range(len(widths))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if left else cell.rjust(width)
            for cell, width, left in zip(line, widths, words, strict=True)
        ).rstrip()
        for line in lines
    )


def comma_separated(table: Table) -> str:
    """Return comma-separated values, every number with all its digits."""
    stream = io.StringIO()
    rows = [[marked(cell) for cell in row] for row in (table.names, *table.rows)]
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().rstrip("\n")


def marked(cell: object) -> object:
    """Return the cell of a CSV file; a text that a spreadsheet would read as a formula is marked as text.

    >>> marked("=1+1"), marked("-5"), marked(-0.5)
    ("'=1+1", '-5', -0.5)
    """
    if isinstance(cell, str) and cell.startswith(FORMULA) and not WHOLE.fullmatch(cell):
        return f"'{cell}"
    return cell


def latex(table: Table) -> str:
    """Return a ``tabular`` that needs no package."""
    rows = [latex_row(row) for row in table.rows]
    head = rf"\begin{{tabular}}{{{'r' * len(table.names)}}}"
    return "\n".join([head, r"\hline", latex_row(table.names), r"\hline", *rows, r"\hline", r"\end{tabular}"])


def latex_row(cells: Sequence[Cell]) -> str:
    r"""Return a line of a ``tabular``.

    >>> print(latex_row(["L_1", 2.5]))
    L\_1 & 2.5 \\
    """
    return " & ".join("".join(LATEX.get(sign, sign) for sign in six_digits(cell)) for cell in cells) + r" \\"


def markdown(table: Table) -> str:
    """Return a table of Markdown."""
    lines = [table.names, *[[six_digits(cell) for cell in row] for row in table.rows]]
    written = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
    return "\n".join([written[0], "|" + "--:|" * len(table.names), *written[1:]])


def six_digits(cell: Cell) -> str:
    """Return a cell with six digits."""
    return digits(cell, 6)


def digits(cell: Cell, number: int) -> str:
    """Return a cell with some number of significant digits.

    >>> digits(1234.5678, 6), digits(0.123456, 4), digits(None, 4)
    ('1234.57', '0.1235', '')
    """
    if cell is None:
        return ""
    return f"{cell:.{number}g}" if isinstance(cell, float) else str(cell)


def html(table: Table) -> str:
    """Return a table of HTML.

    >>> html(Table(("L",), ((4,),)))
    '<table><thead><tr><th>L</th></tr></thead><tbody><tr><td>4</td></tr></tbody></table>'
    """

    def line(cells: Iterable[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(line(map(six_digits, row), "td") for row in table.rows)
    return f"<table><thead>{line(table.names, 'th')}</thead><tbody>{body}</tbody></table>"


RENDERERS: dict[TableFormat, Callable[[Table], str]] = {
    "text": text,
    "csv": comma_separated,
    "latex": latex,
    "markdown": markdown,
    "html": html,
}
