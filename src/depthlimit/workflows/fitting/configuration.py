"""Configurations of ``fit``: checked, made into objects, and trained."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonargparse import Namespace

from depthlimit.configuration import CHOICES, Part, explained
from depthlimit.discovery import EXPORTS, checkpoint_files
from depthlimit.errors import UsageError
from depthlimit.workflows.evaluation import Evaluation, EvaluationOptions, evaluate_network
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.fitting.options import OptionReader
from depthlimit.workflows.rebuild import configured
from depthlimit.workflows.train import KEPT, FitOptions, train

if TYPE_CHECKING:
    from depthlimit.data import DataModule
    from depthlimit.training import ResidualModel

logger = logging.getLogger(__name__)

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


def train_options(reader: OptionReader, options: Namespace, progress: bool = False) -> Experiment:
    """Train the network that options describe.

    Raises:
        UsageError: network and data do not fit together, or an option is out of its range.
        DivergedError: the loss is no longer finite.
    """
    made = objects(reader, options)
    of_fit = FitOptions(
        made.trainer.as_dict(),
        **{name: options[name] for name in KEPT},
        configuration=reader.dump(options),
        progress=progress,
    )
    return train(made.model, made.data, of_fit)


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


def evaluate_options(
    reader: OptionReader, options: Namespace, part: Part, progress: bool = False
) -> Evaluation:
    """Evaluate the network that options describe, with the weights of their checkpoint.

    Raises:
        UsageError: the checkpoint is missing, damaged or of another network, or does not fit the data.
    """
    model, data, of_evaluation = evaluated(reader, options, progress)
    return evaluate_network(model, data, part, of_evaluation)


def evaluated(
    reader: OptionReader, options: Namespace, progress: bool = False
) -> "tuple[ResidualModel, DataModule, EvaluationOptions]":
    """Return network, data and options of an evaluation.

    Where no checkpoint is given it is the last one of the run whose configuration is.

    Raises:
        UsageError: there is no checkpoint, or it is damaged, of another network, or does not fit the data.
    """
    from depthlimit.training.checkpoints import load_weights

    if options.ckpt_path is None:
        options.ckpt_path = last_checkpoint(options)
    if options.ckpt_path is None:
        raise UsageError(
            f"{reader.command} evaluates a checkpoint, and no run is known: give the config.yaml of a run "
            "folder as --config, or write --ckpt_path=FILE"
        )
    made = objects(reader, options)
    made.model.check_data(made.data)
    load_weights(made.model, options.ckpt_path)
    return made.model, made.data, EvaluationOptions(made.trainer.as_dict(), reader.dump(options), progress)


def last_checkpoint(options: Namespace) -> str | None:
    """Return the last checkpoint of the run whose configuration was read, None where there is none."""
    folders = [Path(str(file)).parent for file in options.get("config") or []]
    files = [file for folder in folders[-1:] for file in checkpoint_files(folder)]
    return str(files[-1]) if files else None


def check_numbers(config: Config) -> None:
    """Check the numbers of the model of a configuration.

    Raises:
        UsageError: one of them is out of its range.
    """
    from depthlimit.requirements import require
    from depthlimit.training.hyperparameters import HYPERPARAMETERS

    require(config["model"]["init_args"], HYPERPARAMETERS, prefix="model.")


def model_and_data(config: Config) -> "tuple[ResidualModel, DataModule]":
    """Return the network and the data of a configuration, the training set read.

    Raises:
        UsageError: they cannot be made, or do not fit together.
    """
    from depthlimit.data import DataModule

    with explained("fit", CHOICES):
        data: DataModule = configured(config, "data", DataModule, {})
    model = model_of(config)
    data.setup("fit")
    model.check_data(data)
    return model, data


def model_of(config: Config, **options: object) -> "ResidualModel":
    """Return the network of a configuration.

    Args:
        config: the configuration.
        options: of the network, in place of those of the configuration.

    Raises:
        UsageError: it cannot be made.
    """
    from depthlimit.training import ResidualModel

    with explained("fit", CHOICES):
        model: ResidualModel = configured(config, "model", ResidualModel, options)
    return model
