"""From the arranged page to HTML: templates that escape, one script, one style, one copy of plotly."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from plotly.offline import get_plotlyjs

from depthlimit.report.embedding import safe_json, source_hash
from depthlimit.report.parts import Figure
from depthlimit.tables import short

if TYPE_CHECKING:
    from depthlimit.report.page import Page
    from depthlimit.report.write import Linked

TEMPLATE, STYLE, SCRIPT = "page.html", "page.css", "page.js"


@cache
def environment() -> Environment:
    """Templates that escape everything that is put into them, and refuse what is not there."""
    made = Environment(
        loader=PackageLoader("depthlimit.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["short"] = short
    made.filters["exact"] = exact
    made.tests["instance"] = lambda block, name: type(block).__name__ == name
    return made


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
    return environment().get_template(TEMPLATE).render(
        page=page,
        links=links,
        made_by=made_by,
        numbers=numbers,
        figures={name: Raw(safe_json(content)) for name, content in figures.items()},
        style=Raw(style),
        script=Raw(script),
        plotly=Raw(plotly),
        hashes=" ".join(map(source_hash, (plotly, script))),
    )


class Raw(str):
    """Text of our own, or made safe, that the template takes as it stands."""

    def __html__(self) -> str:
        return self


def drawn(figure: Figure) -> dict[str, Any]:
    """What the script of the page draws."""
    return {
        "panels": [{"traces": panel.traces, "layout": panel.layout} for panel in figure.panels],
        "groups": figure.groups,
        "switches": figure.switches,
    }
