"""Scalars from logs."""

import os
from pathlib import Path

import numpy as np
import pytest
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.types_pb2 import DataType
from torch.utils.tensorboard import SummaryWriter

from depthlimit.discovery import log_files
from depthlimit.errors import DataError
from depthlimit.scalars import read_scalars, tensor_value


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
    write_events(tmp_path / "c")
    assert log_files(tmp_path) == [
        tmp_path / "a" / "metrics.csv", tmp_path / "b" / "version_0" / "metrics.csv", tmp_path / "c"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("metrics.csv", "step,train_loss\n0,1.0\n", r"store_grad=true"),
        ("metrics.csv", "step,avg_grad_norm\n0,much\n", "is damaged"),
        ("metrics.csv", "step,avg_grad_norm\n0,\n", "holds no value of avg_grad_norm"),
        ("metrics.csv", "", "store_grad"),
        ("events.out.tfevents.1.x", "no events", "event file|holds no avg_grad_norm"),
        ("log.txt", "text", "is not a log"),
        ("metrics.csv", "step,avg_grad_norm\n", "holds no value of avg_grad_norm"),
        ("metrics.csv", "avg_grad_norm,avg_grad_norm\n1,2\n", "has 2 columns avg_grad_norm"),
        *[
            (
                "metrics.csv",
                f"step,avg_grad_norm\n0,1\n{step},2\n",
                rf"step in line 3 is {step}, expected",
            )
            for step in ("inf", "-inf", "nan", "1e400", "0.5", "1e300", "9" * 25)
        ],
        ("metrics.csv", "step,avg_grad_norm\nx,1\n", "is damaged"),
        ("metrics.csv", "step,avg_grad_norm\n0,1\x00\n", "is damaged"),
        ("metrics.csv", "avg_grad_norm\n" + "1" * 200000, "is damaged"),
        ("metrics.csv", "<html>", "store_grad"),
        ("events.out.tfevents.1.x", "", "holds no scalars"),
        ("events.out.tfevents.1.x", "<!DOCTYPE html>" * 100, "holds no scalars"),
    ],
)
def test_damaged_logs_are_refused_with_the_reason(name: str, content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(DataError, match=said):
        read_scalars(tmp_path / name)


def test_absent_and_empty_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no log"):
        log_files(tmp_path / "absent")
    with pytest.raises(DataError, match="holds no log"):
        log_files(tmp_path)
    (tmp_path / "metrics.csv").write_text("step,a,b\n0,1,2\n")
    with pytest.raises(DataError, match="holds no c, but a, b, step: write tag="):
        read_scalars(tmp_path / "metrics.csv", "c")


def test_a_byte_order_mark_and_other_programs_names_are_understood(tmp_path: Path) -> None:
    file = tmp_path / "run.csv"
    file.write_text("\ufeffavg_grad_norm,Step\r\n4.0,10\r\n2.0,5\r\n1.0\r\n", encoding="utf-8", newline="")
    found = read_scalars(file)
    assert (found.steps.tolist(), found.values.tolist()) == ([10, 5, 2], [4.0, 2.0, 1.0])


def test_a_table_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text("step,größe\n0,1\n", encoding="latin-1")
    with pytest.raises(DataError, match="not UTF-8"):
        read_scalars(tmp_path / "metrics.csv")
    (tmp_path / "metrics.csv").unlink()
    (tmp_path / "metrics.csv").symlink_to("/dev/zero")
    with pytest.raises(DataError, match="device"):
        read_scalars(tmp_path / "metrics.csv")
    with pytest.raises(DataError, match="there is no log"):
        read_scalars(tmp_path / "absent.csv")


def test_a_truncated_event_file_is_read_to_its_end_or_refused(tmp_path: Path) -> None:
    with SummaryWriter(str(tmp_path / "whole")) as writer:
        for step in range(3):
            writer.add_scalar("avg_grad_norm", float(step), step)
    (file,) = (tmp_path / "whole").iterdir()
    content = file.read_bytes()
    cut = tmp_path / file.name
    for size in range(0, len(content), 7):
        cut.write_bytes(content[:size])
        try:
            assert read_scalars(cut).values.tolist() in ([0.0], [0.0, 1.0], [0.0, 1.0, 2.0])
        except DataError as error:
            assert "holds no scalars" in str(error)  # noqa: PT017


def test_other_values_than_scalars_are_refused(tmp_path: Path) -> None:
    with SummaryWriter(str(tmp_path)) as writer:
        writer.add_scalar("loss", 1.0, 0, new_style=True)
        writer.add_text("words", "text", 0)
    with pytest.raises(DataError, match=r"words/text_summary in .* is not a scalar"):
        read_scalars(tmp_path, "words/text_summary")
    claims = TensorProto(dtype=DataType.DT_FLOAT, float_val=[1.0])
    claims.tensor_shape.dim.add(size=10**12)
    with pytest.raises(DataError, match="is not a scalar"):
        tensor_value(claims, tmp_path, "a")


def test_a_pipe_named_like_a_log_is_not_waited_for(tmp_path: Path) -> None:
    write_events(tmp_path)
    os.mkfifo(tmp_path / "events.out.tfevents.2.x")
    with pytest.raises(DataError, match="a device or a pipe"):
        read_scalars(tmp_path)
    with pytest.raises(DataError, match="a device or a pipe"):
        read_scalars(tmp_path / "events.out.tfevents.2.x")


def test_tags_are_listed_up_to_a_number(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text(",".join(f"tag_{k:03d}" for k in range(500)) + "\n")
    with pytest.raises(DataError, match=r"tag_019, …: write tag="):
        read_scalars(tmp_path / "metrics.csv", "loss")
