"""Lightning's command line with this laboratory's habits."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jsonargparse import Namespace
from lightning.fabric.utilities.exceptions import MisconfigurationException
from lightning.pytorch import Trainer
from lightning.pytorch.cli import LightningArgumentParser, LightningCLI

from depthlimit.atomic import atomic_write
from depthlimit.cli.console import echo
from depthlimit.cli.trainer import alone, check_processes, is_alone
from depthlimit.configuration import refuse_addresses
from depthlimit.documents import read_yaml
from depthlimit.errors import DataError, UsageError
from depthlimit.requirements import SEED, at_least, require
from depthlimit.training import ExportWeights, RunRecord
from depthlimit.training.checkpoint_io import write_whole_checkpoints
from depthlimit.training.checkpoints import checkpoint_of, network_weights, resuming
from depthlimit.training.export import EXPORTS
from depthlimit.training.logs import run_logs
from depthlimit.training.run_folder import run_folder

OWN_OPTIONS = {
    "seed_everything": SEED,
    "export_every": at_least(1, optional=True),
    "val_every": at_least(1, optional=True),
}

EMBEDDED = "DigitsDataModule"
"""The data that need no download, and the default."""


class TrainingCommand(LightningCLI):
    """Lightning's command line with this laboratory's habits."""

    def add_default_arguments_to_parser(self, parser: LightningArgumentParser) -> None:
        """One seed for all that is drawn."""
        parser.add_argument("--seed_everything", type=int, default=0, help="Seed of all that is drawn.")

    def add_arguments_to_parser(self, parser: LightningArgumentParser) -> None:
        """The options beside those of model, data and trainer."""
        parser.add_argument(
            "--export_dir",
            type=str | None,
            default=EXPORTS,
            help="Folder for resnet_L.pth.",
        )
        parser.add_argument(
            "--export_every",
            type=int | None,
            default=None,
            help="Also keep the weights before every N-th step, in trajectory/ of the run folder.",
        )
        parser.add_argument(
            "--val_every",
            type=int | None,
            default=None,
            help="Evaluate the validation set every N epochs during fit (default: never).",
        )
        parser.set_defaults({"data": {"class_path": f"depthlimit.data.{EMBEDDED}"}})
        for part in ("model", "data"):
            parser.link_arguments("seed_everything", f"{part}.init_args.seed")

    def parse_arguments(self, parser: LightningArgumentParser, args: Any) -> None:
        """Parse without a word about sys.argv."""
        for file in configurations_in(args):
            check_trainer(file)
        self.config = parser.parse_args(args)
        options = self.config[self.config.subcommand]
        refuse_unless_mapping(options["trainer"])
        require(options.as_dict(), OWN_OPTIONS)
        if self.config.subcommand != "fit" and options["ckpt_path"] is None:
            raise UsageError(
                f"{self.config.subcommand} evaluates a checkpoint: write --ckpt_path=FILE, with the --config "
                "of its run"
            )

    def _parse_ckpt_path(self) -> None:
        """A checkpoint never overrides what the user wrote: its shape is compared instead."""

    def instantiate_trainer(self, **kwargs: Any) -> Trainer:
        """Our callbacks, and where the user names none, our loggers."""
        options = self.config_init[self.subcommand]
        trainer = options["trainer"]
        self.export = ExportWeights(options["export_dir"] or EXPORTS, options["export_every"])
        if options["ckpt_path"] is not None:
            file = options["ckpt_path"]
            weights = network_weights(checkpoint_of(self.model, file), self.model, file)
            self.model.load_state_dict(weights)
        refuse_addresses(
            {
                "trainer.default_root_dir": trainer["default_root_dir"],
                "export_dir": options["export_dir"],
            }
        )
        self.record = RunRecord()
        ours: dict[str, Any] = {"callbacks": [*(trainer["callbacks"] or []), self.record, self.export]}
        if trainer["logger"] in (None, True):
            ours["logger"] = run_logs(trainer["default_root_dir"] or ".")
        if trainer["logger"] is False:
            self.save_config_callback = None  # it has no folder of its own to go to
        if is_alone(trainer):
            ours["plugins"] = alone()
        if trainer["enable_progress_bar"] is None:
            ours["enable_progress_bar"] = sys.stderr.isatty()
        if self.subcommand != "fit":
            ours["enable_checkpointing"] = False
        else:
            ours |= validation(options["val_every"], trainer["limit_val_batches"])
        try:
            made = super().instantiate_trainer(**ours, **kwargs)
        except (ArithmeticError, ImportError, MisconfigurationException, TypeError, ValueError) as error:
            raise UsageError(f"the trainer refuses its options: {error}") from None
        check_processes(made)
        write_whole_checkpoints(made)
        if made.world_size > 1 and self.subcommand == "predict":
            raise UsageError(
                f"{made.world_size} processes are asked for, but predictions are written by one: "
                "write --trainer.devices=1"
            )
        return made

    def _run_subcommand(self, subcommand: str) -> None:
        """Read the data, and see that the network is made for them, before anything is written."""
        self.datamodule.setup(subcommand)
        self.model.check_data(self.datamodule)
        run_folder(self.trainer)  # claimed by this process, before it starts others
        try:
            with resuming(self.config_init[subcommand]["ckpt_path"], self.record):
                super()._run_subcommand(subcommand)
        except MisconfigurationException as error:
            raise UsageError(f"the trainer refuses its options: {error}") from None

    def _prepare_subcommand_kwargs(self, subcommand: str) -> dict[str, Any]:
        """The arguments of the trainer; to evaluate, it needs no more of a checkpoint than its weights."""
        arguments: dict[str, Any] = super()._prepare_subcommand_kwargs(subcommand)
        if subcommand != "fit":
            arguments["ckpt_path"] = None
        return arguments

    def after_fit(self) -> None:
        """Say where the results lie."""
        if not self.trainer.is_global_zero:
            return
        echo(f"logs and checkpoint: {run_folder(self.trainer)}")
        for file in self.export.written:
            echo(f"exported weights:    {file}")

    def predict(self, **kwargs: Any) -> None:
        """Predict, and keep the predictions as an array (samples, outputs)."""
        batches: list[Any] = self.trainer.predict(**kwargs) or []
        predictions = torch.cat(batches).numpy()
        file = run_folder(self.trainer) / "predictions.npy"
        with atomic_write(file) as part, part.open("wb") as stream:
            np.save(stream, predictions)
        echo(f"predictions {predictions.shape}: {file}")


def configurations_in(arguments: Sequence[str]) -> list[Path]:
    """Return the files that ``--config`` names.

    >>> [file.name for file in configurations_in(["fit", "--config=a.yaml", "--config", "b.yaml"])]
    ['a.yaml', 'b.yaml']
    """
    joined = [word.removeprefix("--config=") for word in arguments if word.startswith("--config=")]
    apart = [after for word, after in pairwise(arguments) if word == "--config"]
    return [Path(name) for name in (*joined, *apart)]


def check_trainer(configuration: Path) -> None:
    """Refuse a configuration whose trainer is not a mapping: options given beside it would replace it.

    What cannot be read at all is left to the parser.

    Raises:
        UsageError: it is something else.
    """
    with suppress(OSError, DataError):
        content = read_yaml(configuration)
        if isinstance(content, dict) and "trainer" in content:
            refuse_unless_mapping(content["trainer"])


def refuse_unless_mapping(trainer: object) -> None:
    """Refuse what is not a mapping of the trainer's options.

    Raises:
        UsageError: it is something else.
    """
    if not isinstance(trainer, dict | Namespace):
        raise UsageError(
            f"trainer is {trainer}, expected a mapping of its options: leave it out, or write "
            "--trainer.max_epochs=10"
        )


def validation(every: int | None, limit: float | None) -> dict[str, Any]:
    """The trainer's options for validation during ``fit``: off, unless asked for.

    Three quarters of the data are held back by the thesis's settings; to evaluate them costs three forward
    passes a step.
    """
    if every is None:
        return {"limit_val_batches": 0 if limit is None else limit}
    return {"check_val_every_n_epoch": every}
