"""Figures of results. Takes results, returns figures; never loads a file."""

from depthlimit.plot.norms import norms_figure
from depthlimit.plot.save import save_figure
from depthlimit.plot.surfaces import surfaces_figure

__all__ = ["norms_figure", "save_figure", "surfaces_figure"]
