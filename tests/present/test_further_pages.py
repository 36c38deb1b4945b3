"""Cover, levers, cases and method without a browser: what they show is what the model says."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from riskmodel import casefile
from riskmodel.case import Case
from riskmodel.present import computed, fields, frame, offer_tables, origins, reasons, session
from riskmodel.present.background import Progress
from riskmodel.present.branding import Branding
from riskmodel.present.language import CODES, Language
from tests.present.test_pages import app, few_trials, open_group, result, switch, type_into, words

__all__ = ["few_trials"]

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = casefile.read(ROOT / "data" / "cases" / "sample_freelancer.toml")


def page(name: str, at: AppTest | None = None) -> AppTest:
    return (at or app()).switch_page(f"riskmodel/present/pages/{name}.py").run()


def tables(at: AppTest) -> str:
    return " ".join(block.value for block in at.html if "<table" in block.value)


def test_the_years_told_stand_on_the_result_and_are_not_hidden() -> None:
    at = result(app())
    assert "Ein Jahr, wie es einmal in 20 Jahren vorkommt" in words(at)
    assert "Ein Jahr, wie es einmal in 100 Jahren vorkommt" in words(at)
    assert not [e for e in at.expander if "vorkommt" in e.label]


def test_the_result_answers_how_often_it_is_more_than_an_amount() -> None:
    at = result(app())
    amounts = reasons.amounts_to_ask(session.outcome(SAMPLE).estimate)
    answers = []
    for amount in (amounts[0], amounts[-1]):
        slider = next(s for s in at.select_slider if s.key and s.key.startswith("above-"))
        at = slider.set_value(amount).run()
        answers.append(re.search(r"Ohne Versicherung fallen (.*?) mehr als ([\d.]+)", words(at)))
    few, many = (answer.groups() for answer in answers if answer)
    assert few[1] == "100" and few[0] != many[0]


def files_barred(at: AppTest) -> list[bool]:
    """Tell of PDF and workbook whether they cannot be fetched."""
    return [b.proto.disabled for b in at.get("download_button") if b.proto.id.endswith(("-pdf", "-excel"))]


def test_figures_from_fewer_years_say_so_and_the_work_that_follows_can_be_stopped_and_taken_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(computed, "AT_ONCE", 1_024)
    go = Event()

    def slow(case: Case, depth: tuple[int, int], progress: Progress) -> session.Outcome:
        go.wait(60)
        progress(0.5)
        return session.outcome(case)

    monkeypatch.setattr(session, "whole_outcome", slow)
    at = result(app())
    assert "Erste Zahlen aus 1.024 simulierten Jahren" in words(at)
    assert "Das folgt, sobald alle Jahre simuliert sind." in words(at)
    assert files_barred(at) == [True, True]
    at = at.button(key="stop-outcome").click().run()
    assert "Angehalten." in words(at)
    assert "Ohne Versicherung fallen" in words(at), "what is there stays"
    go.set()
    at = at.button(key="again-outcome").click().run()
    assert "Angehalten." not in words(at)
    for _ in range(100):  # a quarter of a second each, until all years are there
        at = at if not any(files_barred(at)) else at.run()
    assert files_barred(at) == [False, False]


def test_real_claims_near_the_case_are_linked_and_told_in_the_language_of_the_page() -> None:
    at = result(app())
    claims = " ".join(block.value for block in at.html if "rm-claim" in block.value)
    assert len(re.findall('<a href="https?://', claims)) == 3
    assert (claims.count('<span lang="de">'), claims.count('<span lang="en">')) == (3, 0)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", origins.ORIGINS)
def test_every_origin_rests_on_figures_and_inputs_that_exist(kind: str, code: str) -> None:
    figures, origin = session.calibration(), origins.ORIGINS[kind]
    assert all(any(path.startswith(start) for path in figures.entries) for start in origin.entries)
    assert all(fields.known(path) for path in origin.inputs)
    assert origins.formula(kind, Language.named(code))
    assert all(source in figures.sources for source in origins.sources(kind, figures))


def test_the_cover_page_shows_the_offers_that_the_model_computes() -> None:
    at = page("cover")
    german = Language.named("de")
    expected = offer_tables.side_by_side(computed.compared(SAMPLE, 0.99, deep=True), 0.99, german)
    assert not at.exception
    for line in expected.lines:
        assert all(escape(cell.text) in tables(at) for cell in line.cells)


def test_a_turned_deductible_changes_its_policy_and_no_other() -> None:
    at = page("cover")
    dial = next(s for s in at.select_slider if s.label == "Selbstbeteiligung")
    at = dial.set_value(5_000.0).run()
    assert not at.exception
    line = re.search(r"Selbstbeteiligung</th>(.*?)</tr>", tables(at))
    assert line and re.findall(r">([^<]+)</td>", line[1]) == ["5.000\xa0€", "500\xa0€", "–"]
    assert "So eingestellt bleiben im Mittel" in words(at)


def test_without_a_policy_a_trial_policy_is_turned_and_called_so() -> None:
    at = app()
    at.button(key="open-").click().run()
    at = page("cover", at)
    assert not at.exception
    assert "Sie haben keine Police eingegeben" in words(at)
    assert "Probe-Police" in tables(at)


def test_what_cannot_be_read_leaves_no_figures_on_any_page() -> None:
    at = type_into(app(), "project#1.contract_value_eur", "50.000,5.0")
    for name in ("result", "cover", "levers"):
        at = page(name, at)
        assert not at.exception
        assert "Noch gibt es kein Ergebnis" in words(at)
        assert not tables(at)


def known(case: Case) -> None:
    """Compute beforehand what the page of levers waits for."""
    computed.what_if(case)
    session.outcome(case)


def test_a_switched_lever_says_what_it_saves_together_with_the_others() -> None:
    known(SAMPLE)
    at = page("levers")
    names = [toggle.label for toggle in at.toggle]
    assert "Prüfung durch eine zweite Person (Code-Review)" in names
    for label in ("Prüfung durch eine zweite Person (Code-Review)", "Plausibilitätsgrenzen für Preise und Rabatte"):
        at = next(t for t in at.toggle if t.label == label).set_value(True).run()
    assert not at.exception
    _, saved = computed.together(SAMPLE, ["code_review", "plausibility_limit"])
    amount = Language.named("de").euros_rounded(saved.burden_eur.value)
    assert f"Eingeschaltet: 2. Im Mittel im Jahr, vor Versicherung: spart {amount}" in words(at)


def test_of_two_caps_only_the_one_switched_on_last_stays_on() -> None:
    known(SAMPLE)
    at = page("levers")
    caps = ["Haftungsgrenze in Höhe des Auftragswerts", "Haftungsgrenze in Höhe des halben Auftragswerts"]
    for cap in caps:
        at = next(t for t in at.toggle if t.label.startswith(cap)).set_value(True).run()
    on = [toggle.label for toggle in at.toggle if toggle.value]
    assert len(on) == 1 and on[0].startswith(caps[1])
    assert "Eingeschaltet: 1." in words(at)


def test_levers_of_the_agency_are_those_it_has_not_pulled_yet() -> None:
    agency = casefile.read(ROOT / "data" / "cases" / "sample_agency.toml")
    known(agency)
    at = app()
    at.button(key="open-sample_agency").click().run()
    at = page("levers", at)
    assert not at.exception
    assert len(at.toggle) == len(computed.what_if(agency).levers)


def test_a_story_tells_only_the_steps_that_were_reached() -> None:
    at = page("cases")
    assert "875.000 Fans" in words(at) and "Kehrtwende" not in words(at)
    at = at.select_slider(key="step-alitalia_2012").set_value(3).run()
    assert "Kehrtwende" in words(at)


@pytest.mark.parametrize("name", frame.PAGES)
def test_every_page_can_be_drawn_beside_the_choice_of_a_variant(name: str) -> None:
    at = page("files").button(key="copy-variant").click().run()
    at = page(name, at)
    assert not at.exception
    assert Language.named("de").t("Which variant is shown?") in [choice.label for choice in at.selectbox]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["otto_2012", "british_airways_2013", "dell_2005", "ticket_portal_2015"])
def test_every_story_can_be_chosen_and_each_other_way_tried(name: str, code: str) -> None:
    at = page("cases", app(code))
    at = at.selectbox(key="story").set_value(name).run()
    for other in range(len(computed.variants(name))):
        at = at.selectbox(key=f"variant-{name}").set_value(other).run()
        assert not at.exception


def test_the_method_page_shows_the_stored_back_test_with_its_misses() -> None:
    at = page("method")
    found, version = computed.shipped_backtest()
    assert f"Gerechnet mit Zahlen {version}." in words(at)
    assert Language.named("de").percent(found.coverage[0.8]) in tables(at)
    assert "BSkyB v HP Enterprise Services" in tables(at)
    assert "Warum sind meine Zahlen anders als beim letzten Mal?" in words(at)
    assert session.calibration().version in tables(at)


def test_names_of_policies_are_shown_as_text_on_the_cover_page() -> None:
    at = open_group(app(), "policies")
    at = type_into(at, "policy#1.name", "<img src=x onerror=alert(1)> *a*")
    at = page("cover", at)
    assert not at.exception
    assert "<img" not in " ".join(block.value for block in at.html)


@pytest.mark.parametrize("turned", [0, 1])
def test_of_two_policies_with_the_same_name_the_chosen_one_is_turned(turned: int) -> None:
    at = open_group(app(), "policies")
    for number in (1, 2):
        at = type_into(at, f"policy#{number}.name", "Angebot")
    at = page("cover", at)
    chooser = next(box for box in at.selectbox if str(box.key).startswith("turn-"))
    assert chooser.options[:2] == ["Angebot", "Angebot (2)"]
    at = chooser.set_value(turned).run()
    limit = next(s for s in at.select_slider if str(s.key).startswith("limit-"))
    at = limit.set_value(5_000_000.0).run()
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*>Versicherungssumme<(?:(?!</tr>).)*</tr>", tables(at), re.S)
    assert row
    sums = re.findall(r">([\d.]+)\s*€<", row[0].replace("\xa0", ""))
    assert [amount == "5.000.000" for amount in sums] == [turned == 0, turned == 1]


def turned_limit(at: AppTest) -> AppTest:
    limit = next(s for s in at.select_slider if str(s.key).startswith("limit-"))
    return limit.set_value(5_000_000.0).run()


def test_what_was_turned_outlives_another_page_and_another_language() -> None:
    at = turned_limit(page("cover"))
    at = switch(page("cover", page("method", at)), "en")
    limit = next(s for s in at.select_slider if str(s.key).startswith("limit-"))
    assert limit.value == 5_000_000.0
    assert "As you turned it" in words(at)


def test_what_was_turned_is_taken_over_into_the_case_and_can_be_taken_back() -> None:
    at = page("cover")
    assert at.button(key="take-over").disabled
    at = turned_limit(at)
    at.button(key="take-over").click().run()
    assert not at.exception
    assert "„Rückgängig“ nimmt es zurück" in words(at)
    assert "Wie eingegeben" in words(at)
    visitor = at.session_state[session.VISITOR]
    assert visitor.draft.text("policy#1.limit_eur") == "5.000.000"
    visitor.undo()
    assert visitor.draft.text("policy#1.limit_eur") == "1.000.000"


@pytest.mark.parametrize("code", CODES)
def test_what_is_entered_for_the_paper_outlives_the_page_and_a_line_that_cannot_be_used_is_named(code: str) -> None:
    at, said = page("files", app(code)), Language.named(code)

    def entry(field: str) -> Any:
        kinds = [*at.text_input, *at.text_area, *at.checkbox, *at.color_picker]
        return next(widget for widget in kinds if widget.key and widget.key.endswith(f"/paper-{field}"))

    left_out = said.t("{fault} Until then the PDF leaves it out.", fault="").strip()
    entry("name").set_value("Maklerbüro Nord").run()
    entry("address").set_value("Hafenstraße 1\n20457 Hamburg").run()
    entry("signatures").check().run()
    entry("accent").set_value("#ffdd00").run()
    assert left_out not in words(at)
    assert "#ffdd00" in words(at), "too pale to be read on paper"
    entry("valid_days").set_value("0").run()
    assert left_out in words(at)
    at = page("files", page("result", at))
    assert not at.exception
    assert entry("name").value == "Maklerbüro Nord" and entry("valid_days").value == "0"
    found, faults = at.session_state[session.VISITOR].paper.branding()
    expected = Branding(
        name="Maklerbüro Nord", address="Hafenstraße 1\n20457 Hamburg", accent="#ffdd00", signatures=True
    )
    assert found == expected and len(faults) == 1
