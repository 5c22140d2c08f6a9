"""The activations σ, by PyTorch's own definitions.

A new one is a name and an entry here; until the fused engines have its formulas, the plain loop computes it.
"""

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

ActivationName = Literal["tanh", "relu", "elu", "gelu", "sigmoid"]
Activation = Callable[[Tensor], Tensor]

ACTIVATIONS: dict[ActivationName, Activation] = {
    "tanh": torch.tanh,
    "relu": functional.relu,
    "elu": functional.elu,
    "gelu": functional.gelu,
    "sigmoid": torch.sigmoid,
}
