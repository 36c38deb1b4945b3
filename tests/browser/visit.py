"""What the browser tests share: the app as a user runs it, and a visitor with a window."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
LAPTOP, PHONE = {"width": 1280, "height": 768}, {"width": 390, "height": 844}
CONTRACT = {"de": "Was ist der Auftrag wert, ohne Umsatzsteuer?", "en": "What is the contract worth, net of VAT?"}
REVENUE = {"de": "Was setzen Sie im Jahr um, ohne Umsatzsteuer?", "en": "What do you turn over in a year, net of VAT?"}
CLIENT = {
    "de": "Was setzt Ihr Kunde im Jahr über das System um, an dem Sie arbeiten?",
    "en": "What does your client turn over in a year through the system you work on?",
}
SHOW = {"de": "Ergebnis zeigen", "en": "Show the result"}
UNDO = {"de": "Rückgängig", "en": "Undo"}
OPEN = {"de": "Fall öffnen", "en": "Open case"}
FILES = {"de": "Dateien und Varianten", "en": "Files and variants"}
WIPE = {"de": "Meine Eingaben löschen", "en": "Wipe what I entered"}
EMPTY = {"de": "Leeres Formular", "en": "Empty form"}
PATIENCE = 30_000  # milliseconds; a busy machine is slow, not broken
expect.set_options(timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


class Server:
    """The app as a user would run it."""

    def __init__(self, **environment: str) -> None:
        self.port, self.environment = free_port(), environment
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        options = ["--server.headless", "true", "--server.port", str(self.port), "--server.fileWatcherType", "none"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "riskmodel.present.launch", *options],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        for _ in range(300):
            assert self.process.poll() is None, "the app ended before it was up"
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the app was not up within half a minute")

    def stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Visit:
    """One visitor with a browser window, and every address that was asked for."""

    def __init__(self, browser: BrowserContext, address: str, size: dict[str, int], code: str) -> None:
        self.address, self.code = address, code
        self.asked: list[str] = []
        self.page: Page = browser.new_page()
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(f"{address}/?lang={code}")
        self.ready()

    def ready(self) -> None:
        """Wait until the form stands."""
        expect(self.field(CONTRACT)).to_be_visible(timeout=4 * PATIENCE)  # the first page of a server is the slowest
        self.settle()

    def settle(self) -> None:
        """Wait until nothing runs any more; what was just clicked needs a moment to start."""
        self.page.wait_for_timeout(200)
        self.page.wait_for_selector(READY)

    def field(self, labels: dict[str, str]) -> Locator:
        return self.page.get_by_label(labels[self.code], exact=True)

    def type(self, labels: dict[str, str], text: str) -> None:
        self.field(labels).fill(text)
        self.field(labels).press("Enter")
        self.settle()

    def button(self, labels: dict[str, str]) -> Locator:
        return self.page.get_by_role("button", name=labels[self.code], exact=True)

    def result(self) -> None:
        self.page.get_by_role("button", name=SHOW[self.code]).first.click()
        expect(self.page.locator(".rm-headline").first).to_be_visible()
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

    def sees(self, text: str) -> None:
        """Wait for words and for the page to be done: until then old fields stand beside new ones."""
        expect(self.page.get_by_text(text).first).to_be_visible()
        self.settle()

    def go(self, labels: dict[str, str]) -> None:
        self.page.get_by_role("link", name=labels[self.code]).click()
        self.settle()

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        script = "document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth"
        return max(
            0, int(self.page.evaluate(script)), int(self.page.evaluate("document.body.scrollWidth - innerWidth"))
        )

    def open_all(self) -> None:
        """Open every group of the page that opens on demand."""
        groups = self.page.locator(".stExpander details")
        for place in range(groups.count()):
            if groups.nth(place).get_attribute("open") is None:
                groups.nth(place).locator("summary").first.click()
                self.settle()

    def cut(self) -> list[str]:
        """Name the tables that are wider than their room."""
        script = """tables => tables.filter(table => table.scrollWidth > table.clientWidth)
            .map(table => table.getAttribute('aria-label'))"""
        return list(self.page.locator(".rm-scroll").evaluate_all(script))

    def elsewhere(self) -> list[str]:
        """Return the addresses of other hosts that were asked for."""
        own = (self.address, self.address.replace("http", "ws", 1), "data:", "blob:", "about:")
        return [url for url in self.asked if not url.startswith(own)]

    def picture(self, folder: Path | None, name: str) -> None:
        """Take a picture of the whole page, which scrolls inside its window; none where none are kept."""
        if folder is None:
            return
        size = self.page.viewport_size
        assert size is not None
        height = int(self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))
        self.page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
        self.page.wait_for_timeout(300)  # charts and tables settle into the new window
        self.page.screenshot(path=folder / name)
        self.page.set_viewport_size(size)


def serious(page: Page) -> list[str]:
    """Return what keeps those who cannot see well from using the page."""
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
