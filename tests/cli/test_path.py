"""``path``: the roughness within one path, as it is typed."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from depthlimit.analysis import roughness
from depthlimit.cli import main
from depthlimit.paths import WeightPath, save_path
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
    record = numbers("path")["roughness"]
    assert record["slope"]["value"] == pytest.approx(roughness(truth, shuffles=2).slope.value)
    two = record["variations"][record["exponents"].index(2)]
    assert two["value"] == pytest.approx(truth.variation(2.0, beta=0.0).norm)
    assert two["p_value"] == pytest.approx(1 / 51)


def test_our_exports_need_no_pattern(folder: Path, capsys: Capture) -> None:
    assert main(["path", str(folder / "seed_0" / "resnet_16.pth"), "--shuffles=5", "--format=markdown"]) == 0
    printed = capsys.readouterr()
    assert "16 layers of 4 × 4 matrices, β = 0.25" in printed.err
    assert printed.out.startswith("|  | layers in order |")


def test_a_file_is_read_without_lightning(folder: Path) -> None:
    file = next(folder.rglob("resnet_*.pth"))
    code = "import sys, depthlimit; depthlimit.path_roughness(sys.argv[1], shuffles=2); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], check=True, capture_output=True, text=True, timeout=120
    )
    assert "lightning" not in done.stdout.split()


def test_layers_of_other_numbers_are_named(tmp_path: Path, capsys: Capture) -> None:
    rng = torch.Generator().manual_seed(0)
    torch.save({f"{3 * k}.w": torch.randn(2, 2, generator=rng) for k in range(5)}, tmp_path / "m.pth")
    arguments = ["path", str(tmp_path / "m.pth"), "--shuffles=3", "--out", str(tmp_path)]
    assert main([*arguments, "--pattern={k}.w"]) == 0
    assert "5 layers (numbers 0, 3, 6, 9, 12) of 2 × 2 matrices" in capsys.readouterr().out
    for numbers_of_layers in ([], [7]):  # of a record that does not fit
        save_path(WeightPath(np.ones((5, 1, 1)), 0.5, {"layers": numbers_of_layers}), tmp_path / "p.pth")
        assert main(["path", str(tmp_path / "p.pth"), "--shuffles=3", "--out", str(tmp_path)]) == 0
        assert "5 layers of 1 × 1 matrices" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("absent.pth", "there is no file"),
        (".", "is a folder, expected a file"),
        ("/dev/zero", "a device or a pipe"),
        ("array.npy --pattern a.{k}", "holds an array, expected named tensors: leave out the pattern"),
        ("array.npy --beta=1e308", "beta is 1e+308, but it must be between -10 and 10"),
        ("named.pth", "write --pattern='a.{k}'"),
        ("named.pth --pattern b.{k}", "matches none of 2 names"),
        ("sparse.pth --pattern a.{k}", "a.0 is a sparse tensor: save W.to_dense()"),
        ("layers.pth", "records layers ['x'], expected a list of whole numbers"),
    ],
)
def test_bad_input(
    arguments: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("array.npy", np.random.default_rng(0).normal(size=(5, 2, 2)))
    torch.save({f"a.{k}": torch.ones(2, 2) for k in range(2)}, "named.pth")
    torch.save({f"a.{k}": torch.eye(2).to_sparse() for k in range(2)}, "sparse.pth")
    save_path(WeightPath(np.ones((5, 1, 1)), 0.5, {"layers": ["x"]}), Path("layers.pth"))
    assert main(["path", *arguments.split()]) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1
    assert not Path("plots").exists()
