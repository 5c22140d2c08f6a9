"""``path``: the roughness within one path, as it is typed."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from depthlimit.analysis import roughness
from depthlimit.cli import main
from depthlimit.paths import WeightPath
from tests.cli.weights import layers
from tests.cli.written import numbers

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("extension", ["safetensors", "pth", "ckpt"])
def test_one_path_of_any_network(
    extension: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    file = f"model.{extension}"
    if extension == "safetensors":
        save_file(layers(rough=False), file)
    else:
        torch.save(layers(rough=False), file)
    assert main(["path", file, "--pattern", "model.layers.{k}.mlp.weight", "--shuffles=50"]) == 0
    printed = capsys.readouterr().out
    assert "20 layers of 3 × 5 matrices, β = 0" in printed
    truth = WeightPath(np.stack([W.numpy() for W in layers(rough=False).values()]), 0.5)
    record = numbers("path")
    assert record["slope"] == pytest.approx(roughness(truth, shuffles=2).slope)
    two = next(one for one in record["comparisons"] if one["name"] == "2-variation")
    assert two["value"] == pytest.approx(truth.variation(2.0, beta=0.0).norm)
    assert two["p_value"] == pytest.approx(1 / 51)


def test_our_exports_need_no_pattern(folder: Path, capsys: Capture) -> None:
    assert main(["path", str(folder / "seed_0" / "resnet_16.pth"), "--shuffles=5", "--format=markdown"]) == 0
    printed = capsys.readouterr()
    assert "16 layers of 4 × 4 matrices, β = 0.25" in printed.err
    assert printed.out.startswith("|  | layers in order |")
