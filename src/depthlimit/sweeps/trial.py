"""Trials: configurations that ``depthlimit fit`` accepts, and their identities."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Config = Mapping[str, Any]

PLACES = (("trainer", "default_root_dir"), ("export_dir",), ("ckpt_path",), ("config",))
"""Keys of the folders of results, which are not part of the identity of a trial."""
DIGITS = 12
"""Number of hexadecimal digits of an identity."""
NAME = re.compile(rf"L=[0-9]{{1,18}}_seed=[0-9]{{1,18}}_[0-9a-f]{{{DIGITS}}}")
"""Name of the folder of a trial."""


@dataclass(frozen=True)
class Series:
    """Trials that differ in depth and seed only.

    Attributes:
        id: digest of the configuration without depth and seed, with rules as they are written.
        label: the values of the grid that tell it from other series, "" without a grid.
    """

    id: str
    label: str = ""


@dataclass(frozen=True)
class Trial:
    """One network to train.

    Attributes:
        config: the full configuration, as `depthlimit fit --config` takes it, without the folders of results.
        series: the series it belongs to.
    """

    config: Config
    series: Series

    @property
    def depth(self) -> int:
        """Depth of the network."""
        return int(self.config["model"]["init_args"]["L"])

    @property
    def seed(self) -> int:
        """Seed of everything random."""
        return int(self.config["seed_everything"])

    @cached_property
    def id(self) -> str:
        """Digest of the configuration."""
        return identity(self.config)

    @property
    def name(self) -> str:
        """Name of the folder of the trial."""
        return f"L={self.depth}_seed={self.seed}_{self.id}"


def identity(config: Config) -> str:
    """Return a digest of a configuration, which does not depend on the order of its keys.

    Options that are null count as absent: so one that a later version adds, null by default, changes nothing.

    >>> identity({"a": 1, "b": 2.0}) == identity({"b": 2.0, "a": 1})
    True
    >>> identity({"a": 1}) == identity({"a": 1.5})
    False
    >>> identity({"a": 1, "b": {"c": None}}) == identity({"a": 1, "b": {}})
    True
    """
    text = json.dumps(without_nulls(config), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def without_nulls(content: Any) -> Any:
    """Return a configuration without the options that are null."""
    if isinstance(content, Mapping):
        return {name: without_nulls(value) for name, value in content.items() if value is not None}
    return content


def without_places(config: Config) -> dict[str, Any]:
    """Return the configuration without the options that name folders of results.

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


def class_name(class_path: str) -> str:
    """Return the name of a class without its module."""
    return class_path.rpartition(".")[2]


def flat(
    config: Config, above: str = "", shown: Callable[[str], str] = class_name
) -> Iterator[tuple[str, Any]]:
    """Yield every option of a configuration by its name on the command line, with its value.

    Args:
        config: the configuration; options that are empty mappings are left out.
        above: name of the part that it is.
        shown: returns what is shown of the path of a class, by default its name.

    >>> dict(flat({"model": {"class_path": "depthlimit.Net", "init_args": {"L": 3}}, "export_every": None}))
    {'model': 'Net', 'model.L': 3, 'export_every': None}
    """
    for name, value in config.items():
        if name == "class_path":
            yield above, shown(str(value))
        elif isinstance(value, Mapping):
            yield from flat(value, above if name == "init_args" else f"{above}.{name}".lstrip("."), shown)
        else:
            yield f"{above}.{name}".lstrip("."), value
