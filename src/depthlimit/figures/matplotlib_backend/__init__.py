"""Figures by Matplotlib."""

from depthlimit.figures.matplotlib_backend.figure import matplotlib_figure
from depthlimit.figures.matplotlib_backend.style import paper_style

__all__ = ["matplotlib_figure", "paper_style"]
