"""Loss, metrics and predictions of trained networks, against PyTorch and against the commands."""

from pathlib import Path

import numpy as np
import pytest
import torch

import depthlimit
from depthlimit.cli import main
from depthlimit.configuration import Part
from depthlimit.data import DigitsDataModule
from depthlimit.errors import UsageError
from depthlimit.training import ClassificationModel
from depthlimit.workflows.experiment import Experiment


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        model = ClassificationModel(L=4, dim=5, lr=2.0, gamma=1.0, init="ntrunc", seed=3)
        return depthlimit.fit(model, DigitsDataModule(seed=3), steps=5, out=str(folder))


@pytest.mark.parametrize("part", ["training", "validation", "test"])
def test_loss_and_accuracy_are_those_of_pytorch(run: Experiment, part: Part) -> None:
    found = depthlimit.evaluate(run, part=part)
    model, (x, y) = run.trained_model(), run.data().part(part)
    with torch.no_grad():
        prediction = model(x)
    assert found.samples == len(x)
    assert found.loss == pytest.approx(torch.nn.functional.cross_entropy(prediction, y).item(), rel=1e-5)
    assert found.metrics["accuracy"] == pytest.approx((prediction.argmax(1) == y).double().mean().item())
    assert "accuracy" in found.table().rendered()
    np.testing.assert_allclose(depthlimit.predict(run, x), prediction.numpy(), rtol=1e-5, atol=1e-6)


def test_a_network_is_evaluated_on_data_and_nothing_is_written(
    run: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    model, data = run.trained_model(), DigitsDataModule(seed=3)
    assert depthlimit.evaluate(model, data).loss == depthlimit.evaluate(run).loss
    assert model.weight_paths()["resnet_4.pth"].provenance["steps"] == 5  # as before
    assert not list(tmp_path.iterdir())
    with pytest.raises(UsageError, match="a network has no data of its own"):
        depthlimit.evaluate(model)
    with pytest.raises(UsageError, match="part is 'tests', expected training, validation or test"):
        depthlimit.evaluate(run, part="tests")  # type: ignore[arg-type]


def test_the_commands_say_the_same(
    run: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run.folder is not None
    options = [f"--config={run.folder / 'config.yaml'}", f"--ckpt_path={run.weights}", "--out=."]
    parts: dict[str, Part] = {"validate": "validation", "test": "test"}
    for command, part in parts.items():
        assert main([command, *options]) == 0
        found = depthlimit.evaluate(run, part=part)
        assert f"_loss {found.loss:.6g}\n" in capsys.readouterr().out
    assert main(["predict", *options]) == 0
    written = np.load("lightning_logs/version_2/predictions.npy")
    np.testing.assert_array_equal(written, depthlimit.predict(run))


def test_commands_take_the_last_checkpoint_of_the_run(
    run: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run.folder is not None
    assert main(["test", f"--config={run.folder / 'config.yaml'}", "--out=."]) == 0
    assert f"test_loss {depthlimit.evaluate(run).loss:.6g}\n" in capsys.readouterr().out
    assert main(["predict", f"--config={run.folder / 'config.yaml'}", "--trainer.logger=false"]) == 0
    assert capsys.readouterr().out == "predictions (360, 10): not written, the trainer has no logger\n"
    alone = tmp_path / "alone.yaml"
    alone.write_text((run.folder / "config.yaml").read_text())
    assert main(["test", f"--config={alone}"]) == 2
    assert "test evaluates a checkpoint, and no run is known" in capsys.readouterr().err


def test_options_of_the_trainer_are_those_of_predictions_for_an_array(run: Experiment) -> None:
    x, _ = run.data().test_set
    with pytest.raises(UsageError, match="the trainer refuses its options"):
        depthlimit.predict(run, x, trainer={"accelerator": "abacus"})
    with pytest.raises(UsageError, match="there are no samples to predict"):
        depthlimit.predict(run, x[:0])
