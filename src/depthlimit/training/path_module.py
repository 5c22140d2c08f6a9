"""What the callbacks know of a network in training."""

from abc import ABC, abstractmethod
from collections.abc import Callable

import torch
from lightning.pytorch import LightningModule
from torch import Tensor

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

    @abstractmethod
    def loss(self, prediction: Tensor, target: Tensor) -> Tensor:
        """The loss ℓ(y_i, ŷ_i) of every sample, shape (N,)."""

    def weight_path(self) -> WeightPath:
        """The weights as they are now, copied to the CPU."""
        return self.snapshot()()

    def snapshot(self) -> Callable[[], WeightPath]:
        """The weights as they are now; who calls it, in whatever thread, gets them on the CPU.

        From a GPU they are fetched beside its work and not after it.
        """
        weight, alpha = self.weight.detach().clone(), self.alpha
        wide = torch.promote_types(weight.dtype, torch.float32)  # NumPy has no bfloat16
        if not weight.is_cuda:
            return lambda: WeightPath(weight.to(wide).numpy(), alpha)
        taken = torch.cuda.Event()
        taken.record(torch.cuda.current_stream(weight.device))

        def fetch() -> WeightPath:
            beside = torch.cuda.Stream(weight.device)
            beside.wait_event(taken)
            with torch.cuda.stream(beside):
                return WeightPath(weight.to("cpu", wide).numpy(), alpha)

        return fetch


def path_module(module: LightningModule) -> PathModule:
    """The module, if it is one whose weights are a path.

    Raises:
        TypeError: another kind of module.
    """
    if not isinstance(module, PathModule):
        raise TypeError(f"{type(module).__name__} is no PathModule: its weights are no path to measure")
    return module
