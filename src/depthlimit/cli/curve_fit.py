"""``curve-fit``: the rate of convergence, C/(t + T₀)^ρ fitted to a tag of a log."""

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from jsonargparse import ArgumentParser

from depthlimit.analysis import RateFit, RateFits, fit_rate, kept_points
from depthlimit.analysis.points import are
from depthlimit.cli.output import add_output, output_of, refuse_unread
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_switch
from depthlimit.discovery import log_files
from depthlimit.errors import DataError
from depthlimit.requirements import between, require, whole_number
from depthlimit.scalars import OMEGA, Scalars, read_scalars

NUMBERS = {
    "window_size": whole_number(0, 1_000_000_000),
    "filter_period": whole_number(0, 1_000_000_000),
    "scaling_x": between(1e-9, 1e9, 1),
}


def run(name: str, arguments: Sequence[str]) -> None:
    """Read the logs, clean them, fit each, draw all."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    parser.add_argument(
        "--event_paths",
        type=str,
        nargs="+",
        required=True,
        help="Event files, .csv files, or folders of them.",
    )
    parser.add_argument("--tag", type=str, default=OMEGA, help="What is fitted.")
    parser.add_argument("--window_size", type=int, default=0, help="Trim windows of so many points; 0: off.")
    parser.add_argument("--filter_period", type=int, default=0, help="Drop every so-many-th point; 0: off.")
    parser.add_argument("--scaling_x", type=float, default=1.0, help="t is the index of a point times this.")
    add_switch(parser, "--infer_shift", "Fit T0, too; otherwise it is 1.")
    add_output(parser, name)
    options = parse(parser, arguments, name)
    require(options.as_dict(), NUMBERS)
    kept_points(np.zeros(0), options.filter_period, options.window_size)  # before any log is read
    output = output_of(options)
    logs, unread = read(options.event_paths, options.tag)
    fits: dict[str, RateFit] = {}
    for label, log in labelled(logs).items():
        note_steps(log, options.scaling_x)
        kept = kept_points(log.values, options.filter_period, options.window_size)
        known = about(log, options.window_size)
        with np.errstate(over="ignore"):
            t = options.scaling_x * kept
        fits[label] = fit_rate(t, log.values[kept], options.infer_shift, known=known)
    sources = {label: str(log.source) for label, log in labelled(logs).items()}
    result = RateFits(options.tag, fits, sources)
    output.table(result.table())
    for label, fit in fits.items():
        output.echo(f"{label}: {'; '.join(fit.status) or 'a clean fit'}")
    output.save(result)
    refuse_unread(unread)


def read(places: Sequence[str], tag: str) -> tuple[list[Scalars], list[str]]:
    """The logs in all places, and sentences about those that could not be read.

    Raises:
        DataError: none could be read.
    """
    found: list[Scalars] = []
    unread: list[str] = []
    for place in places:
        try:
            logs = log_files(Path(place))
        except DataError as error:
            unread.append(str(error))
            continue
        for log in logs:
            try:
                found.append(read_scalars(log, tag))
            except DataError as error:
                unread.append(str(error))
    if not found:
        raise DataError(unread[0])
    return found, unread


def labelled(logs: Sequence[Scalars]) -> Mapping[str, Scalars]:
    """The logs by the parts of their addresses in which they differ.

    >>> empty = np.zeros(0, dtype=np.int64), np.zeros(0)
    >>> two = [Scalars(Path(f"runs/{run}/logs/version_0"), "a", *empty) for run in "ab"]
    >>> list(labelled(two))
    ['a', 'b']
    """
    if len(logs) == 1:
        return {logs[0].source.name or str(logs[0].source): logs[0]}
    parts = [log.source.parts for log in logs]
    while len({address[:1] for address in parts}) == 1 and all(len(address) > 1 for address in parts):
        parts = [address[1:] for address in parts]
    while len({address[-1:] for address in parts}) == 1 and all(len(address) > 1 for address in parts):
        parts = [address[:-1] for address in parts]
    return {"/".join(address): log for address, log in zip(parts, logs, strict=True)}


def note_steps(log: Scalars, scaling: float) -> None:
    """Say if the log does not hold every step: t counts its points."""
    steps = np.diff(log.steps)
    if len(steps) and scaling == 1 and not (steps == 1).all():
        stride = int(np.median(steps))
        hint = (
            f": write --scaling_x={stride} to count steps" if (steps == stride).all() and stride > 0 else ""
        )
        what = "does not hold every step" if (steps > 0).all() else "has steps that do not grow"
        warnings.warn(f"{log.source} {what}, t counts its points{hint}", stacklevel=2)


def about(log: Scalars, window_size: int) -> list[str]:
    """What the status says of the data before they are fitted."""
    said = []
    if missing := int(np.count_nonzero(~np.isfinite(log.values))):
        said.append(f"{are(missing)} NaN or infinite and left out")
    if window_size:
        said.append(
            f"windows of {window_size} points are trimmed of their extremes, which narrows the spread: the "
            "errors are too small and the intervals too narrow"
        )
    return said
