"""The values of a figure as columns."""

import numpy as np

from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, Panel
from depthlimit.figures.data import drawn_values
from tests.figures.examples import examples


def test_all_columns_have_equal_lengths() -> None:
    for spec in examples().values():
        assert len({len(column) for column in drawn_values(spec).values()}) == 1


def test_every_value_is_there() -> None:
    spec = examples()["4 groups"]
    columns = drawn_values(spec)
    drawn = [one for panel in spec.panels if isinstance(panel, Panel) for one in panel.series]
    np.testing.assert_array_equal(columns["‖L^β Wₖ‖"], np.concatenate([one.y for one in drawn]))
    np.testing.assert_array_equal(columns["lower"], np.concatenate([one.lower for one in drawn]))
    assert sorted(set(columns["panel"])) == ["α = 0", "α = 0.25", "α = 0.5", "α = 0.75"]


def test_panels_with_different_axes_have_their_own_columns() -> None:
    columns = drawn_values(examples()["scaling"])
    growth = np.array([value is not None for value in columns["1/p"]])
    assert 0 < growth.sum() < len(growth)
    assert all((value is None) == there for value, there in zip(columns["L"], growth, strict=True))
    assert {"slope", "value", "statistic", "group"} <= columns.keys()


def test_names_of_axes_that_are_equal_are_letters() -> None:
    line = DataSeries("a", np.zeros(2), np.ones(2))
    columns = drawn_values(
        FigureSpec("", "", (Panel(Axis("step"), Axis("step"), (line,), Key("step", ("a",))),))
    )
    assert {name: column.tolist() for name, column in columns.items()} == {
        "step": ["a", "a"], "x": [0, 0], "y": [1, 1],
    }  # fmt: skip
