"""Descriptions of the figures of results."""

import numpy as np

from depthlimit.analysis import RateFits, entry_curves, fit_rate, norm_curves, roughness, variation_table
from depthlimit.figure_spec import FigureSpec, Panel
from depthlimit.figures.training import training_spec
from depthlimit.formulas import to_text
from tests.figures.examples import collection, logs


def only(spec: FigureSpec) -> Panel:
    """Return the only panel."""
    (panel,) = spec.panels
    assert isinstance(panel, Panel)
    return panel


def test_norms_are_drawn_along_the_depth() -> None:
    curves = norm_curves(collection(seeds=2))
    panel = only(curves.figure_spec())
    assert panel.key.groups == ("4", "9")
    for series, curve in zip(panel.series, curves.curves, strict=True):
        np.testing.assert_array_equal(series.x, np.arange(curve.depth) / curve.depth)
        np.testing.assert_array_equal(series.y, curve.mean)
        assert series.has_band
    assert (panel.x.label, to_text(panel.y.label)) == ("$k/L$", "‖L^β Wₖ‖,  β = 0.5")


def test_one_seed_is_drawn_without_a_band_and_said_so() -> None:
    spec = norm_curves(collection()).figure_spec()
    assert not spec.has_intervals
    assert "one seed" in spec.caption


def test_two_seeds_are_drawn_with_their_range() -> None:
    paths = collection(seeds=2)
    spec = norm_curves(paths).figure_spec()
    assert "the mean of two seeds with their range" in spec.caption
    norms = np.stack([path.norms(0.5) for path in paths.at(9)])
    (series,) = [one for one in only(spec).series if one.group == "9"]
    assert series.lower is not None
    assert series.upper is not None
    np.testing.assert_allclose(series.lower, norms.min(axis=0))
    np.testing.assert_allclose(series.upper, norms.max(axis=0))
    table = variation_table(paths, [1.0, 2.0])
    (bars, _) = only(table.figure_spec()).series
    assert bars.lower is not None
    np.testing.assert_allclose(bars.lower, [row.norms[:, 0].min() for row in table.rows])


def test_entries_have_a_panel_each() -> None:
    entries = entry_curves(collection(d=3), [(0, 0), (2, 1), (1, 1), (2, 2)], seed="0")
    spec = entries.figure_spec()
    assert [panel.title for panel in spec.panels] == [f"$(i, j) = ({i}, {j})$" for i, j in entries.positions]
    for place, panel in enumerate(spec.panels):
        assert isinstance(panel, Panel)
        for series, curve in zip(panel.series, entries.curves, strict=True):
            np.testing.assert_array_equal(series.y, curve.values[place])


def test_roughness_is_drawn_beside_shuffled_orders() -> None:
    result = roughness(collection((12,)).at(12)[0], [1.0, 2.0, np.inf], shuffles=9)
    left, right = result.figure_spec().panels
    assert isinstance(left, Panel)
    assert isinstance(right, Panel)
    np.testing.assert_array_equal(left.series[1].y, result.structure)
    np.testing.assert_array_equal(left.series[0].y, result.shuffled_structure.mean(axis=0))
    np.testing.assert_array_equal(right.series[1].x, [1.0, 2.0])  # p = ∞ has no place on the axis
    assert left.x.scale == left.y.scale == right.y.scale == "log"


def test_data_and_fits_overlay() -> None:
    t = np.arange(30.0)
    fits = {name: fit_rate(t, C / (t + 1)) for name, C in (("a", 1.0), ("b", 7e-5))}
    fits["few"] = fit_rate(t[:2], t[:2] + 1)
    panel = only(RateFits("loss", fits).figure_spec())
    for k, fit in enumerate(fits.values()):
        np.testing.assert_array_equal(panel.series[2 * k].y, fit.y)
        np.testing.assert_array_equal(panel.series[2 * k + 1].y, fit.fitted)
    assert to_text(panel.key.label("b")).startswith("b\n7 · 10⁻⁵ (t + 1)⁻¹")
    assert panel.key.label("few") == "few\nno fit"


def test_fits_to_logs_of_one_depth_share_a_colour() -> None:
    t = np.arange(30.0)
    fits = {name: fit_rate(t, C / (t + 1)) for name, C in (("a", 1.0), ("b", 2.0), ("c", 3.0))}
    alike = {"a": "L = 16", "b": "L = 16", "c": "L = 64"}
    panel = only(RateFits("loss", fits, alike=alike).figure_spec())
    assert panel.key.groups == ("L = 16", "L = 64")
    assert [one.group for one in panel.series] == ["L = 16"] * 4 + ["L = 64"] * 2


def test_training_is_coloured_by_depth_or_by_name() -> None:
    known = only(training_spec(logs(["a", "b", "c"], [16, 8, 16]), "train_loss"))
    assert known.key.groups == ("8", "16")
    assert [one.line for one in known.series] == ["solid", "dashed"] * 3
    unknown = only(training_spec(logs(["$a", "b"], [None, 8]), "train_loss"))
    assert unknown.key.groups == ("8", r"\$a")
