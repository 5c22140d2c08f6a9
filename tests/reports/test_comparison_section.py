"""Comparison of groups: cells are ranked among the groups of their depth only."""

from depthlimit.comparison import Group
from depthlimit.reports import Findings
from depthlimit.reports.findings import TrainingResult
from depthlimit.reports.heat_table import HeatTable
from depthlimit.reports.sections.comparison import comparison_section
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
