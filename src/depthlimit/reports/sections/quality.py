"""Qualities of trainings that a page compares."""

from collections.abc import Sequence

from depthlimit.analysis.group_outcomes import Better
from depthlimit.analysis.outcomes import Outcomes, outcomes
from depthlimit.reports.findings import TrainingResult

QUALITIES: dict[str, Better] = {"loss": "low", "accuracy": "high", "Ω": "low"}
"""Values of results by which trainings are compared, and which are better."""


def compared_outcomes(results: Sequence[TrainingResult], *, different: bool = False) -> list[Outcomes]:
    """Return the outcomes of every quality that was measured.

    Args:
        results: of all trainings.
        different: leave out those for which the same group is the best as for an earlier one.
    """
    found = [outcomes(results, name, better) for name, better in QUALITIES.items()]
    known = [one for one in found if one.known]
    if not known and results:
        return found[:1]  # every training diverged or failed
    if not different:
        return known
    first: dict[str, Outcomes] = {}
    for one in known:
        first.setdefault(best_label(one), one)
    return list(first.values())


def best_label(found: Outcomes) -> str:
    """Return the label of the best group at the largest depth that several have, "" if none is compared."""
    several = [at for at in found.depths if len(at.groups) > 1 or len(found.groups) == 1]
    best = several[-1].best if several else None
    return "" if best is None else best.group.label
