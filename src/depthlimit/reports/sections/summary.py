"""First table of the page: what the options do to the results and to the weights."""

from collections.abc import Sequence

import numpy as np

from depthlimit.analysis.outcomes import Outcomes
from depthlimit.comparison import stacked
from depthlimit.figures.labels import tag_label
from depthlimit.reports.blocks import Section
from depthlimit.reports.findings import Findings, SeriesFindings
from depthlimit.reports.sections.quality import compared_outcomes
from depthlimit.reports.sections.stacking import condensed
from depthlimit.tables import Cell, Table

MOST_GROUPS = 4
"""Largest number of groups with a summary."""
RESULTS = {"loss": tag_label("train_loss"), "accuracy": tag_label("train_accuracy"), "Ω": "Ω"}
"""Columns of results."""
EXPONENTS = (1.0, 2.0)
"""Exponents p of the p-variations of the summary."""


def has_summary(findings: Findings) -> bool:
    """Return True if the page has a summary: of several groups, and not too many."""
    return 2 <= len(findings.series) <= MOST_GROUPS


def summary_section(findings: Findings) -> Section | None:
    """Return the section: a row for each of a few groups; None for one group, or without weights."""
    if not has_summary(findings):
        return None
    series = findings.series
    results = [one for one in compared_outcomes(findings.results) if one.groups and one.quantity in RESULTS]
    tables = [(one.group, row_of(one, results)) for one in series]
    relative = [RESULTS[one.quantity] for one in results if one.relative]
    geometric = f" (geometric of the {', '.join(relative)})" if relative else ""
    several = any(one.norms.curves[-1].seeds > 1 for one in series)
    caption = (
        f"The largest depth of each group{f', means over seeds{geometric}' if several else ''}: values of "
        "the training before the last step; after it, the mean of L^β ‖W_k‖ over the layers and the "
        "p-variations of L^β W, for β = 1 − α."
    )
    return Section("summary", "Summary", (condensed("summary", caption, stacked(tables), "Summary"),))


def row_of(one: SeriesFindings, results: Sequence[Outcomes]) -> Table:
    """Return the row of a group."""
    curve, variation = one.norms.curves[-1], one.variation.rows[-1]
    found = [result.of(one.group, curve.depth) for result in results]
    cells: list[Cell] = [None if own is None else own.mean.value for own in found]
    kept = [k for k, p in enumerate(one.variation.exponents) if p in EXPONENTS]
    names = ("L", *(RESULTS[result.quantity] for result in results), "mean L^β ‖W_k‖")
    return Table(
        (*names, *(f"{one.variation.exponents[k]:g}-variation" for k in kept)),
        ((curve.depth, *cells, float(np.mean(curve.mean)), *(float(variation.mean[k]) for k in kept)),),
    )
