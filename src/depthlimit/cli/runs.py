"""The runs in a folder: what the convergence theorem asks of them, and how their loss fell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.linalg import LinAlgError

from depthlimit.analysis.scaling.assumptions import Assumption, LossDecay, assumptions, loss_decay
from depthlimit.cli.networks import data_of, model_of
from depthlimit.errors import DataError, UsageError, first_line
from depthlimit.paths.manifest import Recorded, read_manifest
from depthlimit.result import Result
from depthlimit.scalars import METRICS, read_scalars
from depthlimit.training import RegressionModel
from depthlimit.training.record import MANIFEST
from depthlimit.visible import results_in

FINISHED = "finished"
ENDS = {
    "diverged": "run it again with a smaller --model.lr",
    "interrupted": "go on with fit --ckpt_path",
    "running": "wait for its end",
}


@dataclass(frozen=True, repr=False)
class Run(Result):
    """One run.

    Attributes:
        depth: L.
        seed: its seed.
        samples: N, in the training set.
        assumptions: what the theorem asks, beside what the run has.
        decay: how the loss fell.
        largest_norm: the largest L^β ‖W_k‖ over layers and steps.
        largest_variation: the largest 2-variation of L^β W over the steps; NaN where it was not logged.
    """

    depth: int
    seed: str
    samples: int
    assumptions: tuple[Assumption, ...]
    decay: LossDecay
    largest_norm: float
    largest_variation: float


def runs_in(folders: Iterable[Path]) -> tuple[list[Run], list[str]]:
    """The finished runs under the folders, by depth and seed; a sentence about each that did not finish."""
    runs, ended = [], []
    for folder in folders:
        for file in results_in(folder):
            if file.name != MANIFEST:
                continue
            try:
                record = read_manifest(file)
                recorded = Recorded.of(record, file)
                if recorded.status == FINISHED:
                    runs.append(read_run(file.parent, record))
                else:
                    advice = ENDS.get(recorded.status, "see its run.log")
                    status = recorded.status or "not known to have ended"
                    ended.append(f"the run {file.parent} (L = {recorded.depth or '?'}) is {status}: {advice}")
            except (UsageError, MemoryError, LinAlgError) as error:
                ended.append(f"the run {file.parent} is passed over: {first_line(error)}")
    return sorted(runs, key=lambda run: (run.depth, run.seed)), ended


@torch.no_grad()
def read_run(folder: Path, record: Mapping[str, Any]) -> Run:
    """Read the log of a run, and make its network and data again."""
    log = folder / METRICS
    if not log.is_file():
        raise DataError(f"it has no {METRICS}")
    losses, rates = (read_scalars(log, tag).values for tag in ("train_loss", "lr"))
    steps = min(len(losses), len(rates))
    model, data = model_of(record), data_of(record)
    model.check_data(data)
    x, _ = data.training_set
    inputs = (x.flatten(1) @ model.network.readin.T).double().numpy()
    options = model.hparams
    squared = isinstance(model, RegressionModel) and options.get("p_loss", 2.0) == 2.0
    found = assumptions(
        model.weight_path(), options["activation"], squared, inputs, float(losses[0]), float(rates.sum())
    )
    return Run(
        depth=int(options["L"]),
        seed=str(options["seed"]),
        samples=len(x),
        assumptions=found,
        decay=loss_decay(losses[:steps], rates[:steps]),
        largest_norm=largest(log, "max_norm"),
        largest_variation=largest(log, "2.000-variation"),
    )


def largest(log: Path, tag: str) -> float:
    """The largest logged value, NaN where there is none."""
    try:
        return float(np.nanmax(read_scalars(log, tag).values))
    except DataError:
        return np.nan
