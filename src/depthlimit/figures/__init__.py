"""Figures: described once, drawn by Matplotlib or Plotly."""

from depthlimit.figure_spec import Axis, Backend, DataSeries, FigureSpec, Key, MapPanel, Mark, Panel
from depthlimit.figures.describe import describe
from depthlimit.figures.render import render
from depthlimit.figures.save import draw, save_figure, show_figure

__all__ = [
    "Axis",
    "Backend",
    "DataSeries",
    "FigureSpec",
    "Key",
    "MapPanel",
    "Mark",
    "Panel",
    "describe",
    "draw",
    "render",
    "save_figure",
    "show_figure",
]
