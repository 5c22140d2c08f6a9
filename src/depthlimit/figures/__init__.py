"""Figures of results: functions from results to figures."""

from depthlimit.figures.draw import figure_of
from depthlimit.figures.entries import entries_figure
from depthlimit.figures.norms import norms_figure
from depthlimit.figures.rates import rates_figure
from depthlimit.figures.roughness import roughness_figure
from depthlimit.figures.save import draw, save_figure, show_figure
from depthlimit.figures.scaling import growth_figure, scaling_figure, statistics_figure
from depthlimit.figures.surfaces import surfaces_figure
from depthlimit.figures.training import training_figure
from depthlimit.figures.variation import variation_figure

__all__ = [
    "draw",
    "entries_figure",
    "figure_of",
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
