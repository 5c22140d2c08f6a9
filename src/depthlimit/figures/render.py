"""Figures from their descriptions, by the backend that is asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, get_args

from depthlimit.errors import UsageError
from depthlimit.figure_spec import Backend, FigureSpec
from depthlimit.figures.matplotlib_backend import matplotlib_figure
from depthlimit.figures.plotly_backend import plotly_figure
from depthlimit.requirements import require_choice

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure


def render(
    spec: FigureSpec,
    backend: Backend = "matplotlib",
    ax: "Axes | Figure | SubFigure | Sequence[Axes] | None" = None,
    bands: bool = True,
) -> Any:
    """Draw a figure.

    Args:
        spec: its description.
        backend: ``matplotlib`` or ``plotly``.
        ax: axes of Matplotlib to draw on, one for each panel, or a figure or subfigure that gets them;
            by default those of a new figure.
        bands: draw intervals: bands around curves, and bars at points.

    Raises:
        UsageError: there is no such backend, ``bands`` is neither True nor False, or the axes do not fit.
    """
    require_choice("backend", backend, get_args(Backend))
    if not isinstance(bands, bool):
        raise UsageError(f"bands is {bands!r}, expected True or False", {"bands": "False"})
    drawn = spec if bands else spec.without_intervals
    if backend == "matplotlib":
        return matplotlib_figure(drawn, ax)
    if ax is not None:
        raise UsageError(
            "ax is for Matplotlib: leave it out, or write backend='matplotlib'", {"backend": "matplotlib"}
        )
    return plotly_figure(drawn)
