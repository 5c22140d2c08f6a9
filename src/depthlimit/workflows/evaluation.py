"""Evaluation of a network on its data: loss and metrics, or predictions."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthlimit.atomic import atomic_write
from depthlimit.configuration import Part
from depthlimit.errors import UsageError
from depthlimit.result import Result
from depthlimit.tables import Table

if TYPE_CHECKING:
    from lightning.pytorch import Callback, Trainer

    from depthlimit.data import DataModule
    from depthlimit.training.task import Task

STAGES = {"training": "fit", "validation": "validate", "test": "test"}
PREDICTIONS = "predictions.npy"


@dataclass(frozen=True, repr=False)
class Evaluation(Result):
    """Loss and metrics of a network on one part of its data.

    Attributes:
        part: of the data.
        samples: number of samples N.
        loss: mean loss over the samples.
        metrics: what is measured beside the loss, such as ``accuracy``, by name.
        folder: run folder of the evaluation, if it was logged.
    """

    part: Part
    samples: int
    loss: float
    metrics: Mapping[str, float]
    folder: Path | None = None

    def table(self) -> Table:
        """Return loss and metrics, a row for each."""
        values = {"loss": self.loss, **self.metrics}
        return Table((self.part, "value"), tuple((name, value) for name, value in values.items()))


@dataclass(frozen=True)
class EvaluationOptions:
    """Options of an evaluation.

    Attributes:
        trainer: arguments of Lightning's `Trainer`; no logger writes nothing.
        configuration: YAML text that describes the evaluation, to be kept in its run folder.
        progress: show a progress bar on a terminal.
    """

    trainer: Mapping[str, Any]
    configuration: str | None = None
    progress: bool = False


def evaluate_network(model: "Task", data: "DataModule", part: Part, options: EvaluationOptions) -> Evaluation:
    """Evaluate a network; see `evaluate`.

    Raises:
        UsageError: network and data do not fit together, or the trainer refuses its options.
    """
    from depthlimit.data.batches import Batches
    from depthlimit.training.run_folder import claim_run_folder
    from depthlimit.training.trainer import explained_options, training_session

    with training_session():
        trainer = evaluating_trainer(options)
        data.setup(STAGES[part])
        model.check_data(data)
        samples = data.part(part)
        folder = claim_run_folder(trainer)
        with explained_options():
            if part == "training":
                batches = Batches(*samples, batch_size=data.batch_size)
                (values,) = trainer.test(model, batches, verbose=False)
            elif part == "validation":
                (values,) = trainer.validate(model, datamodule=data, verbose=False)
            else:
                (values,) = trainer.test(model, datamodule=data, verbose=False)
    found = {name.partition("_")[2]: float(value) for name, value in sorted(values.items())}
    logged = folder if trainer.loggers else None
    return Evaluation(part, len(samples[0]), found.pop("loss"), found, logged)


def predict_network(
    model: "Task", data: "DataModule | ArrayLike", options: EvaluationOptions
) -> tuple[NDArray[np.float32], Path | None]:
    """Return predictions for samples, and the file they were written to, if the trainer has a logger.

    Args:
        model: the network.
        data: samples, shape (N, …), or a data module, whose test set is taken.
        options: of the evaluation.

    Raises:
        UsageError: network and data do not fit together, or several processes are asked for.
    """
    import torch

    from depthlimit.data import DataModule
    from depthlimit.data.batches import Batches
    from depthlimit.paths.values import real_values
    from depthlimit.training.run_folder import claim_run_folder
    from depthlimit.training.trainer import explained_options, training_session

    with training_session():
        trainer = evaluating_trainer(options)
        if trainer.world_size > 1:
            raise UsageError(
                f"{trainer.world_size} processes are requested, but predictions are written by one",
                {"trainer.devices": 1},
            )
        if isinstance(data, DataModule):
            data.setup("predict")
            model.check_data(data)
            batches = data.predict_dataloader()
        else:
            samples = real_values(data, "the samples")
            batches = Batches(torch.as_tensor(samples, dtype=torch.get_default_dtype()))
        if not len(batches):
            raise UsageError("there are no samples to predict")
        folder = claim_run_folder(trainer)
        with explained_options():
            found: list[Any] = trainer.predict(model, batches) or []
    predictions: NDArray[np.float32] = torch.cat(found).cpu().numpy()
    if not trainer.loggers:
        return predictions, None
    file = folder / PREDICTIONS
    with atomic_write(file) as part, part.open("wb") as stream:
        np.save(stream, predictions)
    return predictions, file


def evaluating_trainer(options: EvaluationOptions) -> "Trainer":
    """Return the trainer of an evaluation, which keeps no checkpoint."""
    from depthlimit.training import RunRecord
    from depthlimit.training.configuration import KeepConfiguration
    from depthlimit.training.trainer import make_trainer

    callbacks: list[Callback] = [RunRecord()]
    if options.configuration is not None:
        callbacks.append(KeepConfiguration(options.configuration))
    return make_trainer({**options.trainer, "enable_checkpointing": False}, callbacks, options.progress)
