"""Runs beside the convergence theorem: its assumptions, and the decay of the loss."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from depthlimit.analysis.scaling.assumptions import Assumption, AssumptionName, assumptions_table
from depthlimit.analysis.scaling.loss_decay import LossDecay
from depthlimit.result import Result
from depthlimit.tables import Cell, Table

DECAY = (
    "L", "seed", "first loss", "last loss", "r", "r N", "R² of r", "ρ", "R² of ρ",
    "largest L^β ‖Wₖ‖", "largest 2-variation",
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class RunSummary(Result):
    """A finished run beside the convergence theorem.

    Attributes:
        depth: L.
        seed: its seed.
        samples: N, in the training set.
        assumptions: of the theorem, by name.
        decay: of the loss.
        largest_norm: the largest L^β ‖W_k‖ over layers and steps.
        largest_variation: the largest 2-variation norm of L^β W over the steps; NaN where it was not logged.
    """

    depth: int
    seed: str
    samples: int
    assumptions: Mapping[AssumptionName, Assumption]
    decay: LossDecay
    largest_norm: float
    largest_variation: float

    def table(self) -> Table:
        """Return a row for every assumption."""
        return assumptions_table(self.assumptions, f"L = {self.depth}, seed {self.seed}")


@dataclass(frozen=True, repr=False)
class RunSummaries(Result):
    """Finished runs by depth and seed."""

    runs: tuple[RunSummary, ...]

    def table(self) -> Table:
        """Return a row for every run, and one for the suprema over all of them."""
        rows: list[tuple[Cell, ...]] = [
            (
                run.depth, run.seed, run.decay.first, run.decay.last, run.decay.rate,
                run.decay.rate * run.samples, run.decay.exponential, run.decay.exponent, run.decay.power,
                run.largest_norm, run.largest_variation,
            )
            for run in self.runs
        ]  # fmt: skip
        columns = [run.largest_norm for run in self.runs], [run.largest_variation for run in self.runs]
        suprema = [float(np.fmax.reduce(column, initial=np.nan)) for column in columns]
        return Table(DECAY, (*rows, ("sup", "all", *[None] * 7, *suprema)))

    def tables(self) -> dict[str, Table]:
        """Return the assumptions of the deepest run and the decay of the losses; nothing without runs."""
        return {"assumptions": self.runs[-1].table(), "decay": self.table()} if self.runs else {}


@dataclass(frozen=True, repr=False)
class DenoisedLoss(Result):
    """Mean loss over the training set of the weights of a path, and of their trend alone."""

    depth: int
    seed: str
    loss: float
    denoised: float


@dataclass(frozen=True, repr=False)
class DenoisedLosses(Result):
    """Losses of all paths, and of their trends."""

    losses: tuple[DenoisedLoss, ...]

    def table(self) -> Table:
        """Return a row for every path."""
        rows = tuple((one.depth, one.seed, one.loss, one.denoised) for one in self.losses)
        return Table(("L", "seed", "loss", "loss of the trend"), rows)
