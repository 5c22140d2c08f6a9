"""The four connections against a NumPy loop written from the equations, and gradients by differences."""

from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.special import erf

from depthlimit.errors import UsageError
from depthlimit.nn.activations import ACTIVATIONS as ACTIVATIONS_BY_NAME
from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import CONNECTIONS as CONNECTIONS_BY_NAME
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused import EngineName
from depthlimit.nn.stack import ResidualStack

Array = NDArray[np.float64]
Sigma = Callable[[Array], Array]
CONNECTIONS: tuple[ConnectionName, ...] = get_args(ConnectionName)
ACTIVATIONS: tuple[ActivationName, ...] = get_args(ActivationName)

SIGMA: dict[ActivationName, Sigma] = {
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "gelu": lambda x: x * (1 + erf(x / np.sqrt(2))) / 2,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}

RULES: dict[ConnectionName, Callable[[Array, Array, Array, Sigma, float], Array]] = {
    "none": lambda h, W, previous, sigma, delta: sigma(W @ h),
    "skip": lambda h, W, previous, sigma, delta: h + delta * sigma(W @ h),
    "linear_skip": lambda h, W, previous, sigma, delta: h + W.T @ sigma(h),
    "inc_skip": lambda h, W, previous, sigma, delta: h + (W - previous).T @ sigma(h),
}
"""A layer on one sample, a column h, from the equations."""


def numpy_stack(
    W: Array,
    h: Array,
    alpha: float,
    connection: ConnectionName,
    sigma: Sigma,
    L: int | None = None,
) -> Array:
    """One sample, a column h; L is the depth of the step, by default that of W."""
    L = L or len(W)
    previous = np.zeros((len(h), len(h)))
    for W_k in W:
        h = RULES[connection](h, W_k, previous, sigma, L**-alpha)
        previous = W_k
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


def test_names_and_registries_agree() -> None:
    assert get_args(ActivationName) == tuple(ACTIVATIONS_BY_NAME) == tuple(SIGMA)
    assert get_args(ConnectionName) == tuple(CONNECTIONS_BY_NAME) == tuple(RULES)


@pytest.mark.parametrize("engine", ["eager", "fused"])
@pytest.mark.parametrize("connection", CONNECTIONS)
@pytest.mark.parametrize("every", [1, 3, 7, 4])
def test_hidden_states(engine: EngineName, connection: ConnectionName, every: int) -> None:
    """Against the states of stacks of 0, every, 2·every, … and all 7 layers, written from the equations."""
    rng = np.random.default_rng(4)
    W, h = rng.normal(size=(7, 3, 3)) / 2, rng.normal(size=(5, 3))
    stack = ResidualStack(torch.from_numpy(W), 0.6, connection, "tanh", engine)
    states = stack.hidden_states(torch.from_numpy(h), every)
    depths = [*range(0, 7, every), 7]
    expected = [[numpy_stack(W[:k], row, 0.6, connection, np.tanh, L=7) for row in h] for k in depths]
    assert states.shape == (-(-7 // every) + 1, 5, 3)
    np.testing.assert_allclose(states.detach().numpy(), expected, rtol=1e-13, atol=1e-13)
    torch.testing.assert_close(states[-1], stack(torch.from_numpy(h)), rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("engine", ["eager", "fused"])
def test_hidden_states_have_the_gradient_of_the_output(engine: EngineName) -> None:
    rng = np.random.default_rng(5)
    stack = ResidualStack(torch.from_numpy(rng.normal(size=(6, 3, 3)) / 2), 0.5, "inc_skip", engine=engine)
    h = torch.from_numpy(rng.normal(size=(4, 3)))
    of_output, of_states = (
        torch.autograd.grad(output.square().sum(), stack.weight)[0]
        for output in (stack(h), stack.hidden_states(h, every=2)[-1])
    )
    torch.testing.assert_close(of_states, of_output, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("every", [0, -1, 7, 1.5])
def test_hidden_states_at_impossible_layers(every: Any) -> None:
    with pytest.raises(UsageError, match=f"every is {every}, but it must be a whole number from 1 to 6"):
        ResidualStack(torch.zeros(6, 3, 3), alpha=0.5).hidden_states(torch.zeros(1, 3), every)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"activation": "swish"}, "activation is 'swish', expected tanh, relu, elu, gelu or sigmoid"),
        ({"activation": "Tanh"}, "activation is 'Tanh', expected .*: write activation='tanh'"),
        ({"activation": torch.tanh}, "expected tanh, relu"),
        (
            {"augmentation": "linear"},
            "augmentation is 'linear', expected none, .*: write augmentation='linear_skip'",
        ),
        ({"engine": "cuda"}, "engine is 'cuda', expected auto, eager or fused"),
        ({"alpha": 1.5}, "alpha is 1.5, but it must be between 0 and 1"),
        ({"alpha": float("nan")}, "alpha is nan"),
        ({"weight": torch.zeros(6, 3)}, r"weight has shape \(6, 3\), expected \(L, d, d\)"),
        ({"weight": torch.zeros(6, 3, 4)}, r"weight has shape \(6, 3, 4\)"),
        ({"weight": torch.zeros(0, 3, 3)}, r"weight has shape \(0, 3, 3\)"),
        ({"weight": torch.zeros(6, 3, 3, dtype=torch.int64)}, "weight has type int64"),
    ],
)
def test_arguments_are_checked(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        ResidualStack(**{"weight": torch.zeros(6, 3, 3), "alpha": 0.5, **options})
