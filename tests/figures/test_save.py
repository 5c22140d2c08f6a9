"""Figures are written to files, shown in windows and in notebooks."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.layout_engine import ConstrainedLayoutEngine

from depthlimit.analysis import norm_curves
from depthlimit.errors import UsageError
from depthlimit.figures import save_figure, show_figure
from depthlimit.figures.matplotlib_backend import paper_style
from tests.figures.examples import collection


def test_earlier_files_are_kept(tmp_path: Path) -> None:
    figure = norm_curves(collection()).figure()
    for _ in range(2):
        files = save_figure(figure, tmp_path / "norms.png")
    assert [file.name for file in files] == ["norms.png", "norms.pdf"]
    assert files[1].read_bytes().startswith(b"%PDF")
    assert len(list((tmp_path / "previous").iterdir())) == 2


def test_a_figure_is_laid_out_once_and_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []
    execute = ConstrainedLayoutEngine.execute

    def counting(engine: ConstrainedLayoutEngine, figure: Figure) -> None:
        counted.append(figure)
        execute(engine, figure)

    curves = norm_curves(collection())
    with paper_style():
        curves.figure().savefig(tmp_path / "expected.png")
    monkeypatch.setattr(ConstrainedLayoutEngine, "execute", counting)
    figure = curves.figure()
    files = save_figure(figure, tmp_path / "norms.png")
    assert len(counted) == 1
    np.testing.assert_array_equal(imread(files[0]), imread(tmp_path / "expected.png"))
    assert isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine)


def test_a_window_needs_a_display() -> None:
    with mpl.rc_context({"backend": "agg"}), pytest.raises(UsageError, match="leave out --show"):
        show_figure(Figure())


def test_a_window_is_opened_where_there_is_a_display() -> None:
    figure = Figure()
    with mpl.rc_context({"backend": "template"}):  # matplotlib's stand-in for a backend with windows
        show_figure(figure)
    assert isinstance(figure.canvas, FigureCanvasBase)


def test_a_backend_without_windows() -> None:
    with pytest.raises(UsageError, match=r"no window can be opened \(.*nonsense.*leave out --show"):
        show_figure(Figure(), "nonsense")
