"""Grids of points at which a landscape is evaluated."""

from dataclasses import dataclass

import numpy as np

from depthlimit.errors import UsageError
from depthlimit.landscapes.plane import Array
from depthlimit.requirements import POSITIVE, require, whole_number

SMALLEST, LARGEST = 1e-100, 1e100
"""Limits of the numbers of a surface: plotting computes squares and differences, which must not overflow."""
MOST_POINTS = 10**8
"""Points of a grid; their losses take 800 MB."""


@dataclass(frozen=True)
class Grid:
    """Grid of ``rows × steps`` points (a, b) over [−radius, radius]², exactly symmetric about 0.

    Attributes:
        steps: points along the first direction.
        steps_y: points along the second; as many by default, 1 for a cut along the first direction.
        radius: the largest |a| and |b|.

    Raises:
        UsageError: a number of points below 1 or beyond 10⁸, a single point in each of many rows, or a radius
            that is not positive or out of all proportion.

    >>> Grid(steps=3, radius=0.5).x
    array([-0.5,  0. ,  0.5])
    >>> Grid(steps=3, steps_y=1).row(0)
    array([[-1.,  0.],
           [ 0.,  0.],
           [ 1.,  0.]])
    """

    steps: int = 100
    steps_y: int | None = None
    radius: float = 1.0

    def __post_init__(self) -> None:
        """Check the numbers."""
        rules = {"steps": whole_number(1), "steps_y": whole_number(1, optional=True), "radius": POSITIVE}
        require(vars(self), rules)
        if self.points > MOST_POINTS:
            raise UsageError(
                f"{self.rows} × {self.steps} points are too many, expected at most {MOST_POINTS:,}",
                {"steps": 100},
            )
        if self.steps == 1 < self.rows:
            raise UsageError(f"{self.rows} rows of one point are not a surface", {"steps_y": 1})
        if not SMALLEST <= self.radius <= LARGEST:
            raise UsageError(
                f"radius is {self.radius:g}, but it must be between {SMALLEST:g} and {LARGEST:g}",
                {"radius": 1.0},
            )

    @property
    def rows(self) -> int:
        """Number of rows, that is of values of b."""
        return self.steps if self.steps_y is None else self.steps_y

    @property
    def points(self) -> int:
        """Number of points."""
        return self.rows * self.steps

    @property
    def x(self) -> Array:
        """Values of a, ascending, shape (steps,)."""
        return symmetric(self.steps, self.radius)

    @property
    def y(self) -> Array:
        """Values of b, ascending, shape (rows,)."""
        return symmetric(self.rows, self.radius)

    def row(self, number: int) -> Array:
        """Return the points (a, b) of one row, shape (steps, 2)."""
        return np.column_stack([self.x, np.full(self.steps, self.y[number])])


def symmetric(steps: int, radius: float) -> Array:
    """Return equidistant values from −radius to radius with x[i] = −x[−1 − i] to the last bit."""
    return radius * (np.arange(1 - steps, steps, 2, dtype=np.float64) / max(steps - 1, 1))
