"""Loss, metrics and predictions of a trained network: the commands ``validate``, ``test`` and ``predict``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthlimit.arguments import check_arguments, wrong_type
from depthlimit.atomic import atomic_write
from depthlimit.configuration import Part
from depthlimit.errors import UsageError
from depthlimit.requirements import require_choice
from depthlimit.result import Result
from depthlimit.tables import Table
from depthlimit.workflows.experiment import Experiment

if TYPE_CHECKING:
    from lightning.pytorch import Callback, Trainer

    from depthlimit.data import DataModule
    from depthlimit.training.task import Task

STAGES = {"training": "fit", "validation": "validate", "test": "test"}
PREDICTIONS = "predictions.npy"
RUNS = "a run, its folder, or a network with its data"


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


def evaluate(
    run: "Experiment | Task | str | Path",
    data: "DataModule | None" = None,
    *,
    part: Part = "test",
    ckpt_path: str | Path | None = None,
    trainer: Mapping[str, Any] | None = None,
    progress: bool = False,
) -> Evaluation:
    """Evaluate loss and metrics of a trained network on a part of its data.

    Nothing is written, unless the trainer's options name a logger.

    Args:
        run: an experiment, a folder or file that `Experiment.open` reads, or a network.
        data: default: those of the run.
        part: of the data: training, validation or test.
        ckpt_path: Checkpoint with the weights (default: the last one of the run).
        trainer: options of Lightning's `Trainer`, as the command's ``--trainer.…``.
        progress: show a progress bar on a terminal.

    Raises:
        UsageError: there are no weights or no data, or they do not fit together.
    """
    check_arguments(evaluate, locals())
    require_choice("part", part, get_args(Part))
    model, data = network_and_data(run, data, ckpt_path)
    options = EvaluationOptions({"logger": False, **(trainer or {})}, None, progress)
    return evaluate_network(model, data, part, options)


def predict(
    run: "Experiment | Task | str | Path",
    data: "DataModule | ArrayLike | None" = None,
    *,
    ckpt_path: str | Path | None = None,
    trainer: Mapping[str, Any] | None = None,
    progress: bool = False,
) -> NDArray[np.float32]:
    """Compute the predictions of a trained network, shape (N, outputs).

    Args:
        run: an experiment, a folder or file that `Experiment.open` reads, or a network.
        data: samples, shape (N, …), or a data module, whose test set is taken; default: that of the run.
        ckpt_path: Checkpoint with the weights (default: the last one of the run).
        trainer: options of Lightning's `Trainer`, as the command's ``--trainer.…``.
        progress: show a progress bar on a terminal.

    Raises:
        UsageError: there are no weights or no data, or they do not fit together.
    """
    check_arguments(predict, locals())
    from depthlimit.data import DataModule

    options = EvaluationOptions({"logger": False, **(trainer or {})}, None, progress)
    samples: DataModule | ArrayLike
    if data is None or isinstance(data, DataModule):
        model, samples = network_and_data(run, data, ckpt_path)
    else:
        model, samples = network_of(run, ckpt_path), data
    predictions, _ = predict_network(model, samples, options)
    return predictions


def network_of(run: "Experiment | Task | str | Path", ckpt_path: str | Path | None) -> "Task":
    """Return the trained network of a run, or the network itself."""
    from depthlimit.training.checkpoints import load_weights
    from depthlimit.training.task import Task

    if isinstance(run, str | Path):
        run = Experiment.open(run)
    if isinstance(run, Experiment):
        return run.trained_model(ckpt_path)
    if not isinstance(run, Task):
        raise wrong_type("run", run, RUNS)
    if ckpt_path is not None:
        load_weights(run, ckpt_path)
    return run


def network_and_data(
    run: "Experiment | Task | str | Path", data: "DataModule | None", ckpt_path: str | Path | None
) -> "tuple[Task, DataModule]":
    """Return the trained network of a run and its data.

    Raises:
        UsageError: a network is given without data.
    """
    from depthlimit.data import DataModule
    from depthlimit.training.task import Task

    if isinstance(run, str | Path):
        run = Experiment.open(run)
    if not isinstance(run, Experiment | Task):
        raise wrong_type("run", run, RUNS)
    if data is None:
        if not isinstance(run, Experiment):
            raise UsageError("a network has no data of its own: write evaluate(model, data)")
        data = run.data()
    if not isinstance(data, DataModule):
        raise wrong_type("data", data, "data, such as DigitsDataModule()")
    return network_of(run, ckpt_path), data


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
