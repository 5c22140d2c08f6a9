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


def render(
    spec: FigureSpec,
    backend: Backend = "matplotlib",
    ax: "Axes | Sequence[Axes] | None" = None,
    bands: bool = True,
) -> Any:
    """Draw a figure.

    Args:
        spec: its description.
        backend: ``matplotlib`` or ``plotly``.
        ax: axes of Matplotlib to draw on, one for each panel; by default those of a new figure.
        bands: draw bands.

    Raises:
        UsageError: there is no such backend, or the axes do not fit.
    """
    require_choice("backend", backend, get_args(Backend))
    if backend == "matplotlib":
        return matplotlib_figure(spec, ax, bands)
    if ax is not None:
        raise UsageError("axes of Matplotlib take no figure of Plotly", {"backend": "matplotlib"})
    return plotly_figure(spec, bands)
