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
    assert "<h1>A title</h1>" in found.page.read_text(encoding="utf-8")
    (series,) = found.findings.series
    assert series.scaling is not None
    assert found.regimes == {"": series.scaling.regime.name}
    assert found.to_pandas()["L"].tolist() == [32]
    assert found.figure().axes
    assert len(repr(found)) < 600
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
    assert "The folder holds no training record" in page
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
