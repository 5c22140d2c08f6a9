"""The examples of the documentation run."""

import re
from pathlib import Path
from typing import Any

import pytest
from matplotlib import pyplot as plt

DOCS = Path(__file__).parents[2] / "docs" / "landscape.md"


def test_the_examples_with_your_own_network_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    (whole, parts) = [example for example in examples if "torch.nn" in example]
    names: dict[str, Any] = {}
    exec(whole, names)
    assert names["surface"].losses.shape == (25, 25)
    (axes,) = [example for example in examples if "plt.subplots" in example]
    exec(axes, names)
    assert [bool(one.collections) for one in names["figure"].axes[:2]] == [True, True]
    plt.close(names["figure"])
    exec(parts, {})
    assert (tmp_path / "surface.png").stat().st_size > 5000
