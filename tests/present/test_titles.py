"""Every figure about the world has one title in plain words, in both languages, which says what it is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from riskmodel.present import fact_tables, fields, names, terminal, titles
from riskmodel.present.language import CODES, Language
from riskmodel.quantity import CalibrationError
from tests.present.samples import figures

ROWS = titles.rows(figures().folder)
PATHS = tuple(figures().entries)
LONGEST = 101  # characters: two lines of a table on a laptop, three on a telephone
#: Words that only a German text has, or only an English one.
GERMAN = re.compile(r"\b(?:der|die|das|den|dem|des|und|oder|wie|wenn|Anteil|Stunden|Kosten|falls|Wirkung|nach|im|je)\b")
ENGLISH = re.compile(r"\b(?:the|of|and|or|how|where|share|hours|cost|if|effect|by|a|each|that)\b")


def titled(code: str) -> dict[str, str]:
    return {path: titles.title(path, figures(), Language.named(code)) for path in PATHS}


@pytest.mark.parametrize("code", CODES)
def test_every_figure_is_named_by_exactly_one_row(code: str) -> None:
    language = Language.named(code)
    named = {path: [row.figure for row in ROWS if row.title(path, figures(), language)] for path in PATHS}
    assert {path: by for path, by in named.items() if len(by) != 1} == {}


def test_no_row_names_nothing_and_none_stands_twice() -> None:
    english = Language.named("en")
    idle = [row.figure for row in ROWS if not any(row.title(path, figures(), english) for path in PATHS)]
    twice = [figure for figure, times in Counter(row.figure for row in ROWS).items() if times > 1]
    assert (idle, twice) == ([], [])


@pytest.mark.parametrize("code", CODES)
def test_no_two_figures_have_the_same_title(code: str) -> None:
    assert [title for title, times in Counter(titled(code).values()).items() if times > 1] == []


@pytest.mark.parametrize("code", CODES)
def test_a_title_is_short_whole_and_shows_nothing_of_the_files(code: str) -> None:
    for path, title in titled(code).items():
        assert 0 < len(title) <= LONGEST, path
        assert not re.search(r"[{}*_]|\s\s|^\s|\s$|\.$", title), path
        assert title[0].isupper(), path


def test_a_family_is_filled_with_what_its_members_are_called_everywhere() -> None:
    calibration = figures()
    for code in CODES:
        language = Language.named(code)
        of = titled(code)
        for path, name in {
            "incidents.data_leak.rate": names.incident_type("data_leak", calibration, language),
            "liability.allowed.goodwill": names.head("goodwill", calibration, language),
            "safeguards.monitoring.prevalence": language.of(calibration.tables["safeguards"]["monitoring"]["title"]),
            "causes.host_outage.event_size": language.of(calibration.tables["causes"]["host_outage"]["title"]),
            "case.provider.hourly_rate_eur": fields.label("provider.hourly_rate_eur", language),
            "case.client.goodwill_eur": fields.label("project.response.goodwill_eur", language),
            "cover.deductible_eur": fields.label("policy.deductible_eur", language),
        }.items():
            assert of[path].startswith(name), path
        assert "CHF" in of["currency.CHF"]


def test_a_figure_of_one_industry_or_one_law_names_it() -> None:
    german, english = titled("de"), titled("en")
    assert english["case.by_industry.online_platform.order_value_eur"] == (
        "Value of an order, if left open (large online platform)"
    )
    assert german["liability.cap_holds.DE.standard_terms"] == (
        "Wie oft Haftungsgrenze oder Ausschluss hält (Recht: Deutschland; in AGB)"
    )


def test_german_titles_are_german_and_english_ones_english() -> None:
    german, english = titled("de"), titled("en")
    own_names = {path for path in PATHS if path.startswith("backtest.forum.")}
    assert [path for path in PATHS if german[path] == english[path]] == []
    assert [title for path, title in german.items() if path not in own_names and ENGLISH.search(title)] == []
    assert [title for title in english.values() if GERMAN.search(title)] == []


def test_umlauts_are_written_out_and_an_amount_stays_with_its_sign() -> None:
    ascii_umlauts = re.compile(r"(?:fuer|ueber|koenn|muess|zurueck|pruef|schaed|loesch|gross|aender|hoech|taet)", re.I)
    for row in ROWS:
        assert not ascii_umlauts.search(row.titles["de"]), row.figure
        assert not re.search(r"\d [€%]", row.titles["de"]), row.figure


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("liability.fault.gross_probability", "grobe Fahrlässigkeit"),
        ("liability.client_share.probability", "Mitverschulden"),
        ("cover.needed_limit_quantile", "Versicherungssumme"),
        ("cover.deductible_eur", "Selbstbeteiligung"),
        ("cover.aggregate_multiple", "Jahreshöchstleistung"),
        ("liability.own_cost.unpaid_share", "Nacharbeit"),
        ("damage.rights_infringement.dispute_value_eur", "Abmahnung"),
        ("outcry.complaint_share", "Anteil der Betroffenen, die sich öffentlich beschweren"),
    ],
)
def test_titles_use_the_words_of_lawyers_and_insurers(path: str, said: str) -> None:
    assert said in titled("de")[path]


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("öffentlich beschweren", "outcry.complaint_share"),
        ("complain in public", "outcry.complaint_share"),
        ("berufung eingelegt", "liability.outcome.appeal_share"),
        ("Gutachters im Prozess", "liability.fees.expert_eur"),
    ],
)
@pytest.mark.parametrize("code", CODES)
def test_a_figure_is_found_by_its_title_in_either_language(said: str, path: str, code: str) -> None:
    assert [line.key for line in fact_tables.sources(figures(), Language.named(code), said).lines] == [path]


@pytest.mark.parametrize("code", CODES)
def test_the_table_of_figures_shows_the_title_and_below_it_the_path(code: str) -> None:
    table = fact_tables.sources(figures(), Language.named(code), "passing_on_odds")
    (line,) = table.lines
    title = titled(code)["outcry.passing_on_odds"]
    assert (line.key, line.cells[0].text, line.cells[0].spread) == ("outcry.passing_on_odds", title, line.key)
    assert f"\n{title}\n    outcry.passing_on_odds\n" in terminal.records(table)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("outcry.visibility", "wenig bekannt: 0,6; mäßig bekannt: 1; sehr bekannt: 1,8"),
        (
            "liability.cap_holds.DE.standard_terms",
            "kein Verschulden: 1; einfache Fahrlässigkeit: 0,3; grobe Fahrlässigkeit: 0; Vorsatz: 0",
        ),
        ("backtest.forum.ncat.ceiling", "2002: 30.000; 2014: 40.000; 2023: 100.000"),
    ],
)
def test_what_a_figure_differs_by_is_said_in_words(path: str, said: str) -> None:
    table = fact_tables.sources(figures(), Language.named("de"), path)
    assert table.cell(path, "value").text.replace("\N{NO-BREAK SPACE}", " ") == said


def test_no_category_is_left_in_the_words_of_the_files() -> None:
    by = {name for entry in figures().entries.values() for name in entry.by if not name.isdigit()}
    german, english = (Language.named(code) for code in CODES)
    same = {name for name in by if titles.category(name, german) == titles.category(name, english)}
    assert len(by) > 20 and not same


def test_figures_of_somebody_without_titles_go_by_their_path_alone(tmp_path: Path) -> None:
    own = replace(figures(), folder=tmp_path)
    assert titles.title("outcry.stance", own, Language.named("de")) == "outcry.stance"
    (line,) = fact_tables.sources(own, Language.named("de"), "outcry.stance").lines
    assert (line.cells[0].text, line.cells[0].spread) == ("outcry.stance", "")


@pytest.mark.parametrize("content", ["figure,en\noutcry.stance,Stance\n", "outcry.stance,a,b\n"])
def test_a_file_of_titles_that_cannot_be_used_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "figures.csv").write_text(content, encoding="utf-8")
    with pytest.raises(CalibrationError, match=r"figures\.csv: columns missing"):
        titles.title("outcry.stance", replace(figures(), folder=tmp_path), Language.named("de"))
