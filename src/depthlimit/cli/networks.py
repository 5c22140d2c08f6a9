"""Networks and data made again from a manifest, to evaluate weights on what they were trained on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import torch
from jsonargparse import ArgumentParser
from lightning.pytorch import LightningDataModule, LightningModule

import depthlimit.data
from depthlimit.analysis.scaling.trend import denoised, trend_of
from depthlimit.cli.parsing import explained
from depthlimit.cli.sentences import Choices
from depthlimit.data import DataModule
from depthlimit.data.download import no_downloads
from depthlimit.errors import UsageError, first_line
from depthlimit.paths import PathCollection
from depthlimit.result import Result
from depthlimit.training import ClassificationModel, RegressionModel, ResidualModel

FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""Errors that libraries raise for options and numbers that make no sense together."""
Made = TypeVar("Made", bound=LightningModule | LightningDataModule)
TASKS: dict[str, type[ResidualModel]] = {
    "ClassificationModel": ClassificationModel,
    "RegressionModel": RegressionModel,
}


@dataclass(frozen=True, repr=False)
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
    with remade("the network of the manifest"):
        return made(task, options)


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
    options = {key: value for key, value in dict(described or {}).items() if key != "name"}
    with remade("the data of the manifest"), no_downloads():
        data: DataModule = made(kind, options)
        _ = data.training_set
        return data


def made(kind: type[Made], options: Mapping[str, Any]) -> Made:
    """Make an object of one of our classes; the options are checked against the types that it declares."""
    parser = ArgumentParser(exit_on_error=False)
    parser.add_class_arguments(kind, "made")
    found: Made = parser.instantiate_classes(parser.parse_object({"made": dict(options)})).made
    return found


@contextmanager
def remade(what: str, command: str = "fit", choices: Choices | None = None) -> Iterator[None]:
    """Say in one sentence why something cannot be made again from its record.

    Raises:
        UsageError: it cannot: its options are not there, have other types, or ask for too much.
    """
    try:
        with explained(command, choices or {}):
            yield
    except UsageError as error:
        raise UsageError(f"{what} cannot be made again: {error}") from None
    except FAILURES as error:
        raise UsageError(f"{what} cannot be made again: {first_line(error)}") from None


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
            model, data = model_of(path.provenance), data_of(path.provenance)
            model.check_data(data)
            if model.weight.shape != path.values.shape:
                raise UsageError(
                    f"the weights of depth {path.depth} and seed {seed} have the shape {path.values.shape}, "
                    f"but their manifest describes a network with {tuple(model.weight.shape)}"
                )
            x, y = data.training_set
            losses = []
            for weights in path.values, denoised(path, trend, beta).reshape(path.values.shape):
                model.weight.copy_(torch.from_numpy(np.ascontiguousarray(weights)))
                losses.append(float(model.loss(model(x), y).mean()))
            found.append(DenoisedLoss(path.depth, seed, *losses))
    return tuple(found)
