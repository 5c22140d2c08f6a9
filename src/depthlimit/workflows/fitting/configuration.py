"""Configurations of ``fit``: checked, made into objects, and trained."""

import logging
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonargparse import Namespace

from depthlimit.configuration import CHOICES, explained
from depthlimit.discovery import EXPORTS
from depthlimit.workflows.evaluate import Evaluation, Part, Setting, evaluate_network
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.fit import Training, train
from depthlimit.workflows.fitting.options import OptionReader

if TYPE_CHECKING:
    from depthlimit.data import DataModule
    from depthlimit.training import ResidualModel

logger = logging.getLogger(__name__)

OWN = ("ckpt_path", "export_dir", "export_every", "val_every")
"""Options of ``fit`` beside those of model, data and trainer."""
Config = Mapping[str, Any]


def objects(reader: OptionReader, options: Namespace) -> Namespace:
    """Return options with network, data and what the trainer's options name as objects.

    Raises:
        UsageError: a class cannot be made with its options.
    """
    from lightning.pytorch import seed_everything

    seed_everything(options.seed_everything, workers=True, verbose=False)  # for classes of other packages
    with explained(reader.command, CHOICES):
        made: Namespace = reader.parser.instantiate_classes(options)
    return made


def train_options(reader: OptionReader, options: Namespace, progress: bool | None = None) -> Experiment:
    """Train the network that options describe.

    Raises:
        UsageError: network and data do not fit together, or an option is out of its range.
        DivergedError: the loss is no longer finite.
    """
    made = objects(reader, options)
    training = Training(
        made.trainer.as_dict(),
        **{name: options[name] for name in OWN},
        configuration=reader.dump(options),
        progress=progress,
    )
    return train(made.model, made.data, training)


def train_configuration(file: Path, root: Path, checkpoint: Path | None = None) -> None:
    """Train the network of a configuration file; everything is written below ``root``.

    Args:
        file: the configuration.
        root: folder for ``lightning_logs/`` and ``exported_models/``.
        checkpoint: where the training goes on from, None to begin.

    Raises:
        UsageError: the configuration cannot be read or trained.
        DivergedError: the loss is no longer finite.
    """
    reader = OptionReader()
    arguments = [f"--config={file}", f"--out={root}", f"--export_dir={root / EXPORTS}"]
    options = reader.read([*arguments, *([f"--ckpt_path={checkpoint}"] if checkpoint else [])])
    run = train_options(reader, options, progress=False)
    logger.info("%r, exported weights: %s", run, ", ".join(map(str, run.exported)))


def evaluate_options(reader: OptionReader, options: Namespace, part: Part) -> Evaluation:
    """Evaluate the network that options describe, with the weights of their checkpoint.

    Raises:
        UsageError: the checkpoint is missing, damaged or of another network, or does not fit the data.
    """
    model, data, setting = evaluation(reader, options)
    return evaluate_network(model, data, part, setting)


def evaluation(reader: OptionReader, options: Namespace) -> "tuple[ResidualModel, DataModule, Setting]":
    """Return network, data and setting of an evaluation."""
    from depthlimit.training.checkpoints import load_weights

    made = objects(reader, options)
    made.model.check_data(made.data)
    load_weights(made.model, options.ckpt_path)
    return made.model, made.data, Setting(made.trainer.as_dict(), reader.dump(options), None)


def check_numbers(config: Config) -> None:
    """Check the numbers of the model of a configuration.

    Raises:
        UsageError: one of them is out of its range.
    """
    from depthlimit.requirements import require
    from depthlimit.training.hyperparameters import HYPERPARAMETERS

    require(config["model"]["init_args"], HYPERPARAMETERS, prefix="model.")


def model_and_data(config: Config) -> "tuple[ResidualModel, DataModule]":
    """Return the network and the data of a full configuration, the training set read.

    Raises:
        UsageError: they cannot be made, or do not fit together.
    """
    data = object_of(config["data"], config["seed_everything"])
    model = object_of(config["model"], config["seed_everything"])
    data.setup("fit")
    model.check_data(data)
    return model, data


def object_of(part: Config, seed: int) -> Any:
    """Return the object that a class and its arguments describe."""
    module, _, name = part["class_path"].rpartition(".")
    return getattr(import_module(module), name)(**part["init_args"], seed=seed)
