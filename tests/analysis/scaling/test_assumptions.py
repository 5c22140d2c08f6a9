"""What the theorem asks, held against runs that meet it and runs that do not."""

import numpy as np
import pytest

from depthlimit.analysis.scaling.assumptions import Assumption, assumptions, coherence, loss_decay
from depthlimit.paths import WeightPath


def named(activation: str, inputs: np.ndarray, alpha: float = 0.5) -> dict[str, Assumption]:
    start = WeightPath(np.full((16, 4, 4), 0.01), alpha, connection="skip")
    return {one.name: one for one in assumptions(start, activation, True, inputs, 0.1, 3.0)}


def test_orthonormal_samples_and_tanh_meet_it() -> None:
    found = named("tanh", np.eye(4)[:3])
    assert all(one.holds is not False for one in found.values())
    assert found["coherence"].ratio == 0
    assert found["size of W(0)"].found == "0.16"  # √16 · ‖0.01‖, 16 entries


@pytest.mark.parametrize("activation", ["relu", "elu", "gelu", "sigmoid"])
def test_no_other_activation_does(activation: str) -> None:
    assert named(activation, np.eye(4))["activation"].holds is False


def test_more_samples_than_dimensions_fail() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(5, 4))
    found = named("tanh", x / np.linalg.norm(x, axis=1, keepdims=True), alpha=0.75)
    assert found["unit inputs"].holds is True
    assert [found[name].holds for name in ("step", "coherence", "number of samples")] == [False] * 3
    assert found["coherence"].ratio > 1


def test_the_ratio_of_the_coherence() -> None:
    x = np.array([[1.0, 0.0], [np.sin(0.01), np.cos(0.01)]])
    assert coherence(x, c=0.0).ratio == pytest.approx(np.sin(0.01) * 16)


def test_the_better_fit_is_that_of_the_truth() -> None:
    rates = np.full(200, 0.1)
    tau = 0.1 * np.arange(200.0)
    linear, power = loss_decay(np.exp(-0.5 * tau), rates), loss_decay(np.power(tau + 0.1, -1.5), rates)
    assert [linear.rate, linear.exponential] == pytest.approx([0.5, 1])
    assert linear.power < 0.95
    assert [power.exponent, power.power] == pytest.approx([1.5, 1])
    assert power.exponential < 0.95
