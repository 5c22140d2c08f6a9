"""Places of axes in a figure, with room for their labels as they are drawn."""

from collections.abc import Iterable, Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

Place = tuple[int, int]
Size = tuple[float, float]
Margins = tuple[tuple[float, float], tuple[float, float]]

GAP = 0.15
"""Distance of axes with their labels, and from the edge, in inches."""
DISTANCE = 4.0
"""Distance of the label of an axis from those of its ticks, in pixels."""
STEP, MOST_PAD = 2.0, 200.0
"""Points by which a label is moved away from the labels of ticks, at least, and altogether."""


def pack(figure: Figure, axes: Mapping[Place, Axes], sizes: Mapping[Place, Size]) -> None:
    """Put axes into rows and columns that are as far apart as their labels need, and resize the figure.

    Args:
        figure: the figure, with all its labels and ticks.
        axes: the axes by row and column.
        sizes: their widths and heights in inches.
    """
    rows, columns = (max(place[which] for place in axes) + 1 for which in (0, 1))
    width, height = (max(size[which] for size in sizes.values()) for which in (0, 1))
    figure.set_size_inches(columns * (width + 1), rows * (height + 1))
    place_axes(
        figure, axes, sizes, {place: (place[1] * (width + 1), place[0] * (height + 1)) for place in axes}
    )
    separate_labels(figure, list(axes.values()))
    figure.draw_without_rendering()
    found = {place: margins_of(figure, one) for place, one in axes.items()}
    lefts, total_width = along(axes, sizes, found, 1)
    tops, total_height = along(axes, sizes, found, 0)
    figure.set_size_inches(total_width, total_height)
    place_axes(figure, axes, sizes, {(row, column): (lefts[column], tops[row]) for row, column in axes})


def along(
    places: Iterable[Place], sizes: Mapping[Place, Size], margins: Mapping[Place, Margins], which: int
) -> tuple[list[float], float]:
    """Return where every row (``which`` 0) or column (1) of axes starts, and the length of all, in inches."""
    starts: list[float] = []
    end = GAP
    for index in sorted({place[which] for place in places}):
        inside = [place for place in places if place[which] == index]
        before, after = (max(margins[place][which][side] for place in inside) for side in (0, 1))
        starts.append(end + before)
        end = starts[-1] + max(sizes[place][1 - which] for place in inside) + after + GAP
    return starts, end


def place_axes(
    figure: Figure, axes: Mapping[Place, Axes], sizes: Mapping[Place, Size], corners: Mapping[Place, Size]
) -> None:
    """Move axes to their upper left corners, in inches from that of the figure."""
    width, height = figure.get_size_inches()
    for place, one in axes.items():
        (left, top), (wide, high) = corners[place], sizes[place]
        one.set_position((left / width, 1 - (top + high) / height, wide / width, high / height))


def margins_of(figure: Figure, axes: Any) -> Margins:
    """Return how far labels stand out above and below the axes, and to the left and right, in inches."""
    drawn, box = axes.get_tightbbox(), axes.get_position(original=True).transformed(figure.transSubfigure)
    outside = drawn.y1 - box.y1, box.y0 - drawn.y0, box.x0 - drawn.x0, drawn.x1 - box.x1
    top, bottom, left, right = (max(0.0, float(one) / figure.dpi) for one in outside)
    return (top, bottom), (left, right)


def separate_labels(figure: Figure, axes: Iterable[Any]) -> None:
    """Move the labels of three-dimensional axes away from those of their ticks, until none overlap."""
    boxes = [one for one in axes if one.name == "3d"]
    lines = [line for box in boxes for line in (box.xaxis, box.yaxis, box.zaxis)]
    while lines:
        figure.draw_without_rendering()
        missing = [(line, missing_distance(line) * 72 / figure.dpi) for line in lines]
        lines = [line for line, distance in missing if distance > 0 and line.labelpad < MOST_PAD]
        for line, distance in missing:
            if distance > 0:
                line.labelpad += max(STEP, 0.7 * distance)


def missing_distance(line: Any) -> float:
    """Return about how many pixels an axis label is too near to those of its ticks, 0 if it is not."""
    label = line.label.get_window_extent().padded(DISTANCE)
    # the labels as they were drawn: `get_ticklabels` moves them
    ticks = [tick.label1 for tick in line.majorTicks]
    boxes = [one.get_window_extent() for one in ticks if one.get_text()]
    if line.axis_name == "z":  # beside all of them, not between two
        return float(max((box.x1 - label.x0 for box in boxes), default=0.0))
    return STEP if any(label.overlaps(box) for box in boxes) else 0.0
