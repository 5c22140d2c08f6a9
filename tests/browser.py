"""A headless browser without a network, for pages that have to work in one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
REQUIRED = "DEPTHLIMIT_REQUIRE_BROWSER"
FLAGS = [
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


def find_chromium() -> str | None:
    """Return the Chromium of this machine, or else the one in Playwright's cache."""
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if os.path.exists(own) else None


CHROMIUM = find_chromium()

needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get(REQUIRED), reason="there is no Chromium: make browser"
)


@contextmanager
def chromium(**more: Any) -> "Iterator[Browser]":
    """The browser."""
    assert CHROMIUM, f"{REQUIRED} is set, but there is no Chromium"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, **more)
        yield browser
        browser.close()
