"""A page of 33 paths of 12,000 layers stays small and opens quickly."""

import re
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from depthlimit.analysis import EntryCurves, NormCurves, VariationTable
from depthlimit.analysis.coordinates import EntryCurve
from depthlimit.analysis.norms import NormCurve
from depthlimit.analysis.scaling import scaling
from depthlimit.analysis.variation import VariationRow
from depthlimit.comparison import Group
from depthlimit.reports import Findings, SeriesFindings, page_of, save_report
from depthlimit.reports.files import MOST_EMBEDDED
from tests.analysis.scaling.families import FAMILIES, draw
from tests.browser import chromium, needs_browser

DEEPEST = 12_000
DEPTHS = tuple(range(DEEPEST - 10, DEEPEST + 1))
SEEDS = 3
POSITIONS = ((0, 0), (1, 1), (2, 2), (7, 3), (8, 5), (9, 6))
P = (1.0, 1.5, 2.0, 3.0, 4.0)
MEGABYTES = 15
SECONDS = 3.0


def large() -> Findings:
    """Random walks as norms and entries: nothing in them can be thinned or compressed well."""
    rng = np.random.default_rng(0)

    def walk(*shape: int) -> np.ndarray:
        return 5 + np.cumsum(rng.normal(size=shape).astype(np.float32), axis=-1).astype(np.float64) / 50

    norms = NormCurves(0.25, 0.95, tuple(NormCurve(L, SEEDS, walk(L), rng.random(L)) for L in DEPTHS))
    entries = EntryCurves(0.25, "0", POSITIONS, tuple(EntryCurve(L, walk(len(POSITIONS), L)) for L in DEPTHS))
    rows = tuple(VariationRow(L, walk(SEEDS, len(P)), walk(len(P)), rng.random(len(P))) for L in DEPTHS)
    report = scaling(draw(FAMILIES["smooth"], d=2, depths=(32, 64, 128)))
    series = SeriesFindings(
        Group(), "33 paths", norms, replace(norms, beta=0.3), entries, VariationTable(0.3, P, 0.95, rows),
        report, {"variation": report.tables()["growth"], **report.tables()}, (), (),
        dict.fromkeys(("norms", "entries", "variation", "scaling"), "depthlimit scaling runs"),
    )  # fmt: skip
    return Findings("runs", series=(series,))


@pytest.mark.slow
@needs_browser
def test_33_paths_of_12000_layers(tmp_path: Path) -> None:
    findings = large()
    page, *_ = save_report(page_of(findings), findings, tmp_path)
    assert page.stat().st_size < MEGABYTES * 1e6
    text = page.read_text(encoding="utf-8")
    assert "beside the page" not in text  # all data are in it
    assert len("".join(re.findall(r'class="table-data" id="[^"]*">(.*?)<', text))) < MOST_EMBEDDED
    with chromium() as browser:
        seconds = []
        for _ in range(3):
            opened = browser.new_page(offline=True)
            start = time.monotonic()
            opened.goto(page.as_uri(), wait_until="commit")
            opened.wait_for_selector("#figure-norms .scatterlayer")
            seconds.append(time.monotonic() - start)
            opened.wait_for_selector("html[data-drawn=all]")
            opened.close()
    print(f"{page.stat().st_size / 1e6:.1f} MB, opened in {min(seconds):.2f} s")
    assert min(seconds) < SECONDS


def test_data_that_do_not_fit_are_beside_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("depthlimit.reports.files.MOST_EMBEDDED", 10_000)
    findings = large()
    page, _, figures = save_report(page_of(findings), findings, tmp_path)
    text = page.read_text(encoding="utf-8")
    assert 'href="./report_figures/entries.csv"' in text
    entries = len(findings.series[0].entries.positions)  # a row for every point that is drawn
    assert len((figures / "entries.csv").read_text().splitlines()) == 1 + entries * sum(DEPTHS)
    assert 'download="growth.csv"' in text
