"""What is logged at every step, against its definition."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from lightning.pytorch import Callback

from depthlimit.data import ConstantDataModule, DigitsDataModule
from depthlimit.errors import DivergedError
from depthlimit.paths import load_path
from depthlimit.training import ClassificationModel, ExportWeights, RegressionModel, RunRecord
from depthlimit.training.learning_rate import DynamicLearningRate
from depthlimit.training.omega import omega
from tests.training.conftest import Fit


@pytest.mark.parametrize("batch_size", [37, None])
def test_omega_is_twice_the_square_loss(fit: Fit, batch_size: int | None) -> None:
    model = RegressionModel(L=6, lr=0.1, store_grad=True)
    rows = fit(model, ConstantDataModule(num_samples=400, batch_size=batch_size), steps=4)
    for row in rows:
        assert row["avg_grad_norm"] == pytest.approx(2 * row["train_loss"], rel=1e-6)


@pytest.mark.parametrize("N", [1, 50])
def test_omega_of_the_cross_entropy(N: int) -> None:
    """∇ℓ = softmax(ŷ) − e_y for every sample."""
    model = ClassificationModel(classes=4)
    generator = torch.Generator().manual_seed(0)
    prediction = torch.randn(N, 4, generator=generator)
    target = torch.randint(4, (N,), generator=generator)
    gradient = prediction.softmax(1) - torch.eye(4)[target]
    torch.testing.assert_close(omega(model.loss, prediction, target), gradient.square().sum() / N)


def test_regularity_of_the_weights_before_each_step(fit: Fit) -> None:
    model = ClassificationModel(
        input_size=64, L=9, dim=2, alpha=0.75, lr=3.0, gamma=1.0, init="ntrunc", p_var=3
    )
    initial = model.weight_path()
    first, second = fit(model, DigitsDataModule(), steps=2)
    for p in (3.0, 1.5, 2.25):
        assert first[f"{p:.3f}-variation"] == pytest.approx(initial.variation(p).norm, rel=1e-6)
    increments = np.linalg.norm(np.diff(initial.values.astype(float), axis=0), axis=(1, 2))
    assert first["max_norm"] == pytest.approx(initial.norms().max(), rel=1e-6)
    assert first["max_increment"] == pytest.approx(9**0.25 * increments.max(), rel=1e-6)
    assert first["sum_squared_increments"] == pytest.approx((increments**2).sum(), rel=1e-6)
    assert (first["step"], first["lr"]) == (0, 3.0)
    assert second["max_norm"] != first["max_norm"]


def test_variation_is_measured_every_nth_step(fit: Fit) -> None:
    rows = fit(ClassificationModel(input_size=64, L=3, p_var_every_n_steps=3), DigitsDataModule(), steps=7)
    assert [row["step"] for row in rows if "2.000-variation" in row] == [0, 3, 6]
    assert [row["step"] for row in rows if "train_loss" in row] == list(range(7))


@pytest.mark.parametrize(("rule", "anchored"), [("recursive", False), ("anchored", True)])
def test_dynamic_learning_rate(fit: Fit, rule: str, anchored: bool) -> None:
    model = ClassificationModel(
        input_size=64, L=9, dim=2, lr=0.5, gamma=1.0, init="ntrunc", dynamic_lr=True, dynamic_lr_rule=rule,
        dynamic_lr_cap=float("inf"),
    )  # fmt: skip
    rows = fit(model, DigitsDataModule(), steps=4)
    rates = [row["lr"] for row in rows]
    assert rates[0] == 0.5
    for step in range(1, 4):
        base = rates[0] if anchored else rates[step - 1]
        assert rates[step] == pytest.approx(2 * base / rows[step]["2.000-variation"] ** 2, rel=1e-6)


def test_dynamic_learning_rate_is_capped_and_ten_for_relu(fit: Fit) -> None:
    model = ClassificationModel(
        input_size=64, L=9, dim=2, lr=0.0625, gamma=1.0, init="ntrunc", dynamic_lr=True, activation="relu"
    )
    assert [row["lr"] for row in fit(model, DigitsDataModule(), steps=4)] == [0.0625] * 4
    (rule,) = [c for c in model.configure_callbacks() if isinstance(c, DynamicLearningRate)]
    assert (rule.factor, rule.cap) == (10.0, 0.0625)


def test_dynamic_learning_rate_keeps_its_value_where_nothing_varies(fit: Fit) -> None:
    model = RegressionModel(L=1, lr=0.5, dynamic_lr=True)
    assert [row["lr"] for row in fit(model, ConstantDataModule(num_samples=50), steps=3)] == [0.5] * 3


def test_dynamic_learning_rate_says_when_it_stopped_the_training(
    fit: Fit, caplog: pytest.LogCaptureFixture
) -> None:
    model = ClassificationModel(input_size=64, L=9, dim=3, lr=50.0, gamma=1.0, init="ntrunc", dynamic_lr=True)
    with torch.no_grad():
        model.weight.mul_(1e5)
    rows = fit(model, DigitsDataModule(), steps=4)
    stopped = next(int(row["step"]) for row in rows if row["lr"] < 50 * np.finfo(np.float32).eps)
    assert [
        r.message for r in caplog.records if f"dynamic_lr stopped the training at step {stopped}" in r.message
    ]


def test_export_and_record(fit: Fit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for lr in (1.0, 2.0):
        model = ClassificationModel(input_size=64, L=4, dim=2, alpha=0.6, lr=lr)
        fit(model, DigitsDataModule(), 3, (ExportWeights(every_n_steps=2), RunRecord()))
    file = tmp_path / "exported_models" / "resnet_4.pth"
    tensors = torch.load(file, weights_only=True)
    assert isinstance(tensors, list)
    assert torch.equal(torch.stack(tensors), model.weight.detach())
    path = load_path(file)
    assert (path.alpha, path.provenance["steps"]) == (0.6, 3)
    previous = json.loads((tmp_path / "exported_models" / "previous" / "resnet_4.1.json").read_text())
    assert previous["model"]["lr"] == 1.0
    run = tmp_path / "lightning_logs" / "version_1"
    steps = sorted(run.glob("trajectory/*/resnet_4.pth"))
    assert [step.parent.name for step in steps] == ["step_00000000", "step_00000002"]
    manifest = json.loads((run / "manifest.json").read_text())
    assert (manifest["status"], manifest["model"]["lr"], manifest["data"]["name"]) == (
        "finished",
        2.0,
        "DigitsDataModule",
    )


def test_a_run_that_fails_says_so(fit: Fit, tmp_path: Path) -> None:
    class Breaks(Callback):
        def on_train_batch_end(self, *of_the_step: object) -> None:
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        fit(ClassificationModel(input_size=64), DigitsDataModule(), 3, (RunRecord(), Breaks()))
    manifest = json.loads((tmp_path / "lightning_logs" / "version_0" / "manifest.json").read_text())
    assert (manifest["status"], manifest["reason"]) == ("failed", "broken")


def test_divergence_keeps_the_last_finite_weights(
    fit: Fit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    model = ClassificationModel(input_size=64, L=4, dim=2, alpha=0.0, lr=1e30, activation="relu")
    with pytest.raises(DivergedError, match=r"the loss is (nan|inf) at step \d.*write lr=1e\+29"):
        fit(model, DigitsDataModule(), 9, (ExportWeights(), RunRecord()))
    run = tmp_path / "lightning_logs" / "version_0"
    checkpoint = torch.load(run / "checkpoints" / "last_finite.ckpt", weights_only=True)
    assert torch.isfinite(checkpoint["state_dict"]["network.stack.weight"]).all()
    assert json.loads((run / "manifest.json").read_text())["status"] == "diverged"
    assert not list(tmp_path.glob("exported_models/*"))
