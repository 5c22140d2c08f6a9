"""Thinned curves keep their ends, their extremes and their gaps."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from depthlimit.figures.thinning import thinned

HEIGHTS = arrays(np.float64, st.integers(1, 300), elements=st.floats(-1e6, 1e6))


@given(y=HEIGHTS, most=st.integers(4, 60))
def test_thinned_curves_keep_their_ends_and_their_extremes(y: np.ndarray, most: int) -> None:
    kept = thinned(y, most)
    assert len(kept) <= max(most, 4)
    assert (np.diff(kept) > 0).all()
    assert (kept[0], kept[-1]) == (0, len(y) - 1)
    assert (y[kept].min(), y[kept].max()) == (y.min(), y.max())


def test_every_window_keeps_its_range() -> None:
    rng = np.random.default_rng(0)
    y = rng.normal(size=12_000)
    kept = thinned(y, 1002)
    for window in np.split(np.arange(12_000), 500):
        inside = np.intersect1d(kept, window)
        assert y[inside].min() == y[window].min()
        assert y[inside].max() == y[window].max()


def test_gaps_do_not_hide_the_rest() -> None:
    y = np.full(100, np.nan)
    y[37] = 1.0
    assert 37 in thinned(y, 10)
