"""Logs of a report: which are fitted, what limits the fits, and the rates of groups."""

from pathlib import Path

import numpy as np
import pytest

from depthlimit.comparison import Comparison, Facts
from depthlimit.workflows.reporting.trainings import FITTED_FROM, fit_notes, rates_of, training_logs

Logs = list[tuple[Facts, Path]]


def write_log(folder: Path, points: int, noise: float = 0.01) -> Path:
    folder.mkdir(parents=True)
    rng = np.random.default_rng(points)
    losses = 3 / (np.arange(points) + 2) * (1 + noise * rng.normal(size=points))
    rows = [f"{k},{loss}" for k, loss in enumerate(losses)]
    (folder / "metrics.csv").write_text("\n".join(["step,train_loss", *rows]) + "\n")
    return folder / "metrics.csv"


@pytest.fixture
def logs(tmp_path: Path) -> Logs:
    """Logs of two options and two seeds."""
    return [
        (
            Facts(8, str(seed), {"model.lr": lr}, str(tmp_path / f"{lr}{seed}"), "run"),
            write_log(tmp_path / f"{lr}{seed}", 50 + 10 * seed),
        )
        for lr in (20.0, 5.0)
        for seed in (1, 0)
    ]


def test_logs_have_names_and_groups_and_come_in_their_order(logs: Logs) -> None:
    comparison = Comparison(tuple(facts for facts, _ in logs))
    found, unread, command = training_logs(logs, comparison)
    assert unread == []
    assert [log.label for log in found] == [
        "η = 5, seed 0",
        "η = 5, seed 1",
        "η = 20, seed 0",
        "η = 20, seed 1",
    ]
    assert [log.key for log in found] == ["5.00", "5.01", "20.00", "20.01"]
    assert [log.group for log in found[::2]] == list(comparison.groups)
    assert "--tag=train_loss" in command
    assert "avg_grad_norm" not in command
    rates = rates_of(found, comparison.groups).rates
    assert [(one.group.label, one.depth, one.seeds) for one in rates] == [("η = 5", 8, 2), ("η = 20", 8, 2)]
    assert [one.value for one in rates] == pytest.approx([1, 1], abs=0.05)


def test_short_logs_are_not_fitted_which_is_said(logs: Logs, tmp_path: Path) -> None:
    short = Facts(8, "2", {"model.lr": 5.0}, str(tmp_path / "short"), "run")
    logs = [*logs, (short, write_log(tmp_path / "short", FITTED_FROM - 1))]
    found, _, _ = training_logs(logs, Comparison(tuple(facts for facts, _ in logs)))
    assert [len(log.fits) for log in found] == [1, 1, 0, 1, 1]
    assert fit_notes(found)[0] == "nothing is fitted to logs of fewer than 20 points (1 of 5)"


def test_a_log_without_a_loss_or_a_record_is_kept(tmp_path: Path) -> None:
    for name in ("a", "b"):
        log = write_log(tmp_path / name, 40)
        log.write_text(log.read_text().replace("train_loss", "avg_grad_norm"))
    unknown = [(Facts(None, "", folder=str(tmp_path / name), source="run"), tmp_path / name / "metrics.csv")
               for name in ("a", "b")]  # fmt: skip
    found, unread, _ = training_logs(unknown, Comparison(tuple(facts for facts, _ in unknown)))
    assert [(log.label, list(log.scalars)) for log in found] == [("a", ["Ω"]), ("b", ["Ω"])]
    assert ["holds no train_loss" in sentence for sentence in unread] == [True, True]
    assert training_logs([], Comparison(())) == ([], [], "")
