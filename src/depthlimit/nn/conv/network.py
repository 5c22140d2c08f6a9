"""Residual network of He, Zhang, Ren, Sun (2016), section 4.2, with a step δ_L."""

from itertools import pairwise

import torch
from torch import Tensor, nn

from depthlimit.nn.conv.block import ResidualBlock, conv3x3
from depthlimit.nn.conv.depths import blocks_per_stage
from depthlimit.nn.conv.initial import block_generators, draw_kernel
from depthlimit.nn.projections import projection
from depthlimit.requirements import ALPHA, require, whole_number
from depthlimit.seeds import generator

CHANNELS = (16, 32, 64)
"""Channels of the three stages, on maps of 32×32, 16×16 and 8×8 pixels."""
CONVOLUTIONS = (1, 2)
"""Numbers of the convolutions of a block."""


class ConvResNet(nn.Module):
    """Network of L = 6n + 2 layers for images of 32×32 pixels.

    A 3×3 convolution, three stages of n residual blocks of two 3×3 convolutions, the mean over the map, a
    linear map to the classes; batch norm after every convolution. Each residual branch is multiplied by
    ``δ = L^(−α)`` after its last batch norm: α = 0 is the network of He, Zhang, Ren, Sun, *Deep residual
    learning for image recognition* (CVPR 2016). Tensors are stored channels-last.

    Args:
        L: number of layers.
        alpha: exponent α ∈ [0, 1] of the step.
        classes: number of classes.
        seed: of the kernels and the last map, the same function at every depth.

    Attributes:
        n: number of blocks of a stage.

    Raises:
        UsageError: L is not 6n + 2, or a number is out of its range.

    >>> sum(parameter.numel() for parameter in ConvResNet(L=20, alpha=0.0).parameters())  # 0.27M
    269722
    """

    def __init__(self, L: int, alpha: float, classes: int = 10, seed: int = 0) -> None:
        super().__init__()
        self.n = blocks_per_stage(L)
        require(
            {"alpha": alpha, "classes": classes},
            {"alpha": ALPHA, "classes": whole_number(1)},
            prefix="model.",
        )
        delta = float(L) ** -alpha
        self.conv = conv3x3(3, CHANNELS[0])
        self.norm = nn.BatchNorm2d(CHANNELS[0])
        self.stages = nn.ModuleList(
            stage(inputs, channels, self.n, delta) for inputs, channels in pairwise((CHANNELS[0], *CHANNELS))
        )
        self.readout = nn.Linear(CHANNELS[-1], classes)
        self.draw(seed)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks it

    @torch.no_grad()
    def draw(self, seed: int) -> None:
        """Draw the initial weights; batch norms keep their scale 1 and shift 0."""
        draw_kernel(self.conv.weight, generator(seed, "kernels"))
        for k, rng in enumerate(block_generators(self.n, seed)):
            for s in range(len(CHANNELS)):
                for i in CONVOLUTIONS:
                    draw_kernel(self.kernel(s, i, k), rng)
        U = projection("uniform", "readout", self.readout.out_features, self.readout.in_features, seed)
        self.readout.weight.copy_(torch.from_numpy(U))
        self.readout.bias.zero_()

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs (N, classes) of images x, shape (N, 3, 32, 32)."""
        h = self.norm(self.conv(x.contiguous(memory_format=torch.channels_last))).relu_()
        for blocks in self.stages:
            h = blocks(h)
        outputs: Tensor = self.readout(h.mean((2, 3)))
        return outputs

    def kernel(self, s: int, i: int, k: int) -> Tensor:
        """Return the kernel (C_out, C_in, 3, 3) of convolution i = 1, 2 of block k of stage s = 0, 1, 2."""
        conv = self.get_submodule(f"stages.{s}.{k}.conv{i}")
        assert isinstance(conv, nn.Conv2d)
        return conv.weight

    def kernels(self, s: int, i: int) -> list[Tensor]:
        """Return the path k ↦ ``kernel(s, i, k)``, kernels of shape (C, C, 3, 3).

        A first kernel that doubles the channels has another shape and is left out: there are n kernels, or
        n − 1 for i = 1 in the second and third stage.
        """
        path = [self.kernel(s, i, k) for k in range(self.n)]
        return [kernel for kernel in path if kernel.shape[0] == kernel.shape[1]]


def stage(inputs: int, channels: int, n: int, delta: float) -> nn.Sequential:
    """Return the n blocks of a stage; ``inputs`` are the channels of the stage before."""
    return nn.Sequential(*(ResidualBlock(channels if k else inputs, channels, delta) for k in range(n)))
