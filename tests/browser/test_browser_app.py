"""The whole way in a real browser: fill the form, see the figures, switch the language, take the PDF home."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.pdf_text import pdf_text
from tests.browser.visit import CONTRACT, LAPTOP, REVENUE, SHOW, Visit

pytestmark = pytest.mark.browser


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
        at.page.get_by_role("button", name="Als PDF speichern").click()
    file = waiting.value
    assert file.suggested_filename.startswith("Risikoeinschaetzung_")
    printed = re.sub(r"\s", "", pdf_text(Path(file.path()).read_bytes()))
    assert re.findall(r"[\d.,]+\s(?:Mio\.\s)?€", shown)
    assert re.sub(r"\s", "", shown) in printed
    with at.page.expect_download() as waiting:
        at.page.get_by_role("button", name="Ergebnis als Excel-Datei").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert waiting.value.suggested_filename.endswith(".xlsx")
    assert shown in [row[0] for row in book["Überblick"].iter_rows(values_only=True)]

    # What could be changed stands in the PDF once the page has computed it.
    expect(at.page.locator(".st-key-why .stExpander")).to_be_visible()
    at.settle()
    with at.page.expect_download() as waiting:
        at.page.get_by_role("button", name="Als PDF speichern").click()
    assert "Was sich ändern ließe" in pdf_text(Path(waiting.value.path()).read_bytes())

    at.page.get_by_role("link", name="Projekt").click()
    expect(at.field(CONTRACT)).to_have_value("1.500.000")
    assert at.elsewhere() == []


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
    again.page.locator("input[type=file]").first.set_input_files(file)
    expect(again.page.get_by_text("“case.toml” is open.")).to_be_visible()
    again.settle()  # while the form is made anew, old fields still stand beside new ones
    expect(again.field(CONTRACT)).to_have_value("1,234,567")
    broken = tmp_path / "broken.toml"
    broken.write_bytes(bytes(range(256)))
    again.page.locator("input[type=file]").first.set_input_files(broken)
    expect(again.page.get_by_text("broken.toml")).to_be_visible()
    again.settle()
    expect(again.field(CONTRACT)).to_have_value("1,234,567")


def test_a_laptop_shows_the_result_at_once(visit: Any) -> None:
    at: Visit = visit()
    at.result()
    for place in (*at.page.locator(".rm-headline").all(), *at.page.locator(".js-plotly-plot").all()[:2]):
        box = place.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= LAPTOP["height"]
