"""Scalars from logs."""

from pathlib import Path

import numpy as np
import pytest
from torch.utils.tensorboard import SummaryWriter

from depthlimit.errors import DataError
from depthlimit.scalars import logs_in, read_scalars


def write_events(folder: Path) -> None:
    with SummaryWriter(str(folder)) as writer:
        writer.add_scalar("avg_grad_norm", 1.0, 0)


@pytest.mark.parametrize("new_style", [False, True])
def test_event_files_are_read(new_style: bool, tmp_path: Path) -> None:
    with SummaryWriter(str(tmp_path)) as writer:
        for step in range(3):
            writer.add_scalar("avg_grad_norm", 4.0 / 2**step, 10 * step, new_style=new_style)
    found = read_scalars(tmp_path)
    assert (found.steps.tolist(), found.values.tolist()) == ([0, 10, 20], [4.0, 2.0, 1.0])
    (file,) = tmp_path.iterdir()
    np.testing.assert_array_equal(read_scalars(file).values, found.values)


def test_tables_are_read(tmp_path: Path) -> None:
    file = tmp_path / "metrics.csv"
    file.write_text("epoch,step,train_loss,avg_grad_norm\n0,0,1.0,4.0\n0,0,,\n1,5,0.5,2.0\n")
    found = read_scalars(file)
    assert (found.steps.tolist(), found.values.tolist()) == ([0, 5], [4.0, 2.0])
    file.write_text("avg_grad_norm\n4.0\n2.0\nnan\n")
    found = read_scalars(file)
    assert found.steps.tolist() == [0, 1, 2]
    assert np.isnan(found.values[2])


def test_logs_are_found_once_each(tmp_path: Path) -> None:
    write_events(tmp_path / "b" / "version_0")
    (tmp_path / "b" / "version_0" / "metrics.csv").write_text("avg_grad_norm\n1\n")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "metrics.csv").write_text("avg_grad_norm\n1\n")
    for aside in "version_0.1", "logs.2":
        (tmp_path / "previous" / aside).mkdir(parents=True)
        (tmp_path / "previous" / aside / "metrics.csv").write_text("avg_grad_norm\n1\n")
    assert logs_in(tmp_path) == [tmp_path / "b" / "version_0", tmp_path / "a" / "metrics.csv"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("metrics.csv", "step,train_loss\n0,1.0\n", r"--model\.store_grad=true"),
        ("metrics.csv", "step,avg_grad_norm\n0,much\n", "is damaged"),
        ("metrics.csv", "step,avg_grad_norm\n0,\n", "holds no value of avg_grad_norm"),
        ("metrics.csv", "", "store_grad"),
        ("events.out.tfevents.1.x", "no events", "event file|holds no avg_grad_norm"),
        ("log.txt", "text", "is no log"),
    ],
)
def test_what_is_wrong_with_a_log_is_said(name: str, content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(DataError, match=said):
        read_scalars(tmp_path / name)


def test_absent_and_empty_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no log"):
        logs_in(tmp_path / "absent")
    with pytest.raises(DataError, match="holds no log"):
        logs_in(tmp_path)
    (tmp_path / "metrics.csv").write_text("step,a,b\n0,1,2\n")
    with pytest.raises(DataError, match="holds no c, but a, b, step: choose one with --tag"):
        read_scalars(tmp_path / "metrics.csv", "c")
