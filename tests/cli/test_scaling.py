"""``depthlimit scaling`` on folders of weights and on runs."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from depthlimit.cli import main
from depthlimit.paths import WeightPath, exported_name, save_path
from tests.analysis.scaling.families import FAMILIES, draw

DEPTHS = (32, 64, 128, 256)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for member in draw(FAMILIES["smooth + noise"], 0.3, 0, 6, 3, DEPTHS).members:
        save_path(member.path, tmp_path / "runs" / member.seed / exported_name(member.path.depth))
    return tmp_path / "runs"


def test_tables_are_printed_and_kept(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["scaling", str(folder), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "regime: rough" in said
    assert "because" in said
    assert "converge" not in said
    for name in ("statistics", "growth", "exponents", "regime"):
        assert (out / f"scaling_{name}.csv").is_file()
        assert r"\begin{tabular}" in (out / f"scaling_{name}.tex").read_text(encoding="utf-8")
    assert (out / "scaling.png").is_file()
    record = json.loads((out / "scaling.json").read_text(encoding="utf-8"))
    assert record["regime"]["name"] == "rough"
    assert record["collapse"]["beta"]["value"] == pytest.approx(0.3, abs=0.02)
    (out / "scaling_regime.tex").read_text(encoding="utf-8").encode("ascii")  # as pdfLaTeX reads it


@pytest.mark.filterwarnings("default")  # as on the command line
def test_other_widths_are_left_out_and_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_path(WeightPath(np.ones((32, 5, 5)), 0.5), folder / "wide" / exported_name(32))
    assert main(["scaling", str(folder), "--out", str(tmp_path / "out")]) == 0
    captured = capsys.readouterr()
    assert "1 path of width 5 left out" in captured.err
    assert "regime: rough" in captured.out


@pytest.mark.parametrize("command", ["scaling", "path-norm --dir_path"])
def test_a_sweep_has_its_weights_twice_and_each_counts_once(
    command: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep = tmp_path / "sweep"
    (sweep / "plans").mkdir(parents=True)
    for part in ("trials", "exported_models"):
        shutil.copytree(folder, sweep / part)
    assert main([*command.split(), str(sweep), "--out", str(tmp_path / "out")]) == 0
    assert "12 paths: 4 depths from 32 to 256, 3 seeds" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nowhere"], "there is no folder nowhere"), ([], "scaling needs"), (["x", "--beta=a"], "--beta=a")],
)
def test_what_is_wrong_is_said_in_one_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scaling", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore:.isinstance.treespec, LeafSpec:FutureWarning")
def test_runs_are_held_against_the_theorem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = Path(__file__).parents[2] / "examples" / "cont-rossier-xu" / "config.yaml"
    root = tmp_path / "runs"
    for L in (16, 32):
        options = [f"--model.L={L}", "--trainer.max_epochs=12", f"--trainer.default_root_dir={root}"]
        options += ["--model.engine=eager", f"--export_dir={root / 'exported_models'}"]
        assert main(["fit", "--config", str(config), *options]) == 0
    assert main(["scaling", str(root), "--denoise", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    record = json.loads((tmp_path / "out" / "scaling.json").read_text(encoding="utf-8"))
    assert [run["depth"] for run in record["runs"]] == [16, 32]
    found = {name: one["holds"] for name, one in record["runs"][0]["assumptions"].items()}
    assert all(found[name] for name in ("step", "activation", "unit_inputs", "coherence", "samples"))
    assert record["runs"][0]["decay"]["rate"] > 0
    assert len(record["denoised"]) == 2
    assert "not that they converge" in said
    largest = max(run["largest_norm"] for run in record["runs"])
    suprema = (tmp_path / "out" / "scaling_decay.csv").read_text(encoding="utf-8").splitlines()[-1].split(",")
    assert suprema[:2] == ["sup", "all"]
    assert float(suprema[-2]) == pytest.approx(largest, rel=1e-5)
    assert (tmp_path / "out" / "scaling_moves.csv").is_file()
