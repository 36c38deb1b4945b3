"""A broker's book in a browser: upload, progress, result, filter, open as a case, download; both languages, a phone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from riskmodel.present import book_template
from riskmodel.present.language import CODES, Language
from tests.browser.visit import LAPTOP, PATIENCE, PHONE

pytestmark = pytest.mark.browser
BOOK = {"de": "Bestand", "en": "Book"}
COMPUTE = {"de": "Bestand berechnen", "en": "Compute the book"}
DONE = {"de": "Der Bestand ist berechnet.", "en": "The book is computed."}
FILES = {"de": "Alles (ZIP)", "en": "Everything (ZIP)"}
REMOVE = {"de": "Vom Server löschen", "en": "Remove from the server"}


# In both languages where pictures are kept; the page's words are tested without a browser as well.
@pytest.mark.parametrize("code", CODES if os.environ.get("RISKMODEL_PICTURES") else CODES[:1])
def test_a_broker_uploads_a_book_and_takes_its_files_away(
    visit: Any, pictures: Path | None, tmp_path: Path, code: str
) -> None:
    broker = visit(LAPTOP, code)
    broker.go(BOOK)
    file = {"name": "mandate.csv", "mimeType": "text/csv", "buffer": book_template.as_csv(Language.named(code), 12)}
    broker.page.locator(".rm-zone input[type=file]").set_input_files(file)
    broker.sees("mandate.csv")
    broker.button(COMPUTE).click()
    expect(broker.page.get_by_text(DONE[code])).to_be_visible(timeout=8 * PATIENCE)
    expect(broker.page.locator(".rm-headline").first).to_be_visible()
    expect(broker.page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    broker.settle()
    assert broker.overflow() == 0 and not broker.cut() and not broker.elsewhere()
    broker.picture(pictures, f"book-{code}-laptop.png")
    with broker.page.expect_download() as fetched:
        broker.button(FILES).click()
    target = tmp_path / "book.zip"
    fetched.value.save_as(target)
    assert target.read_bytes()[:2] == b"PK" and target.stat().st_size > 10_000
    broker.page.set_viewport_size(PHONE)
    broker.settle()
    assert broker.overflow() == 0 and not broker.cut()
    broker.picture(pictures, f"book-{code}-phone.png")
    broker.page.set_viewport_size(LAPTOP)
    broker.button(REMOVE).click()
    broker.settle()
    expect(broker.page.locator(".rm-headline")).to_have_count(0)
