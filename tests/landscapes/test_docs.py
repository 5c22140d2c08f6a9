"""The example of the documentation runs."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "landscape.md"


def test_the_example_of_a_network_of_your_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    exec(example, {})
    assert (tmp_path / "surface.png").stat().st_size > 5000
