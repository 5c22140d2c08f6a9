"""Configurations as nested mappings: keys of options, and differences between two configurations."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from depthlimit.sweeps.trial import Config

Key = tuple[str, ...]
"""Path of an option in a nested configuration."""
Change = tuple[Key, Any]
"""A key and its new value; ``...`` removes it."""


def key_of(option: str, config: Config) -> Key:
    """Return the key of an option in a configuration.

    >>> key_of("model.lr", {"model": {"class_path": "Net", "init_args": {"lr": 1.0}}})
    ('model', 'init_args', 'lr')
    """
    key: Key = ()
    for name in option.split("."):
        inside = part_at(key, config)
        key = (*key, *(["init_args"] if name not in inside and "init_args" in inside else []), name)
    return key


def part_at(key: Key, config: Config) -> Any:
    """Return the value at a key of a configuration."""
    return functools.reduce(lambda part, name: part[name], key, config)


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the keys whose value differs in the second mapping; a removed key gets ``...``.

    >>> list(differences({"a": 1, "b": {"c": 2, "d": 3}}, {"a": 1, "b": {"c": 4}}))
    [(('b', 'c'), 4), (('b', 'd'), Ellipsis)]
    """
    for name in [*second, *(name for name in first if name not in second)]:
        before, after = first.get(name, ...), second.get(name, ...)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from (((name, *key), value) for key, value in differences(before, after))
        elif before != after or type(before) is not type(after):
            yield (name,), after


def copied(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of nested mappings; their values are shared."""
    return {name: copied(value) if isinstance(value, Mapping) else value for name, value in content.items()}
