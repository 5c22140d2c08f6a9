"""HTML of a page: templates that escape, one script, one style sheet, one copy of Plotly."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from plotly.offline import get_plotlyjs

from depthlimit.comparison import shown
from depthlimit.reports.blocks import PageFigure
from depthlimit.reports.digits import FEWEST, short_number
from depthlimit.reports.embedding import safe_json, source_hash
from depthlimit.reports.files import FigureLinks
from depthlimit.reports.page import Page
from depthlimit.tables import Cell, six_digits

TEMPLATE, FIGURE_TEMPLATE, STYLE, SCRIPT = "page.html", "figure.html", "page.css", "page.js"


@cache
def environment() -> Environment:
    """Return templates that escape everything that is put into them, and refuse missing values."""
    made = Environment(
        loader=PackageLoader("depthlimit.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["short"] = cell_text
    made.filters["math"] = formulas
    made.filters["exact"] = exact
    made.filters["option"] = shown
    made.filters["minus"] = lambda text: text.replace("-", "−")
    made.filters["trusted"] = trusted
    made.tests["instance"] = lambda block, name: type(block).__name__ == name
    return made


def raised(found: re.Match[str]) -> str:
    """Return a power with a superscript and a true minus sign."""
    return f"{found[1]}<sup>{found[2].replace('-', '−')}</sup>"


SYMBOLS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\^\(([^()<]+)\)"), r"<sup>\1</sup>"),
    (re.compile(r"\b(L|t|log L)\^(β̂|[−-]?[\w.−]+)"), raised),
    (re.compile(r"\)\^(ρ|2)"), r")<sup>\1</sup>"),
    (re.compile(r"\b(W|S|V|δ|x)_(\w)\b"), r"\1<sub>\2</sub>"),
    (re.compile(r"\)_ij\b"), ")<sub>ij</sub>"),
    (re.compile(r"‖_p-var\b"), "‖<sub>p-var</sub>"),
)


def trusted(text: str) -> Markup:
    """Return text that the templates do not escape: it is our own, or escaped already."""
    return Markup(text)  # noqa: S704


def formulas(text: str) -> Markup:
    """Return our own sentences, escaped, with superscripts and subscripts.

    >>> print(formulas("‖L^β W_k‖ < 1"))
    ‖L<sup>β</sup> W<sub>k</sub>‖ &lt; 1
    """
    escaped = str(escape(text))
    for pattern, replacement in SYMBOLS:
        escaped = pattern.sub(replacement, escaped)
    return trusted(escaped)


def cell_text(cell: Cell, digits: int = FEWEST) -> str:
    """Return a cell as it is shown in a table; its ``data-value`` has all digits.

    >>> cell_text(-0.123456), cell_text(512), cell_text(None)
    ('−0.123', '512', '')
    """
    return short_number(cell, digits) if isinstance(cell, float) else six_digits(cell)


def exact(value: object) -> str:
    """Return a number with all its digits, as in JSON.

    >>> exact(0.1 + 0.2)
    '0.30000000000000004'
    """
    return repr(value) if isinstance(value, int | float) else ""


def page_html(page: Page, links: Mapping[str, FigureLinks], made_by: Mapping[str, Any], numbers: str) -> str:
    """Return the page as HTML.

    Args:
        page: the page.
        links: addresses of the data and printed versions of its figures, by their names.
        made_by: provenance of the page.
        numbers: the address of its numbers.
    """
    drawn = [figure for section in page.sections for figure in section.figures]
    return rendered(TEMPLATE, page.title, drawn, links, made_by, page=page, numbers=numbers)


def figure_html(figure: PageFigure, title: str, links: FigureLinks, made_by: Mapping[str, Any]) -> str:
    """Return a page of one figure as HTML."""
    return rendered(FIGURE_TEMPLATE, title, [figure], {figure.name: links}, made_by, figure=figure)


def rendered(
    template: str,
    title: str,
    drawn: Sequence[PageFigure],
    links: Mapping[str, FigureLinks],
    made_by: Mapping[str, Any],
    **more: object,
) -> str:
    """Return the HTML of a template, with the style, the scripts and the figures that it contains."""
    source = environment().loader
    assert source is not None
    script, style = (source.get_source(environment(), name)[0] for name in (SCRIPT, STYLE))
    plotly = get_plotlyjs()
    return (
        environment()
        .get_template(template)
        .render(
            title=title,
            links=links,
            made_by=made_by,
            figures={figure.name: trusted(safe_json(figure.content())) for figure in drawn},
            style=trusted(style),
            script=trusted(script),
            plotly=trusted(plotly),
            hashes=" ".join(map(source_hash, (plotly, script))),
            **more,
        )
    )
