"""Networks and data made again from a manifest, to evaluate weights on what they were trained on."""

from dataclasses import dataclass

import numpy as np
import torch

from depthlimit.analysis.scaling.trend import denoised, trend_of
from depthlimit.errors import UsageError
from depthlimit.paths import PathCollection
from depthlimit.result import Result
from depthlimit.training import ResidualModel
from depthlimit.workflows.experiment import Experiment


@dataclass(frozen=True, repr=False)
class DenoisedLoss(Result):
    """The mean loss over the training set of the weights, and of their trend alone."""

    depth: int
    seed: str
    loss: float
    denoised: float


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
            run = Experiment.of(path)
            model, data = run.trained_model(), run.data()
            if not isinstance(model, ResidualModel):
                raise UsageError("the manifest describes no network of ours")
            model.check_data(data)
            x, y = data.training_set
            losses = []
            for weights in path.values, denoised(path, trend, beta).reshape(path.values.shape):
                model.weight.copy_(torch.from_numpy(np.ascontiguousarray(weights)))
                losses.append(float(model.loss(model(x), y).mean()))
            found.append(DenoisedLoss(path.depth, seed, *losses))
    return tuple(found)
