"""Values of options that no analysis can use end with exit 2 and one sentence, and write nothing."""

from pathlib import Path

import numpy as np
import pytest

from depthlimit.cli import main
from tests.cli.weights import write

HUGE = "9" * 20
REFUSED = {
    f"path w/resnet_4.pth --shuffles={HUGE}": "shuffles is 99999999999999999999, but it must be",
    f"path w/resnet_4.pth --seed={HUGE}": "it must be a whole number from 0 to 4294967295",
    "path w/resnet_4.pth --beta=1e308": "beta is 1e+308, but it must be between -10 and 10",
    "path w/resnet_4.pth --beta=nan": "--beta=nan is not accepted",
    "path w/resnet_4.pth --pvar nan": "--pvar=nan is not accepted, expected numbers from 1 to inf",
    "path w/resnet_4.pth --pvar 2 0.5": "--pvar=0.5 is not accepted, expected numbers from 1 to inf",
    "path --help=Foo": "--help=Foo is not accepted: write --help alone",
    "path-norm --dir_path w --beta=1e308": "beta is 1e+308",
    "path-norm --dir_path w --pvar x": "--pvar=x is not accepted",
    "path-norm --dir_path w --name=a/b": "name is 'a/b', expected the name of a file without a folder",
    "path-norm --dir_path w --name=../x": "name is '../x', expected the name of a file without a folder",
    "path-norm --dir_path w --name=..": "name is '..', expected the name of a file without a folder",
    "path-norm --dir_path w --name=": "name is '', expected the name of a file without a folder",
    "path-norm --dir_path w --out=file": "not a directory: file",
    "path-norm --dir_path file": "file cannot be read as weights",
    "path-weights --dir_path w --beta=-1e308": "beta is -1e+308",
    f"path-weights --dir_path w --pos_x {HUGE} --pos_y 0": "there is no entry (99999999999999999999, 0)",
    "scaling w --beta=1e308": "beta is 1e+308",
    "scaling file": "file cannot be read as weights",
    "curve-fit --event_paths log.csv --scaling_x=inf": "--scaling_x=inf is not accepted",
    "curve-fit --event_paths log.csv --scaling_x=1e308": "scaling_x is 1e+308",
    f"curve-fit --event_paths log.csv --window_size={HUGE}": "it must be a whole number from 0 to 1000000000",
    f"curve-fit --event_paths log.csv --filter_period={HUGE}": "filter_period is 99999999999999999999",
    "pvar walk.npy --beta=1e308": "beta is 1e+308",
    "pvar walk.npy --p nan": "--p=nan is not accepted",
    "pvar walk.npy --p 0.5": "--p=0.5 is not accepted, expected numbers from 1 to inf, as in --p 1 2 inf",
    "report w --beta=1e308": "beta is 1e+308",
    "report w --name=../x": "name is '../x', expected the name of a file without a folder",
    "path w/resnet_4.pth --out=s3://x": "not to s3://x: write --out=FOLDER",
    "export-weights --logs_dir w --weights_dir=s3://x": "not to s3://x: write --weights_dir=FOLDER",
    "demo --out=s3://x": "not to s3://x: write --out=FOLDER",
    "report damaged": "but damaged/a.json is not standard JSON: it has NaN",
    "report surface": "surface/a.json does not describe surface/a.npy",
    "report file": "file is a file: give a folder",
    "report w --out=file": "not a directory: file",
    "fit --model.help=Foo": "--model.help=Foo is not known: choose ClassificationModel or RegressionModel",
    "fit --trainer.logger.help=Foo": "--trainer.logger.help=Foo is not known: choose a class",
    "fit --help=Foo": "write --help alone",
}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inputs")
    for L in (4, 8):
        write(folder / "w", L)
    np.save(folder / "walk.npy", np.arange(9.0))
    (folder / "log.csv").write_text(
        "step,avg_grad_norm\n" + "".join(f"{t},{1 / (t + 1)}\n" for t in range(20))
    )
    (folder / "file").write_text("kept")
    (folder / "damaged").mkdir()
    np.save(folder / "damaged" / "a.npy", np.ones((2, 2)))
    (folder / "damaged" / "a.json").write_text('{"axes": NaN}')
    (folder / "surface").mkdir()
    np.save(folder / "surface" / "a.npy", np.ones((2, 2)))
    (folder / "surface" / "a.json").write_text('{"axes": 1}')
    return folder


@pytest.mark.filterwarnings("default::UserWarning")  # notes to the user
@pytest.mark.parametrize("line", REFUSED)
def test_one_sentence(
    line: str, inputs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(inputs)
    before = sorted(inputs.rglob("*"))
    assert main(line.split()) == 2
    *notes, sentence = capsys.readouterr().err.splitlines()
    assert all(note.startswith("depthlimit: note: ") for note in notes)
    assert sentence.startswith("depthlimit: ")
    assert REFUSED[line] in sentence
    assert sorted(inputs.rglob("*")) == before
    assert (inputs / "file").read_text() == "kept"


def test_a_file_in_place_of_a_folder_is_read(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["path-norm", "--dir_path", str(inputs / "w" / "resnet_4.pth"), "--pvar_only"]) == 0
    assert (tmp_path / "plots" / "path-norm.json").exists()


def test_the_options_of_a_class_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", "--model.help"]) == 0
    assert "--model.gamma" in capsys.readouterr().out
