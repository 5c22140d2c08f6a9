"""The kernels against the plain loop: every connection and activation, remainders of tiles and pieces."""

from dataclasses import replace

import pytest
import torch

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import CONNECTIONS, ConnectionName
from depthlimit.nn.fused.contract import LayerSpec, Precision
from depthlimit.nn.fused.gpu import engine, memory
from depthlimit.nn.fused.gpu.activations import SUPPORTED
from depthlimit.nn.fused.gpu.engine import RULES, GPUEngine
from tests.nn.fused.agreement import check_float32
from tests.nn.fused.problems import ALPHA, Problem, distances

ACTIVATIONS, CONNECTION_NAMES = SUPPORTED, tuple(RULES)


def solve(
    problem: Problem, keep_every: int, dtype: torch.dtype, device: torch.device, precision: Precision = "ieee"
) -> list[torch.Tensor]:
    """Return what `Problem.solve` does, from the kernels alone, with at most K layers between kept states."""
    W, h, g = (tensor.to(device, dtype) for tensor in problem.tensors(dtype))
    W.requires_grad_()
    A = CONNECTIONS[problem.connection].driving_matrices(W)
    spec = LayerSpec(problem.connection, problem.activation, problem.L**-ALPHA, precision)
    output, kept = GPUEngine(spec).forward(A.detach(), h, kept=-(-problem.L // keep_every))
    dA, dh = GPUEngine(spec).backward(A.detach(), h, kept, g)
    (dW,) = torch.autograd.grad(A, W, dA)
    return [tensor.double().cpu() for tensor in (output, dW, dh)]


@pytest.mark.skipif(torch.cuda.is_available(), reason="on a GPU the engine supports float32 only")
@pytest.mark.parametrize("connection", CONNECTION_NAMES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_float64(connection: ConnectionName, activation: ActivationName) -> None:
    """Two tiles, the second short; three pieces, the third short. δ = 1/4 is not rounded."""
    problem = Problem(connection, activation, d=3, L=16, N=21)
    found = solve(problem, 6, torch.float64, torch.device("cpu"))
    assert max(distances(found, problem.solve("eager", torch.float64))) < 1e-12


@pytest.mark.parametrize(
    ("connection", "activation"),
    [("none", "sigmoid"), ("skip", "tanh"), ("skip", "gelu"), ("linear_skip", "elu"), ("inc_skip", "relu")],
)
@pytest.mark.parametrize(("d", "L", "N"), [(1, 1, 1), (5, 3, 33), (17, 4, 16), (70, 2, 3)])
def test_float32(
    device: torch.device, connection: ConnectionName, activation: ActivationName, d: int, L: int, N: int
) -> None:
    check_float32(Problem(connection, activation, d, L, N, device=device.type))


@pytest.mark.parametrize("connection", ["none", "skip", "inc_skip"])
def test_how_often_states_are_kept_changes_nothing(device: torch.device, connection: ConnectionName) -> None:
    problem = Problem(connection, "gelu", d=2, L=6, N=17)
    first, *others = (solve(problem, K, torch.float32, device) for K in (1, 2, 4, 20))
    for other in others:
        assert max(distances(other, first)) < 1e-6


def test_pieces_change_nothing(device: torch.device, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem("skip", "tanh", d=2, L=9, N=17)
    whole = solve(problem, 1, torch.float32, device)
    monkeypatch.setattr(memory, "LONGEST", 4)
    monkeypatch.setattr(engine, "SUMMED", 7)
    assert max(distances(solve(problem, 1, torch.float32, device), whole)) < 1e-6


@pytest.mark.usefixtures("products_of_bfloat16")
@pytest.mark.parametrize(("precision", "digits"), [("tf32", 2**-10), ("bf16", 2**-7)])
@pytest.mark.parametrize("connection", CONNECTION_NAMES)
def test_rounded_factors(
    device: torch.device, connection: ConnectionName, precision: Precision, digits: float
) -> None:
    """Errors of the size of one rounding of the factors; the interpreter does not round for tf32."""
    problem = Problem(connection, "tanh", d=5, L=9, N=17)
    found = solve(problem, 2, torch.float32, device, precision)
    truth = problem.solve("eager", torch.float64, rounded=True)
    assert max(distances(found, truth)) < 4 * digits
    if precision == "bf16":
        assert max(distances(found, truth)) > 1e-5  # it is not float32 that was tested


def test_no_samples(device: torch.device) -> None:
    output, dW, dh = solve(Problem("skip", "tanh", d=2, L=3, N=0), 2, torch.float32, device)
    assert (output.shape, dh.shape) == ((0, 2), (0, 2))
    assert not dW.any()


def test_values_that_are_not_finite_stay_in_their_row(device: torch.device) -> None:
    problem = Problem("skip", "elu", d=3, L=4, N=21)
    W, h, _ = (tensor.to(device) for tensor in problem.tensors(torch.float32))
    h[5] = float("nan")
    output, _ = GPUEngine(LayerSpec("skip", "elu", 0.5)).forward(W, h, kept=0)
    assert torch.equal(output.isfinite().all(1), h.isfinite().all(1))


@pytest.mark.parametrize("connection", CONNECTION_NAMES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("d", [1, 15, 16, 33, 64, 65, 128])
def test_on_a_gpu(gpu: torch.device, connection: ConnectionName, activation: ActivationName, d: int) -> None:
    """docs/engines.md: at most twice the error of the plain loop, at sizes that fill a GPU."""
    check_float32(replace(Problem(connection, activation, d, L=100, N=5001), device=gpu.type))
