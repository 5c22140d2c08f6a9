"""Figure of logged values against the gradient steps."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from depthlimit.figures.labels import matplotlib_label
from depthlimit.figures.style import PaperFigure, add_legend, depth_colours, make_logarithmic, paper_style

Logged = tuple[int | None, NDArray[np.int64], NDArray[np.float64]]
"""Depth (None where it is not known), steps and values."""


def training_figure(logs: Mapping[str, Logged], tag: str) -> Figure:
    """Draw a tag of every log against the gradient step, a colour for each depth.

    Values that are not positive have no logarithm and are left out of the drawing.
    """
    groups = {label: str(log[0]) if log[0] is not None else label for label, log in logs.items()}
    names = sorted(
        set(groups.values()),
        key=lambda name: (not name.isdecimal(), int(name) if name.isdecimal() else 0, name),
    )
    colours = dict(zip(names, depth_colours(len(names)), strict=True))
    with paper_style():
        figure = PaperFigure(figsize=(7.0, 3.8))
        axes = figure.subplots()
        for label, (_, steps, values) in logs.items():
            there = values > 0
            axes.plot(steps[there], values[there], color=colours[groups[label]], linewidth=0.9)
        for name in names:
            axes.plot([], [], color=colours[name], label=matplotlib_label(name))
        axes.set(xlabel="gradient step", ylabel=tag)
        if any((values > 0).any() for _, _, values in logs.values()):
            make_logarithmic(axes, "y")
        add_legend(axes, axes, "$L$" if all(log[0] is not None for log in logs.values()) else "run")
    return figure
