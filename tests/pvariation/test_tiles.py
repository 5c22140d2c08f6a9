"""Upper bounds of links: leading coordinates, products over all coordinates, thresholds."""

import numpy as np
import pytest
from numpy.typing import NDArray

from depthlimit.pvariation.coordinates import (
    bounding_columns,
    bounding_rows,
    bounds_from_products,
    squared_lengths,
)
from depthlimit.pvariation.products import product
from depthlimit.pvariation.tiles import (
    any_may_improve,
    largest_of_columns,
    most_promising,
    survivors,
    thresholds,
)

Array = NDArray[np.float64]


def paths() -> dict[str, Array]:
    rng = np.random.default_rng(8)
    t = np.linspace(0, 1, 300)[:, None]
    return {
        "brownian": rng.normal(size=(300, 90)).cumsum(axis=0),
        "smooth": np.sin(t * rng.uniform(1, 9, size=90)),
        "dependent": t * rng.normal(size=90),
        "offset": 30.0 + 1e-6 * rng.normal(size=(300, 90)),
    }


@pytest.mark.parametrize("example", ["brownian", "smooth", "dependent", "offset"])
def test_leading_coordinates_bound_every_distance(example: str) -> None:
    path = paths()[example]
    true = ((path[:, None].astype(np.longdouble) - path[None]) ** 2).sum(axis=2)
    scale = float(1 / np.sqrt(true.max()))
    rows = bounding_rows(path, squared_lengths(path), scale)
    bounds = rows @ bounding_columns(rows).T
    assert (bounds >= true * scale**2).all()
    if example == "smooth":
        assert np.median(bounds - true * scale**2) < 1e-8  # a smooth path has few directions


@pytest.mark.parametrize("example", ["brownian", "smooth", "dependent", "offset"])
def test_products_bound_every_distance_tightly(example: str) -> None:
    path = paths()[example]
    true = ((path[:, None].astype(np.longdouble) - path[None]) ** 2).sum(axis=2)
    squares = squared_lengths(path)
    bounds = np.empty((300, 64))
    product(path, path[:64], bounds)
    assert bounds == pytest.approx(path @ path[:64].T, rel=1e-12)
    bounds_from_products(bounds, squares, squares[:64], 90, 1.0)
    assert (bounds >= true[:, :64]).all()
    assert (bounds - true[:, :64] <= 1e-11 * squares.max()).all()


@pytest.mark.parametrize("p", [1.0, 1.3, 2.0, 2.6, 5.0])
def test_thresholds_never_dismiss_a_link_that_improves(p: float) -> None:
    rng = np.random.default_rng(9)
    best = np.sort(rng.uniform(size=128))
    limits, slopes = np.empty(64), np.empty(64)
    thresholds(best, 0, 63, 64, p, limits, slopes)
    least = np.maximum(best[64:] - best[:64, None], 0) ** (2 / p)
    drops = best[63] - best[:64]
    linear = limits + slopes * drops[:, None]
    assert (linear <= least).all()
    if p == 2:
        assert linear == pytest.approx(least, rel=1e-9)
    bounds = rng.uniform(size=(64, 64))
    assert survivors(bounds, drops, limits, slopes) == (bounds > linear).sum()
    assert (most_promising(bounds, drops, slopes) == np.argmax(bounds - linear, axis=0)).all()
    assert largest_of_columns(bounds, 60) == pytest.approx(bounds[:, :60].max(axis=0), rel=0)
    for j in range(64):
        reach = bounds[:, j].max() * np.eye(64)[j]
        useful = best[63] + reach[j] ** (p / 2) > best[64 + j]
        assert any_may_improve(reach, best, 63, 64, p) == useful
