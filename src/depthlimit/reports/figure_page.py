"""One figure as a self-contained page."""

from pathlib import Path

from depthlimit.atomic import atomic_write
from depthlimit.figures import FigureSpec
from depthlimit.figures.data import drawn_values
from depthlimit.figures.plotly_backend import in_browser
from depthlimit.jsonable import encodable
from depthlimit.provenance import provenance
from depthlimit.reports.blocks import PageFigure
from depthlimit.reports.embedding import packed
from depthlimit.reports.files import MOST_EMBEDDED, FigureLinks
from depthlimit.reports.html import figure_html
from depthlimit.untrusted import printable


def save_figure_page(spec: FigureSpec, file: Path, title: str = "") -> Path:
    """Write an interactive page of one figure, with its values; an earlier one moves to ``previous/``.

    The page needs nothing from elsewhere. Values that are too large for it are left out.

    Args:
        spec: the description of the figure.
        file: the page.
        title: its first line; by default the title of the figure.
    """
    figure = PageFigure("figure", in_browser(spec))
    data = packed(drawn_values(spec))
    links = FigureLinks(data=data if len(data) <= MOST_EMBEDDED else "", file="", printed="")
    page = figure_html(figure, printable(title) or figure.spoken, links, provenance())
    with atomic_write(file) as part:
        part.write_text(encodable(page), encoding="utf-8")
    return file
