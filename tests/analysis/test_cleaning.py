"""The two steps of cleaning, on arrays made by hand."""

import numpy as np
import pytest

from depthlimit.analysis import kept_points
from depthlimit.errors import UsageError

NAN = float("nan")


@pytest.mark.parametrize(
    ("y", "period", "window", "kept"),
    [
        ([5, 4, 3, 2, 1], 0, 0, [0, 1, 2, 3, 4]),
        ([5, 4, 3, 2, 1], 2, 0, [0, 2, 4]),
        ([5, 4, 3, 2, 1], 5, 0, [0, 1, 2, 3]),
        ([5, 4, 3, 2, 1], 6, 0, [0, 1, 2, 3, 4]),
        ([2, 1, 3, 9, 8, 7], 0, 3, [0, 4]),
        ([2, 1, 3, 9, 8, 7, 0], 0, 3, [0, 4, 6]),  # the shorter last window is whole
        ([2, 1, 3, 9], 0, 5, [0, 1, 2, 3]),
        ([1, 1, 3, 3], 0, 4, [1, 3]),  # the first of equal ones goes
        ([7, 7, 7, 7], 0, 4, [2, 3]),  # one minimum and one maximum, though they are equal
        ([0, 1, 50, 2, 3, 50, 4, 5], 3, 3, [1, 6]),  # the filter goes first: 0 1 2 | 3 4 5
        ([1, NAN, 2, 3], 0, 3, [2]),
        ([], 2, 3, []),
    ],
)
def test_indices_of_kept_points(y: list[float], period: int, window: int, kept: list[int]) -> None:
    assert kept_points(np.array(y, dtype=float), period, window).tolist() == kept


@pytest.mark.parametrize(
    ("period", "window", "said"),
    [(1, 0, "filter_period is 1"), (0, 1, "window_size is 1"), (0, 2, "is 2"), (-1, 0, "-1")],
)
def test_options_that_leave_no_point_are_refused(period: int, window: int, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        kept_points(np.ones(9), period, window)
