"""The page of a book without a browser: what it shows is what the run computed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from pandas.io.formats.style import Styler
from streamlit.testing.v1 import AppTest

from riskmodel.present import book_desk, book_rows, book_runs, book_template, session
from riskmodel.present.book_runs import Run, Upload
from riskmodel.present.language import CODES, Language
from riskmodel.present.visitor import Visitor
from tests.present.test_book_runs import until
from tests.present.test_pages import app, words

PAGE = "riskmodel/present/pages/book.py"


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A computed book of four providers, and one whose row cannot be read."""
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(book_runs.tempfile, "tempdir", str(tmp_path_factory.mktemp("runs")))
    run = book_runs.begin([Upload("bestand.csv", faulty_book())], 2_000, "de")
    until_done(run)
    yield run
    run.remove()
    monkeypatch.undo()


def faulty_book() -> bytes:
    """Five rows, the last of which gives a word for its contract value."""
    lines = book_template.as_csv(Language.named("de"), 5).decode("utf-8-sig").splitlines()
    broken = lines[-1].split(";")
    broken[lines[0].split(";").index("contract_value_eur")] = "viel"
    return "\n".join([*lines[:-1], ";".join(broken)]).encode()


def until_done(run: Run) -> None:
    assert until(run, "done", "failed") == "done", run.said


def visitor(at: AppTest) -> Visitor:
    found = at.session_state[session.VISITOR]
    assert isinstance(found, Visitor)
    return found


def shown(run: Run, code: str = "de") -> AppTest:
    at = app(code)
    visitor(at).run = run
    return at.switch_page(PAGE).run()


@pytest.mark.parametrize("code", CODES)
def test_the_page_without_a_book_says_what_a_book_is_and_where_its_names_lie(code: str) -> None:
    at = app(code).switch_page(PAGE).run()
    assert not at.exception
    said = {"de": "Ein Bestand enthält Namen", "en": "A book holds names"}[code]
    assert said in words(at)


def test_the_sample_book_is_ready_to_be_computed_after_one_click() -> None:
    at = app().switch_page(PAGE).run()
    at = at.button(key="sample-book").click().run()
    assert not at.exception
    (upload,) = visitor(at).uploads
    assert upload.name == "beispielbestand.csv"
    assert upload.content.count(b"\n") > 500
    assert at.button(key="compute-book").label == "Bestand berechnen"


@pytest.mark.parametrize("code", CODES)
def test_a_computed_book_shows_its_figures_its_providers_and_the_rows_that_were_left_out(
    computed: Run, code: str
) -> None:
    at = shown(computed, code)
    assert not at.exception
    of = computed.shown(session.calibration())
    worst = Language.named(code).euros_rounded(of.result.measures["burden"].p99.value)
    assert worst in words(at)
    table = at.dataframe[0].value
    assert len(table) == of.result.providers
    assert set(table["provider_name"]) == set(of.providers.column("provider_name").to_pylist())
    published, language = of.published, Language.named(code)
    assert published.faulty == 1 and published.rows == of.result.projects + published.faulty + published.held_back
    counts = book_rows.counted_when_computed(published, language)
    assert counts.startswith(f"{published.rows} ") and f" {of.result.projects} " in counts and counts in words(at)
    (said,) = book_rows.words(published.book, language)
    assert "viel" in said and "bestand.csv" not in said and said in words(at)


@pytest.mark.parametrize("code", CODES)
def test_the_table_writes_numbers_as_the_page_does_whatever_the_browser_and_keeps_them_as_numbers(
    computed: Run, code: str
) -> None:
    language, calibration = Language.named(code), session.calibration()
    of = computed.shown(calibration)
    table = book_desk.frame(of, of.by_tail, calibration, language)
    shown = book_desk.written(table, language)
    assert isinstance(shown, Styler) and shown.data is table  # type: ignore[attr-defined]
    at = list(table).index("retained_per_year_p99_eur")
    cells = [row[at]["display_value"] for row in shown._translate(False, False)["body"]]  # type: ignore[attr-defined]
    assert {{"de": ".", "en": ","}[code] in cell for cell in cells if len(cell) > 3} == {True}
    assert not any(config["type_config"]["format"] for config in book_desk.columns(language, len(table)).values()
                   if config["type_config"]["type"] == "number")  # fmt: skip


def test_a_table_too_long_to_write_each_cell_is_left_to_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_desk, "MOST_WRITTEN", 1)
    table = pd.DataFrame({"projects": [1, 2]})
    language = Language.named("de")
    assert book_desk.written(table, language) is table
    assert book_desk.columns(language, 2)["given_share"]["type_config"]["format"] == "percent"


def test_the_name_of_the_provider_stays_in_sight_while_the_table_is_moved() -> None:
    columns = book_desk.columns(Language.named("de"), 1)
    assert [name for name, config in columns.items() if config["pinned"]] == ["provider_name"]


@pytest.mark.parametrize("code", CODES)
def test_a_lever_is_told_with_its_error_and_as_a_guess_where_that_reaches_nothing(computed: Run, code: str) -> None:
    calibration, language = session.calibration(), Language.named(code)
    row = next(computed.shown(calibration).rows()) | {"lever": "automated_tests", "lever_saved_eur": 2_500.0}
    sure, guess = (
        book_desk.told(row | {"lever_saved_eur_lo": low, "lever_saved_eur_hi": 6_100.0}, calibration, language)
        for low in (1_200.0, -980.0)
    )
    for said, low in ((sure, 1_200.0), (guess, -980.0)):
        assert all(language.euros_rounded(amount) in said for amount in (low, 2_500.0, 6_100.0))
    word = {"de": "vielleicht", "en": "may help"}[code]
    assert word in guess and word not in sure


def test_filters_leave_who_is_meant(computed: Run) -> None:
    at = shown(computed)
    names = list(at.dataframe[0].value["provider_name"])
    at = at.text_input(key="book-text").set_value(names[0].upper()).run()
    assert list(at.dataframe[0].value["provider_name"]) == [names[0]]
    at = at.text_input(key="book-text").set_value("").run()
    at = at.toggle(key="book-low").set_value(True).run()
    of = computed.shown(session.calibration())
    assert len(at.dataframe[0].value if len(at.dataframe) else []) == int((of.gap_eur > 0.0).sum())


def test_a_provider_opens_as_a_case_and_undo_brings_back_what_was_there(computed: Run) -> None:
    at = shown(computed)
    person, before = visitor(at), visitor(at).draft.answers
    first = computed.shown(session.calibration()).providers.slice(0, 1).to_pylist()[0]
    person.open_provider(first["provider_id"])
    assert person.draft.answers != before
    assert first["provider_name"] in person.draft.answers.values()
    person.undo()
    assert person.draft.answers == before


def test_wiping_removes_the_book_from_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_runs.tempfile, "tempdir", str(tmp_path))
    person = Visitor(session.calibration(), Language.named("de"))
    person.open_file("bestand.csv", book_template.as_csv(Language.named("de"), 3))
    person.compute_book(2_000)
    assert list(tmp_path.glob("riskmodel-book-*"))
    person.wipe()
    assert not person.uploads and person.run is None
    assert not list(tmp_path.glob("riskmodel-book-*"))


def test_the_mended_file_of_faulty_rows_is_computed_together_with_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_runs.tempfile, "tempdir", str(tmp_path))
    at = app().switch_page(PAGE).run()
    person = visitor(at)
    person.open_file("bestand.csv", faulty_book())
    person.compute_book(2_000)
    assert person.run is not None
    until_done(person.run)
    before = person.run.shown(session.calibration()).published
    assert before.faulty == 1 and person.mendable is None
    faulty = person.run.file("faulty_rows.csv")
    assert faulty is not None
    text = faulty.read_bytes()
    assert text.count(b"viel;") == 1
    person.open_file("faulty_rows.csv", text.replace(b"viel;", b"9000;"))
    at = at.run()
    assert at.button(key="compute-mended").label == "Zusammen mit „bestand.csv“ berechnen"
    at = at.button(key="compute-mended").click().run()
    assert not at.exception and person.run is not None
    until_done(person.run)
    after = person.run.shown(session.calibration()).published
    assert not after.faults and after.result.projects == before.result.projects + 1 + before.held_back
    assert len(person.run.books) == 2 and person.mendable is None
    at = at.run()
    assert "bestand.csv + faulty_rows.csv" in at.selectbox[0].label
    person.remove_run()
