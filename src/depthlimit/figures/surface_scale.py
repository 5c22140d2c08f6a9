"""Common scale of the surfaces in a figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from depthlimit.errors import UsageError
from depthlimit.landscapes import Surface
from depthlimit.landscapes.plane import Array

TICKS = 6
FLAT, LEAST = 1e-9, 1e-100
"""Smallest height of the axis of losses that hardly differ: relative and absolute."""


@dataclass(frozen=True)
class Scale:
    """Map from losses to heights, the same for all surfaces of a figure.

    Attributes:
        low: the smallest loss drawn.
        high: the largest.
        log: True if heights are logarithms.
    """

    low: float
    high: float
    log: bool

    def height(self, losses: Array | float) -> Array:
        """Return the heights of losses.

        >>> Scale(0.1, 10.0, log=True).height(np.array([1.0, 10.0]))
        array([0., 1.])
        """
        return np.asarray(np.log10(losses) if self.log else losses, dtype=np.float64)

    @property
    def floor(self) -> float:
        """The height of the smallest loss."""
        return float(self.height(self.low))

    @property
    def ceiling(self) -> float:
        """The height of the largest loss, or a little more where losses hardly differ."""
        low, high = self.floor, float(self.height(self.high))
        return max(high, low + max(FLAT * abs(low), LEAST))

    def levels(self, number: int) -> Array:
        """Return equidistant heights from floor to ceiling."""
        return np.linspace(self.floor, self.ceiling, number)

    def ticks(self) -> tuple[Array, list[str]]:
        """Return the heights of ticks, and their labels.

        >>> Scale(1.0, 100.0, log=True).ticks()[1][-1]
        '100'
        """
        heights = self.levels(TICKS)
        return heights, [f"{10**height if self.log else height:.3g}" for height in heights]


def common_scale(surfaces: Sequence[Surface], log: bool) -> Scale:
    """Return the scale of all losses of all surfaces and at their centres.

    Raises:
        UsageError: a logarithm of a loss that is not positive.
    """
    losses = [loss for surface in surfaces for loss in (surface.losses.min(), surface.losses.max())]
    losses += [surface.centre for surface in surfaces if surface.centre is not None]
    low, high = float(min(losses)), float(max(losses))
    if log and low <= 0:
        raise UsageError(
            f"the smallest loss is {low:g}, expected positive ones: draw it without a logarithmic scale"
        )
    return Scale(low, high, log)
