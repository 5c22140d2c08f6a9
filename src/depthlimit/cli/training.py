"""``fit``, ``validate``, ``test``, ``predict``: the trainer on the command line."""

from collections.abc import Sequence

from depthlimit.cli.config_file import KeptConfiguration
from depthlimit.cli.logs import set_up_logs
from depthlimit.cli.trainer import TRAINER_DEFAULTS, training_session
from depthlimit.cli.training_command import TrainingCommand
from depthlimit.configuration import explained, refuse_bytes
from depthlimit.data.base import DataModule
from depthlimit.errors import UsageError
from depthlimit.training import ResidualModel
from depthlimit.workflows.fit_options import CHOICES

SEEDS = ("--model.seed", "--data.seed", "--model.init_args.seed", "--data.init_args.seed")
"""Options that --seed_everything sets."""


def run(name: str, arguments: Sequence[str]) -> None:
    """Run one of the four commands.

    Raises:
        UsageError: an option that is not there or has a value it cannot have.
    """
    set_up_logs()
    with explained(name, CHOICES), training_session():
        make(TrainingCommand, name, arguments)


def make(kind: type[TrainingCommand], name: str, arguments: Sequence[str]) -> TrainingCommand:
    """The command with our models, our data and our defaults."""
    refuse_seeds(arguments)
    refuse_bytes(arguments)
    return kind(
        ResidualModel,
        DataModule,
        subclass_mode_model=True,
        subclass_mode_data=True,
        trainer_defaults=TRAINER_DEFAULTS,
        save_config_callback=KeptConfiguration,
        save_config_kwargs={"save_to_log_dir": False},
        auto_configure_optimizers=False,
        parser_kwargs={"exit_on_error": False},
        args=[name, *arguments],
    )


def refuse_seeds(arguments: Sequence[str]) -> None:
    """There is one seed for all that is drawn."""
    for argument in arguments:
        if argument.split("=")[0] in SEEDS:
            raise UsageError(
                f"{argument} has no effect of its own: one --seed_everything=N seeds all that is drawn"
            )
