"""Base of tasks whose weights are one path."""

from abc import abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from dataclasses import replace
from typing import Self

import numpy as np
import torch
from lightning.pytorch import LightningModule
from numpy.typing import ArrayLike
from torch import Tensor

from depthlimit.errors import UsageError
from depthlimit.nn.connections import ConnectionName
from depthlimit.paths import WeightPath, exported_name
from depthlimit.training.task import Task


class PathModule(Task):
    """Network in training whose weights are a path k ↦ W_k.

    Any module that has these parts can be measured at every step.
    """

    @property
    @abstractmethod
    def weight(self) -> Tensor:
        """Trained parameter, shape (L, d, d)."""

    @property
    @abstractmethod
    def alpha(self) -> float:
        """Exponent of the step δ_L = L^(−α)."""

    @property
    def connection(self) -> ConnectionName | None:
        """Name of the connection of a layer with weights W_k, None if it is not one of the four."""
        return None

    def weight_path(self) -> WeightPath:
        """Return the weights as they are now, on the CPU, with the provenance that exported ones have."""
        return replace(path_of(self.weight, self.alpha, self.connection), provenance=self.description())

    def with_weights(self, values: ArrayLike) -> Self:
        """Return a copy with the weights W_k in place of its own, shape (L, d, d).

        Raises:
            UsageError: they have another shape.
        """
        weight = torch.tensor(np.asarray(values))
        if weight.shape != self.weight.shape:
            given, expected = tuple(weight.shape), tuple(self.weight.shape)
            raise UsageError(f"the weights have the shape {given}, those of the network {expected}")
        other = deepcopy(self)
        with torch.no_grad():
            other.weight.copy_(weight)
        return other

    def snapshot(self) -> Callable[[], WeightPath]:
        """Return a function that fetches a copy of the present weights to the CPU, in any thread."""
        weight, alpha, connection = self.weight.detach().clone(), self.alpha, self.connection
        stream = copy_stream(weight.device)

        def fetch() -> WeightPath:
            with stream:
                return path_of(weight, alpha, connection)

        return fetch

    def weight_paths(self) -> dict[str, WeightPath]:
        """Return the one path, by the name ``resnet_L.pth``."""
        path = self.weight_path()
        return {exported_name(path.depth): path}


def path_of(weight: Tensor, alpha: float, connection: ConnectionName | None = None) -> WeightPath:
    """Return weights (L, …) as a path of matrices; the axes after the first one of a W_k are flattened."""
    wide = torch.promote_types(weight.dtype, torch.float32)  # NumPy has no bfloat16
    values = weight.detach().flatten(2).to("cpu", wide, copy=True).numpy()
    return WeightPath(values, alpha, connection=connection)


def copy_stream(device: torch.device) -> AbstractContextManager[object]:
    """Return a context in which values are copied from a GPU while it computes what was queued later."""
    if device.type != "cuda":
        return nullcontext()
    stream = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
    stream.wait_stream(torch.cuda.current_stream(device))
    return torch.cuda.stream(stream)


def path_module(module: LightningModule) -> PathModule:
    """Return the module, which has to be one whose weights are a path.

    Raises:
        TypeError: another kind of module.
    """
    if not isinstance(module, PathModule):
        raise TypeError(f"{type(module).__name__} is not a PathModule: its weights are not a path")
    return module
