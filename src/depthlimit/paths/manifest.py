"""Facts recorded beside weights: in a manifest, or in the hyper-parameters of a checkpoint."""

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, cast, get_args

import numpy as np

from depthlimit.documents import read_mapping
from depthlimit.errors import DataError
from depthlimit.nn.connections import ConnectionName

Record = Mapping[str, Any]

UNKNOWN = "recorded"
"""Name in errors of a record that was not read from a file."""
SHOWN = 40
"""Largest number of characters of a wrong value in an error."""


@dataclass(frozen=True)
class Recorded:
    """Facts of a record, checked; None or empty where it does not have them.

    Attributes:
        alpha: the exponent α, from 0 to 1.
        connection: how a layer updates the hidden state, if it is one of the four.
        seed: of the training, not negative.
        depth: L, at least 1.
        network_depth: the depth of the network where the weights are some of its layers.
        steps: gradient steps before the weights were written.
        layers: the numbers of the layers in the network they come from.
        task: the class of the trained model.
        status: of the run, such as ``finished``.
        precision: of the numbers in the training, such as ``32-true``.
        trainer: options of the trainer that change the weights.
        model: the hyper-parameters of the network.
        data: those of the data, and their ``name``.

    >>> recorded = Recorded.of({"model": {"seed": 3, "augmentation": "skip"}, "alpha": 0.75})
    >>> recorded.seed, recorded.connection, recorded.alpha, recorded.steps
    (3, 'skip', 0.75, None)
    >>> Recorded.of({"model": {"seed": "../../x"}}, "manifest.json")
    Traceback (most recent call last):
    depthlimit.errors.DataError: manifest.json records seed '../../x', expected a whole number, at least 0
    """

    alpha: float | None = None
    connection: ConnectionName | None = None
    seed: int | None = None
    depth: int | None = None
    network_depth: int | None = None
    steps: int | None = None
    layers: tuple[int, ...] = ()
    task: str = ""
    status: str = ""
    precision: str = ""
    trainer: Record = field(default_factory=dict)
    model: Record = field(default_factory=dict)
    data: Record = field(default_factory=dict)

    @classmethod
    def of(cls, record: Mapping[str, object], origin: object = UNKNOWN) -> Self:
        """Check a record, such as `WeightPath.provenance` or what `read_manifest` returns.

        Args:
            record: other entries are ignored.
            origin: name of the record in the error.

        Raises:
            DataError: a fact in it is of the wrong type.
        """
        check = Check(origin)
        model, data = check.mapping("model", record), check.mapping("data", record)
        return cls(
            alpha=check.share("alpha", record if record.get("alpha") is not None else model),
            connection=check.connection(record, model),
            seed=check.whole("seed", model, least=0),
            depth=check.whole("L", record if record.get("L") is not None else model, least=1),
            network_depth=check.whole("network_depth", record, least=1),
            steps=check.whole("steps", record, least=0),
            layers=check.numbers("layers", record),
            task=check.text("task", record),
            status=check.text("status", record),
            precision=check.text("precision", record),
            trainer=check.mapping("trainer", record),
            model=model,
            data=data,
        )


@dataclass(frozen=True)
class Check:
    """Reader of facts by name that checks their types; ``origin`` names the record in errors."""

    origin: object

    def mapping(self, name: str, record: Record) -> Record:
        """Return a mapping with text as keys."""
        value = record.get(name)
        if value is None:
            return {}
        if not (isinstance(value, Mapping) and all(isinstance(key, str) for key in value)):
            raise self.wrong(name, value, "a mapping")
        return dict(value)

    def text(self, name: str, record: Record) -> str:
        """Return a text."""
        value = record.get(name)
        if not (value is None or isinstance(value, str)):
            raise self.wrong(name, value, "text")
        return value or ""

    def whole(self, name: str, record: Record, least: int) -> int | None:
        """Return a whole number that is not below ``least``."""
        value = record.get(name)
        if not (value is None or is_whole(value, least)):
            raise self.wrong(name, value, f"a whole number, at least {least}")
        return cast(int | None, value)

    def share(self, name: str, record: Record) -> float | None:
        """Return a number from 0 to 1."""
        value = record.get(name)
        if value is None:
            return None
        if not is_share(value):
            raise self.wrong(name, value, "a number from 0 to 1")
        return float(value)

    def numbers(self, name: str, record: Record) -> tuple[int, ...]:
        """Return whole numbers that are not negative."""
        value = record.get(name)
        if value is None:
            return ()
        if not (isinstance(value, list | tuple) and all(is_whole(number, 0) for number in value)):
            raise self.wrong(name, value, "a list of whole numbers")
        return tuple(value)

    def connection(self, record: Record, model: Record) -> ConnectionName | None:
        """Return the connection, an option ``augmentation`` of a model; None if it is not one of the four."""
        name = self.text("connection", record) or self.text("augmentation", model)
        return cast(ConnectionName, name) if name in get_args(ConnectionName) else None

    def wrong(self, name: str, value: object, expected: str) -> DataError:
        """Return the error about a fact of the wrong type."""
        return DataError(f"{self.origin} records {name} {shown(value)}, expected {expected}")


def shown(value: object) -> str:
    """Return the beginning of a value, for an error message."""
    try:
        text = reprlib.repr(value)
    except ValueError:  # a whole number of thousands of digits
        text = "of thousands of digits"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def is_share(value: object) -> bool:
    """Return True for a number from 0 to 1.

    >>> is_share(0), is_share(True), is_share(float("nan")), is_share("0.5")
    (True, False, False, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return False
    return bool(0 <= value <= 1)


def is_whole(value: object, least: int) -> bool:
    """Return True for a whole number of 64 bits that is not below ``least``.

    >>> is_whole(0, 0), is_whole(True, 0), is_whole(-1, 0), is_whole("0", 0), is_whole(10**30, 0)
    (True, False, False, False, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        return False
    return bool(least <= value < 2**63)


def read_manifest(file: Path) -> dict[str, Any]:
    """Return the content of a manifest, its facts checked; empty where there is none.

    Raises:
        DataError: it is damaged, or a fact in it is of the wrong type.
    """
    try:
        manifest = read_mapping(file)
        Recorded.of(manifest, file)
    except FileNotFoundError:
        return {}
    except DataError as error:
        raise DataError(f"{error}: fix this manifest or move it away") from None
    return manifest
