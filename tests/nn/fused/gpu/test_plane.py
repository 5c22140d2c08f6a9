"""Outputs on a plane of weights, from the kernel that adds a layer's three matrices when it comes to it."""

import pytest
import torch

from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.gpu import engine
from depthlimit.nn.stack import ResidualStack
from tests.nn.fused.problems import ALPHA, Problem

POINTS = torch.tensor([[0.0, 0.0], [1.0, 0.0], [-0.5, 0.25]])


@pytest.mark.parametrize("bytes_at_once", [engine.PLANE_BYTES, 0])
@pytest.mark.parametrize("connection", ["skip", "inc_skip"])
def test_plane(
    device: torch.device, connection: ConnectionName, bytes_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PLANE_BYTES", bytes_at_once)
    W, h, _ = (t.to(device) for t in Problem(connection, "tanh", d=3, L=4, N=21).tensors(torch.float32))
    D1, D2 = torch.randn(2, *W.shape, generator=torch.Generator().manual_seed(7)).to(device) / 4
    stacks = [ResidualStack(W.clone(), ALPHA, connection, engine=name) for name in ("fused", "eager")]
    ours, theirs = (list(stack.on_plane(h, D1, D2, POINTS)) for stack in stacks)
    assert len(ours) == len(POINTS)
    torch.testing.assert_close(ours, theirs, rtol=1e-6, atol=1e-6)
