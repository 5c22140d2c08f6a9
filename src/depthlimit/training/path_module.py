"""What the callbacks know of a network in training."""

from abc import ABC, abstractmethod

import torch
from lightning.pytorch import LightningModule
from torch import Tensor

from depthlimit.nn.connections import ConnectionName
from depthlimit.paths import WeightPath


class PathModule(LightningModule, ABC):
    """A network in training whose weights are a path k ↦ W_k.

    Any module that has these three parts can be logged and exported.
    """

    @property
    @abstractmethod
    def weight(self) -> Tensor:
        """The trained parameter, shape (L, d, d)."""

    @property
    @abstractmethod
    def alpha(self) -> float:
        """The exponent of the step δ_L = L^(−α)."""

    @property
    def connection(self) -> ConnectionName | None:
        """How a layer with weights W_k moves the hidden state, None if it is no rule of ours."""
        return None

    @abstractmethod
    def loss(self, prediction: Tensor, target: Tensor) -> Tensor:
        """The loss ℓ(y_i, ŷ_i) of every sample, shape (N,)."""

    def weight_path(self) -> WeightPath:
        """The weights as they are now, copied to the CPU."""
        wide = torch.promote_types(self.weight.dtype, torch.float32)  # NumPy has no bfloat16
        values = self.weight.detach().to("cpu", wide, copy=True).numpy()
        return WeightPath(values, self.alpha, connection=self.connection)


def path_module(module: LightningModule) -> PathModule:
    """The module, if it is one whose weights are a path.

    Raises:
        TypeError: another kind of module.
    """
    if not isinstance(module, PathModule):
        raise TypeError(f"{type(module).__name__} is no PathModule: its weights are no path to measure")
    return module
