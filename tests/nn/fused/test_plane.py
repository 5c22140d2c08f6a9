"""Outputs on a plane of weights, against a stack built for every point."""

from collections.abc import Sequence

import pytest
import torch

from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused import EngineName
from depthlimit.nn.fused.cpu import tiles
from depthlimit.nn.stack import ResidualStack
from tests.nn.fused.problems import ALPHA, Problem

POINTS = torch.tensor([[0.0, 0.0], [1.0, 0.0], [-0.5, 0.25], [0.3, -1.0]], dtype=torch.float64)


def outputs(connection: ConnectionName, engine: EngineName) -> tuple[Sequence[torch.Tensor], ...]:
    problem = Problem(connection, "tanh", d=3, L=40, N=70)
    W, h, _ = problem.tensors(torch.float64)
    D1, D2 = torch.randn(2, *W.shape, generator=torch.Generator().manual_seed(7), dtype=torch.float64) / 40
    stack = ResidualStack(W.clone(), ALPHA, connection, engine=engine)
    moved = [
        ResidualStack(W + a * D1 + b * D2, ALPHA, connection, engine="eager")(h).detach() for a, b in POINTS
    ]
    assert torch.equal(stack.weight, W)
    return list(stack.on_plane(h, D1, D2, POINTS)), moved


@pytest.mark.parametrize("engine", ["eager", "fused"])
@pytest.mark.parametrize("connection", ["skip", "inc_skip"])
def test_plane(connection: ConnectionName, engine: EngineName) -> None:
    for ours, theirs in zip(*outputs(connection, engine), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-11, atol=1e-12)
        assert not ours.requires_grad


def test_points_in_several_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = outputs("skip", "fused")
    monkeypatch.setattr(tiles, "PLANE_BYTES", 0)
    portions, _ = outputs("skip", "fused")
    assert all(torch.equal(a, b) for a, b in zip(portions, whole, strict=True))
