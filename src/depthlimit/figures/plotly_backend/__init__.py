"""Interactive figures by Plotly."""

from depthlimit.figures.plotly_backend.curves import OWN
from depthlimit.figures.plotly_backend.figure import drawn, plotly_figure
from depthlimit.figures.plotly_backend.maps import in_browser

__all__ = ["OWN", "drawn", "in_browser", "plotly_figure"]
