"""Stacks to hold the two engines together on: weights with a depth limit, states, a gradient to pull back."""

from dataclasses import dataclass

import torch
from torch import Tensor

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused import EngineName
from depthlimit.nn.stack import ResidualStack

ALPHA = 0.5


@dataclass(frozen=True)
class Problem:
    """One cell of the grid; its numbers are drawn in float64 and rounded to what is asked for."""

    connection: ConnectionName
    activation: ActivationName
    d: int
    L: int
    N: int
    seed: int = 0
    device: str = "cpu"

    def tensors(self, dtype: torch.dtype) -> tuple[Tensor, Tensor, Tensor]:
        """Weights (L, d, d), states (N, d) and a gradient in the output (N, d).

        States and gradient have one sign: for d = 1 the gradient in W_k is a sum over the samples that would
        cancel otherwise, and be no measure of the error.
        """
        generator = torch.Generator().manual_seed(self.seed)
        W = weights(self.connection, self.L, self.d, generator)
        h, g = torch.randn(2, self.N, self.d, generator=generator, dtype=torch.float64).abs()
        return W.to(dtype), h.to(dtype), g.to(dtype)

    def solve(self, engine: EngineName, dtype: torch.dtype, rounded: bool = False) -> list[Tensor]:
        """Output, gradient in the weights and gradient in the states, in float64.

        ``rounded``: the same numbers that float32 has, so that only the arithmetic differs. The plain loop
        has one thread: its many small calls wait for more of them when other work is going on.
        """
        torch.set_num_threads(1 if engine == "eager" else 2)
        device = "cpu" if dtype == torch.float64 else self.device
        drawn = self.tensors(torch.float32 if rounded else dtype)
        W, h, g = (tensor.to(device, dtype) for tensor in drawn)
        stack = ResidualStack(W, ALPHA, self.connection, self.activation, engine)
        h.requires_grad_()
        output = stack(h)
        output.backward(g)
        assert stack.weight.grad is not None
        assert h.grad is not None
        return [tensor.detach().double().cpu() for tensor in (output, stack.weight.grad, h.grad)]


def weights(connection: ConnectionName, L: int, d: int, generator: torch.Generator) -> Tensor:
    """``L^(−β)(smooth + noise)/√d`` with the connection's own β; orthogonal matrices for ``none``."""
    noise: Tensor = torch.randn(L, d, d, generator=generator, dtype=torch.float64)
    if connection == "none":
        orthogonal: Tensor = torch.linalg.qr(noise).Q
        return orthogonal
    phase, amplitude = torch.randn(2, d, d, generator=generator, dtype=torch.float64)
    smooth = amplitude * torch.sin(3 * torch.arange(L).view(L, 1, 1) / L + phase)
    path: Tensor = (smooth + noise) / d**0.5
    if connection == "skip":
        return path.div(L ** (1 - ALPHA))
    return path.cumsum(0) / L if connection == "inc_skip" else path / L


def distances(results: list[Tensor], truth: list[Tensor]) -> list[float]:
    """Largest difference relative to the largest entry, for each of the results; 0 for zeros."""
    return [
        float((result - exact).abs().max() / exact.abs().max()) if exact.any() else float(result.abs().max())
        for result, exact in zip(results, truth, strict=True)
    ]
