"""Projection of the weights along a training run on a plane."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from depthlimit.landscapes.plane import Array, Parameters, Plane, difference, inner_product
from depthlimit.result import Result


@dataclass(frozen=True, repr=False)
class Trajectory(Result):
    """Orthogonal projections of T points of a training run on a plane.

    Attributes:
        points: coordinates (a, b) of the projections, shape (T, 2).
        off_plane: distances of the points from the plane, shape (T,).
        distance: distances of the points from the centre, shape (T,).
    """

    points: Array
    off_plane: Array
    distance: Array

    @property
    def explained(self) -> float:
        """Share of Σ ‖θ_t − θ‖² that lies in the plane.

        >>> Trajectory(np.zeros((1, 2)), np.zeros(1), np.zeros(1)).explained  # no step was taken
        1.0
        """
        total = float((self.distance**2).sum())
        return 1 - float((self.off_plane**2).sum()) / total if total > 0 else 1.0

    def sentence(self) -> str:
        """Return in words how much of the trajectory the plane shows.

        >>> Trajectory(np.zeros((2, 2)), np.array([0.6, 0.0]), np.array([1.0, 0.0])).sentence()
        '2 points, 64.0% of their variance in the plane, at most 0.6 off it (60% of the way from the centre)'
        """
        worst = int(np.argmax(self.off_plane))
        share = self.off_plane[worst] / (self.distance[worst] or 1.0)
        return (
            f"{len(self.points)} points, {self.explained:.1%} of their variance in the plane, at most "
            f"{self.off_plane[worst]:.3g} off it ({share:.0%} of the way from the centre)"
        )


def project(plane: Plane, states: Iterable[Parameters]) -> Trajectory:
    """Return the orthogonal projections of parameters on a plane.

    >>> import torch
    >>> point = lambda *values: {"w": torch.tensor(values)}
    >>> plane = Plane(point(0.0, 0.0, 0.0), point(2.0, 0.0, 0.0), point(0.0, 1.0, 0.0))
    >>> project(plane, [point(4.0, 3.0, 1.0)])
    Trajectory(points=array(1, 2), off_plane=array(1), distance=array(1))
    """
    G = plane.gram
    points, off_plane, distance = [], [], []
    for state in states:
        step = difference(state, plane.centre)
        products = np.array([inner_product(step, direction) for direction in plane.directions])
        coordinates = np.linalg.lstsq(G, products, rcond=None)[0]
        whole = inner_product(step, step)
        points.append(coordinates)
        off_plane.append(max(0.0, whole - float(products @ coordinates)) ** 0.5)
        distance.append(whole**0.5)
    return Trajectory(np.array(points), np.array(off_plane), np.array(distance))
