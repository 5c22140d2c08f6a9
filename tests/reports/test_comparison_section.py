"""Comparison of groups: cells are ranked among the groups of their depth only."""

import math

import pytest

from depthlimit.analysis.group_outcomes import GroupOutcome
from depthlimit.analysis.scaling import Estimate
from depthlimit.comparison import Group
from depthlimit.reports import Findings
from depthlimit.reports.findings import TrainingResult
from depthlimit.reports.heat_table import HeatTable
from depthlimit.reports.sections.comparison import comparison_section, heat_cell
from depthlimit.reports.sections.quality import best_label, compared_outcomes

FBM, SMOOTH = (Group((("init", init),)) for init in ("fbm", "smooth"))


def heat_table(*trained: tuple[Group, int, float]) -> HeatTable:
    results = tuple(
        TrainingResult(group, depth, "0", "finished", {"loss": loss}) for group, depth, loss in trained
    )
    section = comparison_section(Findings(folder="", groups=(FBM, SMOOTH), results=results))
    assert section is not None
    return next(block for block in section.blocks if isinstance(block, HeatTable))


def test_groups_without_a_common_depth_have_no_best_cell_and_no_colours() -> None:
    found = heat_table((FBM, 8, 2.0), (SMOOTH, 64, 1.0))
    assert found.best is None
    assert [found.colours(cell) for row in found.cells for cell in row] == [None] * 4
    assert "stronger" not in found.caption
    results = [
        TrainingResult(group, L, "0", "finished", {"loss": 1.0}) for group, L in ((FBM, 8), (SMOOTH, 64))
    ]
    assert best_label(compared_outcomes(results)[0]) == ""


def test_only_depths_that_several_groups_have_are_compared() -> None:
    found = heat_table((FBM, 8, 2.0), (SMOOTH, 8, 3.0), (SMOOTH, 64, 1.0))
    assert found.best is not None
    assert found.best.value == 2.0
    assert [[cell.ranked for cell in row] for row in found.cells] == [[True, True], [True, False]]


@pytest.mark.parametrize(
    ("diverged", "unfinished", "said"), [(0, 0, "not logged"), (1, 0, "diverged"), (0, 2, "unfinished")]
)
def test_a_cell_without_a_value_says_why(diverged: int, unfinished: int, said: str) -> None:
    nothing = Estimate(math.nan, math.nan, math.nan, 0)
    one = GroupOutcome(Group(), {}, nothing, diverged, unfinished)
    assert heat_cell(one, "compared").text == said
