"""The four connections against a NumPy loop written from the equations, and gradients by differences."""

from collections.abc import Callable
from typing import get_args

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.special import erf

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.stack import ResidualStack

Array = NDArray[np.float64]
CONNECTIONS: tuple[ConnectionName, ...] = get_args(ConnectionName)
ACTIVATIONS: tuple[ActivationName, ...] = get_args(ActivationName)

SIGMA: dict[ActivationName, Callable[[Array], Array]] = {
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "gelu": lambda x: x * (1 + erf(x / np.sqrt(2))) / 2,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}


def numpy_stack(
    W: Array, h: Array, alpha: float, connection: ConnectionName, sigma: Callable[[Array], Array]
) -> Array:
    """One sample, a column h."""
    L = len(W)
    for k in range(L):
        previous = W[k - 1] if k > 0 else np.zeros_like(W[0])
        if connection == "none":
            h = sigma(W[k] @ h)
        elif connection == "skip":
            h = h + L**-alpha * sigma(W[k] @ h)
        elif connection == "linear_skip":
            h = h + W[k].T @ sigma(h)
        else:
            h = h + (W[k] - previous).T @ sigma(h)
    return h


@pytest.mark.parametrize("connection", CONNECTIONS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_equals_the_equations(connection: ConnectionName, activation: ActivationName) -> None:
    rng = np.random.default_rng(1)
    W = rng.normal(size=(7, 4, 4)) / 2
    h = rng.normal(size=(5, 4))
    stack = ResidualStack(torch.from_numpy(W), 0.6, connection, activation)
    expected = [numpy_stack(W, row, 0.6, connection, SIGMA[activation]) for row in h]
    np.testing.assert_allclose(stack(torch.from_numpy(h)).detach().numpy(), expected, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("connection", CONNECTIONS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_equal_finite_differences(connection: ConnectionName, activation: ActivationName) -> None:
    rng = np.random.default_rng(2)
    W = torch.from_numpy(rng.normal(size=(4, 3, 3)) / 2).requires_grad_()
    h = torch.from_numpy(rng.normal(size=(2, 3))).requires_grad_()
    stack = ResidualStack(W.detach(), 0.5, connection, activation)

    def output(weight: torch.Tensor, state: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = torch.func.functional_call(stack, {"weight": weight}, (state,))
        return result

    assert torch.autograd.gradcheck(output, (W, h))


def test_the_weights_are_one_parameter() -> None:
    stack = ResidualStack(torch.zeros(6, 3, 3), alpha=0.5)
    assert [tuple(parameter.shape) for parameter in stack.parameters()] == [(6, 3, 3)]
    assert list(stack.state_dict()) == ["weight"]
    assert "L=6, d=3" in repr(stack)
