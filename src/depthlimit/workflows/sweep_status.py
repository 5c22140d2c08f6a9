"""Progress of a sweep, read from its folder: ``sweep --status``."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from depthlimit.arguments import check_arguments
from depthlimit.result import Result
from depthlimit.tables import Table

if TYPE_CHECKING:
    from depthlimit.statuses import Status


@dataclass(frozen=True, repr=False)
class TrialStatus(Result):
    """Status of one planned trial.

    Attributes:
        trial: name of its folder.
        depth: L.
        seed: its seed.
        series: the values of the grid, "" without one.
        status: finished, diverged, failed, running or waiting.
        share: the share of the training that the newest checkpoint contains, from 0 to 1.
        reason: why it failed or diverged.
    """

    trial: str
    depth: int
    seed: int
    series: str
    status: "Status"
    share: float
    reason: str


@dataclass(frozen=True, repr=False)
class PlanStatus(Result):
    """Status of the trials of one plan."""

    trials: tuple[TrialStatus, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of trials by status."""
        return dict(sorted(Counter(one.status for one in self.trials).items()))

    @property
    def share(self) -> float:
        """The share of the layers of all trials that is trained, from 0 to 1."""
        return sum(one.depth * one.share for one in self.trials) / sum(one.depth for one in self.trials)


@dataclass(frozen=True, repr=False)
class SweepStatus(Result):
    """Status of a sweep.

    Attributes:
        folder: its folder.
        plans: every plan that it was run with, oldest first; a trial may be in several.
    """

    folder: Path
    plans: tuple[PlanStatus, ...]

    def table(self) -> Table:
        """Return one row per trial."""
        trials = dict.fromkeys(one for plan in self.plans for one in plan.trials)
        names = ("L", "seed", "series", "status", "share", "reason", "trial")
        rows = (
            (one.depth, one.seed, one.series, one.status, one.share, one.reason, one.trial) for one in trials
        )
        return Table(names, tuple(rows))


def sweep_status(folder: str | Path) -> SweepStatus:
    """Return how far a sweep has come, what runs, and what failed and why.

    Raises:
        UsageError: the folder is not that of a sweep.
        DataError: a plan is damaged.
    """
    check_arguments(sweep_status, locals())
    from depthlimit.sweeps.planned import read_plans, standing

    out = Path(folder)
    plans = []
    for plan in read_plans(out):
        found = [standing(out, planned) for planned in plan]
        plans.append(
            PlanStatus(
                tuple(
                    TrialStatus(
                        one.planned.trial,
                        one.planned.depth,
                        one.planned.seed,
                        one.planned.label,
                        one.status,
                        one.share,
                        one.reason,
                    )
                    for one in found
                )
            )
        )
    return SweepStatus(out, tuple(plans))
