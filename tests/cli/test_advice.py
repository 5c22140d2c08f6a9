"""Advice names only options that the running command has."""

import re
from functools import partial
from pathlib import Path

import pytest

import depthlimit
from depthlimit.cli import main
from depthlimit.cli.advice import own_option
from depthlimit.cli.commands import COMMANDS
from depthlimit.errors import UsageError
from tests.reports.folders import write_weights

pytestmark = pytest.mark.filterwarnings("default::UserWarning")  # notes to the user

SOURCE = Path(depthlimit.__file__).parent
FIX = re.compile(r"""\{f?"([a-z_.A-Z]+)": """)
WRITTEN = re.compile(r"--(?:set )?([\w.]+)")
SOME = {
    "ext",
    "tag",
    "beta",
    "seed",
    "series",
    "export_every",
    "trajectory",
    "model.L",
    "data.path",
    "scaling_x",
}


def fixes() -> set[str]:
    """Return all names of options that the package may advise, and some names of keys that are none."""
    return SOME | {name for file in SOURCE.rglob("*.py") for name in FIX.findall(file.read_text("utf-8"))}


def options_in_help(command: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    assert main([command, "--help"]) == 0
    return set(re.findall(r"--([\w.]+)", capsys.readouterr().out))


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"pvar-install"}))
def test_every_advised_option_is_in_the_help_of_the_command(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    known = options_in_help(command, capsys)
    classes = {"model", "data", "trainer"} if {"model", "data"} <= known else set()
    for name in fixes():
        sentence = UsageError("a problem", {name: 1}).for_shell(partial(own_option, command))
        written = WRITTEN.findall(sentence)
        assert sentence == "a problem" or len(written) == 1
        if "--set " in sentence:
            assert "set" in known
        else:
            assert all(one in known or one.partition(".")[0] in classes for one in written), sentence


def test_options_go_by_the_name_of_the_command() -> None:
    error = UsageError("no data", {"data.path": "FOLDER", "tag": "lr"})
    written = {name: error.for_shell(partial(own_option, name)) for name in COMMANDS}
    assert written["fit"] == "no data: write --data.path=FOLDER"
    assert written["ll-render"] == "no data: write --data_path=FOLDER"
    assert written["sweep"] == "no data: write --set data.path=FOLDER"
    assert written["curve-fit"] == "no data: write --tag=lr"
    assert written["report"] == written["scaling"] == written["pvar-install"] == "no data"
    assert error.for_shell() == "no data: write --data.path=FOLDER --tag=lr"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run whose log lacks the loss, and weights of two depths without a record."""
    monkeypatch.chdir(tmp_path)
    write_weights(tmp_path / "weights", seeds=1)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "manifest.json").write_text(
        '{"status": "finished", "steps": 3, "model": {"L": 4, "seed": 0}}'
    )
    (tmp_path / "run" / "metrics.csv").write_text("step,other\n0,1.0\n1,0.5\n")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "said", "advice"),
    [
        ("report .", "metrics.csv holds no train_loss", []),
        ("scaling .", "metrics.csv holds no train_loss", []),
        ("curve-fit --event_paths run", "holds no avg_grad_norm", []),
        ("curve-fit --event_paths run --tag=loss", "holds no loss", ["tag"]),
        ("path-norm --dir_path weights --ext=.zip", "files .zip are not read", ["ext"]),
        ("path-weights --dir_path weights --seed=7", "seed is 7", ["seed"]),
        ("ll-render --checkpoint_path run/a.ckpt --config_path run/c.yaml --out=o", "run/", []),
        ("ll-vis run", "run", []),
    ],
)
def test_what_a_command_prints_about_files(
    line: str, said: str, advice: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(line.split())
    printed = capsys.readouterr()
    sentence = next(one for one in f"{printed.out}\n{printed.err}".splitlines() if said in one)
    assert re.findall(r"write --(\w+)", sentence) == advice
    assert "write tag=" not in printed.out + printed.err
