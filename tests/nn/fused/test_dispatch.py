"""Selection of the engine: what auto chooses, what is refused, and layers without fused formulas."""

import subprocess
import sys
from typing import cast

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from depthlimit.errors import UsageError
from depthlimit.nn.activations import ACTIVATIONS, ActivationName
from depthlimit.nn.connections import CONNECTIONS, Connection, ConnectionName
from depthlimit.nn.fused import use_fused
from depthlimit.nn.stack import ResidualStack


@pytest.mark.parametrize(
    ("L", "d", "N", "fused"),
    [
        (10, 1, 100, False),
        (1000, 15, 64, False),
        (2000, 15, 64, True),
        (200, 15, 12_500, True),
        (100_000, 1, 1, True),
        (2000, 129, 12_500, False),
    ],
)
def test_auto(L: int, d: int, N: int, fused: bool) -> None:
    A = torch.empty(1).expand(L, d, d).requires_grad_()
    assert use_fused("auto", A, torch.empty(N, d)) is fused


@pytest.mark.parametrize(
    ("A", "h", "sentence"),
    [
        (torch.zeros(2, 3, 3, dtype=torch.float16), torch.zeros(4, 3), "weights are float16"),
        (torch.zeros(2, 3, 3), torch.zeros(4, 3, dtype=torch.float64), "states float64"),
        (torch.zeros(2, 129, 129), torch.zeros(4, 129), "d is 129"),
        (torch.zeros(2, 3, 3), torch.zeros(4, 5, 3), r"these are \(4, 5, 3\)"),
        (torch.zeros(2, 3, 3, device="meta"), torch.zeros(4, 3), "tensors on the CPU or on one GPU"),
    ],
)
def test_fused_refuses_unsupported_tensors(A: Tensor, h: Tensor, sentence: str) -> None:
    with pytest.raises(UsageError, match=rf"{sentence}.*: write engine='eager'"):
        use_fused("fused", A, h)
    assert not use_fused("auto", A, h, evaluations=10**9)


def test_without_numba_the_plain_loop_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    A, h = torch.zeros(2000, 2, 2, requires_grad=True), torch.zeros(5, 2)
    assert use_fused("auto", A, h)
    monkeypatch.setattr("depthlimit.nn.fused.cpu.support.COMPILES", False)
    assert not use_fused("auto", A, h)
    with pytest.raises(UsageError, match=r"unset NUMBA_DISABLE_JIT\): write engine='eager'"):
        use_fused("fused", A, h)


def test_an_activation_without_fused_formulas_is_computed_by_the_plain_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """docs/engines.md, "Add an activation": one entry is enough for the plain loop."""
    name = cast(ActivationName, "softplus")
    monkeypatch.setitem(ACTIVATIONS, name, functional.softplus)
    W, h = torch.ones(2000, 1, 1) / 2000, torch.ones(1, 1)
    auto, fused = (ResidualStack(W, 1.0, "skip", name, engine) for engine in ("auto", "fused"))
    expected = 1.0
    for _ in range(2000):
        expected += float(torch.tensor(expected / 2000).exp().add(1).log()) / 2000
    assert auto(h).item() == pytest.approx(expected, rel=1e-4)
    with pytest.raises(UsageError, match=r"but this one is softplus: write engine='eager'$"):
        fused(h)


def test_a_connection_without_fused_formulas_is_computed_by_the_plain_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = cast(ConnectionName, "halved")
    halved = Connection(lambda h, A, sigma, delta: h / 2, CONNECTIONS["skip"].driving_matrices, 1)
    monkeypatch.setitem(CONNECTIONS, name, halved)
    W, h = torch.zeros(2000, 1, 1), torch.ones(1, 1)
    assert ResidualStack(W, 0.5, name)(h).item() == 0
    with pytest.raises(UsageError, match="but this one is halved"):
        ResidualStack(W, 0.5, name, engine="fused")(h)


def test_no_compiler_is_imported_before_it_is_used() -> None:
    """A short stack loads no Numba, no Triton, and not PyTorch's compiler, which takes as long as PyTorch."""
    script = """
import sys, torch
from depthlimit.nn.stack import ResidualStack
ResidualStack(torch.zeros(2, 3, 3), 0.5)(torch.zeros(1, 3))
print(sorted({"numba", "llvmlite", "triton", "torch._dynamo"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
