"""Scalars in logs of trainings: TensorBoard's event files and tables such as ``metrics.csv``."""

import io
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from depthlimit.csv_files import csv_records
from depthlimit.discovery import EVENTS
from depthlimit.errors import DataError
from depthlimit.log_rows import EPOCH, STEP, last_values, read_rows
from depthlimit.untrusted import read_text, regular_file

if TYPE_CHECKING:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

LARGEST = 2**30
"""Largest size of a table in bytes; a million steps take some hundred millions."""
LAST_STEP = 2**53
"""Largest step; not every larger whole number is exact in float64."""
LISTED = 20
"""Largest number of tags that an error message lists."""
OMEGA = "avg_grad_norm"
NOT_MEASURED = {EPOCH, "hp_metric"}
"""Tags of event files that hold no measurement: the second is a place that Lightning keeps for one."""


@dataclass(frozen=True)
class Scalars:
    """Values of one tag in one log.

    Attributes:
        source: file or folder of the log.
        tag: name of the values in the log.
        steps: gradient steps of the values, shape (N,).
        values: shape (N,).
    """

    source: Path
    tag: str
    steps: NDArray[np.int64]
    values: NDArray[np.float64]


Found = tuple[dict[str, Scalars], dict[str, DataError]]
"""Values by tag, and the errors about tags that cannot be read."""
Cell = tuple[int, str, str]
"""Line, step and value in a table."""


def read_scalars(log: Path, tag: str = OMEGA) -> Scalars:
    """Return the values of a tag in a log: an event file, a folder of event files, or a ``.csv`` file.

    Values may be NaN or infinite, steps may come in any order.

    Raises:
        DataError: the log is missing, damaged or of another format, or has no such tag.
    """
    found, errors = read_tags(log, (tag,))
    if errors:
        raise errors[tag]
    return found[tag]


def read_tags(log: Path, tags: Sequence[str]) -> Found:
    """Return the values of some tags in a log, and the errors about the others; the log is read once.

    Raises:
        DataError: the log is missing, damaged as a whole, or of another format.
    """
    try:
        if log.is_dir() or EVENTS in log.name:
            return read_events(log, tags)
        if log.suffix == ".csv":
            return read_table(log, tags)
    except FileNotFoundError:
        raise DataError(f"there is no log {log}") from None
    raise DataError(
        f"{log} is not a log: give an event file of TensorBoard, a .csv file, or a folder of such files"
    )


def each(tags: Sequence[str], read: Callable[[str], Scalars]) -> Found:
    """Return what is read of each tag, and the errors."""
    found, errors = {}, {}
    for tag in tags:
        try:
            found[tag] = read(tag)
        except DataError as error:
            errors[tag] = error
    return found, errors


def read_events(log: Path, tags: Sequence[str]) -> Found:
    """Return the values of some tags in TensorBoard's event files, and the errors about the others."""
    events, names = load_events(log)
    if not names:
        raise DataError(f"{log} holds no scalars: it is empty, cut short or not an event file of TensorBoard")

    def read(tag: str) -> Scalars:
        if tag not in names:
            raise no_tag(log, tag, names)
        return scalars(log, tag, event_values(events, log, tag))

    return each(tags, read)


def load_events(log: Path) -> "tuple[EventAccumulator, list[str]]":
    """Return the events in a file or folder, and their tags.

    Raises:
        DataError: they are damaged.
    """
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    for file in log.iterdir() if log.is_dir() else [log]:
        if EVENTS in file.name:
            regular_file(file)  # reading a pipe would block
    logging.getLogger("tensorboard").setLevel(logging.ERROR)  # it warns about every resumed file
    try:
        events = EventAccumulator(str(log), size_guidance={"scalars": 0, "tensors": 0}).Reload()
        tags: dict[str, Any] = events.Tags()
    except Exception as error:  # TensorBoard raises anything for a damaged file
        raise DataError(f"{log} is not an event file of TensorBoard, or a damaged one: {error}") from None
    return events, [*tags["scalars"], *tags["tensors"]]


def event_values(events: "EventAccumulator", log: Path, tag: str) -> list[tuple[int, float]]:
    """Return the steps and values of a tag.

    Raises:
        DataError: its values are not scalars.
    """
    if tag in events.Tags()["scalars"]:
        return [(event.step, event.value) for event in events.Scalars(tag)]
    return [(event.step, tensor_value(event.tensor_proto, log, tag)) for event in events.Tensors(tag)]


def last_scalars(log: Path) -> dict[str, float]:
    """Return the last value of every tag in a log, without the epochs; none where the log is damaged."""
    if log.suffix == ".csv":
        return last_values(read_rows(log))
    try:
        events, tags = load_events(log)
    except DataError:
        return {}
    found = {}
    for tag in sorted(set(tags) - NOT_MEASURED):
        with suppress(DataError):  # texts and images
            _, found[tag] = max(event_values(events, log, tag), key=itemgetter(0))
    return found


def tensor_value(tensor: Any, log: Path, tag: str) -> float:
    """Return the number in a tensor of an event file; its claimed shape is checked.

    Raises:
        DataError: it is not one number.
    """
    from tensorboard.util.tensor_util import make_ndarray

    try:
        if all(dimension.size == 1 for dimension in tensor.tensor_shape.dim):
            return float(make_ndarray(tensor).item())
    except (ValueError, TypeError):  # texts, images, nothing
        pass
    raise DataError(f"{tag} in {log} is not a scalar, expected another tag", {"tag": OMEGA})


def read_table(log: Path, tags: Sequence[str]) -> Found:
    """Return columns of a table with a line of names, without empty cells, and the errors about others."""
    records = csv_records(io.StringIO(read_text(log, LARGEST), newline=""), log)
    _, names = next(records, (1, []))
    steps = next((name for name in names if name.lower() == STEP), STEP)
    cells: dict[str, list[Cell]] = {tag: [] for tag in tags}
    for k, (line, row) in enumerate(records):
        found = dict(zip(names, row, strict=False))  # a short line lacks its last values
        for tag, column in cells.items():
            if value := found.get(tag):
                column.append((line, found.get(steps) or str(k), value))
    return each(tags, lambda tag: read_column(log, tag, names, cells[tag]))


def read_column(log: Path, tag: str, names: Sequence[str], cells: Sequence[Cell]) -> Scalars:
    """Return the values in the cells of a column.

    Raises:
        DataError: there is no such column, or several, or a cell is not a number.
    """
    if tag not in names:
        raise no_tag(log, tag, list(filter(None, names)))
    if names.count(tag) > 1:
        raise DataError(f"{log} has {names.count(tag)} columns {tag}: keep one")
    try:
        return scalars(log, tag, [(whole(step, line), float(value)) for line, step, value in cells])
    except DataError:
        raise
    except ValueError as error:
        raise DataError(f"{log} is damaged: {str(error)[:200]}") from None


def whole(text: str, line: int) -> int:
    """Return the step in a cell of a table.

    Raises:
        ValueError: it is not a whole number, or too large.

    >>> whole("3.0", 1)
    3
    """
    number = float(text)
    if not (number.is_integer() and abs(number) <= LAST_STEP):
        raise ValueError(f"the step in line {line} is {text[:30]}, expected a whole number up to 2^53")
    return int(number)


def scalars(log: Path, tag: str, found: Iterable[tuple[int, float]]) -> Scalars:
    """Return the pairs of step and value as arrays."""
    pairs = list(found)
    if not pairs:
        raise DataError(f"{log} holds no value of {tag}: the run ended before its first step")
    steps, values = zip(*pairs, strict=True)
    return Scalars(log, tag, np.array(steps, dtype=np.int64), np.array(values, dtype=np.float64))


def no_tag(log: Path, tag: str, tags: Collection[str]) -> DataError:
    """Return the error about a tag that was not logged."""
    if tag == OMEGA:
        return DataError(f"{log} holds no {tag}, which a training logs with model.store_grad=true")
    listed = ", ".join(sorted(set(tags))[:LISTED]) + ", …" * (len(set(tags)) > LISTED)
    fix = {"tag": min(tags)} if tags else None
    return DataError(f"{log} holds no {tag}, but {listed or 'nothing at all'}", fix)
