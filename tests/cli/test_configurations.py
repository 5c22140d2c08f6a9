"""A configuration, and the value of every option, is YAML from outside."""

import os
import time
from pathlib import Path

import pytest

from depthlimit.cli import main

FIT = "model: {class_path: ClassificationModel, init_args: {input_size: 64, L: 3}}\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
UNREADABLE = {
    "utf-16": (FIT.encode("utf-16"), "is not UTF-8 text: save it as UTF-8"),
    "latin-1": ("# é\n".encode("latin-1"), "is not UTF-8 text: save it as UTF-8"),
    "deep": (b"model: " + b"[" * 5000, "nested too deeply"),
    "inside itself": (b"model: &a [*a]", "nested too deeply"),
    "bomb": (BOMB.encode(), "expands to more than 100,000 values"),
    "twice": (f"{FIT}seed_everything: 1\nseed_everything: 2".encode(), "seed_everything twice, in line 3"),
    "code": (b"model: !!python/object/apply:os.system [ls]", "the configuration cannot be read"),
    "null byte": (b"model: \0", "the configuration cannot be read"),
    "empty": (b"", "is not a mapping of options"),
    "list": (b"- 1\n- 2", "is not a mapping of options"),
    "number key": (b"1: 2", "the configuration has 1 as the name of an option"),
    "endless": (b"#" * 2**21, "has more than 1.05 MB"),
}
WRONG = {
    "model: null": "fit needs --model: write --model=ClassificationModel",
    "model: [1, 2]": "--model=[1, 2] is not known: choose ClassificationModel or RegressionModel",
    "model: 3": "--model=3 is not known: choose ClassificationModel or RegressionModel",
    "data: null": "fit needs --data: write --data=DigitsDataModule",
    "data: [1]": "--data=[1] is not known: choose DigitsDataModule, ",
    "trainer: null": "trainer is None, expected a mapping of its options",
    "trainer: [1, 2]": "trainer is [1, 2], expected a mapping of its options",
    "trainer: 3": "trainer is 3, expected a mapping of its options",
    "trainer: {a: 1}": "fit has no option trainer.a",
    "seed_everything: [1]": "--seed_everything=[1] is not accepted, expected a whole number",
    "ckpt_path: {a: 1}": "--ckpt_path={'a': 1} is not accepted, expected text",
}
VALUES = {
    "--model={a: &a [*a]}": "is not",
    "--data=" + "[" * 5000: "is not",
    "--model=pipe": "",
    "--trainer.callbacks=pipe": "",
    "--trainer.callbacks=endless": "",
    "--config=pipe": "is a device or a pipe, expected a file",
    "--config=endless": "the configuration cannot be read (Path is not a file",
    "--config={a: &a [*a]}": "nested too deeply",
    "--config=": "is not a mapping of options",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that nobody writes to and a file without end; what hangs is told by the clock."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("endless").symlink_to("/dev/zero")


def refused(line: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.process_time()
    assert main(line) == 2
    printed = capsys.readouterr().err
    assert printed.startswith("depthlimit: ")
    assert printed.count("\n") == 1, printed
    assert said in printed
    assert time.process_time() - began < 20


@pytest.mark.parametrize("command", ["fit", "test", "resnet-cifar10"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read(command: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    content, said = UNREADABLE[name]
    Path("file.yaml").write_bytes(content)
    refused([command, "--config=file.yaml"], said, capsys)


@pytest.mark.parametrize("line", WRONG)
def test_a_part_of_another_type(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("file.yaml").write_text(line if line.startswith("model") else FIT + line)
    refused(["fit", "--config=file.yaml"], WRONG[line], capsys)


@pytest.mark.parametrize("option", VALUES)
def test_the_value_of_an_option(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("file.yaml").write_text(FIT)
    refused(["fit", "--config=file.yaml", option], VALUES[option], capsys)


@pytest.mark.parametrize("trainer", ["null", "[1, 2]", "3"])
def test_options_do_not_replace_a_trainer_of_another_type(
    trainer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("file.yaml").write_text(f"{FIT}trainer: {trainer}")
    line = ["fit", "--config", "file.yaml", "--trainer.max_epochs=1"]
    refused(line, "expected a mapping of its options", capsys)


def test_a_configuration_of_an_earlier_version_has_weights_only(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(f"{FIT}weights_only: null\n")
    places = [f"--out={tmp_path}", f"--export_dir={tmp_path}"]
    assert main(["fit", f"--config={file}", "--steps=1", *places]) == 0
    assert "weights_only" not in (tmp_path / "lightning_logs/version_0/config.yaml").read_text()


def test_weights_only_that_would_mean_something_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(f"{FIT}weights_only: true\n")
    assert main(["fit", f"--config={file}", f"--out={tmp_path}"]) == 2
    assert "weights_only has no effect" in capsys.readouterr().err
