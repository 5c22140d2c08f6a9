"""A first look at the depth limit on real digits: the command ``demo``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments
from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec
from depthlimit.requirements import SEED, require, whole_number
from depthlimit.result import Result
from depthlimit.tables import Table
from depthlimit.workflows.landscape import landscape
from depthlimit.workflows.report import Report, report
from depthlimit.workflows.sweep import Sweep, sweep

if TYPE_CHECKING:
    from depthlimit.workflows.experiment import Experiment

MODEL = {
    "input_size": 64, "dim": 16, "alpha": 0.75, "gamma": 1.0, "init": "ntrunc", "store_grad": True,
    "p_var_every_n_steps": 10,
}  # fmt: skip
LEARNING_RATE = "20*L**(2*alpha-1)"
"""With a learning rate that grows more slowly the weights of a deep network hardly move."""
TITLE = "Weights of residual networks on digits, as the depth grows"
COLUMNS = {
    "L": "L",
    "seed": "seed",
    "loss": "train_loss",
    "accuracy": "train_accuracy",
    "2-variation": "2.000-variation",
    "max norm": "max_norm",
}
"""Columns of the table, and their names in the table of the sweep."""


@dataclass(frozen=True, repr=False)
class Demo(Result):
    """Networks trained on digits at several depths.

    Attributes:
        sweep: the trained networks.
        landscape: losses on a plane through the shallowest network, a .npy file.
        report: the page about all of it.
    """

    sweep: Sweep
    landscape: Path
    report: Report

    def table(self) -> Table:
        """Return loss, accuracy and regularity of the weights before the last step, one row per network."""
        columns = self.sweep.trials.columns
        missing = [None] * len(columns["L"])
        rows = zip(*(columns.get(name, missing) for name in COLUMNS.values()), strict=True)
        return Table(tuple(COLUMNS), tuple(sorted(rows, key=lambda row: row[:2])))

    def figure_spec(self, **options: Any) -> FigureSpec:
        """Describe the norms of the trained weights along the depth."""
        return self.sweep.figure_spec(**options)


def demo(
    *,
    depths: Sequence[int] = (16, 32, 64, 128, 256, 512),
    steps: int = 100,
    seeds: int = 3,
    seed: int = 0,
    out: str | Path = "runs/demo",
    progress: bool = False,
) -> Demo:
    """Train on real digits at several depths, evaluate a loss landscape, and write a report (three minutes).

    Args:
        depths: The depths L.
        steps: Gradient steps of every network.
        seeds: Number of networks at every depth.
        seed: The first seed of everything random.
        out: Folder for the results.
        progress: show a progress bar on a terminal.

    Raises:
        UsageError: an option is out of its range, or a training failed.
        OSError: the folder cannot be written to.
    """
    check_arguments(demo, locals())
    limits = {**dict.fromkeys(("depths", "steps", "seeds"), whole_number(1)), "seed": SEED}
    for depth in list(depths) or [0]:
        require({"depths": depth, "steps": steps, "seeds": seeds, "seed": seed}, limits)
    folder = Path(out)
    base = write_base(folder, steps, seed)
    trained = sweep(
        base, depths=depths, seeds=seeds, set={"model.lr": LEARNING_RATE}, out=folder, progress=progress
    )
    if trained.failure:
        raise UsageError(trained.failure)
    shallowest = trained.runs()[0]
    surface = folder / "landscapes" / f"seed={shallowest.seed}.npy"
    if not surface.exists():
        render(shallowest, surface, progress)
    return Demo(trained, surface, report(folder, title=TITLE, progress=progress))


def render(run: "Experiment", surface: Path, progress: bool) -> None:
    """Write the losses on a plane through the trained weights of a run."""
    landscape(run, out=str(surface), steps=25, num_samples=300, sharpness=True, progress=progress)


def write_base(out: Path, steps: int, seed: int) -> Path:
    """Write the base configuration of the sweep, for ``depthlimit sweep --config``, and return the file."""
    import yaml

    from depthlimit.atomic import atomic_write

    config = {
        "seed_everything": seed,
        "model": {"class_path": "ClassificationModel", "init_args": MODEL},
        "data": {"class_path": "DigitsDataModule"},
        "trainer": {"max_epochs": steps},
    }
    file = out / "base.yaml"
    with atomic_write(file) as part:
        part.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return file
