"""Loss, metrics and predictions of a trained network: the commands ``validate``, ``test`` and ``predict``."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthlimit.arguments import check_arguments, wrong_type
from depthlimit.configuration import Part
from depthlimit.errors import UsageError
from depthlimit.requirements import require_choice
from depthlimit.workflows.evaluation import (
    Evaluation,
    EvaluationOptions,
    evaluate_network,
    predict_network,
)
from depthlimit.workflows.experiment import Experiment

if TYPE_CHECKING:
    from depthlimit.data import DataModule
    from depthlimit.training.task import Task

RUNS = "a run, its folder, or a network with its data"


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

    found = opened(run)
    if isinstance(found, Experiment):
        return found.trained_model(ckpt_path)
    if ckpt_path is not None:
        load_weights(found, ckpt_path)
    return found


def opened(run: "Experiment | Task | str | Path") -> "Experiment | Task":
    """Return the run of a folder or file, or the run or network itself.

    Raises:
        UsageError: it is something else.
    """
    from depthlimit.training.task import Task

    found = Experiment.open(run) if isinstance(run, str | Path) else run
    if not isinstance(found, Experiment | Task):
        raise wrong_type("run", found, RUNS)
    return found


def network_and_data(
    run: "Experiment | Task | str | Path", data: "DataModule | None", ckpt_path: str | Path | None
) -> "tuple[Task, DataModule]":
    """Return the trained network of a run and its data.

    Raises:
        UsageError: a network is given without data.
    """
    from depthlimit.data import DataModule

    run = opened(run)
    if data is None:
        if not isinstance(run, Experiment):
            raise UsageError("a network has no data of its own: write evaluate(model, data)")
        data = run.data()
    if not isinstance(data, DataModule):
        raise wrong_type("data", data, "data, such as DigitsDataModule()")
    return network_of(run, ckpt_path), data
