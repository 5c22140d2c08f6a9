"""Assumptions of the theorem, for runs that meet them and runs that do not."""

import numpy as np
import pytest

from depthlimit.analysis.scaling.assumptions import (
    Assumption,
    AssumptionName,
    assumptions,
    assumptions_table,
    coherence,
)
from depthlimit.analysis.scaling.loss_decay import loss_decay
from depthlimit.paths import WeightPath


def found_in(activation: str, inputs: np.ndarray, alpha: float = 0.5) -> dict[AssumptionName, Assumption]:
    start = WeightPath(np.full((16, 4, 4), 0.01), alpha, connection="skip")
    return assumptions(start, activation, "squared", inputs, 0.1)


def test_orthonormal_samples_and_tanh_meet_it() -> None:
    found = found_in("tanh", np.eye(4)[:3])
    assert all(one.holds is not False for one in found.values())
    assert found["coherence"].ratio == 0
    assert found["initial_size"].measured["size"] == pytest.approx(0.16)  # √16 · ‖0.01‖, 16 entries
    assert found["samples"].measured == {"samples": 3, "dim": 4}


@pytest.mark.parametrize("activation", ["relu", "elu", "gelu", "sigmoid"])
def test_other_activations_fail(activation: str) -> None:
    assert found_in(activation, np.eye(4))["activation"].holds is False


def test_more_samples_than_dimensions_violate_coherence() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(5, 4))
    found = found_in("tanh", x / np.linalg.norm(x, axis=1, keepdims=True), alpha=0.75)
    assert found["unit_inputs"].holds is True
    failing: tuple[AssumptionName, ...] = ("step", "coherence", "samples")
    assert [found[name].holds for name in failing] == [False] * 3
    assert found["coherence"].ratio > 1


def test_the_ratio_of_the_coherence() -> None:
    x = np.array([[1.0, 0.0], [np.sin(0.01), np.cos(0.01)]])
    assert coherence(x, c=0.0).ratio == pytest.approx(np.sin(0.01) * 16)


def test_the_table_puts_numbers_into_words() -> None:
    table = assumptions_table(found_in("relu", np.eye(4)[:3], alpha=0.75), "L = 16, seed 0")
    rows = {row[0]: row[1:] for row in table.rows}
    assert table.names == ("L = 16, seed 0", "assumed", "found", "holds")
    assert rows["step"] == ("α = ½", "α = 0.75", "no")
    assert rows["activation"][1:] == ("no derivative at 0", "no")
    assert rows["unit inputs"][1:] == ("1 to 1", "yes")
    assert rows["coherence of the inputs"] == (
        "|⟨x_i, x_j⟩| ≤ exp(−4c)/(8N) = 0.022", "up to 0", "yes",
    )  # fmt: skip
    assert rows["number of samples"][1] == "N = 3, d = 4"
    assert rows["size of W(0)"][1:] == ("0.16", "not tested")


def test_a_loss_that_is_not_squared_is_named() -> None:
    start = WeightPath(np.full((16, 4, 4), 0.01), 0.5, connection="skip")
    found = assumptions(start, "tanh", "cross-entropy", np.eye(4), 0.1)
    assert [row[1:] for row in assumptions_table(found, "").rows if row[0] == "loss"] == [
        ("½|y − ŷ|²", "cross-entropy", "no")
    ]


def test_the_better_fit_is_that_of_the_truth() -> None:
    rates = np.full(200, 0.1)
    tau = 0.1 * np.arange(200.0)
    linear, power = loss_decay(np.exp(-0.5 * tau), rates), loss_decay(np.power(tau + 0.1, -1.5), rates)
    assert [linear.rate, linear.exponential] == pytest.approx([0.5, 1])
    assert linear.power < 0.95
    assert [power.exponent, power.power] == pytest.approx([1.5, 1])
    assert power.exponential < 0.95
