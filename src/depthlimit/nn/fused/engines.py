"""One interface for the fused engines, and which of them works on which device.

Symbols: A (L, d, d) the matrices of the layers, h (N, d) states, g (N, d) a gradient in the output; C states
are kept for the way back, K = ⌈L/C⌉ layers apart, in rows of W = ``stored(d)`` numbers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

import torch
from torch import Tensor

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.gpu.tiling import stored

Precision = Literal["ieee", "tf32", "bf16"]
"""Of products: float32, or factors rounded to TensorFloat-32 or bfloat16; sums are float32."""


@dataclass(frozen=True)
class Layers:
    """What a stack of layers is, apart from its matrices.

    Attributes:
        connection: the rule of connection.
        activation: the function σ.
        delta: the step δ of a layer.
        precision: of products.
    """

    connection: ConnectionName
    activation: ActivationName
    delta: float
    precision: Precision = "ieee"


class Engine(Protocol):
    """Carries tiles of a batch through all layers of a stack."""

    def kept(self, A: Tensor, h: Tensor) -> int:
        """C, for the memory there is."""

    def forward(self, A: Tensor, h: Tensor, kept: int) -> tuple[Tensor, Tensor]:
        """The output (N, d), and the states (C, N, W) that enter layers 0, K, 2K, …; none for C = 0."""

    def backward(self, A: Tensor, h: Tensor, kept: Tensor, g: Tensor) -> tuple[Tensor, Tensor]:
        """Gradients in A and h."""

    def plane(self, A: Tensor, D1: Tensor, D2: Tensor, h: Tensor, points: Tensor) -> Iterator[Tensor]:
        """Outputs (N, d) for the matrices ``A + a D1 + b D2``, for each row (a, b) of ``points`` (M, 2)."""


def on_processors(layers: Layers) -> Engine:
    """The engine for tensors on the CPU."""
    from depthlimit.nn.fused.processors import ProcessorEngine

    return ProcessorEngine(layers)


def on_gpu(layers: Layers) -> Engine:
    """The engine for tensors on a GPU."""
    from depthlimit.nn.fused.gpu.engine import GPUEngine

    return GPUEngine(layers)


ENGINES: dict[str, Callable[[Layers], Engine]] = {"cpu": on_processors, "cuda": on_gpu}
"""By type of device; each is imported when it is first taken, since its compiler takes a moment to load."""


def engine(layers: Layers, device: torch.device) -> Engine:
    """The engine of a device."""
    return ENGINES[device.type](layers)


def state_bytes(A: Tensor, h: Tensor) -> int:
    """Bytes of one state that is kept."""
    return len(h) * stored(A.shape[1]) * h.itemsize


def room(A: Tensor, h: Tensor, kept: int | torch.SymInt) -> Tensor:
    """Room for the states that are kept."""
    return h.new_empty(kept, len(h), stored(A.shape[1]))
