"""Style of all figures: readable in print and in grey, on any machine, without a display."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import matplotlib.style
from matplotlib.figure import Figure

from depthlimit.untrusted import printable

STYLE: dict[Any, Any] = {
    "axes.formatter.useoffset": False,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "figure.constrained_layout.use": True,
    "figure.dpi": 150,
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "lines.markersize": 4,
    "mathtext.fontset": "dejavusans",
    "savefig.dpi": 150,
}


class PaperFigure(Figure):
    """A Matplotlib figure that a notebook shows, although no window and no pyplot belongs to it."""

    def _repr_png_(self) -> bytes:
        """Return the figure as PNG."""
        stream = io.BytesIO()
        with paper_style():
            self.savefig(stream, format="png")
        return stream.getvalue()


@contextmanager
def paper_style() -> Iterator[None]:
    """Context in which figures are drawn in the style of this package, whatever the user's style is."""
    with mpl.style.context(STYLE, after_reset=True):
        yield


def matplotlib_label(label: str) -> str:
    r"""Return a label for Matplotlib, which hides labels that begin with ``_``.

    >>> matplotlib_label("_run")
    ' _run'
    """
    shown = "\n".join(map(printable, label.split("\n")))
    return f" {shown}" if shown.startswith("_") else shown
