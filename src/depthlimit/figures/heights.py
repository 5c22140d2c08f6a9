"""Heights and colours of the values of a map, the same in every backend."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depthlimit.figure_spec import MapPanel
from depthlimit.figures.ticks import even_ticks, log_ticks, number_text, tick_labels

Floats = NDArray[np.float64]

COLOURS = "viridis"
VIEW = 35, -60
"""Elevation and azimuth of a surface in three dimensions, in degrees: from the front, and above."""
LEVELS = 20
"""Number of contours, about."""
MOST_TICKS = 6


@dataclass(frozen=True)
class Heights:
    """Scale of the values of a map: logarithms on a logarithmic axis, the values themselves otherwise.

    Attributes:
        log: True for logarithms.
        floor: the lowest height.
        ceiling: the highest.
        ticks: labelled heights.
        labels: their labels, in TeX without dollar signs.
    """

    log: bool
    floor: float
    ceiling: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]

    def of(self, values: Any) -> Floats:
        """Return the heights of values.

        >>> Heights(True, -1.0, 1.0, (), ()).of([0.1, 10.0])
        array([-1.,  1.])
        """
        return np.asarray(np.log10(values) if self.log else values, dtype=np.float64)

    @property
    def step(self) -> float:
        """Distance of successive contours: ticks are contours where they are equidistant.

        >>> round(Heights(False, 0.0, 1.0, (0.0, 0.5, 1.0), ()).step, 9)
        0.05
        """
        steps = np.diff(self.ticks)
        height = self.ceiling - self.floor
        if not len(steps) or steps.min() <= 0 or not np.allclose(steps, steps[0], rtol=1e-6, atol=0):
            return height / LEVELS
        parts = next(parts for parts in (10, 5, 4, 2, 1) if height / steps[0] * parts <= LEVELS or parts == 1)
        return float(steps[0]) / parts

    @property
    def levels(self) -> Floats:
        """Heights of contours, from the floor or below to the ceiling or above."""
        start = self.ticks[0] if self.ticks else self.floor
        first = np.floor((self.floor - start) / self.step + 1e-9)
        last = np.ceil((self.ceiling - start) / self.step - 1e-9)
        levels: Floats = start + self.step * np.arange(first, last + 1)
        return (
            levels
            if len(levels) > 1 and (np.diff(levels) > 0).all()
            else np.array([self.floor, self.ceiling])
        )


def heights_of(panel: MapPanel) -> Heights:
    """Return the scale of the values of a map; an axis without ends has those of its finite values."""
    log = panel.z.scale == "log"
    there = panel.values[np.isfinite(panel.values) & ((panel.values > 0) | (not log))]
    low, high = (float(there.min()), float(there.max())) if there.size else (1.0, 1.0)
    low = low if panel.z.low is None else panel.z.low
    high = high if panel.z.high is None else panel.z.high
    if low == high:
        high = low + (abs(low) or 1.0)
    ticks = panel.z.ticks
    if ticks is None:
        ticks = tuple(log_ticks(low, high, MOST_TICKS) if log else even_ticks(low, high, MOST_TICKS))
    floor, ceiling = (float(np.log10(end)) if log else end for end in (low, high))
    return Heights(
        log, floor, ceiling, tuple(np.log10(ticks).tolist()) if log else ticks, tuple(tick_labels(ticks))
    )


def cell_text(value: float) -> str:
    """Return the number in a cell, with three digits; nothing for one that is not finite.

    >>> cell_text(0.12345), cell_text(7e-5), cell_text(float("nan"))
    ('0.123', '7·10⁻⁵', '')
    """
    return number_text(value).replace(" ", "") if np.isfinite(value) else ""
