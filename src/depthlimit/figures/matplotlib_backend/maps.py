"""Panels of values on a grid by Matplotlib: surfaces, filled contours, cells with their numbers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, Normalize
from matplotlib.figure import Figure

from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec, MapPanel
from depthlimit.figures.heights import COLOURS, VIEW, Heights, cell_text, heights_of
from depthlimit.figures.labels import wrapped
from depthlimit.figures.matplotlib_backend.packing import Place, Size, pack, separate_labels
from depthlimit.figures.matplotlib_backend.style import PaperFigure, matplotlib_label
from depthlimit.figures.ticks import tick_labels

SIDE, BAR = 3.4, 0.14
"""Width and height of a panel, and width of a colour bar, in inches."""
CELL, LEAST, MOST = (0.62, 0.36), (3.0, 1.6), (16.0, 12.0)
"""Width and height of a cell, and limits of those of all cells, in inches."""
LONGEST = 40
"""Characters in a line of a title."""
LONG, CROWDED, TURNED = 5, 8, 60
"""Characters of a name of a column, and number of columns, from which names are turned, and by how much."""
ABOVE = 100
"""Order of drawing: above everything else."""
DARK = 0.45
"""Luminance of a colour from which numbers on it are black."""
CHARACTER, SMALLEST = 0.0088, 4.0
"""Width of a character in inches for each point of its size, and the smallest size of a drawn number."""


def maps_figure(spec: FigureSpec) -> Figure:
    """Draw a figure of maps, with a colour bar for every row of contours or cells."""
    panels = [panel for panel in spec.panels if isinstance(panel, MapPanel)]
    figure = PaperFigure()
    figure.set_layout_engine("none")  # constrained layout cuts labels of three-dimensional axes off
    axes: dict[Place, Any] = {}
    sizes: dict[Place, Size] = {}
    for panel, place in zip(panels, spec.places, strict=True):
        view = {"projection": "3d"} if panel.view == "surface" else {}
        axes[place], sizes[place] = figure.add_subplot(**view), size_of(panel)
        set_frame(axes[place], panel)
    for panel, place in last_of_rows(spec):
        if panel.view != "surface":
            axes[place], sizes[place] = figure.add_subplot(), (BAR, size_of(panel)[1])
            add_bar(figure, panel, cax=axes[place])
    pack(figure, axes, sizes)
    for panel, place in zip(panels, spec.places, strict=True):
        draw_values(axes[place], panel)
    return figure


def last_of_rows(spec: FigureSpec) -> list[tuple[MapPanel, Place]]:
    """Return the last panel of every row, and the place after it."""
    last = dict(sorted(zip(spec.places, spec.panels, strict=True), key=lambda pair: pair[0]))
    rows = {row: (panel, (row, column + 1)) for (row, column), panel in last.items()}
    return [(panel, place) for panel, place in rows.values() if isinstance(panel, MapPanel)]


def maps_on_axes(spec: FigureSpec, given: Sequence[Any]) -> None:
    """Draw maps on axes of another figure, and a colour bar beside those of two dimensions.

    There are axes for every panel, or for every landscape: then a surface is drawn on axes of three
    dimensions, and its contours on those of two.

    Raises:
        UsageError: axes of contours or cells have three dimensions.
    """
    panels = [panel for panel in spec.panels if isinstance(panel, MapPanel)]
    if len(given) * spec.stacked == len(panels):
        stacks = [panels[start : start + spec.stacked] for start in range(0, len(panels), spec.stacked)]
        panels = [
            replace(fitting(stack, axes), title=stack[0].title)
            for stack, axes in zip(stacks, given, strict=True)
        ]
    for panel, axes in zip(panels, given, strict=True):
        if axes.name == "3d" and panel.view != "surface":
            raise UsageError("contours and cells are drawn on axes of two dimensions, and ax has three")
        figure = axes.get_figure(root=True)
        set_frame(axes, panel)
        separate_labels(figure, [axes])
        draw_values(axes, panel)
        if axes.name != "3d":
            add_bar(figure, panel, ax=axes)


def fitting(stack: Sequence[MapPanel], axes: Any) -> MapPanel:
    """Return the panel of a stack for these axes: the surface for those of three dimensions."""
    found = [panel for panel in stack if (panel.view == "surface") == (axes.name == "3d")]
    return found[0] if found else stack[0]


def size_of(panel: MapPanel) -> Size:
    """Return the width and the height of a panel in inches."""
    if panel.view != "cells":
        return SIDE, SIDE
    rows, columns = panel.values.shape
    width, height = (
        min(max(number * cell, least), most)
        for number, cell, least, most in zip((columns, rows), CELL, LEAST, MOST, strict=True)
    )
    return width, height


def set_frame(axes: Any, panel: MapPanel) -> None:
    """Set the title, the labels, the ends and the ticks of axes."""
    axes.set(xlabel=matplotlib_label(panel.x.label), ylabel=matplotlib_label(panel.y.label))
    axes.set_title(matplotlib_label(wrapped(panel.title, LONGEST)), fontsize="medium")
    if panel.view == "cells":
        name_cells(axes, panel)
        return
    for name, axis, values in (("x", panel.x, panel.columns), ("y", panel.y, panel.rows)):
        ends = np.asarray(values, dtype=np.float64)[[0, -1]]
        axes.set(**{f"{name}lim": ends if ends[0] < ends[1] else (ends[0] - 0.5, ends[1] + 0.5)})
        if axis.ticks is not None:
            axes.set(**{f"{name}ticks": axis.ticks})
            axes.set(**{f"{name}ticklabels": [f"${one}$" for one in tick_labels(axis.ticks)]})
    if axes.name != "3d":
        axes.set(aspect="equal")
        axes.grid(visible=False)
        return
    axes.view_init(*VIEW)
    heights = heights_of(panel)
    axes.set(zlim=(heights.floor, heights.ceiling))
    axes.set_zticks(heights.ticks, [f"${one}$" for one in heights.labels])
    for label in axes.zaxis.get_ticklabels():
        label.set_ha("left")
    axes.tick_params(axis="z", pad=-1)
    axes.tick_params(axis="both", pad=-2)
    axes.set_zlabel(matplotlib_label(panel.z.label))
    for line in (axes.xaxis, axes.yaxis, axes.zaxis):
        line.labelpad = -4.0


def name_cells(axes: Axes, panel: MapPanel) -> None:
    """Name the rows and the columns of cells."""
    columns, rows = ([matplotlib_label(str(one)) for one in names] for names in (panel.columns, panel.rows))
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5))
    if len(columns) > CROWDED or max(map(len, columns)) > LONG:
        axes.tick_params(axis="x", labelrotation=TURNED)
        for label in axes.get_xticklabels():
            label.set(ha="right", rotation_mode="anchor")
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def add_bar(figure: Figure, panel: MapPanel, cax: Axes | None = None, ax: Axes | None = None) -> None:
    """Draw the colour bar of a panel on axes of its own, or beside those of the panel."""
    heights = heights_of(panel)
    bar = figure.colorbar(
        ScalarMappable(norm_of(heights, panel), COLOURS),
        label=matplotlib_label(panel.z.label), spacing="proportional", cax=cax, ax=ax,
    )  # fmt: skip
    bar.set_ticks(list(heights.ticks), labels=[f"${one}$" for one in heights.labels])
    bar.ax.minorticks_off()
    bar.ax.set_ylim(heights.floor, heights.ceiling)
    bar.outline.set_visible(False)


def norm_of(heights: Heights, panel: MapPanel) -> Normalize:
    """Return the map from heights to colours, with steps where contours are filled."""
    if panel.view == "contour":
        return BoundaryNorm(heights.levels, colormaps[COLOURS].N)
    return Normalize(heights.floor, heights.ceiling)


def draw_values(axes: Any, panel: MapPanel) -> None:
    """Draw the values and the marks of a panel on axes that have their labels."""
    if panel.view == "cells":
        draw_cells(axes, panel)
    elif axes.name == "3d":
        draw_surface(axes, panel)
    else:
        draw_contours(axes, panel)


def draw_surface(axes: Any, panel: MapPanel) -> None:
    """Draw a surface in three dimensions."""
    heights = heights_of(panel)
    x, y = np.meshgrid(np.asarray(panel.columns), np.asarray(panel.rows))
    axes.plot_surface(
        x, y, heights.of(panel.values),
        cmap=COLOURS, vmin=heights.floor, vmax=heights.ceiling, rcount=100, ccount=100, linewidth=0,
    )  # fmt: skip
    for mark in panel.marks:
        if mark.z is not None:
            axes.plot(mark.x, mark.y, heights.of(mark.z), "o", color="red", markersize=4, zorder=ABOVE)


def draw_contours(axes: Axes, panel: MapPanel) -> None:
    """Draw filled contours, and marks."""
    heights = heights_of(panel)
    height = heights.of(panel.values)
    x, y = np.asarray(panel.columns, dtype=np.float64), np.asarray(panel.rows, dtype=np.float64)
    levels = heights.levels
    axes.contourf(x, y, height, levels=levels, cmap=COLOURS, norm=norm_of(heights, panel))
    axes.contour(x, y, height, levels=levels, colors="white", linewidths=0.3)
    for mark in panel.marks:
        if len(mark.x) > 1:
            axes.plot(mark.x, mark.y, ".-", color="black", linewidth=0.8, markersize=3)
        else:
            axes.plot(mark.x, mark.y, "+", color="red", markersize=10, markeredgewidth=1.5)


def draw_cells(axes: Axes, panel: MapPanel) -> None:
    """Draw cells with their numbers; an empty cell has none, nor has one that is too small for it."""
    heights = heights_of(panel)
    height = heights.of(panel.values)
    norm, colours = norm_of(heights, panel), colormaps[COLOURS]
    axes.imshow(height, cmap=COLOURS, norm=norm, aspect="auto")
    texts = [[cell_text(value) for value in row] for row in panel.values]
    size = size_of_numbers(axes, [text for row in texts for text in row])
    for (row, column), value in np.ndenumerate(height):
        if np.isfinite(value) and size >= SMALLEST:
            colour = colours(float(norm(value)))
            axes.text(
                column, row, texts[row][column], ha="center", va="center", fontsize=size,
                color="black" if luminance(colour) > DARK else "white",
            )  # fmt: skip


def size_of_numbers(axes: Axes, texts: Sequence[str]) -> float:
    """Return the size in points of numbers that fit into the cells."""
    box = axes.get_window_extent()
    figure: Any = axes.get_figure(root=True)
    width, height = box.width / figure.dpi, box.height / figure.dpi
    columns, rows = (abs(float(np.diff(ends).item())) for ends in (axes.get_xlim(), axes.get_ylim()))
    longest = max(map(len, texts), default=1) or 1
    return min(9.0, 0.85 * float(width) / columns / (CHARACTER * longest), 0.6 * 72 * float(height) / rows)


def luminance(colour: Sequence[float]) -> float:
    """Return the brightness of a colour to the eye, from 0 to 1.

    >>> round(luminance((1.0, 1.0, 1.0)), 9)
    1.0
    """
    red, green, blue = colour[:3]
    return 0.299 * red + 0.587 * green + 0.114 * blue
