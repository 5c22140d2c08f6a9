"""Content of the page: numbers are those of the analysis, names are text."""

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from depthlimit.cli import main
from tests.reports.folders import HOSTILE, write_weights

NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?$")


class Tables(HTMLParser):
    """The cells of all tables of a page, numbers with all their digits."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str | float]]] = {}
        self.name, self.inside, self.exact = "", False, None
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag == "table":
            self.name = str(found["id"]).removeprefix("table-")
            self.rows[self.name] = []
        elif tag == "tr" and self.name:
            self.rows[self.name].append([])
        elif tag == "td" and self.name:
            exact = found.get("data-value")
            self.rows[self.name][-1].append("" if exact is None else json.loads(exact))
            self.inside = exact is None

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "td"
        self.name = "" if tag == "table" else self.name

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[self.name][-1][-1] = str(self.rows[self.name][-1][-1]) + data


def tables(folder: Path) -> Mapping[str, list[list[str | float]]]:
    """The cells of every table below its head."""
    found = Tables((folder / "report.html").read_text(encoding="utf-8"))
    return {name: rows[1:] for name, rows in found.rows.items()}


def record(folder: Path, name: str = "report") -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return content


def test_every_number_equals_the_json(everything: Path) -> None:
    shown, kept = tables(everything), record(everything)["tables"]
    assert shown.keys() == kept.keys()
    for name, rows in shown.items():
        expected = [["" if cell is None else cell for cell in row] for row in kept[name]["rows"]]
        assert rows == expected


def test_tables_are_those_of_the_analysis(everything: Path, tmp_path: Path) -> None:
    assert main(["scaling", str(everything / "exported_models"), "--out", str(tmp_path)]) == 0
    analysed, shown = record(tmp_path, "scaling"), tables(everything)
    slopes = zip(analysed["growth"]["slopes"], analysed["driver_growth"]["slopes"], strict=True)
    parts = ("value", "lower", "upper")
    assert [row[1:] for row in shown["growth"]] == [
        [slope[part] for slope in pair for part in parts] for pair in slopes
    ]
    assert [row[2:5] for row in shown["statistics"]] == [
        [one["slope"][part] for part in parts] for one in analysed["statistics"].values()
    ]
    assert [row[1:] for row in shown["evidence"]] == [
        [one[part] for part in (*parts, "verdict")] for one in analysed["regime"]["evidence"].values()
    ]


def test_names_are_text(everything: Path) -> None:
    page = (everything / "report.html").read_text(encoding="utf-8")
    assert HOSTILE not in page
    cells = [cell for row in tables(everything)["trials"] for cell in row]
    assert HOSTILE in cells
    assert f"out of memory {HOSTILE}" in cells


def test_every_figure_has_its_print_and_its_data(everything: Path) -> None:
    page = (everything / "report.html").read_text(encoding="utf-8")
    names = re.findall(r'<figure id="figure-([\w-]+)"', page)
    assert {
        "norms",
        "collapse",
        "entries",
        "variation",
        "growth",
        "statistics",
        "loss",
        "omega",
        "surfaces",
    } == {*names}
    for name in names:
        assert (everything / "report_figures" / f"{name}.pdf").read_bytes().startswith(b"%PDF")
        assert f'download="{"norms" if name == "collapse" else name}.csv"' in page
    assert page.count("plotly.js v") == 1


def test_earlier_reports_are_kept_and_not_read_as_results(everything: Path, tmp_path: Path) -> None:
    folder = write_weights(tmp_path / "weights", seeds=1)
    for _ in range(2):
        assert main(["report", str(folder)]) == 0
    assert (folder / "previous" / "report.1.html").exists()
    assert record(folder)["unread"] == record(folder / "previous", "report.1")["unread"]


def test_one_depth_leaves_scaling_out_and_says_what_to_run(tmp_path: Path) -> None:
    folder = write_weights(tmp_path / "weights", depths=(32,), seeds=2)
    assert main(["report", str(folder)]) == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "run 64 and 128, too" in page
    assert 'id="figure-norms"' in page
    assert 'id="figure-growth"' not in page
    for said in (
        "The folder holds no log",
        "The folder holds no training record",
        "No landscape was rendered",
    ):
        assert said in page


def test_damaged_files_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_weights(tmp_path / "weights")
    (folder / "seed=0" / "resnet_7.pth").write_bytes(b"damaged")
    (folder / "run").mkdir()
    (folder / "run" / "metrics.csv").write_text("step,train_loss\n0,many\n")
    (folder / "run" / "manifest.json").write_text("{")
    (folder / "bowl.json").write_text('{"axes": 3}')
    (folder / "bowl.npy").write_bytes(b"damaged")
    assert main(["report", str(folder)]) == 0
    said = capsys.readouterr().out
    for name in ("resnet_7.pth", "metrics.csv", "bowl.npy", "manifest.json is not standard JSON"):
        assert name in said
    assert "regime:" in said


@pytest.mark.parametrize(
    ("name", "said"),
    [("nowhere", "there is no folder"), (".", "nothing to report on"), ("--beta=x", "--beta=x")],
)
def test_wrong_input_is_refused_in_one_sentence(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = name if name.startswith("-") else str(tmp_path / name)
    assert main(["report", place, *(["."] if name.startswith("-") else [])]) == 2
    assert said in capsys.readouterr().err
