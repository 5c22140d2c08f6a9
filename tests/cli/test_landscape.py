"""``ll-render`` and ``ll-vis``, as they are typed, on a small network trained on digits."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.atomic import claimed
from depthlimit.cli import main
from depthlimit.data import DigitsDataModule
from depthlimit.landscapes import ModuleLoss, random_plane, trained_parameters
from depthlimit.landscapes.stack import StackLoss
from depthlimit.training import ClassificationModel
from depthlimit.workflows.rendering.losses import unit_axes
from tests.cli.rendering import Run


def trained(run: Run) -> tuple[ClassificationModel, torch.Tensor, torch.Tensor]:
    """The network with the weights of the checkpoint, and what it was trained on."""
    model = ClassificationModel(
        input_size=64, classes=10, L=5, dim=3, init="ntrunc", gamma=1.0, engine="eager"
    )
    model.load_state_dict(torch.load(run.checkpoint, weights_only=True)["state_dict"])
    return model, *DigitsDataModule().training_set


def test_the_surface_and_its_description(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.render(tmp_path / "surface", "--steps=4 --num_samples=all --device=gpu --sharpness") == 0
    losses = np.load(tmp_path / "surface.npy")
    assert losses.shape == (4, 4)
    described = json.loads((tmp_path / "surface.json").read_text())
    model, x, y = trained(run)
    with torch.no_grad():
        centre = model.loss(model(x), y).mean().item()
    assert described["centre_loss"] == pytest.approx(centre, rel=1e-6)
    assert described["axes"]["x"] == [-1, pytest.approx(-1 / 3), pytest.approx(1 / 3), 1]
    assert (described["radius"], described["seed"], described["normalization"]) == (1, 0, "filter")
    assert (described["data"]["name"], described["samples"]) == ("DigitsDataModule", len(x))
    assert described["model"]["L"] == 5
    assert set(described["sharpness"]) == {"along_first", "along_second", "in_plane", "top_eigenvalue"}
    assert described["sharpness"]["top_eigenvalue"] >= described["sharpness"]["in_plane"] * 0.999
    assert {"commit", "versions", "created"} <= set(described)
    assert not (tmp_path / "surface.partial").exists()
    printed = capsys.readouterr()
    assert "trajectory:          3 points" in printed.out
    if not torch.cuda.is_available() and not torch.backends.mps.is_available():
        assert "the device gpu is not available: using the CPU" in printed.err
    a, b = described["axes"]["x"][0], described["axes"]["y"][2]
    plane = random_plane(trained_parameters(model), seed=0, axes=unit_axes(model))
    assert losses[2, 0] == pytest.approx(ModuleLoss(model, model.loss, x, y, plane)(np.array([[a, b]]))[0])


def test_an_interrupted_render_resumes(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run.render(tmp_path / "whole", "--steps=6") == 0
    rows: list[int] = []

    def interrupted(plain: Callable[..., Any], after: int) -> Callable[..., Any]:
        def loss(self: StackLoss, points: np.ndarray) -> np.ndarray:
            if len(points) > 1:
                if len(rows) == after:
                    raise KeyboardInterrupt
                rows.append(1)
            return np.asarray(plain(self, points))

        return loss

    plain = StackLoss.__call__
    monkeypatch.setattr(StackLoss, "__call__", interrupted(plain, 2))
    assert run.render(tmp_path / "parts", "--steps=6") == 130
    monkeypatch.setattr(StackLoss, "__call__", interrupted(plain, 99))
    assert run.render(tmp_path / "parts", "--steps=6") == 0
    assert len(rows) == 6
    assert (tmp_path / "parts.npy").read_bytes() == (tmp_path / "whole.npy").read_bytes()


def test_a_plane_through_two_other_checkpoints(run: Run, tmp_path: Path) -> None:
    content = torch.load(run.checkpoint, weights_only=True)
    losses, files = [], []
    model, x, y = trained(run)
    for seed in (1, 2):
        W = content["state_dict"]["network.stack.weight"]
        moved = W + torch.randn(W.shape, generator=torch.Generator().manual_seed(seed))
        files.append(tmp_path / f"{seed}.ckpt")
        torch.save(
            {**content, "state_dict": {**content["state_dict"], "network.stack.weight": moved}}, files[-1]
        )
        model.network.stack.weight.data = moved
        with torch.no_grad():
            losses.append(model.loss(model(x), y).mean().item())
    more = f"--steps=3 --num_samples=all --directions=checkpoints --through {files[0]} {files[1]}"
    assert run.render(tmp_path / "three", more) == 0
    surface = np.load(tmp_path / "three.npy")
    assert [surface[1, 2], surface[2, 1]] == pytest.approx(losses, rel=1e-5)
    assert surface[1, 1] == json.loads((tmp_path / "three.json").read_text())["centre_loss"]


def test_principal_directions_cuts_and_pictures(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.render(tmp_path / "pca", "--steps=5 --directions=pca --part=test --num_samples=50") == 0
    found = json.loads((tmp_path / "pca.json").read_text())["trajectory"]
    assert len(found["points"]) == 3  # before steps 0, 2 and 4
    assert np.abs(found["points"]).max() == pytest.approx(1, rel=1e-5)
    assert max(found["off_plane"]) < max(found["distance"])
    assert run.render(tmp_path / "cut", "--steps=5 --steps_y=1 --normalization=layer") == 0
    np.save(tmp_path / "plain.npy", np.load(tmp_path / "pca.npy"))
    assert main(["ll-vis", str(tmp_path / "pca.npy"), str(tmp_path / "plain.npy"), "--log_scale"]) == 0
    assert "of their variance in the plane" in capsys.readouterr().out
    assert main(["ll-vis", str(tmp_path / "cut.npy"), f"--out={tmp_path / 'v1.5'}"]) == 0
    for stem in ("surfaces", "v1.5"):
        for kind in ("png", "pdf", "html"):
            assert (tmp_path / f"{stem}.{kind}").stat().st_size > 5000


def test_concurrent_renders_do_not_mix(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    with claimed(tmp_path / "surface.npy"):
        assert run.render(tmp_path / "surface", "--steps=2 --num_samples=3 --seed=1") == 2
    assert "another depthlimit process is writing" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    assert run.render(tmp_path / "surface", "--steps=2 --num_samples=3 --seed=1") == 0


@pytest.mark.filterwarnings("default:.*too large to be drawn:UserWarning")  # as on the command line
def test_losses_that_overflow_are_named(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = f"--steps=2 --radius=1e60 --seed={2**32 - 1} --workers=999999999 --num_samples={10**30}"
    assert run.render(tmp_path / "large", more) == 0
    printed = capsys.readouterr()
    assert "4 of the 4 losses are not finite" in printed.err
    assert "– to –" in printed.out
    assert main(["ll-vis", str(tmp_path / "large.npy")]) == 2
    assert "render with a smaller radius" in capsys.readouterr().err
