"""The example in the README and its notebook are the same, and run."""

import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "examples" / "quickstart.ipynb"
LONGEST = 25


def readme_example() -> list[str]:
    """Return the lines of the first Python example in the README, without empty ones."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return [line for line in found[1].splitlines() if line]


def notebook() -> nbformat.NotebookNode:
    """Return the notebook."""
    return nbformat.reads(NOTEBOOK.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-any-return, no-untyped-call]


def test_the_notebook_holds_the_lines_of_the_readme_in_order() -> None:
    lines = "\n".join(cell.source for cell in notebook().cells if cell.cell_type == "code").splitlines()
    places = [lines.index(line) for line in readme_example()]
    assert all(before < after for before, after in pairwise(places))


def test_the_example_is_short() -> None:
    assert len(readme_example()) <= LONGEST


def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    content = notebook()
    NotebookClient(content, timeout=600, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [
        output.data
        for cell in content.cells
        for output in cell.get("outputs", [])
        if output.output_type in ("execute_result", "display_data")
    ]
    assert "Experiment(L=64, seed=1, finished" in shown[0]["text/plain"]
    tables = [data["text/html"] for data in shown if "<table>" in data.get("text/html", "")]
    assert any("p=2" in table for table in tables)
    assert any("image/png" in data for data in shown)
    written = ("norms.png", "scaling.png", "report/report.html", "exported_models/seed=1/resnet_64.pth")
    assert all((tmp_path / name).is_file() for name in written)
