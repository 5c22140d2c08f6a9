"""Runs in a folder, and their summaries beside the convergence theorem."""

import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from depthlimit.arguments import check_arguments
from depthlimit.discovery import run_folders
from depthlimit.errors import DataError, UsageError, first_line
from depthlimit.statuses import Status
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.rebuilds import Rebuilds

if TYPE_CHECKING:
    from depthlimit.analysis.scaling import RunSummaries, RunSummary
    from depthlimit.scalars import Scalars
    from depthlimit.training import ResidualModel


def load_runs(folder: str | Path) -> list[Experiment]:
    """Return the runs in a folder and its sub-folders, by depth and seed, finished or not.

    Of a trial of a sweep it is the last attempt. A damaged record is skipped with a warning.

    Raises:
        DataError: there is no such folder, or no run in it.
    """
    check_arguments(load_runs, locals())
    if not Path(folder).is_dir():
        raise DataError(f"there is no folder {folder}: give one with run folders of `depthlimit fit`")
    runs = []
    for place in run_folders(Path(folder)):
        try:
            runs.append(Experiment.of_folder(place))
        except UsageError as error:
            warnings.warn(f"the run {place} is skipped: {error.problem}", stacklevel=2)
    if not runs:
        raise DataError(f"{folder} holds no run: give a folder with run folders of `depthlimit fit`")
    return sorted(runs, key=lambda run: (run.depth or 0, run.seed or 0))


ENDS: dict[Status, str] = {
    "diverged": "run it again with a smaller learning rate",
    "interrupted": "continue it from its checkpoint",
    "running": "wait for its end",
}
"""Advice about runs that did not finish, by their status."""
NEEDED, LARGEST = ("train_loss", "lr"), ("max_norm", "2.000-variation")
"""Tags of logs that a summary needs, and those of which it has the largest value if they were logged."""


def run_summaries(
    folders: Iterable[Path], rebuilds: Rebuilds | None = None
) -> "tuple[RunSummaries, list[str]]":
    """Return summaries of the finished runs in folders, and a sentence about each of the others."""
    from numpy.linalg import LinAlgError

    from depthlimit.analysis.scaling import RunSummaries

    kept = rebuilds or Rebuilds()
    summaries, others = [], []
    for place in dict.fromkeys(run for folder in folders for run in run_folders(folder)):
        try:
            run = Experiment.of_folder(place)
            if run.status == "finished":
                summaries.append(summary_of(kept.of(run)))
            else:
                advice = ENDS.get(run.status, "see its run.log")
                status = "not known to have ended" if run.status == "unknown" else run.status
                others.append(f"the run {place} (L = {run.depth or '?'}) is {status}: {advice}")
        except (UsageError, MemoryError, LinAlgError) as error:
            others.append(f"the run {place} is skipped: {first_line(error)}")
    in_order = sorted(summaries, key=lambda summary: (summary.depth, summary.seed))
    return RunSummaries(tuple(in_order)), others


def summary_of(run: Experiment) -> "RunSummary":
    """Return the summary of a finished run; its network and data are rebuilt, and its log is read.

    Raises:
        UsageError: its record or log is missing or damaged, or does not describe a run of depthlimit.
    """
    import torch

    from depthlimit.analysis.scaling import RunSummary
    from depthlimit.analysis.scaling.assumptions import assumptions
    from depthlimit.analysis.scaling.loss_decay import loss_decay
    from depthlimit.training import ResidualModel

    logs, errors = run.logs((*NEEDED, *LARGEST))
    for tag in NEEDED:
        if tag in errors:
            raise errors[tag]
    losses, rates = (logs[tag].values for tag in NEEDED)
    steps = min(len(losses), len(rates))
    model, data = run.model(), run.data()
    if not isinstance(model, ResidualModel):
        raise UsageError(f"{run.name} trained a {type(model).__name__}, whose weights are not one path")
    model.check_data(data)
    x, _ = data.training_set
    with torch.no_grad():
        inputs = model.network.read_in(x).double().numpy()
    options = model.hparams
    found = assumptions(
        model.weight_path(), options["activation"], criterion_of(model), inputs, float(losses[0])
    )
    return RunSummary(
        depth=int(options["L"]),
        seed=str(options["seed"]),
        samples=len(x),
        assumptions=found,
        decay=loss_decay(losses[:steps], rates[:steps]),
        largest_norm=largest(logs, LARGEST[0]),
        largest_variation=largest(logs, LARGEST[1]),
    )


def criterion_of(model: "ResidualModel") -> str:
    """Return the name of the loss of a sample."""
    from depthlimit.analysis.scaling.assumptions import SQUARED
    from depthlimit.training import ClassificationModel, RegressionModel

    if isinstance(model, RegressionModel):
        p = model.hparams.get("p_loss", 2.0)
        return SQUARED if p == 2.0 else f"|y − ŷ|^{p:g}"
    return "cross-entropy" if isinstance(model, ClassificationModel) else f"that of {type(model).__name__}"


def largest(logs: Mapping[str, "Scalars"], tag: str) -> float:
    """Return the largest logged value, NaN where there is none."""
    import numpy as np

    return float(np.nanmax(logs[tag].values)) if tag in logs else float("nan")
