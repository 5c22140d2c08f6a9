"""Rates of logs that hold anything: a fit, a fit with a sentence, or a refusal, and never a false number."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from depthlimit.analysis import fit_rate
from depthlimit.errors import UsageError

Floats = NDArray[np.float64]
T = np.arange(12.0)
Y = 2 / (T + 1)


@pytest.mark.parametrize("infer_shift", [False, True])
@pytest.mark.parametrize(
    ("t", "y", "sentence"),
    [
        (T, 0 * T, "no curve with C > 0 fits"),
        (T, -Y, "12 of 12 values negative.*no curve with C > 0 fits"),
        (T, T * np.nan, "12 of 12 values left out: NaN or infinite.*too few points, 0 for . parameters"),
        (T, T * 0 + np.inf, "12 of 12 values left out: NaN or infinite.*too few points, 0 for . parameters"),
        (T * np.nan, Y, "12 of 12 values left out: NaN or infinite.*too few points, 0 for . parameters"),
        (T * 0 + np.inf, Y, "12 of 12 values left out: NaN or infinite.*too few points, 0 for . parameters"),
        (T * 0, Y, "points at too few different times, 1 for . parameters"),
        (T * 0 + 5, Y, "points at too few different times, 1 for . parameters"),
        (T[:0], T[:0], "too few points, 0 for . parameters"),
    ],
)
def test_logs_without_a_fit(t: Floats, y: Floats, sentence: str, infer_shift: bool) -> None:
    with np.errstate(invalid="ignore"):
        fit = fit_rate(t, y, infer_shift)
    assert all(np.isnan(one.value) and np.isnan(one.lower) for one in fit.parameters.values())
    text = "; ".join(fit.status)
    assert text.endswith("so no rate is estimated")
    for part in sentence.split(".*"):
        assert part.replace(" . ", f" {2 + infer_shift} ") in text


@pytest.mark.parametrize("infer_shift", [False, True])
def test_values_that_are_not_finite_are_left_out(infer_shift: bool) -> None:
    t, y = T.copy(), Y.copy()
    t[3], y[5], y[7] = np.inf, np.nan, -np.inf
    fit = fit_rate(t, y, infer_shift)
    assert fit["C"].value == pytest.approx(2)
    assert fit["rho"].value == pytest.approx(1)
    assert fit.points == 9
    assert fit.status == ("3 of 12 values left out: NaN or infinite",)


@pytest.mark.parametrize("infer_shift", [False, True])
@pytest.mark.parametrize("size", [1e-310, 1e-200, 1e200, 8e307])
def test_values_of_any_size(size: float, infer_shift: bool) -> None:
    fit = fit_rate(T, size / (T + 1), infer_shift)
    assert fit["C"].value == pytest.approx(size, rel=1e-9)
    assert fit["rho"].value == pytest.approx(1)
    assert fit.r_squared == pytest.approx(1)


@pytest.mark.parametrize("unit", [1e-300, 1e200])
def test_times_of_any_size(unit: float) -> None:
    fit = fit_rate(T * unit, Y, infer_shift=True)
    assert fit["rho"].value == pytest.approx(1)
    assert fit["T0"].value == pytest.approx(unit)


def test_the_order_of_the_points_does_not_matter() -> None:
    order = np.random.default_rng(0).permutation(12)
    assert fit_rate(T[order], Y[order], infer_shift=True)["rho"].value == pytest.approx(1)


@pytest.mark.parametrize(
    ("t", "y", "sentence"),
    [
        (T - 20, Y, r"the smallest t is -20, expected .*: write fit_rate\(t - t.min\(\), y\)"),
        (T * 1e307, Y, r"t reaches 1\.1e\+308, expected at most 1e\+300"),
        (T, Y[:5], r"t has shape \(12,\) and y has shape \(5,\), expected two arrays"),
        (T[:, None], Y[:, None], r"t has shape \(12, 1\)"),
        (T, Y + 1j, "t or y is complex"),
    ],
)
def test_refusals(t: Floats, y: Floats, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        fit_rate(t, y)


numbers = st.one_of(
    st.floats(allow_nan=True), st.sampled_from([0.0, -1.0, 1.0, np.inf, np.nan, 5e-324, 1.7e308])
)


@settings(max_examples=60, deadline=None)
@given(y=st.lists(numbers, max_size=12), infer_shift=st.booleans())
def test_anything_logged_gives_a_fit(y: list[float], infer_shift: bool) -> None:
    fit = fit_rate(np.arange(float(len(y))), np.array(y), infer_shift)
    assert len(fit.y) == np.isfinite(y).sum()
    assert fit.status or np.isfinite([one.value for one in fit.parameters.values()]).all()
