"""Rates of convergence, C/(t + T₀)^ρ fitted to a tag of logs: the command ``curve-fit``."""

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments, one_by_one
from depthlimit.errors import DataError, UsageError, UsageWarning
from depthlimit.requirements import between, require, whole_number
from depthlimit.scalars import OMEGA, Scalars

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from depthlimit.analysis import RateFits
    from depthlimit.workflows.experiment import Experiment

    Log = str | Path | Scalars | Experiment
    Logs = Log | NDArray[Any] | Iterable[Log] | Iterable[float]

OPTIONS = {
    "window_size": whole_number(0, 1_000_000_000),
    "filter_period": whole_number(0, 1_000_000_000),
    "scaling_x": between(1e-9, 1e9, 1),
}


def curve_fit(
    event_paths: "Logs",
    *,
    tag: str = OMEGA,
    window_size: int = 0,
    filter_period: int = 0,
    scaling_x: float = 1.0,
    infer_shift: bool = False,
) -> "RateFits":
    """Fit a rate of convergence, C/(t + T0)^rho, to logged values by least squares.

    Args:
        event_paths: event files, .csv files, or folders of them; or runs, `Scalars` or values in memory.
        tag: Name of the values to fit.
        window_size: Number of points in the windows that are trimmed; 0 turns this off.
        filter_period: Drop every n-th point; 0 turns this off.
        scaling_x: t is the index of a point times this factor.
        infer_shift: Also fit T0, which is 1 otherwise.

    Raises:
        DataError: no log could be read.
        UsageError: an option is out of its range.

    >>> fits = curve_fit([3 / (t + 1) ** 1.5 for t in range(100)]).fits
    >>> [round(one.value, 6) for one in fits["values"].parameters.values()]
    [3.0, 1.5]
    """
    check_arguments(curve_fit, locals())
    import numpy as np

    from depthlimit.analysis import RateFits, fit_log, kept_points
    from depthlimit.comparison import Comparison
    from depthlimit.workflows.log_names import alike_in, in_order_of, log_facts, log_keys, log_names

    numbers = {"window_size": window_size, "filter_period": filter_period, "scaling_x": scaling_x}
    require(numbers, OPTIONS)
    kept_points(np.zeros(0), filter_period, window_size)  # checks its arguments before any log is read
    logs, unread = read_logs(event_paths, tag)
    facts = list(map(log_facts, (log.source for log in logs)))
    comparison = Comparison(tuple(one for one in facts if one is not None))
    order = in_order_of(facts, comparison)
    logs, facts = [logs[k] for k in order], [facts[k] for k in order]
    keys = log_keys([log.source for log in logs])
    names = log_names(facts, keys, comparison)
    warn_about_steps(logs, scaling_x)
    cleaning = {"window_size": window_size, "filter_period": filter_period}
    return RateFits(
        tag,
        {key: fit_log(log, scaling_x, infer_shift, **cleaning) for key, log in zip(keys, logs, strict=True)},
        {key: str(log.source) for key, log in zip(keys, logs, strict=True)},
        dict(zip(keys, names, strict=True)),
        tuple(unread),
        alike_in(keys, facts, comparison),
    )


def read_logs(event_paths: "Logs", tag: str) -> tuple[list[Scalars], list[DataError]]:
    """Return the logs, and the errors about those that could not be read.

    Raises:
        DataError: none could be read.
        UsageError: values in memory have several axes.
    """
    import numpy as np

    from depthlimit.discovery import each_once, log_files
    from depthlimit.scalars import read_scalars
    from depthlimit.workflows.experiment import Experiment

    if getattr(event_paths, "ndim", 1) != 1:
        raise UsageError("the values are an array of several axes, expected one: fit each row separately")
    types = (str, Path, Scalars, Experiment, int, float, np.number)
    given = one_by_one("event_paths", event_paths, types, "a file, a folder, a run, Scalars or numbers")
    if given and all(isinstance(one, int | float | np.number) for one in given):
        values = np.asarray(given, dtype=np.float64)
        return [Scalars(Path("values"), tag, np.arange(len(values)), values)], []
    found = [one for one in given if isinstance(one, Scalars)]
    logs: list[Path] = []
    unread: list[DataError] = []
    for one in given:
        try:
            if isinstance(one, Experiment):
                found.append(one.log(tag))
            elif not isinstance(one, Scalars):
                logs += log_files(Path(one))
        except DataError as error:
            unread.append(error)
    for log in each_once(logs):
        try:
            found.append(read_scalars(log, tag))
        except DataError as error:
            unread.append(error)
    if not found:
        raise unread[0] if unread else DataError("no log is given, expected at least one")
    return found, unread


STRIDE = "does not hold every step", "do not hold every step"
ORDER = "has steps that do not grow", "have steps that do not grow"
"""What is said of the steps of one log, and of several."""


def warn_about_steps(logs: Sequence[Scalars], scaling: float) -> None:
    """Warn, once, if logs do not hold every step: t counts their points."""
    if scaling != 1:
        return
    found = {str(log.source): steps_of(log) for log in logs}
    for what in (STRIDE, ORDER):
        strides = {source: stride for source, (said, stride) in found.items() if said == what}
        if not strides:
            continue
        first, stride = next(iter(strides.items()))
        several = len(strides) > 1
        who = f"{len(strides)} logs, such as {first}, {what[1]}" if several else f"{first} {what[0]}"
        fix = {"scaling_x": stride} if stride and {*strides.values()} == {stride} else {}
        warnings.warn(
            UsageWarning(f"{who}, t counts {'their' if several else 'its'} points", fix), stacklevel=3
        )


def steps_of(log: Scalars) -> tuple[tuple[str, str] | None, int]:
    """Return what is said of the steps of a log, None if all are there, and their stride if it is one."""
    import numpy as np

    steps = np.diff(log.steps)
    if (steps == 1).all():
        return None, 1
    if (steps <= 0).any():
        return ORDER, 0
    return STRIDE, int(steps[0]) if (steps == steps[0]).all() else 0
