"""The whole way in a real browser: fill the form, see the figures, switch the language, take the PDF home."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser.pdf_text import pdf_text

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
CONTRACT = {"de": "Was ist der Auftrag wert, ohne Umsatzsteuer?", "en": "What is the contract worth, net of VAT?"}
REVENUE = {"de": "Was setzen Sie im Jahr um, ohne Umsatzsteuer?", "en": "What do you turn over in a year, net of VAT?"}
PATIENCE = 30_000  # milliseconds; a busy machine is slow, not broken
expect.set_options(timeout=PATIENCE)
SHOW = {"de": "Ergebnis zeigen", "en": "Show the result"}


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_until_up(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the app ended before it was up"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the app was not up within half a minute")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Run the app as a user would, and stop it."""
    port = free_port()
    options = ["--server.headless", "true", "--server.port", str(port), "--server.fileWatcherType", "none"]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "risk_app.py"), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        wait_until_up(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    """Start a browser; all visits share its cache, as they would at home."""
    path = os.environ.get("RISKMODEL_CHROMIUM")
    if not path:
        pytest.skip("RISKMODEL_CHROMIUM names no browser; 'python3 start.py test' finds one")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium.new_context(accept_downloads=True)
        chromium.close()


class Visit:
    """One visitor with a browser window, and every address that was asked for."""

    def __init__(self, browser: BrowserContext, address: str, size: dict[str, int], code: str) -> None:
        self.address, self.code, self.asked = address, code, []  # type: ignore[var-annotated]
        self.page: Page = browser.new_page()
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(f"{address}/?lang={code}")
        self.settle()
        expect(self.page.get_by_label(CONTRACT[code], exact=True)).to_be_visible()

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        self.page.wait_for_selector(READY)

    def field(self, labels: dict[str, str]) -> Locator:
        return self.page.get_by_label(labels[self.code], exact=True)

    def type(self, labels: dict[str, str], text: str) -> None:
        self.field(labels).fill(text)
        self.field(labels).press("Enter")

    def result(self) -> None:
        self.page.get_by_role("button", name=SHOW[self.code]).first.click()
        expect(self.page.locator(".rm-headline")).to_be_visible()
        expect(self.page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        self.wait_for_all()

    def wait_for_all(self) -> None:
        """Wait until what is computed beside the page is there: full depth, and what decides and what saves."""
        stop = {"de": "Anhalten", "en": "Stop"}[self.code]
        expect(self.page.get_by_role("button", name=stop)).to_have_count(0, timeout=8 * PATIENCE)
        self.settle()

    def switch(self, code: str) -> None:
        self.page.get_by_text({"de": "Deutsch", "en": "English"}[code], exact=True).click()
        expect(self.page.locator(f"html[lang={code}]")).to_have_count(1)
        self.settle()
        self.code = code

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        script = "document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth"
        return max(
            0, int(self.page.evaluate(script)), int(self.page.evaluate("document.body.scrollWidth - innerWidth"))
        )


@pytest.fixture
def visit(browser: BrowserContext, address: str) -> Iterator[Any]:
    made: list[Visit] = []

    def start(size: dict[str, int] = LAPTOP, code: str = "de") -> Visit:
        made.append(Visit(browser, address, size, code))
        return made[-1]

    yield start
    for one in made:
        one.page.close()


def test_from_the_form_to_the_pdf_and_nothing_leaves_this_computer(visit: Any) -> None:
    at: Visit = visit()
    at.type(CONTRACT, "1.500.000")
    expect(at.page.get_by_text("= 1.500.000\xa0€")).to_be_visible()
    at.type(REVENUE, "50 000 €")
    expect(at.page.get_by_text("= 50.000\xa0€")).to_be_visible()

    at.switch("en")
    expect(at.field(CONTRACT)).to_have_value("1.500.000")
    expect(at.field(REVENUE)).to_have_value("50 000 €")
    at.switch("de")
    at.result()

    shown = at.page.locator(".rm-headline p").nth(1).inner_text()
    with at.page.expect_download() as waiting:
        at.page.get_by_role("button", name="Zusammenfassung als PDF").click()
    file = waiting.value
    assert file.suggested_filename.startswith("Risikoeinschaetzung_")
    printed = re.sub(r"\s", "", pdf_text(Path(file.path()).read_bytes()))
    assert re.findall(r"[\d.,]+\s(?:Mio\.\s)?€", shown)
    assert re.sub(r"\s", "", shown) in printed

    at.page.get_by_role("link", name="Projekt").click()
    expect(at.field(CONTRACT)).to_have_value("1.500.000")
    elsewhere = [url for url in at.asked if not url.startswith((at.address, "data:", "blob:", "about:"))]
    assert elsewhere == []


def test_what_cannot_be_read_is_marked_kept_and_not_computed(visit: Any) -> None:
    at: Visit = visit()
    at.type(CONTRACT, "50.000,5.0")
    expect(at.page.get_by_text("„50.000,5.0“ konnte nicht")).to_be_visible()
    at.page.get_by_role("button", name=SHOW["de"]).first.click()
    at.settle()
    expect(at.page.get_by_text("Bitte berichtigen Sie vorher: Auftragswert").first).to_be_visible()
    at.switch("en")
    expect(at.field(CONTRACT)).to_have_value("50.000,5.0")
    expect(at.page.get_by_text("“50.000,5.0” could not be read")).to_be_visible()


def test_a_saved_case_opens_again(visit: Any, tmp_path: Path) -> None:
    at: Visit = visit(code="en")
    at.type(CONTRACT, "€1,234,567")
    expect(at.page.get_by_text("= €1,234,567")).to_be_visible()
    with at.page.expect_download() as waiting:
        at.page.get_by_role("button", name="Save case").click()
    file = tmp_path / "case.toml"
    waiting.value.save_as(file)
    assert "contract_value_eur = 1234567" in file.read_text(encoding="utf-8")

    again: Visit = visit(code="en")
    again.page.get_by_role("button", name="Open case").click()
    again.page.locator("input[type=file]").set_input_files(file)
    expect(again.page.get_by_text("“case.toml” is open.")).to_be_visible()
    again.settle()  # while the form is made anew, old fields still stand beside new ones
    expect(again.field(CONTRACT)).to_have_value("1,234,567")
    broken = tmp_path / "broken.toml"
    broken.write_bytes(bytes(range(256)))
    again.page.locator("input[type=file]").set_input_files(broken)
    expect(again.page.get_by_text("broken.toml")).to_be_visible()
    again.settle()
    expect(again.field(CONTRACT)).to_have_value("1,234,567")


def test_a_phone_shows_both_pages_in_both_languages_without_scrolling_sideways(visit: Any) -> None:
    at: Visit = visit(PHONE)
    assert at.overflow() == 0
    at.result()
    assert at.overflow() == 0
    at.switch("en")
    expect(at.page.get_by_text("How likely is a claim?")).to_be_visible()
    assert at.overflow() == 0
    at.page.get_by_role("link", name="Project").click()
    expect(at.field(CONTRACT)).to_be_visible()
    assert at.overflow() == 0


def serious(page: Page) -> list[str]:
    """Return what keeps those who cannot see well from using the page."""
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def test_a_laptop_shows_the_result_at_once_and_no_page_shuts_out_who_cannot_see_well(visit: Any) -> None:
    at: Visit = visit()
    assert serious(at.page) == []
    at.result()
    for place in (at.page.locator(".rm-headline"), *at.page.locator(".js-plotly-plot").all()[:2]):
        box = place.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= LAPTOP["height"]
    assert serious(at.page) == []
    at.page.get_by_role("link", name="Methode und Quellen").click()
    expect(at.page.get_by_label("In Zahlen und Quellen suchen")).to_be_visible()
    at.settle()
    assert serious(at.page) == []
