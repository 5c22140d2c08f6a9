"""Interactive figures by Plotly."""

from depthlimit.figures.plotly_backend.curves import OWN
from depthlimit.figures.plotly_backend.figure import drawn, plotly_figure

__all__ = ["OWN", "drawn", "plotly_figure"]
