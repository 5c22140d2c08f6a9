"""Scalars that a training logged, from TensorBoard's event files and from our ``metrics.csv``."""

import csv
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depthlimit.errors import DataError
from depthlimit.visible import results_in

EVENTS = "tfevents"
"""What the names of TensorBoard's files contain."""
METRICS = "metrics.csv"
STEP = "step"
OMEGA = "avg_grad_norm"


@dataclass(frozen=True)
class Scalars:
    """The values of one tag in one log.

    Attributes:
        source: the file or folder they come from.
        tag: their name there.
        steps: the gradient step each belongs to, shape (N,).
        values: shape (N,).
    """

    source: Path
    tag: str
    steps: NDArray[np.int64]
    values: NDArray[np.float64]


def logs_in(place: Path) -> list[Path]:
    """The logs in a folder and its sub-folders, or the file itself.

    A log is a folder of event files, or else a ``metrics.csv``: where a folder has both, they say the same.

    Raises:
        DataError: there are none.
    """
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise DataError(f"there is no log {place}: give an event file, a .csv file or a folder with some")
    files = results_in(place)
    folders = dict.fromkeys(file.parent for file in files if EVENTS in file.name)
    tables = [file for file in files if file.name == METRICS and file.parent not in folders]
    if not (folders or tables):
        raise DataError(f"{place} holds no log: neither TensorBoard's event files nor a {METRICS}")
    return [*folders, *tables]


def read_scalars(log: Path, tag: str = OMEGA) -> Scalars:
    """The values of a tag in a log: an event file, a folder of event files, or a ``.csv`` file.

    Raises:
        DataError: the log is damaged or of another kind, or holds no such tag.
    """
    if log.is_dir() or EVENTS in log.name:
        return read_events(log, tag)
    if log.suffix == ".csv":
        return read_table(log, tag)
    raise DataError(f"{log} is no log: give an event file of TensorBoard, a .csv file or a folder with some")


def read_events(log: Path, tag: str) -> Scalars:
    """The values of a tag in TensorBoard's event files."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    logging.getLogger("tensorboard").setLevel(logging.ERROR)  # it warns of every file that was resumed
    try:
        events = EventAccumulator(str(log), size_guidance={"scalars": 0, "tensors": 0}).Reload()
        tags: dict[str, Any] = events.Tags()
    except Exception as error:  # of whatever kind TensorBoard meets in a damaged file
        raise DataError(f"{log} is no event file of TensorBoard, or a damaged one: {error}") from None
    if tag in tags["scalars"]:
        found = [(event.step, event.value) for event in events.Scalars(tag)]
    elif tag in tags["tensors"]:
        found = [(event.step, float(make_ndarray(event.tensor_proto))) for event in events.Tensors(tag)]
    else:
        raise DataError(no_tag(log, tag, [*tags["scalars"], *tags["tensors"]]))
    return scalars(log, tag, found)


def read_table(log: Path, tag: str) -> Scalars:
    """The values of a column in a table with a line of names; empty cells are passed over."""
    try:
        with log.open(newline="", encoding="utf-8") as lines:
            table = csv.DictReader(lines)
            names = [name for name in table.fieldnames or () if name]
            if tag not in names:
                raise DataError(no_tag(log, tag, names))
            rows = [
                (int(float(row.get(STEP) or k)), float(row[tag])) for k, row in enumerate(table) if row[tag]
            ]
    except DataError:
        raise
    except (ValueError, TypeError, csv.Error) as error:
        raise DataError(f"{log} is damaged: {error}") from None
    return scalars(log, tag, rows)


def scalars(log: Path, tag: str, found: Iterable[tuple[int, float]]) -> Scalars:
    """The pairs of step and value as arrays."""
    pairs = list(found)
    if not pairs:
        raise DataError(f"{log} holds no value of {tag}: the run ended before its first step")
    steps, values = zip(*pairs, strict=True)
    return Scalars(log, tag, np.array(steps, dtype=np.int64), np.array(values, dtype=np.float64))


def no_tag(log: Path, tag: str, tags: Iterable[str]) -> str:
    """A sentence about a tag that was not logged."""
    if tag == OMEGA:
        return f"{log} holds no {tag}: train with --model.store_grad=true to log it, or choose another --tag"
    return f"{log} holds no {tag}, but {', '.join(sorted(tags)) or 'nothing at all'}: choose one with --tag"
