"""Loss of weights, and of their trend alone, on the data that they were trained on."""

import torch

from depthlimit.analysis.scaling import DenoisedLoss, DenoisedLosses
from depthlimit.analysis.scaling.trend import denoised, trend_of
from depthlimit.errors import UsageError
from depthlimit.paths import PathCollection
from depthlimit.training import ResidualModel
from depthlimit.workflows.experiment import Experiment


@torch.no_grad()
def denoised_losses(collection: PathCollection, beta: float) -> DenoisedLosses:
    """Return the loss of every path beside that of its trend L^(−β) W̄(k/L).

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
                raise UsageError("the record does not describe a network of depthlimit")
            model.check_data(data)
            x, y = data.training_set
            smooth = model.with_weights(denoised(path, trend, beta).reshape(path.values.shape))
            losses = [float(network.loss(network(x), y).mean()) for network in (model, smooth)]
            found.append(DenoisedLoss(path.depth, seed, *losses))
    return DenoisedLosses(tuple(found))
