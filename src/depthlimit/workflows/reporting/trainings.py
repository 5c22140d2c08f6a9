"""Logs of a report, with the fits to them and the rates of groups."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from depthlimit.analysis import RateFit, fit_log
from depthlimit.analysis.group_rates import GroupRates, SeedRate, group_rates
from depthlimit.analysis.notes import merged
from depthlimit.comparison import Comparison, Facts, Group
from depthlimit.discovery import log_files
from depthlimit.errors import DataError
from depthlimit.reports import TrainingLog
from depthlimit.scalars import OMEGA, Scalars, read_tags
from depthlimit.shell import quoted_all
from depthlimit.workflows.log_names import log_keys, log_names

TAGS = {"loss": "train_loss", "Ω": OMEGA}
"""Tags of logs that are drawn, by their names in figures."""
FITTED_FROM = 20
"""Least number of points to which a rate, three parameters, is fitted."""


def training_logs(
    logs: Sequence[tuple[Facts, Path]], comparison: Comparison, folders: Sequence[Path] = ()
) -> tuple[list[TrainingLog], list[str], str]:
    """Return the logs with their fits, sentences about unreadable ones, and the commands that fit them.

    Args:
        logs: files or folders of logs, with the facts about their trainings.
        comparison: of all trainings.
        folders: in which the logs were found.
    """
    known = {log: facts for facts, log in logs}
    found, unread = read_logs(list(known))
    facts = [known[log] for log in found]
    keys = log_keys(list(found))
    names = log_names([one if is_known(one) else None for one in facts], keys, comparison)
    trainings = [
        TrainingLog(name, key, comparison.group_of(one), one.depth, one.seed, tags, fits_of(tags))
        for name, key, one, tags in zip(names, keys, facts, found.values(), strict=True)
    ]
    order = {group: k for k, group in enumerate(comparison.groups)}
    trainings.sort(key=lambda log: (order[log.group], log.depth or 0, len(log.seed), log.seed, log.label))
    return trainings, unread, fit_commands(places_of(list(found), folders), trainings)


def is_known(facts: Facts) -> bool:
    """Return True unless nothing is recorded of a training."""
    return facts.depth is not None or bool(facts.options)


def read_logs(logs: Sequence[Path]) -> tuple[dict[Path, dict[str, Scalars]], list[str]]:
    """Return the tags that are drawn of each log, by their names, and sentences about unreadable logs."""
    found, unread = {}, []
    for log in logs:
        try:
            scalars, errors = read_tags(log, list(TAGS.values()))
        except DataError as error:
            unread.append(error.problem)
            continue
        if TAGS["loss"] in errors:
            unread.append(errors[TAGS["loss"]].problem)
        if scalars:
            found[log] = {name: scalars[tag] for name, tag in TAGS.items() if tag in scalars}
    return found, unread


def fits_of(tags: Mapping[str, Scalars]) -> dict[str, RateFit]:
    """Return the fits to the tags of a log that are long enough."""
    return {
        name: fit_log(one, infer_shift=True) for name, one in tags.items() if len(one.values) >= FITTED_FROM
    }


def rates_of(logs: Sequence[TrainingLog], groups: Sequence[Group]) -> GroupRates:
    """Return the rates of each quantity, group and depth."""
    fits = [
        SeedRate(log.group, log.depth, log.seed, name, log.fits[name])
        for name in TAGS
        for log in logs
        if name in log.fits
    ]
    return group_rates(fits, groups)


def fit_notes(logs: Sequence[TrainingLog]) -> tuple[str, ...]:
    """Return what limits the fits to all logs, each limitation once."""
    fits = [fit for log in logs for fit in log.fits.values()]
    short = sum(len(log.scalars) - len(log.fits) for log in logs)
    said = f"nothing is fitted to logs of fewer than {FITTED_FROM} points ({short} of {len(fits) + short})"
    return (*([said] if short else []), *merged([fit.status for fit in fits]))


def places_of(logs: Sequence[Path], folders: Sequence[Path]) -> list[Path]:
    """Return the folders in place of all logs in them, and the other logs."""
    whole = [folder for folder in folders if has_exactly(folder, logs)]
    return [*whole, *(log for log in logs if not any(log.is_relative_to(folder) for folder in whole))]


def has_exactly(folder: Path, logs: Sequence[Path]) -> bool:
    """Return True if the logs in a folder are those of the given ones that lie in it."""
    inside = {log for log in logs if log.is_relative_to(folder)}
    return bool(inside) and set(log_files(folder)) == inside


def fit_commands(sources: Sequence[Path], logs: Sequence[TrainingLog]) -> str:
    """Return the commands that fit the same logs."""
    if not sources:
        return ""
    where = quoted_all(sources)
    tags = [tag for name, tag in TAGS.items() if any(name in log.fits for log in logs)]
    return "\n".join(f"depthlimit curve-fit --event_paths {where} --infer_shift --tag={tag}" for tag in tags)
