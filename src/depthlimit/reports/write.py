"""The page reaches the disk: one file to open, numbers and printed figures beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from depthlimit.atomic import atomic_write_all, claimed
from depthlimit.figures import save_figure
from depthlimit.jsonable import encodable, json_text, to_jsonable
from depthlimit.provenance import provenance
from depthlimit.reports.embedding import csv_text, packed
from depthlimit.reports.findings import Findings
from depthlimit.reports.page import Page
from depthlimit.reports.parts import Figure
from depthlimit.reports.render import rendered

MOST_EMBEDDED = 8_800_000
"""Signs of all tables inside the page; with the 4.8 million of plotly and what is drawn, less than 15 MB."""


@dataclass(frozen=True)
class Linked:
    """Where the data and the printed twin of a figure are.

    Attributes:
        data: the table, packed; "" where it lies beside the page or with another figure.
        holder: the name of the figure that has the table.
        file: its address, relative to the page; "" where it is in it.
        printed: the address of the PDF.
    """

    data: str
    holder: str
    file: str
    printed: str


def save_report(page: Page, findings: Findings, out: Path, name: str = "report") -> list[Path]:
    """Write NAME.html, NAME.json and NAME_figures/; earlier ones of these names move to ``previous/``.

    Returns:
        The page, its numbers, and the folder of its figures.
    """
    file, numbers, figures = out / f"{name}.html", out / f"{name}.json", out / f"{name}_figures"
    made_by = provenance()
    drawn = [figure for section in page.sections for figure in section.figures]
    with claimed(file, wait=True):  # the page, its numbers and its figures are of one report
        links = link(drawn, figures)
        with atomic_write_all(file, numbers) as (page_part, numbers_part):
            text = encodable(rendered(page, links, made_by, numbers.name))
            page_part.write_text(text, encoding="utf-8")
            numbers_part.write_text(json_text({**record(page, findings), **made_by}), encoding="utf-8")
    return [file, numbers, figures]


def link(figures: list[Figure], folder: Path) -> Mapping[str, Linked]:
    """Print every figure, and put its data into the page, the smallest first, or, too large, beside it."""
    own = {figure.name: figure.data for figure in figures if not isinstance(figure.data, str)}
    data = {name: packed(columns) for name, columns in own.items()}
    inside, room = set(), MOST_EMBEDDED
    for name in sorted(data, key=lambda name: len(data[name])):
        room -= len(data[name])
        if room >= 0:
            inside.add(name)
    links = {}
    for figure in figures:
        *_, printed = save_figure(figure.printed, folder / f"{figure.name}.pdf", ("png", "pdf"))
        holder = figure.data if isinstance(figure.data, str) else figure.name
        links[figure.name] = Linked(
            data=data[figure.name] if figure.name in inside else "",
            holder=holder,
            file="" if holder in inside else address(folder / f"{holder}.csv"),
            printed=address(folder / printed.name),
        )
    for name in [name for name in own if name not in inside]:
        with atomic_write_all(folder / f"{name}.csv") as (part,):
            part.write_text(encodable(csv_text(own[name])), encoding="utf-8")
    return links


def address(file: Path) -> str:
    """Return the address of a file in a folder beside the page.

    >>> address(Path("out/javascript:1?_figures/norms.pdf"))
    './javascript%3A1%3F_figures/norms.pdf'
    """
    return f"./{quote(file.parent.name)}/{quote(file.name)}"


def record(page: Page, findings: Findings) -> dict[str, Any]:
    """All tables as they are shown, and the results they come from."""
    tables = {
        shown.name: {"names": shown.table.names, "rows": shown.table.rows}
        for section in page.sections
        for shown in section.tables
    }
    results = {
        "series": [
            {
                "label": series.label,
                "norms": series.norms,
                "collapsed": series.collapsed,
                "entries": series.entries,
                "variation": series.variation,
                "scaling": series.scaling,
                "notes": series.notes,
            }
            for series in findings.series
        ],
        "rates": [{"run": log.label, "fits": dict(log.fits)} for log in findings.logs],
        "unread": findings.unread,
    }
    content: dict[str, Any] = to_jsonable({"folder": findings.folder, "tables": tables, **results})
    return content
