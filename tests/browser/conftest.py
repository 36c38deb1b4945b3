"""The app, a browser, and visitors, for all browser tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.visit import LAPTOP, Server, Visit

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Run the app as a user would, and stop it."""
    server = Server()
    yield server.address
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start a browser."""
    path = os.environ.get("RISKMODEL_CHROMIUM")
    if not path:
        pytest.skip("RISKMODEL_CHROMIUM names no browser; 'python3 start.py test' finds one")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[BrowserContext]:
    """Give each test a browser that keeps nothing of another's visits."""
    context = chromium.new_context(accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def visit(browser: BrowserContext, address: str) -> Any:
    """Return a maker of visits; those of one test share what the browser keeps."""

    def start(size: dict[str, int] = LAPTOP, code: str = "de", at: str = "") -> Visit:
        return Visit(browser, at or address, size, code)

    return start


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Return the folder for pictures of the pages that RISKMODEL_PICTURES names; without one none are taken."""
    if not (named := os.environ.get("RISKMODEL_PICTURES")):
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
