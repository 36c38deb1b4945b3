"""What was entered survives what happens to browsers and servers, passes on as file and link, and can be wiped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.pdf_text import pdf_text
from tests.browser.visit import (
    CONTRACT,
    FILES,
    OPEN,
    PATIENCE,
    PHONE,
    REVENUE,
    ROOT,
    UNDO,
    WIPE,
    Server,
    Visit,
    serious,
)

pytestmark = pytest.mark.browser
AGENCY = ROOT / "data" / "cases" / "sample_agency.toml"
KEPT = "localStorage.getItem('riskmodel.desk')"
PAPER = "localStorage.getItem('riskmodel.paper')"


def kept(at: Visit, text: str) -> None:
    """Wait until the browser keeps what was typed: it does as soon as the server has answered."""
    at.page.wait_for_function(f"({KEPT} || '').includes('{text}')")


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.stop()


def test_a_reload_of_the_browser_keeps_what_was_typed_readable_or_not(visit: Any) -> None:
    at: Visit = visit()
    at.type(CONTRACT, "77.000")
    at.type(REVENUE, "50.000,5.0")
    kept(at, "50.000,5.0")
    at.page.reload()
    at.ready()
    expect(at.field(CONTRACT)).to_have_value("77.000")
    expect(at.field(REVENUE)).to_have_value("50.000,5.0")
    at.sees("„50.000,5.0“ konnte nicht")


def test_a_restart_of_the_server_is_told_keeps_it_and_never_shows_what_is_not_the_visitors(
    visit: Any, server: Server
) -> None:
    at: Visit = visit(at=server.address)
    at.type(CONTRACT, "77.000")
    kept(at, "77.000")
    before = at.page.evaluate("window.riskmodelSession")
    server.stop()
    lost = at.page.get_by_text("Der Server ist gerade nicht erreichbar. Ihre Eingaben bleiben erhalten")
    expect(lost).to_be_visible()
    expect(at.page.get_by_text("Connection error")).to_be_hidden()
    server.start()
    expect(lost).to_have_count(0)
    at.page.wait_for_function(f"window.riskmodelSession !== '{before}'", timeout=4 * PATIENCE)
    at.ready()
    expect(at.field(CONTRACT)).to_have_value("77.000")
    at.type(REVENUE, "88.000")
    kept(at, "88.000")
    at.page.reload()
    at.ready()
    expect(at.field(REVENUE)).to_have_value("88.000")


def test_a_cut_connection_keeps_it(visit: Any) -> None:
    at: Visit = visit()
    at.type(CONTRACT, "77.000")
    at.page.context.set_offline(True)
    at.page.wait_for_timeout(1_500)
    at.page.context.set_offline(False)
    at.type(REVENUE, "88.000")
    kept(at, "88.000")
    at.page.reload()
    at.ready()
    expect(at.field(CONTRACT)).to_have_value("77.000")
    expect(at.field(REVENUE)).to_have_value("88.000")


def test_the_language_can_be_switched_in_mid_form_and_the_page_changed(visit: Any) -> None:
    at: Visit = visit()
    at.type(CONTRACT, "77.000")
    at.switch("en")
    expect(at.field(CONTRACT)).to_have_value("77.000")
    at.type(REVENUE, "£?")
    at.go(FILES)
    at.switch("de")
    at.page.get_by_role("link", name="Projekt").click()
    at.ready()
    expect(at.field(CONTRACT)).to_have_value("77.000")
    expect(at.field(REVENUE)).to_have_value("£?")


LOSE_THE_NEXT_CLICK = """
const lose = (event) => { event.stopPropagation(); event.preventDefault(); };
document.querySelector('.stMain').addEventListener('click', lose, { capture: true, once: true });
"""


def test_a_link_that_the_server_missed_is_followed_once_more(visit: Any) -> None:
    at: Visit = visit()
    for title, name in {"2 Ergebnis": "result", "1 Projekt": "project"}.items():
        at.page.evaluate(LOSE_THE_NEXT_CLICK)
        at.page.get_by_role("link", name=title).first.click()
        expect(at.page.locator(f".st-key-link-{name}-here")).to_be_visible()
        at.settle()


def test_one_click_wipes_it_from_the_browser_as_well(visit: Any) -> None:
    at: Visit = visit()
    at.type(CONTRACT, "77.000")
    kept(at, "77.000")
    at.button(WIPE).click()
    at.sees("Alle Ihre Eingaben sind gelöscht")
    at.page.wait_for_function(f"{KEPT} === null")
    at.page.reload()
    at.ready()
    expect(at.field(CONTRACT)).to_have_value("24.000")
    assert at.page.evaluate(KEPT) is None


def drop(at: Visit, name: str, content: str) -> None:
    """Drop a file on the page, as from a folder beside it."""
    at.page.evaluate(
        """([name, content]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([content], name));
            const target = document.querySelector('h1');
            for (const kind of ['dragenter', 'dragover', 'drop'])
                target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
        }""",
        [name, content],
    )


def test_a_file_dropped_on_any_page_is_opened_and_a_broken_one_refused(visit: Any) -> None:
    at: Visit = visit(code="en")
    drop(at, "agency.toml", AGENCY.read_text(encoding="utf-8"))
    at.sees("“agency.toml” is open.")
    expect(at.field(CONTRACT)).to_have_value("180,000")
    drop(at, "broken.toml", "[provider\n")
    at.sees("broken.toml: Line 1 cannot be read")
    expect(at.page.get_by_text("“agency.toml” is open.")).to_have_count(0)
    expect(at.field(CONTRACT)).to_have_value("180,000")
    at.button(UNDO).click()
    expect(at.page.get_by_text("broken.toml")).to_have_count(0)
    at.settle()
    expect(at.field(CONTRACT)).to_have_value("24,000")


def test_a_file_of_fifty_megabytes_is_refused_and_an_older_message_gone(visit: Any, tmp_path: Path) -> None:
    at: Visit = visit()
    chooser = at.page.locator("input[type=file]").first
    chooser.set_input_files(AGENCY)
    at.sees("„sample_agency.toml“ ist geöffnet.")
    large = tmp_path / "gross.toml"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    chooser.set_input_files(large)
    at.sees("Die Datei hat 50 MB")
    expect(at.page.get_by_text("sample_agency.toml")).to_have_count(0)


def test_a_link_opens_the_figures_without_names_and_a_cut_one_says_so(visit: Any) -> None:
    at: Visit = visit()
    at.type(CONTRACT, "77.000")
    at.go(FILES)
    at.page.get_by_role("button", name="Link erstellen").click()
    link = at.page.get_by_label("Link zu diesem Fall").input_value()
    assert "Bergfreund" not in link and "case=" in link

    other: Visit = visit(PHONE)
    other.page.evaluate("localStorage.clear()")
    other.page.goto(link)
    other.ready()
    other.sees("Er enthält keine Namen.")
    expect(other.field(CONTRACT)).to_have_value("77.000")
    expect(other.page.get_by_label("Name des Projekts, wenn Sie möchten")).to_have_value("")
    assert "case=" not in other.page.url
    other.page.goto(link[:-20])
    other.ready()
    other.sees("Der Link wurde unterwegs abgeschnitten")


def test_variants_stand_side_by_side_and_each_keeps_its_own_answers(visit: Any) -> None:
    at: Visit = visit()
    at.go(FILES)
    at.page.get_by_role("button", name="In eine neue Variante kopieren").click()
    at.sees("Varianten nebeneinander")
    at.page.get_by_label("Name der Variante 2").fill("Haftung begrenzt <b>")
    at.page.get_by_label("Name der Variante 2").press("Enter")
    expect(at.page.get_by_role("columnheader", name="Haftung begrenzt <b>")).to_be_visible()
    at.page.get_by_role("link", name="Projekt").click()
    at.ready()
    at.type(CONTRACT, "777.000")
    at.go(FILES)
    cells = at.page.get_by_role("row", name="Jeder hundertste Fall").get_by_role("cell")
    expect(cells).to_have_count(2)
    assert cells.nth(0).inner_text() != cells.nth(1).inner_text()
    at.page.get_by_role("button", name="Zeigen", exact=True).click()
    at.page.get_by_role("link", name="Projekt").click()
    at.ready()
    expect(at.field(CONTRACT)).to_have_value("24.000")


def test_images_in_names_are_never_fetched_from_elsewhere(visit: Any, tmp_path: Path) -> None:
    image = "![x](https://elsewhere.example/x.png) <img src=https://elsewhere.example/y.png>"
    hostile = tmp_path / "![x](https---elsewhere).toml"
    hostile.write_text(
        f'title = "{image}"\n[provider]\nname = "{image}"\n[[project]]\nname = "{image}"\n[[project]]\nname = "b"\n'
        f'[[policy]]\nname = "{image}"\nlimit_eur = 1_000_000\n',
        encoding="utf-8",
    )
    at: Visit = visit()
    at.page.locator("input[type=file]").first.set_input_files(hostile)
    at.sees("ist geöffnet.")
    at.result()
    at.go(FILES)
    at.page.get_by_role("button", name="In eine neue Variante kopieren").click()
    at.sees("Varianten nebeneinander")
    at.page.get_by_label("Name der Variante 1").fill(image[:60])
    at.page.get_by_label("Name der Variante 1").press("Enter")
    at.settle()
    at.go({"de": "Methode und Quellen"})
    expect(at.page.get_by_label("In Zahlen und Quellen suchen")).to_be_visible()
    assert at.elsewhere() == []


def test_open_and_the_drop_zone_speak_both_languages(visit: Any) -> None:
    at: Visit = visit()
    at.go(FILES)
    expect(at.page.get_by_text("Falldatei (.toml) oder ein PDF dieser App hier ablegen").last).to_be_visible()
    at.switch("en")
    expect(at.page.get_by_text("Drop a case file (.toml) or a PDF of this app here").last).to_be_visible()
    expect(at.button(OPEN).first).to_be_visible()


def test_a_logo_and_a_name_outlive_a_reload_stand_on_the_pdf_and_are_wiped_with_the_rest(
    visit: Any, tmp_path: Path
) -> None:
    logo, sender = tmp_path / "marke.svg", tmp_path / "absender.toml"
    logo.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10"/></svg>', "utf-8"
    )
    sender.write_text('name = "Maklerbüro Nord"\nlogo = "marke.svg"\nvalid_days = 30\n', "utf-8")
    at: Visit = visit()
    at.go(FILES)
    opener = at.page.locator(".st-key-paper-logo input[type=file]")
    opener.set_input_files(sender)
    at.sees("Das Logo „marke.svg“ darin ist eine eigene Datei")
    opener.set_input_files(logo)
    at.sees("„marke.svg“ steht ab jetzt auf Ihren PDFs.")
    at.page.get_by_label("Zeichen").fill("2026-0815")
    at.page.get_by_label("Zeichen").press("Enter")
    at.page.wait_for_function(f"({PAPER} || '').includes('2026-0815')")
    assert serious(at.page) == []
    at.page.reload()
    expect(at.page.get_by_label("Zeichen")).to_have_value("2026-0815")
    expect(at.page.locator("img.rm-logo")).to_be_visible()
    at.page.get_by_role("link", name="Projekt").click()
    at.ready()
    at.result()
    with at.page.expect_download() as waiting:
        at.page.get_by_role("button", name="Als PDF speichern").click()
    printed = pdf_text(Path(waiting.value.path()).read_bytes())
    assert "Maklerbüro Nord" in printed and "2026-0815" in printed and "Gültig bis" in printed
    at.button(WIPE).click()
    at.sees("Alle Ihre Eingaben sind gelöscht")
    at.page.wait_for_function(f"{PAPER} === null")
    assert at.elsewhere() == []
    at.page.get_by_role("link", name="Dateien und Varianten").click()
    at.settle()
    expect(at.page.get_by_label("Zeichen")).to_have_value("")
    at.page.get_by_label("Zeichen").fill("nach dem Löschen")
    at.page.get_by_label("Zeichen").press("Enter")
    at.page.wait_for_function(f"({PAPER} || '').includes('nach dem Löschen')")
