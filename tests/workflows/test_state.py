"""What belongs to the whole process is after a call as it was before."""

import logging
import random
import signal
import threading
import warnings
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
import torch

import depthlimit
from depthlimit import Experiment
from depthlimit.data import DigitsDataModule
from depthlimit.training import ClassificationModel

LOGGERS = ("", "lightning", "lightning.pytorch", "lightning.fabric", "depthlimit", "matplotlib")


def trained(place: Path) -> Experiment:
    model = ClassificationModel(L=16, dim=3, lr=1.0, seed=1)
    return depthlimit.fit(model, DigitsDataModule(seed=1), steps=2, out=place, export_dir=place)


def state() -> dict[str, Any]:
    loggers = {name: logging.getLogger(name) for name in LOGGERS}
    signals = (signal.SIGINT, signal.SIGTERM)
    return {
        "filters of warnings": list(warnings.filters),
        "loggers": {name: (one.level, one.propagate, list(one.handlers)) for name, one in loggers.items()},
        "signals": {number: signal.getsignal(number) for number in signals},
        "threads": torch.get_num_threads(),
        "dtype": torch.get_default_dtype(),
        "generators": (torch.get_rng_state().tolist(), random.getstate()),
        "NumPy's generator": str(np.random.get_state()),  # noqa: NPY002
        "rcParams": dict(mpl.rcParams),
    }


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    """A run; the modules that it needs are imported."""
    return trained(tmp_path_factory.mktemp("run"))


def test_training_and_evaluation_leave_the_state_of_the_process(run: Experiment, tmp_path: Path) -> None:
    before = state()
    again = trained(tmp_path)
    depthlimit.evaluate(again)
    depthlimit.predict(again)
    assert state() == before
    assert np.array_equal(again.path().values, run.path().values)


def test_analyses_and_figures_leave_the_state_of_the_process(run: Experiment, tmp_path: Path) -> None:
    for _ in range(2):  # libraries are imported by the first call
        before = state()
        depthlimit.path_norms(run).figure()
        depthlimit.path_roughness(run, shuffles=2).figure()
        depthlimit.landscape(run, steps=2, num_samples=10).figure()
        depthlimit.report([run], out=tmp_path)
    assert state() == before


def test_trainings_in_threads_are_those_of_the_main_thread(run: Experiment, tmp_path: Path) -> None:
    before, found = state(), {}

    def work(k: int) -> None:
        found[k] = trained(tmp_path / str(k))

    threads = [threading.Thread(target=work, args=(k,)) for k in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 1, 2]
    assert all(np.array_equal(one.path().values, run.path().values) for one in found.values())
    assert state() == before
