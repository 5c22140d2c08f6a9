"""What ``ll-render`` and ``ll-vis`` are given and cannot use is one sentence, and exit 2."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.cli import main
from tests.cli.rendering import Run


class Payload:
    def __reduce__(self) -> tuple[Any, ...]:
        return (Path("pwned").touch, ())


BAD_INPUT = {
    "--steps=0": "steps is 0, but it must be a whole number, at least 1",
    "--radius=0": "radius is 0.0, but it must be positive",
    "--radius=-1": "write --radius=1.0",
    "--workers=0": "workers is 0",
    "--seed=4294967296": "seed is 4294967296, but it must be a whole number from 0 to 4294967295",
    "--seed=-1": "seed is -1",
    "--num_samples=0": "num_samples is 0",
    "--num_samples=few": "--num_samples=few is not accepted",
    "--normalization=row": "expected filter, layer or none",
    "--device=tpu": "expected cpu, gpu, cuda or mps",
    "--part=half": "expected training, validation or test",
    "--directions=checkpoints": "write --directions=checkpoints --through ONE.ckpt OTHER.ckpt",
    "--config_path={tmp}/absent.yaml": "there is no configuration",
    "--config_path={tmp}/broken.yaml": "is not YAML",
    "--config_path={tmp}/other.yaml": "shape (5, 3, 3), the requested network has (7, 3, 3)",
    "--config_path={tmp}/other.yaml --directions=pca": "the requested network has (7, 3, 3)",
    "--config_path={tmp}/copy.yaml --directions=pca": "write --trajectory=FOLDER",
    "--config_path={tmp}/images.yaml": "input_size is 64, but the data have 784",
    "--config_path={tmp}/missing.yaml": "MNIST",
    "--checkpoint_path={tmp}/absent.ckpt": "there is no checkpoint",
    "--checkpoint_path={tmp}/pickle.ckpt": "could execute code",
    "--checkpoint_path={tmp}/foreign.ckpt": "holds no network.stack.weight",
    "--checkpoint_path={tmp}/broken.yaml": "cannot be read as weights",
    "--trajectory={tmp}/empty": "holds no intermediate weights",
    "--out={tmp}/broken.yaml/sub/surface": "not a directory",
    "--stride=3": "ll-render has no option --stride",
}


@pytest.mark.parametrize("more", BAD_INPUT)
def test_one_sentence_and_exit_2(
    more: str, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = run.config.read_text()
    (tmp_path / "copy.yaml").write_text(config)
    (tmp_path / "broken.yaml").write_text("model: [1, 2\n")
    (tmp_path / "other.yaml").write_text(config.replace("L: 5", "L: 7"))
    mnist = config.replace("DigitsDataModule", "MNISTDataModule").replace("path: data", "path: nowhere")
    (tmp_path / "images.yaml").write_text(mnist)
    (tmp_path / "missing.yaml").write_text(
        mnist.replace("input_size: 64", "input_size: 784").replace(
            "num_workers: 0", "num_workers: 0\n    download: false"
        )
    )
    torch.save({"state_dict": {"weight": torch.zeros(2)}}, tmp_path / "foreign.ckpt")
    torch.save({"state_dict": {}, "payload": Payload()}, tmp_path / "pickle.ckpt")
    capsys.readouterr()
    assert run.render(tmp_path / "surface", more.format(tmp=tmp_path)) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("depthlimit: ")
    assert printed.err.count("\n") == 1, printed.err
    assert BAD_INPUT[more] in printed.err
    assert not (tmp_path / "surface.npy").exists()
    assert not (tmp_path / "pwned").exists()


BAD_SURFACES = {
    "absent.npy": "there is no file",
    "oblong.npy": "give a square array",
    "nan.npy": "1 of the 4 losses",
    "square.npy cut.npy": "draw them separately",
    "zero.npy --log_scale": "draw it without a logarithmic scale",
    "square.npy --colour": "ll-vis has no option --colour",
    "": "ll-vis needs FILES",
}


@pytest.mark.parametrize("line", BAD_SURFACES)
def test_surfaces_that_cannot_be_drawn_are_refused(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("oblong.npy", np.ones((2, 3)))
    np.save("nan.npy", np.array([[1, np.nan], [1, 1]]))
    np.save("square.npy", np.ones((2, 2)))
    np.save("zero.npy", np.zeros((2, 2)))
    np.save("cut.npy", np.ones(3))
    assert main(["ll-vis", *line.split()]) == 2
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1, printed.err
    assert BAD_SURFACES[line] in printed.err


Change = Callable[[dict[str, Any]], object]
W = "network.stack.weight"


def weights(change: Callable[[torch.Tensor], object]) -> Change:
    """A checkpoint with other weights."""

    def changed(content: dict[str, Any]) -> object:
        state = content["state_dict"]
        return {**content, "state_dict": {**state, W: change(state[W])}}

    return changed


BAD_CHECKPOINTS: dict[str, tuple[Change, str]] = {
    "nan": (weights(lambda w: w * torch.nan), "has NaN or infinite numbers"),
    "infinite": (weights(lambda w: w.double() * 1e300), "has NaN or infinite numbers"),
    "meta": (weights(lambda w: w.to("meta")), f"{W} in"),
    "sparse": (weights(lambda w: w.to_sparse()), f"{W} in"),
    "complex": (weights(lambda w: w.to(torch.complex64)), "and torch.complex64"),
    "integer key": (
        lambda content: {**content, "state_dict": {**content["state_dict"], 7: torch.ones(1)}},
        "has int among the names",
    ),
    "parameters": (lambda content: {**content, "hyper_parameters": [1]}, "as hyper_parameters"),
    "tensor": (
        lambda content: {**content, "hyper_parameters": {"alpha": torch.ones(2)}},
        "is of a network with alpha=<Tensor>",
    ),
    "zero": (weights(lambda w: w * 0), "no parameter moves"),
    "list": (weights(lambda w: w.tolist()), "network.stack.weight"),
    "readin": (
        lambda content: {**content, "state_dict": {W: content["state_dict"][W]}},
        "holds no network.readin",
    ),
}


@pytest.mark.parametrize("name", BAD_CHECKPOINTS)
def test_a_checkpoint_without_a_network_is_one_sentence(
    name: str, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, sentence = BAD_CHECKPOINTS[name]
    torch.save(change(torch.load(run.checkpoint, weights_only=True)), tmp_path / "bad.ckpt")
    capsys.readouterr()
    assert run.render(tmp_path / "out", f"--checkpoint_path={tmp_path / 'bad.ckpt'} --steps=2") == 2
    printed = capsys.readouterr().err
    assert sentence in printed
    assert printed.count("\n") == 1


@pytest.mark.parametrize("parameters", [{}, {"alpha": [0.5]}, {"L": "five"}, "absent"])
def test_hyperparameters_may_be_anything(parameters: object, run: Run, tmp_path: Path) -> None:
    content = torch.load(run.checkpoint, weights_only=True)
    content["hyper_parameters"] = parameters
    if parameters == "absent":
        del content["hyper_parameters"]
    torch.save(content, tmp_path / "odd.ckpt")
    more = f"--checkpoint_path={tmp_path / 'odd.ckpt'} --steps=2 --num_samples=3"
    assert run.render(tmp_path / "out", more) == 0


def trajectory(run: Run, folder: Path, **changes: Change) -> Path:
    """A folder of three intermediate checkpoints, some of them changed."""
    folder.mkdir()
    content = torch.load(run.checkpoint, weights_only=True)
    for k, name in enumerate(("first", "second", "third")):
        state = {**content["state_dict"], W: content["state_dict"][W] * (10 * k + 2)}
        state[W] = state[W] + torch.randn(state[W].shape, generator=torch.Generator().manual_seed(k))
        made: Any = {**content, "state_dict": state, "global_step": 3 - k}
        torch.save(changes[name](made) if name in changes else made, folder / f"{name}.ckpt")
    return folder


def test_checkpoints_are_a_trajectory_in_the_order_of_their_steps(run: Run, tmp_path: Path) -> None:
    folder = trajectory(
        run, tmp_path / "way", first=lambda content: {**content, "state_dict": {W: content["state_dict"][W]}}
    )
    more = f"--trajectory={folder} --steps=2 --num_samples=3 --directions=pca"
    assert run.render(tmp_path / "out", more) == 0
    distance = json.loads((tmp_path / "out.json").read_text())["trajectory"]["distance"]
    assert distance == sorted(distance, reverse=True)  # written first, made last


BAD_TRAJECTORIES: dict[str, tuple[Change, str]] = {
    "text": (lambda content: {**content, "global_step": "two"}, "has a str as its step"),
    "shape": (weights(lambda w: w[1:]), "holds weights of another network"),
    "nan": (weights(lambda w: w * torch.nan), "has NaN or infinite numbers"),
    "meta": (weights(lambda w: w.to("meta")), f"{W} in"),
    "other": (lambda content: {"state_dict": {"weight": torch.ones(3)}}, "network.stack.weight"),
}


@pytest.mark.parametrize("name", BAD_TRAJECTORIES)
def test_a_trajectory_of_something_else_is_one_sentence(
    name: str, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, sentence = BAD_TRAJECTORIES[name]
    folder = trajectory(run, tmp_path / "way", second=change)
    capsys.readouterr()
    assert run.render(tmp_path / "out", f"--trajectory={folder} --steps=2") == 2
    printed = capsys.readouterr().err
    assert sentence in printed
    assert printed.count("\n") == 1


BAD_CONFIGURATIONS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "utf16": (lambda text: text.encode("utf-16"), "is not UTF-8 text"),
    "latin1": (lambda text: (text + "# β".replace("β", "é")).encode("latin-1"), "is not UTF-8 text"),
    "deep": (lambda text: ("model: " + "[" * 10_000).encode(), "is nested too deeply"),
    "bomb": (
        lambda text: "\n".join(
            ["a: &a0 [1]", *(f"b{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 20))]
        ).encode(),
        "expands to more than",
    ),
    "empty": (lambda text: b"", "model is not a mapping"),
    "list": (lambda text: b"[1]", "model is not a mapping"),
    "model": (lambda text: b"model:\ndata: {}", "model is not a mapping"),
    "data": (lambda text: b"model: {}\ndata: [1]", "data is not a mapping"),
    "both": (lambda text: b"model: {}\ndata: {}", "cannot be rebuilt"),
    "convolutional": (lambda text: b"L: 8\ndata:", "data is not a mapping"),
    "convolutional options": (lambda text: b"L: []\ndata: {}", "cannot be rebuilt"),
    "convolutional depth": (lambda text: b"L: 10e1000\ndata: {}", "cannot be rebuilt"),
    "init_args": (lambda text: b"model: {class_path: x, init_args: [1]}\ndata: {}", "model is not a mapping"),
    "class": (lambda text: text.replace("RegressionModel", "os.system").encode(), "cannot be rebuilt"),
    "number": (lambda text: text.replace("L: 5", "L: [5]").encode(), "cannot be rebuilt"),
    "keys": (lambda text: text.replace("L: 5", "7: 5").encode(), "cannot be rebuilt"),
    "huge": (lambda text: text.replace("L: 5", f"L: {10**14}").encode(), "PB of memory"),
    "seed": (lambda text: ("seed_everything: [1]\n" + text).encode(), "seed_everything twice"),
}


@pytest.mark.parametrize("name", BAD_CONFIGURATIONS)
def test_a_configuration_without_a_run_is_refused(
    name: str, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, sentence = BAD_CONFIGURATIONS[name]
    text = (
        run.config.read_text().replace("ClassificationModel", "RegressionModel")
        if name == "class"
        else (run.config.read_text())
    )
    (tmp_path / "bad.yaml").write_bytes(change(text))
    capsys.readouterr()
    assert run.render(tmp_path / "out", f"--config_path={tmp_path / 'bad.yaml'} --steps=2") == 2
    printed = capsys.readouterr().err
    assert sentence in printed
    assert printed.count("\n") == 1


BAD_NUMBERS = {
    "--steps=1000000000000": "too many, expected at most 100,000,000",
    "--steps=1 --steps_y=3": "write --steps_y=1",
    "--steps_y=99999999999999999999": "too many, expected at most",
    "--radius=1e308": "radius is 1e+308",
    "--radius=1e-320": "radius is",
    "--radius=.nan": "radius is nan",
    "--radius=.inf": "radius is inf",
    "--num_samples=-1": "num_samples is -1",
    "--out=": "is not the name of a file",
    "--out={tmp}": "is not the name of a file",
    "--out={tmp}/there/": "is not the name of a file",
    "--out={tmp}/folder": "is not the name of a file",
    "--seed=-99999999999999999999": "seed is -9",
}


@pytest.mark.parametrize("more", BAD_NUMBERS)
def test_numbers_that_do_not_fit_are_one_sentence(
    more: str, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.npy").mkdir()
    steps = "" if more.startswith("--steps=") else "--steps=2 "
    capsys.readouterr()
    assert run.render(tmp_path / "out", steps + more.format(tmp=tmp_path)) == 2
    printed = capsys.readouterr().err
    assert BAD_NUMBERS[more] in printed
    assert printed.count("\n") == 1
