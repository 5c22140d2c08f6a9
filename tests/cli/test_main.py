"""The command itself: overview, version, speed of --help, the demonstration."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import depthlimit
from depthlimit.cli import main
from depthlimit.cli.commands import COMMANDS
from depthlimit.paths import load_path
from depthlimit.sweeps.table import collect
from depthlimit.workflows.demo import Demo

HEAVY = {"torch", "lightning", "matplotlib", "numpy"}


def test_the_overview_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    overview = capsys.readouterr().out
    assert all(f"  {name}" in overview for name in COMMANDS)
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("depthlimit 0.")


def test_pipenv_runs_every_command() -> None:
    with (Path(__file__).parents[2] / "Pipfile").open("rb") as stream:
        scripts = tomllib.load(stream)["scripts"]
    assert scripts == {name: f"depthlimit {name}" for name in COMMANDS}


def test_help_imports_nothing_heavy() -> None:
    code = (
        f"import sys; from depthlimit.cli import main; main(['--help']); print({HEAVY} & sys.modules.keys())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize("command", ["fit", "demo"])
def test_help_of_a_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert "usage:" in capsys.readouterr().out


def test_pvar_install_says_that_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pvar-install"]) == 0
    assert "built in" in capsys.readouterr().out


def test_demo_trains_reports_and_exports(tmp_path: Path) -> None:
    found = depthlimit.demo(depths=[4, 8], steps=60, seeds=1, seed=3, out=tmp_path)
    rows = found.table().rows
    assert [row[:2] for row in rows] == [(4, 3), (8, 3)]
    assert min(accuracies(found)) > 0.7
    paths = [load_path(tmp_path / "exported_models" / "seed=3" / f"resnet_{L}.pth") for L in (4, 8)]
    assert [path.depth for path in paths] == [4, 8]
    assert (tmp_path / "report_figures" / "norms.png").read_bytes().startswith(b"\x89PNG")
    page = found.report.page.read_text(encoding="utf-8")
    assert 'id="figure-surfaces"' in page
    assert found.figure().axes


def accuracies(found: Demo) -> list[float]:
    return [float(row["train_accuracy"]) for row in collect(found.sweep.folder)]


def test_a_second_demo_keeps_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        line = ["demo", "--depths", "2", "3", "--steps=1", "--seeds=1", "--out", str(tmp_path)]
        assert main(line) == 0
    printed = capsys.readouterr().out
    assert "  depthlimit sweep --config" in printed
    assert "accuracy" in printed
    assert (tmp_path / "previous" / "report.1.html").exists()
    assert len(list(tmp_path.glob("trials/*/lightning_logs/*"))) == 2


@pytest.mark.slow
def test_demo_learns_the_digits_at_every_depth(tmp_path: Path) -> None:
    found = accuracies(depthlimit.demo(steps=100, seeds=1, out=tmp_path))
    assert min(found) >= 0.85
    assert sum(accuracy >= 0.9 for accuracy in found) > len(found) / 2
