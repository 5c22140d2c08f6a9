"""Variations are measured beside the step: the same numbers, none lost or late, no thread left behind."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import torch
from lightning.pytorch import Callback

from depthlimit.data import DigitsDataModule
from depthlimit.paths import WeightPath
from depthlimit.training import ClassificationModel, variation_log
from depthlimit.training.variation_log import regularity
from tests.training.conftest import Fit

STEPS = 6


class Keeps(Callback):
    """The weights before every step."""

    def __init__(self, model: ClassificationModel) -> None:
        self.model = model
        self.paths: list[WeightPath] = []

    def on_train_batch_start(self, *of_the_step: Any) -> None:
        self.paths.append(self.model.weight_path())


def small_model() -> ClassificationModel:
    return ClassificationModel(input_size=64, L=9, dim=2, alpha=0.75, lr=3.0, gamma=1.0, init="ntrunc")


def test_same_numbers_as_measured_in_place(fit: Fit) -> None:
    model = small_model()
    keeps = Keeps(model)
    rows = fit(model, DigitsDataModule(), STEPS, (keeps,))
    assert len(rows) == len(keeps.paths) == STEPS
    for step, (row, path) in enumerate(zip(rows, keeps.paths, strict=True)):
        assert row["step"] == step
        for tag, value in regularity(path, (2.0, 1.0, 1.5)).items():
            assert row[tag] == pytest.approx(value, rel=1e-6)


def delayed(seconds: float, threads: list[str]) -> Callable[..., dict[str, float]]:
    """`regularity`, slowly; keeps the names of the threads it runs in."""

    def measure(path: WeightPath, exponents: tuple[float, ...]) -> dict[str, float]:
        threads.append(threading.current_thread().name)
        threading.Event().wait(seconds)
        return regularity(path, exponents)

    return measure


def test_slow_measurements_are_all_written(fit: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []
    monkeypatch.setattr(variation_log, "regularity", delayed(0.05, threads))
    rows = fit(small_model(), DigitsDataModule(), STEPS)
    assert [row["step"] for row in rows if "2.000-variation" in row] == list(range(STEPS))
    assert all(name.startswith("variations") for name in threads)
    assert len(threads) == STEPS


def test_the_step_continues_during_the_measurement(fit: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    """The backward pass is reached while the measurement still waits for it."""
    reached = threading.Event()

    class Backward(Callback):
        def on_after_backward(self, *of_the_step: Any) -> None:
            reached.set()

    def waits(path: WeightPath, exponents: tuple[float, ...]) -> dict[str, float]:
        assert reached.wait(60)
        return regularity(path, exponents)

    monkeypatch.setattr(variation_log, "regularity", waits)
    (row,) = fit(small_model(), DigitsDataModule(), 1, (Backward(),))
    assert "2.000-variation" in row


def test_an_error_of_the_thread_stops_the_training(fit: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: WeightPath, exponents: tuple[float, ...]) -> dict[str, float]:
        raise ArithmeticError("measured in vain")

    monkeypatch.setattr(variation_log, "regularity", fails)
    with pytest.raises(ArithmeticError, match="measured in vain"):
        fit(small_model(), DigitsDataModule(), 2)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("variations")]


def test_no_thread_is_left(fit: Fit) -> None:
    fit(small_model(), DigitsDataModule(), 2)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("variations")]


def test_a_snapshot_stays_as_it_was() -> None:
    model = small_model()
    before, snapshot = model.weight_path(), model.snapshot()
    with torch.no_grad():
        model.weight.zero_()
    assert (snapshot().values == before.values).all()
    assert before.values.any()
