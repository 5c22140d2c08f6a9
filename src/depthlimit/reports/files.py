"""Files beside the page: figures for print, and data that are too large for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from depthlimit.atomic import atomic_write
from depthlimit.figures import render, save_figure
from depthlimit.figures.data import drawn_values
from depthlimit.jsonable import encodable
from depthlimit.reports.blocks import PageFigure
from depthlimit.reports.embedding import csv_text, packed

MOST_EMBEDDED = 8_800_000
"""Characters of all tables in the page; with the 4.8 million of Plotly and the figures, less than 15 MB."""


@dataclass(frozen=True)
class FigureLinks:
    """Addresses of the data and of the printed version of a figure.

    Attributes:
        data: the packed table; "" if it is beside the page.
        file: its address relative to the page; "" if it is in the page.
        printed: the address of the PDF.
    """

    data: str
    file: str
    printed: str


def write_figures(figures: Sequence[PageFigure], folder: Path) -> Mapping[str, FigureLinks]:
    """Write figures for print and large tables into a folder, and return the links by the names of figures.

    The smallest tables are put into the page, up to `MOST_EMBEDDED` characters.
    """
    own = {figure.name: drawn_values(figure.spec) for figure in figures}
    data = {name: packed(columns) for name, columns in own.items()}
    inside = names_inside(data)
    links = {}
    for figure in figures:
        *_, printed = save_figure(render(figure.spec), folder / f"{figure.name}.pdf", ("png", "pdf"))
        links[figure.name] = FigureLinks(
            data=data[figure.name] if figure.name in inside else "",
            file="" if figure.name in inside else address(folder / f"{figure.name}.csv"),
            printed=address(folder / printed.name),
        )
    for name in own.keys() - inside:
        with atomic_write(folder / f"{name}.csv") as part:
            part.write_text(encodable(csv_text(own[name])), encoding="utf-8")
    return links


def names_inside(data: Mapping[str, str]) -> set[str]:
    """Return the names of the smallest tables that fit into the page together."""
    inside, left = set(), MOST_EMBEDDED
    for name in sorted(data, key=lambda name: len(data[name])):
        left -= len(data[name])
        if left >= 0:
            inside.add(name)
    return inside


def address(file: Path) -> str:
    """Return the address of a file in a folder beside the page.

    >>> address(Path("out/javascript:1?_figures/norms.pdf"))
    './javascript%3A1%3F_figures/norms.pdf'
    """
    return f"./{quote(file.parent.name)}/{quote(file.name)}"
