"""The formulas of the activations against PyTorch in float64, and where a comparison decides."""

from typing import Any

import numpy as np
import pytest
import torch
from numba import njit
from numpy.typing import NDArray

from depthlimit.nn.activations import ACTIVATIONS, ActivationName
from depthlimit.nn.fused.cpu.activations import FORMULAS
from depthlimit.nn.fused.cpu.jit import OPTIONS
from depthlimit.nn.fused.polynomials import NEAR_ZERO

NAMES: tuple[ActivationName, ...] = tuple(FORMULAS)
KINDS = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def evaluate(pair: Any, z: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    @njit(**OPTIONS)
    def loop(z, value, slope):  # type: ignore[no-untyped-def]
        for m in range(len(z)):
            value[m], slope[m] = pair(z[m])

    value, slope = np.empty_like(z), np.empty_like(z)
    loop(z, value, slope)
    return value, slope


def truth(name: ActivationName, z: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    x = torch.from_numpy(z.astype(np.float64)).requires_grad_()
    y = ACTIVATIONS[name](x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    return y.detach().numpy(), slope.numpy()


@KINDS
@pytest.mark.parametrize("name", NAMES)
def test_accuracy(name: ActivationName, dtype: Any) -> None:
    """docs/engines.md: at most 4 units in the last place of 1, or of the value where that is larger."""
    rng = np.random.default_rng(0)
    z = np.concatenate([rng.normal(scale=scale, size=50_000) for scale in (1e-3, 0.1, 1, 10)]).astype(dtype)
    for result, exact in zip(evaluate(FORMULAS[name].pair, z), truth(name, z), strict=True):
        assert np.all(np.abs(result - exact) <= 4 * np.finfo(dtype).eps * np.maximum(1, np.abs(exact)))


@KINDS
def test_tanh_keeps_its_digits_near_zero(dtype: Any) -> None:
    z = np.concatenate([np.linspace(-1, 1, 10_001), np.logspace(-30, 0, 1000)]).astype(dtype) * dtype(
        NEAR_ZERO
    )
    exact = np.tanh(z.astype(np.float64))
    for pair in (FORMULAS["tanh"].pair, FORMULAS["tanh"].near_zero):
        np.testing.assert_allclose(evaluate(pair, z)[0], exact, rtol=2 * np.finfo(dtype).eps)


@KINDS
@pytest.mark.parametrize("name", NAMES)
def test_ends_and_nan(name: ActivationName, dtype: Any) -> None:
    z = np.array([np.nan, 0, -0.0, 60, -60, 1e4, -1e4, np.inf], dtype=dtype)
    value, _ = evaluate(FORMULAS[name].pair, z)
    np.testing.assert_allclose(value, truth(name, z)[0], atol=1e-30, rtol=4 * np.finfo(dtype).eps)


@KINDS
@pytest.mark.parametrize("name", [name for name in NAMES if FORMULAS[name].slope is not None])
def test_slope_from_the_value(name: ActivationName, dtype: Any) -> None:
    z = np.linspace(-5, 5, 1001).astype(dtype)
    value, slope = evaluate(FORMULAS[name].pair, z)
    formula = FORMULAS[name].slope

    @njit(**OPTIONS)
    def of_value(s):  # type: ignore[no-untyped-def]
        return formula(s)

    np.testing.assert_array_equal([of_value(s) for s in value], slope)
