"""Figures of results. Takes results, returns figures; never loads a file."""

from depthlimit.plot.entries import entries_figure
from depthlimit.plot.norms import norms_figure
from depthlimit.plot.rates import rates_figure
from depthlimit.plot.roughness import roughness_figure
from depthlimit.plot.save import draw, save_figure, show_figure
from depthlimit.plot.scaling import growth_figure, scaling_figure, statistics_figure
from depthlimit.plot.surfaces import surfaces_figure
from depthlimit.plot.training import training_figure
from depthlimit.plot.variation import variation_figure

__all__ = [
    "draw",
    "entries_figure",
    "growth_figure",
    "norms_figure",
    "rates_figure",
    "roughness_figure",
    "save_figure",
    "scaling_figure",
    "show_figure",
    "statistics_figure",
    "surfaces_figure",
    "training_figure",
    "variation_figure",
]
