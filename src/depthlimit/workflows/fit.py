"""Training of a network: the command ``fit``."""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments, wrong_type
from depthlimit.configuration import refuse_addresses
from depthlimit.discovery import EXPORTS
from depthlimit.errors import UsageError
from depthlimit.requirements import require
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.train import COUNTS, KEPT, FitOptions, train, trainer_options

if TYPE_CHECKING:
    from depthlimit.data import DataModule
    from depthlimit.training.task import Task


def fit(
    model: "Task",
    data: "DataModule",
    *,
    steps: int | None = None,
    out: str | Path | None = None,
    export_dir: str | Path = EXPORTS,
    export_every: int | None = None,
    val_every: int | None = None,
    ckpt_path: str | Path | None = None,
    trainer: Mapping[str, Any] | None = None,
    progress: bool = False,
) -> Experiment:
    """Train a network, log the regularity of its weights, and export them.

    The run has a folder ``lightning_logs/version_N`` of its own, with its record, logs and checkpoint. The
    trained weights are in ``model``, too.

    Args:
        model: a `ClassificationModel`, a `RegressionModel`, or another task, with its initial weights: the
            record of a run says where its weights began, so a trained one is refused.
        data: what it is trained on.
        steps: Gradient steps (default: set by the trainer's options).
        out: Folder for lightning_logs/ (default: the current one).
        export_dir: Folder for resnet_L.pth.
        export_every: Also keep the weights before every N-th step, in trajectory/ of the run folder.
        val_every: Evaluate the validation set every N epochs during fit (default: never).
        ckpt_path: Checkpoint to continue from.
        trainer: options of Lightning's `Trainer`, as the command's ``--trainer.…``.
        progress: show a progress bar on a terminal.

    Raises:
        UsageError: network and data do not fit together, the network is trained already, or an option is
            out of its range.
        DivergedError: the loss is no longer finite.
    """
    check_arguments(fit, locals())
    check_objects(model, data)
    refuse_trained(model, ckpt_path)
    require({"steps": steps, "export_every": export_every, "val_every": val_every}, COUNTS)
    of_trainer = {**(trainer or {}), **trainer_options(steps, out)}
    refuse_addresses({"out": of_trainer.get("default_root_dir"), "export_dir": export_dir})
    checkpoint = None if ckpt_path is None else str(ckpt_path)
    options = FitOptions(of_trainer, checkpoint, str(export_dir), export_every, val_every, progress=progress)
    return train(model, data, replace(options, configuration=configuration_of(model, data, options)))


def check_objects(model: object, data: object) -> None:
    """Refuse what is not a network, or not data.

    Raises:
        UsageError: about the first that is something else.
    """
    from depthlimit.data import DataModule
    from depthlimit.training.task import Task

    if not isinstance(model, Task):
        raise wrong_type("model", model, "a network, such as ClassificationModel(L=16)")
    if not isinstance(data, DataModule):
        raise wrong_type("data", data, "data, such as DigitsDataModule()")


def refuse_trained(model: "Task", checkpoint: str | Path | None) -> None:
    """Refuse a network that is trained, unless its weights are replaced by those of a checkpoint.

    Raises:
        UsageError: its weights are no initial weights.
    """
    steps = model.trained["steps"]
    if steps and checkpoint is None:
        raise UsageError(
            f"the network is trained already, for {steps} step{'s' * (steps > 1)}, and a run begins with "
            "initial weights: build it again, or go on from the checkpoint of its run",
            {"ckpt_path": "FILE.ckpt"},
        )


def configuration_of(model: "Task", data: "DataModule", options: FitOptions) -> str | None:
    """Return the configuration with which the command makes the same run, None where it cannot.

    It cannot where network and data have different seeds, or where a class cannot be imported or an option of
    the trainer cannot be written.
    """
    import yaml

    from depthlimit.data import DataModule
    from depthlimit.training import ResidualModel
    from depthlimit.training.task import constructor_options

    parts: dict[str, dict[str, Any]] = {
        "model": constructor_options(model),
        "data": constructor_options(data),
    }
    seeds = {part.pop("seed", None) for part in parts.values()}
    importable = isinstance(model, ResidualModel) and isinstance(data, DataModule)
    if len(seeds) > 1 or not importable or not all(map(is_importable, (type(model), type(data)))):
        return None
    content = {
        "seed_everything": seeds.pop(),
        "trainer": dict(options.trainer),
        **{
            name: {"class_path": f"{type(one).__module__}.{type(one).__qualname__}", "init_args": parts[name]}
            for name, one in (("model", model), ("data", data))
        },
        **{name: getattr(options, name) for name in KEPT},
    }
    try:
        return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
    except yaml.YAMLError:
        return None


def is_importable(cls: type) -> bool:
    """Return True for a class that another process finds by its name."""
    return (
        cls.__module__ != "__main__" and getattr(import_module(cls.__module__), cls.__qualname__, None) is cls
    )
