"""What the hyper-parameters have to satisfy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite

from depthlimit.errors import UsageError


@dataclass(frozen=True)
class Requirement:
    """A condition on one number, in code and in words, with a value that satisfies it."""

    holds: Callable[[float], bool]
    words: str
    example: str


def at_least(least: int) -> Requirement:
    """A finite number that is not below ``least``."""
    return Requirement(lambda value: least <= value and isfinite(value), f"at least {least}", str(least))


POSITIVE = Requirement(lambda value: value > 0 and isfinite(value), "positive and finite", "1.0")

REQUIREMENTS: Mapping[str, Requirement] = {
    "L": at_least(1),
    "dim": at_least(1),
    "input_size": at_least(1),
    "output_size": at_least(1),
    "classes": at_least(2),
    "alpha": Requirement(lambda value: 0 <= value <= 1, "between 0 and 1", "0.75"),
    "gamma": POSITIVE,
    "lr": POSITIVE,
    "dynamic_lr_cap": Requirement(lambda value: value > 0, "positive (inf for no cap)", "inf"),
    "p_var": Requirement(
        lambda value: value >= 2 and isfinite(value), "at least 2 (p/2 is logged too, and needs to be 1)", "2"
    ),
    "p_loss": at_least(1),
    "p_var_every_n_steps": at_least(1),
    "seed": at_least(0),
    "seed_everything": at_least(0),
    "export_every": at_least(1),
    "val_every": at_least(1),
    "depths": at_least(1),
    "steps": at_least(1),
}


def require(options: Mapping[str, object], prefix: str = "--model.") -> None:
    """Check every option that has a requirement; None is an option not set.

    Args:
        options: values by name.
        prefix: what stands before the name on the command line.

    Raises:
        UsageError: the first option that does not hold.

    >>> require({"L": 0})
    Traceback (most recent call last):
    depthlimit.errors.UsageError: L is 0, but it must be at least 1: write --model.L=1
    """
    for name, value in options.items():
        requirement = REQUIREMENTS.get(name)
        if requirement is None or value is None:
            continue
        if not (isinstance(value, int | float) and requirement.holds(value)):
            line = f"{prefix}{name}={requirement.example}"
            raise UsageError(f"{name} is {value}, but it must be {requirement.words}: write {line}")
