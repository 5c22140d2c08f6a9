"""The depth limit: slopes of the error in L against theory, for W_k = L^(−β) W̄(k/L) with smooth W̄."""

from collections.abc import Callable, Sequence
from typing import get_args

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from depthlimit.nn.activations import ACTIVATIONS, ActivationName
from depthlimit.nn.stack import ResidualStack

Array = NDArray[np.float64]
Field = Callable[[float, Array], Array]

NAMES: tuple[ActivationName, ...] = get_args(ActivationName)
START = np.array([1.0, -0.5, 0.7])


def smooth_weights(s: float) -> Array:
    """W̄(s), a smooth path of 3 × 3 matrices."""
    rng = np.random.default_rng(3)
    constant, sine, cosine = rng.normal(size=(3, 3, 3))
    return np.asarray(constant + np.sin(3 * s) * sine + np.cos(2 * s) * cosine)


def sigma(name: ActivationName, x: Array) -> Array:
    return ACTIVATIONS[name](torch.from_numpy(x)).numpy()


def output(L: int, alpha: float, activation: ActivationName, start: Array = START) -> Array:
    W = L ** (alpha - 1) * np.stack([smooth_weights(k / L) for k in range(L)])
    stack = ResidualStack(torch.from_numpy(W), alpha, "skip", activation)
    with torch.no_grad():
        state: Array = stack(torch.from_numpy(start[None])).numpy()[0]
    return state


def solve(field: Field) -> Array:
    """h(1) of h' = field(s, h), h(0) = START, to eleven digits."""
    end: Array = solve_ivp(field, (0, 1), START, method="DOP853", rtol=1e-11, atol=1e-11, max_step=0.01).y[
        :, -1
    ]
    return end


def slope(limit: Array, depths: list[int], alpha: float, activation: ActivationName) -> float:
    """Return the slope of the distance to the limit in L."""
    return log_slope(depths, [np.linalg.norm(output(L, alpha, activation) - limit) for L in depths])


def log_slope(depths: Sequence[int], errors: Sequence[np.floating]) -> float:
    """Return the slope of log error on log L."""
    return float(np.polyfit(np.log(depths), np.log(errors), 1)[0])


@pytest.mark.parametrize("activation", NAMES)
def test_alpha_one_has_error_of_order_one(activation: ActivationName) -> None:
    limit = solve(lambda s, h: sigma(activation, smooth_weights(s) @ h))
    assert slope(limit, [128, 256, 512, 1024], 1.0, activation) == pytest.approx(-1, abs=0.05)


def test_relu_keeps_its_limit_for_alpha_below_one() -> None:
    limit = solve(lambda s, h: sigma("relu", smooth_weights(s) @ h))
    assert slope(limit, [128, 256, 512, 1024], 0.75, "relu") == pytest.approx(-1, abs=0.05)


@pytest.mark.parametrize(
    ("activation", "derivative", "expected"), [("tanh", 1.0, -0.5), ("gelu", 0.5, -0.25), ("elu", 1.0, -0.25)]
)
def test_smooth_activations_become_linear(
    activation: ActivationName, derivative: float, expected: float
) -> None:
    """docs/notation.md: for α < 1 the limit is h' = σ'(0) W̄ h, with error L^(−2β) or L^(−β).

    Held against the linear network of the same depth, so that the error 1/L of the step is left out.
    """
    depths = [256, 1024, 4096]
    start = START / 1000  # small, so that the leading term of the error is all there is
    errors = []
    for L in depths:
        linear = start
        for k in range(L):
            linear = linear + derivative / L * smooth_weights(k / L) @ linear
        errors.append(np.linalg.norm(output(L, 0.75, activation, start) - linear))
    assert log_slope(depths, errors) == pytest.approx(expected, abs=0.05)
