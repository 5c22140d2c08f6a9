"""The two tasks: losses, parameters, determinism, coupling across depths, the floor of the constant task."""

from math import log
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.data import ConstantDataModule, DigitsDataModule
from depthlimit.errors import UsageError
from depthlimit.nn.fused import EngineName
from depthlimit.training import ClassificationModel, RegressionModel
from depthlimit.training.omega import omega
from depthlimit.training.task import Batch
from tests.training.conftest import Fit


@pytest.mark.parametrize("p", [1.0, 2.0, 3.0])
def test_regression_loss_is_the_power_of_the_distance(p: float) -> None:
    model = RegressionModel(output_size=2, p_loss=p)
    losses = model.loss(torch.tensor([[1.0, -2.0], [0.5, 0.0]]), torch.zeros(2, 2))
    torch.testing.assert_close(losses, torch.tensor([(1 + 2**p) / p, 0.5**p / p]))


def test_regression_refuses_classes_as_targets() -> None:
    with pytest.raises(UsageError, match="use ClassificationModel"):
        RegressionModel().loss(torch.zeros(4, 1), torch.zeros(4))


def test_classification_loss_is_the_cross_entropy() -> None:
    model = ClassificationModel(classes=2)
    losses = model.loss(torch.tensor([[0.0, 0.0], [log(3), 0.0]]), torch.tensor([1, 0]))
    torch.testing.assert_close(losses, torch.tensor([log(2), log(4 / 3)]))


def test_a_copy_has_other_weights_and_the_network_keeps_its_own() -> None:
    model = ClassificationModel(input_size=64, classes=10, L=4, dim=3, init="ntrunc")
    before = model.weight.detach().clone()
    other = model.with_weights(np.ones((4, 3, 3)))
    assert torch.equal(other.weight, torch.ones(4, 3, 3))
    assert torch.equal(model.weight, before)
    assert torch.equal(other.network.readin, model.network.readin)
    with pytest.raises(UsageError, match=r"the shape \(1, 3, 3\), those of the network \(4, 3, 3\)"):
        model.with_weights(np.ones((1, 3, 3)))


def test_only_the_weights_are_trained(fit: Fit) -> None:
    model = ClassificationModel(input_size=64, L=5, dim=3, lr=1.0)
    before = {name: tensor.clone() for name, tensor in model.network.state_dict().items()}
    fit(model, DigitsDataModule(), steps=2)
    after = model.network.state_dict()
    assert [name for name, tensor in before.items() if not torch.equal(tensor, after[name])] == [
        "stack.weight"
    ]
    assert [tuple(p.shape) for p in model.parameters()] == [(5, 3, 3)]


def test_a_step_is_gradient_descent_on_the_mean_loss(fit: Fit) -> None:
    data = DigitsDataModule()
    model = ClassificationModel(64, 10, L=4, dim=3, lr=0.7, init="ntrunc", gamma=1.0)
    x, y = data.training_set
    weight = model.weight
    loss = torch.nn.functional.cross_entropy(model(x), y)
    (gradient,) = torch.autograd.grad(loss, weight)
    expected = weight.detach() - 0.7 * gradient
    rows = fit(model, data, steps=1)
    torch.testing.assert_close(weight.detach(), expected)
    assert rows[0]["train_loss"] == pytest.approx(loss.item(), rel=1e-6)


def test_the_same_seed_gives_the_same_bits(fit: Fit) -> None:
    def trained(seed: int) -> torch.Tensor:
        torch.rand(seed + 3)  # what the global generator drew before does not matter
        model = ClassificationModel(input_size=64, L=8, dim=4, lr=2.0, init="ntrunc", gamma=1.0, seed=seed)
        fit(model, DigitsDataModule(seed=seed, batch_size=500), steps=7)
        return model.weight.detach()

    assert torch.equal(trained(1), trained(1))
    assert not torch.equal(trained(1), trained(2))


def test_depths_are_coupled() -> None:
    """docs/notation.md: all that is drawn is the same at every depth."""
    shallow, deep = (
        ClassificationModel(
            input_size=64, classes=10, L=L, dim=4, alpha=0.75, gamma=1.0, init="ntrunc", seed=3
        )
        for L in (6, 18)
    )
    assert torch.equal(shallow.network.readin, deep.network.readin)
    assert torch.equal(shallow.network.readout, deep.network.readout)
    torch.testing.assert_close(6**1.25 * shallow.weight, 18**1.25 * deep.weight[::3])
    splits = [DigitsDataModule(seed=3).training_set[0] for _ in range(2)]
    assert torch.equal(*splits)


def test_constant_task_closes_half_of_the_gap_to_its_floor(fit: Fit) -> None:
    """Odd in x, the network cannot get below c²/2 (but for the sampling error of N = 10,000 points)."""
    c, seed = 0.1, 2
    model = RegressionModel(1, 1, L=128, gamma=1.0, lr=9.0, alpha=0.75, seed=seed)
    assert abs(float(model.network.readin) * float(model.network.readout)) > 0.1
    data = ConstantDataModule(num_samples=10_000, batch_size=10_000, c=c, seed=seed)
    losses = np.array([row["train_loss"] for row in fit(model, data, steps=300)])
    floor = c**2 / 2
    assert losses[-1] - floor < (losses[0] - floor) / 2
    assert losses.min() > floor * (1 - 1e-3)


def test_sigmoid_without_a_limit_is_a_warning() -> None:
    with pytest.warns(UserWarning, match="no depth limit"):
        ClassificationModel(activation="sigmoid", alpha=0.75)


def test_vanishing_weights_are_a_warning_and_dynamic_lr_survives_them(fit: Fit) -> None:
    with pytest.warns(UserWarning, match="so small that they are 0"):
        model = ClassificationModel(input_size=64, gamma=0.01, activation="relu", dynamic_lr=True)
    fit(model, DigitsDataModule(), steps=3)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64])
def test_weight_path_of_any_precision(dtype: torch.dtype) -> None:
    path = ClassificationModel(L=3).to(dtype).weight_path()
    assert path.values.dtype == (np.float64 if dtype is torch.float64 else np.float32)


def test_data_of_another_size_are_refused_before_training(fit: Fit) -> None:
    for model, line in [
        (ClassificationModel(input_size=63), "write input_size=64"),
        (ClassificationModel(input_size=64, classes=3), "write classes=10"),
        (RegressionModel(input_size=64), "write model='ClassificationModel'"),
    ]:
        with pytest.raises(UsageError, match=line):
            fit(model, DigitsDataModule(), steps=1)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("L", 0), ("dim", 0), ("alpha", 1.01), ("alpha", -0.1), ("alpha", float("nan")), ("gamma", 0.0),
        ("gamma", -1.0), ("lr", 0.0), ("lr", float("inf")), ("p_var", 1.9), ("p_var", float("inf")),
        ("seed", -1), ("p_var_every_n_steps", 0), ("dynamic_lr_cap", 0.0), ("input_size", 0), ("classes", 1),
    ],
)  # fmt: skip
def test_hyper_parameters_out_of_range(option: str, value: float) -> None:
    options: dict[str, Any] = {option: value}
    with pytest.raises(UsageError, match=rf"{option} is {value}, but it must be .*write {option}="):
        ClassificationModel(**options)


@pytest.mark.parametrize("engine", ["eager", "fused"])
def test_an_empty_part_of_a_batch_adds_nothing(engine: EngineName, monkeypatch: pytest.MonkeyPatch) -> None:
    model = ClassificationModel(input_size=64, classes=10, L=3, dim=3, engine=engine)
    for name in ("log", "log_dict"):
        monkeypatch.setattr(model, name, lambda *values, **options: None)
    x, y = DigitsDataModule().training_set
    model.evaluate(Batch(x[:8], y[:8]), "train")
    accuracy = model.train_metrics["accuracy"].compute()
    loss, prediction = model.evaluate(Batch(x[:0], y[:0]), "train", share=0.0)
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.item() == omega(model.loss, prediction, y[:0]).item() == 0
    assert model.weight.grad is not None
    assert not model.weight.grad.any()
    assert model.train_metrics["accuracy"].compute() == accuracy
