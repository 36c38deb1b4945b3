"""The further pages in a real browser: the broker's comparison, levers switched, a known case gone through."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

PAGES = ("Ergebnis", "Deckung", "Hebel", "Fälle", "Methode und Quellen")
ENGLISH = ("Result", "Cover", "Levers", "Cases", "Method and sources")


def go(at: Visit, name: str) -> Page:
    at.page.get_by_role("link", name=name).click()
    at.settle()
    return at.page


def turn(slider: Locator, steps: int) -> None:
    """Turn a dial with the keyboard, as those must who have no mouse."""
    slider.focus()
    for _ in range(abs(steps)):
        slider.press("ArrowRight" if steps > 0 else "ArrowLeft")
        slider.page.wait_for_timeout(400)  # as a person does, who sees each step answered


def switch(page: Page, name: str) -> Locator:
    """Return the switch of a lever; its name stands in the table behind the figures too."""
    return page.get_by_test_id("stCheckbox").filter(has_text=name).locator("label")


def euros(text: str) -> int:
    """Return the first amount of a text in whole euros."""
    found = re.search(r"([\d.]+)\s*€", text)
    assert found, text
    return int(found[1].replace(".", ""))


def row(page: Page, name: str) -> list[str]:
    """Return the cells of a line of the comparison."""
    line = page.get_by_role("row").filter(has_text=name).first
    expect(line).to_be_visible()
    return line.locator("td").all_inner_texts()


def test_a_broker_compares_policies_and_turns_deductible_limit_and_cap_before_the_clients_eyes(visit: Any) -> None:
    at: Visit = visit()
    page = go(at, "Deckung")
    expect(page.get_by_role("heading", name="Was zahlt welche Police?")).to_be_visible()
    expect(page.get_by_text("kein Versicherer wird bevorzugt")).to_be_visible()
    before = euros(row(page, "Bleibt bei Ihnen im Mittel")[0])
    assert row(page, "Selbstbeteiligung")[0] == "500\xa0€"

    turn(page.get_by_role("slider", name="Selbstbeteiligung"), 3)
    expect(page.get_by_text("So eingestellt bleiben im Mittel")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Selbstbeteiligung").locator("td").first).to_have_text("5.000\xa0€")
    at.settle()
    assert euros(row(page, "Bleibt bei Ihnen im Mittel")[0]) > before
    assert row(page, "Selbstbeteiligung")[1] == "500\xa0€", "the other policy stays as it was entered"

    turn(page.get_by_role("slider", name="Versicherungssumme"), -1)
    expect(page.get_by_role("row").filter(has_text="Versicherungssumme").locator("td").first).to_have_text(
        "500.000\xa0€"
    )
    bare = euros(row(page, "Bleibt bei Ihnen im Mittel")[2])
    turn(page.get_by_role("slider", name="Haftungsgrenze im Vertrag"), 1)
    expect(page.get_by_text("keine Haftungsgrenze vereinbart")).to_be_visible()
    at.settle()
    assert euros(row(page, "Bleibt bei Ihnen im Mittel")[2]) > bare, "without a cap more falls on the provider"


@pytest.mark.parametrize("name", ["Selbstbeteiligung", "Haftungsgrenze im Vertrag"])
def test_a_turned_dial_moves_nothing_below_it(visit: Any, name: str) -> None:
    at: Visit = visit()
    page = go(at, "Deckung")
    table = page.locator(".rm-scroll").first
    expect(table).to_be_visible()
    at.wait_for_all()
    at.page.evaluate(
        """() => {
            window.places = new Set();
            const look = () => {
                const table = document.querySelector('.rm-scroll');
                if (table) window.places.add(Math.round(table.getBoundingClientRect().top));
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    turn(page.get_by_role("slider", name=name), 2)
    expect(page.get_by_text("So eingestellt").first).to_be_visible()
    at.wait_for_all()
    assert len(page.evaluate("[...window.places]")) == 1


def test_keys_pressed_faster_than_the_page_answers_are_all_counted(visit: Any) -> None:
    at: Visit = visit()
    page = go(at, "Deckung")
    dial = page.get_by_role("slider", name="Selbstbeteiligung")
    for gap in (60, 220, 300):  # milliseconds; the browser hands on what was pressed after 200
        dial.focus()
        dial.press("Home")
        expect(dial).to_have_attribute("aria-valuetext", "0\xa0€")
        page.wait_for_timeout(1_000)
        at.wait_for_all()
        for _ in range(5):
            dial.press("ArrowRight")
            page.wait_for_timeout(gap)
        at.wait_for_all()
        expect(dial).to_have_attribute("aria-valuetext", "5.000\xa0€")


def test_the_line_of_tolerance_is_drawn_and_what_cannot_be_read_is_said(visit: Any) -> None:
    at: Visit = visit()
    page = go(at, "Deckung")
    often, rarely = (page.get_by_label(f"Einmal in {n} Jahren könnte ich tragen") for n in (10, 200))
    often.fill("500")
    often.press("Enter")
    rarely.fill("viel")
    rarely.press("Enter")
    expect(page.get_by_text("„viel“ konnte nicht")).to_be_visible()
    rarely.fill("10.000")
    rarely.press("Enter")
    expect(page.get_by_text("Ohne Police: ab einmal in")).to_be_visible()
    at.settle()
    expect(page.locator(".js-plotly-plot").last.get_by_text("Ihre Grenze")).to_be_visible()


def test_a_lever_switched_on_lowers_the_year_and_switched_off_gives_it_back(visit: Any) -> None:
    at: Visit = visit()
    page = go(at, "Hebel")
    lever = switch(page, "Prüfung durch eine zweite Person (Code-Review)")
    limits = switch(page, "Plausibilitätsgrenzen für Preise und Rabatte")
    expect(lever).to_be_visible(timeout=120_000)  # every lever is simulated first
    at.settle()
    expect(page.get_by_text("Schalten Sie etwas ein")).to_be_visible()
    lever.click()
    expect(page.get_by_text(re.compile("Eingeschaltet: 1. Im Mittel im Jahr, vor Versicherung: spart"))).to_be_visible()
    limits.click()
    expect(page.get_by_text(re.compile("Eingeschaltet: 2"))).to_be_visible()
    lever.click()
    limits.click()
    expect(page.get_by_text("Schalten Sie etwas ein")).to_be_visible()


def test_a_known_case_is_gone_through_step_by_step_and_tried_otherwise(visit: Any) -> None:
    at: Visit = visit()
    page = go(at, "Fälle")
    expect(page.get_by_text("rund 875.000 Fans")).to_be_visible()
    expect(page.get_by_text("Kehrtwende")).to_have_count(0)
    turn(page.get_by_role("slider", name="Schritt für Schritt"), 3)
    expect(page.get_by_text("Kehrtwende")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("USA Today")).first).to_have_attribute("href", re.compile("^https"))

    page.get_by_label("Welcher Fall?").click()
    page.get_by_role("option", name=re.compile("Ticketportal 2015")).click()
    at.settle()
    page.get_by_text("Die Zahlen dahinter").last.click()
    owed = page.get_by_role("row").filter(has_text="Schuldet der Dienstleister").locator("td")
    expect(owed.first).to_have_text("0\xa0€")


def test_a_figure_can_be_asked_where_it_comes_from(visit: Any) -> None:
    at: Visit = visit()
    at.result()
    at.page.get_by_role("button", name="Woher kommt das?").first.click()
    expect(at.page.get_by_text("kalibrierte Zahlen, davon")).to_be_visible()
    expect(at.page.get_by_text("Ihr Umsatz: 95.000\xa0€ im Jahr")).to_be_visible()


def test_how_often_it_is_more_answers_at_once(visit: Any) -> None:
    at: Visit = visit()
    at.result()
    answer = at.page.locator(".rm-answer").first
    expect(answer).to_contain_text("Ohne Versicherung fallen")
    before = answer.inner_text()
    turn(at.page.get_by_role("slider", name="Wie oft ist es mehr als …?"), 3)
    expect(answer).not_to_have_text(before)
