"""Logs of a report, with the fits to them."""

from collections.abc import Sequence
from pathlib import Path

from depthlimit.analysis import fit_log
from depthlimit.analysis.notes import merged
from depthlimit.comparison import Comparison, Facts
from depthlimit.errors import DataError
from depthlimit.reports import TrainingLog
from depthlimit.scalars import OMEGA, Scalars, label_logs, read_scalars
from depthlimit.shell import quoted_all

TAGS = {"loss": "train_loss", "Ω": OMEGA}
"""Tags of logs that are drawn, by their names in figures."""


def training_logs(
    logs: Sequence[tuple[Facts, Path]], comparison: Comparison
) -> tuple[list[TrainingLog], list[str], str]:
    """Return the logs with their fits, sentences about unreadable ones, and the commands that fit them."""
    known = {log: facts for facts, log in logs}
    found: dict[Path, dict[str, Scalars]] = {}
    unread: list[str] = []
    for log in known:
        for name, tag in TAGS.items():
            try:
                found.setdefault(log, {})[name] = read_scalars(log, tag)
            except DataError as error:
                if name == "loss":
                    unread.append(error.problem)
                    break
    some = [next(iter(tags.values())) for tags in found.values() if tags]
    labels = {scalars.source: label for label, scalars in label_logs(some).items()} if some else {}
    trainings = [
        TrainingLog(
            labels[log],
            comparison.group_of(known[log]),
            known[log].depth,
            known[log].seed,
            tags,
            {name: fit_log(one, infer_shift=True) for name, one in tags.items()},
        )
        for log, tags in found.items()
        if tags
    ]
    trainings.sort(key=lambda log: (log.depth or 0, log.seed, log.label))
    return trainings, unread, fit_commands([log for log, tags in found.items() if tags], trainings)


def fit_notes(logs: Sequence[TrainingLog]) -> tuple[str, ...]:
    """Return what limits the fits to all logs, each limitation once."""
    return merged([fit.status for log in logs for fit in log.fits.values()])


def fit_commands(sources: Sequence[Path], logs: Sequence[TrainingLog]) -> str:
    """Return the commands that fit the same logs."""
    if not sources:
        return ""
    where = quoted_all(sources)
    tags = [tag for name, tag in TAGS.items() if any(name in log.scalars for log in logs)]
    return "\n".join(f"depthlimit curve-fit --event_paths {where} --infer_shift --tag={tag}" for tag in tags)
