"""``fit``, ``validate``, ``test``, ``predict``: the trainer on the command line."""

import argparse
import logging
import warnings
from collections.abc import Sequence

from lightning.pytorch import LightningDataModule

import depthlimit.data
import depthlimit.training
from depthlimit.cli.sentences import sentence
from depthlimit.cli.training_command import EMBEDDED, TrainingCommand
from depthlimit.errors import UsageError
from depthlimit.training import ResidualModel

CHOICES = {
    "model": [
        name for name in depthlimit.training.__all__ if name.endswith("Model") and name != "ResidualModel"
    ],
    "data": sorted(depthlimit.data.__all__, key=lambda name: name != EMBEDDED),
}

CHATTER = (
    "The dirpath has changed",  # every run has a folder of its own
    "Be aware that when using `ckpt_path`",  # nothing is saved while testing
)
"""Lightning's warnings that ask nothing of the user."""

TRAINER_DEFAULTS = {"log_every_n_steps": 1, "num_sanity_val_steps": 0, "enable_model_summary": False}


def run(name: str, arguments: Sequence[str]) -> None:
    """Run one of the four commands.

    Raises:
        UsageError: an option that is not there or has a value it cannot have.
    """
    speak()
    for argument in arguments:
        if argument.split("=")[0] in ("--model.seed", "--data.seed"):
            raise UsageError(
                f"{argument} has no effect of its own: one --seed_everything=N seeds all that is drawn"
            )
    for chatter in CHATTER:
        warnings.filterwarnings("ignore", chatter)
    try:
        TrainingCommand(
            ResidualModel,
            LightningDataModule,
            subclass_mode_model=True,
            subclass_mode_data=True,
            trainer_defaults=TRAINER_DEFAULTS,
            auto_configure_optimizers=False,
            parser_kwargs={"exit_on_error": False},
            args=[name, *arguments],
        )
    except argparse.ArgumentError as error:
        raise UsageError(sentence(str(error), name, CHOICES)) from None
    except SystemExit as end:
        if end.code == 1:  # how Lightning leaves after Ctrl-C
            raise KeyboardInterrupt from None
        raise
    except ValueError as error:
        if isinstance(error.__cause__, UsageError):  # jsonargparse wraps what a class says of its arguments
            raise error.__cause__ from None
        raise


def speak() -> None:
    """Let our own log reach the terminal, and of Lightning's what is more than chatter."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("depthlimit: %(message)s"))
    ours = logging.getLogger("depthlimit")
    ours.handlers = [handler]
    ours.setLevel(logging.INFO)
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    logging.getLogger("lightning.fabric").setLevel(logging.ERROR)
