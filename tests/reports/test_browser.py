"""The page in a browser: drawn, without errors, offline, accessible, with working controls."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from depthlimit.analysis import norm_curves
from depthlimit.formulas import to_text
from depthlimit.paths import load_collection
from tests.browser import chromium, needs_browser
from tests.reports.test_page import record

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_browser

DESKTOP, PHONE = (1280, 900), (390, 844)
VISIBLE = (
    "[...document.querySelectorAll('.plot')].flatMap((plot) => plot.data)"
    ".filter((trace) => trace.type === 'scatter' && trace.visible !== false)"
)
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    with chromium() as opened:
        yield opened


class Opened:
    """The page, and what it complains of."""

    def __init__(
        self, browser: "Browser", file: Path, size: tuple[int, int] = DESKTOP, scheme: Any = "light"
    ) -> None:
        width, height = size
        self.complaints: list[str] = []
        self.page: Page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme=scheme, offline=True
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )
        self.page.on("request", lambda asked: self.complaints.append(asked.url) if away(asked.url) else None)
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("html[data-drawn=all]", timeout=60_000)

    def __enter__(self) -> "Page":
        return self.page

    def __exit__(self, *_: object) -> None:
        self.page.close()
        assert not self.complaints


def away(url: str) -> bool:
    """Return True if an address leaves the page."""
    return not url.startswith(("file:", "data:", "blob:"))


FOLDS = "document.querySelectorAll('details.folded').forEach((fold) => { fold.open = true; })"
DRAWN = "[...document.querySelectorAll('.plot')].every((plot) => plot.querySelector('.main-svg, canvas'))"


def faults_of(page: "Page") -> list[tuple[str, str]]:
    """What axe finds that keeps somebody from reading the page."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found if fault["impact"] in SERIOUS]


@pytest.mark.parametrize("name", ["everything", "comparison"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_figures_are_drawn_and_accessible(
    name: str, browser: "Browser", size: tuple[int, int], scheme: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(name)
    with Opened(browser, folder / "report.html", size, scheme) as page:
        assert not faults_of(page)
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        page.evaluate(FOLDS)
        page.wait_for_function(DRAWN)
        page.wait_for_timeout(300)
        assert page.locator(".plot .scatterlayer .trace").count() == page.evaluate(f"{VISIBLE}.length") > 50
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (np.mean([int(part) for part in ground[4:-1].split(",")]) < 60) == (scheme == "dark")
        assert not faults_of(page)


def test_folded_figures_are_drawn_when_they_are_opened(comparison: Path, browser: "Browser") -> None:
    with Opened(browser, comparison / "report.html") as page:
        folded = page.locator("details.folded #figure-growth .plot").first
        assert folded.locator(".main-svg").count() == 0
        page.locator("details.folded:has(#figure-growth) > summary").click()
        folded.locator(".main-svg").first.wait_for()
        box = folded.locator(".main-svg").first.bounding_box()
        assert box
        assert box["width"] > 200


def test_links_open_what_is_folded(comparison: Path, browser: "Browser") -> None:
    with Opened(browser, comparison / "report.html") as page:
        assert not page.locator("#figure-growth").is_visible()
        page.evaluate("location.hash = '#figure-growth'")
        page.locator("#figure-growth").wait_for(state="visible")


def test_every_table_is_reached_by_keyboard(comparison: Path, browser: "Browser") -> None:
    with Opened(browser, comparison / "report.html") as page:
        page.evaluate(FOLDS)
        reached = set()
        for _ in range(page.locator("a, button, summary, [tabindex='0']").count() + 5):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.querySelector(':scope > table')?.id || ''"))
        tables = page.evaluate("[...document.querySelectorAll('table')].map((table) => table.id)")
        assert set(tables) <= reached


def test_the_best_cell_is_told_without_colour(comparison: Path, browser: "Browser") -> None:
    with Opened(browser, comparison / "report.html") as page:
        best = page.locator("#table-comparison-loss-1 td.best")
        assert best.count() == 1
        assert "lowest" in (best.text_content() or "")
        light = best.evaluate("(cell) => getComputedStyle(cell).backgroundColor")
        page.locator("#theme").click()
        page.locator("#theme").click()
        assert best.evaluate("(cell) => getComputedStyle(cell).backgroundColor") != light


def test_values_are_under_the_pointer(everything: Path, browser: "Browser") -> None:
    with Opened(browser, everything / "report.html") as page:
        plot = page.locator("#figure-norms .plot")
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        assert box
        words: list[str] = []
        for height in range(20, int(box["height"]) - 40, 12):
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + height)
            page.wait_for_timeout(60)
            words += page.locator("#figure-norms g.hovertext").all_text_contents()
        assert any("L = " in word and "k/L = 0." in word for word in words)


def test_axes_switch_between_linear_and_logarithmic(everything: Path, browser: "Browser") -> None:
    axis_type = "document.querySelector('#figure-{}  .plot')._fullLayout.{}axis.type"
    with Opened(browser, everything / "report.html") as page:
        for name, axis, before, after in (
            ("norms", "y", "linear", "log"),
            ("variation", "x", "log", "linear"),
        ):
            switch = page.locator(f"#figure-{name} .switch[data-axis={axis}]")
            assert page.evaluate(axis_type.format(name, axis)) == before
            switch.click()
            assert page.evaluate(axis_type.format(name, axis)) == after
            assert switch.get_attribute("aria-pressed") == str(after == "log").lower()


def test_intervals_are_hidden_by_their_button(comparison: Path, browser: "Browser") -> None:
    shown = (
        "[...document.querySelectorAll('{} .plot')].flatMap((plot) => plot.data)"
        ".filter((trace) => (trace.fill === 'toself' && trace.visible) || trace.error_y?.visible).length"
    )
    with Opened(browser, comparison / "report.html") as page:
        button = page.locator("button.bands:visible").first
        assert button.text_content() == "intervals"
        figure = f"#{button.evaluate('(one) => one.closest(`figure`).id')}"
        assert page.evaluate(shown.format(figure)) > 0
        button.click()
        assert page.evaluate(shown.format(figure)) == 0
        assert button.get_attribute("aria-pressed") == "false"


def test_tables_fade_at_their_cut_edge_until_it_is_reached(comparison: Path, browser: "Browser") -> None:
    cut = "(table) => table.classList.contains('cut')"
    with Opened(browser, comparison / "report.html", PHONE) as page:
        page.evaluate(FOLDS)
        page.wait_for_timeout(300)
        tables = page.locator(".table:visible").all()
        wide = [one for one in tables if one.evaluate("(one) => one.scrollWidth > one.clientWidth + 2")]
        assert 0 < len(wide) < len(tables)
        assert [one.evaluate(cut) for one in tables].count(True) == len(wide)
        wide[0].evaluate("(table) => { table.scrollLeft = table.scrollWidth; }")
        page.wait_for_timeout(100)
        assert not wide[0].evaluate(cut)


def test_a_depth_can_be_hidden_and_colours_follow_the_theme(everything: Path, browser: "Browser") -> None:
    with Opened(browser, everything / "report.html") as page:
        drawn = page.locator("#figure-collapse .scatterlayer .trace")
        before = drawn.count()
        page.locator("#figure-collapse .group").first.click()
        assert drawn.count() < before
        line = page.locator("#figure-norms path.js-line").last
        light = line.get_attribute("style")
        page.locator("#theme").click()
        page.locator("#theme").click()
        assert page.locator("#theme").text_content() == "Theme: dark"
        page.wait_for_timeout(300)
        assert page.locator("#figure-norms path.js-line").last.get_attribute("style") != light


def test_the_data_are_in_the_page(everything: Path, browser: "Browser") -> None:
    from depthlimit.figures.norms import norms_spec

    with Opened(browser, everything / "report.html") as page:
        with page.expect_download() as started:
            page.locator("#figure-norms a.data").click()
        text = Path(started.value.path()).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    curves = norm_curves(load_collection(everything / "exported_models"))
    value = to_text(norms_spec(curves).panels[0].y.name)
    np.testing.assert_allclose(
        [float(row[value]) for row in rows], np.concatenate([one.mean for one in curves.curves]), rtol=1e-8
    )
    kept = record(everything)["series"][0]["norms"]["curves"]
    np.testing.assert_allclose(
        [float(row[value]) for row in rows], np.concatenate([one["mean"] for one in kept]), rtol=1e-8
    )
    assert [int(row["L"]) for row in rows] == [one.depth for one in curves.curves for _ in range(one.depth)]


@pytest.mark.parametrize("name", ["everything", "comparison"])
def test_print_is_light_opens_folds_and_fits_the_paper(
    name: str, browser: "Browser", tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(name)
    with Opened(browser, folder / "report.html", scheme="dark") as page:
        closed = page.locator("details.folded:not([open])").count()
        assert closed > 0
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert page.locator("details.folded:not([open])").count() == 0
        page.wait_for_function(DRAWN)
        widths = page.evaluate(
            "[...document.querySelectorAll('.plot')].map((plot) => plot._fullLayout.width)"
        )
        assert max(widths) <= 660
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
        page.pdf(path=tmp_path / "page.pdf", format="A4")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details.folded:not([open])").count() == closed
    assert (tmp_path / "page.pdf").stat().st_size > 50_000
