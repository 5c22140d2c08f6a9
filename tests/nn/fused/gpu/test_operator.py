"""The operator that PyTorch sees: its shapes without numbers, `torch.compile`, CUDA graphs."""

import pytest
import torch

from depthlimit.nn.fused import operator
from depthlimit.nn.fused.contract import kept_states
from depthlimit.nn.stack import ResidualStack
from tests.nn.fused.problems import ALPHA, Problem

PROBLEM = Problem("skip", "tanh", d=3, L=4, N=5)


@pytest.mark.parametrize("kept", [0, 2, 4])
def test_fake_and_real_agree(device: torch.device, kept: int) -> None:
    W, h, g = (tensor.to(device) for tensor in PROBLEM.tensors(torch.float32))
    options = ("skip", "tanh", 0.5, "ieee")
    checks = ("test_schema", "test_faketensor")
    torch.library.opcheck(operator.residual_forward, (W, h, *options, bool(kept)), test_utils=checks)
    if kept:
        arguments = (W, h, kept_states(W, h, kept).zero_(), g, *options)
        torch.library.opcheck(operator.residual_backward, arguments, test_utils=checks)


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")  # PyTorch's compiler still uses it
@pytest.mark.parametrize("backend", ["aot_eager", pytest.param("inductor", marks=pytest.mark.slow)])
def test_compiled_around_the_module(device: torch.device, backend: str) -> None:
    W, h, _ = (tensor.to(device) for tensor in PROBLEM.tensors(torch.float32))
    stack = ResidualStack(W, ALPHA, engine="fused")
    compiled = torch.compile(stack, backend=backend, fullgraph=True)
    for states in (h, h[:3]):  # another batch: shapes become symbols
        gradients = []
        for module in (stack, compiled):
            stack.zero_grad()
            module(states).square().sum().backward()
            assert stack.weight.grad is not None
            gradients.append(stack.weight.grad.clone())
        torch.testing.assert_close(*gradients, rtol=0, atol=0)


def test_cuda_graph(gpu: torch.device) -> None:
    """docs/engines.md: a step in a graph gives the bits of a step outside one."""
    problem = Problem("skip", "tanh", d=15, L=200, N=1000)
    W, h, g = (tensor.to(gpu) for tensor in problem.tensors(torch.float32))
    stack = ResidualStack(W, ALPHA, engine="fused")

    def step() -> torch.Tensor:
        stack.zero_grad(set_to_none=False)
        output: torch.Tensor = stack(h)
        output.backward(g)  # type: ignore[no-untyped-call]
        return output

    side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        outside = step().clone()
    torch.cuda.current_stream().wait_stream(side)
    assert stack.weight.grad is not None
    gradient = stack.weight.grad.clone()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        output = step()
    graph.replay()
    torch.cuda.synchronize()
    assert torch.equal(output, outside)
    assert torch.equal(stack.weight.grad, gradient)
