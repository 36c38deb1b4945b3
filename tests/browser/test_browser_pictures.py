"""Every page in both languages and both widths: nothing sticks out, nobody is shut out.

A picture of each is taken if RISKMODEL_PICTURES names a folder for them; `python3 start.py screenshots` makes the
README's of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from riskmodel.present import frame
from riskmodel.present.language import Language
from tests.browser.visit import LAPTOP, PHONE, UNDO, Server, Visit, serious

pytestmark = pytest.mark.browser
#: All widths in all languages where pictures are kept; otherwise each width and each language once.
WINDOWS = {"phone-de": (PHONE, "de"), "laptop-en": (LAPTOP, "en")}
if os.environ.get("RISKMODEL_PICTURES"):
    WINDOWS |= {"phone-en": (PHONE, "en"), "laptop-de": (LAPTOP, "de")}
each_window = pytest.mark.parametrize(("size", "code"), WINDOWS.values(), ids=WINDOWS)
SITE = """
[imprint]
name = "Muster GmbH"
address = "Musterweg 7\\n20095 Hamburg"
email = "post@muster.example"
[privacy]
host = "Beispielhoster GmbH, Nürnberg"
logs = "Zugriffe ohne IP-Adresse, 7 Tage"
"""


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the app as a site in Germany would."""
    file = tmp_path_factory.mktemp("site") / "site.toml"
    file.write_text(SITE, encoding="utf-8")
    server = Server(RISKMODEL_SITE=str(file))
    yield server.address
    server.stop()


@each_window
def test_every_page_fits_its_window_and_shuts_nobody_out(
    visit: Any, hosted: str, size: dict[str, int], code: str, pictures: Path | None
) -> None:
    at: Visit = visit(size, code, hosted)
    titles = {name: Language.named(code).t(title) for name, title in frame.PAGES.items()}
    for name, title in titles.items():
        at.page.get_by_role("link", name=title).first.click()
        expect(at.page.locator(f".st-key-link-{name}-here, .stMain h1").first).to_be_visible()
        at.settle()
        if name == "result":
            expect(at.page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        at.page.wait_for_timeout(300)
        assert at.overflow() == 0, name
        at.picture(pictures, f"{name}-{code}-{size['width']}.png")
        if pictures and size is LAPTOP:  # what is seen without scrolling, as the README shows it
            at.page.screenshot(path=pictures / f"top-{name}-{code}.png")
        if size is PHONE and name != "project":  # the form has no tables; its groups are opened below
            at.open_all()
            assert at.cut() == [], name
        assert serious(at.page) == [], name
    assert at.elsewhere() == []


@each_window
def test_the_whole_form_fits_its_window(visit: Any, size: dict[str, int], code: str, pictures: Path | None) -> None:
    at: Visit = visit(size, code)
    sample = {"de": "Beispiel: Agentur mit vier Projekten", "en": "Sample: agency with four projects"}
    at.button(sample).click()
    expect(at.button(UNDO)).to_be_enabled()
    at.settle()
    at.open_all()
    switch = {"de": "Kleingedrucktes dieser Police zeigen", "en": "Show the small print of this policy"}
    at.page.get_by_text(switch[code]).first.click()
    at.settle()
    at.page.wait_for_timeout(300)
    assert at.overflow() == 0
    at.picture(pictures, f"form-{code}-{size['width']}.png")
    assert serious(at.page) == []
