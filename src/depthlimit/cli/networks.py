"""Networks and data made again from a manifest, to evaluate weights on what they were trained on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

import depthlimit.data
from depthlimit.analysis.result import Result
from depthlimit.analysis.scaling.trend import denoised, trend_of
from depthlimit.data import DataModule
from depthlimit.errors import UsageError
from depthlimit.paths import PathCollection
from depthlimit.training import ClassificationModel, RegressionModel, ResidualModel

TASKS: dict[str, type[ResidualModel]] = {
    "ClassificationModel": ClassificationModel,
    "RegressionModel": RegressionModel,
}


@dataclass(frozen=True)
class DenoisedLoss(Result):
    """The mean loss over the training set of the weights, and of their trend alone."""

    depth: int
    seed: str
    loss: float
    denoised: float


def model_of(manifest: Mapping[str, Any]) -> ResidualModel:
    """The network that a manifest describes, with its initial weights.

    Raises:
        UsageError: it describes none of ours.
    """
    task, options = TASKS.get(str(manifest.get("task"))), manifest.get("model")
    if task is None or not isinstance(options, Mapping):
        raise UsageError(
            "the manifest describes no network of ours: give weights that `depthlimit fit` exported"
        )
    try:
        return task(**options)
    except (TypeError, ValueError) as error:
        raise UsageError(f"the network of the manifest cannot be made again: {error}") from None


def data_of(manifest: Mapping[str, Any]) -> DataModule:
    """The data that a manifest describes.

    Raises:
        UsageError: it describes none of ours.
    """
    described = manifest.get("data")
    name = described.get("name") if isinstance(described, Mapping) else None
    if not (isinstance(name, str) and name in depthlimit.data.__all__ and name != "DataModule"):
        raise UsageError("the manifest names no data of ours: train with `depthlimit fit` to evaluate a loss")
    kind: type[DataModule] = getattr(depthlimit.data, name)
    try:
        return kind(**{key: value for key, value in dict(described or {}).items() if key != "name"})
    except TypeError as error:
        raise UsageError(f"the data of the manifest cannot be made again: {error}") from None


@torch.no_grad()
def denoised_losses(collection: PathCollection, beta: float) -> tuple[DenoisedLoss, ...]:
    """The loss of every path beside that of its trend L^(−β) W̄(k/L).

    Raises:
        UsageError: a path whose network or data are not recorded.
    """
    found = []
    for seed in collection.seeds:
        paths = collection.of_seed(seed)
        trend = trend_of(paths, beta)
        for path in paths:
            model = model_of(path.provenance)
            x, y = data_of(path.provenance).training_set
            losses = []
            for weights in path.values, denoised(path, trend, beta).reshape(path.values.shape):
                model.weight.copy_(torch.from_numpy(np.ascontiguousarray(weights)))
                losses.append(float(model.loss(model(x), y).mean()))
            found.append(DenoisedLoss(path.depth, seed, *losses))
    return tuple(found)
