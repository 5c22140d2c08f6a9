"""Landscapes of runs and modules from Python."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import torch
from torch import nn

import depthlimit
from depthlimit.analysis.roughness import EXPONENTS, SHUFFLES
from depthlimit.errors import UsageError
from depthlimit.landscapes import ModuleLoss, normalization, random_plane, trained_parameters
from depthlimit.workflows import landscape as module_of_landscape
from depthlimit.workflows.experiment import Experiment
from tests.cli.rendering import Run, train


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run that kept its intermediate weights."""
    return train(tmp_path_factory.mktemp("run"))


def squared(prediction: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    return (prediction - target).square().sum(1)


def small_module() -> tuple[nn.Module, torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    x = torch.randn(30, 2)
    return nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1)), x, x[:, :1]


def test_a_module_with_its_data_and_loss_is_rendered_and_not_changed(tmp_path: Path) -> None:
    module, x, y = small_module()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    surface = depthlimit.landscape(
        module, data=(x, y), loss=squared, steps=3, steps_y=2, radius=0.5, sharpness=True
    )
    plane = random_plane(trained_parameters(module), seed=0)
    truth = ModuleLoss(module, squared, x, y, plane)(np.array([[-0.5, -0.5], [0.0, 0.5]]))
    assert surface.losses[[0, 1], [0, 1]] == pytest.approx(truth, rel=1e-6)
    assert surface.centre == pytest.approx(squared(module(x), y).mean().item())
    assert surface.sharpness is not None
    assert module.training
    assert all(torch.equal(before[name], tensor) for name, tensor in module.state_dict().items())
    assert [file.suffix for file in surface.save(tmp_path, "a", ("png",))] == [".json", ".png"]
    assert [panel.title for panel in surface.figure_spec(title="a").panels] == ["a", ""]
    assert surface.figure("plotly", title="a").data
    assert len(surface.to_pandas()) == 6
    assert "Surface(losses=array(2, 3)" in surface._repr_html_()


def test_a_run_its_folder_and_its_configuration_are_the_same(run: Run, tmp_path: Path) -> None:
    truth = depthlimit.landscape(
        config_path=str(run.config), checkpoint_path=str(run.checkpoint), steps=2, num_samples=20
    )
    experiment = Experiment.open(run.config.parent)
    for found in (
        depthlimit.landscape(run.config.parent, steps=2, num_samples=20),
        depthlimit.landscape(experiment, steps=2, num_samples=20, out=str(tmp_path / "surface")),
    ):
        np.testing.assert_array_equal(found.losses, truth.losses)
        assert found.trajectory is not None
    pictures = depthlimit.landscape_pictures([truth, tmp_path / "surface.npy"])
    assert pictures.titles == ("L = 5, seed 0", "surface, L = 5, seed 0")  # the file, since the runs agree
    assert depthlimit.landscape_pictures(truth).titles == ("L = 5, seed 0",)
    assert pictures.files == ()
    assert len(pictures.figure().axes) == 5  # two surfaces, two contours, one bar of colours
    assert not list(tmp_path.glob("*.png"))


def test_what_is_missing_is_said_in_the_words_of_python(run: Run) -> None:
    module, x, y = small_module()
    calls: list[tuple[Callable[[], object], str]] = [
        (lambda: depthlimit.landscape(), r"no run is given"),
        (lambda: depthlimit.landscape(run.config.parent, config_path="a"), "a run and a configuration"),
        (lambda: depthlimit.landscape(module), r"give data=\(x, y\)"),
        (lambda: depthlimit.landscape(module, data=(x, y)), "give loss=lambda"),
        (
            lambda: depthlimit.landscape(module, data=(x, y), loss=squared, trajectory="a"),
            "checkpoints can be read for runs only",
        ),
        (
            lambda: depthlimit.landscape(module, data=(x, y), loss=squared, directions="pca"),
            "write trajectory='FOLDER'",
        ),
        (
            lambda: depthlimit.landscape(module, data=(x, y), loss=squared, directions="checkpoints"),
            r"write directions='checkpoints', through=\['ONE.ckpt', 'OTHER.ckpt'\]",
        ),
        (lambda: depthlimit.landscape(run.config.parent, num_samples=0), "write num_samples=1"),
        (lambda: depthlimit.landscape(run.config.parent, steps=0), "write steps=1"),
        (lambda: depthlimit.landscape(run.config.parent, out=""), "out= is not the name of a file"),
    ]
    for call, sentence in calls:
        with pytest.raises(UsageError, match=sentence):
            call()


def test_light_declarations_agree_with_the_heavy_modules() -> None:
    names = get_args(module_of_landscape.NormalizationName)
    assert names == get_args(normalization.NormalizationName)
    parameters = inspect.signature(depthlimit.path_roughness).parameters
    assert (parameters["pvar"].default, parameters["shuffles"].default) == (EXPONENTS, SHUFFLES)
