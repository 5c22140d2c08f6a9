"""The section on landscapes says what is known, and nothing else."""

from dataclasses import replace

from depthlimit.figure_spec import MapPanel
from depthlimit.landscapes import Grid, Surface, render
from depthlimit.reports import Findings, NamedSurface
from depthlimit.reports.blocks import Section
from depthlimit.reports.sections.landscapes import landscapes_section

SHARPNESS = {"along_first": 2.0, "along_second": None, "in_plane": 2.5, "top_eigenvalue": None}


def bowl(**description: object) -> Surface:
    found = render(lambda points: 1 + (points**2).sum(axis=1), Grid(5))
    return replace(found, description=description)


def section(*surfaces: Surface) -> Section:
    named = tuple(NamedSurface(f"surface {k}", one) for k, one in enumerate(surfaces))
    found = landscapes_section(
        Findings("runs", landscapes=named, commands={"landscapes": "depthlimit ll-vis"})
    )
    assert found is not None
    return found


def test_columns_without_a_number_are_left_out() -> None:
    plain = section(bowl(), bowl())
    assert plain.title == "Loss landscapes"
    (table,) = plain.tables
    assert table.table.names == ("landscape", "at the centre", "smallest", "largest")
    assert "derivatives" not in table.caption
    known = section(bowl(), bowl(sharpness=SHARPNESS))
    (table,) = known.tables
    assert table.table.names[4:] == ("along D₁", "in the plane")
    assert [row[4:] for row in table.table.rows] == [(None, None), (2.0, 2.5)]
    assert known.title == "Loss landscapes and sharpness"


def test_many_surfaces_are_drawn_as_contours() -> None:
    for number, views in ((6, {"surface", "contour"}), (7, {"contour"})):
        (figure,) = section(*[bowl()] * number).figures
        assert {panel.view for panel in figure.spec.panels if isinstance(panel, MapPanel)} == views


def test_cuts_and_surfaces_have_a_figure_each() -> None:
    cut = render(lambda points: points[:, 0] ** 2, Grid(5, steps_y=1))
    assert [figure.name for figure in section(cut, bowl()).figures] == ["surfaces", "cuts"]


def test_without_landscapes_there_is_no_section() -> None:
    assert landscapes_section(Findings("runs")) is None
