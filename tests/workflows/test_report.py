"""``depthlimit.report`` on a folder, on runs, on a collection and on paths in memory."""

import json
from pathlib import Path

import pytest

import depthlimit
from depthlimit.errors import UsageError
from depthlimit.paths import Member, PathCollection, load_collection
from depthlimit.weight_formats import WEIGHT_FORMATS
from depthlimit.workflows.report import Report
from depthlimit.workflows.reporting.contents import contents_of_folder
from depthlimit.workflows.reporting.origins import with_config
from tests.reports.folders import write_run, write_weights


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of three depths and two seeds, and the record of one run."""
    folder = tmp_path_factory.mktemp("report")
    write_weights(folder / "exported_models", seeds=2)
    write_run(folder / "run", 32, 0)
    return folder


@pytest.fixture(scope="module")
def found(folder: Path) -> Report:
    return depthlimit.report(folder, title="A title", name="page")


def test_a_report_gives_its_files_and_findings(found: Report, folder: Path) -> None:
    assert found.page == folder / "page.html"
    (command,) = [one.commands["entries"] for one in found.findings.series]
    _, _, _, place, seed = command.split()
    again = depthlimit.path_weights(place, seed=seed.removeprefix("--seed="))
    assert again.entries.to_json() == found.findings.series[0].entries.to_json()
    assert "<h1>A title</h1>" in found.page.read_text(encoding="utf-8")
    (series,) = found.findings.series
    assert series.scaling is not None
    assert found.regimes == {"": series.scaling.regime.name}
    assert found.to_pandas()["L"].tolist() == [32]
    assert found.figure().axes
    assert repr(found) == f"Report({found.page}: 1 training, 1 group, 1 not read)"
    written = json.loads(found.numbers.read_text(encoding="utf-8"))
    numbers = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert {name: written[name] for name in ("series", "rates", "unread")} == {
        name: numbers[name] for name in ("series", "rates", "unread")
    }
    with pytest.raises(UsageError, match="'other', expected one of the report: write series=''"):
        found.figure(series="other")


def test_a_collection_in_memory_is_measured_like_its_folder(
    found: Report, folder: Path, tmp_path: Path
) -> None:
    members = load_collection([folder / "exported_models"]).members
    collection = PathCollection.of(Member(member.path, member.seed) for member in members)
    again = depthlimit.report(collection, out=tmp_path)
    (series,), (truth,) = again.findings.series, found.findings.series
    assert series.norms.to_json() == truth.norms.to_json()
    assert again.regimes == found.regimes
    page = again.page.read_text(encoding="utf-8")
    assert "depthlimit.path_norms(weights, beta=" in page
    assert "No run folder was found" in page
    with pytest.raises(UsageError, match="a report on objects in memory needs a folder: write out='report'"):
        depthlimit.report(collection)


def test_runs_are_reported_with_their_trainings_and_logs(tmp_path: Path) -> None:
    swept = depthlimit.sweep(
        {"model": "ClassificationModel", "model.input_size": 64, "model.dim": 3, "trainer.max_epochs": 2},
        depths=[3, 4],
        out=tmp_path / "sweep",
        workers=1,
    )
    found = depthlimit.report(swept.runs(), out=tmp_path / "page")
    assert found.findings.folder == "2 runs"
    assert found.to_pandas()["status"].tolist() == ["finished", "finished"]
    assert [(log.depth, log.seed) for log in found.findings.logs] == [(3, "0"), (4, "0")]
    (series,) = found.findings.series
    assert [row.depth for row in series.variation.rows] == [3, 4]


def test_every_weight_format_reaches_the_report(tmp_path: Path) -> None:
    """A format that is registered is looked for, in either case; checkpoints belong to their runs."""
    names = [f"resnet_8{extension}" for extension in WEIGHT_FORMATS] + ["resnet_9.PT"]
    for name in names:
        (tmp_path / name).touch()
    found = {file.name for file in contents_of_folder(tmp_path).weights}
    assert found == set(names) - {"resnet_8.ckpt"}


def test_a_damaged_record_has_a_row_with_the_reason(folder: Path, tmp_path: Path) -> None:
    write_run(tmp_path / "whole", 32, 0)
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "manifest.json").write_text('{"L": "deep"}')
    found = depthlimit.report(tmp_path)
    assert found.to_pandas()["status"].tolist() == ["finished", "unknown"]
    assert "records L 'deep'" in found.to_pandas()["reason"].tolist()[1]


def test_two_folders_are_compared_by_what_differs(tmp_path: Path) -> None:
    for name, lr in (("first", 1.0), ("second", 2.0)):
        write_run(tmp_path / name, 32, 0)
        manifest = tmp_path / name / "manifest.json"
        content = json.loads(manifest.read_text())
        manifest.write_text(json.dumps({**content, "model": {**content["model"], "lr": lr}}))
    found = depthlimit.report([tmp_path / "first", tmp_path / "second"], out=tmp_path / "page")
    assert [one.label for one in found.findings.groups] == ["η = 1", "η = 2"]
    assert found.findings.folder == "first, second"
    table = found.to_pandas()
    assert table["η"].tolist() == [1, 2]
    assert table["folder"].tolist() == ["first", "second"]
    assert [one.values["loss"] for one in found.findings.results] == table["loss"].tolist()


def test_equal_trainings_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_run(tmp_path / name, 32, 0)
    found = depthlimit.report([tmp_path / "first", tmp_path / "second"], out=tmp_path / "page")
    assert [one.label for one in found.findings.groups] == ["folder = first", "folder = second"]


def test_the_page_of_several_folders_is_in_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("first", "second"):
        write_run(tmp_path / name, 32, 0)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert depthlimit.report(["../first", "../second"]).page.resolve() == tmp_path / "here" / "report.html"
    with pytest.warns(UserWarning, match="first is given twice: it is read once"):
        assert depthlimit.report(["../first", "../first"]).page == Path("../first/report.html")


def test_limitations_are_said_once_with_the_lines_to_run(tmp_path: Path) -> None:
    depthlimit.sweep(
        {"model": "ClassificationModel", "model.input_size": 64, "model.dim": 3, "trainer.max_epochs": 1},
        depths=[16],
        seeds=1,
        set=["model.alpha=0.5,0.75"],
        out=tmp_path / "sweep",
        workers=1,
    )
    found = depthlimit.report(tmp_path / "sweep", out=tmp_path / "page")
    sentences = [one.sentence for one in found.findings.limitations]
    assert len(sentences) == len(set(sentences))
    assert any(sentence.startswith("Both groups have only one depth") for sentence in sentences)
    assert any(sentence.startswith("Both groups have only one seed") for sentence in sentences)
    assert any("Ω(t) was not logged" in sentence for sentence in sentences)
    assert found.unread == ()
    (more,) = [one.command for one in found.findings.limitations if "To train more" in one.sentence]
    assert "--depths 16,32,64 --seeds 3" in more
    assert all(
        "assumptions" in series.tables and "decay" in series.tables for series in found.findings.series
    )


def test_more_trainings_of_a_grid_are_one_sweep_and_the_best_is_rendered(tmp_path: Path) -> None:
    for name, lr in (("first", 1.0), ("second", 2.0)):
        run = tmp_path / name
        write_run(run, 32, 0)
        manifest = json.loads((run / "manifest.json").read_text())
        (run / "manifest.json").write_text(json.dumps({**manifest, "model": {**manifest["model"], "lr": lr}}))
        (run / "config.yaml").touch()
        (run / "checkpoints").mkdir()
        (run / "checkpoints" / "epoch=0-step=40.ckpt").touch()
    log = (tmp_path / "second" / "metrics.csv").read_text().splitlines()
    (tmp_path / "second" / "metrics.csv").write_text("\n".join([*log[:-1], "39,0.001,0.001"]) + "\n")
    found = depthlimit.report([tmp_path / "first", tmp_path / "second"], out=tmp_path / "page")
    limitations = found.findings.limitations
    (more,) = [one.command for one in limitations if "To train more" in one.sentence]
    assert more == (
        f"depthlimit sweep --config {tmp_path}/first/config.yaml --depths 32,64,128 --seeds 3 "
        f"--set model.lr=1.0,2.0 --out {tmp_path}/more"
    )
    (rendering,) = [one for one in limitations if "loss surface" in one.sentence]
    assert "(η = 2, L = 32, seed 0)" in rendering.sentence
    assert f"--config_path {tmp_path}/second/config.yaml" in rendering.command


def test_the_configuration_of_a_sweep_is_found_from_any_folder(tmp_path: Path) -> None:
    words = ["depthlimit", "sweep", "--config=base.yaml", "--out", "runs/one"]
    made, run = tmp_path / "runs" / "one", tmp_path / "runs" / "one" / "trials" / "x"
    run.mkdir(parents=True)
    (run / "config.yaml").touch()
    assert with_config(words, made, [run])[3] == str(run / "config.yaml")
    (tmp_path / "base.yaml").touch()
    assert with_config(words, made, [run])[3] == str(tmp_path / "base.yaml")
