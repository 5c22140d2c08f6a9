"""Block of a convolutional residual network."""

import torch
from torch import Tensor, nn
from torch.nn import functional


def conv3x3(inputs: int, outputs: int, stride: int = 1) -> nn.Conv2d:
    """Return a 3×3 convolution without bias that keeps the size of the map, up to its stride."""
    return nn.Conv2d(inputs, outputs, kernel_size=3, stride=stride, padding=1, bias=False)


class ResidualBlock(nn.Module):
    """``x ↦ relu(S x + δ F(x))`` with ``F = norm₂ ∘ conv₂ ∘ relu ∘ norm₁ ∘ conv₁``.

    S has no parameters: it is the identity or, where the block doubles the channels, every second pixel in
    each direction and channels of zeros behind ("option A" of He, Zhang, Ren, Sun 2016).

    Args:
        inputs: channels of x.
        channels: channels of the result, ``inputs`` or twice as many; twice as many halve the map.
        delta: the step δ.

    >>> ResidualBlock(2, 4, delta=1.0)(torch.zeros(1, 2, 8, 8)).shape
    torch.Size([1, 4, 4, 4])
    """

    def __init__(self, inputs: int, channels: int, delta: float) -> None:
        super().__init__()
        self.stride = channels // inputs
        self.widening = channels - inputs
        self.delta = delta
        self.conv1 = conv3x3(inputs, channels, self.stride)
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv2 = conv3x3(channels, channels)
        self.norm2 = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        """Return maps (N, channels, H/stride, W/stride) for maps x (N, inputs, H, W)."""
        # no gradient needs the result of a batch norm or a sum: relu is applied in place
        y = self.norm1(self.conv1(x)).relu_()
        y = self.norm2(self.conv2(y))
        return torch.add(self.shortcut(x), y, alpha=self.delta).relu_()

    def shortcut(self, x: Tensor) -> Tensor:
        """Return ``S x``."""
        if not self.widening:
            return x
        return functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.widening))
