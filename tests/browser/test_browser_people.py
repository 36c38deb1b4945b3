"""The people the app is for, each from the start page to what they came for; and one without a mouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pdf_text import pdf_text
from tests.browser.visit import CLIENT, CONTRACT, EMPTY, SHOW, UNDO, Visit

pytestmark = pytest.mark.browser


def empty(at: Visit) -> None:
    at.button(EMPTY).click()
    expect(at.page.get_by_placeholder("weiß nicht").first).to_be_visible()
    at.settle()
    expect(at.field(CONTRACT)).to_have_value("")


def test_a_freelancer_gets_from_the_start_page_to_the_pdf_with_four_answers(visit: Any) -> None:
    at: Visit = visit()
    empty(at)
    at.page.get_by_test_id("stButtonGroup").get_by_text("Webshop", exact=True).click()
    at.settle()
    at.type(CONTRACT, "24.000")
    at.type(CLIENT, "2,4 Mio.")
    cap = at.page.get_by_label("Begrenzt der Vertrag Ihre Haftung auf eine Summe?")
    cap.scroll_into_view_if_needed()  # a page that scrolls shuts the list
    at.settle()
    cap.click()
    at.page.get_by_role("option", name="keine Haftungsgrenze").click()
    at.settle()
    at.result()
    expect(at.page.locator(".rm-headline").first).to_contain_text("Jahren")
    with at.page.expect_download() as waiting:
        at.page.get_by_role("button", name="Als PDF speichern").click()
    assert "2.400.000" in pdf_text(Path(waiting.value.path()).read_bytes())
    assert at.elsewhere() == []


def test_an_agency_enters_three_projects_and_sees_which_weighs_most(visit: Any) -> None:
    at: Visit = visit()
    empty(at)
    for number, (preset, value) in enumerate((("Kampagne", "20.000"), ("Hosting", "12.000"), ("App", "90.000")), 1):
        if number > 1:
            at.page.get_by_role("button", name="Weiteres Projekt hinzufügen").click()
            chosen = f"input[aria-label='Welches Projekt?'][value='Projekt {number}']"
            expect(at.page.locator(chosen)).to_be_visible()
            at.settle()
        at.page.get_by_role("button", name=preset, exact=True).click()
        at.sees(f"{preset}: ")
        at.page.get_by_label("Was ist der Auftrag wert, ohne Umsatzsteuer? mindestens").fill(value)
        at.page.keyboard.press("Enter")
        at.settle()
        label = "Name dieses Projekts" if number > 1 else "Name des Projekts, wenn Sie möchten"
        at.page.get_by_label(label).fill(f"{preset} {number}")
        at.page.keyboard.press("Enter")
        at.settle()
    at.result()
    behind = at.page.locator(".st-key-heads-table")
    behind.get_by_text("Die Zahlen dahinter").click()
    for name in ("Kampagne 1", "Hosting 2", "App 3"):
        expect(behind.get_by_role("rowheader", name=name)).to_be_visible()


def tab_to(page: Page, name: str, steps: int = 60) -> None:
    """Press the tabulator until something of that name has the focus; what is clicked shows it by an outline."""
    script = """() => {
        const e = document.activeElement, { outlineStyle, outlineWidth } = getComputedStyle(e);
        return [e.getAttribute('aria-label') || e.innerText || '', e.tagName, outlineStyle, parseInt(outlineWidth)];
    }"""
    for _ in range(steps):
        page.keyboard.press("Tab")
        found, tag, outline, width = page.evaluate(script)
        if str(found).strip().startswith(name):
            assert tag == "INPUT" or (outline == "solid" and width >= 2), f"the focus on {name} cannot be seen"
            return
    raise AssertionError(f"{name} cannot be reached with the tabulator")


def test_the_keyboard_alone_is_enough(visit: Any) -> None:
    at: Visit = visit()
    for name in ("Fall speichern", "Fall öffnen", "Dateien und Varianten", "2 Ergebnis", "Methode und Quellen"):
        tab_to(at.page, name)
    tab_to(at.page, "Leeres Formular")
    at.page.keyboard.press("Enter")
    expect(at.button(UNDO)).to_be_enabled()
    at.settle()
    tab_to(at.page, CONTRACT["de"])
    at.page.keyboard.type("24.000")
    at.page.keyboard.press("Tab")
    expect(at.page.get_by_text("= 24.000\xa0€").first).to_be_visible()
    at.settle()
    tab_to(at.page, CLIENT["de"])
    at.page.keyboard.type("2,4 Mio.")
    at.page.keyboard.press("Enter")
    at.settle()
    tab_to(at.page, SHOW["de"])
    at.page.keyboard.press("Enter")
    expect(at.page.locator(".rm-headline").first).to_be_visible()
    at.wait_for_all()
    expect(at.button({"de": "Als PDF speichern"})).to_be_enabled()  # what is disabled takes no focus
    tab_to(at.page, "Als PDF speichern")
    with at.page.expect_download():
        at.page.keyboard.press("Enter")
