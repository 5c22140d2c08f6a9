"""Figures are compared by their data."""

from pathlib import Path

import numpy as np

from depthlimit.paths import WeightPath
from depthlimit.plot import norms_figure, save_figure


def test_norms_are_drawn_along_the_depth(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    paths = [WeightPath(rng.normal(size=(L, 2, 2)), alpha=0.5) for L in (9, 4)]
    figure = norms_figure(paths, title="two depths")
    (axes,) = figure.axes
    for line, path in zip(axes.lines, reversed(paths), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), np.arange(path.depth) / path.depth)
        np.testing.assert_array_equal(line.get_ydata(), path.norms())
        assert line.get_label() == str(path.depth)
    assert (axes.get_xlabel(), axes.get_title()) == ("$k/L$", "two depths")
    for _ in range(2):
        files = save_figure(figure, tmp_path / "norms.png")
    assert [file.name for file in files] == ["norms.png", "norms.pdf"]
    assert files[1].read_bytes().startswith(b"%PDF")
    assert len(list((tmp_path / "previous").iterdir())) == 2
