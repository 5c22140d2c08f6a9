"""``fit``, ``validate``, ``test``, ``predict``: the trainer on the command line."""

import argparse
import warnings
from collections.abc import Sequence

from depthlimit.cli.logs import set_up_logs
from depthlimit.cli.sentences import sentence
from depthlimit.cli.training_command import EMBEDDED, TrainingCommand
from depthlimit.data.base import DataModule
from depthlimit.errors import UsageError
from depthlimit.training import ResidualModel

CHOICES = {
    "model": ["ClassificationModel", "RegressionModel"],
    "data": [
        EMBEDDED,
        "MNISTDataModule",
        "FashionMNISTDataModule",
        "CIFAR10DataModule",
        "SinDataModule",
        "ConstantDataModule",
        "OrthonormalDataModule",
    ],
}

SEEDS = ("--model.seed", "--data.seed", "--model.init_args.seed", "--data.init_args.seed")
"""Options that --seed_everything sets."""

CHATTER = (
    "The dirpath has changed",  # every run has a folder of its own
    "Checkpoint directory .* exists and is not empty",  # and what it holds is kept
    "Be aware that when using `ckpt_path`",  # nothing is saved while testing
)
"""Lightning's warnings that ask nothing of the user."""

TRAINER_DEFAULTS = {
    "log_every_n_steps": 1,
    "num_sanity_val_steps": 0,
    "enable_model_summary": False,
    "devices": 1,
}


def run(name: str, arguments: Sequence[str]) -> None:
    """Run one of the four commands.

    Raises:
        UsageError: an option that is not there or has a value it cannot have.
    """
    set_up_logs()
    for argument in arguments:
        if argument.split("=")[0] in SEEDS:
            raise UsageError(
                f"{argument} has no effect of its own: one --seed_everything=N seeds all that is drawn"
            )
    for chatter in CHATTER:
        warnings.filterwarnings("ignore", chatter)
    try:
        TrainingCommand(
            ResidualModel,
            DataModule,
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
