"""Training of convolutional networks from Python."""

from pathlib import Path
from typing import Any

import pytest
from lightning.fabric.utilities.exceptions import MisconfigurationException
from lightning.pytorch import Trainer

import depthlimit
from depthlimit.errors import UsageError
from depthlimit.training import ConvModel


def test_what_the_trainer_refuses_is_said_in_a_sentence(
    cifar: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*of_fit: Any, **options: Any) -> None:
        raise MisconfigurationException("no such precision here")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Trainer, "fit", refuse)
    with pytest.raises(UsageError, match="the trainer refuses its options: no such precision here"):
        depthlimit.resnet_cifar10(L=8, path=cifar, verify=False)


def test_counts_are_whole_numbers() -> None:
    with pytest.raises(UsageError, match=r"warmup is 0\.5, but it must be a whole number"):
        ConvModel(L=8, warmup=0.5)  # type: ignore[arg-type]


def test_a_run_is_rebuilt_from_its_record(cifar: Path, tmp_path: Path) -> None:
    depthlimit.resnet_cifar10(
        L=8, epochs=1, batch_size=40, path=cifar, verify=False, out=tmp_path, seed=3, device="cpu"
    )
    (run,) = depthlimit.load_runs(tmp_path)
    assert run.data().seed == run.model().hparams["seed"] == 3
    assert depthlimit.predict(run).shape == (len(run.data().test_set[0]), 10)
