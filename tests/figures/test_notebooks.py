"""A figure is shown as the last line of a cell, with and without nbformat."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "nbformat":
            raise ModuleNotFoundError("No module named 'nbformat'")
sys.meta_path.insert(0, Missing())
"""
CURVES = """
import numpy as np
from depthlimit.analysis import norm_curves
from depthlimit.paths import Member, PathCollection, WeightPath
paths = [WeightPath(np.ones((L, 2, 2)), 0.5) for L in (4, 8)]
curves = norm_curves(PathCollection.of(Member(path, "0") for path in paths))
"""
CELLS = (
    "curves.figure()",
    'curves.figure("plotly")',
    "import matplotlib.pyplot as plt\nfigure, ax = plt.subplots()\ncurves.figure(ax=ax)",
)


@pytest.mark.parametrize("first", ["", WITHOUT])
def test_a_notebook_shows_figures(first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    cells = [nbformat.v4.new_code_cell(source) for source in (first + CURVES, *CELLS)]  # type: ignore[no-untyped-call]
    content = nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    NotebookClient(content, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    kinds = [[output.output_type for output in cell.outputs] for cell in content.cells[1:]]
    assert not any(kind in ("error", "stream") for cell in kinds for kind in cell)
    drawn, interactive, passed = (cell.outputs[0].data for cell in content.cells[1:])
    assert "image/png" in drawn
    assert "image/png" in passed
    assert {"application/vnd.plotly.v1+json", "text/html"} <= interactive.keys()
