"""Plans: a base configuration, depths, seeds and a grid make a list of trials."""

import hashlib
import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from depthlimit.errors import UsageError
from depthlimit.sweeps.configuration import Change, Key, copied, differences, key_of, part_at
from depthlimit.sweeps.expression import Number, evaluate, is_expression, names_in
from depthlimit.sweeps.ranges import MOST
from depthlimit.sweeps.trial import Config, Series, Trial, identity, without_places
from depthlimit.sweeps.values import separated

Read = Callable[[Sequence[str]], dict[str, Any]]
"""Maps options as typed after ``depthlimit fit`` to the full configuration; raises UsageError."""

TAKEN: dict[str, tuple[str, Mapping[str, object]]] = {
    "model.L": ("", {"depths": "16,32,64"}),
    "model.seed": ("", {"seeds": 3}),
    "data.seed": ("", {"seeds": 3}),
    "seed_everything": ("", {"seeds": 3}),
    "trainer.default_root_dir": ("", {"out": "runs/sweep"}),
    "export_dir": ("", {"out": "runs/sweep"}),
    "ckpt_path": (": to continue, run the same sweep again", {}),
    "trainer.logger": (": it reads the log that fit keeps", {}),
    "config": ("", {"config": "base.yaml"}),
}
"""Options that a sweep sets itself, why, and what to write instead."""


@dataclass(frozen=True)
class Rule:
    """Formula for the value of an option, and the type that the option takes."""

    formula: str
    value_type: type

    def at(self, names: Mapping[str, Number]) -> Any:
        """Return the value for one configuration.

        Raises:
            UsageError: the rule has no value, or not one of the type that the option takes.
        """
        value = evaluate(self.formula, names)
        if self.value_type is int and value != int(value):
            raise UsageError(
                f"the rule {self.formula} gives {value} at L={names['L']}, expected a whole number: "
                "write // in place of /, or round(...)"
            )
        return self.value_type(value)


LONGEST = 160
"""Largest label in bytes: it is the name of a folder, which may be followed by an identity."""

Rules = Mapping[Key, Rule]


@dataclass(frozen=True)
class GridAxis:
    """One option of the grid and its values, as they are typed.

    >>> GridAxis.of("model.alpha=0.6,0.75")
    GridAxis(option='model.alpha', values=('0.6', '0.75'))
    >>> GridAxis.of("model.lr=max(L, 8),9*L").values
    ('max(L, 8)', '9*L')
    """

    option: str
    values: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "GridAxis":
        """Read ``option=value,value,…``; a comma in brackets or quotes does not separate.

        Raises:
            UsageError: there is no option, no value, or the option is one that a sweep sets itself.
        """
        option, _, values = text.partition("=")
        option = option.strip().lstrip("-").replace(".init_args.", ".")
        parts = tuple(separated(values))
        if not option or not all(parts):
            raise UsageError(f"{text!r} has no option or no value", {"set": "model.alpha=0.6,0.75"})
        return cls.checked(option, parts)

    @classmethod
    def checked(cls, option: str, values: tuple[str, ...]) -> "GridAxis":
        """Return the axis after checking that its option is free and its values differ.

        Raises:
            UsageError: the option is one that a sweep sets itself, or a value comes twice.
        """
        refuse_taken(option)
        if len(set(values)) < len(values):
            twice = next(value for value in values if values.count(value) > 1)
            raise UsageError(f"{option} has the value {twice} twice, expected every value once")
        return cls(option, values)


def refuse_taken(option: str) -> None:
    """Refuse an option that a sweep sets itself.

    Raises:
        UsageError: it is one.
    """
    if option in TAKEN:
        reason, fix = TAKEN[option]
        raise UsageError(f"a sweep sets {option} itself{reason}", fix)


def plan(
    read: Read, base: Sequence[str], depths: Sequence[int], seeds: Sequence[int], axes: Sequence[GridAxis]
) -> list[Trial]:
    """Return the trials of a sweep, ordered by the grid, then by depth, then by seed.

    Args:
        read: returns the full configuration for some options.
        base: the options of the base configuration.
        depths: the depths L.
        seeds: the seeds.
        axes: the grid; a value that its option does not accept is read as a rule, such as ``9*L``.

    Raises:
        UsageError: an unknown option, a value out of its range, or too many trials.
    """
    number = math.prod([len(depths), len(seeds), *(len(axis.values) for axis in axes)])
    if number > MOST:
        raise UsageError(
            f"the plan has {number:,} trials, expected at most {MOST:,}: give fewer depths, seeds or values"
        )
    options = [axis.option for axis in axes]
    if twice := {option for option in options if options.count(option) > 1}:
        raise UsageError(f"the grid has {min(twice)} twice: write its values in one list")
    common = [f"--model.L={depths[0]}", f"--seed_everything={seeds[0]}"]
    start = read([*base, *common])
    if start["trainer"]["logger"] not in (None, True):
        raise UsageError(
            "the base sets trainer.logger, but a sweep reads the default log of fit: remove it "
            "from the configuration"
        )
    changes = [
        [changes_of(axis.option, value, read, [*base, *common], start) for value in axis.values]
        for axis in axes
    ]
    trials = []
    for values, point in zip(product(*(axis.values for axis in axes)), product(*changes), strict=True):
        settings = dict(zip(axes, values, strict=True))
        template, rules = applied(start, [change for part in point for change in part])
        series = Series(series_identity(template, rules), label(settings))
        trials += [Trial(at(template, rules, L, seed), series) for L, seed in product(depths, seeds)]
    return trials


def changes_of(option: str, value: str, read: Read, base: Sequence[str], start: Config) -> list[Change]:
    """Return the changes that one value of one option makes to the configuration.

    Raises:
        UsageError: the option accepts neither the value nor its result as a rule.
    """
    try:
        changes = list(differences(start, read([*base, f"--{option}={value}"])))
    except UsageError:
        names = names_of(start)
        if "L" not in names_in(value) and not is_expression(value, names):
            raise
        tried = read([*base, f"--{option}={evaluate(value, names)}"])
        key = key_of(option, tried)
        return [(key, Rule(value, type(part_at(key, tried))))]
    for key, _ in changes:  # the option may be short for another one: seed for seed_everything
        refuse_taken(".".join(name for name in key if name != "init_args"))
    return changes


def applied(start: Config, changes: Sequence[Change]) -> tuple[dict[str, Any], Rules]:
    """Return the configuration after the changes, and the rules to evaluate at each depth."""
    config = without_places(start)
    for (*above, last), value in changes:
        part = part_at(tuple(above), config)
        if value is ...:
            part.pop(last, None)
        else:
            part[last] = None if isinstance(value, Rule) else value
    return config, {key: value for key, value in changes if isinstance(value, Rule)}


def at(template: Config, rules: Rules, L: int, seed: int) -> Config:
    """Return the configuration at one depth and one seed."""
    config = copied(template)
    config["model"]["init_args"]["L"] = L
    config["seed_everything"] = seed
    names = names_of(config)
    for (*above, last), rule in rules.items():
        part_at(tuple(above), config)[last] = rule.at(names)
    return config


def names_of(config: Config) -> dict[str, Number]:
    """Return the names that a rule may use: numbers among the model's options, d, beta and the seed."""
    options = config["model"]["init_args"]
    numbers = {
        name: value
        for name, value in options.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    numbers["seed"] = config["seed_everything"]
    if "alpha" in numbers:
        numbers["beta"] = 1 - numbers["alpha"]
    if "dim" in numbers:
        numbers["d"] = numbers["dim"]
    return numbers


def series_identity(template: Config, rules: Rules) -> str:
    """Return the identity of a configuration without its depth and seed."""
    formulas = {".".join(key): rule.formula for key, rule in rules.items()}
    opened = copied(template)
    opened["model"]["init_args"].pop("L")
    opened.pop("seed_everything")
    return identity({"config": opened, "rules": formulas})


def label(settings: Mapping[GridAxis, str]) -> str:
    """Return the values that tell a point of the grid from the others, as the name of a folder.

    >>> label({GridAxis("model.alpha", ("0.6", "0.75")): "0.6", GridAxis("model.lr", ("9*L",)): "9*L"})
    'model.alpha=0.6'
    """
    parts = [f"{axis.option}={value}" for axis, value in settings.items() if len(axis.values) > 1]
    text = ",".join(parts)
    name = re.sub(r"[^\w.=+,-]", "_", text)
    if len(os.fsencode(name)) <= LONGEST:
        return name
    return f"{name[: LONGEST // 4]}_{hashlib.sha256(os.fsencode(text)).hexdigest()[:8]}"
