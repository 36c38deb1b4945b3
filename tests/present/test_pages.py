"""Every page runs without a browser, in both languages, and does what it says."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from riskmodel import calibration, casefile
from riskmodel.present import document, fields, frame, session
from riskmodel.present.language import CODES, Language
from riskmodel.present.options import LAYOUTS
from riskmodel.present.reading import read
from riskmodel.publish import publish
from riskmodel.simulate import simulate

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "riskmodel" / "present" / "pages").glob("[!_]*.py"))
CONTRACT_VALUE = "project#1.contract_value_eur"
HOSTILE = "![x](https://elsewhere.example/x.png) <img src=x onerror=alert(1)> $a$ :red[b]"


@pytest.fixture(autouse=True)
def few_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate fewer years: these tests look at pages, not at figures."""
    figures = session.calibration()
    monkeypatch.setitem(figures.tables["model"], "trials", 4_096)  # type: ignore[arg-type]


def app(code: str = "de") -> AppTest:
    at = AppTest.from_file(str(ROOT / "risk_app.py"), default_timeout=60)
    at.query_params[session.LANGUAGE_KEY] = code
    return at.run()


def words(at: AppTest) -> str:
    """Return all words on the page that we wrote ourselves, without markup."""
    html = " ".join(block.value for block in at.html if not block.value.startswith(("<style", "<script")))
    return unescape(re.sub(r"<[^>]+>", " ", html))


def field(at: AppTest, key: str) -> str:
    """Return the widget key of an answer, which changes when another case is opened."""
    found = [w.key for kind in (at.text_input, at.selectbox, at.toggle) for w in kind]
    return next(name for name in found if name and name.partition("/")[2] == key)


def type_into(at: AppTest, key: str, text: str) -> AppTest:
    return at.text_input(key=field(at, key)).set_value(text).run()


def result(at: AppTest) -> AppTest:
    return at.button(key="show").click().run()


def open_group(at: AppTest, name: str) -> AppTest:
    at.session_state[f"group-{name}-open"] = True
    return at.run()


def switch(at: AppTest, code: str) -> AppTest:
    return at.segmented_control(key=session.LANGUAGE_KEY).set_value(code).run()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
class TestEachPage:
    def test_runs_within_the_app(self, page: Path, code: str) -> None:
        at = app(code)
        if page.stem != "project":
            at.switch_page(str(page.relative_to(ROOT))).run()
        assert not at.exception
        assert len(words(at)) > 200

    def test_runs_alone(self, page: Path, code: str) -> None:
        at = AppTest.from_file(str(page), default_timeout=60)
        at.query_params[session.LANGUAGE_KEY] = code
        assert not at.run().exception
        assert len(words(at)) > 150  # an imprint without configuration says what is missing, and no more


@pytest.mark.parametrize("code", CODES)
def test_every_question_of_the_form_can_be_asked(code: str) -> None:
    at = app(code)
    for name in ("client", "safeguards", "response", "contract", "people", "provider", "policies"):
        at = open_group(at, name)
    at.toggle(key="small-print-1").set_value(True).run()
    assert not at.exception
    shown = words(at)
    missing = [
        field.question
        for field in fields.fields(Language.named(code))
        if field.question not in shown and field.path not in ("project.name", "project.contract.cap_eur")
    ]
    assert missing == []


def test_the_way_names_every_page_there_is() -> None:
    assert {page.stem for page in PAGES} == set(frame.PAGES)


def test_a_larger_contract_changes_the_result() -> None:
    before = words(result(app()))
    after = words(result(type_into(app(), CONTRACT_VALUE, "1.500.000")))
    assert before != after
    assert "1.500.000" in after


@pytest.mark.parametrize(
    ("typed", "understood"),
    [("1.500.000", "= 1.500.000\xa0€"), ("50 000 €", "= 50.000\xa0€"), ("50.000,00", "= 50.000\xa0€")],
)
def test_an_amount_is_echoed_as_it_was_understood(typed: str, understood: str) -> None:
    at = type_into(app(), CONTRACT_VALUE, typed)
    assert understood in words(at)
    assert at.text_input(key=field(at, CONTRACT_VALUE)).value == typed


def test_an_unreadable_amount_is_named_kept_and_never_computed() -> None:
    at = type_into(app(), CONTRACT_VALUE, "50.000,5.0")
    assert "„50.000,5.0“" in words(at)
    at = result(at)
    assert at.text_input(key=field(at, CONTRACT_VALUE)).value == "50.000,5.0"
    assert "Bitte berichtigen Sie vorher: Auftragswert" in words(at)
    at.switch_page("riskmodel/present/pages/result.py").run()
    assert "Noch gibt es kein Ergebnis" in words(at)
    assert "Ohne Versicherung" not in words(at)


@pytest.mark.parametrize("typed", ["1.500.000", "50.000,5.0", "fünfzig"])
def test_switching_the_language_keeps_what_was_typed(typed: str) -> None:
    at = switch(type_into(app("de"), CONTRACT_VALUE, typed), "en")
    assert at.text_input(key=field(at, CONTRACT_VALUE)).value == typed
    assert "What could an error" in words(at)
    assert at.text_input(key=field(at, "project#1.client.revenue_eur")).value == "2,400,000"
    at = switch(at, "de")
    assert at.text_input(key=field(at, CONTRACT_VALUE)).value == typed
    assert at.text_input(key=field(at, "project#1.client.revenue_eur")).value == "2.400.000"


def test_what_was_typed_is_still_there_after_another_page() -> None:
    at = result(type_into(app(), CONTRACT_VALUE, "77.000"))
    at = switch(at, "en")
    assert "A claim for damages" in words(at)
    at.switch_page("riskmodel/present/pages/project.py").run()
    assert at.text_input(key=field(at, CONTRACT_VALUE)).value == "77.000"


def test_an_open_field_says_what_is_assumed() -> None:
    assert "angenommen: rund" in words(type_into(app(), "provider.revenue_eur", ""))


def test_a_range_takes_both_ends() -> None:
    at = app()
    at = type_into(at, "provider.revenue_eur", "90.000")
    at.toggle(key=field(at, "provider.revenue_eur.form")).set_value(True).run()
    assert "bis beide Enden dastehen, gilt 90.000 €" in words(at)
    at = type_into(type_into(at, "provider.revenue_eur.low", "80.000"), "provider.revenue_eur.high", "120.000")
    assert re.search("= 80.000\xa0€.*120.000\xa0€", words(at))
    assert "Spanne" in words(result(at))


@pytest.mark.parametrize("name", ["sample_agency", ""])
def test_starting_anew_can_be_taken_back(name: str) -> None:
    at = type_into(app(), CONTRACT_VALUE, "77.000")
    at.button(key=f"open-{name}").click().run()
    assert at.text_input(key=field(at, CONTRACT_VALUE)).value != "77.000"
    at.button(key="undo").click().run()
    assert at.text_input(key=field(at, CONTRACT_VALUE)).value == "77.000"


def test_projects_are_added_copied_chosen_and_removed() -> None:
    at = app()
    at.button(key="copy-project").click().run()
    assert at.text_input(key=field(at, "project#2.name")).value == "Webshop Bergfreund (2)"
    at = type_into(at, "project#2.contract_value_eur", "5.000")
    chooser = next(box for box in at.selectbox if "/selected" in str(box.key))
    at = chooser.set_value(1).run()
    assert at.text_input(key=field(at, CONTRACT_VALUE)).value == "24.000"
    at.button(key="remove-project").click().run()
    assert at.text_input(key=field(at, "project#2.contract_value_eur")).value == "5.000"
    assert not at.exception


def test_an_added_policy_counts_from_its_first_answer_and_assumes_its_limit() -> None:
    at = open_group(app(), "policies")
    at.button(key="add-policy").click().run()
    assert "Police 3" in words(at)
    assert "Die Police zählt mit, sobald Sie eine der Fragen dazu beantworten." in words(at)
    at = type_into(at, "policy#3.premium_eur_per_year", "700")
    assert "angenommen: 500.000" in words(at)
    at = result(type_into(at, "policy#3.limit_eur", "3 Mio."))
    assert not at.exception
    at.switch_page("riskmodel/present/pages/cover.py").run()
    assert not at.exception
    assert "3.000.000" in words(at)


def test_names_are_shown_as_text_and_never_as_markup() -> None:
    at = open_group(type_into(app(), "project#1.name", HOSTILE), "policies")
    at = type_into(at, "policy#1.name", HOSTILE)
    at.button(key="copy-project").click().run()
    at = result(at)
    assert not at.exception
    shown = " ".join(block.value for block in at.html)
    assert "<img" not in shown
    assert all("elsewhere.example" not in block.value for block in at.markdown)
    assert HOSTILE in words(at)


def upload(at: AppTest, name: str, content: bytes) -> AppTest:
    at.session_state[session.VISITOR].open_file(name, content)
    return at.run()


def test_a_case_file_fills_the_form() -> None:
    content = (ROOT / "data" / "cases" / "sample_agency.toml").read_bytes()
    at = upload(app(), "agentur.toml", content)
    assert not at.exception
    assert at.text_input(key=field(at, CONTRACT_VALUE)).value == "180.000"
    assert "einer Ihrer Kunden" in words(result(at))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leer.toml", b""),
        ("bild.toml", bytes(range(256)) * 10),
        ("kaputt.toml", b"[provider\nrevenue_eur = "),
        ("gross.toml", b"# x\n" * 300_000),
        ("falsch.toml", b"[[project]]\ncontract_value_eur = -5\n"),
        ("unbekannt.toml", b"[[project]]\ncontract_valeu_eur = 5\n"),
        ("police.toml", b'[[project]]\n[[policy]]\nlimit_eur = 5\nexcluded_heads = ["nonsense"]\n'),
    ],
)
def test_a_file_that_is_no_case_is_refused_in_words_and_nothing_is_lost(name: str, content: bytes) -> None:
    at = upload(type_into(app(), CONTRACT_VALUE, "77.000"), name, content)
    assert not at.exception
    assert name in words(at)
    assert at.text_input(key=field(at, CONTRACT_VALUE)).value == "77.000"


@pytest.mark.parametrize("file", sorted((ROOT / "data" / "cases").glob("*.toml")), ids=lambda file: file.stem)
def test_a_saved_case_opens_as_the_same_case(file: Path) -> None:
    at = upload(app(), file.name, file.read_bytes())
    saved = casefile.write(at_reading(at))
    again = upload(app(), "wieder.toml", saved.encode())
    assert casefile.write(at_reading(again)) == saved


def at_reading(at: AppTest) -> casefile.Case:
    """Return the case that the button “save” would write."""
    return read(at.session_state[session.VISITOR].draft, Language.named("de")).case


@cache
def printed_agency() -> bytes:
    """Return a summary of the sample agency, printed with another seed and fewer years than the app takes."""
    figures, case = calibration.load(), casefile.read(ROOT / "data" / "cases" / "sample_agency.toml")
    made = publish(simulate(case, figures, trials=1_024, seed=7))
    return document.pdf(made, figures, Language.named("de"), layout="overview", made_on=date(2026, 11, 22))


def test_a_pdf_opens_as_the_case_it_was_made_of_with_the_figures_it_was_printed_with() -> None:
    at = upload(app(), "agentur.pdf", printed_agency())
    assert casefile.write(at_reading(at)) == (casefile.write(casefile.read(ROOT / "data/cases/sample_agency.toml")))
    shown = words(result(at))
    assert not at.exception
    assert "Alle Zahlen sind die in „agentur.pdf“ gedruckten." in shown
    # Once anything is changed, it is another case, computed as all are.
    at.switch_page("riskmodel/present/pages/project.py").run()
    shown = words(result(type_into(at, CONTRACT_VALUE, "77.000")))
    assert not at.exception
    assert "gedruckten" not in shown


def test_a_pdf_of_another_version_is_opened_with_both_sets_of_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("riskmodel.present.printed_tables.__version__", "9.9")
    monkeypatch.setattr("riskmodel.present.printed_tables.same", lambda *_: False)
    shown = words(result(upload(app(), "alt.pdf", printed_agency())))
    assert "dies ist Programm 9.9" in shown
    assert "wie gedruckt" in shown
    assert "jetzt berechnet" in shown


def test_a_pdf_that_holds_no_case_is_refused_in_words() -> None:
    at = upload(app(), "fremd.pdf", b"%PDF-1.7\n" + b"x" * 100)
    assert not at.exception
    assert "fremd.pdf" in words(at)


@pytest.mark.parametrize("code", CODES)
def test_the_layout_of_the_pdf_is_chosen_beside_its_button(code: str) -> None:
    at = result(app(code))
    language = Language.named(code)
    choice = at.selectbox(key="pdf-layout")
    assert choice.options == [language.t(document.TITLES[layout]) for layout in LAYOUTS]
    assert choice.value == "summary"
    for layout in LAYOUTS:
        assert not choice.set_value(layout).run().exception


def test_without_a_policy_no_comparison_is_offered() -> None:
    at = upload(app(), "ohne.toml", b"[[project]]\ncontract_value_eur = 5000\n")
    assert len(result(at).selectbox(key="pdf-layout").options) == len(LAYOUTS) - 1


def test_the_pdf_is_named_after_the_case_in_plain_letters() -> None:
    assert frame.file_stem("Größe & Söhne: Webshop!") == "groesse-soehne-webshop"
    assert frame.file_stem("—") == "case"


def test_a_part_of_the_data_that_changed_is_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[object, ...]] = []
    monkeypatch.setattr(session, "_outcome", lambda *key: seen.append(key) or SimpleNamespace())
    case = casefile.read(ROOT / "data" / "cases" / "sample_freelancer.toml")
    session.outcome(case)
    session.outcome(case.model_copy(update={"title": "other"}))
    assert len(set(seen)) == 2
    assert all(isinstance(part, str | int) for key in seen for part in key)


@pytest.mark.parametrize("code", CODES)
def test_the_sample_says_that_it_is_one_on_form_and_result_until_there_is_a_case_of_ones_own(code: str) -> None:
    at, said = app(code), Language.named(code).t("Sample, not your case")
    assert said in words(at)
    at.switch_page(str(frame.page_file("result").relative_to(ROOT))).run()
    assert said in words(at)
    at = app(code)
    at.button(key="open-").click().run()
    assert said not in words(at)
    assert at.text_input(key=field(at, CONTRACT_VALUE)).value == ""
    assert said not in words(type_into(app(code), CONTRACT_VALUE, "5000"))
