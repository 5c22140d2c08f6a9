"""A training seen from a plane: where its points fall, and how much of it the plane does not show."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from depthlimit.landscapes.plane import Array, Parameters, Plane, difference, inner


@dataclass(frozen=True)
class Trajectory:
    """The orthogonal projections of points of a training on a plane.

    Attributes:
        points: the coordinates (a, b) of the projections, shape (T, 2).
        off_plane: the distances of the points from the plane, shape (T,).
        distance: the distances of the points from the centre, shape (T,).
    """

    points: Array
    off_plane: Array
    distance: Array

    @property
    def explained(self) -> float:
        """The share of Σ ‖θ_t − θ‖² that lies in the plane; 1 where the plane shows everything.

        >>> Trajectory(np.zeros((1, 2)), np.zeros(1), np.zeros(1)).explained  # no step was taken
        1.0
        """
        total = float((self.distance**2).sum())
        return 1 - float((self.off_plane**2).sum()) / total if total > 0 else 1.0

    def sentence(self) -> str:
        """What a reader of the picture has to know.

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
    """Project the points of a training on the plane, one after the other.

    >>> import torch
    >>> point = lambda *values: {"w": torch.tensor(values)}
    >>> plane = Plane(point(0.0, 0.0, 0.0), point(2.0, 0.0, 0.0), point(0.0, 1.0, 0.0))
    >>> project(plane, [point(4.0, 3.0, 1.0)])
    Trajectory(points=array([[2., 3.]]), off_plane=array([1.]), distance=array([5.09901951]))
    """
    G = plane.gram
    points, off_plane, distance = [], [], []
    for state in states:
        step = difference(state, plane.centre)
        shadow = np.array([inner(step, direction) for direction in plane.directions])
        coordinates = np.linalg.lstsq(G, shadow, rcond=None)[0]
        whole = inner(step, step)
        points.append(coordinates)
        off_plane.append(max(0.0, whole - float(shadow @ coordinates)) ** 0.5)
        distance.append(whole**0.5)
    return Trajectory(np.array(points), np.array(off_plane), np.array(distance))
