"""A trial: one configuration that ``depthlimit fit`` accepts, and the identity made from it."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Config = Mapping[str, Any]

PLACES = (("trainer", "default_root_dir"), ("export_dir",), ("ckpt_path",), ("config",))
"""Where results go is no part of what a trial is."""
DIGITS = 12
"""Hexadecimal digits of an identity."""
NAME = re.compile(rf"L=[0-9]{{1,18}}_seed=[0-9]{{1,18}}_[0-9a-f]{{{DIGITS}}}")
"""The name of a trial's folder."""


@dataclass(frozen=True)
class Series:
    """Trials that differ in depth and seed only: what a limit in L is read from.

    Attributes:
        id: made from the configuration without depth and seed, with rules as they are written.
        label: the values of the grid that set it apart, "" in a plan without a grid.
    """

    id: str
    label: str = ""


@dataclass(frozen=True)
class Trial:
    """One network to train.

    Attributes:
        config: the full configuration, as `depthlimit fit --config` takes it; it names no place.
        series: the trials it belongs with.
    """

    config: Config
    series: Series

    @property
    def L(self) -> int:  # noqa: N802
        """The depth."""
        return int(self.config["model"]["init_args"]["L"])

    @property
    def seed(self) -> int:
        """The seed."""
        return int(self.config["seed_everything"])

    @cached_property
    def id(self) -> str:
        """The identity."""
        return identity(self.config)

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"L={self.L}_seed={self.seed}_{self.id}"


def identity(config: Config) -> str:
    """Digits that tell configurations apart: equal configurations have equal ones, in any order of keys.

    >>> identity({"a": 1, "b": 2.0}) == identity({"b": 2.0, "a": 1})
    True
    >>> identity({"a": 1}) == identity({"a": 1.5})
    False
    """
    text = json.dumps(config, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def without_places(config: Config) -> dict[str, Any]:
    """The configuration without the options that say where results go.

    >>> without_places({"trainer": {"max_epochs": 3, "default_root_dir": "x"}, "ckpt_path": None})
    {'trainer': {'max_epochs': 3}}
    """

    def part(content: Config, above: tuple[str, ...]) -> dict[str, Any]:
        return {
            name: part(value, (*above, name)) if isinstance(value, Mapping) else value
            for name, value in content.items()
            if (*above, name) not in PLACES
        }

    return part(config, ())


def flat(config: Config, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every option of a configuration with its name as it is typed, and its value.

    >>> dict(flat({"model": {"class_path": "depthlimit.Net", "init_args": {"L": 3}}, "export_every": None}))
    {'model': 'Net', 'model.L': 3, 'export_every': None}
    """
    for name, value in config.items():
        if name == "class_path":
            yield above, str(value).rpartition(".")[2]
        elif isinstance(value, Mapping):
            yield from flat(value, above if name == "init_args" else f"{above}.{name}".lstrip("."))
        else:
            yield f"{above}.{name}".lstrip("."), value
