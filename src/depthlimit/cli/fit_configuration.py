"""``fit`` as others use it: its options read into a configuration, and a configuration trained."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from depthlimit.cli.training import make, run
from depthlimit.cli.training_command import TrainingCommand
from depthlimit.configuration import explained
from depthlimit.data.base import DataModule
from depthlimit.requirements import require
from depthlimit.training import ResidualModel
from depthlimit.training.export import EXPORTS
from depthlimit.training.hyperparameters import HYPERPARAMETERS
from depthlimit.workflows.fit_options import CHOICES

Config = Mapping[str, Any]


class ReadingCommand(TrainingCommand):
    """The command line of ``fit``, read and not obeyed."""

    def instantiate_classes(self) -> None:
        """Make nothing."""

    def _run_subcommand(self, subcommand: str) -> None:
        """Run nothing."""


class FitReader:
    """Reads options of ``fit`` into full configurations; the parser is made once."""

    def __init__(self) -> None:
        self.command: TrainingCommand | None = None

    def __call__(self, arguments: Sequence[str]) -> dict[str, Any]:
        """The full configuration, as ``fit --print_config`` shows it.

        Raises:
            UsageError: an option that is not there or has a value it cannot have.
        """
        with explained("fit", CHOICES):
            if self.command is None:
                self.command = make(ReadingCommand, "fit", arguments)
            else:
                self.command.parse_arguments(self.command.parser, ["fit", *arguments])
        text = self.command.parser.dump(self.command.config, skip_none=False)
        config: dict[str, Any] = yaml.safe_load(text)["fit"]
        return config


def train(config: Path, root: Path, checkpoint: Path | None) -> None:
    """``depthlimit fit`` with this configuration, from the checkpoint if there is one; write to ``root``."""
    arguments = [f"--config={config}", f"--trainer.default_root_dir={root}"]
    arguments.append(f"--export_dir={root / EXPORTS}")
    run("fit", [*arguments, *([f"--ckpt_path={checkpoint}"] if checkpoint else [])])


def check_options(config: Config) -> None:
    """Check the numbers of the model.

    Raises:
        UsageError: one of them is out of its range.
    """
    require(config["model"]["init_args"], HYPERPARAMETERS, prefix="model.")


def model_and_data(config: Config) -> tuple[ResidualModel, DataModule]:
    """The network and the data of a configuration, the training set read.

    Raises:
        UsageError: they cannot be made, or do not fit together.
    """
    data = made(config["data"], config["seed_everything"])
    model = made(config["model"], config["seed_everything"])
    data.setup("fit")
    model.check_data(data)
    return model, data


def made(part: Config, seed: int) -> Any:
    """The object that a class and its arguments describe."""
    module, _, name = part["class_path"].rpartition(".")
    return getattr(import_module(module), name)(**part["init_args"], seed=seed)
