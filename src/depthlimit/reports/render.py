"""From the arranged page to HTML: templates that escape, one script, one style, one copy of plotly."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from plotly.offline import get_plotlyjs

from depthlimit.reports.embedding import safe_json, source_hash
from depthlimit.reports.parts import Figure
from depthlimit.tables import Cell, short

if TYPE_CHECKING:
    from depthlimit.reports.page import Page
    from depthlimit.reports.write import Linked

TEMPLATE, STYLE, SCRIPT = "page.html", "page.css", "page.js"


@cache
def environment() -> Environment:
    """Templates that escape everything that is put into them, and refuse what is not there."""
    made = Environment(
        loader=PackageLoader("depthlimit.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["short"] = shown
    made.filters["math"] = formulas
    made.filters["exact"] = exact
    made.tests["instance"] = lambda block, name: type(block).__name__ == name
    return made


DIGITS = 5
"""Of a number in a table, as people read it; all are in its ``data-value``."""


def raised(found: re.Match[str]) -> str:
    """A power, with a minus sign that is one."""
    return f"{found[1]}<sup>{found[2].replace('-', '−')}</sup>"


SYMBOLS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\^\(([^()<]+)\)"), r"<sup>\1</sup>"),
    (re.compile(r"\b(L|t|log L)\^(β̂|[−-]?[\w.−]+)"), raised),
    (re.compile(r"\)\^(ρ|2)"), r")<sup>\1</sup>"),
    (re.compile(r"\b(W|S|V|δ|x)_(\w)\b"), r"\1<sub>\2</sub>"),
    (re.compile(r"\)_ij\b"), ")<sub>ij</sub>"),
    (re.compile(r"‖_p-var\b"), "‖<sub>p-var</sub>"),
)


def ours(text: str) -> Markup:
    """Text of our own, or made safe, that the templates take as it stands."""
    return Markup(text)  # noqa: S704


def formulas(text: str) -> Markup:
    """Our own sentences with raised and lowered symbols; everything in them is escaped.

    >>> print(formulas("‖L^β W_k‖ < 1"))
    ‖L<sup>β</sup> W<sub>k</sub>‖ &lt; 1
    """
    escaped = str(escape(text))
    for pattern, replacement in SYMBOLS:
        escaped = pattern.sub(replacement, escaped)
    return ours(escaped)


def shown(cell: Cell) -> str:
    """A cell as people read it.

    >>> shown(-0.123456), shown(512), shown(None)
    ('−0.12346', '512', '')
    """
    if isinstance(cell, float):
        return f"{cell:.{DIGITS}g}".replace("-", "−")
    return short(cell)


def exact(value: object) -> str:
    """A number with all its digits, as JSON has it.

    >>> exact(0.1 + 0.2)
    '0.30000000000000004'
    """
    return repr(value) if isinstance(value, int | float) else ""


def rendered(page: "Page", links: Mapping[str, "Linked"], made_by: Mapping[str, Any], numbers: str) -> str:
    """The page as HTML.

    Args:
        page: the page.
        links: where data and printed twins of its figures are, by their names.
        made_by: what made the page.
        numbers: the address of its numbers.
    """
    source = environment().loader
    assert source is not None
    script, style = (source.get_source(environment(), name)[0] for name in (SCRIPT, STYLE))
    plotly = get_plotlyjs()
    figures = {figure.name: drawn(figure) for section in page.sections for figure in section.figures}
    return (
        environment()
        .get_template(TEMPLATE)
        .render(
            page=page,
            links=links,
            made_by=made_by,
            numbers=numbers,
            figures={name: ours(safe_json(content)) for name, content in figures.items()},
            style=ours(style),
            script=ours(script),
            plotly=ours(plotly),
            hashes=" ".join(map(source_hash, (plotly, script))),
        )
    )


def drawn(figure: Figure) -> dict[str, Any]:
    """What the script of the page draws."""
    return {
        "panels": [{"traces": panel.traces, "layout": panel.layout} for panel in figure.panels],
        "groups": figure.groups,
        "switches": figure.switches,
        "bands": figure.bands == "shown",
    }
