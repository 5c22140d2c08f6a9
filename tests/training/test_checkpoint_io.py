"""Checkpoints appear whole beside where they are meant to be."""

from pathlib import Path
from typing import Any

import pytest
import torch
from lightning.pytorch import Trainer

from depthlimit.training.checkpoint_io import AtomicCheckpoints, write_atomic_checkpoints


def test_a_checkpoint_is_written_beside_its_place_and_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.mkstemp", None)  # not in the system's temporary folder
    file = tmp_path / "checkpoints" / "last.ckpt"
    for step in (1, 2):
        AtomicCheckpoints().save_checkpoint({"global_step": step}, file)
        assert torch.load(file, weights_only=True) == {"global_step": step}
    assert list(file.parent.iterdir()) == [file]


def test_an_earlier_checkpoint_survives_a_failed_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "last.ckpt"
    AtomicCheckpoints().save_checkpoint({"global_step": 1}, file)

    def full(path: Path, content: bytes) -> None:
        path.open("wb").close()
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left") as caught:
        AtomicCheckpoints().save_checkpoint({"global_step": 2}, file)
    assert caught.value.filename == str(file)
    assert torch.load(file, weights_only=True) == {"global_step": 1}
    assert list(tmp_path.iterdir()) == [file]


def test_another_way_of_writing_them_is_kept(tmp_path: Path) -> None:
    class Own(AtomicCheckpoints):
        pass

    options: dict[str, Any] = {"accelerator": "cpu", "logger": False, "default_root_dir": tmp_path}
    plain, chosen = Trainer(**options), Trainer(**options, plugins=[Own()])
    for trainer in (plain, chosen):
        write_atomic_checkpoints(trainer)
    assert type(plain.strategy.checkpoint_io) is AtomicCheckpoints
    assert type(chosen.strategy.checkpoint_io) is Own
