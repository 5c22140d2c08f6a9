"""Content of the page: numbers are those of the analysis, names are text."""

import html
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import gmean

from depthlimit.cli import main
from depthlimit.comparison import Group
from depthlimit.reports.sections.regime import by_assumption
from depthlimit.tables import Table
from tests.reports.folders import (
    ALPHAS,
    HOSTILE,
    INITS,
    final_loss,
    write_comparison,
    write_run,
    write_weights,
)  # fmt: skip

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
        elif self.name and (tag == "td" or found.get("scope") == "row"):
            exact = found.get("data-value")
            self.rows[self.name][-1].append("" if exact is None else json.loads(exact))
            self.inside = exact is None and not (tag == "td" and self.name.startswith("comparison-"))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")
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


@pytest.mark.parametrize("folder", ["everything", "comparison"])
def test_every_number_equals_the_json(folder: str, request: pytest.FixtureRequest) -> None:
    place: Path = request.getfixturevalue(folder)
    shown, kept = tables(place), record(place)["tables"]
    assert shown.keys() == kept.keys()
    for name, rows in shown.items():
        expected = [["" if cell is None else cell for cell in row] for row in kept[name]["rows"]]
        assert rows == expected, name


def columns(folder: Path, name: str) -> Mapping[str, list[Any]]:
    """The columns of a table by name, those that are the same in every row, too."""
    kept = record(folder)["tables"][name]
    shown = tables(folder)[name]
    found = {column: [row[k] for row in shown] for k, column in enumerate(kept["names"])}
    return {**{column: [value] * len(shown) for column, value in kept["in every row"].items()}, **found}


def test_tables_are_those_of_the_analysis(everything: Path, tmp_path: Path) -> None:
    assert main(["scaling", str(everything / "exported_models"), "--out", str(tmp_path)]) == 0
    analysed, shown = record(tmp_path, "scaling"), tables(everything)
    slopes = zip(analysed["growth"]["slopes"], analysed["driver_growth"]["slopes"], strict=True)
    parts = ("value", "lower", "upper")
    assert [row[1:] for row in shown["growth"]] == [
        [slope[part] for slope in pair for part in parts] for pair in slopes
    ]
    statistics = columns(everything, "statistics")
    for name, part in (("slope", "value"), ("lower", "lower"), ("upper", "upper")):
        assert statistics[name] == [one["slope"][part] for one in analysed["statistics"].values()]
    evidence = columns(everything, "evidence")
    for name, part in (("exponent of L", "value"), ("lower", "lower"), ("verdict", "verdict")):
        assert evidence[name] == [one[part] for one in analysed["regime"]["evidence"].values()]


def page_of_folder(folder: Path) -> str:
    """The page without its scripts, in text."""
    text = (folder / "report.html").read_text(encoding="utf-8")
    return re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)


def test_the_first_paragraphs_say_what_differs_and_which_is_better(comparison: Path) -> None:
    text = page_of_folder(comparison)
    start = text.index("<h1>")
    lead = html.unescape(re.sub(r"<[^>]+>", "", text[start : text.index("<section", start)]))
    assert "24 trainings: α = 0.5 | 1 × init = fbm | smooth, L = 16 | 32, 3 seeds." in lead
    assert "The same in all: " in lead
    assert (
        "α = 0.5, init = fbm has the lowest loss at L = 32: 0.452; both others are higher, the next is "
        "α = 1, init = fbm (0.653) (95% confidence, 3 seeds). Diverged: α = 1, init = smooth (1 of 3)."
    ) in lead


def test_cells_of_the_comparison_are_means_over_seeds(comparison: Path) -> None:
    shown = tables(comparison)["comparison-loss-1"]
    for row, alpha in zip(shown, ALPHAS, strict=True):
        assert row[0] == alpha
        for cell, init in zip(row[1:], INITS, strict=True):
            seeds = (1, 2) if (init, alpha) == ("smooth", 1.0) else (0, 1, 2)
            np.testing.assert_allclose(
                float(cell), gmean([final_loss(init, alpha, 32, seed) for seed in seeds]), rtol=1e-12
            )
    page = page_of_folder(comparison)
    assert "1 of 3 diverged" in page
    assert page.count('<small class="mark">lowest</small>') == 4  # loss and Ω at two depths


def test_one_chapter_holds_all_groups(comparison: Path) -> None:
    names = re.findall(r'<section id="([\w-]+)"', page_of_folder(comparison))
    assert names[:2] == ["summary", "comparison"]
    assert len(names) == len(set(names))
    assert {(row[0], row[1]) for row in tables(comparison)["variation"]} == {
        (alpha, init) for alpha in ALPHAS for init in INITS
    }


@pytest.mark.parametrize("folder", ["everything", "comparison"])
def test_no_page_has_a_placeholder(folder: str, request: pytest.FixtureRequest) -> None:
    page = page_of_folder(request.getfixturevalue(folder))
    page = re.sub(r"<(pre|style).*?</\1>|<[^>]*>", "", page, flags=re.DOTALL)
    assert re.findall(r"\{[a-z_]*\}", page) == []


def test_the_summary_shows_what_options_do_to_the_weights(comparison: Path) -> None:
    rows = record(comparison)["tables"]["summary"]
    assert rows["names"][-3:] == ["mean L^β ‖W_k‖", "1-variation", "2-variation"]
    variation = columns(comparison, "variation")
    deepest = [k for k, L in enumerate(variation["L"]) if L == 32]
    assert [row[-1] for row in rows["rows"]] == [variation["p=2"][k] for k in deepest]
    shown = columns(comparison, "summary")
    assert shown["training loss"][0] == tables(comparison)["comparison-loss-1"][0][1]


def test_cells_hold_no_powers_in_ascii(everything: Path, comparison: Path) -> None:
    for folder in (everything, comparison):
        assert "L^-" not in re.sub(r"<[^>]*>", "", page_of_folder(folder))


def test_p_variation_is_for_the_exponent_of_the_step(comparison: Path) -> None:
    for one in record(comparison)["series"]:
        assert one["variation"]["beta"] == pytest.approx(one["norms"]["beta"])
        assert one["scaling"] is None or one["collapsed"]["beta"] == one["scaling"]["beta"]


def test_titles_are_said_once(everything: Path, comparison: Path) -> None:
    for folder in (everything, comparison):
        page = page_of_folder(folder)
        summaries = [
            re.sub(r" \(\d+ rows\)", "", one) for one in re.findall(r"<summary>(.*?)</summary>", page)
        ]
        nested = re.findall(r"<summary>([^<]*)</summary>\s*<details[^>]*>\s*<summary>([^<]*)</summary>", page)
        assert nested == []
        headings = re.findall(r"<h[23][^>]*>(.*?)</h[23]>", page)
        assert len(headings) == len(set(headings))
        assert set(headings).isdisjoint(set(summaries) - {"Contents"})


def test_an_assumption_has_a_row_for_each_outcome() -> None:
    groups = [Group((("α", alpha),)) for alpha in (0.5, 0.75, 1.0)]
    names = ("L = 8, seed 0", "assumed", "found", "holds")
    loss = ("loss", "squared", "cross-entropy", "no")
    found = [
        (group, Table(names, (loss, ("step", "α = ½", str(group.cells[0]), holds))))
        for group, holds in zip(groups, ("yes", "no", "no"), strict=True)
    ]
    rows = by_assumption(found).rows
    assert rows[0] == ("loss", "", *loss[1:])
    assert [row[1] for row in rows[1:]] == ["α = 0.5", "α = 0.75", "α = 1"]


def test_logs_that_no_rate_describes_are_one_sentence(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    write_run(tmp_path / "run", 32, 0)
    values = 1 + 0.5 * np.sin(np.arange(40) / 6) + 0.01 * rng.normal(size=40)
    lines = [f"{step},{value!r}" for step, value in enumerate(values.tolist())]
    (tmp_path / "run" / "metrics.csv").write_text("\n".join(["step,train_loss", *lines]) + "\n")
    assert main(["report", str(tmp_path)]) == 0
    assert "fits" not in tables(tmp_path)
    assert "none of the logs to which it was fitted (1)" in page_of_folder(tmp_path)


def test_no_table_is_constant_and_long_ones_are_folded(everything: Path, comparison: Path) -> None:
    for folder in (everything, comparison):
        page, kept = page_of_folder(folder), record(folder)["tables"]
        for name, rows in tables(folder).items():
            if len(rows) > 1 and not name.startswith("comparison-"):
                assert all(len(set(map(str, column))) > 1 for column in zip(*rows, strict=True)), name
            place = page.index(f'id="table-{name}"')
            inside = page[:place].count('<details class="folded"') - page[:place].count("</details>")
            inside += page[:place].count("<details open>")  # of the contents
            assert (len(rows) <= 12) or inside > 0, name
        assert all(len(one["names"]) == len(one["rows"][0]) for one in kept.values() if one["rows"])


def test_hostile_options_are_text(tmp_path: Path) -> None:
    folder = write_comparison(tmp_path, (HOSTILE, "$x$ <b>"), (0.5,), (16,), 2)
    assert main(["report", str(folder)]) == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert HOSTILE not in page
    assert "<b>" not in page_of_folder(folder)
    assert {row[0] for row in tables(folder)["summary"]} == {HOSTILE, "$x$ <b>"}
    assert "init = $x$ &lt;b&gt;" in page


def test_one_training_is_not_compared(tmp_path: Path) -> None:
    folder = write_comparison(tmp_path, ("fbm",), (0.5,), (32,), 1)
    assert main(["report", str(folder)]) == 0
    page = page_of_folder(folder)
    assert 'id="comparison"' not in page
    assert "1 training: L = 32, 1 seed." in html.unescape(page)
    assert "The same in all" not in page
    assert "Before the last step: loss 0.403, Ω 0.163." in page
    assert not {"regime", "growth", "statistics"} & tables(folder).keys()


def test_one_option_is_a_sorted_table(tmp_path: Path) -> None:
    folder = write_comparison(tmp_path, ("smooth", "fbm"), (0.5,), (32,), 3)
    assert main(["report", str(folder)]) == 0
    assert [row[0] for row in tables(folder)["comparison"]] == ["fbm", "smooth"]
    assert record(folder)["tables"]["comparison"]["in every row"]["L"] == 32


def test_values_without_intervals_are_in_the_summary_only(tmp_path: Path) -> None:
    folder = write_comparison(tmp_path, ("smooth", "fbm"), (0.5,), (32,), 2)
    assert main(["report", str(folder)]) == 0
    assert "comparison" not in tables(folder)
    assert [row[0] for row in tables(folder)["summary"]] == ["fbm", "smooth"]
    assert "Ω" in record(folder)["tables"]["summary"]["names"]


def test_names_are_text(everything: Path) -> None:
    page = (everything / "report.html").read_text(encoding="utf-8")
    assert HOSTILE not in page
    cells = [cell for row in tables(everything)["trials"] for cell in row]
    assert HOSTILE in cells
    assert f"out of memory {HOSTILE}" in cells


@pytest.mark.parametrize("folder", ["everything", "comparison"])
def test_every_figure_has_its_print_and_its_data(folder: str, request: pytest.FixtureRequest) -> None:
    place: Path = request.getfixturevalue(folder)
    page = (place / "report.html").read_text(encoding="utf-8")
    names = re.findall(r'<figure id="figure-([\w-]+)"', page)
    expected = {"norms", "collapse", "variation", "growth", "statistics", "loss", "omega"}
    assert {*names} == expected | ({"entries", "outcomes", "surfaces"} if folder == "everything" else set())
    for name in names:
        assert (place / "report_figures" / f"{name}.pdf").read_bytes().startswith(b"%PDF")
        assert f'download="{name}.csv"' in page
        assert f'id="data-{name}"' in page
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
    page = page_of_folder(folder)
    assert "64" in page
    assert 'id="figure-norms"' in page
    assert 'id="figure-growth"' not in page
    for empty in ("training", "landscapes", "regime", "comparison"):
        assert f'id="{empty}"' not in page


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
