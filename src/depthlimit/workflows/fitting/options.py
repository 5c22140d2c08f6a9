"""Options of the commands that train or evaluate, read into full configurations."""

from argparse import SUPPRESS
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from jsonargparse import ArgumentParser, Namespace

from depthlimit.configuration import CHOICES, explained, refuse_addresses, refuse_bytes
from depthlimit.documents import read_yaml
from depthlimit.errors import DataError, UsageError
from depthlimit.requirements import SEED, require
from depthlimit.workflows.train import COUNTS, trainer_options

SEEDS = ("--model.seed", "--data.seed", "--model.init_args.seed", "--data.init_args.seed")
"""Options that --seed_everything sets."""
OWN = {"seed_everything": SEED, **COUNTS}
"""Requirements on options that are not those of a class."""
ELSEWHERE = ("model", "data", "trainer", "progress")
"""Parameters of `fit` that its command has as other options, or not at all."""
SHORT = ("steps", "out")
"""Options that stand for options of the trainer, which a full configuration holds in their place."""


class OptionReader:
    """Reads options into full configurations; the parser is made once.

    Args:
        command: ``fit``, ``validate``, ``test`` or ``predict``.
    """

    def __init__(self, command: str = "fit") -> None:
        self.command = command
        self.made: ArgumentParser | None = None

    @property
    def parser(self) -> ArgumentParser:
        """The parser of all options, those of Lightning's trainer among them."""
        if self.made is None:
            self.made = full_parser(self.command)
        return self.made

    def read(self, arguments: Sequence[str]) -> Namespace:
        """Return the options as the parser holds them.

        Raises:
            UsageError: an option that does not exist or has a value it cannot have.
        """
        refuse_seeds(arguments)
        refuse_bytes(arguments)
        for file in configurations_in(arguments):
            check_trainer(file)
        with explained(self.command, CHOICES):
            options: Namespace = self.parser.parse_args(classes_first(arguments))
        refuse_unless_mapping(options.trainer)
        require({name: options.get(name) for name in OWN if name in options}, OWN)
        for name, value in trainer_options(options.get("steps"), options.get("out")).items():
            options.trainer[name] = value
        if options.pop("weights_only") is not None:
            raise UsageError("weights_only has no effect, checkpoints are always read safely: leave it out")
        for name in SHORT:
            options.pop(name, None)
        refuse_addresses(
            {
                "trainer.default_root_dir": options.trainer.default_root_dir,
                "export_dir": options.get("export_dir"),
            }
        )
        return options

    def dump(self, options: Namespace) -> str:
        """Return options as the YAML text that ``--config`` takes."""
        return str(self.parser.dump(options, skip_none=False, skip_validation=True))

    def __call__(self, arguments: Sequence[str]) -> dict[str, Any]:
        """Return the full configuration that options describe, as ``--print_config`` shows it.

        Raises:
            UsageError: an option that does not exist or has a value it cannot have.
        """
        import yaml

        config: dict[str, Any] = yaml.safe_load(self.dump(self.read(arguments)))
        return config


def full_parser(command: str) -> ArgumentParser:
    """Return the parser of all options of a command that trains or evaluates.

    They are those of ``fit``, so that every command takes the configuration of a run.
    """
    from lightning.pytorch import Trainer

    from depthlimit.data import DataModule
    from depthlimit.training import ResidualModel
    from depthlimit.training.trainer import TRAINER_DEFAULTS
    from depthlimit.workflows.fit import fit

    parser = base_parser(command)
    parser.add_class_arguments(Trainer, "trainer", fail_untyped=False, instantiate=False, sub_configs=True)
    parser.set_defaults({f"trainer.{name}": value for name, value in TRAINER_DEFAULTS.items()})
    for part, base, module in (("model", ResidualModel, "training"), ("data", DataModule, "data")):
        parser.add_subclass_arguments(base, part, fail_untyped=False, required=True)
        parser.set_defaults({part: {"class_path": f"depthlimit.{module}.{CHOICES[part][0]}"}})
        parser.link_arguments("seed_everything", f"{part}.init_args.seed")
    parser.add_function_arguments(fit, skip=set(ELSEWHERE))
    return parser


def base_parser(command: str) -> ArgumentParser:
    """Return a parser with the options that come before all others."""
    parser = ArgumentParser(prog=f"depthlimit {command}", exit_on_error=False)
    parser.add_argument("--config", action="config", help="Options in a YAML file.")
    parser.add_argument("--seed_everything", type=int, default=0, help="Seed of everything random.")
    parser.add_argument("--weights_only", help=SUPPRESS)  # null in configurations of earlier versions
    return parser


def classes_first(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with options of a class behind the option that chooses the class.

    >>> classes_first(["--model.L=4", "--data=Sin", "--model", "Net", "--model.lr=1"])
    ['--data=Sin', '--model', 'Net', '--model.L=4', '--model.lr=1']
    """
    found = list(arguments)
    for part in ("model", "data"):
        places = [k for k, word in enumerate(found) if word.partition("=")[0] == f"--{part}"]
        if not places:
            continue
        last = places[-1] + (0 if "=" in found[places[-1]] else 1)
        early = [
            k + more
            for k, word in enumerate(found[: places[-1]])
            if word.startswith(f"--{part}.") and not word.startswith(f"--{part}.help")
            for more in range(1 if "=" in word else 2)
        ]
        moved = [found[k] for k in early]
        after = found[last + 1 :]
        found = [word for k, word in enumerate(found[: last + 1]) if k not in early] + moved + after
    return found


def refuse_seeds(arguments: Sequence[str]) -> None:
    """Refuse a seed for model or data alone.

    Raises:
        UsageError: there is one.
    """
    for argument in arguments:
        if argument.split("=")[0] in SEEDS:
            raise UsageError(
                f"{argument} has no effect of its own: one --seed_everything=N seeds all that is drawn"
            )


def configurations_in(arguments: Sequence[str]) -> list[Path]:
    """Return the files that ``--config`` names.

    >>> [file.name for file in configurations_in(["--config=a.yaml", "--config", "b.yaml"])]
    ['a.yaml', 'b.yaml']
    """
    joined = [word.removeprefix("--config=") for word in arguments if word.startswith("--config=")]
    separate = [after for word, after in pairwise(arguments) if word == "--config"]
    return [Path(name) for name in (*joined, *separate)]


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
    if not isinstance(trainer, Mapping | Namespace):
        raise UsageError(
            f"trainer is {trainer}, expected a mapping of its options: leave it out, or set one of them",
            {"trainer.max_epochs": 10},
        )
