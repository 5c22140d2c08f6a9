"""Both engines in use: the same state, the same training, the same treatment of odd inputs."""

import logging
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest
import torch

from depthlimit.nn.fused import EngineName
from depthlimit.nn.fused.operator import fused_layers
from depthlimit.nn.stack import ResidualStack
from tests.nn.fused.problems import ALPHA, Problem

PROBLEM = Problem("skip", "tanh", d=3, L=40, N=70)


def stack(engine: EngineName, dtype: torch.dtype = torch.float32) -> ResidualStack:
    return ResidualStack(PROBLEM.tensors(dtype)[0], ALPHA, engine=engine)


def test_one_state_dict(tmp_path: Path) -> None:
    torch.save(stack("fused").state_dict(), tmp_path / "weights.pt")
    other = ResidualStack(torch.zeros(40, 3, 3), ALPHA, engine="eager")
    other.load_state_dict(torch.load(tmp_path / "weights.pt", weights_only=True))
    assert torch.equal(other.weight, stack("fused").weight)
    assert list(stack("fused").state_dict()) == list(stack("eager").state_dict()) == ["weight"]


def training_curve(engine: EngineName) -> list[float]:
    """50 steps of gradient descent towards a fixed target, in float64."""
    _, h, target = PROBLEM.tensors(torch.float64)
    model = stack(engine, torch.float64)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for _ in range(50):
        optimizer.zero_grad()
        loss = (model(h) - target).square().mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def test_training_curves_agree() -> None:
    fused, plain = training_curve("fused"), training_curve("eager")
    assert plain[-1] < 0.9 * plain[0]
    assert fused == pytest.approx(plain, rel=1e-10)


def test_gradient_of_gradient_is_refused() -> None:
    A, h = PROBLEM.tensors(torch.float32)[0].requires_grad_(), torch.ones(1, 3, requires_grad=True)
    output = fused_layers(A, h, "skip", "tanh", 1.0).square().sum()
    (first,) = torch.autograd.grad(output, A, create_graph=True)
    with pytest.raises(RuntimeError, match="no autograd formula"):
        torch.autograd.backward(first.sum())


def test_no_samples() -> None:
    model = stack("fused")
    output = model(torch.empty(0, 3))
    output.sum().backward()
    assert output.shape == (0, 3)
    assert model.weight.grad is not None
    assert not model.weight.grad.any()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_values_that_are_not_finite_stay_in_their_row(value: float) -> None:
    _, h, _ = PROBLEM.tensors(torch.float32)
    h[5] = value
    with torch.no_grad():
        output = stack("fused")(h)
    assert torch.equal(output.isfinite().all(1), h.isfinite().all(1))


@pytest.mark.parametrize("layout", ["transposed", "expanded"])
def test_any_layout(layout: Literal["transposed", "expanded"]) -> None:
    _, h, _ = PROBLEM.tensors(torch.float64)
    states = h.T.contiguous().T if layout == "transposed" else h[:1].expand(7, 3)
    model = stack("fused", torch.float64)
    torch.testing.assert_close(model(states), model(states.contiguous()), rtol=0, atol=0)


SCRIPT = """
import logging, torch
from depthlimit.nn.fused.operator import fused_layers
logging.basicConfig(format="%(message)s")
A = torch.ones(3, 5, 5, requires_grad=True)
fused_layers(A, torch.ones(2, 5), "none", "sigmoid", 1.0).sum().backward()
"""


def test_compiling_is_announced_and_happens_once(tmp_path: Path) -> None:
    def run() -> str:
        command = [sys.executable, "-c", SCRIPT]
        environment = {"NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": ":".join(sys.path)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stderr

    assert run().splitlines() == [
        f"compiling the fused engine (none, sigmoid, d=5{what}), which takes a few seconds, once per machine"
        for what in ("", ", gradients")
    ]
    assert run() == ""


def test_silent_when_compiled(caplog: pytest.LogCaptureFixture) -> None:
    stack("fused")(torch.zeros(1, 3))
    with caplog.at_level(logging.DEBUG):
        stack("fused")(torch.zeros(1, 3))
    assert not caplog.records
